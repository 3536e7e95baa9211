"""Where a line of a text that a template holds stands in the template's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.source import Source

if TYPE_CHECKING:
    from cfngw.document.values import At

_LINES_BEHIND = 3  # how far behind its key a block of text may begin


def place_in_file(at: At, text: str, line: int, column: int) -> Source:
    """Give the place of a text's line and column in the file, where that line stands there as it is; else the key's.

    What is missing behind the last line is told at its end.
    """
    key = at.where
    lines = text.splitlines()
    if not lines:
        return key
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    wanted = lines[line - 1]
    if not wanted.strip():
        return key
    written = at.document.text.splitlines()
    for first in range(key.line - 1, min(key.line + _LINES_BEHIND, len(written))):
        number = first + line - 1
        if number < len(written) and wanted in written[number]:
            return Source(key.path, number + 1, written[number].index(wanted) + column)
    return key
