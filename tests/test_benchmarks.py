"""The command line of the benchmarks; what they measure is not measured here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str) -> tuple[int, str, str]:
    """Give exit code, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_help_tells_each_name() -> None:
    code, out, _ = run("--help")
    assert code == 0
    names = [line.split()[0] for line in out.partition("names:\n")[2].splitlines()]
    assert names == ["http", "rest", "big", "nested", "lint", "rules", "read", "local", "vtl"]


@pytest.mark.parametrize(
    ("word", "fix"),
    [
        ("htpp", "write http"),
        ("REST", "write rest"),
        ("build_http_api", "write http"),
        ("mapping_template", "write vtl"),
        ("3", "write --runs 3"),
        ("zzzzzz", "choose one of these"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(word: str, fix: str) -> None:
    code, out, err = run(word)
    assert (code, out) == (2, "")
    assert (
        f"there is no benchmark {word}; there are http, rest, big, nested, lint, rules, read, local, vtl; {fix}\n"
        in err
    )


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_the_runs_are_counted_from_one(count: str) -> None:
    code, out, err = run(f"--runs={count}")
    assert (code, out) == (2, "")
    assert f"{count} is no number of runs: write 1 or more" in err
