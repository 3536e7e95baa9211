"""What AWS says of a body that breaks its model: the words of json-schema-validator, the Java library of the gateway.

Its order too: the keywords of one value by their name, then its members, by name or place; once something is wrong,
what lies deeper is not looked at, while brothers still are. Values are cut at 1,000 characters.
https://github.com/java-json-tools/json-schema-validator (validation.properties)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_MOST = 1000
OWN = frozenset(
    (
        "additionalProperties",
        "allOf",
        "dependencies",
        "format",
        "multipleOf",
        "oneOf",
        "pattern",
        "uniqueItems",
    )
)
"""Keywords whose errors come with AWS's words in their message."""


def shown(value: Any) -> str:
    """Write a value as JSON, cut where it is long."""
    return cut(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def cut(text: str) -> str:
    """Cut a text where it is long."""
    return text if len(text) <= _MOST else f"{text[:_MOST]}..."


def kind_of(value: Any) -> str:
    """Name the type of a value."""
    if value is None:
        return "null"
    return _KINDS.get(type(value), "object")


_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def _type(error: ValidationError) -> str:
    given = error.validator_value
    allowed = set(given) if isinstance(given, list) else {given}
    if "number" in allowed:
        allowed.add("integer")
    found = kind_of(error.instance)
    return f"instance type ({found}) does not match any allowed primitive type (allowed: {shown(sorted(allowed))})"


def _required(error: Any) -> str:
    missing = sorted(name for name in error.validator_value if name not in error.instance)
    return f"object has missing required properties ({shown(missing)})"


def _bound(word: str, strictly: str, exclusive: str) -> Callable[[ValidationError], str]:
    def said(error: ValidationError) -> str:
        limit, found = shown(error.validator_value), shown(error.instance)
        if (
            isinstance(error.schema, Mapping)
            and error.schema.get(exclusive)
            and error.instance == error.validator_value
        ):
            return f"numeric instance is not strictly {strictly} than the required {word} {limit}"
        than = "lower" if word == "minimum" else "greater"
        return f"numeric instance is {than} than the required {word} ({word}: {limit}, found: {found})"

    return said


def _counted(text: str) -> Callable[[Any], str]:
    return lambda error: text.format(error.validator_value, len(error.instance))


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "additionalItems": lambda error: (
        f"schema only allows {len(error.schema.get('items', ()))} elements in array "
        f"but instance has {len(error.instance)} elements"
    ),
    "anyOf": lambda error: f"instance failed to match at least one required schema among {len(error.validator_value)}",
    "enum": lambda error: (
        f"instance value ({shown(error.instance)}) not found in enum (possible values: {shown(error.validator_value)})"
    ),
    "maxItems": _counted("array is too long: must have at most {} elements but instance has {} elements"),
    "maxLength": lambda error: (
        f'string "{cut(error.instance)}" is too long '
        f"(length: {len(error.instance)}, maximum allowed: {error.validator_value})"
    ),
    "maxProperties": lambda error: (
        f"object has too many properties (found {len(error.instance)} "
        f"but schema requires at most {error.validator_value})"
    ),
    "maximum": _bound("maximum", "lower", "exclusiveMaximum"),
    "minItems": _counted("array is too short: must have at least {} elements but instance has {} elements"),
    "minLength": lambda error: (
        f'string "{cut(error.instance)}" is too short '
        f"(length: {len(error.instance)}, required minimum: {error.validator_value})"
    ),
    "minProperties": lambda error: (
        f"object has too few properties (found {len(error.instance)} "
        f"but schema requires at least {error.validator_value})"
    ),
    "minimum": _bound("minimum", "greater", "exclusiveMinimum"),
    "not": lambda _error: "instance matched a schema which it should not have",
    "required": _required,
    "type": _type,
}


def words(error: ValidationError) -> str:
    """Say one error in AWS's words."""
    said = _WORDS.get(str(error.validator))
    return said(error) if said is not None else str(error.message)


def in_order(errors: Iterable[ValidationError]) -> list[str]:
    """Give what AWS says of the errors of a body, in its order, each once."""
    found = sorted(
        ((tuple(map(_step, error.absolute_path)), str(error.validator), error) for error in errors),
        key=lambda each: each[:2],
    )
    if not found:
        return []
    first = found[0][0]
    said: dict[tuple[Any, str], str] = {}
    for path, _, error in found:
        # Beside the first that is wrong only brothers of it, and of what it lies in, are looked at.
        if path == first or (path and path[:-1] == first[: len(path) - 1] and len(path) <= len(first)):
            text = words(error)
            said.setdefault((path, text), text)
    return list(said.values())


def _step(step: str | int) -> tuple[int, int, str]:
    return (0, step, "") if isinstance(step, int) else (1, 0, step)
