"""E9843: an authorizer after the connection stands."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class LateAuthorizer(Rule):
    """An authorizer after the connection stands."""

    id = "E9843"
    short = "Of a WebSocket API $connect alone has an authorizer"
    long = (
        "Who may connect is decided once, by $connect; messages of other routes come over the connection that stands."
    )
    aws = "The stack fails when the route is made: 400, authorization is restricted to the $connect route only."
    fix = "Move AuthorizationType and AuthorizerId to the route $connect."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-lambda-auth.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for route in api.routes:
                kind = given(route.resource, "AuthorizationType")
                if route.key not in (None, "$connect") and isinstance(kind, str) and kind != "NONE":
                    yield Problem(
                        at(route.resource, "AuthorizationType"),
                        f"{route.key} has {kind}, and $connect alone can have an authorizer (400). Move it there",
                    )
