"""Texts in which variables are put by name and nothing else: access-log formats, gateway responses.

They know no Velocity. A text is cut into pieces once; writing it is a join.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.local.passage import Passage

Piece = str | tuple[str, str]
Value = Callable[["Passage", str], str]

_NAME = r"[A-Za-z0-9_]+"
_CONTEXT = re.compile(rf"\$(?P<root>context)\.(?P<name>{_NAME}(?:\.{_NAME})*)")
_ALL = re.compile(
    rf"\$(?:(?P<root>context|stageVariables)\.(?P<name>{_NAME}(?:\.{_NAME})*)"
    r"|(?P<method>method\.request)\.(?P<parameter>(?:path|querystring|header)\.[A-Za-z0-9._$-]*[A-Za-z0-9_$]))"
)


def cut(text: str, *, context_only: bool) -> tuple[Piece, ...]:
    """Cut a text into what stands as it is, and pairs of a root and a name."""
    return tuple(_pieces(text, _CONTEXT if context_only else _ALL))


def _pieces(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    end = 0
    for found in pattern.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        end = found.end()
        if found["root"] is not None:
            yield found["root"], found["name"]
        else:
            yield "method.request", found["parameter"]
    if end < len(text):
        yield text[end:]


def written(pieces: tuple[Piece, ...], passage: Passage, values: dict[str, Value]) -> str:
    """Write a text: ``values`` give what a root's names stand for."""
    return "".join([each if isinstance(each, str) else values[each[0]](passage, each[1]) for each in pieces])
