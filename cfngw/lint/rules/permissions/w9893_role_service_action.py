"""W9893: the role of a service integration allows the action that it calls."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.credentials import needed, uses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RoleServiceAction(Rule):
    """The role of a service integration allows the action that it calls."""

    id = "W9893"
    short = "The role of a service integration allows the action that it calls"
    long = (
        "An integration with an AWS service calls it as the role in Credentials, whose policies have to allow the "
        "action. Asked of SQS, SNS, DynamoDB, Kinesis, Firehose, Step Functions, EventBridge, Systems Manager, "
        "Secrets Manager, S3 and AppConfig."
    )
    aws = (
        "The stack is created; the service refuses each call with AccessDenied, which the client sees as 500, or as "
        "400 from the service."
    )
    fix = "Allow the action on the resource that is called."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
    tags = ("apigateway", "iam")
    types = ("AWS::IAM::Role",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            action = needed(use)
            if use.role is not None and action is not None and not use.role.allows(action):
                yield Problem(
                    use.at,
                    f"{use.name} calls {action} as {use.role.key}, which does not allow it: the service would refuse "
                    f"each call. Allow {action} there",
                )
