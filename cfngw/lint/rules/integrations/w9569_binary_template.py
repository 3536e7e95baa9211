"""W9569: a template is given text."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class BinaryTemplate(Rule):
    """A template is given text."""

    id = "W9569"
    short = "Request templates are not given binary data"
    long = (
        "A mapping template reads text. With ContentHandling CONVERT_TO_BINARY, or where the API takes every type "
        "for binary (*/*), it is given bytes; CONVERT_TO_TEXT gives it text."
    )
    aws = "The stack is created; calls, preflights of a mock too, may be answered with 500."
    fix = "Write ContentHandling: CONVERT_TO_TEXT with the integration."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            found = row.found
            if row.is_proxy or not row.type or not found.request_templates:
                continue
            if found.content_handling == "CONVERT_TO_BINARY":
                yield Problem(
                    row.at("ContentHandling"),
                    f"{row.route.key} converts the body to binary, which its request templates can't read: calls "
                    "would be answered with 500. Write CONVERT_TO_TEXT",
                )
            elif (
                found.content_handling is None and "*/*" in row.api.binary_media_types and row.lacks("ContentHandling")
            ):
                yield Problem(
                    row.at("RequestTemplates"),
                    f"{row.route.key} has request templates, and the API takes every body for binary (*/*): calls "
                    "would be answered with 500. Write ContentHandling: CONVERT_TO_TEXT",
                )
