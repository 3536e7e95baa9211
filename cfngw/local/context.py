"""$context: what templates, proxies, gateway responses and access logs read of a request.

A REST API's is made once, as the map that mapping templates and a proxy's ``requestContext`` take; an HTTP API's has
the variables of its parameter mapping. What only logs and gateway responses know (``error``, ``status``, latencies) is
looked up by name. Identity's keys are always there, null where nobody signed. A value of a Lambda authorizer is a text
on REST APIs, and stays what it is on HTTP APIs.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html

Not on this machine, so always absent: WAF, X-Ray, the ids of AWS's endpoints, client certificates.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.local.passage import Passage

ABSENT = "-"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COGNITO = (
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
)


def rest_context(passage: Passage) -> dict[str, Any]:
    """Give a REST API's $context, made once; ``forget`` makes it anew when an authorizer or a key changed it."""
    known = passage.context
    if known is not None:
        return known
    call, route = passage.call, passage.route
    agent = call.folded.get("user-agent")
    identity: dict[str, Any] = {
        "accessKey": None,
        "accountId": None,
        "apiKey": passage.api_key,
        "apiKeyId": passage.api_key_id,
        "caller": None,
        "cognitoAuthenticationProvider": None,
        "cognitoAuthenticationType": None,
        "cognitoIdentityId": None,
        "cognitoIdentityPoolId": None,
        "principalOrgId": None,
        "sourceIp": call.source_ip,
        "user": None,
        "userAgent": agent[-1] if agent else None,
        "userArn": None,
    }
    if passage.identity:
        identity.update(_signed(passage.identity))
    second = int(call.received)
    made: dict[str, Any] = {
        "accountId": passage.account_id,
        "apiId": passage.api_id,
        "deploymentId": passage.deployment_id,
        "domainName": passage.domain_name,
        "domainPrefix": passage.domain_name.partition(".")[0],
        "extendedRequestId": passage.extended_request_id,
        "httpMethod": call.method,
        "identity": identity,
        "path": call.path,
        "protocol": call.protocol,
        "requestId": passage.request_id,
        "requestTime": clf_time(second),
        "requestTimeEpoch": int(call.received * 1000),
        "resourceId": resource_id(route.path) if route is not None else None,
        "resourcePath": route.path if route is not None else None,
        "stage": passage.stage_name,
    }
    if passage.authorizer is not None:
        made["authorizer"] = {name: _stringified(each) for name, each in passage.authorizer.items()}
    if passage.is_canary is not None:
        made["isCanaryRequest"] = passage.is_canary
    passage.context = made
    return made


def http_context(passage: Passage) -> dict[str, Any]:
    """Give an HTTP API's $context, made once: what access logs and parameter mapping may name."""
    known = passage.context
    if known is not None:
        return known
    call, route = passage.call, passage.route
    agent = call.folded.get("user-agent")
    identity: dict[str, Any] = {"sourceIp": call.source_ip, "userAgent": agent[-1] if agent else None}
    if passage.identity:
        identity.update(_signed(passage.identity))
    made: dict[str, Any] = {
        "accountId": passage.account_id,
        "apiId": passage.api_id,
        "domainName": passage.domain_name,
        "domainPrefix": passage.domain_name.partition(".")[0],
        "extendedRequestId": passage.extended_request_id,
        "httpMethod": call.method,
        "identity": identity,
        "path": call.path,
        "protocol": call.protocol,
        "requestId": passage.request_id,
        "requestTime": clf_time(int(call.received)),
        "requestTimeEpoch": int(call.received * 1000),
        "routeKey": route.key if route is not None else None,
        "stage": passage.stage_name,
    }
    if passage.authorizer is not None:
        made["authorizer"] = _flat(passage.authorizer)
    passage.context = made
    return made


def forget(passage: Passage) -> None:
    """Have $context made anew, after a step that adds to it."""
    passage.context = None


@lru_cache(maxsize=8)
def clf_time(second: int) -> str:
    """Write a second since the epoch as the Common Log Format does, in UTC; a locale changes nothing."""
    at = time.gmtime(second)
    month = _MONTHS[at.tm_mon - 1]
    return f"{at.tm_mday:02}/{month}/{at.tm_year}:{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} +0000"


@lru_cache(maxsize=1024)
def resource_id(path: str) -> str:
    """Give a resource an id as AWS's look, the same each time for the same path."""
    number = int.from_bytes(hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return "".join("abcdefghijklmnopqrstuvwxyz0123456789"[number // 36**place % 36] for place in range(6))


def _signed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is known of who signed, in the names of $context.identity."""
    found = {
        "accessKey": given.get("accessKey", given.get("access_key")),
        "accountId": given.get("accountId", given.get("account")),
        "caller": given.get("caller", given.get("user")),
        "user": given.get("user"),
        "userArn": given.get("userArn", given.get("arn")),
    }
    found.update({name: given[name] for name in _COGNITO if name in given})
    return found


def _stringified(value: Any) -> Any:
    """Give a value as a REST API's authorizer hands it on: ``numKey`` of 1 is "1", ``boolKey`` "true"."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {name: _stringified(each) for name, each in value.items()}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    """Put what payload 2.0 keeps under ``jwt`` and ``lambda`` where logs and mappings look for it."""
    made = dict(given)
    for name in ("jwt", "lambda"):
        inner = made.get(name)
        if isinstance(inner, dict):
            made = {**inner, **made}
    return made


# --- by name --------------------------------------------------------------------------------------------------


def context_value(passage: Passage, name: str) -> Any:
    """Look a variable up by the name after ``$context.``; None where it is absent, and for a map.

    ``$context.authorizer.claims`` is null by AWS's word; a claim has dots or a colon in its name at times.
    """
    special = _SPECIAL.get(name)
    if special is not None:
        value = special(passage)
        if value is not None or not name.startswith("authorizer."):
            return value
    found: Any = _context(passage)
    rest = name
    while rest and isinstance(found, dict):
        if rest in found:
            found = found[rest]
            rest = ""
            break
        first, _, rest = rest.partition(".")
        found = found.get(first)
    return None if rest or isinstance(found, dict) else found


def reader(name: str) -> Callable[[Passage], Any]:
    """Give what ``context_value`` does for one name, as a function made once."""
    special = _SPECIAL.get(name)
    if special is not None and not name.startswith("authorizer."):
        return special
    first, _, second = name.partition(".")
    if first == "authorizer" or "." in second:
        return lambda passage: context_value(passage, name)
    if second:
        return lambda passage: _leaf(_context(passage).get(first), second)
    return lambda passage: _leaf(_context(passage), first)


def _context(passage: Passage) -> dict[str, Any]:
    return rest_context(passage) if passage.api.protocol == "REST" else http_context(passage)


def _leaf(found: Any, name: str) -> Any:
    value = found.get(name) if isinstance(found, dict) else None
    return None if isinstance(value, dict) else value


def value_text(value: Any) -> str | None:
    """Write a value of $context; None where there is none."""
    if value is None or isinstance(value, str):
        return value
    if value.__class__ is int:
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def log_value(passage: Passage, name: str) -> str:
    """Give what a log has for a variable: ``-`` where it is absent."""
    text = value_text(context_value(passage, name))
    return ABSENT if text is None or text == "" else text


def escaped(text: str) -> str:
    """Write a text as it stands between the quotes of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _error(passage: Passage) -> str | None:
    return passage.fault.message if passage.fault is not None else None


def _error_string(passage: Passage) -> str | None:
    if passage.fault is None:
        return None
    return json.dumps(passage.fault.message, ensure_ascii=False)


def _validation(passage: Passage) -> str | None:
    # Published answers have its quotes escaped, whether the template puts quotes around it or not.
    return escaped(passage.fault.validation) if passage.fault is not None and passage.fault.validation else None


def _milliseconds(given: float | None) -> int | None:
    return None if given is None else round(given)


def _length(passage: Passage) -> int | None:
    return len(passage.answer.body) if passage.answer is not None else None


def _processed(passage: Passage) -> int:
    return len(passage.call.body) + (_length(passage) or 0)


def _status(passage: Passage) -> int | None:
    return passage.answer.status if passage.answer is not None else None


def _code_status(passage: Passage) -> int | None:
    """Give the status that a backend gave; of a Lambda proxy that of the function's answer."""
    route = passage.route
    proxied = getattr(route.integration, "type", None) == "AWS_PROXY" if route is not None else False
    if proxied and passage.fault is None and passage.integration_status is not None:
        return _status(passage)
    return passage.integration_status


def _endpoint(passage: Passage) -> str | None:
    types = passage.api.endpoint_types
    return types[0] if types and isinstance(types[0], str) else None


_SPECIAL: Mapping[str, Callable[[Any], Any]] = {
    "authorize.status": lambda passage: passage.authorizer_status,
    "authorizer.integrationLatency": lambda passage: _milliseconds(passage.authorizer_latency),
    "authorizer.integrationStatus": lambda passage: passage.authorizer_status,
    "authorizer.latency": lambda passage: _milliseconds(passage.authorizer_latency),
    "authorizer.status": lambda passage: passage.authorizer_status,
    "dataProcessed": _processed,
    "endpointType": _endpoint,
    "error.message": _error,
    "error.messageString": _error_string,
    "error.responseType": lambda passage: passage.fault.type if passage.fault is not None else None,
    "error.validationErrorString": _validation,
    "integration.error": lambda passage: passage.integration_error,
    "integration.integrationStatus": lambda passage: passage.integration_status,
    "integration.latency": lambda passage: _milliseconds(passage.integration_latency),
    "integration.status": _code_status,
    "integrationErrorMessage": lambda passage: passage.integration_error,
    "integrationLatency": lambda passage: _milliseconds(passage.integration_latency),
    "integrationStatus": lambda passage: passage.integration_status,
    "responseLatency": lambda passage: _milliseconds(passage.response_latency),
    "responseLength": _length,
    "status": _status,
}
