"""E9601: a model's schema has keywords of draft 4 alone."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class UnsupportedKeyword(Rule):
    """A keyword that API Gateway doesn't take."""

    id = "E9601"
    short = "The schema of a model has keywords of JSON Schema draft 4 alone"
    long = (
        "Models are JSON Schema draft 4. API Gateway refuses keywords that it doesn't know: those of later drafts "
        "(const, if, $id, dependentRequired), those of OpenAPI (example, nullable) and misspelt ones."
    )
    aws = "The model is refused: Invalid model schema specified. Unsupported keyword(s); the stack rolls back."
    fix = "Write it as draft 4 does, or leave it out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        yield from told(view, "keyword", "AWS would refuse the model")
