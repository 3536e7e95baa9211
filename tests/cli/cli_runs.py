"""Ways to run the command: in this process, in one of its own, and in a shell."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from cfngw.cli import main

GOLDEN = Path(__file__).parent.parent / "golden" / "cli"

HEAD = """\
from cfngw import Allow, Function, HttpApiBlueprint, Inline, Parameter, Route, Stage

CODE = Inline("def handler(event, context): return {}")
hello = Function("Hello", "index.handler", runtime="python3.13", code=CODE)
"""
API = f'{HEAD}blueprint = HttpApiBlueprint(name="Hello", routes=[Route("GET /", hello)])\n'


class Ran(NamedTuple):
    """What a run of the command left."""

    code: int
    out: str
    err: str


def cfngw(*words: str) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main(words)
    code = ended.value.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())


def cfngw_process(*words: str, **environment: str) -> Ran:
    """Run the command in a process of its own, as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "cfngw", *words], capture_output=True, check=False, env={**os.environ, **environment}
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(files: dict[str, str]) -> None:
    """Write files below the working folder."""
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def snapshot(folder: str = ".") -> dict[str, bytes]:
    """Give all files below a folder, without those that Python itself keeps there."""
    files = (path for path in sorted(Path(folder).rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {str(path): path.read_bytes() for path in files}


def golden(name: str, text: str) -> str:
    """Give the text that the command is held to; with REGENERATE=1 it becomes ``text``, to be read and committed."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REGENERATE"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def start_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder that is a project of its own, whatever lies above it."""
    monkeypatch.chdir(folder)
    (folder / ".git").mkdir()
