"""W9844: a key that nobody asks for, or that no plan knows."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at, is_true
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class LateKey(Rule):
    """A key that nobody asks for, or that no plan knows."""

    id = "W9844"
    short = "Of a WebSocket API $connect asks for the key"
    long = (
        "ApiKeyRequired of $connect lets those in who have a key; the other routes come over the connection that "
        "stands."
    )
    aws = "The stack is created, or fails with 400; no message is refused for want of a key."
    fix = "Move ApiKeyRequired to the route $connect."
    url = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-route-request.html"
    )
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for route in api.routes:
                if route.key not in (None, "$connect") and is_true(route.resource, "ApiKeyRequired"):
                    yield Problem(
                        at(route.resource, "ApiKeyRequired"),
                        f"{route.key} asks for a key, and clients show it when they connect. Move "
                        "ApiKeyRequired to $connect",
                    )
