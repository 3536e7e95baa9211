"""How many bytes a document takes as YAML, a little more rather than less, without writing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_STEP = 2
_KEY = 24  # that is no text: a number, true, false, null
_QUOTES = 4  # and what has to be doubled in them


def longer_than(parts: Iterable[tuple[Any, int]], most: int) -> bool:
    """Tell whether parts of a document, each with its indentation, take more bytes than ``most``."""
    size = 0
    for part, indent in parts:
        size += text_size(part, indent)
        if size > most:
            return True
    return False


def text_size(node: Any, indent: int = 0) -> int:
    """Give the bytes of a node and of the line that it ends."""
    kind = type(node)
    if kind is str:
        return _text(node, indent)
    if kind is dict:
        inner, below = 0, indent + _STEP
        for name, member in node.items():
            inner += indent + (len(name) if type(name) is str else _KEY) + _QUOTES + text_size(member, below)
        return inner + 4
    if kind is list or kind is tuple:
        return sum(indent + 2 + text_size(member, indent + _STEP) for member in node) + 4
    return 12


def _text(text: str, indent: int) -> int:
    size = len(text) if text.isascii() else len(text.encode())
    lines = text.count("\n")
    return size + _QUOTES + (lines + 1) * (indent + 2) if lines else size + _QUOTES
