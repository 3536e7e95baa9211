"""W9900: a role that serves an API has none of AWS's policies for administrators."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.serving import roles_serving
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class WideManagedPolicy(Rule):
    """A role that serves an API has none of AWS's policies for administrators."""

    id = "W9900"
    short = "A role that serves an API has none of AWS's policies for administrators"
    long = (
        "AdministratorAccess, PowerUserAccess and the policies with FullAccess are for people. With one of them the "
        "code behind an API may do all with a service, or with the account."
    )
    aws = "The stack is created; the role may do all."
    fix = "Write a policy with the actions and the resources that are needed."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
    tags = ("iam", "security")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for role, user in roles_serving(view).values():
            for name, at in role.managed:
                if name in _ADMINISTRATORS or name.endswith(("FullAccess", "_FullAccess")):
                    yield Problem(
                        at,
                        f"{role.key}, the role of {user}, has {name}. Write a policy with the actions and the ARNs "
                        "that it needs",
                    )


_ADMINISTRATORS = ("AdministratorAccess", "PowerUserAccess", "SystemAdministrator", "DatabaseAdministrator")
