"""E9658: an authorizer is of a type that the kind of API has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import OF_HTTP, OF_REST, protocol_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_TYPES = {
    "REST": ("TOKEN", "REQUEST", "COGNITO_USER_POOLS", "JWT"),
    "HTTP": ("REQUEST", "JWT"),
    "WEBSOCKET": ("REQUEST",),
}
_MEANT = {
    "CUSTOM": {"REST": "TOKEN or REQUEST", "HTTP": "REQUEST", "WEBSOCKET": "REQUEST"},
    "TOKEN": {"HTTP": "REQUEST, with $request.header.Authorization as IdentitySource", "WEBSOCKET": "REQUEST"},
    "COGNITO_USER_POOLS": {"HTTP": "JWT, with the user pool as Issuer", "WEBSOCKET": "REQUEST"},
    "COGNITO": {"REST": "COGNITO_USER_POOLS", "HTTP": "JWT, with the user pool as Issuer", "WEBSOCKET": "REQUEST"},
    "JWT": {"WEBSOCKET": "REQUEST, with a function that reads the token"},
}


class AuthorizerType(Rule):
    """A type of authorizer that there is not, or that another kind of API has."""

    id = "E9658"
    short = "An authorizer is of a type that the kind of API has"
    long = (
        "REST APIs have TOKEN, REQUEST, COGNITO_USER_POOLS and JWT; HTTP APIs REQUEST and JWT; WebSocket APIs REQUEST "
        "alone."
    )
    aws = "The stack fails: API Gateway refuses the value."
    fix = "Write one of these words, in capitals. A user pool in front of an HTTP API is a JWT authorizer."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html"
    tags = ("apigateway", "authorizers")
    types = (OF_REST, OF_HTTP)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(OF_REST, OF_HTTP):
            own = resource.properties
            is_rest = resource.type == OF_REST
            protocol = "REST" if is_rest else protocol_of(view, own.get("ApiId"))
            name = "Type" if is_rest else "AuthorizerType"
            kind, allowed = literal(own.get(name)), _TYPES.get(protocol)
            if kind is None or allowed is None or kind.upper() in allowed:
                continue
            upper = kind.upper()
            meant = _MEANT.get(upper, {}).get(protocol) or " or ".join(allowed[:3])
            noun = "WebSocket" if protocol == "WEBSOCKET" else protocol
            yield Problem(
                below(resource.at, "Properties", name),
                f"{resource.logical_id} is of the type {kind}, which authorizers of {noun} APIs don't have: the stack "
                f"would fail. Write {meant}",
            )
