"""E9691: a resource policy does not deny everything."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.policies import PAGE, covers_all, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class AllDenied(Rule):
    """A Deny for everybody, on everything, without a condition."""

    id = "E9691"
    short = "A resource policy does not deny every call"
    long = "A Deny outweighs each Allow. One for all principals and the whole API, without a condition, closes the API."
    aws = "The stack is created; each call is answered with 403: … with an explicit deny."
    fix = "Give the Deny a Condition, or leave it out: what is not allowed is denied anyway."
    url = f"{PAGE}apigateway-authorization-flow.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                data = statement.data
                principal = data.get("Principal")
                if data.get("Effect") != "Deny" or "Condition" in data or not covers_all(statement):
                    continue
                if principal in ("*", {"AWS": "*"}, {"AWS": ["*"]}):
                    yield Problem(
                        statement.at("Effect"),
                        f"{statement.noun} denies every call of {policy.api.logical_id}, whatever else allows it: each "
                        "would be answered with 403. Give it a Condition, or leave it out",
                    )
