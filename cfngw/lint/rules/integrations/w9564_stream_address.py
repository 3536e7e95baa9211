"""W9564: a stream is asked of the function and of the integration."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.integrations.uris import address, invocation
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class StreamAddress(Rule):
    """A stream is asked of the function and of the integration."""

    id = "W9564"
    short = "ResponseTransferMode STREAM and a function's address for streaming go together"
    long = (
        "API Gateway streams what it gets from InvokeWithResponseStream: STREAM and response-streaming-invocations "
        "are of use only together."
    )
    aws = "The stack is created; answers come whole, or are answered with 500 (AWS does not say which)."
    fix = (
        "Write both ResponseTransferMode: STREAM and path/2021-11-15/functions/<ARN>/response-streaming-invocations, "
        "or neither."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            mode = row.found.transfer_mode
            if not row.invokes or (mode is None and "streaming" not in row.marked):
                continue
            known = address(row.marked)
            called = invocation(known.rest) if known is not None else None
            if called is None:
                continue
            if mode == "STREAM" and called.verb == "invocations":
                yield Problem(
                    row.at("Uri"),
                    f"{row.route.key} streams (STREAM), and its Uri asks the function for a whole answer. Write "
                    "path/2021-11-15/functions/<ARN>/response-streaming-invocations",
                )
            is_whole = mode == "BUFFERED" or (mode is None and row.lacks("ResponseTransferMode"))
            if is_whole and called.verb == "response-streaming-invocations":
                yield Problem(
                    row.at("Uri"),
                    f"The Uri of {row.route.key} asks the function for a stream, and the integration waits for a "
                    "whole answer. Write ResponseTransferMode: STREAM",
                )
