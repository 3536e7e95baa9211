"""E9897: the role of a function allows what Lambda checks when it makes the function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.checked import checks_of
from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class FunctionRoleChecked(Rule):
    """The role of a function allows what Lambda checks when it makes the function."""

    id = "E9897"
    short = "The role of a function allows what Lambda checks when it makes the function"
    long = (
        "Lambda looks whether the role may make network interfaces for VpcConfig and send to the dead letter queue or "
        "topic. Asked of roles all of whose policies are in the template."
    )
    aws = (
        "The stack fails: The provided execution role does not have permissions to call CreateNetworkInterface on EC2 "
        "(SendMessage on SQS, Publish on SNS)."
    )
    fix = "Allow the action, or add the policy service-role/AWSLambdaVPCAccessExecutionRole."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    tags = ("lambda", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function"):
            role = role_of(view, value(each.properties.get("Role")))
            if role is None or each.made is not True:
                continue
            for name, actions in checks_of(each):
                missing = next((action for action in actions if not role.allows(action)), None)
                if missing:
                    yield Problem(
                        below(each.at, "Properties", name),
                        f"{name} of {each.key} needs {missing}, which its role {role.key} does not allow: the stack "
                        "would fail. Allow it",
                    )
