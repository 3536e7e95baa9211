"""The documents of a template, and what is written in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.view import View
from cfngw.read.documents import document_of
from cfngw.read.found import HTTP, REST, SAM_HTTP, SAM_REST
from cfngw.read.taking import literal

APIS = (REST, HTTP, SAM_REST, SAM_HTTP)
OF_REST = (REST, SAM_REST)
EVENT_HOLDERS = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
X = "x-amazon-apigateway-"
ANY = f"{X}any-method"
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", ANY)
_ID_OF = {"Api": "RestApiId", "HttpApi": "ApiId"}
PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"


class Doc(NamedTuple):
    """A document and the API that it is of."""

    resource: Resource
    node: Node

    @property
    def name(self) -> str:
        """Give the logical id of the API."""
        return self.resource.logical_id

    @property
    def is_rest(self) -> bool:
        """Tell a REST API from an HTTP API."""
        return self.resource.type in OF_REST

    @property
    def is_whole(self) -> bool:
        """Tell whether all members of the document are known; an include may bring more."""
        return not any(name.startswith("Fn::") for name in self.node.value)


class Operation(NamedTuple):
    """An operation of a document."""

    verb: str
    path: str
    node: Node

    @property
    def key(self) -> str:
        """Give method and path as HTTP APIs write them."""
        return f"{'ANY' if self.verb == ANY else self.verb.upper()} {self.path}"


def docs(view: View, *types: str) -> Iterator[Doc]:
    """Give the documents that can be read."""
    for resource in view.resources(*(types or APIS)):
        node, _ = document_of(resource)
        if node is not None:
            yield Doc(resource, node)


def operations(doc: Doc) -> Iterator[Operation]:
    """Give the operations."""
    paths = doc.node.get("paths")
    for path, item in paths.items() if paths is not None else ():
        for verb, node in item.items():
            if verb.lower() in VERBS and node.is_mapping:
                yield Operation(verb.lower(), path, node)


def member(node: Node | None, *names: str) -> Node | None:
    """Give what lies below a node by names."""
    for name in names:
        node = node.get(name) if node is not None else None
    return node


def schemes(doc: Doc) -> Node | None:
    """Give the security schemes."""
    if doc.node.get("swagger") is not None:
        return doc.node.get("securityDefinitions")
    return member(doc.node, "components", "securitySchemes")


def schemas(doc: Doc) -> Node | None:
    """Give the schemas, which become models."""
    return (
        doc.node.get("definitions")
        if doc.node.get("swagger") is not None
        else member(doc.node, "components", "schemas")
    )


class EventOf(NamedTuple):
    """An event of SAM that is a route: the key of its API, and the resource where it is one of the template."""

    name: str
    kind: str
    holder: str
    node: Node
    path: str
    verb: str
    api: Resource | None
    certain: bool

    @property
    def key(self) -> str:
        """Give method and path as HTTP APIs write them."""
        return f"{'ANY' if self.verb == 'any' else self.verb.upper()} {self.path}"


def events(view: View) -> Iterator[EventOf]:
    """Give the events whose path, method and API are told; those of implicit APIs too."""
    for resource in view.resources(*EVENT_HOLDERS):
        section = resource.properties.get("Events")
        for name, node in section.items() if section is not None else ():
            kind = literal(node.get("Type"))
            own = node.get("Properties")
            if kind not in _ID_OF or own is None:
                continue
            path, verb = literal(own.get("Path")), literal(own.get("Method"))
            given = own.get(_ID_OF[kind])
            if path is None or verb is None:
                continue
            verb = "any" if verb.lower() in ("any", "*", ANY) else verb.lower()
            found: Resource | None = None
            if given is not None:
                reference = given.value
                found = view.found.index.get(reference.logical_id) if isinstance(reference, Reference) else None
                if found is None:
                    continue
            yield EventOf(name, kind, resource.logical_id, own, path, verb, found, resource.made is True)


def is_managed(api: Resource) -> bool:
    """Tell whether SAM writes events into the document of an API: its own, or one to merge."""
    own = api.properties
    return own.get("MergeDefinitions") is not None or not any(
        own.written(name) is not None for name in ("DefinitionBody", "DefinitionUri")
    )


def has_intrinsics(node: Node | None) -> bool:
    """Tell whether members of a mapping may come from elsewhere."""
    return node is not None and (not node.is_mapping or any(name.startswith("Fn::") for name in node.value))


def path_of(link: Any) -> tuple[str | int, ...]:
    """Give the steps of a chain of pairs: what came before, and the step."""
    steps: list[str | int] = []
    while link is not None:
        link, step = link
        steps.append(step)
    return tuple(reversed(steps))
