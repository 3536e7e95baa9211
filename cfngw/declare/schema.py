"""JSON Schema draft 4, the form that models of API Gateway have: is a schema one, and where is it not.

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
It knows neither models nor files; ``model`` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from cfngw.declare.intrinsic import is_intrinsic
from cfngw.errors import nearest

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
FORMATS = frozenset({"date-time", "email", "hostname", "ipv4", "ipv6", "uri"})
_OPENAPI_FORMATS = frozenset({"int32", "int64", "float", "double", "byte", "binary", "date", "password", "uuid"})
_LATER = {  # keywords that a later draft brought, and what draft 4 has in their place
    "const": 'write "enum" with the one value',
    "contains": "describe all members with items",
    "examples": "leave it out",
    "if": "use anyOf or oneOf",
    "then": "use anyOf or oneOf",
    "else": "use anyOf or oneOf",
    "propertyNames": "use patternProperties with additionalProperties: false",
    "$id": 'write "id"',
    "$defs": 'write "definitions"',
    "prefixItems": 'write "items" with a list',
    "dependentRequired": 'write "dependencies"',
    "dependentSchemas": 'write "dependencies"',
    "unevaluatedProperties": "use additionalProperties",
    "unevaluatedItems": "use additionalItems",
}


class Flaw(NamedTuple):
    """What is wrong in a schema, and where: the names and positions that lead there."""

    path: tuple[str | int, ...]
    problem: str
    given: Any
    fix: str

    @property
    def place(self) -> str:
        """Write the path as JSON pointers are."""
        return "#" + "".join(f"/{step}" for step in self.path)


def flaws(schema: Any, path: tuple[str | int, ...] = ()) -> Iterator[Flaw]:
    """Find what is not draft 4."""
    if not isinstance(schema, Mapping):
        yield Flaw(path, "a schema is an object.", schema, 'write {"type": "string"} or the like')
        return
    for keyword, given in schema.items():
        check = _CHECKS.get(keyword)
        if check is not None:
            if not is_intrinsic(given):
                yield from check(given, (*path, keyword))
        else:
            yield from _unknown(keyword, given, (*path, keyword))
    yield from _bounds(schema, path)


def unknown_formats(schema: Any, path: tuple[str | int, ...] = ()) -> Iterator[Flaw]:
    """Find formats that draft 4 does not name: they are taken and check nothing."""
    if isinstance(schema, Mapping):
        name = schema.get("format")
        if isinstance(name, str) and name not in FORMATS | _OPENAPI_FORMATS:
            yield Flaw(path, f'the format "{name}" is none of draft 4.', name, f"one of {', '.join(sorted(FORMATS))}")
        for key, member in schema.items():
            if key not in ("enum", "default"):
                yield from unknown_formats(member, (*path, key))
    elif isinstance(schema, list | tuple):
        for position, member in enumerate(schema):
            yield from unknown_formats(member, (*path, position))


def _unknown(keyword: str, given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    """Tell of a keyword of a later draft, or one that is nearly a keyword; others are notes that check nothing."""
    if keyword in _LATER:
        yield Flaw(path, f'"{keyword}" is of a later draft than 4.', given, _LATER[keyword])
        return
    close = nearest(keyword, _CHECKS) if not keyword.startswith("x-") else None
    if close is not None and keyword not in ("example", "discriminator", "deprecated", "readOnly", "writeOnly"):
        yield Flaw(path, f'there is no keyword "{keyword}".', given, f'write "{close}"')


def _bounds(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Flaw]:
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        least, most = schema.get(low), schema.get(high)
        if _is_number(least) and _is_number(most) and least > most:
            yield Flaw((*path, low), f"{low} is above {high}, so that nothing fits.", least, f"at most {most}")
    for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(flag) is True and bound not in schema:
            yield Flaw((*path, flag), f'"{flag}" needs "{bound}".', True, f'add "{bound}"')


def _is_number(given: Any) -> TypeGuard[float]:
    return isinstance(given, int | float) and not isinstance(given, bool)


_Check = Callable[[Any, tuple[str | int, ...]], Iterator[Flaw]]


def _must(fits: Callable[[Any], bool], problem: str, fix: str) -> _Check:
    def check(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
        if not fits(given):
            yield Flaw(path, f'"{path[-1]}" {problem}.', given, fix)

    return check


def _is_list(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _schema_or_flag(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not isinstance(given, bool):
        yield from flaws(given, path)


def _schemas(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not _is_list(given) or not given:
        yield Flaw(path, f'"{path[-1]}" is a list of schemas.', given, "put at least one into a list: [...]")
        return
    for position, member in enumerate(given):
        yield from flaws(member, (*path, position))


def _items(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    yield from _schemas(given, path) if _is_list(given) and given else flaws(given, path)


def _by_name(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not isinstance(given, Mapping):
        yield Flaw(path, f'"{path[-1]}" is an object of schemas.', given, 'write {"name": {"type": "string"}}')
        return
    for name, member in given.items():
        yield from flaws(member, (*path, name))


def _dependencies(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not isinstance(given, Mapping):
        yield Flaw(path, '"dependencies" is an object.', given, 'write {"name": ["other"]}')
        return
    for name, member in given.items():
        yield from _names(member, (*path, name)) if _is_list(member) else flaws(member, (*path, name))


def _names(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    texts = _is_list(given) and given and all(isinstance(name, str) for name in given)
    if not texts or len(set(given)) != len(given):
        fix = "list the names of required properties beside properties" if isinstance(given, bool) else "list each once"
        yield Flaw(path, f'"{path[-1]}" is a list of names.', given, fix)


def _type(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    names = given if _is_list(given) else [given]
    wrong = [name for name in names if name not in TYPES]
    if wrong or not names:
        close = nearest(str(wrong[0]), TYPES) if wrong else None
        fix = f'write "{close}"' if close else f"one of {', '.join(TYPES)}, or a list of them"
        yield Flaw(path, "there is no such type.", wrong[0] if wrong else given, fix)


def _pattern(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    try:
        re.compile(given)
    except (TypeError, re.error) as error:
        yield Flaw(path, f"the pattern does not compile: {error}.", given, "correct the regular expression")


def _dialect(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not isinstance(given, str) or "draft-04" not in given:
        yield Flaw(path, "models are of draft 4.", given, 'write "http://json-schema.org/draft-04/schema#"')


def _enum(given: Any, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    if not _is_list(given) or not given:
        yield Flaw(path, '"enum" is a list of the values allowed.', given, "put at least one into a list: [...]")


_text = _must(lambda given: isinstance(given, str), "is a text", "put it in quotes")
_number = _must(_is_number, "is a number", "write a number")
_flag = _must(
    lambda given: isinstance(given, bool),
    "is true or false",
    "in draft 4 the bound itself stands in minimum or maximum",
)
_truth = _must(lambda given: isinstance(given, bool), "is true or false", "write true or false")
_count = _must(
    lambda given: isinstance(given, int) and not isinstance(given, bool) and given >= 0,
    "is a whole number from 0",
    "write a whole number",
)
_factor = _must(lambda given: _is_number(given) and given > 0, "is a number above 0", "write a number above 0")


def _anything(_given: Any, _path: tuple[str | int, ...]) -> Iterator[Flaw]:
    return iter(())


_CHECKS: dict[str, _Check] = {
    "$schema": _dialect,
    "$ref": _anything,  # what it names is looked up where the API is known
    "id": _text,
    "title": _text,
    "description": _text,
    "default": _anything,
    "type": _type,
    "format": _text,
    "enum": _enum,
    "properties": _by_name,
    "required": _names,
    "items": _items,
    "pattern": _pattern,
    "minLength": _count,
    "maxLength": _count,
    "minItems": _count,
    "maxItems": _count,
    "minProperties": _count,
    "maxProperties": _count,
    "uniqueItems": _truth,
    "minimum": _number,
    "maximum": _number,
    "exclusiveMinimum": _flag,
    "exclusiveMaximum": _flag,
    "multipleOf": _factor,
    "additionalProperties": _schema_or_flag,
    "additionalItems": _schema_or_flag,
    "patternProperties": _by_name,
    "definitions": _by_name,
    "dependencies": _dependencies,
    "allOf": _schemas,
    "anyOf": _schemas,
    "oneOf": _schemas,
    "not": flaws,
}
