"""W9565: an error is told without its stack trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, lacks, responses
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import IntegrationResponse

_WHOLE = re.compile(r"""\$!?\{?input\.(?:body\b|(?:json|path)\(\s*(['"])\$\1\s*\))(?!\s*\.|\s*\[)""")
_TRACE = re.compile(r"\$\.stackTrace|\.stackTrace\b")


class StackTrace(Rule):
    """An error is told without its stack trace."""

    id = "W9565"
    short = "An error of a function is answered without its stack trace"
    long = (
        "The body of a failed invocation holds errorMessage, errorType and stackTrace: names of files, lines of "
        "code, what the message says. A response without a template hands all of it on."
    )
    aws = "The stack is created; a client reads the stack trace of each error."
    fix = "Write a template that names what is told: {\"message\": $input.json('$.errorMessage')}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    tags = ("apigateway", "security")
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            if row.invokes and isinstance(response.pattern, str) and response.pattern and str(response.status) >= "400":
                where = _leak(row, response)
                if where is not None:
                    yield where


def _leak(row: Row, response: IntegrationResponse) -> Problem | None:
    fix = "Write a template: {\"message\": $input.json('$.errorMessage')}"
    said = f"{row.route.key} answers {response.status}"
    if not response.templates:
        if lacks(response.at, "ResponseTemplates"):
            what = (
                f"{said} with all of the function's error, its stack trace too, for the response has no template. {fix}"
            )
            return Problem(response.at, what)
        return None
    for template in response.templates.values():
        text = template.text
        if text == "":
            return Problem(
                template.at,
                f"{said} with all of the function's error, its stack trace too: an empty template maps nothing. {fix}",
            )
        if isinstance(text, str) and (_TRACE.search(text) or _hands_on(text)):
            return Problem(template.at, f"{said} with a template that hands on the function's stack trace. {fix}")
    return None


def _hands_on(text: str) -> bool:
    """Tell whether a template prints the whole error, not just reads it."""
    return any("#set" not in line for line in text.splitlines() if _WHOLE.search(line))
