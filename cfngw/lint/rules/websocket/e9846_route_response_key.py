"""E9846: a route response other than $default."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, ROUTE_RESPONSE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RouteResponseKey(Rule):
    """A route response other than $default."""

    id = "E9846"
    short = "The key of a route response is $default"
    long = (
        "RouteResponseSelectionExpression of a route and RouteResponseKey of its response are $default; there is "
        "no other."
    )
    aws = "The stack fails when the route or its response is made: 400 BadRequestException."
    fix = "Write $default."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html"
    types = (ROUTE, ROUTE_RESPONSE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            rows = [(each, "RouteResponseKey") for each in api.of(ROUTE_RESPONSE)]
            rows += [(route.resource, "RouteResponseSelectionExpression") for route in api.routes]
            for each, name in rows:
                written = given(each, name)
                if isinstance(written, str) and written not in ("$default", r"\$default"):
                    yield Problem(
                        at(each, name),
                        f"{name} of {each.logical_id} is {written}, and API Gateway takes $default alone "
                        "(400). Write $default",
                    )
