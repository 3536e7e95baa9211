"""Tables as a terminal shows them: nothing is cut, however narrow it is."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import API, start_project, write

LONG = API.replace("GET /", "GET /teams/{team}/members/{member}/notes")
LOGICAL_ID = "HelloRouteGetTeamsVarMembersVarNotes"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it needs a pseudo-terminal")


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"blueprints/x.py": LONG})
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)


def shown(columns: int, *words: str) -> list[str]:
    """Run the command on a terminal of some width; give the lines that it wrote."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    running = subprocess.Popen(
        [sys.executable, "-m", "cfngw", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=dict(os.environ),  # what Python knows of: readline sets COLUMNS behind its back
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way of saying that the other end is closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert running.wait() == 0
    return [line.rstrip() for line in written.decode().splitlines()]


@pytest.mark.parametrize("columns", [60, 80])
def test_a_table_that_is_too_wide_becomes_lists(columns: int) -> None:
    lines = shown(columns, "list")
    start = lines.index("GET /teams/{team}/members/{member}/notes")
    assert lines[start + 1 : start + 5] == [
        "  function      Hello",
        "  who may call  everybody",
        f"  logical id    {LOGICAL_ID}",
        "  line          blueprints/x.py:5",
    ]


@pytest.mark.parametrize("columns", [20, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("words", [["list"], ["build", "--no-lint"]])
def test_no_word_is_cut_at_any_width(columns: int, words: list[str]) -> None:
    text = "\n".join(shown(columns, *words))
    assert (LOGICAL_ID if words == ["list"] else "output/x.yaml") in text
    assert "…" not in text


def test_a_table_that_fits_is_one() -> None:
    lines = shown(140, "list")
    assert any(LOGICAL_ID in line and "GET /teams" in line for line in lines)
