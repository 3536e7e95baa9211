"""Two selection patterns that match one text: API Gateway does not say which of their responses answers it.

Texts are made from the patterns themselves, one of each way to match, and tried with the other. What no such text shows
is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING

from cfngw.declare.selection_pattern import selects, tree_of

if TYPE_CHECKING:
    from cfngw.vtl.regex_parser import Item

_MOST = 24
_CHARACTERS = "x5 :X-_[]{}\"'.,\n"


@lru_cache(maxsize=512)
def shared_text(one: str, other: str, *, statuses: bool = False) -> str | None:
    """Give a text that both match; ``statuses``: of an address they see the status alone."""
    texts = map(str, range(100, 600)) if statuses else iter([*samples_of(one), *samples_of(other)])
    return next((text for text in texts if selects(one, text) and selects(other, text)), None)


@lru_cache(maxsize=512)
def samples_of(pattern: str) -> tuple[str, ...]:
    """Give some texts that a pattern matches."""
    return tuple(text for text in dict.fromkeys(islice(_texts(tree_of(pattern)), _MOST)) if selects(pattern, text))


def _texts(item: Item) -> Iterator[str]:
    """Make texts that an item takes; what only looks around, or back, takes none."""
    from cfngw.vtl import regex_parser as parts

    if isinstance(item, parts.One):
        wide = next((each for each in _CHARACTERS if re.fullmatch(item.piece, each)), None)
        named = dict.fromkeys(each for each in item.piece if re.fullmatch(item.piece, each))
        yield from islice(named, 4) if wide is None else (wide,)
    elif isinstance(item, parts.Repeat):
        counts = (item.least, 1, 3) if item.least == 0 else (item.least,)
        for count in counts:
            if count <= item.most or item.most < 0:
                yield from (text * count for text in islice(_texts(item.item), 3))
    elif isinstance(item, parts.Group):
        yield from _texts(item.item) if item.kind in ("", ">") else ("",)
    elif isinstance(item, parts.Choice):
        for option in item.options:
            yield from islice(_texts(option), _MOST)
    elif isinstance(item, parts.Sequence):
        yield from map("".join, product(*(list(islice(_texts(each), 4)) for each in item.items)))
    else:
        yield ""
