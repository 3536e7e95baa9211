"""The resources of a REST API's paths: each part once, named by its place and not by its variable's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from troposphere import GetAtt, Ref, apigateway

from cfngw.compile.assembly import Assembly
from cfngw.declare.method import Method
from cfngw.declare.path_tree import nodes
from cfngw.declare.rest_api import RestApi
from cfngw.naming import path_part_id


class ResourceTree:
    """The places of methods: ``at(path)`` refers to one; what is missing on the way there is made."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._api = api
        self._of_api = Ref(api.resource_id)
        self._first: Any = None
        self._places: dict[str, Any] = {"/": GetAtt(api.resource_id, "RootResourceId")}

    def at(self, path: str, method: Method) -> Any:
        """Give the reference to a path's resource."""
        place = self._places.get(path)
        if place is None:
            for own, parent, part in nodes(path):
                place = self._places.get(own) or self._make(own, parent, part, method)
        return place

    def _make(self, own: str, parent: str, part: str, method: Method) -> Ref:
        title = path_part_id(self._api.name, own)
        options = {"RestApiId": self._of_api, "ParentId": self._places[parent], "PathPart": part}
        if self._first is None:
            self._first = apigateway.Resource(title, **options)
        resource = _twin(self._first, title, options)
        self._assembly.add(resource, (self._api.resource_id, own), method.source)
        place = self._places[own] = Ref(title)
        return place


def _twin(first: Any, title: str, options: dict[str, Any]) -> Any:
    """Make another troposphere resource of three properties: to be asked about each costs more than all the rest."""
    made = object.__new__(type(first))
    made.__dict__.update(first.__dict__, title=title, properties=options)
    made.__dict__["resource"] = {**first.resource, "Properties": options}
    return made


def paths(methods: Sequence[Method]) -> list[str]:
    """Give the paths that some methods have, each once."""
    return list(dict.fromkeys(method.key.path for method in methods))
