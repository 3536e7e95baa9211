"""W9553: a selection pattern looks at what there is to match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.integrations.patterns import fault_of, some_status
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_STATUS = re.compile(r"\^?\(?[1-5](?:[0-9]{2}|\\d\\d|\\d\{2\}|xx|XX|\[0-9\]\{2\}|\.\.)\)?\$?")


class PatternNever(Rule):
    """A selection pattern looks at what there is to match."""

    id = "W9553"
    short = "A SelectionPattern looks at the message of a function's error, else at the status"
    long = (
        "For functions the pattern is matched against the errorMessage of a failed invocation, for HTTP, mocks and "
        "other services against the status code."
    )
    aws = "The response is never taken: errors are answered by the default response, mostly with 200."
    fix = (
        "Write for a function what its messages hold, such as \\[400\\][\\s\\S]*; for all else a status, such as "
        "4\\d{2}."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            pattern = response.pattern
            if not isinstance(pattern, str) or not pattern or fault_of(pattern) is not None:
                continue
            if row.invokes and _STATUS.fullmatch(pattern):
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: the SelectionPattern {pattern} is a status, and of a function it is matched "
                    f"with the whole error message: {response.status} is hardly ever answered. Write what the "
                    f"messages hold, such as \\[{response.status}\\][\\s\\S]*",
                )
            elif row.type and not row.invokes and some_status(pattern) is None:
                yield Problem(
                    at(response.at, "SelectionPattern"),
                    f"{row.route.key}: the SelectionPattern {pattern} matches no status, and an integration of type "
                    f"{row.type} is told by its status: {response.status} is never answered so. Write a status, such "
                    f"as 4\\d{{2}}",
                )
