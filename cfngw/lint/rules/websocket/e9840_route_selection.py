"""E9840: a selection of routes that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, apis, at, given, lacks
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_WRONG = re.compile(r"^\{?request\.|request\.(method|path)|\$\{?request\.body\}?$|\$\{?body\.")
_OF_HTTP = re.compile(r"\$\{?request\.method\}? \$\{?request\.path\}?")


class RouteSelection(Rule):
    """A selection of routes that API Gateway doesn't take."""

    id = "E9840"
    short = "A WebSocket API selects its routes by a part of the message"
    long = (
        "RouteSelectionExpression of a WebSocket API is $request.body.<path>, such as $request.body.action, alone "
        "or in braces within a text; of an HTTP API it can but be ${request.method} ${request.path}."
    )
    aws = (
        "The stack fails when the API is made: 400 BadRequestException; where the expression is taken, no message "
        "finds its route."
    )
    fix = "Write RouteSelectionExpression: $request.body.action, and send messages with that member."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            written = given(api.resource, "RouteSelectionExpression")
            own = api.resource.logical_id
            if api.protocol == "WEBSOCKET" and lacks(api.resource, "RouteSelectionExpression"):
                yield Problem(
                    at(api.resource, "RouteSelectionExpression"),
                    f"The WebSocket API {own} doesn't say how a message finds its route (400). Write "
                    "RouteSelectionExpression: "
                    "$request.body.action",
                )
            elif api.protocol == "WEBSOCKET" and isinstance(written, str) and _WRONG.search(written):
                yield Problem(
                    at(api.resource, "RouteSelectionExpression"),
                    f"{written} reads no member of a message, so that none finds its route. Write "
                    "$request.body.<member>, such as "
                    "$request.body.action",
                )
            elif api.protocol == "HTTP" and isinstance(written, str) and not _OF_HTTP.fullmatch(written):
                yield Problem(
                    at(api.resource, "RouteSelectionExpression"),
                    f"The HTTP API {own} selects routes by method and path alone (400). Leave "
                    "RouteSelectionExpression out",
                )
