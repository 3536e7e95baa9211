"""W9921: a function behind an API may run."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import whole


class NoConcurrency(Rule):
    """A function behind an API may run."""

    id = "W9921"
    short = "A function behind an API may run"
    long = "ReservedConcurrentExecutions is 0, which switches the function off."
    aws = "The stack is created; each call is answered with 500 (503 by an HTTP API), for Lambda throttles it."
    fix = "Leave ReservedConcurrentExecutions out, or raise it."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for key, those in functions_behind(view).items():
            given = whole(view.found.index[key].properties.get("ReservedConcurrentExecutions"))
            if given == 0:
                yield Problem(
                    below(view.found.index[key].at, "Properties", "ReservedConcurrentExecutions"),
                    f"ReservedConcurrentExecutions 0 switches {key} off: each call of {those[0].name} would be "
                    "answered with 500. Leave it out, or raise it",
                )
