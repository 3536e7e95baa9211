"""The Markdown pages that users read, and the marked blocks in them.

A comment on the line before a block says what the block is:

    <!-- file: src/x.py -->               a file that the page's other blocks need beside them
    <!-- complete: x.py -->               Python that cfngw builds without findings; "; findings: W2531" names those
    <!-- refused: x.py -->                Python that cfngw refuses
    <!-- runs: x.py -->                   Python that runs
    <!-- part of: x.py -->                the YAML of a complete block, with "# ..." for what is left out
    <!-- shown: cfngw build x.py -->      what a command writes, to stdout and then to stderr; "; after: ..." names
                                          a command that goes before
    <!-- ids of: x.py -->                 a table whose first column holds every logical id
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("**/*.md")),
)
_FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


class Block(NamedTuple):
    """A fenced block: what its mark says it is, and of which file or command."""

    page: Path
    language: str
    kind: str
    subject: str
    text: str

    @property
    def file(self) -> str:
        """Give the name of the Python file; behind it, a mark may name findings."""
        return self.subject.partition(";")[0]

    @property
    def findings(self) -> set[str]:
        """Give the rules that the block is said to break."""
        return set(self.subject.partition("; findings: ")[2].split())


def blocks(*kinds: str) -> list[Block]:
    """Give the marked blocks of some kinds, or all blocks."""
    found = [block for page in PAGES for block in _blocks_of(page)]
    return [block for block in found if not kinds or block.kind in kinds]


def _blocks_of(page: Path) -> Iterator[Block]:
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        kind, _, subject = (found["mark"] or "").partition(": ")
        yield Block(page, found["language"], kind, subject, found["text"])


def lay_files(page: Path, folder: Path) -> None:
    """Write the files of a page into a folder."""
    for block in blocks("file"):
        if block.page == page:
            path = folder / block.subject
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


def named(block: Block) -> str:
    """Name a block in a test's id."""
    return f"{block.page.stem}-{block.subject}".replace(" ", "_")


def declaration(page: Path, file: str) -> Block:
    """Find the Python block of a page by its file name."""
    return next(
        each for each in blocks("complete", "refused", "runs", "file") if each.page == page and each.file == file
    )


def table(page: Path, heading: str) -> list[list[str]]:
    """Give the rows of the first table behind a heading or a comment, without head and rule."""
    text = page.read_text(encoding="utf-8").partition(heading)[2]
    lines = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert lines is not None, f"{page.name}: no table behind {heading}"
    rows = [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in lines.group().splitlines()]
    return rows[2:]
