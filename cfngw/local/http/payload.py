"""The event of a Lambda proxy in format 2.0, and what it shares with format 1.0.

Names of headers are in lower case and repeats are joined with commas; ``cookies`` take the place of the header;
members without a value are left out. ``rawPath`` has the stage's name where the stage has one, also behind a domain
(https://github.com/CodeGenieApp/serverless-express/issues/465), and is decoded, as live events show, whatever its name
says; ``rawQueryString`` is as the client sent it.

A body is a text for ``text/*``, application/json, application/xml and application/javascript; any other type, none,
and ``application/x-www-form-urlencoded`` arrive in base64 (observed of AWS, not documented:
https://github.com/ministackorg/ministack/pull/766). A body with a Content-Encoding is taken for binary, so that it
arrives byte by byte.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cfngw.local.http.outgoing import HOP_BY_HOP, folded, pairs_of

if TYPE_CHECKING:
    from cfngw.local.exchange import Call
    from cfngw.local.http.outgoing import Outgoing
    from cfngw.local.passage import Passage

DEFAULT = "$default"
_TEXT_TYPES = ("application/json", "application/xml", "application/javascript")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
write = json.JSONEncoder(separators=(",", ":")).encode


def event(passage: Passage, request: Outgoing, account: str) -> bytes:
    """Write the event."""
    call = passage.call
    route = passage.route
    key = route.key if route is not None else DEFAULT
    path = request.path if passage.stage_name == DEFAULT else f"/{passage.stage_name}{request.path}"
    headers = header_values(passage, request)
    cookies = headers.pop("cookie", None)
    made: dict[str, Any] = {"version": "2.0", "routeKey": key, "rawPath": path, "rawQueryString": request.query}
    if cookies is not None:
        made["cookies"] = [each.strip() for value in cookies for each in value.split(";") if each.strip()]
    made["headers"] = {name: values[0] if len(values) == 1 else ",".join(values) for name, values in headers.items()}
    if request.query:
        made["queryStringParameters"] = {name: ",".join(values) for name, values in query_values(request.query).items()}
    context = {
        "accountId": account,
        "apiId": passage.api_id,
        "domainName": passage.domain_name,
        "domainPrefix": passage.domain_name.partition(".")[0],
        "http": {
            "method": call.method,
            "path": path,
            "protocol": call.protocol,
            "sourceIp": call.source_ip,
            "userAgent": call.header("user-agent") or "",
        },
        "requestId": passage.request_id,
        "routeKey": key,
        "stage": passage.stage_name,
        "time": clf_time(int(call.received)),
        "timeEpoch": int(call.received * 1000),
    }
    if passage.authorizer is not None:
        context["authorizer"] = passage.authorizer
    made["requestContext"] = context
    if passage.path_parameters:
        made["pathParameters"] = passage.path_parameters
    if passage.variables:
        made["stageVariables"] = dict(passage.variables)
    made["isBase64Encoded"] = False
    if call.body:
        made["body"], made["isBase64Encoded"] = body_of(call)
    return write(made).encode()


def header_values(passage: Passage, request: Outgoing) -> dict[str, list[str]]:
    """Give the headers of an event with what the gateway adds, by their names in lower case."""
    call = passage.call
    found = folded(request.headers)
    for name in HOP_BY_HOP & found.keys():
        del found[name]
    if "content-length" not in found:
        found["content-length"] = [str(len(call.body))]
    if "host" not in found:
        found["host"] = [passage.domain_name]
    if "x-amzn-trace-id" not in found:
        found["x-amzn-trace-id"] = [trace_id(call)]
    found["x-forwarded-for"] = [", ".join((*found.get("x-forwarded-for", ()), call.source_ip))]
    found["x-forwarded-port"] = [port_of(call)]
    found["x-forwarded-proto"] = [call.scheme]
    return found


def query_values(query: str) -> dict[str, list[str]]:
    """Give the decoded values of each name of a query."""
    found: dict[str, list[str]] = {}
    for name, value in pairs_of(query):
        found.setdefault(name, []).append(value)
    return found


def body_of(call: Call) -> tuple[str, bool]:
    """Give a body as it stands in an event, and whether that is base64."""
    kind = (call.header("content-type") or "").partition(";")[0].strip().lower()
    encoding = (call.header("content-encoding") or "identity").strip().lower()
    if encoding in ("", "identity") and (kind in _TEXT_TYPES or kind.startswith("text/")):
        return call.body.decode("utf-8", "replace"), False
    return b64encode(call.body).decode("ascii"), True


def port_of(call: Call) -> str:
    """Give the port that the client called, by its Host header."""
    _, _, port = (call.header("host") or "").rpartition("]")[2].partition(":")
    return port if port.isdigit() else "443" if call.scheme == "https" else "80"


def trace_id(call: Call) -> str:
    """Make a trace id as the gateway does where the client sends none."""
    return f"Root=1-{int(call.received):08x}-{os.urandom(12).hex()}"


@lru_cache(maxsize=8)
def clf_time(second: int) -> str:
    """Write a second since the epoch as access logs do, in UTC."""
    made = time.gmtime(max(0, second))
    clock = f"{made.tm_hour:02}:{made.tm_min:02}:{made.tm_sec:02}"
    return f"{made.tm_mday:02}/{_MONTHS[made.tm_mon - 1]}/{made.tm_year:04}:{clock} +0000"
