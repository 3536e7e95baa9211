"""What is refused of stages by alias: each wrong form and its message, as one golden file.

To add one, write its title and the snippet into ``golden/stages_by_alias_errors.txt``; ``REGENERATE=1`` writes the
messages anew. Read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from error_snippets import message_of, snippets

GOLDEN = Path(__file__).parent.parent / "golden" / "stages_by_alias_errors.txt"
BLOCKS = snippets(GOLDEN.read_text())


def found(folder: Path) -> dict[str, str]:
    """Give the message of each snippet, each as it is now."""
    return {title: message_of(snippet, folder) for title, snippet in BLOCKS.items()}


def test_each_wrong_form_has_its_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    messages = found(tmp_path)
    if os.environ.get("REGENERATE"):
        parts = [f"### {title}\n{BLOCKS[title]}\n---\n{message}\n" for title, message in messages.items()]
        GOLDEN.write_text("\n".join(parts))
    golden = {
        block.partition("\n")[0]: block.partition("\n---\n")[2].strip()
        for block in GOLDEN.read_text().split("### ")[1:]
    }
    assert messages == golden


def test_each_message_has_its_line_and_says_what_to_do() -> None:
    for block in GOLDEN.read_text().split("### ")[1:]:
        message = block.partition("\n---\n")[2]
        heads = [line for line in message.splitlines() if line and not line.startswith("    ")]
        assert heads, block
        assert all(head.startswith("blueprints/x.py:") and head.endswith(".") for head in heads), block
        assert message.count("    fix:     ") == len(heads), block
