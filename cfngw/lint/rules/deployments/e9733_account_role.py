"""E9733: a role of the account that API Gateway refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import why_unknown
from cfngw.lint.rules.deployments.common import ACCOUNT, named
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_PRINCIPAL = "apigateway.amazonaws.com"
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")
_WANTED = "logs:"


class AccountRole(Rule):
    """The role for logs lets API Gateway do nothing."""

    id = "E9733"
    short = "The account's role for logs trusts API Gateway and may write logs"
    long = (
        "The role of an AWS::ApiGateway::Account is checked when it is set: apigateway.amazonaws.com may assume it, "
        "and it has the actions of AmazonAPIGatewayPushToCloudWatchLogs."
    )
    aws = "The account is refused: The role ARN does not have required permissions configured (400)."
    fix = "Trust apigateway.amazonaws.com, and attach AmazonAPIGatewayPushToCloudWatchLogs."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"
    types = (ACCOUNT,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(ACCOUNT):
            given = each.properties.get("CloudWatchRoleArn")
            role = view.found.referred(given)
            at = below(each.at, "Properties", "CloudWatchRoleArn")
            if given is None or role is None or role.type != "AWS::IAM::Role":
                continue
            if getattr(given.value, "attribute", "Arn") == "":
                text = (
                    f"!Ref {role.logical_id} is the name of the role, and AWS wants its ARN. Write !GetAtt "
                    f"{role.logical_id}.Arn"
                )
                yield Problem(at, text)
            if _trusts(role) is False:
                yield Problem(
                    at,
                    f"{role.logical_id} does not trust {_PRINCIPAL}: AWS answers The role ARN does not have required "
                    "permissions configured. Add that service to its AssumeRolePolicyDocument",
                )
            elif not view.is_open and _may_log(view, role) is False:
                yield Problem(
                    at,
                    f"{role.logical_id} may write no logs: AWS answers The role ARN does not have required "
                    "permissions configured. Attach "
                    "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
                )


def _statements(document: Any) -> list[Mapping[str, Any]] | None:
    """Give the statements of a policy; None where not all is told."""
    if not isinstance(document, Mapping):
        return None
    found = document.get("Statement")
    rows = [found] if isinstance(found, Mapping) else found
    if not isinstance(rows, list) or any(not isinstance(row, Mapping) for row in rows):
        return None
    return rows


def _trusts(role: Resource) -> bool | None:
    trust = role.properties.get("AssumeRolePolicyDocument")
    rows = _statements(trust.plain() if trust is not None else None)
    if rows is None:
        return None
    for row in rows:
        principal = row.get("Principal")
        service = principal.get("Service") if isinstance(principal, Mapping) else principal
        names = service if isinstance(service, list) else [service]
        if any(not isinstance(name, (str, type(None))) for name in names):
            return None
        if row.get("Effect") == "Allow" and (_PRINCIPAL in names or "*" in names):
            return True
    return False


def _may_log(view: View, role: Resource) -> bool | None:
    own = role.properties
    managed = own.get("ManagedPolicyArns")
    if managed is not None and (not managed.is_list or any(True for _ in managed.each())):
        return None  # what a managed policy allows is not told here
    for each in view.resources(*_POLICIES):
        if role.logical_id in set(named(each.node.value)):
            return None
    inline = own.get("Policies")
    if inline is None:
        return False
    given = inline.plain()
    if why_unknown(given) is not None or not isinstance(given, list):
        return None
    answers = [_writes(policy.get("PolicyDocument")) for policy in given if isinstance(policy, Mapping)]
    return True if True in answers else None if None in answers else False


def _writes(document: Any) -> bool | None:
    """Tell whether a policy allows something with logs."""
    rows = _statements(document)
    for row in rows or ():
        actions = row.get("Action")
        listed = actions if isinstance(actions, list) else [actions]
        if any(isinstance(each, str) and (each == "*" or each.lower().startswith(_WANTED)) for each in listed):
            return True
        if "NotAction" in row or any(not isinstance(each, str) for each in listed):
            return None
    return None if rows is None else False
