"""An HTTP endpoint behind a route, on the internet or behind a VPC link.

The method is the integration's, or the request's for ``ANY``; variables of the path stand in the URI as ``{name}`` or
``{name+}``; behind ``$default`` the whole path follows the URI, and behind a VPC link the path with the stage's name.
Headers go on without those of the connection and without Host; ``X-Forwarded-*`` become ``Forwarded``, to which the
caller is appended; ``Via`` and a trace id are added. What a path holds is decoded, and encoded again for the URL.

Not documented: whether the path behind ``$default`` of a named stage has the stage's name (it has not, here), and which
Host a VPC link sends (the URI's).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cfngw.local.exchange import Answer
from cfngw.local.http import errors
from cfngw.local.http.expressions import Seen
from cfngw.local.http.mapping import map_request
from cfngw.local.http.outgoing import HOP_BY_HOP, Outgoing, encoded, outgoing
from cfngw.local.http.payload import DEFAULT, trace_id
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest
from cfngw.read.model import HttpTarget

if TYPE_CHECKING:
    from cfngw.local.exchange import Call
    from cfngw.local.http.integrations import Setting
    from cfngw.local.passage import Passage

GRACE = 0.25  # seconds that a client has to say itself that the time is over
_VARIABLE = re.compile(r"\{([A-Za-z0-9._:-]+)\+?\}")
_URL = re.compile(r"(https?://[^/?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto")
_NOT_SENT = HOP_BY_HOP | {"host", "content-length", "forwarded", "via", *_FORWARDED}
_NOT_ANSWERED = HOP_BY_HOP | {"content-length", "date", "server", "apigw-requestid"}


class HttpProxy:
    """One integration."""

    def __init__(self, setting: Setting, target: HttpTarget) -> None:
        self._setting = setting
        self._target = target
        integration = setting.integration
        method = integration.method
        self._method = method if isinstance(method, str) and method != "ANY" else None
        self._private = integration.connection_type == "VPC_LINK"
        self._server_name = setting.values.text(integration.tls_server_name)
        varies = setting.targets.under(target, {}) != target
        self._uri = None if varies else setting.values.text(target.uri)

    async def run(self, passage: Passage) -> Answer:
        """Answer a request; raise a Fault."""
        setting = self._setting
        request = outgoing(passage)
        if setting.requests:
            map_request(setting.requests, request, Seen(passage, setting.context_value), setting.at)
        call = passage.call
        sent = BackendRequest(
            self._method or call.method,
            self._url(passage, request),
            tuple(_headers(passage, request)),
            call.body,
            setting.seconds,
            server_name=self._server_name,
        )
        journey = passage.journey
        if journey.on:
            journey.step("mapping", f"{sent.method} {sent.url} is to be sent", setting.at, headers=list(sent.headers))
        try:
            async with asyncio.timeout(setting.seconds + GRACE):
                found = await setting.around.backends.http(sent, journey)
        except TimeoutError:
            raise errors.no_answer_in_time(setting.seconds, setting.at) from None
        except BackendFailed as failure:
            raise errors.failed(failure, setting.at) from None
        passage.integration_status = found.status
        return passed_back(found)

    def _url(self, passage: Passage, request: Outgoing) -> str:
        uri = self._uri
        if uri is None:
            target = self._setting.targets.under(self._target, passage.variables)
            uri = self._setting.values.text(target.uri) if isinstance(target, HttpTarget) else None
            if uri is None:
                raise errors.misconfigured("its URI is not told by the template", self._setting.at)
        found = _URL.match(uri)
        if found is None:
            origin, path, query = uri, self._private_path(passage, request), ""
        else:
            origin, path, query = found[1], found[2], found[3] or ""
            path = _with_variables(path, passage.path_parameters)
            query = _with_variables(query, passage.path_parameters)
            if request.overwritten:
                path = encoded(request.path)
            elif passage.route is not None and passage.route.path == DEFAULT:
                path = path.rstrip("/") + encoded(request.path)
        query = "&".join(each for each in (query, request.query) if each)
        return f"{origin}{path}?{query}" if query else origin + path

    def _private_path(self, passage: Passage, request: Outgoing) -> str:
        """Give the path behind a listener or a service, which is known by a name or an ARN."""
        if request.overwritten or passage.stage_name == DEFAULT:
            return encoded(request.path)
        return f"/{passage.stage_name}{encoded(request.path)}"


def passed_back(found: BackendAnswer) -> Answer:
    """Give an endpoint's answer to the client, without what belongs to its connection."""
    headers = [pair for pair in found.headers if pair[0].lower() not in _NOT_ANSWERED]
    return Answer(found.status, headers, found.body)


def _with_variables(text: str, parameters: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: encoded(parameters.get(match[1], "")), text) if "{" in text else text


def _headers(passage: Passage, request: Outgoing) -> list[tuple[str, str]]:
    call = passage.call
    named = {name.strip().lower() for value in call.folded.get("connection", ()) for name in value.split(",")}
    kept = [pair for pair in request.headers if pair[0].lower() not in _NOT_SENT and pair[0].lower() not in named]
    kept.append(("Forwarded", _forwarded(passage)))
    kept.append(("Via", ", ".join((*call.folded.get("via", ()), "HTTP/1.1 AmazonAPIGateway"))))
    if call.header("x-amzn-trace-id") is None:
        kept.append(("X-Amzn-Trace-Id", trace_id(call)))
    return kept


def _forwarded(passage: Passage) -> str:
    """Write who asked, after those who handed the request on before (RFC 7239)."""
    call = passage.call
    before = [*call.folded.get("forwarded", ()), *_translated(call)]
    host = call.header("host") or passage.domain_name
    own = f"by=127.0.0.1;for={_node(call.source_ip)};host={_quoted(host)};proto={call.scheme}"
    return ", ".join((*before, own))


def _translated(call: Call) -> list[str]:
    addresses = [each.strip() for value in call.folded.get("x-forwarded-for", ()) for each in value.split(",")]
    elements = [f"for={_node(each)}" for each in addresses if each]
    more = [
        f"{name}={_quoted(value)}"
        for name in ("host", "proto")
        if (value := call.header(f"x-forwarded-{name}")) is not None
    ]
    if more:
        elements[:1] = [";".join((*elements[:1], *more))]
    return elements


def _node(address: str) -> str:
    return f'"[{address}]"' if ":" in address and "." not in address else _quoted(address)


def _quoted(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~:-]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
