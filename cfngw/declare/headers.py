"""Headers as options: their names, whose case does not count, and what they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cfngw.declare.kinds import Kind, RejectedError, Table, Words

NAME = Words("the name of a header", pattern=r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", literal=True)


class Headers(Table):
    """A mapping from the names of headers to values of one kind; each name once, whatever its case."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind, key=NAME)

    def keep(self, value: Any) -> Any:
        """Check names and values, then each name against the others."""
        kept = super().keep(value)
        found = same_header(kept)
        if found is not None:
            first, second = found
            raise RejectedError(
                f"leave out {first} or {second}: clients take both for one header",
                given=second,
                allowed="each header once, whatever its case",
                part="name",
            )
        return kept


def same_header(names: Iterable[str]) -> tuple[str, str] | None:
    """Give the first two names that differ in their case alone."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(name.casefold(), name)
        if first is not name:
            return first, name
    return None


def refuse_near_expression(given: str, known: tuple[str, ...]) -> None:
    """Refuse a text that is nearly one of API Gateway's expressions: it would be sent as it is written.

    ``known``: what expressions begin with, ``integration.response.header`` or ``context``.
    """
    if not re.fullmatch(r"[A-Za-z]+(\.[^\s.]+)+", given):
        return
    words = given.split(".")
    root = _close(words[0], ("integration", "method", *known), 0.9)
    if root is None:
        return
    length = 1 if root in known else 3
    close = _close(".".join(words[:length]), known, 0.85)
    rest = ".".join(words[length:]) if close is not None else ""
    raise RejectedError(
        f'write "{close or known[0]}.{rest or "<name>"}"; for that very text, "\'{given}\'"',
        given=given,
        allowed=", ".join(f"{each}.<name>" for each in known),
        part="value",
    )


def _close(word: str, known: tuple[str, ...], cutoff: float) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(word, known, n=1, cutoff=cutoff)
    return found[0] if found else None
