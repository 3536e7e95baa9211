"""E9604: a $ref of a model has the form that API Gateway takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.models.common import MODEL, Written, schemas
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_HOLE = r"\x00\d+\x01"
_CANONICAL = re.compile(rf"https://apigateway\.amazonaws\.com(?:\.cn)?/restapis/(?:{_HOLE}|[^/\x00]+)/models/[^/]+")
_DATA = ("enum", "default")


def references(schema: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Give the ``$ref`` of a schema and where they stand; a property of that name is none."""
    if isinstance(schema, Mapping):
        for name, member in schema.items():
            if name == "$ref" and isinstance(member, str | Text | Reference):
                yield (*path, name), member
            elif name not in _DATA:
                yield from references(member, (*path, name))
    elif isinstance(schema, list):
        for position, member in enumerate(schema):
            yield from references(member, (*path, position))


class ReferenceForm(Rule):
    """A $ref that API Gateway doesn't take."""

    id = "E9604"
    short = "A $ref of a model is the address of a model, or leads into the same schema"
    long = (
        "A model refers to another one of its API by `https://apigateway.amazonaws.com/restapis/<API>/models/<name>`, "
        "and to its own definitions by `#/definitions/<name>`."
    )
    aws = "The model is refused: Model reference must be in canonical form; the stack rolls back."
    fix = "Write `!Sub https://apigateway.amazonaws.com/restapis/${Api}/models/${Model}`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html"
    tags = ("apigateway", "models")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in schemas(view):
            for path, ref in references(each.schema):
                problem = _problem(each, ref)
                if problem is not None:
                    yield Problem(each.place(path), f"The $ref of the model {each.name} {problem}")


def _problem(each: Written, ref: Any) -> str | None:
    fix = "Write !Sub https://apigateway.amazonaws.com/restapis/${Api}/models/${Model}"
    if isinstance(ref, Reference):
        is_name = ref.type == MODEL and not ref.attribute
        return f"is the name of a model, not its address: AWS would refuse the model. {fix}" if is_name else None
    if isinstance(ref, Text):
        first = ref.pieces[0]
        if not isinstance(first, str) or _CANONICAL.fullmatch(ref.marked()):
            return None
        if ref.unknown is not None and "https://apigateway.amazonaws.com/restapis/".startswith(first[:42]):
            return None
        return f"({ref}) is no address of a model: AWS would refuse the model. {fix}"
    if ref.startswith("#"):
        if _leads_somewhere(each.schema, ref):
            return None
        return f"({ref}) leads to nothing in the schema: AWS would refuse the model. Put it into definitions, or {fix}"
    if _CANONICAL.fullmatch(ref):
        return None
    return f"({ref}) is no address of a model: AWS would refuse the model. {fix}"


def _leads_somewhere(schema: Any, ref: str) -> bool:
    """Tell whether a JSON pointer finds something, or what is not told."""
    at = schema
    for step in ref.removeprefix("#").split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(at, list) and step.isdecimal() and int(step) < len(at):
            at = at[int(step)]
        elif isinstance(at, Mapping):
            if step not in at:
                return False
            at = at[step]
        else:
            return not isinstance(at, list | str | int | float | None)
    return True
