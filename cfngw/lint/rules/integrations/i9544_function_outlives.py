"""I9544: a function ends before its caller stops waiting."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import TYPES, all_integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget

_WAITS_MS = 29_000
_KIND = "integration.request.header.x-amz-invocation-type"


class FunctionOutlives(Rule):
    """A function ends before its caller stops waiting."""

    id = "I9544"
    short = "A function's timeout is not longer than that of the integration that waits for it"
    long = (
        "A function that runs on when API Gateway no longer waits does work whose result nobody gets, and which the "
        "client may ask for again."
    )
    aws = (
        "At the end of the integration's time, 29 seconds unless it says another, the client gets 504 Endpoint "
        "request timed out; the function runs on."
    )
    fix = "Give the function a shorter Timeout, or call it asynchronously (X-Amz-Invocation-Type: 'Event')."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        functions = view.reading.functions
        for row in all_integrations(view):
            target, given = row.found.target, row.found.timeout_ms
            if not isinstance(target, FunctionTarget) or not isinstance(target.function, Reference):
                continue
            function = functions.get(target.function.logical_id)
            waits = _WAITS_MS if given is None and row.lacks("TimeoutInMillis") else given
            if function is None or not isinstance(waits, int) or not isinstance(function.timeout_seconds, int):
                continue
            if (
                any(name.lower() == _KIND for name in row.found.request_parameters)
                or row.found.transfer_mode is not None
            ):
                continue
            if function.timeout_seconds * 1000 > waits:
                yield Problem(
                    row.at("TimeoutInMillis"),
                    f"{row.route.key} waits {waits} ms for {function.logical_id}, which may run "
                    f"{function.timeout_seconds} s: the client would get 504 while it runs on. Write a Timeout of at "
                    f"most {max(waits // 1000, 1)} s, or call it asynchronously",
                )
