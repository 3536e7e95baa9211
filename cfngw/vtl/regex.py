"""Java's regular expressions: matching, replacing and splitting as java.lang.String does.

An expression without loops inside loops is given to Python's ``re`` when the text is short enough for its worst case;
everything else runs on a machine that counts steps. So no expression can hang.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import MOST_STRING, spend_items
from cfngw.vtl.regex_machine import Machine, Spans
from cfngw.vtl.regex_parser import (
    MANY,
    Anchor,
    BackReference,
    Choice,
    Group,
    Item,
    One,
    Pattern,
    Repeat,
    Sequence,
    parse_pattern,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cfngw.vtl.limits import Budget

MOST_WORK = 20_000_000
_NEVER = 100


class Regex:
    """A compiled expression."""

    def __init__(self, pattern: Pattern) -> None:
        self.groups = pattern.groups
        self.names = pattern.names
        self.literal = _literal(pattern.item)
        self._pattern = pattern
        self._loops = _loops(pattern.item, last=True)
        self._machine: Machine | None = None
        self._python = re.compile(_written(pattern.item)) if self._loops < _NEVER else None

    def spans(self, text: str, budget: Budget) -> Iterator[Spans]:
        """Give each match in a text: where it and its groups begin and end."""
        python = self._for(text, budget)
        at = 0
        while at <= len(text):
            found = self._search(python, text, at, budget)
            if found is None:
                return
            yield found
            at = found[1] if found[1] > found[0] else found[1] + 1

    def matches(self, text: str, budget: Budget) -> bool:
        """Tell whether the whole text matches."""
        python = self._for(text, budget)
        if python is not None:
            return python.fullmatch(text) is not None
        return self._slow().match(text, 0, budget, whole=True) is not None

    def _for(self, text: str, budget: Budget) -> re.Pattern[str] | None:
        """Choose ``re`` where its worst case is bearable, and charge for it."""
        work = (len(text) + 1) ** (self._loops + 1) if self._loops < 4 else MOST_WORK + 1
        if self._python is None or work > MOST_WORK:
            return None
        budget.spend(work >> 8)
        return self._python

    def _slow(self) -> Machine:
        if self._machine is None:
            self._machine = Machine(self._pattern)
        return self._machine

    def _search(self, python: re.Pattern[str] | None, text: str, at: int, budget: Budget) -> Spans | None:
        if python is None:
            return self._slow().search(text, at, budget)
        found = python.search(text, at)
        if found is None:
            return None
        return [place for group in range(self.groups + 1) for place in found.span(group)]


@lru_cache(maxsize=256)
def compiled(text: str) -> Regex:
    """Compile an expression."""
    return Regex(parse_pattern(text))


# --- to Python ------------------------------------------------------------------------------------------------


def _literal(item: Item) -> str | None:
    """Give the text that an expression without any operator stands for."""
    items = item.items if isinstance(item, Sequence) else [item]
    pieces = []
    for each in items:
        if not isinstance(each, One) or each.piece[0] in "[(":
            return None
        pieces.append(re.compile(r"\\x(..)|\\u(....)|\\U(........)").sub(_character, each.piece))
    return "".join(pieces) if pieces else None


def _character(found: re.Match[str]) -> str:
    return chr(int(found.group(1) or found.group(2) or found.group(3), 16))


def _loops(item: Item, *, last: bool) -> int:
    """Count the loops that may have to give back what they took; _NEVER where one stands in another."""
    if isinstance(item, Sequence):
        return sum(_loops(each, last=last and place == len(item.items) - 1) for place, each in enumerate(item.items))
    if isinstance(item, Choice):
        return sum(_loops(each, last=False) for each in item.options)
    if isinstance(item, BackReference):
        return _NEVER
    if isinstance(item, Group):
        return _loops(item.item, last=last and not item.kind) + (_NEVER if item.kind else 0)
    if isinstance(item, Repeat):
        inner = _loops(item.item, last=False)
        simple = isinstance(item.item, One) or (not inner and item.most in (0, 1))
        if item.mode == "possessive" or not simple:
            return _NEVER
        if item.most not in (MANY,) and item.most <= 4:
            return inner
        return 0 if last and isinstance(item.item, One) else 1 + inner
    return 0


def _written(item: Item) -> str:
    """Write an expression in the syntax of ``re``."""
    if isinstance(item, One | Anchor):
        return item.piece
    if isinstance(item, Sequence):
        return "".join(map(_written, item.items))
    if isinstance(item, Choice):
        return f"(?:{'|'.join(map(_written, item.options))})"
    if isinstance(item, Group):
        return f"({_written(item.item)})" if item.number else f"(?:{_written(item.item)})"
    if not isinstance(item, Repeat):
        raise TypeError(item)
    most = "" if item.most == MANY else str(item.most)
    return f"(?:{_written(item.item)}){{{item.least},{most}}}{'?' if item.mode == 'lazy' else ''}"


# --- replacing and splitting ----------------------------------------------------------------------------------


def replace(pattern: str, text: str, replacement: str, budget: Budget, *, once: bool = False) -> str:
    """Replace all matches (or the first) by a replacement in which ``$1`` and backslashes mean something."""
    budget.spend(2 * len(pattern))
    regex = compiled(pattern)
    if regex.literal is not None and "$" not in replacement and not once:
        if regex.literal not in text:
            return text
        budget.spend(len(replacement) >> 2)
        plain = "".join(map(str, _parts(replacement, regex))) if "\\" in replacement else replacement
        budget.spend_text(len(text) + text.count(regex.literal) * len(plain))
        return text.replace(regex.literal, plain)
    pieces: list[str] = []
    at = length = 0
    parts: list[str | int] | None = None
    budget.spend(len(replacement) >> 2)
    for spans in regex.spans(text, budget):
        parts = _parts(replacement, regex) if parts is None else parts
        pieces.append(text[at : spans[0]])
        for part in parts:
            if isinstance(part, int):
                pieces.append(text[spans[2 * part] : spans[2 * part + 1]] if spans[2 * part] >= 0 else "")
            else:
                pieces.append(part)
            length += len(pieces[-1])
        at = spans[1]
        budget.spend(4)
        if length > MOST_STRING:
            raise LimitExceededError(f"a string grows beyond {MOST_STRING:,} characters")
        if once:
            break
    return "".join(pieces) + text[at:]


def _parts(replacement: str, regex: Regex) -> list[str | int]:
    """Split a replacement into texts and numbers of groups."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        character = replacement[at]
        at += 1
        if character == "\\":
            if at == len(replacement):
                raise JavaError("IllegalArgumentException", "character to be escaped is missing")
            parts.append(replacement[at])
            at += 1
        elif character == "$":
            number, at = _group(replacement, at, regex)
            parts.append(number)
        else:
            parts.append(character)
    return parts


def _group(replacement: str, at: int, regex: Regex) -> tuple[int, int]:
    if replacement[at : at + 1] == "{":
        end = replacement.find("}", at)
        name = replacement[at + 1 : max(end, 0)]
        if name not in regex.names:
            raise JavaError("IllegalArgumentException", f"No group with name {{{name}}}")
        return regex.names[name], end + 1
    digit = replacement[at : at + 1]
    if not digit or digit not in "0123456789":
        hint = "in a replacement write \\\\$ for a dollar"
        raise JavaError("IllegalArgumentException", "Illegal group reference", hint)
    number = int(digit)
    at += 1
    if number > regex.groups:
        raise JavaError("IndexOutOfBoundsException", f"No group {number}")
    while (
        at < len(replacement) and replacement[at] in "0123456789" and number * 10 + int(replacement[at]) <= regex.groups
    ):
        number = number * 10 + int(replacement[at])
        at += 1
    return number, at


def split(pattern: str, text: str, limit: int, budget: Budget) -> list[str]:
    """Split a text as String.split does: no empty strings at the end unless a limit is given."""
    pieces: list[str] = []
    at = 0
    budget.spend(2 * len(pattern))
    for spans in compiled(pattern).spans(text, budget):
        if limit > 0 and len(pieces) == limit - 1:
            break
        if spans[1] == 0:
            continue  # nothing before a match of nothing at the beginning
        pieces.append(text[at : spans[0]])
        spend_items(len(pieces))
        budget.spend(4)
        at = spans[1]
    if at == 0 and not pieces:
        return [text]
    pieces.append(text[at:])
    while limit == 0 and pieces and not pieces[-1]:
        pieces.pop()
    return pieces
