"""I9695: a resource policy keeps somebody out."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.conditions import endpoint_of
from cfngw.lint.rules.access.policies import PAGE, covers_all, is_everybody, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PolicyForAll(Rule):
    """A resource policy of a public API that allows everybody everything."""

    id = "I9695"
    short = "A resource policy keeps somebody out"
    long = (
        "An Allow for everybody, on all of the API, without a condition and without a Deny, says what holds without a "
        "policy. With AWS_IAM it says more than that: whoever signs a request of the API's own account gets in."
    )
    aws = "The stack is created; the policy keeps nobody out."
    fix = "Add a condition or a Deny, or leave the policy out."
    url = f"{PAGE}apigateway-authorization-flow.html"
    tags = ("apigateway", "policies", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            if endpoint_of(policy.api) not in ("REGIONAL", "EDGE") or not policy.is_whole:
                continue
            if any(each.data.get("Effect") != "Allow" for each in policy.statements):
                continue
            for statement in policy.statements:
                data = statement.data
                if is_everybody(data.get("Principal")) and "Condition" not in data and covers_all(statement):
                    yield Problem(
                        statement.at("Principal"),
                        f"{statement.noun} lets everybody call all of {policy.api.logical_id}, as without a policy. "
                        "Add a condition or a Deny, or leave the policy out",
                    )
                    break
