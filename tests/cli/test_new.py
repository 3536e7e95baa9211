"""cfngw new: a project that builds, lints clean and passes its own tests."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from cli_runs import cfngw, cfngw_process, golden, snapshot, start_project


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


BOTH = pytest.mark.parametrize("kind", ["http", "rest"])


@BOTH
def test_a_project_is_made_and_the_next_steps_told(kind: str) -> None:
    """A01: a project by its name, of either kind."""
    ran = cfngw("new", "notes", "--kind", kind)
    assert ran == (0, golden(f"new_{kind}", ran.out), "")
    templates = ["notes/blueprints/templates/notes.vm"] if kind == "rest" else []
    assert sorted(snapshot("notes")) == [
        "notes/.gitignore",
        "notes/README.md",
        "notes/blueprints/handlers/notes.py",
        "notes/blueprints/notes.py",
        *templates,
        "notes/tests/test_notes.py",
    ]


def test_an_http_api_is_made_unless_a_kind_is_asked_for() -> None:
    assert cfngw("new", "one/notes").code == cfngw("new", "two/notes", "--kind", "http").code == 0
    one, two = snapshot("one"), snapshot("two")
    assert list(one.values()) == list(two.values())


@BOTH
def test_a_newcomers_session(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cfngw_process("new", "notes", "--kind", kind).code == 0
    monkeypatch.chdir("notes")
    ran = cfngw("build")
    assert ran == (0, golden(f"new_{kind}_build", ran.out), "")
    ran = cfngw("list")
    assert ran == (0, golden(f"new_{kind}_list", ran.out), "")
    assert cfngw("build", "--check") == (0, "output is up to date: 1 template.\n", "")


@pytest.mark.slow
@pytest.mark.checked
def test_the_tests_of_both_starters_pass() -> None:
    cfngw("new", "notes")
    cfngw("new", "orders", "--kind", "rest")
    for name in ("notes", "orders"):
        with chdir(name):
            assert cfngw("build", "--no-lint").code == 0
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "notes", "orders"]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("10 passed")


def test_the_rest_starters_readme_speaks_true(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cfngw("new", "notes", "--kind", "rest").code == 0
    monkeypatch.chdir("notes")
    (line,) = (line for line in Path("README.md").read_text().splitlines() if "cfngw vtl" in line)
    ran = cfngw(*shlex.split(line)[1:], "--quiet")
    assert ran == (0, '{"message": "Hello, you!"}\n', "")


@pytest.mark.parametrize(
    ("kind", "near"), [("res", "rest"), ("REST", "rest"), ("htpp", "http"), ("websocket", "http"), ("", "http")]
)
def test_another_kind_is_refused_with_the_nearest(kind: str, near: str) -> None:
    ran = cfngw("new", "notes", "--kind", kind)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"error: there is no kind {kind!r}.\n"
        f"    given:   {kind!r}\n    allowed: http, rest\n    fix:     cfngw new notes --kind {near}\n"
    )
    assert not Path("notes").exists()


@pytest.mark.parametrize(
    ("name", "file", "title"),
    [
        ("notes", "notes.py", "Notes"),
        ("my-notes_api", "my_notes_api.py", "MyNotesApi"),
        ("deep/down/notes", "notes.py", "Notes"),
        ("A", "a.py", "A"),
        ("x--y-", "x_y.py", "XY"),
        ("notes/", "notes.py", "Notes"),  # as a shell completes the name of an empty folder
        ("json-api", "json_api.py", "JsonApi"),
        ("function", "function.py", "Function"),
        ("blueprint", "blueprint.py", "Blueprint"),
        ("routes", "routes.py", "Routes"),  # as options of the class are called
        ("name", "name.py", "Name"),
        ("a" * 40, f"{'a' * 40}.py", f"A{'a' * 39}"),
    ],
)
@BOTH
def test_any_name_gives_a_project_that_builds(
    name: str, file: str, title: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cfngw("new", name, "--kind", kind).code == 0
    monkeypatch.chdir(name)
    assert [path.name for path in Path("blueprints").glob("*.py")] == [file]
    ran = cfngw("build", "--no-lint")
    assert ran.code == 0, ran.err
    resource = {"http": "AWS::ApiGatewayV2::Api", "rest": "AWS::ApiGateway::RestApi"}[kind]
    assert f"\n  {title}Api:\n    Type: {resource}\n" in next(Path("output").iterdir()).read_text()


def test_an_empty_folder_is_filled() -> None:
    Path("notes").mkdir()
    assert cfngw("new", "notes").code == 0
    assert Path("notes/blueprints/notes.py").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "1st",
        "-",
        "a b",
        "näme",
        "a" * 41,
        "a.b",
        "a\n",
        "class",
        "Import",
        "json",
        "Logging",
        "troposphere",
        "cfngw",
    ],
)
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


@BOTH
def test_no_placeholder_is_left(kind: str) -> None:
    cfngw("new", "notes", "--kind", kind)
    texts = "\n".join(f"{name}\n{data.decode()}" for name, data in snapshot("notes").items())
    assert not re.findall("@(?:module|title)@", texts)
