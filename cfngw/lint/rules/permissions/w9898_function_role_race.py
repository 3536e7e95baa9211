"""W9898: a function waits for the policy that it cannot be made without."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.lint.rules.permissions.checked import checks_of
from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import row, value


class FunctionRoleRace(Rule):
    """A function waits for the policy that it cannot be made without."""

    id = "W9898"
    short = "A function waits for the policy that it cannot be made without"
    long = (
        "What Lambda checks when it makes the function (network interfaces, the dead letter queue) is allowed by an "
        "AWS::IAM::Policy of its own, for which the function does not wait: CloudFormation makes both at the same "
        "time."
    )
    aws = (
        "The stack fails now and then: The provided execution role does not have permissions to call "
        "CreateNetworkInterface on EC2."
    )
    fix = "Name the policy in DependsOn of the function, or write it into Policies of the role."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html"
    tags = ("lambda", "iam")
    types = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function"):
            role = role_of(view, value(each.properties.get("Role")))
            if role is None or each.made is not True or not role.complete:
                continue
            for name, actions in checks_of(each):
                late = [
                    policy
                    for policy in role.attached
                    if any(not role.own.allows(action) for action in actions) and policy.made is True
                ]
                if late and all(role.allows(action) for action in actions) and not _waits(each, late):
                    yield Problem(
                        below(each.at, "Properties", name),
                        f"{name} of {each.key} needs {actions[0]}, which {late[0].key} allows, and the function does "
                        f"not wait for it: the stack would fail now and then. Write DependsOn: {late[0].key}",
                    )


def _waits(function: Resource, policies: list[Resource]) -> bool:
    given = function.node.get("DependsOn")
    names = row(given)
    return any(each.logical_id in names for each in policies)
