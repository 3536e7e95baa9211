"""W9842: a route key that no message comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import ROUTE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_OWN = ("$connect", "$disconnect", "$default")
_OF_HTTP = re.compile(r"([A-Z]+ )?/")


class RouteKey(Rule):
    """A route key that no message comes to."""

    id = "W9842"
    short = "A route of a WebSocket API is $connect, $disconnect, $default, or what messages say"
    long = (
        "A custom key is compared with what the route selection gives of a message. Methods and paths are of HTTP "
        "APIs; of the keys that begin with a dollar there are three."
    )
    aws = "The stack is created, or fails with 400; no message comes to the route."
    fix = "Write $connect, $disconnect, $default, or the word that clients send."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for route in api.routes:
                key = route.key or ""
                if key.startswith("$") and key not in _OWN:
                    close = nearest(key, _OWN)
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f"{key} is none of API Gateway's own keys, so that no message comes to it. Write "
                        f"{close or ', '.join(_OWN)}, or a word without a dollar",
                    )
                elif key.lower() in ("connect", "disconnect", "default"):
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f"{key} is a word that clients would have to send. Write ${key.lower()} for API "
                        "Gateway's own route",
                    )
                elif _OF_HTTP.match(key):
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f"{key} is a key of HTTP APIs; messages have no method and no path. Write the word that "
                        f"{given(api.resource, 'RouteSelectionExpression') or 'the route selection'} gives",
                    )
