"""E9825: a limit below 0, or a burst that is no whole number."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, at
from cfngw.lint.rules.http.limits import limits
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NegativeThrottle(Rule):
    """A limit below 0, or a burst that is no whole number."""

    id = "E9825"
    short = "A limit of requests is a number from 0"
    long = "ThrottlingRateLimit is a number of requests a second, ThrottlingBurstLimit a whole number of requests."
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Write a number from 1."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for stage in view.resources(STAGE):
            for steps, limit in limits(stage):
                if limit < 0:
                    yield Problem(
                        at(stage, *steps),
                        f"{steps[-1]} is {limit:g}, which API Gateway refuses (400). Write a number from 1",
                    )
