"""W9685: a condition asks what requests to this kind of endpoint tell."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.conditions import OF_PRIVATE, endpoint_of, is_negated
from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ConditionKey(Rule):
    """A condition on the address of a private API's caller, or on the VPC of a public one's."""

    id = "W9685"
    short = "A condition asks what requests to this kind of endpoint tell"
    long = (
        "aws:SourceVpc, aws:SourceVpce and aws:VpcSourceIp are of private APIs alone. A private API's caller comes "
        "through a VPC endpoint: its address is aws:VpcSourceIp, and aws:SourceIp is none that it has."
    )
    aws = "The stack is created; an Allow with it lets nobody in, a Deny with Not… keeps everybody out, with 403."
    fix = "Write aws:VpcSourceIp for a private API, aws:SourceIp for a public one."
    url = f"{PAGE}apigateway-resource-policies-aws-condition-keys.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            endpoint = endpoint_of(policy.api)
            if endpoint is None:
                continue
            for statement in policy.statements:
                is_deny = statement.data.get("Effect") == "Deny"
                for operator, key, _ in statement.conditions():
                    wrong = _wrong(endpoint, key.lower())
                    if wrong is None or "ifexists" in operator.lower() or operator.lower() == "null":
                        continue
                    if is_deny:
                        effect = "keeps everybody out" if is_negated(operator) else "keeps nobody out"
                    else:
                        effect = "lets everybody in" if is_negated(operator) else "lets nobody in"
                    yield Problem(
                        statement.at("Condition", operator, key),
                        f"{statement.noun} asks for {key}, and {policy.api.logical_id} is {endpoint}: {wrong}, so that "
                        f"it {effect}",
                    )


def _wrong(endpoint: str, key: str) -> str | None:
    if endpoint == "PRIVATE" and key == "aws:sourceip":
        return "a private API's callers have aws:VpcSourceIp in its place"
    if endpoint in ("REGIONAL", "EDGE") and key in OF_PRIVATE:
        return "only a private API's callers have it"
    return None
