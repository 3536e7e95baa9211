"""W9665: scopes are asked for where somebody reads them."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import METHOD, ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class Scopes(Rule):
    """AuthorizationScopes on a method or route whose authorization reads no token."""

    id = "W9665"
    short = "Scopes are asked for where somebody reads them"
    long = (
        "AuthorizationScopes are compared with the scopes of a token by COGNITO_USER_POOLS and JWT alone. Beside NONE, "
        "AWS_IAM and CUSTOM nobody looks at them."
    )
    aws = "API Gateway takes no notice of them, or refuses them; who has none of the scopes gets in."
    fix = "Give the route a JWT or COGNITO_USER_POOLS authorizer, or leave AuthorizationScopes out."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "authorizers", "security")
    types = (METHOD, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.kind not in ("NONE", "AWS_IAM", "CUSTOM") or use.protocol == "WEBSOCKET":  # which takes none at all
                continue
            given = use.own.get("AuthorizationScopes")
            if given is not None and given.is_list and given.value:
                yield Problem(
                    use.at("AuthorizationScopes"),
                    f"{use.name} asks for scopes, and its AuthorizationType {use.kind} reads none: they keep nobody "
                    "out. Write JWT or COGNITO_USER_POOLS with such an authorizer, or leave them out",
                )
