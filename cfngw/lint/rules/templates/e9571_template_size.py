"""E9571: a mapping template has at most 300 KB."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import MOST_BYTES, uses
from cfngw.lint.rules.view import View


class TemplateSize(Rule):
    """A mapping template that is too long."""

    id = "E9571"
    short = "A mapping template has at most 300 KB"
    long = "API Gateway takes mapping templates of up to 300 KB, a quota that is not raised."
    aws = "The method is refused with BadRequestException, and the stack rolls back."
    fix = "Move data out of the template, into the function or the model."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    tags = ("apigateway", "templates", "limits")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            size = len(use.text) if len(use.text) > MOST_BYTES else len(use.text.encode(errors="replace"))
            if size > MOST_BYTES:
                yield Problem(
                    use.template.at,
                    f"{use.name} has {size:,} bytes, and API Gateway takes {MOST_BYTES:,} at most: the method would be "
                    "refused. Move data out of the template",
                )
