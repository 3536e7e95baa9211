"""W9550: a selection pattern takes messages of several lines."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.integrations.patterns import stops_at_newline
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ALL = r"[\s\S]"


class PatternNewline(Rule):
    """A selection pattern takes messages of several lines."""

    id = "W9550"
    short = "A SelectionPattern for a function's errors takes line breaks too"
    long = (
        "A pattern has to match the whole message, and a dot does not match a line break: a message of several lines "
        "slips through to the default response."
    )
    aws = "An error of several lines is answered as a success, mostly with 200."
    fix = "Write [\\s\\S]* in the place of .*, or begin the pattern with (?s)."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            pattern = response.pattern
            if row.invokes and isinstance(pattern, str) and stops_at_newline(pattern):
                better = pattern.replace(".*", _ALL + "*").replace(".+", _ALL + "+")
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: a dot of the SelectionPattern {pattern} matches no line break: an error of "
                    f"several lines does not become {response.status}. Write {better}",
                )
