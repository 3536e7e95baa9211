"""Where the OpenAPI document of an API is: in the template, or in a file beside it; in S3 it can't be read."""

from __future__ import annotations

from cfngw.document.expansion import beside
from cfngw.document.node import Node
from cfngw.document.scope import PSEUDO, Resource
from cfngw.document.values import Unknown
from cfngw.read.taking import literal

_INLINE = ("Body", "DefinitionBody")
_STORED = ("BodyS3Location", "DefinitionUri")


def document_of(resource: Resource) -> tuple[Node | None, Unknown | None]:
    """Give the document of an API, or why it can't be read; neither where it has none."""
    own = resource.properties
    for name in _INLINE:
        inline = own.get(name)
        if inline is not None:
            return _checked(inline)
    for name in _STORED:
        stored = own.get(name)
        if stored is not None:
            location = _asset(resource, name) or stored
            if location.is_mapping:
                bucket, key = literal(stored.get("Bucket")), literal(stored.get("Key"))
                place = f"s3://{bucket or '?'}/{key or '?'}"
                return None, Unknown(f"the document of {resource.key} is in S3 ({place})", stored.at)
            return _from_file(location, resource)
    return None, None


def _asset(resource: Resource, name: str) -> Node | None:
    """Give the file that a build left beside the template for a property."""
    metadata = resource.node.get("Metadata")
    if metadata is None or literal(metadata.get("aws:asset:property")) not in (name, None):
        return None
    return metadata.get("aws:asset:path")


def _from_file(location: Node, resource: Resource) -> tuple[Node | None, Unknown | None]:
    if location.unknown:
        return None, location.unknown
    document = beside(location)
    if isinstance(document, Unknown):
        return None, Unknown(f"the document of {resource.key} can't be read: {document.why}", location.at)
    given = resource.node.scope.given
    # What cfngw package fills in, in a document that no intrinsics are resolved in.
    env = tuple((name, known) for name in PSEUDO if (known := given.pseudo(name)) is not None)
    return _checked(Node(resource.node.scope, document, document.data, (), env))


def _checked(node: Node) -> tuple[Node | None, Unknown | None]:
    if node.is_mapping:
        return node, None
    return None, node.unknown or Unknown("an OpenAPI document is a mapping", node.at)
