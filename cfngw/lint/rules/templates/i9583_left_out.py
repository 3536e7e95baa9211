"""I9583: a template makes JSON also when something is left out."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.trying import broken, effect
from cfngw.lint.rules.view import View


class LeftOut(Rule):
    """A request template that makes no JSON without something that callers may leave out."""

    id = "I9583"
    short = "A request template makes JSON also when a caller leaves something out"
    long = "What is missing is the empty text, which leaves a hole where JSON wants a value."
    aws = "The stack is created; a call without it is answered with 500 in place of 400."
    fix = "Require it by a model or a parameter with a validator, put quotes around it, or test for it with #if."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use, found in broken(view, "missing"):
            if not use.is_response:
                yield Problem(
                    use.template.at,
                    f"{use.name} makes no JSON without {found.input}, which callers may leave out: "
                    f"{effect(use)}. {found.cure}",
                )
