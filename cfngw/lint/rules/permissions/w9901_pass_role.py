"""W9901: a role that serves an API may pass on named roles alone."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.serving import roles_serving
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PassRole(Rule):
    """A role that serves an API may pass on named roles alone."""

    id = "W9901"
    short = "A role that serves an API may pass on named roles alone"
    long = (
        "With iam:PassRole on all roles, and an action that takes one, whoever controls the code gets the rights of "
        "any role of the account."
    )
    aws = "The stack is created; the function may give itself any role's rights."
    fix = "Name the ARNs of the roles, and the service in a condition on iam:PassedToService."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
    tags = ("iam", "security")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for role, user in roles_serving(view).values():
            for each in role.statements:
                passes = "iam:PassRole" in each.actions or "iam:Pass*" in each.actions
                if passes and each.effect == "Allow" and not each.conditional and "*" in each.resources:
                    yield Problem(
                        each.at,
                        f"{role.key}, the role of {user}, may pass on any role of the account (iam:PassRole on *). "
                        "Name the ARNs of the roles",
                    )
