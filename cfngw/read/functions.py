"""Functions and their aliases, of Lambda's own resources and of SAM's, and where their code is."""

from __future__ import annotations

from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.read.found import Found
from cfngw.read.model import Alias, Code, Function
from cfngw.read.taking import literal, row, text, value, values, whole
from cfngw.read.targets import FUNCTIONS

_SAM = "AWS::Serverless::Function"


class Merged:
    """The properties of a resource of SAM over those of ``Globals``."""

    def __init__(self, own: Node, shared: Node | None) -> None:
        self.own = own
        self._shared = shared

    def get(self, name: str) -> Node | None:
        """Give a property; a list of globals is left out where the resource has its own."""
        found = self.own.get(name)
        return found if found is not None or self._shared is None else self._shared.get(name)

    def all(self, name: str) -> list[Node]:
        """Give a property of the globals and of the resource, those that are there."""
        found = [self._shared.get(name) if self._shared is not None else None, self.own.get(name)]
        return [each for each in found if each is not None]


def shared(resource: Resource, section: str) -> Merged:
    """Give the properties of a resource, over those of its template's ``Globals``."""
    globals_ = resource.node.scope.root.get("Globals") if resource.type.startswith("AWS::Serverless::") else None
    return Merged(resource.properties, globals_.get(section) if globals_ is not None else None)


def functions_of(found: Found) -> dict[str, Function]:
    """Give the functions by logical id, in the order of the template."""
    return {key: _function(each) for key, each in found.index.items() if each.type in FUNCTIONS}


def _function(resource: Resource) -> Function:
    own = shared(resource, "Function")
    image = own.get("ImageConfig")
    environment: dict[str, Any] = {}
    for each in own.all("Environment"):
        environment.update(values(each.get("Variables")))
    layers = tuple(layer for each in own.all("Layers") for layer in row(each))
    timeout, memory = whole(own.get("Timeout")), whole(own.get("MemorySize"))
    package = text(own.get("PackageType"))
    return Function(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        name=text(own.get("FunctionName")),
        handler=text(own.get("Handler")),
        runtime=text(own.get("Runtime")),
        package_type=package if package is not None else "Zip",
        code=_sam_code(resource, own) if resource.type == _SAM else _code(resource),
        environment=environment,
        timeout_seconds=3 if timeout is None else timeout,
        memory_size_mb=128 if memory is None else memory,
        architectures=row(own.get("Architectures")) or ("x86_64",),
        layers=layers,
        image_command=row(image.get("Command")) if image is not None else (),
    )


def _code(resource: Resource) -> Code:
    path = _asset(resource)
    node = resource.properties.get("Code")
    if path is not None:
        return Code(at=path.at, kind="path", value=text(path))
    if node is None:
        return Code(at=resource.at, kind="absent")
    if not node.is_mapping:
        return Code(at=node.at, kind="path", value=text(node))
    inline, image = node.get("ZipFile"), node.get("ImageUri")
    if inline is not None:
        return Code(at=inline.at, kind="inline", value=text(inline))
    if image is not None:
        return Code(at=image.at, kind="image", value=value(image))
    return Code(at=node.at, kind="s3", value=node.plain())


def _sam_code(resource: Resource, own: Merged) -> Code:
    path, inline = _asset(resource), own.get("InlineCode")
    uri, image = own.get("CodeUri"), own.get("ImageUri")
    if path is not None:
        return Code(at=path.at, kind="path", value=text(path))
    if inline is not None:
        return Code(at=inline.at, kind="inline", value=text(inline))
    if image is not None:
        return Code(at=image.at, kind="image", value=value(image))
    if uri is None:
        return Code(at=resource.at, kind="absent")
    written = literal(uri)
    is_stored = uri.is_mapping or (written is not None and written.startswith("s3://"))
    return Code(at=uri.at, kind="s3", value=uri.plain()) if is_stored else Code(at=uri.at, kind="path", value=text(uri))


def _asset(resource: Resource) -> Node | None:
    metadata = resource.node.get("Metadata")
    if metadata is None or literal(metadata.get("aws:asset:property")) not in (None, "Code", "CodeUri"):
        return None
    return metadata.get("aws:asset:path")


def aliases_of(found: Found) -> dict[str, Alias]:
    """Give the aliases by logical id."""
    return {key: _alias(each) for key, each in found.index.items() if each.type == "AWS::Lambda::Alias"}


def _alias(resource: Resource) -> Alias:
    own = resource.properties
    function = text(own.get("FunctionName"))
    if isinstance(function, Reference):
        function = Reference(function.logical_id, "", function.type)
    return Alias(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        function=function,
        name=text(own.get("Name")),
        version=value(own.get("FunctionVersion")),
    )
