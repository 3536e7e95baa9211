"""W9579: a template for JSON makes JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.trying import broken, effect
from cfngw.lint.rules.view import View


class NotJson(Rule):
    """A template whose output is no JSON for any of the requests that are tried."""

    id = "W9579"
    short = "A mapping template for JSON makes JSON"
    long = (
        "The template is rendered with samples: bodies and parameters of words and of numbers, with and without a "
        "body. If none of them makes JSON, the template doesn't. `##` begins a comment, also in a string; "
        "`$input.path` prints an object as `{a=b}`."
    )
    aws = (
        "The stack is created. Lambda refuses an event that is no JSON, and the call is answered with 500; an answer "
        "that is no JSON breaks the caller."
    )
    fix = "Correct the template at the line that is told; `cfngw vtl` renders it without AWS."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use, found in broken(view, "always"):
            yield Problem(
                use.template.at,
                f"{use.name} makes no JSON of any request that was tried (of the output: {found.fault}): "
                f"{effect(use)}. {found.cure}; cfngw vtl renders it",
            )
