"""What is wrong in a schema: keywords that draft 4 lacks, values they can't have, what can't fit or has no effect.

API Gateway's own check of a model refuses the first two. Values that the template doesn't tell are passed over.
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.document.values import why_unknown
from cfngw.errors import nearest
from cfngw.lint.rules.view import known

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_TEXTS = ("$schema", "$ref", "id", "title", "description", "format")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_NUMBERS = ("minimum", "maximum")
_FLAGS = ("exclusiveMinimum", "exclusiveMaximum", "uniqueItems")
_ONE = ("not",)
_SEVERAL = ("allOf", "anyOf", "oneOf")
_NAMED = ("properties", "patternProperties", "definitions")
_OTHERS = ("default", "enum", "type", "required", "items", "pattern", "multipleOf", "dependencies")
KEYWORDS = frozenset(
    [
        *(*_TEXTS, *_COUNTS, *_NUMBERS, *_FLAGS, *_ONE, *_SEVERAL, *_NAMED, *_OTHERS),
        *("additionalProperties", "additionalItems"),
    ]
)
_LATER = {
    "const": 'write "enum" with the one value',
    "contains": "describe all members with items",
    "example": "leave it out, or put it into the description",
    "examples": "leave it out, or put it into the description",
    "if": "use anyOf or oneOf",
    "then": "use anyOf or oneOf",
    "else": "use anyOf or oneOf",
    "propertyNames": "use patternProperties with additionalProperties: false",
    "nullable": 'write "type" as a list with "null"',
    "discriminator": "use oneOf",
    "readOnly": "leave it out",
    "writeOnly": "leave it out",
    "deprecated": "leave it out",
    "$id": 'write "id"',
    "$defs": 'write "definitions"',
    "prefixItems": 'write "items" with a list',
    "dependentRequired": 'write "dependencies"',
    "dependentSchemas": 'write "dependencies"',
    "unevaluatedProperties": "use additionalProperties",
    "$comment": "write description",
    "ref": 'write "$ref"',
    "schema": 'write "$schema"',
}
_OF = {  # the types that a keyword says something about
    **dict.fromkeys(("minLength", "maxLength", "pattern"), ("string",)),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), ("number", "integer")
    ),
    **dict.fromkeys(("items", "additionalItems", "minItems", "maxItems", "uniqueItems"), ("array",)),
    **dict.fromkeys(
        (*("properties", "required", "patternProperties", "additionalProperties"), "minProperties", "maxProperties"),
        ("object",),
    ),
}
_BROKEN = ("unterminated", "missing )", "unbalanced", "nothing to repeat", "bad character range", "unexpected end")


class Flaw(NamedTuple):
    """What is wrong. ``kind``: keyword, value, dialect, never (nothing fits), effect or beside; ``fix``: what to do."""

    kind: str
    path: tuple[str | int, ...]
    problem: str
    fix: str

    @property
    def place(self) -> str:
        """Write the path as JSON pointers are."""
        return "#" + "".join(f"/{step}" for step in self.path)


Path = tuple[str | int, ...]


def flaws(schema: Any, path: Path = ()) -> Iterator[Flaw]:
    """Find what is wrong in a schema and in those in it."""
    if not known(schema):
        return
    if not isinstance(schema, Mapping):
        yield Flaw("value", path, f"{schema!r} stands where a schema should", 'write {"type": "string"} or the like')
        return
    for keyword, given in schema.items():
        here = (*path, keyword)
        if keyword not in KEYWORDS:
            close = nearest(keyword, KEYWORDS)
            fix = _LATER.get(keyword) or (f'write "{close}"' if close else "leave it out")
            yield Flaw("keyword", here, f'"{keyword}" is no keyword of draft 4', fix)
        elif known(given):
            yield from _checked(keyword, given, here)
    if isinstance(schema.get("$ref"), str):
        others = [
            each for each in schema if each not in ("$ref", "title", "description", "default", "id", "definitions")
        ]
        if others:
            fix = "use allOf with both"
            yield Flaw("beside", (*path, others[0]), f'"{others[0]}" beside "$ref" has no effect', fix)
        return
    yield from _impossible(schema, path)
    yield from _idle(schema, path)


def _checked(keyword: str, given: Any, path: Path) -> Iterator[Flaw]:
    check = _CHECKS.get(keyword)
    if check is not None:
        problem = check(given)
        if problem is not None:
            yield Flaw("value", path, f'"{keyword}" {problem[0]}', problem[1])
            return
    if keyword == "$schema" and isinstance(given, str) and "draft-04" not in given:
        yield Flaw("dialect", path, f"$schema is {given}", 'write "http://json-schema.org/draft-04/schema#"')
    for member, steps in _within(keyword, given):
        yield from flaws(member, (*path, *steps))


def _within(keyword: str, given: Any) -> Iterator[tuple[Any, Path]]:
    """Give the schemas in a keyword's value, and where they stand."""
    if keyword in _SEVERAL or (keyword == "items" and isinstance(given, list)):
        yield from ((member, (position,)) for position, member in enumerate(given))
    elif keyword in (*_ONE, "items", "additionalProperties", "additionalItems"):
        if not isinstance(given, bool):
            yield given, ()
    elif keyword in _NAMED:
        yield from ((member, (name,)) for name, member in given.items())
    elif keyword == "dependencies":
        yield from ((member, (name,)) for name, member in given.items() if not isinstance(member, list))


_Problem = tuple[str, str] | None


def _must(fits: Callable[[Any], bool], problem: str, fix: str) -> Callable[[Any], _Problem]:
    return lambda given: None if fits(given) else (f"is {given!r}, and has to be {problem}", fix)


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _is_count(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given >= 0


def _type(given: Any) -> _Problem:
    names = given if isinstance(given, list) else [given]
    wrong = [name for name in names if known(name) and name not in TYPES]
    if not wrong and names:
        return None
    close = nearest(str(wrong[0]), TYPES) if wrong else None
    fix = f'write "{close}"' if close else f"write one of {', '.join(TYPES)}"
    return f"is {wrong[0] if wrong else given!r}, and there is no such type", fix


def _required(given: Any) -> _Problem:
    if isinstance(given, bool):
        return f"is {str(given).lower()}, and has to be a list of names", "list the names beside properties"
    return _distinct(given, "names", "leave it out where nothing is required")


def _enum(given: Any) -> _Problem:
    return _distinct(given, "values", "leave it out where each value may be")


def _distinct(given: Any, noun: str, way_out: str) -> _Problem:
    if not isinstance(given, list) or not given:
        return f"is {given!r}, and has to be a list of at least one of its {noun}", way_out
    seen: set[str] = set()
    for each in given if why_unknown(given) is None else ():
        written = json.dumps(each, sort_keys=True, default=str)
        if written in seen:
            return f"has {each!r} twice", "list each once"
        seen.add(written)
    return None


def _pattern(given: Any) -> _Problem:
    if not isinstance(given, str):
        return f"is {given!r}, and has to be a text", "put it in quotes"
    try:
        re.compile(given)
    except (re.error, RecursionError, OverflowError) as error:
        if str(error).startswith(_BROKEN) and "[]" not in given and "[^]" not in given:
            return f"does not compile: {error}", "correct the regular expression"
    return None


def _bound(given: Any) -> _Problem:
    if isinstance(given, bool):
        return None
    return f"is {given!r}, and in draft 4 it is true or false", "write the bound as minimum or maximum, and true here"


_CHECKS: dict[str, Callable[[Any], _Problem]] = {
    **dict.fromkeys(_TEXTS, _must(lambda given: isinstance(given, str), "a text", "put it in quotes")),
    **dict.fromkeys(_COUNTS, _must(_is_count, "a whole number from 0", "write a number without quotes")),
    **dict.fromkeys(_NUMBERS, _must(_is_number, "a number", "write it without quotes")),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _bound),
    "uniqueItems": _must(lambda given: isinstance(given, bool), "true or false", "write true or false"),
    "multipleOf": _must(lambda given: _is_number(given) and given > 0, "a number above 0", "write such a number"),
    **dict.fromkeys(
        ("additionalProperties", "additionalItems"),
        _must(lambda given: isinstance(given, bool | Mapping), "true, false or a schema", "write it without quotes"),
    ),
    **dict.fromkeys(
        _SEVERAL,
        _must(
            lambda given: isinstance(given, list) and bool(given), "a list of schemas", "put at least one into a list"
        ),
    ),
    **dict.fromkeys(
        (*_NAMED, "dependencies"),
        _must(lambda given: isinstance(given, Mapping), "an object of schemas", 'write {"name": {"type": "string"}}'),
    ),
    "items": _must(lambda given: isinstance(given, Mapping | list), "a schema", 'write {"type": "string"} or the like'),
    "type": _type,
    "required": _required,
    "enum": _enum,
    "pattern": _pattern,
}


def _impossible(schema: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
    """Find what lets nothing through."""
    for low, high in (
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ):
        least, most = schema.get(low), schema.get(high)
        if _is_number(least) and _is_number(most) and least > most:  # type: ignore[operator]
            yield Flaw("never", (*path, low), f"{low} is {least} and {high} is {most}", f"write {low} below {high}")
    names, required = schema.get("properties"), schema.get("required")
    if (
        schema.get("additionalProperties") is False
        and isinstance(required, list)
        and isinstance(names, Mapping)
        and "patternProperties" not in schema
    ):
        for name in required:
            if isinstance(name, str) and name not in names:
                close = nearest(name, names)
                fix = f'write "{close}"' if close else f'add "{name}" to properties'
                problem = f'"{name}" is required, is none of the properties, and others are not allowed'
                yield Flaw("never", (*path, "required"), problem, fix)
    kind, values = schema.get("type"), schema.get("enum")
    told = isinstance(kind, str) and kind in TYPES and isinstance(values, list) and why_unknown(values) is None
    if told and values and not any(_is_of(str(kind), value) for value in values):
        problem = f'the type is "{kind}", and no value of enum has it'
        yield Flaw("never", (*path, "enum"), problem, "write the values in their type")


def _is_of(kind: str, value: Any) -> bool:
    if kind in ("integer", "number"):
        return _is_number(value) and (kind == "number" or float(value).is_integer())
    python = {"array": list, "boolean": bool, "null": type(None), "object": dict, "string": str}[kind]
    return isinstance(value, python)


def _idle(schema: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
    """Find keywords that say nothing about values of the type that is asked for."""
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(kinds, list) and kinds and all(kind in TYPES for kind in kinds if known(kind)):
        for keyword in schema:
            meant = _OF.get(keyword)
            if meant is not None and not set(meant) & set(map(str, kinds)) and why_unknown(kinds) is None:
                problem = f'"{keyword}" says nothing about {" or ".join(map(str, kinds))}'
                yield Flaw("effect", (*path, keyword), problem, f'write "type": "{meant[0]}", or leave it out')
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(flag) is True and bound not in schema:
            yield Flaw("value", (*path, flag), f'"{flag}" stands without "{bound}"', f'add "{bound}"')
