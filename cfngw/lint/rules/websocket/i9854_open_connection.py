"""I9854: anybody may connect."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class OpenConnection(Rule):
    """Anybody may connect."""

    id = "I9854"
    short = "A WebSocket API says who may connect"
    long = (
        "Without an authorizer, IAM or a key on the route $connect, or without that route, whoever knows the "
        "address may connect and send messages."
    )
    aws = "The stack is created; each connection is let in."
    fix = "Give $connect AuthorizationType CUSTOM or AWS_IAM, unless everybody is welcome."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html"
    tags = ("apigateway", "websocket", "authorizers", "security")
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            if not api.is_whole or not api.routes:
                continue
            connect = [row.resource for row in api.routes if row.key == "$connect"]
            if not connect:
                yield Problem(
                    api.resource.at,
                    f"{api.resource.logical_id} has no route $connect, so that anybody may connect. Add "
                    "one with an authorizer",
                )
            for each in connect:
                kind = given(each, "AuthorizationType")
                key = flag(each.properties.get("ApiKeyRequired"))
                if kind in (None, "NONE") and key is False:
                    yield Problem(
                        at(each, "AuthorizationType"),
                        f"Anybody may connect to {api.resource.logical_id}: $connect has no authorizer. "
                        "Write AuthorizationType: "
                        "CUSTOM or AWS_IAM",
                    )
