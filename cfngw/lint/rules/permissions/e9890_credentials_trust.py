"""E9890: aPI Gateway may take on the role that an integration or an authorizer names."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.credentials import uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CredentialsTrust(Rule):
    """API Gateway may take on the role that an integration or an authorizer names."""

    id = "E9890"
    short = "API Gateway may take on the role that an integration or an authorizer names"
    long = (
        "The trust policy of a role names who may take it on; one for Credentials of an integration or an authorizer "
        "has to name apigateway.amazonaws.com with sts:AssumeRole. Nothing else can add to a trust policy."
    )
    aws = (
        "The stack is created; each call is answered with 500 Internal server error (API Gateway does not have "
        "permission to assume the provided role)."
    )
    fix = (
        "Write `Principal: {Service: apigateway.amazonaws.com}` and `Action: sts:AssumeRole` in "
        "AssumeRolePolicyDocument."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
    tags = ("apigateway", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        told: set[str] = set()
        for use in uses(view):
            role = use.role
            if role is not None and role.key not in told and role.trusts("apigateway") is False:
                told.add(role.key)
                yield Problem(
                    role.place("AssumeRolePolicyDocument"),
                    f"{use.name} uses {role.key}, which API Gateway may not take on: each call would be answered with "
                    "500. Let apigateway.amazonaws.com do sts:AssumeRole",
                )
