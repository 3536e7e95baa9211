"""E9570: a mapping template parses."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import MOST_BYTES, uses
from cfngw.lint.rules.view import View


class TemplateParses(Rule):
    """A mapping template that is no VTL."""

    id = "E9570"
    short = "A mapping template parses"
    long = "Mapping templates are Velocity 1.7: a directive that isn't closed or a reference cut short is no template."
    aws = (
        "The stack is created, for nothing parses a template at deployment; each call that needs it is answered with "
        "500 Internal server error."
    )
    fix = "Correct the template at the line that is told; `cfngw vtl` renders it without AWS."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            error = use.look.error
            if error is None or len(use.text) > MOST_BYTES:
                continue
            hint = f". {error.hint[:1].upper()}{error.hint[1:]}" if error.hint else ". Correct it there"
            yield Problem(
                use.template.at,
                f"{use.name} does not parse: {use.spot(error.line, error.column)}: {error.problem.rstrip('.')}; calls "
                f"that need it would be answered with 500{hint.rstrip('.')}",
            )
