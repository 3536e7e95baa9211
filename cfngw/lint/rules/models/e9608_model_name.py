"""E9608: the name of a model is of letters and digits, and its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.models.common import BUILT_IN, MODEL, api_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAME = re.compile(r"[A-Za-z0-9]+")


class ModelName(Rule):
    """A name that API Gateway doesn't take for a model."""

    id = "E9608"
    short = "The name of a model is of letters and digits, and not that of a model each API has"
    long = "API Gateway takes letters and digits alone. Each API has the models Empty and Error from the beginning."
    aws = (
        "The model is refused: Model name must be alphanumeric, or Model name already exists for this REST API; the "
        "stack rolls back."
    )
    fix = "Choose another name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(MODEL):
            node = resource.properties.get("Name")
            name = literal(node)
            if node is None or name is None:
                continue
            if not _NAME.fullmatch(name):
                better = re.sub("[^A-Za-z0-9]", "", name) or "Order"
                yield Problem(
                    node.at,
                    f"The model is named {name}, and AWS takes letters and digits alone: it would be "
                    f"refused. Write {better}",
                )
            api = api_of(view, resource)
            if api is None or resource.made is not True:
                continue
            if name in BUILT_IN and not _has_document(view, api.logical_id):
                yield Problem(
                    node.at,
                    f"The model is named {name}, as one that each API is born with: AWS would refuse it. Choose "
                    f"another name, or leave the model out and name {name}",
                )


def _has_document(view: View, api: str) -> bool:
    """Tell of an API that is imported: the import decides which models there are."""
    own = view.found.index[api].properties if api in view.found.index else None
    names = ("Body", "BodyS3Location", "CloneFrom", "DefinitionBody", "DefinitionUri")
    return own is None or any(own.get(name) is not None for name in names)
