"""E9958: the schemas of a REST API's document have names that models may have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import OF_REST, PAGE, docs, schemas
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_NAME = re.compile(r"[A-Za-z0-9]+")


class SchemaName(Rule):
    """A schema whose name is none of a model."""

    id = "E9958"
    short = "A schema of a REST API's document is named by letters and digits alone"
    long = (
        "The import makes a model of each schema under components/schemas or definitions, used or not; the name of a "
        "model is of letters and digits."
    )
    aws = (
        "The import fails: Unable to create model for 'body_1': Model name must be alphanumeric. The stack rolls back."
    )
    fix = "Rename the schema, and each $ref to it."
    url = PAGE
    tags = ("apigateway", "openapi", "models")
    types = OF_REST

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view, *OF_REST):
            found = schemas(doc)
            for name, node in found.items() if found is not None else ():
                if not _NAME.fullmatch(name) and node.is_mapping:
                    better = re.sub("[^A-Za-z0-9]", "", name) or "Order"
                    yield Problem(
                        below(found.at, name) if found is not None and name in found.value else node.at,
                        f"The schema {name} of {doc.name} would be a model of that name, and AWS takes letters and "
                        f"digits alone: the import fails (Model name must be alphanumeric). Write {better}",
                    )
