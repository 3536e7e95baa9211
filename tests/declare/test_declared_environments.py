"""What is refused of environments: each wrong form and its message, as one golden file.

To add one, write its title and the snippet into ``golden/environments/errors.txt``; ``REGENERATE=1`` writes the
messages anew. Read the diff.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from error_snippets import message_of, snippets

GOLDEN = Path(__file__).parent.parent / "golden" / "environments" / "errors.txt"


def golden() -> dict[str, str]:
    """Give the messages by their titles."""
    parts = (part.partition("\n---\n") for part in GOLDEN.read_text().split("### ")[1:])
    return {head.partition("\n")[0]: message.strip() for head, _, message in parts}


def test_each_wrong_form_has_its_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = snippets(GOLDEN.read_text())
    messages = {title: message_of(snippet, tmp_path) for title, snippet in wrong.items()}
    if os.environ.get("REGENERATE"):
        parts = [f"### {title}\n{wrong[title]}\n---\n{message}\n" for title, message in messages.items()]
        GOLDEN.write_text("\n".join(parts))
    assert messages == golden()


def test_each_is_one_message_at_its_line_and_says_what_to_do() -> None:
    for title, message in golden().items():
        heads = [line for line in message.splitlines() if line and not line.startswith("    ")]
        assert len(heads) == 1, title
        assert heads[0].startswith("blueprints/x.py:"), title
        assert heads[0].endswith("."), title
        assert message.count("    fix:     ") == 1, title


def test_who_has_no_environments_does_not_load_them() -> None:
    code = (
        "import sys, cfngw\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.S3Object('b', 'k'))\n"
        "cfngw.RestApiLambdaBlueprint(name='N', methods=[cfngw.Method('GET /', f)]).to_yaml()\n"
        "print([name for name in sys.modules if 'environment' in name or 'settling' in name])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
