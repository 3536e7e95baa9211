"""Selection patterns: regular expressions of Java that choose a response by an error's message or a status.

A pattern has to match the whole text. Of a Lambda function it sees the message of an error, of HTTP the status.
https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cfngw.vtl.regex_parser import Item

_DOT = r"[^\n\r\x85\u2028\u2029]"  # what the parser makes of a dot that takes no end of line


class Wrong(NamedTuple):
    """Why a pattern can't do its work, and what to write."""

    problem: str
    fix: str


@lru_cache(maxsize=512)
def wrong_with(pattern: str) -> Wrong | None:
    """Tell what is wrong with a pattern: it does not compile, or matches no text at all."""
    from cfngw.vtl.errors import TemplateProblemError

    try:
        item = tree_of(pattern)
    except TemplateProblemError as error:
        return Wrong(f"does not compile: {error.problem.partition(': ')[2]}", "correct the regular expression (Java's)")
    if _never(item):
        return Wrong("matches no text", "it has to match the whole message: write the rest of it, such as [\\s\\S]*")
    return None


@lru_cache(maxsize=512)
def stops_at_newline(pattern: str) -> bool:
    """Tell whether a message of several lines would slip through a pattern, for its dots take no newline."""
    return "." in pattern and _has_dots(tree_of(pattern))


@lru_cache(maxsize=4096)
def selects(pattern: str, text: str) -> bool:
    """Tell whether a pattern matches a whole message or status."""
    from cfngw.vtl.limits import Budget
    from cfngw.vtl.regex import compiled

    return compiled(pattern).matches(text, Budget())


@lru_cache(maxsize=256)
def tree_of(pattern: str) -> Item:
    """Parse a pattern; raise TemplateProblemError."""
    from cfngw.vtl.regex_parser import parse_pattern

    return parse_pattern(pattern).item


def _has_dots(item: Item) -> bool:
    from cfngw.vtl import regex_parser as parts

    if isinstance(item, parts.Repeat):
        repeated = item.item
        return (isinstance(repeated, parts.One) and repeated.piece == _DOT) or _has_dots(repeated)
    if isinstance(item, parts.Group):
        return item.kind in ("", ">") and _has_dots(item.item)
    members = item.items if isinstance(item, parts.Sequence) else item.options if isinstance(item, parts.Choice) else []
    return any(_has_dots(member) for member in members)


def _never(item: Item) -> bool:
    """Tell of an item that no text can satisfy; where that is hard to say, it is not told."""
    from cfngw.vtl import regex_parser as parts

    if isinstance(item, parts.Choice):
        return all(_never(member) for member in item.options)
    if isinstance(item, parts.Repeat):
        return item.least > 0 and _never(item.item)
    if isinstance(item, parts.Group):
        if item.kind == "!":
            return isinstance(item.item, parts.Sequence) and not item.item.items
        return item.kind in ("", ">") and _never(item.item)
    if isinstance(item, parts.Sequence):
        return any(_never(member) for member in item.items) or _misplaced(item.items)
    return False


def _misplaced(items: list[Item]) -> bool:
    """Tell of a beginning behind a character, or an end before one that is no newline."""
    from cfngw.vtl import regex_parser as parts

    for position, item in enumerate(items):
        if not isinstance(item, parts.Anchor):
            continue
        if item.piece == r"\A" and any(_takes(before) for before in items[:position]):
            return True
        if item.piece.endswith(r"\Z)(?<!\r(?=\n))") and not item.piece.startswith("(?:"):
            behind = [after for after in items[position + 1 :] if _takes(after)]
            if behind and isinstance(behind[0], parts.One) and not _takes_a_newline(behind[0].piece):
                return True
    return False


def _takes_a_newline(piece: str) -> bool:
    return any(re.fullmatch(piece, end) for end in "\n\r\x85\u2028\u2029")


def _takes(item: Item) -> bool:
    """Tell whether an item takes at least one character."""
    from cfngw.vtl import regex_parser as parts

    if isinstance(item, parts.One):
        return True
    if isinstance(item, parts.Repeat):
        return item.least > 0 and _takes(item.item)
    if isinstance(item, parts.Group):
        return item.kind in ("", ">") and _takes(item.item)
    if isinstance(item, parts.Choice):
        return all(_takes(member) for member in item.options)
    return isinstance(item, parts.Sequence) and any(_takes(member) for member in item.items)
