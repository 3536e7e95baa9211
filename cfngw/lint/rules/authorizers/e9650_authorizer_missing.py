"""E9650: who asks for an authorizer names one."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import METHOD, ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_KINDS = {"REST": ("CUSTOM", "COGNITO_USER_POOLS", "JWT"), "HTTP": ("CUSTOM", "JWT"), "WEBSOCKET": ("CUSTOM",)}
_ANY = ("CUSTOM", "JWT")


class AuthorizerMissing(Rule):
    """An AuthorizationType that stands for an authorizer, without an AuthorizerId."""

    id = "E9650"
    short = "A method or route that asks for an authorizer names one"
    long = (
        "AuthorizationType CUSTOM, COGNITO_USER_POOLS and JWT say what kind of authorizer decides, AuthorizerId which."
    )
    aws = (
        "The stack fails: Invalid authorizer ID specified. Setting the authorization type to CUSTOM or "
        "COGNITO_USER_POOLS requires a valid authorizer."
    )
    fix = "Write AuthorizerId: !Ref and the authorizer's logical id, or AuthorizationType: NONE."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "authorizers")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.authorizer is None and use.kind in _KINDS.get(use.protocol, _ANY):
                yield Problem(
                    use.at("AuthorizationType"),
                    f"{use.name} has AuthorizationType {use.kind} and no AuthorizerId: the stack would fail with "
                    "Invalid authorizer ID specified. Write AuthorizerId: !Ref …",
                )
