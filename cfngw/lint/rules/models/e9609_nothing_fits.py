"""E9609: a schema lets something through."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NothingFits(Rule):
    """A schema that contradicts itself."""

    id = "E9609"
    short = "The schema of a model does not contradict itself"
    long = (
        "A required name that is no property where others are not allowed, a minimum above its maximum, an enum "
        "without a value of the type: no body has what is asked for."
    )
    aws = "The stack is created; with a validator, each call is answered with 400 Invalid request body."
    fix = "Correct the name, the bound or the values."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from told(view, "never", "nothing fits, and a validator would answer each call with 400")
