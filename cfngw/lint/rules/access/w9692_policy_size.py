"""W9692: a resource policy has at most 8,192 characters."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 8192
# API Gateway writes execute-api:/… out when it keeps a policy.
_WRITTEN_OUT = len("arn:aws:execute-api:us-west-2:123456789012:aabbccddee") - len("execute-api:")


class PolicySize(Rule):
    """A resource policy that is longer than a new account allows."""

    id = "W9692"
    short = "A resource policy has at most 8,192 characters"
    long = "The quota is 8,192 characters without blanks, and execute-api:/… counts as the ARN that it stands for."
    aws = "The stack fails: the policy is too long, unless AWS raised the account's quota."
    fix = "Name ranges instead of addresses and accounts instead of roles, or ask for a higher quota."
    url = f"{PAGE}api-gateway-execution-service-limits-table.html"
    tags = ("apigateway", "policies", "limits")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            if not isinstance(policy.data, dict):
                continue
            text = json.dumps(policy.data, separators=(",", ":"), default=str)
            length = len(text) + text.count('"execute-api:/') * _WRITTEN_OUT
            if length > _MOST:
                yield Problem(
                    policy.at,
                    f"The policy of {policy.api.logical_id} has about {length:,} characters, and a new account allows "
                    f"{_MOST:,}: the stack would fail. Name ranges instead of addresses, or ask for a higher quota",
                )
