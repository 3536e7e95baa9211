"""cfngw new: a project that builds, lints clean and passes its own tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import cfngw, cfngw_process, golden, snapshot, start_project


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def test_a_project_is_made_and_the_next_steps_told() -> None:
    ran = cfngw("new", "notes")
    assert ran == (0, golden("new", ran.out), "")
    assert sorted(snapshot("notes")) == [
        "notes/.gitignore",
        "notes/README.md",
        "notes/blueprints/handlers/notes.py",
        "notes/blueprints/notes.py",
        "notes/tests/test_notes.py",
    ]


def test_a_newcomers_session(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cfngw_process("new", "notes").code == 0
    monkeypatch.chdir("notes")
    ran = cfngw("build")
    assert ran == (0, golden("new_build", ran.out), "")
    ran = cfngw("list")
    assert ran == (0, golden("new_list", ran.out), "")
    assert cfngw("build", "--check") == (0, "output is up to date: 1 template.\n", "")
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = subprocess.run(tests, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("3 passed")


@pytest.mark.parametrize(
    ("name", "file", "title"),
    [
        ("notes", "notes.py", "Notes"),
        ("my-notes_api", "my_notes_api.py", "MyNotesApi"),
        ("deep/down/notes", "notes.py", "Notes"),
        ("A", "a.py", "A"),
        ("x--y-", "x_y.py", "XY"),
        ("notes/", "notes.py", "Notes"),  # as a shell completes the name of an empty folder
        ("json", "json.py", "Json"),
        ("cfngw", "cfngw.py", "Cfngw"),
        ("function", "function.py", "Function"),
        ("blueprint", "blueprint.py", "Blueprint"),
        ("a" * 40, f"{'a' * 40}.py", f"A{'a' * 39}"),
    ],
)
def test_any_name_gives_a_project_that_builds(
    name: str, file: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cfngw("new", name).code == 0
    monkeypatch.chdir(name)
    assert [path.name for path in Path("blueprints").glob("*.py")] == [file]
    ran = cfngw("build", "--no-lint")
    assert ran.code == 0, ran.err
    assert f"\n  {title}Api:\n    Type: AWS::ApiGatewayV2::Api\n" in next(Path("output").iterdir()).read_text()


def test_a_name_that_python_would_take_for_another_module_works_in_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert cfngw_process("new", "calendar").code == 0
    monkeypatch.chdir("calendar")
    assert cfngw_process("build").code == 0


def test_an_empty_folder_is_filled() -> None:
    Path("notes").mkdir()
    assert cfngw("new", "notes").code == 0
    assert Path("notes/blueprints/notes.py").is_file()


@pytest.mark.parametrize("name", ["", "..", "1st", "-", "a b", "näme", "a" * 41, "a.b", "a\n", "class", "Import"])
def test_what_is_no_name_is_refused(name: str) -> None:
    ran = cfngw("new", "--", name)
    assert ran.code == 2
    assert ran.err.startswith(f"error: {name!r} is ")
    assert list(Path.cwd().iterdir()) == [Path(".git").resolve()]


def test_an_empty_working_folder_is_filled_under_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("my-notes").mkdir()
    monkeypatch.chdir("my-notes")
    assert cfngw("new", ".").code == 0
    assert Path("blueprints/my_notes.py").is_file()
    assert cfngw("build", "--no-lint").code == 0


@pytest.mark.parametrize("content", ["notes", "notes/file"])
def test_what_is_there_is_left_alone(content: str) -> None:
    Path(content).parent.mkdir(exist_ok=True)
    Path(content).write_text("mine")
    ran = cfngw("new", "notes")
    assert (ran.code, ran.out) == (6, "")
    assert snapshot() == {content: b"mine"}


def test_a_new_project_keeps_what_is_made_out_of_version_control() -> None:
    cfngw("new", "notes")
    assert ".cfngw/" in Path("notes/.gitignore").read_text().splitlines()
    assert "output" not in Path("notes/.gitignore").read_text()


def test_no_placeholder_is_left() -> None:
    cfngw("new", "notes")
    assert not [name for name, data in snapshot("notes").items() if b"@" in data or "@" in name]
