"""Texts that an expression of Java matches, one of each way to match: for who looks for overlaps of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from cfngw.vtl import regex_parser as parts

MOST = 24
_CHARACTERS = "x5 :X-_[]{}\"'.,\n"


def texts_of(item: parts.Item) -> Iterator[str]:
    """Make texts that an item takes; what only looks around, or back, takes none. Each has to be tried."""
    if isinstance(item, parts.One):
        wide = next((each for each in _CHARACTERS if re.fullmatch(item.piece, each)), None)
        named = dict.fromkeys(each for each in item.piece if re.fullmatch(item.piece, each))
        yield from islice(named, 4) if wide is None else (wide,)
    elif isinstance(item, parts.Repeat):
        for count in (item.least, 1, 3) if item.least == 0 else (item.least,):
            if count <= item.most or item.most < 0:
                yield from (text * count for text in islice(texts_of(item.item), 3))
    elif isinstance(item, parts.Group):
        yield from texts_of(item.item) if item.kind in ("", ">") else ("",)
    elif isinstance(item, parts.Choice):
        for option in item.options:
            yield from islice(texts_of(option), MOST)
    elif isinstance(item, parts.Sequence):
        yield from map("".join, product(*(list(islice(texts_of(each), 4)) for each in item.items)))
    else:
        yield ""
