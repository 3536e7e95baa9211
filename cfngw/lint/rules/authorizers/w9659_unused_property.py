"""W9659: an authorizer says only what its kind looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.lint.rules.authorizers.common import OF_HTTP, OF_REST, protocol_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_URI = ("AuthorizerUri", "AuthorizerCredentials", "AuthorizerCredentialsArn")
_OF_FUNCTIONS = (*_URI, "AuthorizerPayloadFormatVersion", "EnableSimpleResponses", "AuthorizerResultTtlInSeconds")
_OTHERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("REST", "TOKEN"): ("ProviderARNs",),
    ("REST", "REQUEST"): ("ProviderARNs", "IdentityValidationExpression"),
    ("REST", "COGNITO_USER_POOLS"): _URI,
    ("HTTP", "REQUEST"): ("JwtConfiguration", "IdentityValidationExpression"),
    ("HTTP", "JWT"): (*_OF_FUNCTIONS, "IdentityValidationExpression"),
    ("WEBSOCKET", "REQUEST"): (
        *("JwtConfiguration", "IdentityValidationExpression", "EnableSimpleResponses"),
        *("AuthorizerPayloadFormatVersion", "AuthorizerResultTtlInSeconds"),
    ),
}


class UnusedProperty(Rule):
    """A property of an authorizer that its kind does not have."""

    id = "W9659"
    short = "An authorizer says only what its kind looks at"
    long = (
        "ProviderARNs are of user pools, AuthorizerUri and credentials of functions, JwtConfiguration of JWT, payload "
        "versions, simple responses and a cache of functions of HTTP APIs, a validation expression of TOKEN and "
        "COGNITO_USER_POOLS. Beside another kind they say nothing: what they should guard is not guarded so."
    )
    aws = "API Gateway takes no notice of it, or refuses it; AWS documents only what it is supported for."
    fix = "Leave it out, or write the Type that it belongs to."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")
    types = (OF_REST, OF_HTTP)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(OF_REST, OF_HTTP):
            own = resource.properties
            is_rest = resource.type == OF_REST
            protocol = "REST" if is_rest else protocol_of(view, own.get("ApiId"))
            kind = literal(own.get("Type" if is_rest else "AuthorizerType")) or ""
            for name in _OTHERS.get((protocol, kind), ()):
                given = own.get(name)
                if given is not None and _says_something(given.value):
                    noun = "WebSocket" if protocol == "WEBSOCKET" else protocol
                    yield Problem(
                        below(resource.at, "Properties", name),
                        f"{resource.logical_id} has {name}, which {kind} authorizers of {noun} APIs don't look at, or "
                        "are refused with. Leave it out",
                    )


def _says_something(value: Any) -> bool:
    """Tell of a value that is there, and more than what stands for nothing."""
    return value not in (0, "0", False, "false", "", [], {})
