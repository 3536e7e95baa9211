"""E9602: the keywords of a schema have values that draft 4 lets them have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class KeywordValue(Rule):
    """A keyword with a value that it can't have."""

    id = "E9602"
    short = "The keywords of a model's schema have values as draft 4 wants them"
    long = (
        "In draft 4, exclusiveMinimum is true or false, required is a list of at least one name, enum has each value "
        "once, numbers are no texts, and a pattern compiles."
    )
    aws = "The model is refused: Invalid model schema specified; the stack rolls back."
    fix = "Write the value as draft 4 wants it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from told(view, "value", "AWS would refuse the model")
