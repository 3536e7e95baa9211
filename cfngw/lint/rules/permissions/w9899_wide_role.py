"""W9899: a role that serves an API allows what it needs, not all."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.roles import Statement
from cfngw.lint.rules.permissions.serving import roles_serving
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class WideRole(Rule):
    """A role that serves an API allows what it needs, not all."""

    id = "W9899"
    short = "A role that serves an API allows what it needs, not all"
    long = (
        "Looked at are the roles of functions behind APIs and those in Credentials: all actions, all of a service on "
        "all resources, all but some (NotAction), invoking any function. Who finds a hole in the code, or a header "
        "that gets into a template, may do all that."
    )
    aws = "The stack is created; the role may do all."
    fix = "Name the actions, and the resources by their ARNs."
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
    tags = ("iam", "security")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for role, user in roles_serving(view).values():
            for each in role.statements:
                if each.effect != "Allow" or each.conditional or each.untold:
                    continue
                wide = _wide(each)
                if wide:
                    yield Problem(
                        each.at,
                        f"{role.key}, the role of {user}, allows {wide}. Name the actions and the ARNs that it needs",
                    )


def _wide(statement: Statement) -> str | None:
    """Say what is too wide in a statement; None where nothing is."""
    everywhere = "*" in statement.resources
    if "*" in statement.actions or "*:*" in statement.actions:
        return "all actions of all services"
    if statement.is_inverse:
        return "all actions but some (NotAction)" if everywhere and not statement.actions else None
    service = next((each for each in statement.actions if isinstance(each, str) and each.endswith(":*")), None)
    if service and everywhere and not service.startswith(("logs:", "xray:")):
        return f"{service} on all resources"
    if "lambda:InvokeFunction" in statement.actions and everywhere:
        return "lambda:InvokeFunction on all functions of the account"
    return None
