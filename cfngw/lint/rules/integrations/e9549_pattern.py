"""E9549: a selection pattern is an expression of Java."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.integrations.patterns import fault_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PatternCompiles(Rule):
    """A selection pattern is an expression of Java."""

    id = "E9549"
    short = "A SelectionPattern compiles as a regular expression of Java"
    long = (
        "API Gateway chooses a response by java.util.regex: brackets and braces that mean themselves need a backslash."
    )
    aws = "PutIntegrationResponse answers 400 Invalid selection pattern specified, and the stack is rolled back."
    fix = "Put a backslash before a bracket or a sign that means itself, as in \\[400\\][\\s\\S]*."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            pattern = response.pattern
            fault = fault_of(pattern) if isinstance(pattern, str) and pattern else None
            if fault is not None:
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: the SelectionPattern {pattern} does not compile ({fault}), and API Gateway "
                    "refuses it. Write a backslash before a sign that means itself",
                )
