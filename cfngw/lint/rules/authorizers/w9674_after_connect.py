"""W9674: who may use a WebSocket API is decided when the connection is made."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import ROUTE, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class AfterConnect(Rule):
    """Authorization on another route of a WebSocket API than $connect."""

    id = "W9674"
    short = "Who may use a WebSocket API is decided when the connection is made"
    long = (
        "Only the request that opens a connection has headers and query parameters. An authorizer, or AWS_IAM, belongs "
        "to $connect alone; messages of other routes are not asked for it."
    )
    aws = "API Gateway supports authorization on $connect only: messages get through, or the route is refused."
    fix = "Give $connect the authorization, and let the other routes' functions check what it left in the context."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html"
    tags = ("apigateway", "authorizers", "websocket", "security")
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if use.protocol != "WEBSOCKET" or use.kind in (None, "NONE"):
                continue
            key = literal(use.own.get("RouteKey"))
            if key is not None and key != "$connect":
                yield Problem(
                    use.at("AuthorizationType"),
                    f"The route {key} has AuthorizationType {use.kind}, which API Gateway supports on $connect alone: "
                    "its messages would not be asked. Give it to $connect",
                )
