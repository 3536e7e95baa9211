"""What integrations of HTTP APIs change of answers, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import IntegrationRow
from cfngw.read.taking import literal


def answers(row: IntegrationRow) -> Iterator[tuple[str, int, str, str | None]]:
    """Give each change: status, place in its list, destination, source where it is a text."""
    written = row.resource.properties.get("ResponseParameters") if row.resource is not None else None
    for status, each in written.items() if written is not None else ():
        rows = each.get("ResponseParameters")
        for index, pair in enumerate(rows.each() if rows is not None and rows.is_list else ()):
            destination = literal(pair.get("Destination"))
            if destination is not None:
                yield status, index, destination, literal(pair.get("Source"))
