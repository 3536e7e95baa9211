"""Two selection patterns that match one text: API Gateway does not say which of their responses answers it.

Texts are made from the patterns themselves, one of each way to match, and tried with the other. What no such text shows
is not told.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from cfngw.declare.selection_pattern import selects, tree_of


@lru_cache(maxsize=512)
def shared_text(one: str, other: str, *, statuses: bool = False) -> str | None:
    """Give a text that both match; ``statuses``: of an address they see the status alone."""
    texts = map(str, range(100, 600)) if statuses else iter([*samples_of(one), *samples_of(other)])
    return next((text for text in texts if selects(one, text) and selects(other, text)), None)


@lru_cache(maxsize=512)
def samples_of(pattern: str) -> tuple[str, ...]:
    """Give some texts that a pattern matches."""
    from cfngw.vtl.regex_samples import MOST, texts_of

    return tuple(text for text in dict.fromkeys(islice(texts_of(tree_of(pattern)), MOST)) if selects(pattern, text))
