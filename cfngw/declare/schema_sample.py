"""A small value that fits a JSON Schema of draft 4, where one is simple to find: for a call to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_DEEPEST = 8
_FORMATS = {
    "date-time": "2025-01-01T00:00:00Z",
    "date": "2025-01-01",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_WORDS = ("text", "a", "A", "1", "2025-01-01", "12345", "A1", "a-b", "Text", "TEXT")
_HARD = ("allOf", "oneOf", "not", "dependencies", "minProperties")


class NotSimpleError(Exception):
    """A schema that no value is simply found for."""


def sample_of(schema: Any, find: Callable[[Any], Any]) -> Any:
    """Give a value that fits; raise NotSimpleError. ``find``: the schema that a ``$ref`` to another model names."""
    return _Sampler(schema, find).value(schema, 0)


class _Sampler:
    def __init__(self, root: Any, find: Callable[[Any], Any]) -> None:
        self._root = root
        self._find = find

    def value(self, schema: Any, depth: int) -> Any:
        if not isinstance(schema, Mapping) or depth > _DEEPEST or any(keyword in schema for keyword in _HARD):
            raise NotSimpleError
        if "$ref" in schema:
            return self._referred(schema["$ref"], depth)
        for keyword in ("example", "default"):
            if keyword in schema:
                return plain(schema[keyword])
        if "enum" in schema:
            return plain(_first(schema["enum"]))
        if "anyOf" in schema:
            return self.value(_first(schema["anyOf"]), depth + 1)
        kind = schema.get("type", "object" if "properties" in schema or "required" in schema else "string")
        return self._of_type(kind if isinstance(kind, str) else _first(kind), schema, depth)

    def _referred(self, wanted: Any, depth: int) -> Any:
        if not isinstance(wanted, str) or not wanted.startswith("#"):
            found = self._find(wanted)
            return sample_of(found, self._find) if depth < _DEEPEST else self.value(None, depth)
        at = self._root
        for step in wanted.removeprefix("#").split("/")[1:]:
            at = at.get(step) if isinstance(at, Mapping) else None
        return self.value(at, depth + 1)

    def _of_type(self, kind: Any, schema: Mapping[str, Any], depth: int) -> Any:
        if kind == "object":
            properties = schema.get("properties", {})
            return {name: self.value(properties.get(name, {}), depth + 1) for name in schema.get("required", ())}
        if kind == "array":
            items = schema.get("items", {})
            count = _whole(schema.get("minItems", 0))
            if count > 1 and schema.get("uniqueItems"):
                raise NotSimpleError
            return [self.value(items, depth + 1)] * count
        if kind == "string":
            return _text(schema)
        if kind in ("integer", "number"):
            return _number(schema)
        return {"boolean": True, "null": None}[kind]


def plain(value: Any) -> Any:
    """Give JSON data; raise NotSimpleError for what only CloudFormation knows."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    raise NotSimpleError


def _first(given: Any) -> Any:
    if not isinstance(given, Sequence) or not given:
        raise NotSimpleError
    return given[0]


def _whole(given: Any) -> int:
    if not isinstance(given, int) or given > _DEEPEST:
        raise NotSimpleError
    return given


def _text(schema: Mapping[str, Any]) -> str:
    pattern, least, most = schema.get("pattern"), schema.get("minLength", 0), schema.get("maxLength")
    if not isinstance(least, int) or not isinstance(most, int | None) or least > 100:
        raise NotSimpleError
    named = schema.get("format")
    words = (_FORMATS[named],) if isinstance(named, str) and named in _FORMATS else _WORDS
    for word in words:
        text = word if pattern is not None else word.ljust(least, "x")[:most]
        if least <= len(text) and (most is None or len(text) <= most) and _matches(pattern, text):
            return text
    raise NotSimpleError


def _matches(pattern: Any, text: str) -> bool:
    try:
        return pattern is None or (isinstance(pattern, str) and re.search(pattern, text) is not None)
    except re.error:
        return False


def _number(schema: Mapping[str, Any]) -> Any:
    low, high = schema.get("minimum"), schema.get("maximum")
    step = schema.get("multipleOf", 1)
    if not all(isinstance(each, int | float) for each in (low or 0, high or 0, step)):
        raise NotSimpleError
    for number in (step, low, high, 0, *((low + step,) if low is not None else ())):
        if number is not None and number % step == 0 and _between(number, schema):
            return number
    raise NotSimpleError


def _between(number: Any, schema: Mapping[str, Any]) -> bool:
    low, high = schema.get("minimum"), schema.get("maximum")
    above = low is None or (number > low if schema.get("exclusiveMinimum") else number >= low)
    below = high is None or (number < high if schema.get("exclusiveMaximum") else number <= high)
    return above and below
