"""E9600: a model's schema is an object of JSON."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, schemas
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SchemaIsJson(Rule):
    """A schema that is no JSON, or no object."""

    id = "E9600"
    short = "The schema of a model is an object of JSON"
    long = "A model's Schema is a JSON Schema, written as a mapping or as the text of a JSON object."
    aws = "The model is refused with BadRequestException, Invalid model schema specified; the stack rolls back."
    fix = "Write the schema as a mapping."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in schemas(view):
            if each.error is not None:
                problem = f"is no JSON ({each.error})"
            elif not isinstance(each.schema, dict):
                problem = "is no object"
            else:
                continue
            yield Problem(
                each.at, f"The schema of the model {each.name} {problem}: AWS would refuse it. Write it as a mapping"
            )
