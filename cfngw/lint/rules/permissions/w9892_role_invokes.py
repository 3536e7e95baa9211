"""W9892: the role of an integration or an authorizer allows invoking its function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.credentials import invoking, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget


class RoleInvokes(Rule):
    """The role of an integration or an authorizer allows invoking its function."""

    id = "W9892"
    short = "The role of an integration or an authorizer allows invoking its function"
    long = (
        "With a role in Credentials the gateway invokes the function as that role: a policy has to allow "
        "lambda:InvokeFunction on the function, or on the version or alias that the URI names. A policy may be "
        "attached elsewhere, so that this is a warning."
    )
    aws = "The stack is created; each call is answered with 500 Internal server error."
    fix = (
        "Allow lambda:InvokeFunction on what the URI names: `!GetAtt Function.Arn`, or with `:*` for its versions and "
        "aliases."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
    tags = ("apigateway", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            target, role = use.target, use.role
            if role is None or not isinstance(target, FunctionTarget) or not isinstance(target.function, Reference):
                continue
            if not role.allows("lambda:InvokeFunction", invoking(view, target)):
                only = " on it" if role.allows("lambda:InvokeFunction") else ""
                called = target.function.logical_id
                called += f":{target.qualifier}" if isinstance(target.qualifier, str) else ""
                yield Problem(
                    use.at,
                    f"{use.name} invokes {called} as {role.key}, which does not allow lambda:InvokeFunction{only}: "
                    "each call would be answered with 500. Allow it there",
                )
