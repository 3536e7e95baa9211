"""W9916: a function behind an API has no longer timeout than the API waits."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.functions.waiting import has_other_sources, timeout_at, waited
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class TimeoutBeyondApi(Rule):
    """A function behind an API has no longer timeout than the API waits."""

    id = "W9916"
    short = "A function behind an API has no longer timeout than the API waits"
    long = (
        "A REST or a WebSocket API waits 29 seconds unless TimeoutInMillis says otherwise, an HTTP API 30. A function "
        "that runs longer goes on, and is paid for, after the client has got an error. A function that something else "
        "calls too, or that is called asynchronously, is let be."
    )
    aws = (
        "The stack is created; a call that takes longer is answered with 504 (503 by an HTTP API), and the function "
        "does its work all the same."
    )
    fix = "Give the function a shorter timeout than the integration, or have it called asynchronously."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for key, those in functions_behind(view).items():
            seconds = view.reading.functions[key].timeout_seconds
            if isinstance(seconds, Unknown) or has_other_sources(view, key):
                continue
            late = [(waits, each) for each in those if (waits := waited(each)) is not None and seconds * 1000 > waits]
            if late and seconds * 1000 > _MOST:
                waits, first = min(late, key=lambda pair: pair[0])
                yield Problem(
                    timeout_at(view, key),
                    f"{key} may run {seconds} s, and {first.name} is answered with an error after {waits / 1000:g} s: "
                    "the function would go on for nobody. Give it a shorter Timeout",
                )


_MOST = 30_000
