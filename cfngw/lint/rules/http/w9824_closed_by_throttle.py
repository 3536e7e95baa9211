"""W9824: a limit that lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, at
from cfngw.lint.rules.http.limits import limits
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ClosedByThrottle(Rule):
    """A limit that lets nobody in."""

    id = "W9824"
    short = "A limit of requests is more than 0"
    long = "A rate or a burst of 0 stands for no requests at all."
    aws = "The stack is created; each call is answered with 429 Too Many Requests."
    fix = "Write the number of requests that are welcome, or leave the limit out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for stage in view.resources(STAGE):
            for steps, limit in limits(stage):
                if limit == 0:
                    yield Problem(
                        at(stage, *steps),
                        f"{steps[-1]} is 0, so that each call gets 429. Write a number above 0, or leave it out",
                    )
