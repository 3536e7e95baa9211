"""What the rules of the tree look at: the resources with their parents, and the paths of documents and of SAM."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.values import Reference
from cfngw.read.taking import literal

if TYPE_CHECKING:
    from cfngw.document.scope import Resource
    from cfngw.lint.rules.view import View
    from cfngw.read.model import Api, Route

RESOURCE, METHOD, API = "AWS::ApiGateway::Resource", "AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi"
OF_TREE = (RESOURCE, METHOD)
WITH_PATHS = (RESOURCE, API, "AWS::Serverless::Api", "AWS::Serverless::Function", "AWS::Serverless::StateMachine")
ROOT = "RootResourceId"
VARIABLE = re.compile(r"\{([A-Za-z0-9._:$-]+)(\+?)\}")


class Place(NamedTuple):
    """A resource: what it is called, its API and its parent by key; None where the template does not tell."""

    resource: Resource
    part: str | None
    api: str | None
    parent: str | None
    above: object = None

    @property
    def sure(self) -> bool:
        """Tell whether it is made for certain."""
        return self.resource.made is True


_places: WeakKeyDictionary[View, tuple[Place, ...]] = WeakKeyDictionary()


def places(view: View) -> tuple[Place, ...]:
    """Give the resources of all trees, once for all rules."""
    found = _places.get(view)
    if found is None:
        found = _places[view] = tuple(_place(each) for each in view.resources(RESOURCE))
    return found


def _place(resource: Resource) -> Place:
    own = resource.properties
    api, parent = own.get("RestApiId"), own.get("ParentId")
    return Place(
        resource,
        literal(own.get("PathPart")),
        _key(api.value if api is not None else None),
        _key(parent.value if parent is not None else None),
        parent.value if parent is not None else None,
    )


class Verb(NamedTuple):
    """A method: its API by key, the value of its ResourceId, and its HttpMethod."""

    resource: Resource
    api: str | None
    above: object
    name: str | None


_verbs: WeakKeyDictionary[View, tuple[Verb, ...]] = WeakKeyDictionary()


def verbs(view: View) -> tuple[Verb, ...]:
    """Give the methods of all trees, once for all rules."""
    found = _verbs.get(view)
    if found is None:
        found = _verbs[view] = tuple(_verb(each) for each in view.resources(METHOD))
    return found


def _verb(resource: Resource) -> Verb:
    own = resource.properties
    api, place = own.get("RestApiId"), own.get("ResourceId")
    return Verb(
        resource,
        _key(api.value if api is not None else None),
        place.value if place is not None else None,
        literal(own.get("HttpMethod")),
    )


def _key(value: object) -> str | None:
    return value.logical_id if isinstance(value, Reference) else None


def written_paths(view: View, api: Api) -> Iterator[tuple[str, Route]]:
    """Give each path of an API that no resource of the template makes, with its first route."""
    if api.protocol != "REST":
        return
    seen: set[str] = set()
    index = view.found.index
    for route in api.routes:
        own = index.get(route.logical_id)
        if (own is None or own.type != METHOD) and route.made is True and route.path not in seen:
            seen.add(route.path)
            yield route.path, route


def above(path: str) -> Iterator[tuple[str, str]]:
    """Give each part of a path with the path above it."""
    parent = ""
    for part in path.strip("/").split("/"):
        yield parent, part
        parent = f"{parent}/{part}"
