"""I9855: messages that no route takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NoDefault(Rule):
    """Messages that no route takes."""

    id = "I9855"
    short = "A WebSocket API has a route for all other messages"
    long = "A message that is no JSON, or whose key no route has, goes to $default."
    aws = "The stack is created; such messages are answered with Forbidden, and nobody learns of them."
    fix = "Add a route $default that answers, or keeps count."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            keys = {row.key for row in api.routes}
            if api.is_whole and keys and "$default" not in keys and None not in keys:
                yield Problem(
                    api.resource.at,
                    f"{api.resource.logical_id} has no route $default: messages that no route takes are "
                    "answered with an error. "
                    "Add one",
                )
