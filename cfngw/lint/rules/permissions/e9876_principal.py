"""E9876: the gateway is let in by its principal, apigateway.amazonaws.com."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class GatewayPrincipal(Rule):
    """The gateway is let in by its principal, apigateway.amazonaws.com."""

    id = "E9876"
    short = "The gateway is let in by its principal, apigateway.amazonaws.com"
    long = (
        "SourceArn is that of calls through an API, and Principal is not the gateway's: another service, a name "
        "without its domain, an account."
    )
    aws = (
        "Lambda refuses a principal that is none when the stack is created; one of another service never matches, and "
        "each call is answered with 500."
    )
    fix = "Write Principal: apigateway.amazonaws.com."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if grant.is_of_gateway and isinstance(grant.principal, str) and grant.principal not in (GATEWAY, "*"):
                yield Problem(
                    grant.place("Principal"),
                    f"Principal is {grant.principal}, and SourceArn is that of an API, whose calls come from "
                    f"{GATEWAY}: the permission would let none in. Write Principal: {GATEWAY}",
                )
