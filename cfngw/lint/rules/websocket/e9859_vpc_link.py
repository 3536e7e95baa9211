"""E9859: a VPC link of another kind of API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION, apis, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class VpcLink(Rule):
    """A VPC link of another kind of API."""

    id = "E9859"
    short = "A WebSocket API goes through a VPC link of version 1"
    long = (
        "AWS::ApiGatewayV2::VpcLink is for HTTP and REST APIs; a WebSocket API takes an AWS::ApiGateway::VpcLink, "
        "to a Network Load Balancer."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Make an AWS::ApiGateway::VpcLink and name it in ConnectionId."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for row in api.integrations:
                if referred(row.found.connection)[0] == "AWS::ApiGatewayV2::VpcLink":
                    yield Problem(
                        row.at("ConnectionId"),
                        f"{row.name} goes through a VPC link of version 2, which WebSocket APIs don't take "
                        "(400). Make an "
                        "AWS::ApiGateway::VpcLink",
                    )
