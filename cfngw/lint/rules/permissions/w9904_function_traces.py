"""W9904: the role of a function that is traced may write traces."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal, value


class FunctionTraces(Rule):
    """The role of a function that is traced may write traces."""

    id = "W9904"
    short = "The role of a function that is traced may write traces"
    long = (
        "With TracingConfig Active the function's role has to allow xray:PutTraceSegments. Asked of roles all of "
        "whose policies are in the template."
    )
    aws = (
        "Lambda may refuse the function (The provided execution role does not have permissions to call "
        "PutTraceSegments on XRAY); else its traces are lost."
    )
    fix = "Add the policy AWSXRayDaemonWriteAccess, or leave TracingConfig out."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html"
    tags = ("lambda", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function"):
            tracing = each.properties.get("TracingConfig")
            role = role_of(view, value(each.properties.get("Role")))
            if role is None or tracing is None or literal(tracing.get("Mode")) != "Active":
                continue
            if not role.allows("xray:PutTraceSegments"):
                yield Problem(
                    below(each.at, "Properties", "TracingConfig"),
                    f"{each.key} is traced, and its role {role.key} does not allow xray:PutTraceSegments: the stack "
                    "may fail, or traces be lost. Add the policy AWSXRayDaemonWriteAccess",
                )
