"""W9902: not everybody may take on a role that serves an API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.serving import roles_serving
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class OpenTrust(Rule):
    """Not everybody may take on a role that serves an API."""

    id = "W9902"
    short = "Not everybody may take on a role that serves an API"
    long = "The trust policy has Principal `*`, or AWS `*`, without a condition."
    aws = "The stack is created; anybody with an AWS account may take the role on."
    fix = "Name the service: lambda.amazonaws.com for a function, apigateway.amazonaws.com for Credentials."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
    tags = ("iam", "security")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for role, user in roles_serving(view).values():
            for each in role.trust or ():
                named = [name for kind, names in each.principals.items() if kind in ("", "AWS") for name in names]
                if each.effect == "Allow" and not each.conditional and "*" in named:
                    yield Problem(
                        each.at,
                        f"Anybody with an AWS account may take on {role.key}, the role of {user}. Name the service "
                        "that does",
                    )
