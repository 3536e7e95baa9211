"""The example of the page on reading templates gives what the page shows."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from docpages import ROOT, blocks, lay_files

PAGE = ROOT / "docs" / "reading.md"


def test_the_example_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_files(PAGE, tmp_path)
    monkeypatch.chdir(tmp_path)
    runpy.run_path("read_it.py")
    (shown,) = (block.text for block in blocks() if block.page == PAGE and block.language == "text")
    assert capsys.readouterr().out == shown
