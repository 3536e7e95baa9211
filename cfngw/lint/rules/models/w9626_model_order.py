"""W9626: a model is made before what names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import Text
from cfngw.lint.rules.models.common import MODEL, model_lists, schemas
from cfngw.lint.rules.models.e9604_reference_form import references
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class ModelOrder(Rule):
    """A model that is named by its text, so that nothing says that it comes first."""

    id = "W9626"
    short = "A method or a model depends on the models that it names"
    long = (
        "CloudFormation makes resources side by side unless one refers to the other or has DependsOn. A model that is "
        "named by a text may not be there yet."
    )
    aws = "Now and then the method is refused with Invalid model identifier specified, and the stack rolls back."
    fix = "Name the model by !Ref, in a $ref by ${Model}; or add DependsOn."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        named = {
            (getattr(owner.value, "logical_id", ""), name): resource
            for resource in view.resources(MODEL)
            if (owner := resource.properties.get("RestApiId")) is not None
            and (name := literal(resource.properties.get("Name"))) is not None
        }
        for api, route, resource, node in model_lists(view):
            model = named.get((api.logical_id, node.value)) if isinstance(node.value, str) else None
            if model is not None and not _waits(resource, model):
                yield Problem(
                    node.at,
                    f"{route.key} names the model {node.value} by a text, and does not wait for it: "
                    f"AWS refuses the method where the model is not there yet. Write !Ref {model.logical_id}",
                )
        for each in schemas(view):
            owner = each.resource.properties.get("RestApiId")
            of = getattr(owner.value, "logical_id", "") if owner is not None else ""
            for path, ref in references(each.schema):
                name = _last(ref)
                model = named.get((of, name)) if name is not None else None
                if model is not None and model.key != each.resource.key and not _waits(each.resource, model):
                    yield Problem(
                        each.place(path),
                        f"The model {each.name} names {name} by a text, and does not wait for it: AWS refuses it where "
                        f"{name} is not there yet. Write ${{{model.logical_id}}}, or DependsOn: {model.logical_id}",
                    )


def _waits(user: Resource, model: Resource) -> bool:
    """Tell whether a resource waits for a model, as far as itself says."""
    raw = user.node.value
    waits = raw.get("DependsOn") if isinstance(raw, dict) else None
    return model.logical_id in (waits if isinstance(waits, list) else [waits])


def _last(ref: Any) -> str | None:
    """Give the name at the end of an address where it is a text."""
    if not isinstance(ref, Text) or "/models/" not in ref.marked():
        return None
    last = ref.part(ref.marked().rpartition("/models/")[2])
    return last if isinstance(last, str) else None
