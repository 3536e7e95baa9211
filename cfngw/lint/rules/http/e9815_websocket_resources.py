"""E9815: a resource that WebSocket APIs alone have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION_RESPONSE, MODEL, ROUTE_RESPONSE, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class WebSocketResources(Rule):
    """A resource that WebSocket APIs alone have."""

    id = "E9815"
    short = "An HTTP API has no route responses, no integration responses and no models"
    long = "AWS::ApiGatewayV2::RouteResponse, IntegrationResponse and Model belong to WebSocket APIs."
    aws = "The stack fails when the resource is made: 400 BadRequestException."
    fix = "Remove it; answers of an HTTP API are changed by ResponseParameters of the integration."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-models.html"
    types = (ROUTE_RESPONSE, INTEGRATION_RESPONSE, MODEL)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for each in api.of(ROUTE_RESPONSE, INTEGRATION_RESPONSE, MODEL):
                kind = each.type.rpartition("::")[2]
                article = "an" if kind[0] == "I" else "a"
                yield Problem(
                    each.at,
                    f"{each.logical_id} is {article} {kind} of the HTTP API {api.resource.logical_id}, and "
                    "WebSocket APIs alone have them "
                    "(400). Remove it",
                )
