"""W9732: logs in a template that sets no role of the account."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import ACCOUNT, STAGES
from cfngw.lint.rules.deployments.w9731_logs_need_account import logging
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class LogsWithoutAccount(Rule):
    """A stage that logs; whether the account lets it, another stack tells."""

    id = "W9732"
    short = "Logs of a REST API need the account's role for logs"
    long = (
        "API Gateway writes logs of REST APIs by a role that is set once for each account and region, by an "
        "AWS::ApiGateway::Account of this stack or of another one, or in the console."
    )
    aws = "In a region without it: CloudWatch Logs role ARN must be set in account settings to enable logging (400)."
    fix = "Deploy a stack with AWS::ApiGateway::Account and its role once for each region."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if view.may_have(ACCOUNT):
            return
        for each in view.resources(*STAGES):
            place = logging(view, each)
            if place is not None and each.made is True:
                yield Problem(
                    place,
                    f"{each.logical_id} logs, and this template sets no role for that: in a fresh region AWS answers "
                    "CloudWatch Logs role ARN must be set in account settings. Deploy an AWS::ApiGateway::Account "
                    "once",
                )
                break  # one role is for all
