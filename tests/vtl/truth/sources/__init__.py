"""The templates, a file for each field; each file's `cases` yields them under one or more subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.sources import (
    arithmetic,
    comparisons,
    directives,
    found,
    gateway,
    in_gateway,
    jsonpath,
    language,
    lists,
    methods,
    numbers,
    observed,
    regex,
    seeds,
    unicode,
    whitespace,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

FIELDS = (
    language,
    whitespace,
    directives,
    found,
    arithmetic,
    comparisons,
    lists,
    methods,
    numbers,
    observed,
    regex,
    jsonpath,
    gateway,
    in_gateway,
    seeds,
    unicode,
    written,
)


def all_cases() -> Iterator[Case]:
    """Yield every case."""
    for field in FIELDS:
        yield from field.cases()
