"""What is refused, subject by subject: each wrong form and its message, as one golden file each.

To add one, write its title and the snippet into ``golden/<subject>_errors.txt``; ``REGENERATE=1`` writes the messages
anew. Read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import troposphere.stepfunctions  # a snippet names it

from error_snippets import message_of, snippets

assert troposphere.stepfunctions
FOLDER = Path(__file__).parent.parent / "golden"
SUBJECTS = (*("http_integration", "promotion", "rest_domain", "rest_networks", "rest_service", "stages_by_alias"),)


def messages(text: str) -> dict[str, str]:
    """Give what a golden file holds: the message by its title."""
    blocks = text.split("### ")[1:]
    return {block.partition("\n")[0]: block.partition("\n---\n")[2].strip() for block in blocks}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_wrong_form_has_its_message(subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = FOLDER / f"{subject}_errors.txt"
    forms = snippets(golden.read_text())
    monkeypatch.chdir(tmp_path)
    found = {title: message_of(snippet, tmp_path) for title, snippet in forms.items()}
    if os.environ.get("REGENERATE"):
        golden.write_text("\n".join(f"### {title}\n{forms[title]}\n---\n{found[title]}\n" for title in found))
    assert found == messages(golden.read_text())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_message_has_its_line_and_says_what_to_do(subject: str) -> None:
    for title, message in messages((FOLDER / f"{subject}_errors.txt").read_text()).items():
        heads = [line for line in message.splitlines() if line and not line.startswith("    ")]
        assert heads, title
        assert all(head.startswith("blueprints/x.py:") and head.endswith(".") for head in heads), title
        assert message.count("    fix:     ") == len(heads), title
