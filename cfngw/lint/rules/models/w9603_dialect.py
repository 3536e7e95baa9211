"""W9603: a model says that it is draft 4."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class Dialect(Rule):
    """A schema that says that it is of another draft."""

    id = "W9603"
    short = "The $schema of a model is that of draft 4"
    long = "API Gateway reads models as JSON Schema draft 4, whatever $schema says."
    aws = (
        "The stack is created as long as each keyword is one of draft 4; what the other draft means by it is not "
        "checked."
    )
    fix = "Write http://json-schema.org/draft-04/schema#, and the schema as draft 4 does."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from told(view, "dialect", "API Gateway reads models as draft 4, and refuses keywords of later ones")
