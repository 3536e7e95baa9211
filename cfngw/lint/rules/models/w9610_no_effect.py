"""W9610: the keywords of a schema say something about its type."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NoEffect(Rule):
    """A keyword that checks nothing."""

    id = "W9610"
    short = "The keywords of a model's schema have an effect"
    long = (
        "A keyword says something about values of one type: pattern about strings, minimum about numbers, properties "
        "about objects. With another type it checks nothing; nor does what stands beside a $ref."
    )
    aws = "The stack is created; what the keyword should keep out passes the validator."
    fix = "Correct the type or the keyword."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from told(view, "effect", "it would check nothing")
        yield from told(view, "beside", "it would check nothing")
