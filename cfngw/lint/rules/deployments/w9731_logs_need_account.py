"""W9731: logs that need the role of the account."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import At
from cfngw.lint.rules.deployments.common import ACCOUNT, STAGES, described_by, settings_of, unordered
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


def logging(view: View, stage: Resource) -> At | None:
    """Give the place of what makes a stage write to CloudWatch Logs."""
    for setting in settings_of(stage):
        if literal(setting.get("LoggingLevel")) in ("INFO", "ERROR"):
            return below(setting.at, "LoggingLevel")
    described = described_by(stage)
    access = described.get("AccessLogSetting") if described is not None else None
    target = access.get("DestinationArn") if access is not None else None
    if target is None:
        return None
    text = str(target.value)
    group = view.found.referred(target)
    is_group = group.type == "AWS::Logs::LogGroup" if group is not None else ":logs:" in text
    return below(target.at) if is_group and not isinstance(target.value, bool) else None


class LogsNeedAccount(Rule):
    """A stage that logs, and the account's role that comes later."""

    id = "W9731"
    short = "A stage that logs is made after the account's role for logs"
    long = (
        "API Gateway writes logs of REST APIs by a role that is set once for each account and region. Where a "
        "template sets it, a stage that logs has to wait for it: nothing in a Stage refers to it."
    )
    aws = "The stage is refused: CloudWatch Logs role ARN must be set in account settings to enable logging (400)."
    fix = "Add DependsOn with the AWS::ApiGateway::Account to the stage."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        accounts = [each for each in view.resources(ACCOUNT) if each.made is True]
        if not accounts:
            return
        for each in view.resources(*STAGES):
            place = logging(view, each)
            if place is not None and all(unordered(view, each, account) for account in accounts):
                name = accounts[0].logical_id
                yield Problem(
                    place,
                    f"{each.logical_id} logs, and may be made before the account's role for that: AWS refuses it then "
                    f"(CloudWatch Logs role ARN must be set in account settings). Add DependsOn: {name}",
                )
