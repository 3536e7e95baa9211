"""E9791: two routes of one key."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class DuplicateRoute(Rule):
    """Two routes of one key."""

    id = "E9791"
    short = "Each route key of an API stands once"
    long = "Of an HTTP or a WebSocket API each route key is one route; methods in capitals, paths as they are written."
    aws = (
        "The stack fails when the second route is made: 409 ConflictException, Route with key ... already exists "
        "for this API."
    )
    fix = "Remove one of the two, or give it another key."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            seen: dict[str, str] = {}
            for route in api.routes:
                if route.key is None or route.resource.made is not True:
                    continue
                first = seen.setdefault(route.key, route.resource.logical_id)
                if first != route.resource.logical_id:
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f'The route key "{route.key}" is that of {first}, too: API Gateway refuses the second (409). '
                        "Remove one, or change its key",
                    )
