"""E9548: an integration that maps its answers has a response for success."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, any_unknown, integrations
from cfngw.lint.rules.integrations.patterns import matches
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NoDefaultResponse(Rule):
    """An integration that maps its answers has a response for success."""

    id = "E9548"
    short = "An integration that is no proxy has a response for what no pattern matches"
    long = (
        "A function that returns has no error message, so that no pattern but one of the empty text matches: the "
        "default response is taken. An integration of type AWS, HTTP or MOCK without any response has none."
    )
    aws = (
        "The stack is created; each call is answered with 500 (Execution failed due to configuration error: No match "
        "for output mapping and no default output mapping configured)."
    )
    fix = "Write one integration response without SelectionPattern."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.is_proxy or not row.type:
                continue
            found = row.found.responses
            if not found and row.lacks("IntegrationResponses"):
                if row.type == "MOCK" and row.lacks("RequestTemplates"):
                    continue  # E9545 tells it
                yield Problem(
                    row.at("IntegrationResponses"),
                    f"{row.route.key} has an integration of type {row.type} without IntegrationResponses: each call "
                    "would be answered with 500 (no default output mapping configured). Write one response without "
                    "SelectionPattern",
                )
            elif found and row.invokes and _misses_success(row):
                yield Problem(
                    row.at("IntegrationResponses"),
                    f"{row.route.key} has no response for a function that succeeds: each has a SelectionPattern, and "
                    "success would be answered with 500. Write one without",
                )


def _misses_success(row: Row) -> bool:
    patterns = [each.pattern for each in row.found.responses]
    return not any_unknown(patterns) and all(patterns) and not any(matches(str(each), "") for each in patterns)
