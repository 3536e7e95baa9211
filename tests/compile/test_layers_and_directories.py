"""Code of folders and layers in the template: where it lies and how it is packed, and never what is in it."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

import yaml_readers
from cfngw import Blueprint, Composition, Directory, Function, HttpApiBlueprint, Layer, Route
from cfngw.cli import main
from cfngw.lint import Options, lint_text
from samples import document, problems

GOLDEN = Path(__file__).parent.parent / "golden" / "layers_and_directories.yaml"
BLUEPRINT = """\
from cfngw import Directory, Function, HttpApiBlueprint, Layer, Route

deps = Layer.from_requirements("Deps", "../requirements.txt", runtime="python3.13", architecture="arm64")
fonts = Layer.from_directory("Fonts", "../layers/fonts", exclude=["*.md"], deletion_policy="Retain")
reader = Function(
    "Reader",
    "app.read",
    runtime="python3.13",
    architecture="arm64",
    code=Directory("../src/notes", exclude=["tests/*", "!tests/data.json"]),
    layers=[deps, fonts],
)
writer = Function(
    "Writer",
    "app.write",
    runtime="python3.13",
    code=Directory("../src/notes", requirements="../requirements.txt", include=["*.py"], build="docker"),
    layers=[fonts],
)
blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /notes", reader), Route("POST /notes", writer)])
"""
CODE = "def read(event, context):\n    return {}\n\n\nwrite = read\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project with code, a layer and a blueprint."""
    files = {
        "pyproject.toml": "",
        "blueprints/notes.py": BLUEPRINT,
        "src/notes/app.py": CODE,
        "src/notes/tests/data.json": "{}",
        "layers/fonts/a.ttf": "a",
        "requirements.txt": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert not ended.value.code


def built(*words: str) -> Any:
    run("build", "--no-lint", *words)
    return yaml_readers.pyyaml(Path("output/notes.yaml").read_text())


def resources(*words: str) -> Any:
    return built(*words)["Resources"]


# --- the template --------------------------------------------------------------------------------------------


def test_the_template_is_the_golden_one(project: Path) -> None:
    built()
    text = Path("output/notes.yaml").read_text()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


def test_cfn_lint_finds_nothing_in_it() -> None:
    assert lint_text(GOLDEN.read_text(), GOLDEN, Options()).files[0].findings == ()


def test_bucket_and_key_are_parameters_without_a_default(project: Path) -> None:
    template = built()
    keys = ["ReaderFunctionCodeKey", "DepsLayerCodeKey", "FontsLayerCodeKey", "WriterFunctionCodeKey"]
    assert sorted(template["Parameters"]) == sorted(["CodeBucket", *keys])
    assert not [name for name, given in template["Parameters"].items() if "Default" in given]
    assert all("cfngw package" in given["Description"] for given in template["Parameters"].values())
    for owner, attribute in (("ReaderFunction", "Code"), ("DepsLayer", "Content"), ("FontsLayer", "Content")):
        content = template["Resources"][owner]["Properties"][attribute]
        assert content == {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": f"{owner}CodeKey"}}


def test_the_metadata_says_where_the_code_lies_and_how_it_is_packed(project: Path) -> None:
    found = resources()
    assert found["ReaderFunction"]["Metadata"] == {
        "aws:asset:path": "../src/notes",
        "aws:asset:property": "Code",
        "cfngw": {"Bundle": {"Exclude": ["tests/*", "!tests/data.json"]}},
    }
    assert found["WriterFunction"]["Metadata"]["cfngw"]["Bundle"] == {
        "Requirements": "../requirements.txt",
        "Include": ["*.py"],
        "Build": "docker",
    }
    assert found["FontsLayer"]["Metadata"] == {
        "aws:asset:path": "../layers/fonts",
        "aws:asset:property": "Content",
        "cfngw": {"Bundle": {"Exclude": ["*.md"]}},
    }
    assert found["DepsLayer"]["Metadata"] == {
        "aws:asset:property": "Content",
        "cfngw": {"Bundle": {"Requirements": "../requirements.txt"}},
    }


def test_a_folder_that_is_taken_as_it_is_has_no_metadata_of_ours(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context): ...\n")
    plain = Function("Plain", "app.handler", runtime="python3.13", code=Directory(str(tmp_path)))
    found = document(Blueprint(functions=[plain]))["Resources"]["PlainFunction"]["Metadata"]
    assert list(found) == ["aws:asset:path", "aws:asset:property"]


def test_paths_are_relative_to_the_templates_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build", "--no-lint", "--output", "a/b/c")
    text = (project / "a/b/c/notes.yaml").read_text()
    found = yaml_readers.pyyaml(text)["Resources"]
    assert found["ReaderFunction"]["Metadata"]["aws:asset:path"] == "../../../src/notes"
    assert found["DepsLayer"]["Metadata"]["cfngw"]["Bundle"]["Requirements"] == "../../../requirements.txt"
    (project / "elsewhere").mkdir()
    monkeypatch.chdir(project / "elsewhere")
    run("build", "--no-lint", "--output", "../a/b/c", "../blueprints")
    assert (project / "a/b/c/notes.yaml").read_text() == text


def test_a_layer_says_what_it_is_for(project: Path) -> None:
    found = resources()
    assert found["DepsLayer"]["Properties"]["CompatibleRuntimes"] == ["python3.13"]
    assert found["DepsLayer"]["Properties"]["CompatibleArchitectures"] == ["arm64"]
    assert "DeletionPolicy" not in found["DepsLayer"]
    assert (found["FontsLayer"]["DeletionPolicy"], found["FontsLayer"]["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert list(found["FontsLayer"]["Properties"]) == ["Content"]


def test_a_layer_that_functions_share_is_made_once_and_referred_to_in_their_order(project: Path) -> None:
    found = resources()
    layers = [name for name, each in found.items() if each["Type"] == "AWS::Lambda::LayerVersion"]
    assert layers == ["DepsLayer", "FontsLayer"]
    assert found["ReaderFunction"]["Properties"]["Layers"] == [{"Ref": "DepsLayer"}, {"Ref": "FontsLayer"}]
    assert found["WriterFunction"]["Properties"]["Layers"] == [{"Ref": "FontsLayer"}]


def test_blueprints_of_a_composition_share_a_layer(project: Path) -> None:
    fonts = Layer.from_directory("Fonts", str(project / "layers/fonts"))
    code = Directory(str(project / "src/notes"))
    one, two = (Function(name, "app.read", runtime="python3.13", code=code, layers=[fonts]) for name in ("One", "Two"))
    whole = Composition(Blueprint(functions=[one]), HttpApiBlueprint(name="Api", routes=[Route("GET /", two)]))
    found = document(whole)
    assert [name for name in found["Resources"] if name.endswith("Layer")] == ["FontsLayer"]
    assert [name for name in found["Parameters"] if name == "CodeBucket"] == ["CodeBucket"]


def test_two_layers_of_one_name_show_both_lines(project: Path) -> None:
    layers = [Layer.from_directory("Fonts", str(project / name)) for name in ("layers/fonts", "src")]
    code = Directory(str(project / "src/notes"))
    function = Function("One", "app.read", runtime="python3.13", code=code, layers=layers)
    (error,) = problems(lambda: document(Blueprint(functions=[function])))
    assert error.problem == "the logical id FontsLayer is taken."


def test_an_id_of_a_layer_can_be_pinned(project: Path) -> None:
    layer = Layer.from_directory("Fonts", str(project / "layers/fonts"), logical_id="Old")
    code = Directory(str(project / "src/notes"))
    found = document(
        Blueprint(functions=[Function("One", "app.read", runtime="python3.13", code=code, layers=[layer])])
    )
    assert "Old" in found["Resources"]
    assert "OldCodeKey" in found["Parameters"]


# --- an edit of the code -------------------------------------------------------------------------------------


def keys(folder: str = "dist") -> dict[str, str]:
    """Package, and give the parameter file's values."""
    run("package", "output/notes.yaml", "--local", folder)
    entries = json.loads(Path(folder, "notes.parameters.json").read_text())
    return {entry["ParameterKey"]: entry["ParameterValue"] for entry in entries}


def test_editing_code_changes_no_byte_of_the_output_and_changes_the_key(project: Path) -> None:
    without = BLUEPRINT.replace('requirements="../requirements.txt", ', "").replace(', build="docker"', "")
    (project / "blueprints/notes.py").write_text(without.replace("layers=[deps, fonts]", "layers=[fonts]"))
    built()
    text, before = Path("output/notes.yaml").read_bytes(), keys()
    assert keys() == before
    Path("src/notes/app.py").write_text(f"{CODE}# edited\n")
    built()
    assert Path("output/notes.yaml").read_bytes() == text
    after = keys()
    assert {name for name in after if after[name] != before[name]} == {"ReaderFunctionCodeKey", "WriterFunctionCodeKey"}
    Path("src/notes/app.py").write_text(CODE)
    assert keys() == before
    with zipfile.ZipFile(Path("dist", before["ReaderFunctionCodeKey"])) as packed:
        assert packed.namelist() == ["app.py", "tests/data.json"]
