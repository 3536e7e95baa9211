"""E9605: the models that a $ref names are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference, Text
from cfngw.errors import nearest
from cfngw.lint.rules.models.common import MODEL, api_of, names, schemas
from cfngw.lint.rules.models.e9604_reference_form import references
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api


class ReferenceTarget(Rule):
    """A $ref to a model that the API doesn't have."""

    id = "E9605"
    short = "A $ref of a model names a model of the same API"
    long = (
        "The last part of the address is the name of a model of the API. A model without a Name gets one made up by "
        "CloudFormation, so that its logical id is not its name."
    )
    aws = "The model is refused: Invalid model specified; the stack rolls back."
    fix = "Name a model of the API: ${Model} in a Sub, or the other model's Name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known: dict[str, set[str] | None] = {}
        for each in schemas(view):
            api = api_of(view, each.resource)
            if api is None:
                continue
            if api.logical_id not in known:
                known[api.logical_id] = names(view, api)
            for path, ref in references(each.schema):
                problem = _problem(view, api, known[api.logical_id], ref)
                if problem is not None:
                    yield Problem(each.place(path), f"The $ref of the model {each.name} {problem}")


def _problem(view: View, api: Api, known: set[str] | None, ref: Any) -> str | None:
    if not isinstance(ref, str | Text):
        return None
    marked = ref.marked() if isinstance(ref, Text) else ref
    if "/restapis/" not in marked or "/models/" not in marked:
        return None
    of, _, name = marked.partition("/restapis/")[2].partition("/models/")
    owner = ref.part(of) if isinstance(ref, Text) else of
    last = ref.part(name) if isinstance(ref, Text) else name
    if isinstance(owner, Reference) and owner.logical_id != api.logical_id:
        return (
            f"leads to a model of {owner.logical_id}, not of {api.logical_id}: AWS would refuse it. Name one of the API"
        )
    if not isinstance(owner, Reference) or known is None:
        return None
    if not isinstance(last, str) or last in known:
        return None
    unnamed = view.found.index.get(last)
    if unnamed is not None and unnamed.type == MODEL:
        return (
            f"names {last}, which is a logical id, and CloudFormation makes up the name of a model without one: AWS "
            f"would refuse it. Write ${{{last}}} in a Sub, or give that model a Name"
        )
    close = nearest(last, known)
    fix = f"Write {close}" if close else "Declare it as AWS::ApiGateway::Model"
    return f"names {last}, which is no model of {api.logical_id}: AWS would refuse it. {fix}"
