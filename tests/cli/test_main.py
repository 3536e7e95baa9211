"""The command as a whole: help, version, exit codes, tracebacks, terminals and pipes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from cli_runs import API, cfngw, cfngw_process, start_project, write

from cfngw import errors
from cfngw.cli import app

COMMANDS = (
    *("new", "build", "lint", "list", "explain", "package", "promote", "local", "test-invoke", "vtl"),
    "why-redeploy",
)
AROUND = (
    *("--parameter", "--env", "--code", "--identities", "--aws-endpoint", "--stand-in", "--reach", "--record"),
    *("--answers", "--region", "--source-ip"),
)
OPTIONS = {
    "why-redeploy": ["--json", "--help"],
    "explain": ["--parameter", "--api", "--format", "--help"],
    "new": ["--kind", "--help"],
    "build": ["--check", "--output", "--format", "--no-lint", "--region", "--environment", "--help"],
    "lint": [
        *("--format", "--security", "--engine", "--region", "--ignore", "--include", "--config", "--append-rules"),
        "--fail-on",
        "--no-cache",
        "--help",
    ],
    "list": ["--environment", "--help"],
    "local": [
        *("--port", "--host", *AROUND),
        *("--trace", "--access-logs", "--no-reload", "--quiet", "--help"),
    ],
    "test-invoke": [
        *("--api", "--stage", "--body", "--header", "--query", "--var", "--checked", *AROUND),
        *("--trace", "--fail", "--help"),
    ],
    "promote": ["--outputs", "--from", "--to", "--rollback", "--parameters", "--help"],
    "package": [
        "--local",
        "--bucket",
        "--prefix",
        "--kms",
        "--owner",
        "--region",
        "--account",
        "--parameters",
        "--help",
    ],
    "vtl": [
        *("--template", "--event", "--body", "--path", "--query", "--header", "--context", "--stage-variable"),
        *("--response", "--text", "--trace", "--fuzz", "--seconds", "--match", "--patterns", "--returned", "--quiet"),
        *("--json", "--help"),
    ],
}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_teaches(flag: str) -> None:
    ran = cfngw(flag)
    assert (ran.code, ran.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^  cfngw {command} ", ran.out, re.MULTILINE)
        assert re.search(rf"^  {command} +\S", ran.out, re.MULTILINE)
    assert 'eval "$(_CFNGW_COMPLETE=bash_source cfngw)"' in ran.out


def test_help_documents_every_exit_code() -> None:
    families = [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.CfngwError)
    ]
    codes = {family.exit_code for family in families} | {0}
    told = " ".join(cfngw("--help").out.split("Exit codes:")[1].split())
    assert {int(code) for code in re.findall(r"\b(\d) [a-z]", told)} == codes


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_all_its_options(command: str) -> None:
    ran = cfngw(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: cfngw {command} [OPTIONS]")
    assert re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", ran.out, re.MULTILINE) == OPTIONS[command]


def test_help_is_within_a_terminals_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in ([], *([command] for command in COMMANDS)):
        lines = cfngw(*words, "--help").out.splitlines()
        assert max(map(len, lines)) <= 88  # one example is a little longer


@pytest.mark.parametrize("words", [[], ["--debug"]])
def test_without_a_command_help_is_shown(words: list[str]) -> None:
    assert cfngw(*words) == cfngw("--help")


def test_the_version_is_told() -> None:
    assert cfngw("--version") == (0, f"cfngw {version('cfngw')}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ["--nope"],
        ["build", "--nope"],
        ["build", "--format", "xml"],
        ["build", "--output"],
        ["lint", "--format", "xml", "x.yaml"],
        ["lint", "--fail-on", "fatal", "x.yaml"],
        ["list", "--nope"],
        ["new"],
        ["new", "a", "b"],
        ["nope"],
        [""],
    ],
)
def test_a_wrong_command_line_is_refused_with_2(words: list[str]) -> None:
    ran = cfngw(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert re.search("^    fix:     .*cfngw", ran.err, re.MULTILINE)


def test_an_output_that_is_a_file_is_refused_with_2() -> None:
    write({"blueprints/x.py": API, "file": ""})
    ran = cfngw("build", "--output", "file")
    assert (ran.code, ran.out) == (2, "")
    assert "is a file" in ran.err


@pytest.mark.parametrize("words", [["--debug", "build"], ["build", "--debug"], ["build", "--debug", "blueprints"]])
def test_debug_shows_the_users_traceback_and_keeps_the_exit_code(words: list[str]) -> None:
    write({"blueprints/x.py": "def go():\n    return {}['key']\n\n\ngo()\n"})
    ran = cfngw(*words)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("Traceback (most recent call last):\n")
    assert re.search(r'File ".*/blueprints/x\.py", line 2, in go\n', ran.err)
    assert "KeyError: 'key'" in ran.err


def test_debug_shows_the_tracebacks_of_all_problems() -> None:
    write({"blueprints/a.py": "{}['first']\n", "blueprints/b.py": "{}['second']\n"})
    ran = cfngw("build", "--debug")
    assert ran.code == 3
    assert "KeyError: 'first'" in ran.err
    assert "KeyError: 'second'" in ran.err


def test_debug_changes_nothing_when_all_is_well() -> None:
    write({"blueprints/x.py": API})
    assert cfngw("build", "--no-lint", "--debug") == cfngw("build", "--no-lint")


def test_commands_are_known_to_the_group_and_in_its_order() -> None:
    assert app.app.list_commands(app.app.make_context("cfngw", ["list"])) == list(COMMANDS)


def test_the_words_of_a_shell_are_completed() -> None:
    ran = cfngw_process(_CFNGW_COMPLETE="bash_complete", COMP_WORDS="cfngw b", COMP_CWORD="1")
    assert (ran.code, ran.out) == (0, "plain,build\n")


def test_what_an_encoding_lacks_is_written_as_an_escape() -> None:
    write({"blueprints/x.py": API.replace("hello)]", 'hello, public="für alle ☃")]')})
    ran = cfngw_process("list", PYTHONIOENCODING="ascii")
    assert (ran.code, ran.err) == (0, "")
    assert r"everybody (f\xfcr alle \u2603)" in ran.out


def test_a_path_outside_the_encoding_of_names_is_built() -> None:
    write({"blueprünts/☃.py": API})
    assert cfngw("build", "--no-lint", "blueprünts").code == 0
    assert Path("output/☃.yaml").is_file()


@pytest.mark.parametrize("words", [["list"], ["build", "--no-lint"], ["build", "--check", "--no-lint"]])
def test_a_reader_that_goes_away_is_no_fault(words: list[str]) -> None:
    write({"blueprints/x.py": API})
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "cfngw", *words]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 141


def test_the_installed_command_is_the_module() -> None:
    command = Path(sys.executable).with_name("cfngw")
    done = subprocess.run([command, "--version"], capture_output=True, check=True, text=True)
    assert done.stdout == cfngw_process("--version").out
