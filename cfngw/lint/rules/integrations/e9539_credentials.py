"""E9539: what an integration calls as is a role's ARN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import TYPES, Row, integrations
from cfngw.lint.rules.integrations.uris import address
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_CALLER = re.compile(r"arn:[^:]+:iam::\*:user/\*")
_ROLE = re.compile(r"arn:[^:]+:(?:iam|sts)::(?:[0-9]{12}|\$\{[^}]*\}):(?:role/.+|\$\{stageVariables\.[^}]+\}.*)")


class IntegrationCredentials(Rule):
    """What an integration calls as is a role's ARN."""

    id = "E9539"
    short = "Credentials of an integration are the ARN of a role, and a service of AWS needs them"
    long = (
        "API Gateway calls a service of AWS as the role that Credentials names, by its ARN. A function may also be "
        "called by a permission, another service may not."
    )
    aws = (
        "PutIntegration answers 400: Invalid ARN specified in the request, or Role ARN must be specified for AWS "
        "integrations."
    )
    fix = "Write Credentials: !GetAtt Role.Arn, a role that trusts apigateway.amazonaws.com."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            fault = _fault(row)
            if fault is not None:
                yield Problem(row.at("Credentials"), f"{fault[0]}, and API Gateway refuses it. {fault[1]}")


def _fault(row: Row) -> tuple[str, str] | None:
    given, key = row.found.credentials, row.route.key
    if given is None:
        known = address(row.marked) if row.type == "AWS" and row.marked else None
        if known is None or not known.kind or known.service == "lambda" or "\x00" in known.service:
            return None
        if not row.lacks("Credentials"):
            return None
        return f"{key} calls {known.service} without Credentials", "Name a role: Credentials: !GetAtt Role.Arn"
    if isinstance(given, Reference):
        if given.type.startswith("AWS::IAM::") and given.type != "AWS::IAM::Role":
            return (
                f"The Credentials of {key} are {given.logical_id}, an {given.type}, not a role",
                "Name a role by its ARN",
            )
        return None
    if isinstance(given, str) and given and not _CALLER.fullmatch(given) and not _ROLE.fullmatch(given):
        return (
            f"The Credentials of {key} are {given}, not the ARN of a role",
            "Write arn:aws:iam::<account>:role/<name>",
        )
    return None
