"""I9554: a selection pattern matches whole messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_PLAIN = re.compile(r"\^?(?:[^\\.*+?(){}\[\]|^$]|\\[^a-zA-Z0-9])+\$?")


class PatternWhole(Rule):
    """A selection pattern matches whole messages."""

    id = "I9554"
    short = "A SelectionPattern for a function's errors says what stands around its words"
    long = "A pattern has to match the whole message: Not found matches that message alone, not: Not found: item 7."
    aws = "Errors with more in their message are answered by the default response."
    fix = "Write [\\s\\S]* before and behind the words."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            pattern = response.pattern
            if (
                row.invokes
                and isinstance(pattern, str)
                and _PLAIN.fullmatch(pattern)
                and not pattern.strip("^$").isdecimal()
            ):
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: the SelectionPattern {pattern} matches that message alone, with nothing "
                    f"before or behind it. Write [\\s\\S]*{pattern.strip('^$')}[\\s\\S]* if messages hold more",
                )
