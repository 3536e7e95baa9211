"""W9959: a $ref leads to something in the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import At
from cfngw.lint.rules.openapi.common import APIS, PAGE, docs, path_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

# Models that each API has from the beginning.
_BORN_WITH = ("Empty", "Error")
_MODELS = "https://apigateway.amazonaws.com/restapis/"


class ReferenceTarget(Rule):
    """A $ref to another file, or to nothing."""

    id = "W9959"
    short = "A $ref of a document leads to something in the same document"
    long = (
        "API Gateway imports one document: a $ref to a file or a web page is not followed. One of its own forms, "
        "https://apigateway.amazonaws.com/restapis/…/models/…, names a model of an API."
    )
    aws = "The import fails, or warns (Reference to model not found. Ignoring) and the method has no model."
    fix = "Put all into one document (bundle it), and refer to it by `#/components/…`"
    url = PAGE
    tags = ("apigateway", "openapi", "models")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            raw = doc.node.value
            if not doc.node.scope.document.data or not isinstance(raw, dict):
                continue
            for at, ref in _references(raw, doc.node.at):
                if not ref.startswith("#"):
                    if not ref.startswith(_MODELS):
                        yield Problem(
                            below(at, "$ref"),
                            f"The document of {doc.name} refers to {ref}, and API Gateway follows no $ref out of the "
                            "document. Bring it in, and write #/components/…",
                        )
                elif ref.rpartition("/")[2] not in _BORN_WITH and _leads_nowhere(raw, ref):
                    yield Problem(
                        below(at, "$ref"),
                        f"There is no {ref} in the document of {doc.name}: the import fails, or leaves the part out. "
                        "Define it, or correct the $ref",
                    )


def _references(raw: Any, at: At) -> Iterator[tuple[At, str]]:
    """Give each $ref that is written out, with the place of the mapping it stands in."""
    waiting: list[tuple[Any, Any]] = [(raw, None)]
    while waiting:
        value, link = waiting.pop()
        if isinstance(value, dict):
            for name, each in value.items():
                if name == "$ref":
                    if isinstance(each, str):
                        yield below(at, *path_of(link)), each
                # An example may hold a $ref that is none.
                elif isinstance(each, (dict, list)) and name not in ("example", "examples"):
                    waiting.append((each, (link, name)))
        else:
            waiting += [(each, (link, index)) for index, each in enumerate(value) if isinstance(each, (dict, list))]


def _leads_nowhere(raw: Any, ref: str) -> bool:
    found = raw
    for step in ref.removeprefix("#").strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
        if not isinstance(found, dict) or any(each.startswith("Fn::") for each in found):
            return False
        if not name:
            continue
        if name not in found:
            return True
        found = found[name]
    return False
