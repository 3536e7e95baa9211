"""Lines of a given width: sections with labels, and tables whose cells are wrapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from cfngw.explain.words import visible

_GAP = 2
_LEAST = 12  # characters of a column


class Line(NamedTuple):
    """A line; ``style`` is heading, label, quiet, open or nothing, for a terminal that has colours."""

    text: str = ""
    style: str = ""


def label(name: str, text: str, width: int, *, indent: int = 2, column: int = 12) -> Iterator[Line]:
    """Give a label with its text, wrapped beside it."""
    if column and len(name) >= column:
        yield Line(f"{' ' * indent}{visible(name)}")
        name = ""
    head = f"{' ' * indent}{visible(name).ljust(column)}"
    for number, piece in enumerate(wrapped(text, width - len(head))):
        yield Line((head if number == 0 else " " * len(head)) + piece)


def heading(text: str, width: int) -> Iterator[Line]:
    """Give a line that begins a part; more of them where it is long."""
    return (Line(piece, "heading") for piece in wrapped(text, width))


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines; a word that is longer than a line is broken too."""
    return wrap(visible(text), max(width, 4), break_on_hyphens=False) or [""]


class Row(NamedTuple):
    """A row of a table: its cells, what stands below them, and how it is coloured."""

    cells: Sequence[str]
    below: str = ""
    style: str = ""


def table(headers: Sequence[str], rows: Sequence[Row], width: int, *, indent: int = 2) -> Iterator[Line]:
    """Give a table; what doesn't fit into its column goes on in the next line."""
    widths = _widths([headers, *(row.cells for row in rows)], width - indent)
    yield from _row(headers, widths, indent, "label")
    for row in rows:
        yield from _row(row.cells, widths, indent, row.style)
        if row.below:
            for piece in wrapped(row.below, width - indent - 4):
                yield Line(f"{' ' * (indent + 4)}{piece}", "quiet")


def _row(cells: Iterable[str], widths: Sequence[int], indent: int, style: str) -> Iterator[Line]:
    pieces = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, pieces))):
        parts = [
            (each[number] if number < len(each) else "").ljust(width)
            for each, width in zip(pieces, widths, strict=True)
        ]
        yield Line(f"{' ' * indent}{(' ' * _GAP).join(parts)}".rstrip(), style)


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Give each column what it wants; where that is too much, the widest give way until all fit."""
    wanted = [max(len(visible(row[column])) for row in rows) for column in range(len(rows[0]))]
    room = width - _GAP * (len(wanted) - 1)
    least = min(_LEAST, room // len(wanted))
    given = list(wanted)
    while sum(given) > room and max(given) > least:
        widest = max(given)
        others = [each for each in given if each < widest]
        step = max(1, min(widest - max(others, default=least), sum(given) - room))
        given[given.index(widest)] = max(least, widest - step)
    return given
