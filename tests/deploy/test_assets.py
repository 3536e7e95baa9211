from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from cfngw.bundle import BundleError, Recipe, SizeError, Target
from cfngw.deploy import Asset, build_assets, find_assets
from cfngw.document import parse
from cfngw.errors import BuildError, CfngwError, DeclarationError
from cfngw.render import render
from cfngw.source import Source, SourceMap

HANDLER = "def handler(event, context):\n    return {}\n"


def code(name: str, **parameters: str) -> dict[str, Any]:
    return {"S3Bucket": {"Ref": "CodeBucket"}, "S3Key": {"Ref": f"{name}CodeKey"}, **parameters}


def function(name: str, path: str | None = "../src/notes", **options: Any) -> dict[str, Any]:
    bundle = options.pop("bundle", None)
    metadata: dict[str, Any] = {"aws:asset:path": path, "aws:asset:property": "Code"} if path else {}
    metadata |= {"cfngw": {"Bundle": bundle}} if bundle is not None else {}
    properties = {"Runtime": "python3.13", "Handler": "app.handler", "Role": "arn", "Code": code(name), **options}
    return {"Type": "AWS::Lambda::Function", "Metadata": metadata, "Properties": properties}


def layer(name: str, metadata: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::LayerVersion",
        "Metadata": {"aws:asset:property": "Content", **metadata},
        "Properties": {"Content": code(name), **options},
    }


FONTS = layer("More", {"aws:asset:path": "../layers/fonts"})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    notes = tmp_path / "src" / "notes"
    notes.mkdir(parents=True)
    (notes / "app.py").write_text(HANDLER)
    (notes / "requirements.txt").write_text("")
    (tmp_path / "layers" / "fonts").mkdir(parents=True)
    (tmp_path / "layers" / "fonts" / "a.ttf").write_text("font")
    return tmp_path


def found(project: Path, resources: dict[str, Any], **parameters: Any) -> list[Asset]:
    names = ["CodeBucket", *(f"{name}CodeKey" for name in resources)]
    declared = {name: {"Type": "String"} for name in names} | parameters
    text = render({"Parameters": declared, "Resources": resources})
    return find_assets(parse(text, project / "output" / "notes.yaml"))


def refused(project: Path, resource: dict[str, Any], line_of: str, **parameters: Any) -> CfngwError:
    """Give the one error, and hold it to the line of the template with this text."""
    with pytest.raises(DeclarationError) as caught:
        found(project, {"Notes": resource}, **parameters)
    error = caught.value
    names = {"CodeBucket": {"Type": "String"}, "NotesCodeKey": {"Type": "String"}, **parameters}
    lines = render({"Parameters": names, "Resources": {"Notes": resource}}).splitlines()
    assert error.where is not None
    assert lines[error.where.line - 1].strip().startswith(line_of)
    assert error.where.column > 0
    assert error.fix
    assert error.problem.startswith("Notes: ")
    return error


def test_a_function_and_its_recipe(project: Path) -> None:
    bundle = {"Requirements": "../src/notes/requirements.txt", "Exclude": ["*.md"], "Build": "docker"}
    (asset,) = found(project, {"Notes": function("Notes", bundle=bundle, Architectures=["arm64"])})
    folder = project / "src" / "notes"
    assert asset.recipe == Recipe(
        folder,
        exclude=("*.md",),
        requirements=folder / "requirements.txt",
        target=Target("python3.13", "arm64"),
        build="docker",
    )
    assert (asset.kind, asset.name, asset.handler, asset.runtime) == ("function", "notes", "app.handler", "python3.13")
    assert (asset.bucket_parameter, asset.key_parameter) == ("CodeBucket", "NotesCodeKey")


def test_runtime_and_architecture_may_be_parameters_with_a_default(project: Path) -> None:
    options: dict[str, Any] = {"Runtime": {"Ref": "Python"}, "Architectures": [{"Ref": "Chip"}]}
    bundle = {"Requirements": "../src/notes/requirements.txt"}
    python, chip = {"Type": "String", "Default": "python3.12"}, {"Type": "String", "Default": "arm64"}
    (asset,) = found(project, {"Notes": function("Notes", bundle=bundle, **options)}, Python=python, Chip=chip)
    assert asset.recipe.target == Target("python3.12", "arm64")


def test_layers_of_packages_and_of_a_folder(project: Path) -> None:
    bundle = {"cfngw": {"Bundle": {"Requirements": "../src/notes/requirements.txt"}}}
    target = {"CompatibleRuntimes": ["python3.13"], "CompatibleArchitectures": ["arm64"]}
    resources = {
        "Deps": layer("Deps", bundle, **target),
        "Fonts": layer("Fonts", {"aws:asset:path": "../layers/fonts"}),
        "Notes": function("Notes", Layers=[{"Ref": "Deps"}, {"Ref": "Fonts"}, "arn:aws:lambda:x:1:layer:y:1"]),
    }
    deps, fonts, notes = found(project, resources)
    assert (deps.kind, deps.name, deps.recipe.source, deps.recipe.prefix) == ("layer", "Deps", None, "python/")
    assert deps.recipe.target == Target("python3.13", "arm64")
    assert (fonts.name, fonts.recipe.prefix, fonts.recipe.target) == ("fonts", "", None)
    assert (notes.layers, notes.other_layers) == (("Deps", "Fonts"), 1)


@pytest.mark.parametrize(
    "resource",
    [
        {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "x"}}},
        {"Type": "AWS::Lambda::Function", "Metadata": {"aws:asset:path": "x", "aws:asset:property": "Code.ImageUri"}},
        {
            "Type": "AWS::CloudFormation::Stack",
            "Metadata": {"aws:asset:path": "x", "aws:asset:property": "TemplateURL"},
        },
        {"Type": "AWS::Lambda::Function", "Metadata": {"cfngw": {"Reason": "x"}}},
    ],
)
def test_what_is_not_made_of_a_folder_is_left_alone(project: Path, resource: dict[str, Any]) -> None:
    assert found(project, {"Notes": resource}) == []


REQUIREMENTS = {"Requirements": "../src/notes/requirements.txt"}


@pytest.mark.parametrize(
    ("resource", "line_of", "words"),
    [
        (function("Notes", "../src/note"), "aws:asset:path", "does not exist"),
        (function("Notes", "../src/notes/app.py"), "aws:asset:path", "is a file, not a folder"),
        (
            function("Notes", bundle={"Requirements": "../src/notes/requirement.txt"}),
            "Requirements:",
            "there is no file",
        ),
        (function("Notes", bundle={"Require": "x"}), "Require:", "Bundle has no Require"),
        (function("Notes", bundle={"Exclude": "x"}), "Exclude:", "does not take this value"),
        (function("Notes", bundle={"Exclude": [1]}), "Exclude:", "does not take this value"),
        (function("Notes", bundle={"Build": "make"}), "Build:", "no such build"),
        (function("Notes", bundle=["x"]), "Bundle:", "no mapping"),
        (function("Notes", bundle={"Files": ["x"]}), "Files:", "does not take this value"),
        (function("Notes", bundle={"Files": {"x.py": 1}}), "Files:", "does not take this value"),
        (function("Notes", bundle={"Files": {"../x.py": ""}}), "Files:", "does not take this value"),
        (function("Notes", bundle={"Files": {"/x.py": ""}}), "Files:", "does not take this value"),
        (function("Notes", bundle={"Files": {"..": ""}}), "Files:", "does not take this value"),
        (function("Notes", bundle=REQUIREMENTS, Runtime={"Ref": "Open"}), "Runtime:", "its runtime is not known"),
        (function("Notes", bundle=REQUIREMENTS, Runtime=313), "Runtime:", "installed for one runtime"),
        (function("Notes", bundle=REQUIREMENTS, Architectures=["arm64", "x86_64"]), "Architectures:", "and it has 2"),
        (layer("Notes", {"cfngw": {"Bundle": REQUIREMENTS}}), "Properties:", "one runtime, and it has none"),
        (
            layer("Notes", {"aws:asset:path": "../layers/fonts", "cfngw": {"Bundle": REQUIREMENTS}}),
            "Requirements:",
            "a folder or of requirements",
        ),
        (function("Notes", None, bundle={"Exclude": ["x"]}), "Metadata:", "is made of nothing"),
        (function("Notes", Code={"ZipFile": "x"}), "Code:", "Code.S3Bucket is no parameter"),
        (function("Notes", Code=code("Notes", S3Key="x.zip")), "S3Key:", "Code.S3Key is no parameter"),
        (function("Notes", Code=code("Other")), "S3Key:", "Code.S3Key is no parameter"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_of_the_template(
    project: Path, resource: dict[str, Any], line_of: str, words: str
) -> None:
    assert words in refused(project, resource, line_of).problem


def test_the_line_of_python_is_told_where_a_build_left_it(project: Path) -> None:
    parameters = {name: {"Type": "String"} for name in ("CodeBucket", "NotesCodeKey")}
    text = render({"Parameters": parameters, "Resources": {"Notes": function("Notes", "../src/none")}})
    line = Source(str(project / "x.py"), 7)
    SourceMap({("Resources", "Notes"): line}).save(text, project)
    with pytest.raises(DeclarationError) as caught:
        find_assets(parse(text, project / "output" / "notes.yaml"))
    assert caught.value.where == line
    with pytest.raises(DeclarationError) as caught:  # the map is for the very text alone
        find_assets(parse(f"{text}# edited\n", project / "output" / "notes.yaml"))
    assert str(caught.value.where).startswith(str(project / "output" / "notes.yaml"))


def test_the_nearest_folder_is_offered(project: Path) -> None:
    assert refused(project, function("Notes", "../src/note"), "aws:asset:path").fix == 'its parent holds "notes"'


def test_all_problems_are_told_together(project: Path) -> None:
    with pytest.raises(BuildError) as caught:
        found(project, {"A": function("A", "../none"), "B": function("B", "../neither")})
    assert [error.problem[:2] for error in caught.value.problems] == ["A:", "B:"]


def test_one_parameter_can_not_hold_two_keys(project: Path) -> None:
    other = function("Notes", "../layers/fonts")
    with pytest.raises(DeclarationError, match="the parameter NotesCodeKey already takes the key of Notes"):
        found(project, {"Notes": function("Notes"), "Other": other})
    assert len(found(project, {"Notes": function("Notes"), "Other": function("Notes")})) == 2


def test_the_texts_of_further_files_stand_in_the_template(project: Path) -> None:
    resource = function("Notes", bundle={"Files": {"api_errors.py": "class A(Exception): ...\n"}})
    (asset,) = found(project, {"Notes": resource})
    assert asset.recipe.generated == (("api_errors.py", "class A(Exception): ...\n"),)
    ((built,), _) = build_assets([asset], project)
    assert ZipFile(built.bundle.path).read("api_errors.py") == b"class A(Exception): ...\n"


# --- building --------------------------------------------------------------------------------------------------


def test_one_content_is_one_bundle(project: Path) -> None:
    copy = project / "src" / "copy"
    copy.mkdir()
    (copy / "app.py").write_text(HANDLER)
    (project / "src" / "notes" / "requirements.txt").unlink()
    resources = {"A": function("A"), "B": function("B"), "C": function("C", "../src/copy")}
    built, notices = build_assets(found(project, resources), project)
    assert notices == []
    assert len({each.bundle.path for each in built}) == 1
    assert ZipFile(built[0].bundle.path).namelist() == ["app.py"]
    assert built[2].bundle.path.name.startswith("notes-")


def test_a_handler_that_is_not_there_is_told_at_its_line(project: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        build_assets(found(project, {"Notes": function("Notes", Handler="app.handle")}), project)
    assert caught.value.problem.startswith("Notes: ")
    assert caught.value.given == "app.handle"
    assert "handler" in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.column == 7


def test_modules_that_python_would_not_find_in_a_layer_are_told(project: Path) -> None:
    fonts = project / "layers" / "fonts"
    resources = {"Fonts": layer("Fonts", {"aws:asset:path": "../layers/fonts"}), "Notes": function("Notes")}
    with_layer = {**resources, "Notes": function("Notes", Layers=[{"Ref": "Fonts"}])}
    assert build_assets(found(project, with_layer), project)[1] == []
    (fonts / "shared").mkdir()
    (fonts / "shared" / "__init__.py").touch()
    assert build_assets(found(project, resources), project)[1] == []
    (notice,) = build_assets(found(project, with_layer), project)[1]
    assert notice.problem == "Fonts: shared/__init__.py lies at the top of the layer, where Python does not look."
    (fonts / "python").mkdir()
    (fonts / "shared").rename(fonts / "python" / "shared")
    assert build_assets(found(project, with_layer), project)[1] == []


ELF, MAC = b"\x7fELF" + bytes(14), b"\xcf\xfa\xed\xfe"


@pytest.mark.parametrize(
    ("name", "data", "made_for"),
    [
        ("a.cpython-313-x86_64-linux-gnu.so", ELF + b"\x3e\0", None),
        ("a.abi3.so", ELF + b"\x3e\0", None),
        ("a.abi3.so", ELF + b"\xb7\0", "arm64"),
        ("a.cpython-312-x86_64-linux-gnu.so", ELF + b"\x3e\0", "Python 3.12"),
        ("a.cpython-313-darwin.so", MAC, "macOS"),
        ("a.cp313-win_amd64.pyd", b"MZ", "Windows"),
        ("liba.so.1.2", ELF + b"\xb7\0", "arm64"),
        ("a.so", b"", None),
        ("a.txt", MAC, None),
    ],
)
def test_what_is_compiled_for_another_machine_is_told(
    project: Path, name: str, data: bytes, made_for: str | None
) -> None:
    (project / "src" / "notes" / name).write_bytes(data)
    told = [notice.problem for notice in build_assets(found(project, {"Notes": function("Notes")}), project)[1]]
    expected = f"Notes runs python3.13 on x86_64, and {name} is made for {made_for}."
    assert told == ([expected] if made_for else [])


def test_a_layer_for_another_machine_is_told_of_the_functions_that_have_it(project: Path) -> None:
    (project / "layers" / "fonts" / "a.so").write_bytes(ELF + b"\xb7\0")
    resources = {
        "Fonts": layer("Fonts", {"aws:asset:path": "../layers/fonts"}),
        "Notes": function("Notes", Layers=[{"Ref": "Fonts"}]),
        "Fit": function("Fit", Layers=[{"Ref": "Fonts"}], Architectures=["arm64"]),
        "Open": function("Open", Layers=[{"Ref": "Fonts"}], Architectures=[{"Ref": "Any"}]),
    }
    parameters = {"Any": {"Type": "String"}}
    (notice,) = build_assets(found(project, resources, **parameters), project)[1]
    assert notice.problem == "Notes runs python3.13 on x86_64, and a.so of Fonts is made for arm64."


def test_a_function_may_have_five_layers(project: Path) -> None:
    arns = [f"arn:aws:lambda:x:1:layer:y:{version}" for version in range(5)]
    with pytest.raises(SizeError, match="the function Notes has 6 layers") as caught:
        build_assets(
            found(project, {"Notes": function("Notes", Layers=[{"Ref": "More"}, *arns]), "More": FONTS}), project
        )
    assert caught.value.where is not None


def test_what_can_not_be_built_is_told_at_the_resource(project: Path) -> None:
    (project / "src" / "notes" / "out").symlink_to("/etc/hostname")
    with pytest.raises(BundleError) as caught:
        build_assets(found(project, {"Notes": function("Notes")}), project)
    assert caught.value.where is not None
    assert caught.value.where.path.endswith("notes.yaml")


def test_a_template_of_json_does_as_well(project: Path) -> None:
    names = {"CodeBucket": {"Type": "String"}, "NotesCodeKey": {"Type": "String"}}
    text = json.dumps({"Parameters": names, "Resources": {"Notes": function("Notes")}})
    assert find_assets(parse(text, project / "output" / "notes.json"))[0].name == "notes"
