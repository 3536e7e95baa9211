"""The language's templates once more, rendered as the gateway does: what is missing is the empty string there."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from truth.case import Case
from truth.sources import arithmetic, comparisons, directives, language, lists

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT_OUT = frozenset(("text", "arithmetic-pairs", "comparison-pairs", "logic", "comments"))


def cases() -> Iterator[Case]:
    """Yield them."""
    fields = (language, directives, arithmetic, comparisons, lists)
    for case in chain.from_iterable(field.cases() for field in fields):
        if case.subject not in LEFT_OUT:
            yield Case(
                f"in-gateway-{case.subject}", case.name, "gateway", case.template, {"variables": dict(case.inputs)}
            )
