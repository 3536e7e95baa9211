"""E9790: a route key that API Gateway doesn't take."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at
from cfngw.lint.rules.http.keys import wrong_key
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RouteKey(Rule):
    """A route key that API Gateway doesn't take."""

    id = "E9790"
    short = "The route key of an HTTP API is METHOD /path or $default"
    long = (
        "A route key is a method in capitals, or ANY, one space, and a path; its variables are whole parts of the "
        "path, each of another name, and a greedy one is the last."
    )
    aws = "The stack fails when the route is made: 400 BadRequestException."
    fix = "Write the key as METHOD /path, such as GET /notes/{id}, or $default."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for route in api.routes:
                wrong = wrong_key(route.key) if route.key is not None else None
                if wrong is not None:
                    yield Problem(
                        at(route.resource, "RouteKey"),
                        f'The route key "{route.key}" {wrong[0]}, and API Gateway refuses the route (400). {wrong[1]}',
                    )
