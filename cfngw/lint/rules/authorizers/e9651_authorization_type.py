"""E9651: an AuthorizationType is one that the kind of API has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.authorizers.common import METHOD, ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_KINDS = {
    "REST": ("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"),
    "HTTP": ("NONE", "AWS_IAM", "CUSTOM", "JWT"),
    "WEBSOCKET": ("NONE", "AWS_IAM", "CUSTOM"),
}
_MEANT = {
    "COGNITO_USER_POOLS": {"HTTP": "JWT, with the user pool as issuer", "WEBSOCKET": "CUSTOM, with a function"},
    "COGNITO": {"REST": "COGNITO_USER_POOLS", "HTTP": "JWT, with the user pool as issuer"},
    "JWT": {"WEBSOCKET": "CUSTOM, with a function that reads the token"},
    "TOKEN": dict.fromkeys(_KINDS, "CUSTOM"),
    "REQUEST": dict.fromkeys(_KINDS, "CUSTOM"),
    "LAMBDA": dict.fromkeys(_KINDS, "CUSTOM"),
    "IAM": dict.fromkeys(_KINDS, "AWS_IAM"),
}


class AuthorizationType(Rule):
    """An AuthorizationType that there is not, or that another kind of API has."""

    id = "E9651"
    short = "An AuthorizationType is one that the kind of API has"
    long = (
        "A method of a REST API has NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS or JWT; a route of an HTTP API NONE, "
        "AWS_IAM, CUSTOM or JWT; one of a WebSocket API NONE, AWS_IAM or CUSTOM."
    )
    aws = "The stack fails: API Gateway refuses the value."
    fix = "Write one of these words, in capitals. A user pool in front of an HTTP API is JWT."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html"
    tags = ("apigateway", "authorizers")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            allowed = _KINDS.get(use.protocol)
            if allowed is None or use.kind is None or use.kind.upper() in allowed:
                continue
            meant = _MEANT.get(use.kind.upper(), {}).get(use.protocol) or nearest(use.kind.upper(), allowed)
            fix = f"Write {meant}" if meant else f"Write one of {', '.join(allowed)}"
            yield Problem(
                use.at("AuthorizationType"),
                f"{use.name} has AuthorizationType {use.kind}, which no {_noun(use.protocol)} API has: the stack "
                f"would fail. {fix}",
            )


def _noun(protocol: str) -> str:
    return "WebSocket" if protocol == "WEBSOCKET" else protocol
