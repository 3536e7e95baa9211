"""W9582: what a backend answers is escaped where a response template puts it into JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import Use
from cfngw.lint.rules.templates.trying import broken
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget

_ID = re.compile(r"\.(?:[A-Za-z]*(?:Id|Arn|ARN|ETag)|etag)\b'?\)")


class AnswerText(Rule):
    """A response template that puts the backend's text into JSON as it is."""

    id = "W9582"
    short = "What a backend answers is escaped where a response template puts it into JSON"
    long = (
        "$input.path('$.errorMessage') between double quotes prints the message as it is: a quote or a newline in it, "
        "and a message of Python or Java often has one, ends the string."
    )
    aws = "The stack is created; such an answer reaches the caller with its status, but its body is no JSON."
    fix = "Write $input.json('$.errorMessage') without quotes around it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use, found in broken(view, "text"):
            if use.is_response and not _is_id(use, found.cure):
                yield Problem(
                    use.template.at,
                    f"{use.name} makes no JSON of {found.input}: callers would get a body that they can't read. "
                    f"{found.cure}",
                )


def _is_id(use: Use, cure: str) -> bool:
    """Tell an id or an ARN that a service of AWS answers with: those have no quotes."""
    return isinstance(use.integration.target, ServiceTarget) and _ID.search(cure) is not None
