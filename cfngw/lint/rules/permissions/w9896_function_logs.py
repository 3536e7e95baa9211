"""W9896: the role of a function behind an API may write logs."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class FunctionLogs(Rule):
    """The role of a function behind an API may write logs."""

    id = "W9896"
    short = "The role of a function behind an API may write logs"
    long = (
        "Without logs:CreateLogStream and logs:PutLogEvents what a function prints, and why it failed, is lost: of a "
        "call that ends in 500 nothing remains. The policies may be attached elsewhere."
    )
    aws = "The stack is created and calls are answered; there are no logs."
    fix = "Add the policy service-role/AWSLambdaBasicExecutionRole, or allow both actions on the function's log group."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html"
    tags = ("lambda", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        told: set[str] = set()
        for key in functions_behind(view):
            role = role_of(view, value(view.found.index[key].properties.get("Role")))
            if role is None or role.key in told:
                continue
            told.add(role.key)
            missing = [each for each in ("logs:CreateLogStream", "logs:PutLogEvents") if not role.allows(each)]
            if missing:
                yield Problem(
                    role.place(),
                    f"{key} runs as {role.key}, which does not allow {' and '.join(missing)}: its logs would be lost. "
                    "Add the policy service-role/AWSLambdaBasicExecutionRole",
                )
