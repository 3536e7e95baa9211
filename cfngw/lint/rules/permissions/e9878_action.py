"""E9878: the gateway's permission allows lambda:InvokeFunction."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, INVOKES, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class InvokeAction(Rule):
    """The gateway's permission allows lambda:InvokeFunction."""

    id = "E9878"
    short = "The gateway's permission allows lambda:InvokeFunction"
    long = (
        "The gateway invokes functions by lambda:InvokeFunction, whatever the kind of integration. Another action in "
        "its permission allows nothing that it does."
    )
    aws = (
        "Lambda refuses an action that it doesn't know when the stack is created; with another one each call is "
        "answered with 500."
    )
    fix = "Write Action: lambda:InvokeFunction."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            is_gateway = grant.is_of_gateway or grant.principal == GATEWAY
            if is_gateway and isinstance(grant.action, str) and grant.action not in INVOKES:
                yield Problem(
                    grant.place("Action"),
                    f"Action is {grant.action}, and the gateway needs lambda:InvokeFunction: each call would be "
                    "answered with 500. Write Action: lambda:InvokeFunction",
                )
