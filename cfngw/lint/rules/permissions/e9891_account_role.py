"""E9891: the role for the account's logs trusts API Gateway and may write logs."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.roles import role_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class AccountRole(Rule):
    """The role for the account's logs trusts API Gateway and may write logs."""

    id = "E9891"
    short = "The role for the account's logs trusts API Gateway and may write logs"
    long = (
        "CloudWatchRoleArn of AWS::ApiGateway::Account names the role by which API Gateway writes logs. It has to "
        "trust apigateway.amazonaws.com and to allow what the policy AmazonAPIGatewayPushToCloudWatchLogs allows."
    )
    aws = "The stack fails: The role ARN does not have required permissions configured."
    fix = (
        "Let apigateway.amazonaws.com take the role on, and give it the policy "
        "service-role/AmazonAPIGatewayPushToCloudWatchLogs."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
    tags = ("apigateway", "iam")
    types = ("AWS::ApiGateway::Account",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for account in view.resources("AWS::ApiGateway::Account"):
            role = role_of(view, value(account.properties.get("CloudWatchRoleArn")))
            if role is None:
                continue
            if role.trusts("apigateway") is False:
                yield Problem(
                    role.place("AssumeRolePolicyDocument"),
                    f"{role.key} is the account's role for logs, and API Gateway may not take it on: the stack would "
                    "fail. Let apigateway.amazonaws.com do sts:AssumeRole",
                )
            missing = next((each for each in _ACTIONS if not role.allows(each)), None)
            if missing:
                yield Problem(
                    role.place(),
                    f"{role.key} is the account's role for logs and does not allow {missing}: the stack would fail. "
                    "Add the policy service-role/AmazonAPIGatewayPushToCloudWatchLogs",
                )


_ACTIONS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
