"""E9894: a role is given by its ARN."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.credentials import is_name_of_role, uses
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class RoleByName(Rule):
    """A role is given by its ARN."""

    id = "E9894"
    short = "A role is given by its ARN"
    long = (
        "A Ref to a role gives its name; Credentials of integrations and authorizers and the Role of a function take "
        "its ARN."
    )
    aws = (
        "The resource is refused when the stack is created: Invalid ARN, or a pattern that the value does not satisfy."
    )
    fix = "Write `!GetAtt Role.Arn`."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html"
    tags = ("apigateway", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if is_name_of_role(use.credentials):
                yield Problem(use.at, _said(use.credentials.logical_id, use.name))
        for each in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
            given = value(each.properties.get("Role"))
            if isinstance(given, Reference) and is_name_of_role(given):
                yield Problem(below(each.at, "Properties", "Role"), _said(given.logical_id, each.key))


def _said(role: str, user: str) -> str:
    return (
        f"{user} takes the ARN of a role, and !Ref {role} is its name: the stack would fail. Write !GetAtt {role}.Arn"
    )
