"""W9551: no text is matched by two selection patterns."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, at, integrations
from cfngw.lint.rules.integrations.patterns import shared_text
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PatternsOverlap(Rule):
    """No text is matched by two selection patterns."""

    id = "W9551"
    short = "No two SelectionPatterns of an integration match the same text"
    long = "Where two patterns match, AWS does not say which response is taken."
    aws = "Not documented: the client gets the one status or the other."
    fix = "Make the patterns exclude each other, by what they begin with or by (?!...)."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if len(row.found.responses) > 1 and not row.is_proxy and row.type:
                yield from _overlaps(row)


def _overlaps(row: Row) -> Iterator[Problem]:
    given = [each for each in row.found.responses if isinstance(each.pattern, str) and each.pattern]
    for index, response in enumerate(given[:20]):
        for other in given[:index]:
            text = None
            if other.pattern != response.pattern:
                text = shared_text(str(other.pattern), str(response.pattern), statuses=not row.invokes)
            if text:
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: both {other.pattern} ({other.status}) and {response.pattern} "
                    f"({response.status}) match {text[:60]!r}, and AWS does not say which is taken. Make them "
                    "exclude each other",
                )
                break
