"""W9552: a selection pattern does not match success."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.integrations.patterns import matches
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PatternEmpty(Rule):
    """A selection pattern does not match success."""

    id = "W9552"
    short = "A SelectionPattern for a function's errors does not match the empty text"
    long = (
        "A function that returns has no error message; a pattern such as .* matches that too, and stands in the "
        "place of the default response."
    )
    aws = "A success is answered with the status of the error."
    fix = "Write + for *: [\\s\\S]+, or what the messages begin with."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            pattern = response.pattern
            if row.invokes and isinstance(pattern, str) and pattern and matches(pattern, ""):
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: the SelectionPattern {pattern} matches the empty text too, so that a success "
                    f"may be answered with {response.status}. Write [\\s\\S]+, or what the messages begin with",
                )
