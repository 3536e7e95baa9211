"""W9879: a permission for the gateway allows no more than invoking."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class EveryAction(Rule):
    """A permission for the gateway allows no more than invoking."""

    id = "W9879"
    short = "A permission for the gateway allows no more than invoking"
    long = "`lambda:*` and `*` allow whoever is let in to change the function's code, configuration and policy as well."
    aws = "The stack is created; the principal may do all with the function."
    fix = "Write Action: lambda:InvokeFunction."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
    tags = ("lambda", "security")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            if grant.action in ("lambda:*", "*"):
                yield Problem(
                    grant.place("Action"),
                    f"Action is {grant.action}: "
                    f"{grant.principal if isinstance(grant.principal, str) else 'the principal'} may change the "
                    "function too. Write Action: lambda:InvokeFunction",
                )
