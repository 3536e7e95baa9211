"""W9957: behind a security scheme that an operation asks for stands something that decides."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.openapi.common import APIS, PAGE, Doc, X, docs, operations, schemes
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Scheme(Rule):
    """A security scheme that describes who may call, and that nobody acts on."""

    id = "W9957"
    short = "A security scheme that an operation asks for has an authorizer behind it"
    long = (
        "Of a security scheme API Gateway takes x-amazon-apigateway-authorizer, for REST APIs also sigv4 "
        "(x-amazon-apigateway-authtype: awsSigv4) and the API key of the header x-api-key. What OpenAPI itself says of "
        "tokens and flows is documentation."
    )
    aws = "The API is imported; the operations that ask for the scheme are open to everybody."
    fix = "Write an x-amazon-apigateway-authorizer in the scheme."
    url = PAGE
    tags = ("apigateway", "openapi", "security")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            found = schemes(doc)
            if found is None:
                continue
            asked = _asked(doc)
            for name, scheme in found.items():
                if name in asked and scheme.is_mapping and not _decides(scheme, doc):
                    kind = literal(scheme.get("type")) or "scheme"
                    yield Problem(
                        scheme.at,
                        f"{asked[name]} of {doc.name} asks for {name}, which says {kind} and has no "
                        "x-amazon-apigateway-authorizer: everybody may call it. Write the authorizer in the scheme",
                    )


def _asked(doc: Doc) -> dict[str, str]:
    """Give what operations ask for, and the first that does."""
    found: dict[str, str] = {}
    for operation in operations(doc):
        security = operation.node.get("security")
        for entry in security.each() if security is not None else ():
            for name, _ in entry.items():
                found.setdefault(name, operation.key)
    return found


def _decides(scheme: Node, doc: Doc) -> bool:
    names = scheme.value
    if f"{X}authorizer" in names or f"{X}authtype" in names or any(each.startswith("Fn::") for each in names):
        return True
    kind, header = scheme.get("type"), scheme.get("name")
    if doc.is_rest and literal(kind) == "apiKey":
        # The key of another header is not looked at.
        written = literal(header)
        return written is None or written.lower() == "x-api-key"
    return kind is not None and literal(kind) is None
