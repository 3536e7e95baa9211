"""E9547: no two responses of an integration are chosen alike."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, at, integrations, lacks, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ResponsesClash(Rule):
    """No two responses of an integration are chosen alike."""

    id = "E9547"
    short = "One integration response is the default, and no two have the same pattern or status"
    long = (
        "A response without SelectionPattern is the default; API Gateway keeps one response for each pattern and for "
        "each status."
    )
    aws = (
        "PutIntegrationResponse answers 409 ConflictException: Integration response with selection pattern default "
        "already exists; of two with one status, one is lost."
    )
    fix = "Give all but one a SelectionPattern of its own, and each a status of its own."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if len(row.found.responses) > 1 and not row.is_proxy and row.type:
                yield from _clashes(row)


def _clashes(row: Row) -> Iterator[Problem]:
    patterns: dict[str, str] = {}
    statuses: dict[str, str] = {}
    for response in row.found.responses:
        pattern, status = told(response.pattern), told(response.status)
        if pattern is None or status is None or response.made is not True:
            continue
        shown = f"the pattern {pattern}" if pattern else "no pattern"
        if pattern in patterns:
            yield Problem(
                at(response.at, "StatusCode" if lacks(response.at, "SelectionPattern") else "SelectionPattern"),
                f"{row.route.key}: the responses {patterns[pattern]} and {status} both have {shown}, and API Gateway "
                "refuses the second (already exists). Give each a SelectionPattern of its own, and one of them none",
            )
        elif status in statuses:
            yield Problem(
                at(response.at, "StatusCode"),
                f"{row.route.key} has two responses of the status {status}, and API Gateway keeps one for each. Join "
                "their patterns: (first|second)",
            )
        patterns.setdefault(pattern, status)
        statuses.setdefault(status, pattern)
