"""The pages of the rules are what the rules and their fixtures say."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_pages_are_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_rules.py"))["pages"]()
    stale = [path.name for path, text in made.items() if not path.is_file() or path.read_text() != text]
    assert not stale, "run python docs/make_rules.py"
    assert {path.name for path in (DOCS / "rules").glob("*.md")} == {path.name for path in made} - {"rules.md"}
