"""W9792: routes that differ by the names of their variables alone."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at, folded
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class TwinRoutes(Rule):
    """Routes that differ by the names of their variables alone."""

    id = "W9792"
    short = "Routes differ by more than the names of their variables"
    long = (
        "A request is matched by the method, the texts of the path and the places of its variables; what a "
        "variable is called tells no two routes apart."
    )
    aws = (
        "Which of the two serves a request is not documented; where API Gateway takes both, one of them is never "
        "called."
    )
    fix = "Keep one of the two, or give them different texts in the path."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            seen: dict[str, str] = {}
            for route in api.routes:
                if route.key is None or "{" not in route.key or route.resource.made is not True:
                    continue
                first = seen.setdefault(folded(route.key), route.key)
                if first != route.key:
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f'"{route.key}" takes the same requests as "{first}": the names of variables tell '
                        "no routes apart. "
                        "Keep one of them",
                    )
