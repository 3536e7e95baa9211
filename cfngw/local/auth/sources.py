"""Identity sources: where in a request the values stand that an authorizer goes by.

Headers whatever their case, query strings by case. A repeated one gives its last value on REST APIs, and all of them
with commas on HTTP APIs, as their payloads do. A context variable that is not listed here is not there, so that the
request is answered 401 (AWS takes all of its variables).
https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.local.passage import Passage

Source = Callable[["Passage"], str | None]


def header(name: str, *, is_rest: bool) -> Source:
    """Give a header's value."""
    folded = name.lower()
    if is_rest:
        return lambda passage: values[-1] if (values := passage.call.folded.get(folded)) else None
    return lambda passage: ",".join(values) if (values := passage.call.folded.get(folded)) else None


def _query(name: str, *, is_rest: bool) -> Source:
    def value(passage: Passage) -> str | None:
        values = [value for key, value in passage.call.parameters if key == name]
        if not values:
            return None
        return values[-1] if is_rest else ",".join(values)

    return value


_CONTEXT: dict[str, Source] = {
    "apiId": lambda passage: passage.api_id,
    "domainName": lambda passage: passage.domain_name,
    "extendedRequestId": lambda passage: passage.extended_request_id,
    "httpMethod": lambda passage: passage.call.method,
    "path": lambda passage: passage.whole_path,
    "protocol": lambda passage: passage.call.protocol,
    "requestId": lambda passage: passage.request_id,
    "resourcePath": lambda passage: None if passage.route is None else passage.route.path,
    "routeKey": lambda passage: None if passage.route is None else passage.route.key,
    "stage": lambda passage: passage.stage_name,
    "identity.apiKey": lambda passage: passage.api_key or passage.call.header("x-api-key"),
    "identity.sourceIp": lambda passage: passage.call.source_ip,
    "identity.userAgent": lambda passage: passage.call.header("user-agent"),
}


def _variable(name: str) -> Source:
    return lambda passage: passage.variables.get(name)


_REST = {"header": header, "querystring": _query, "multivalueheader": header, "multivaluequerystring": _query}
_HTTP = {"header": header, "querystring": _query}


def source(expression: str, *, is_rest: bool) -> Source | None:
    """Give what finds the value of an identity source; None for an expression that is none."""
    expression = expression.strip()
    start = "method.request." if is_rest else "$request."
    if expression.startswith(start):
        kind, _, name = expression.removeprefix(start).partition(".")
        make = (_REST if is_rest else _HTTP).get(kind)
        return make(name, is_rest=is_rest) if make is not None and name else None
    if is_rest:
        return _of_gateway(expression)
    return _of_gateway(expression[1:]) if expression.startswith("$") else None


def _of_gateway(expression: str) -> Source | None:
    kind, _, name = expression.partition(".")
    if kind == "stageVariables" and name:
        return _variable(name)
    if kind == "context" and name:
        return _CONTEXT.get(name, _absent)
    return None


def _absent(_passage: Passage) -> str | None:
    return None
