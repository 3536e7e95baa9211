"""W9847: an answer that is not sent."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import ROUTE, ROUTE_RESPONSE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class OneWay(Rule):
    """An answer that is not sent."""

    id = "W9847"
    short = "A route that selects a route response has one"
    long = (
        "A WebSocket API sends what an integration gives where the route has a route response; "
        "RouteResponseSelectionExpression alone sends nothing."
    )
    aws = "The stack is created; clients get no answer to their messages."
    fix = "Add an AWS::ApiGatewayV2::RouteResponse, or leave the expression out and send by @connections."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            responses = list(api.of(ROUTE_RESPONSE))
            answered: set[str] = set()
            for each in responses:
                route = given(each, "RouteId")
                if isinstance(route, Reference):
                    answered.add(route.logical_id)
            told = all(isinstance(given(each, "RouteId"), Reference) for each in responses) and not view.is_open
            for row in api.routes:
                selection = row.resource.properties.get("RouteResponseSelectionExpression")
                if selection is not None and told and row.resource.key not in answered and row.resource.made is True:
                    yield Problem(
                        at(row.resource, "RouteResponseSelectionExpression"),
                        f"{row.key or row.resource.logical_id} selects a route response and has none: no "
                        "answer is sent. Add an "
                        "AWS::ApiGatewayV2::RouteResponse",
                    )
