"""What a resolved value can be besides plain data: a reference, a text with holes, and what nobody can tell yet.

They are compared by what they say, never by where they stand. A text keeps each piece that is known, so that a reader
finds the function in the ``Uri`` of an integration whatever the region may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cfngw.document.model import Document
    from cfngw.source import Source


class At(NamedTuple):
    """A place in a file; line and column are looked up when they are asked for."""

    document: Document
    path: tuple[str | int, ...] = ()

    @property
    def where(self) -> Source:
        """Give file, line and column."""
        return self.document.source(self.path)

    def __repr__(self) -> str:
        return f"At({self.document.path}, {'/'.join(map(str, self.path))})"


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the template does not tell; ``why`` is one clause without a full stop."""

    why: str
    at: At | None = field(default=None, compare=False, repr=False)

    @property
    def where(self) -> Source | None:
        """Give file, line and column of what could not be resolved."""
        return None if self.at is None else self.at.where

    def __str__(self) -> str:
        return f"unknown: {self.why}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource of the template, or an attribute of one: known, though its value is not.

    ``logical_id`` has the ids of the nested stacks that it lies in before it, with slashes; ``attribute`` is empty
    for a Ref. ``type`` is empty where SAM makes the resource.
    """

    logical_id: str
    attribute: str = ""
    type: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"${{{self.logical_id}.{self.attribute}}}" if self.attribute else f"${{{self.logical_id}}}"


Hole = Reference | Unknown


@dataclass(frozen=True, slots=True)
class Text:
    """A text of which not all is known: texts and holes in turn, at least one hole."""

    pieces: tuple[str | Hole, ...]

    @property
    def holes(self) -> tuple[Hole, ...]:
        """Give what is not text."""
        return tuple(piece for piece in self.pieces if not isinstance(piece, str))

    @property
    def unknown(self) -> Unknown | None:
        """Give the first hole that nobody can tell, if any."""
        return next((piece for piece in self.pieces if isinstance(piece, Unknown)), None)

    def marked(self) -> str:
        """Give the text with each hole as one control character and its number, for patterns to look at."""
        count = -1
        parts = []
        for piece in self.pieces:
            if not isinstance(piece, str):
                count += 1
                piece = f"\x00{count}\x01"
            parts.append(piece)
        return "".join(parts)

    def part(self, marked: str) -> str | Hole | Text:
        """Give what a piece of ``marked()`` stands for."""
        pieces: list[str | Hole] = []
        holes = self.holes
        for chunk in marked.split("\x00"):
            number, mark, rest = chunk.partition("\x01")
            if mark and number.isdecimal() and int(number) < len(holes):
                pieces += [holes[int(number)], rest]
            else:
                pieces.append(chunk)
        return joined(pieces)

    def __str__(self) -> str:
        return "".join("${?}" if isinstance(piece, Unknown) else str(piece) for piece in self.pieces)


def joined(pieces: Iterable[Any]) -> str | Hole | Text:
    """Put texts and holes one after the other: a text where all is known, the hole where there is but that."""
    made: list[str | Hole] = []
    for piece in pieces:
        for each in piece.pieces if isinstance(piece, Text) else (piece,):
            if isinstance(each, str) and made and isinstance(made[-1], str):
                made[-1] += each
            elif each != "" or not isinstance(each, str):
                made.append(each)
    if not made:
        return ""
    return made[0] if len(made) == 1 else Text(tuple(made))


def scalar_text(value: Any) -> str | None:
    """Write a scalar as CloudFormation puts it into a text; None for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else None


def why_unknown(value: Any) -> Unknown | None:
    """Give what is unknown of a plain value, at any depth; None where all is known."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Text):
        return value.unknown
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return next((found for each in inner if (found := why_unknown(each)) is not None), None)
