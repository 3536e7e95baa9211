"""What the rules for models share: the models that resources make, and what is wrong in their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import At, Reference, Unknown
from cfngw.lint.rules.models.draft4 import Flaw, flaws
from cfngw.lint.rules.rule import Problem, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, Model, Route
from cfngw.read.taking import from_json, literal

MODEL, METHOD, VALIDATOR = "AWS::ApiGateway::Model", "AWS::ApiGateway::Method", "AWS::ApiGateway::RequestValidator"
BUILT_IN = ("Empty", "Error")


class Written(NamedTuple):
    """A model's schema as it is written; ``error`` says why its text is no JSON."""

    resource: Resource
    name: str
    node: Node
    schema: Any
    error: str | None

    @property
    def at(self) -> At:
        """Give the place of the schema."""
        return self.node.at

    def place(self, path: tuple[str | int, ...]) -> At:
        """Give the place of a part; of the whole schema where that is a text."""
        return below(self.at, *path) if self.node.is_mapping else self.at


_written: WeakKeyDictionary[View, list[Written]] = WeakKeyDictionary()
_flaws: WeakKeyDictionary[View, list[tuple[Written, Flaw]]] = WeakKeyDictionary()


def schemas(view: View) -> list[Written]:
    """Give the schemas of the models that resources make."""
    found = _written.get(view)
    if found is None:
        found = _written[view] = [each for resource in view.resources(MODEL) if (each := _read(resource)) is not None]
    return found


def _read(resource: Resource) -> Written | None:
    node = resource.properties.get("Schema")
    if node is None or node.unknown is not None:
        return None
    name = literal(resource.properties.get("Name")) or resource.logical_id
    text = node.value
    if isinstance(text, str):
        try:
            made = json.loads(text)
        except (ValueError, RecursionError) as error:
            return Written(resource, name, node, None, str(error))
        return None if isinstance(from_json(node, "schema"), Unknown) else Written(resource, name, node, made, None)
    if not isinstance(text, dict | list):
        return Written(resource, name, node, text, None) if isinstance(text, int | float) else None
    return Written(resource, name, node, node.plain(), None)


def flawed(view: View, kind: str) -> Iterator[tuple[Written, Flaw]]:
    """Give what is wrong of some kind in the schemas."""
    found = _flaws.get(view)
    if found is None:
        found = _flaws[view] = [
            (each, flaw)
            for each in schemas(view)
            if each.error is None and isinstance(each.schema, dict)
            for flaw in flaws(each.schema)
        ]
    return ((each, flaw) for each, flaw in found if flaw.kind == kind)


def told(view: View, kind: str, effect: str) -> Iterator[Problem]:
    """Tell what is wrong of some kind."""
    for each, flaw in flawed(view, kind):
        fix = flaw.fix[:1].upper() + flaw.fix[1:]
        yield Problem(each.place(flaw.path), f"Model {each.name}, {flaw.place}: {flaw.problem}: {effect}. {fix}")


def api_of(view: View, resource: Resource) -> Api | None:
    """Give the REST API of the template that a resource belongs to."""
    given = resource.properties.get("RestApiId")
    if given is None or not isinstance(given.value, Reference) or given.value.attribute:
        return None
    return view.reading.api(given.value.logical_id)


_methods: WeakKeyDictionary[View, list[tuple[Api, Route, Resource]]] = WeakKeyDictionary()
_lists: WeakKeyDictionary[View, list[tuple[Api, Route, Resource, Node]]] = WeakKeyDictionary()


def methods(view: View) -> list[tuple[Api, Route, Resource]]:
    """Give the methods that resources make, with their APIs."""
    found = _methods.get(view)
    if found is None:
        found = _methods[view] = list(_found(view))
    return found


def model_lists(view: View) -> list[tuple[Api, Route, Resource, Node]]:
    """Give the models that methods name, for requests and for answers."""
    found = _lists.get(view)
    if found is None:
        found = _lists[view] = [
            (*each, node) for each in methods(view) if _has_models(each[1]) for node in _models_of(each[2])
        ]
    return found


def _found(view: View) -> Iterator[tuple[Api, Route, Resource]]:
    for api in view.reading.apis:
        if api.protocol == "REST":
            for route in api.routes:
                resource = view.found.index.get(route.logical_id) if route.logical_id else None
                if resource is not None and resource.type == METHOD:
                    yield api, route, resource


def _has_models(route: Route) -> bool:
    return bool(route.request_models) or any(each.models for each in route.responses)


def _models_of(resource: Resource) -> Iterator[Node]:
    own = resource.properties
    requests = own.get("RequestModels")
    yield from (node for _, node in requests.items()) if requests is not None else ()
    responses = own.get("MethodResponses")
    for each in responses.each() if responses is not None else ():
        models = each.get("ResponseModels")
        yield from (node for _, node in models.items()) if models is not None else ()


def names(view: View, api: Api) -> set[str] | None:
    """Give the names of an API's models as far as they are certain; None where there may be others."""
    if api.unknown or view.is_open:
        return None
    found = {each.name for each in api.models if not each.logical_id}
    for resource in view.found.of(api.logical_id, MODEL):
        given = resource.properties.get("Name")
        if given is None:
            continue
        name = literal(given)
        if name is None:
            return None
        found.add(name)
    return found


def model_of(api: Api, name: Any) -> Model | None:
    """Give a model by its name, or by the resource where it has none."""
    if isinstance(name, Reference):
        return next((each for each in api.models if each.logical_id == name.logical_id), None)
    return api.model(name) if isinstance(name, str) else None


def shown(name: Any) -> str:
    """Name a model in a message."""
    return name.logical_id if isinstance(name, Reference) else str(name)


def says_something(api: Api, name: Any) -> bool:
    """Tell whether a model keeps anything out: not the built-in Empty, not one without a word on what fits."""
    if not isinstance(name, str | Reference):
        return False
    model = model_of(api, name)
    schema = model.schema if model is not None else None
    if not isinstance(schema, dict):
        return name not in BUILT_IN and schema is not None
    return bool(set(schema) - {"$schema", "title", "description", "type", "id", "properties"}) or _deep(schema)


def _deep(schema: dict[str, Any]) -> bool:
    if schema.get("type") not in (None, "object"):
        return True
    properties = schema.get("properties")
    members = properties.values() if isinstance(properties, dict) else ()
    return any(isinstance(each, dict) and set(each) - {"title", "description"} for each in members)
