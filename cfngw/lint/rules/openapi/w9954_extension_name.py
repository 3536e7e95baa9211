"""W9954: an extension of API Gateway is one, and stands where API Gateway looks for it."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.errors import nearest
from cfngw.lint.rules.openapi.common import APIS, Doc, X, docs, schemes
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_ROOT = (
    *("api-key-source", "binary-media-types", "cors", "documentation", "endpoint-access-mode"),
    *("endpoint-configuration", "gateway-responses", "importexport-version", "minimum-compression-size", "policy"),
    *("request-validator", "request-validators", "security-policy"),
)
_LEVELS = {
    "at the root": _ROOT,
    "of a path": ("any-method",),
    "in an operation": ("auth", "integration", "request-validator"),
    "in a security scheme": ("authorizer", "authtype"),
    "under components": ("integrations",),
}
_ALL = {*(name for names in _LEVELS.values() for name in names), "tag-value"}
_VENDOR = "x-am"


class ExtensionName(Rule):
    """An extension that is misspelt, or stands where nobody looks."""

    id = "W9954"
    short = "An extension of API Gateway has its right name and stands at its place"
    long = (
        "API Gateway reads x-amazon-apigateway-… by its exact name, each at one level of the document: "
        "request-validators and cors at the root, integration in an operation, authorizer in a security scheme."
    )
    aws = "A member that API Gateway does not know is left out of the import without a word."
    fix = "Write the name as AWS does, at the level where it belongs."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html"
    tags = ("apigateway", "openapi")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            for node, level in _places(doc):
                for name in node.value if node.is_mapping else ():
                    if name.lower().startswith(_VENDOR):
                        message = _wrong(name, level)
                        if message is not None:
                            yield Problem(below(node.at, name), message)
            endpoint = doc.node.get(f"{X}endpoint-configuration")
            if endpoint is not None and endpoint.get("types") is not None:
                yield Problem(
                    below(endpoint.at, "types"),
                    f"API Gateway doesn't read types here: {doc.name} gets the kind of endpoint that its own "
                    "EndpointConfiguration says. Write Types there",
                )


def _places(doc: Doc) -> Iterator[tuple[Node, str]]:
    yield doc.node, "at the root"
    components = doc.node.get("components")
    if components is not None:
        yield components, "under components"
    found = schemes(doc)
    for _, each in found.items() if found is not None else ():
        yield each, "in a security scheme"
    paths = doc.node.get("paths")
    for _, item in paths.items() if paths is not None else ():
        yield item, "of a path"
        for verb, operation in item.items():
            if not verb.lower().startswith(_VENDOR) or verb == f"{X}any-method":
                yield operation, "in an operation"


def _wrong(name: str, level: str) -> str | None:
    short = name.removeprefix(X) if name.startswith(X) else None
    if short in _LEVELS[level] or short == "tag-value":
        return None
    if short in _ALL:
        places = " or ".join(place for place, names in _LEVELS.items() if short in names)
        close = nearest(short, _LEVELS[level])
        fix = f"Write {X}{close}, or move it" if close else "Move it"
        return f"{name} belongs {places}, and {level} API Gateway doesn't look for it: it has no effect. {fix}"
    lower = name.lower()
    if lower.startswith(X) and lower != name and lower.removeprefix(X) in _ALL:
        return f"API Gateway doesn't know {name}: it has no effect. Write {lower}"
    known = (*_LEVELS[level], *sorted(_ALL))
    if short is not None:
        found = nearest(short, known)
        close = f"{X}{found}" if found else None
    else:
        close = nearest(name, [f"{X}{each}" for each in known])
    return f"API Gateway doesn't know {name}: it has no effect. Write {close}" if close else None
