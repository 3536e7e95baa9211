"""Why a document can't be written: every value without a YAML or JSON form, with its place.

Only a document that was refused is searched, so that one that is right pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from cfngw.errors import DeclarationError
from cfngw.render.scalar import key_text

_Path = tuple[str, ...]
_DEEPEST = 150

ALLOWED = "mappings, lists, strings, finite numbers, true, false and null"


class TemplateValueError(DeclarationError):
    """A value of the template that has no written form; ``path`` leads to it."""

    def __init__(self, problem: str, *, path: _Path, **facts: Any) -> None:
        super().__init__(f"{'/'.join(path) or 'the template'} {problem}", **facts)
        self.path = path


def faults(document: Mapping[Any, Any]) -> list[TemplateValueError]:
    """Give every fault, in the order of the document."""
    return [*_faults(document, (), ())]


def fault_of(error: Exception) -> TemplateValueError:
    """Describe a refusal that no single value explains."""
    return TemplateValueError(f"can't be written: {error}", path=(), allowed=ALLOWED)


def _faults(value: Any, path: _Path, above: tuple[int, ...]) -> Iterator[TemplateValueError]:
    if isinstance(value, (Mapping, list, tuple)):
        if id(value) in above:
            yield TemplateValueError("contains itself", path=path, fix="build the inner value anew")
        elif len(path) > _DEEPEST:
            yield TemplateValueError(f"is nested more than {_DEEPEST} deep", path=path, fix="flatten the value")
        else:
            yield from _inside(value, path, (*above, id(value)))
    elif (fault := _fault(value, path)) is not None:
        yield fault


def _inside(value: Any, path: _Path, above: tuple[int, ...]) -> Iterator[TemplateValueError]:
    if not isinstance(value, Mapping):
        for position, item in enumerate(value):
            yield from _faults(item, (*path, str(position)), above)
        return
    seen: dict[str, object] = {}
    for key, item in value.items():
        fault = _key_fault(key, path, seen)
        if fault is not None:
            yield fault
        else:
            yield from _faults(item, (*path, key_text(key)), above)


def _key_fault(key: object, path: _Path, seen: dict[str, object]) -> TemplateValueError | None:
    try:
        text = key_text(key)
        text.encode()
    except ValueError:
        return TemplateValueError(
            "has a key that can't be written", path=path, given=key, fix="use a string of whole characters as the key"
        )
    if text in seen:
        return TemplateValueError(
            f"has two keys that are both written {text!r}", path=path, given=(seen[text], key), fix="keep one of them"
        )
    seen[text] = key
    return None


def _fault(value: object, path: _Path) -> TemplateValueError | None:
    if isinstance(value, str):
        return _text_fault(value, path)
    if isinstance(value, float) and not isfinite(value):
        return TemplateValueError("is not a finite number", path=path, given=value, allowed="a finite number")
    if isinstance(value, int):
        return _integer_fault(value, path)
    if value is None or isinstance(value, float):
        return None
    return TemplateValueError(
        f"is of type {type(value).__name__}, which a template can't hold",
        path=path,
        given=value,
        allowed=ALLOWED,
        fix="convert it first",
    )


def _integer_fault(value: int, path: _Path) -> TemplateValueError | None:
    try:
        int.__repr__(value)
    except ValueError as error:
        return TemplateValueError(f"has too many digits ({error})", path=path, fix="write it as a string")
    return None


def _text_fault(text: str, path: _Path) -> TemplateValueError | None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return TemplateValueError(
            f"has half a character (a lone surrogate) at position {error.start}",
            path=path,
            given=text,
            allowed="text that UTF-8 can hold",
            fix="decode the text as UTF-8 where it is read, or write the whole character",
        )
    return None
