"""E9895: lambda may take on the role of a function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class FunctionTrust(Rule):
    """Lambda may take on the role of a function."""

    id = "E9895"
    short = "Lambda may take on the role of a function"
    long = (
        "The trust policy of a function's role has to name lambda.amazonaws.com with sts:AssumeRole. Nothing else can "
        "add to a trust policy."
    )
    aws = "The stack fails: The role defined for the function cannot be assumed by Lambda."
    fix = "Write `Principal: {Service: lambda.amazonaws.com}` and `Action: sts:AssumeRole` in AssumeRolePolicyDocument."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    tags = ("lambda", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        told: set[str] = set()
        for each in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
            role = role_of(view, value(each.properties.get("Role")))
            if role is not None and role.key not in told and role.trusts("lambda") is False:
                told.add(role.key)
                yield Problem(
                    role.place("AssumeRolePolicyDocument"),
                    f"{each.key} runs as {role.key}, which Lambda may not take on: the stack would fail. Let "
                    "lambda.amazonaws.com do sts:AssumeRole",
                )
