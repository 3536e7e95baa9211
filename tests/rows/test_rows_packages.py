"""Rows about code and its packages: C11, C16, C17, A33, A34, A41, D06. C15 and D05 are in test_rows_companions.py.

Each makes a project, builds its template and packages it into a folder, as a user does; wheels are made by hand.
"""
# ruff: noqa: N802

from __future__ import annotations

import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from ready import rows_tested

import yaml_readers
from cfngw.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.checked]

ELSEWHERE = {"C15", "D05"}
ROWS = {"C11", "C15", "C16", "C17", "A33", "A34", "A41", "D05", "D06"}
HEAD = "from cfngw import Blueprint, Directory, Function, Layer, Parameter\n"
APP = "def handler(event, context):\n    return {}\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("pyproject.toml", "")
    write("src/app.py", APP)


def write(name: str, text: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def wheel() -> None:
    """Make a wheel called tiny, and requirements that find no other."""
    Path("wheels").mkdir()
    with zipfile.ZipFile("wheels/tiny-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("tiny/__init__.py", "SMALL = True\n")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    write("requirements.txt", f"--no-index\n--find-links {Path('wheels').resolve()}\ntiny==1.0\n")


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def built(text: str) -> Any:
    """Build a blueprint of these lines, and give the template."""
    write("blueprints/x.py", HEAD + text)
    assert run("build", "--no-lint") == 0
    return yaml_readers.pyyaml(Path("output/x.yaml").read_text())


def packaged(owner: str = "NotesFunction") -> tuple[str, dict[str, bytes]]:
    """Package it into a folder; give the key of a zip, and what is in it."""
    assert run("package", "output/x.yaml", "--local", "dist") == 0
    entries = json.loads(Path("dist/x.parameters.json").read_text())
    key = next(entry["ParameterValue"] for entry in entries if entry["ParameterKey"] == f"{owner}CodeKey")
    with zipfile.ZipFile(Path("dist", key)) as archive:
        return key, {name: archive.read(name) for name in archive.namelist()}


def notes(code: str, **options: str) -> str:
    """Write a function of some code."""
    given = {"handler": '"app.handler"', "runtime": '"python3.13"', "code": f"Directory({code})", **options}
    words = ", ".join(f"{name}={value}" for name, value in given.items())
    return f'x = Blueprint(functions=[Function("Notes", {words})])\n'


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    assert rows_tested(globals()) | ELSEWHERE == ROWS
    companions = Path(__file__).with_name("test_rows_companions.py").read_text()
    assert {row for row in ELSEWHERE if f"def test_{row}_" in companions} == ELSEWHERE


def test_C11_patterns_with_globs_where_an_exclamation_mark_leaves_out() -> None:
    for name in ("node_modules/x/index.js", "README.md", "api/README.md", "api/users.py", "data/a.json"):
        write(f"src/{name}", APP)
    built(notes("""'../src', include=["**", "!node_modules/**", "!**/*.md", "!data/?.json"]"""))
    assert sorted(packaged()[1]) == ["api/users.py", "app.py"]


def test_C11_patterns_as_in_a_gitignore_where_it_takes_back() -> None:
    for name in ("data/a.json", "data/b.json", "notes.md"):
        write(f"src/{name}", "{}")
    built(notes("'../src', exclude=['*.md', 'data/*', '!data/b.json']"))
    assert sorted(packaged()[1]) == ["app.py", "data/b.json"]


def test_C16_a_layer_of_a_requirements_file_that_the_function_refers_to() -> None:
    wheel()
    layer = 'deps = Layer.from_requirements("Deps", "../requirements.txt", runtime="python3.13")\n'
    found = built(layer + notes("'../src'", layers="[deps]"))["Resources"]
    assert found["DepsLayer"]["Type"] == "AWS::Lambda::LayerVersion"
    assert found["NotesFunction"]["Properties"]["Layers"] == [{"Ref": "DepsLayer"}]
    assert packaged("DepsLayer")[1]["python/tiny/__init__.py"] == b"SMALL = True\n"
    assert sorted(packaged()[1]) == ["app.py"]


def test_C17_a_layer_is_built_by_docker_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel()
    layer = 'deps = Layer.from_requirements("Deps", "../requirements.txt", runtime="python3.13", build="docker")\n'
    found = built(layer + notes("'../src'", layers="[deps]"))["Resources"]["DepsLayer"]["Metadata"]
    assert found["cfngw"]["Bundle"] == {"Requirements": "../requirements.txt", "Build": "docker"}
    monkeypatch.setenv("PATH", str(Path.cwd()))
    assert run("package", "output/x.yaml", "--local", "dist") == 4
    assert "docker" in capsys.readouterr().err.lower()
    assert not Path("dist").exists()


def test_C17_packages_are_installed_once() -> None:
    wheel()
    layer = 'deps = Layer.from_requirements("Deps", "../requirements.txt", runtime="python3.13")\n'
    built(layer + notes("'../src'", layers="[deps]"))
    first = packaged("DepsLayer")
    Path("wheels/tiny-1.0-py3-none-any.whl").unlink()  # so that pip could find nothing
    assert packaged("DepsLayer") == first
    assert list(Path(".cfngw/dependencies").iterdir())


def test_A33_bytes_survive_the_bundle() -> None:
    """What runs on the gateway is tested there."""
    body = gzip.compress(bytes(range(256)), mtime=0)
    write("src/page.gz", body)
    built(notes("'../src'"))
    assert packaged()[1]["page.gz"] == body


def test_A34_one_folder_is_shipped_besides_the_app_file() -> None:
    for name in ("chalicelib/db.py", "chalicelib/sql/all.sql", "tests/test_app.py", "deployed.json"):
        write(f"src/{name}", APP)
    built(notes("'../src', include=['app.py', 'chalicelib/']"))
    assert sorted(packaged()[1]) == ["app.py", "chalicelib/db.py", "chalicelib/sql/all.sql"]


def test_A41_what_the_requirements_file_names_is_packaged_with_the_function() -> None:
    wheel()
    found = built(notes("'../src', requirements='../requirements.txt'"))["Resources"]["NotesFunction"]["Metadata"]
    assert found["cfngw"]["Bundle"] == {"Requirements": "../requirements.txt"}
    content = packaged()[1]
    assert content["app.py"] == APP.encode()
    assert content["tiny/__init__.py"] == b"SMALL = True\n"


def test_D06_a_zip_with_its_handler_memory_and_a_timeout_that_is_a_parameter() -> None:
    write("src/main.py", "def lambda_handler(event, context): ...\n")
    options = {
        "handler": '"main.lambda_handler"',
        "memory_size_mb": "128",
        "timeout_seconds": 'Parameter("Timeout", 10, type="Number")',
    }
    template = built(notes("'../src'", **options))
    found = template["Resources"]["NotesFunction"]["Properties"]
    assert (found["Handler"], found["MemorySize"], found["Timeout"]) == (
        "main.lambda_handler",
        128,
        {"Ref": "Timeout"},
    )
    assert template["Parameters"]["Timeout"]["Default"] == 10
    assert found["Code"] == {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": "NotesFunctionCodeKey"}}


def test_D06_the_hash_of_the_code_triggers_an_update() -> None:
    template = built(notes("'../src'"))
    before, _ = packaged()
    assert re.fullmatch(r"src-[0-9a-f]{64}\.zip", before)
    write("src/app.py", f"{APP}\n# edited\n")
    assert packaged()[0] != before
    assert built(notes("'../src'")) == template
