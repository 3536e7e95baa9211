"""I9917: a function ends before the integration stops waiting."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.functions.waiting import timeout_at, waited
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class TimeoutBeyondIntegration(Rule):
    """A function ends before the integration stops waiting."""

    id = "I9917"
    short = "A function ends before the integration stops waiting"
    long = (
        "TimeoutInMillis of an integration, or what the API waits by itself, is not longer than the function's "
        "timeout: where both end together the client gets the gateway's error rather than the function's own."
    )
    aws = "A slow call is answered with 504, or 503 by an HTTP API, and the function's log shows no timeout."
    fix = "Give the function a Timeout at least a second shorter."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for key, those in functions_behind(view).items():
            seconds = view.reading.functions[key].timeout_seconds
            if isinstance(seconds, Unknown) or seconds * 1000 > _MOST:
                continue
            late = [(waits, each) for each in those if (waits := waited(each)) is not None and seconds * 1000 >= waits]
            if late:
                waits, first = min(late, key=lambda pair: pair[0])
                yield Problem(
                    timeout_at(view, key),
                    f"{key} may run {seconds} s, and {first.name} waits {waits / 1000:g} s: the client would get the "
                    "gateway's error. Give the function a shorter Timeout",
                )


_MOST = 30_000  # above it, another rule speaks
