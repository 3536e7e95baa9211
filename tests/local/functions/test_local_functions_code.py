"""Where code, layers and requirements come from, and that an edit is seen at the next request."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pools import PYTHON, Trial, answered, in_folder, run, template

from cfngw.bundle.dependencies import key
from cfngw.bundle.requirements import read_requirements
from cfngw.bundle.target import Target
from cfngw.local.functions import Bounds
from cfngw.local.functions.runtimes import find
from cfngw.local.running import InvocationRefused

NOW = Bounds(look_seconds=0)
NAME = "import extra\ndef handler(event, context):\n    return extra.NAME"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    return folder


def one(text: str, tmp_path: Path, **options: Any) -> Any:
    return run(Trial(text, tmp_path, **options), lambda trial: trial.answer())


def refused(text: str, tmp_path: Path, **options: Any) -> str:
    async def story(trial: Trial) -> str:
        with pytest.raises(InvocationRefused) as caught:
            await trial.invoke()
        assert caught.value.code == "CodeUnavailable"
        return caught.value.why

    return str(run(Trial(text, tmp_path, **options), story))


def test_a_folder_is_used_where_it_is_and_nothing_is_written_there(code: Path, tmp_path: Path) -> None:
    source = "import lib, os\ndef handler(event, context):\n    return [lib.NAME, os.getcwd(), __file__]"
    files = {"app.py": source, "lib/__init__.py": "NAME = 'lib'"}
    assert one(in_folder(code, files), tmp_path) == ["lib", str(code), str(code / "app.py")]
    assert sorted(each.name for each in code.rglob("*")) == ["__init__.py", "app.py", "lib"]


def test_a_path_starts_at_the_template(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    text = in_folder(tmp_path / "src", {"app.py": "def handler(event, context):\n    return 'here'"})
    assert one(text.replace(str(tmp_path / "src"), "src"), tmp_path) == "here"


def test_a_sam_function_is_run_from_its_code_uri(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context):\n    return 'sam'")
    text = (
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  Hello:\n    Type: AWS::Serverless::Function\n"
        f"    Properties: {{CodeUri: src/, Handler: app.handler, Runtime: {PYTHON}}}\n"
    )
    assert one(text, tmp_path) == "sam"


def test_a_handler_in_a_package_is_found(code: Path, tmp_path: Path) -> None:
    files = {"pkg/__init__.py": "", "pkg/mod.py": "def handler(event, context):\n    return __name__"}
    for handler in ("pkg.mod.handler", "pkg/mod.handler"):
        assert one(in_folder(code, files).replace("app.handler", handler), tmp_path) == "pkg.mod"


def test_a_zip_is_unpacked(code: Path, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.writestr("app.py", "def handler(event, context):\n    return 'zipped'")
        archive.writestr("../../outside.txt", "no")
    assert one(in_folder(code, {}).replace(str(code), "code.zip"), tmp_path) == "zipped"
    assert not list(tmp_path.parent.rglob("outside.txt"))


def test_a_file_that_is_no_zip_is_refused(code: Path, tmp_path: Path) -> None:
    (tmp_path / "code.zip").write_text("no zip")
    why = refused(in_folder(code, {}).replace(str(code), "code.zip"), tmp_path)
    assert why.endswith("code.zip is no zip that can be read; give its folder: --code Hello=DIR")


@pytest.mark.parametrize("name", ["Hello", "hello-function"])
def test_a_given_folder_takes_the_place_of_the_templates(name: str, code: Path, tmp_path: Path) -> None:
    (code / "index.py").write_text("def handler(event, context):\n    return 'given'")
    text = template("1/0", more="FunctionName: hello-function")
    assert one(text, tmp_path, code={name: code}) == "given"


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("Code: {S3Bucket: b, S3Key: k.zip}", "Hello: its code is not on this machine (in S3: b/k.zip)"),
        ("PackageType: Image\n      Code: {ImageUri: x}", "Hello: its code is not on this machine (a container image)"),
        ("Timeout: 3", "Hello: its code is not on this machine (the template names none)"),
        ("Code: nowhere", "Hello: there is no "),
    ],
)
def test_code_that_is_not_here_is_refused_with_the_way_out(properties: str, why: str, tmp_path: Path) -> None:
    text = (
        "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        f"      Handler: app.handler\n      Runtime: {PYTHON}\n      {properties}\n"
    )
    found = refused(text, tmp_path)
    assert found.startswith(why)
    assert found.endswith("; give its folder: --code Hello=DIR")


def test_a_given_folder_stands_for_a_container_image(code: Path, tmp_path: Path) -> None:
    (code / "app.py").write_text("def handler(event, context):\n    return 'from a folder'")
    text = (
        "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        "      PackageType: Image\n      Code: {ImageUri: x}\n      ImageConfig: {Command: [app.handler]}\n"
    )
    assert one(text, tmp_path, code={"Hello": code}) == "from a folder"


LAYERED = """
  Shared:
    Type: AWS::Lambda::LayerVersion
    Metadata: {aws:asset:path: layer, aws:asset:property: Content}
    Properties: {Content: {S3Bucket: b, S3Key: k}}
"""


@pytest.mark.parametrize("place", ["python/extra.py", f"python/lib/{PYTHON}/site-packages/extra.py"])
def test_a_layer_is_on_the_path(place: str, code: Path, tmp_path: Path) -> None:
    module = tmp_path / "layer" / place
    module.parent.mkdir(parents=True)
    module.write_text("NAME = 'layer'")
    text = in_folder(code, {"app.py": NAME}, more="Layers: [!Ref Shared]") + LAYERED
    assert one(text, tmp_path) == "layer"


def test_the_code_goes_before_its_layers_and_these_before_what_is_installed(code: Path, tmp_path: Path) -> None:
    layer = tmp_path / "layer" / "python"
    layer.mkdir(parents=True)
    source = "import sys\ndef handler(event, context):\n    return sys.path"
    path = one(in_folder(code, {"app.py": source}, more="Layers: [!Ref Shared]") + LAYERED, tmp_path)
    places = [path.index(str(each)) for each in (code, layer)]
    packages = next(
        index for index, each in enumerate(path) if each.endswith("site-packages") and str(layer) not in each
    )
    assert places == sorted(places)
    assert places[-1] < packages


def test_a_layer_that_is_not_here_is_said_once_and_left_out(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        assert await trial.answer() == 1
        trial.pool.use_environment({})
        assert await trial.answer() == 1

    arn = "arn:aws:lambda:eu-west-1:1:layer:x:1"
    source = "def handler(event, context): return 1"
    trial = Trial(template(source, more=f"Layers: ['{arn}']"), tmp_path)
    run(trial, story)
    (said,) = trial.said
    assert said.startswith(f"Hello: the layer {arn} is not on this machine, and left out")


def test_requirements_are_found_where_they_were_installed(code: Path, tmp_path: Path) -> None:
    (tmp_path / ".cfngw").mkdir()
    (tmp_path / "requirements.txt").write_text("extra==1.0\n")
    bundle = "      cfngw: {Bundle: {Requirements: requirements.txt, Files: {made.py: 'MADE = 5'}}}\n"
    source = "import extra, made\ndef handler(event, context):\n    return [extra.NAME, made.MADE]"
    text = in_folder(code, {"app.py": source}).replace("    Properties:", f"{bundle}    Properties:", 1)
    target = Target(PYTHON, "x86_64")
    missing = Trial(text, tmp_path)
    told = run(missing, lambda trial: trial.failure())
    assert told["errorType"] == "Runtime.ImportModuleError"
    (said,) = missing.said
    assert f"requirements.txt is not installed for {target}, and left out" in said
    assert said.endswith("template.yaml --local DIR")
    assert "fix: cfngw package " in said

    folder = tmp_path / ".cfngw" / "dependencies" / key(read_requirements(tmp_path / "requirements.txt"), target, "pip")
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "extra.py").write_text("NAME = 'installed'")
    (folder / "complete").write_text("")
    assert one(text, tmp_path) == ["installed", 5]


def test_a_folder_with_requirements_that_nobody_installed_is_run_and_said(code: Path, tmp_path: Path) -> None:
    files = {"app.py": "def handler(event, context):\n    return 1", "requirements.txt": "extra\n"}
    trial = Trial(in_folder(code, files), tmp_path)
    assert run(trial, lambda trial: trial.answer()) == 1
    (said,) = trial.said
    assert said.endswith("install them into a copy of the folder, and give it: --code Hello=DIR")


def test_an_edit_is_seen_at_the_next_request(code: Path, tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        assert await trial.answer() == 1
        (code / "lib.py").write_text("VALUE = 22")
        assert await trial.answer() == 22
        (code / "lib.py").write_text("VALUE = (")
        assert (await trial.failure())["errorType"] == "Runtime.UserCodeSyntaxError"

    files = {"app.py": "import lib\ndef handler(event, context):\n    return lib.VALUE", "lib.py": "VALUE = 1"}
    run(Trial(in_folder(code, files), tmp_path, bounds=NOW), story)


def test_a_folder_that_goes_is_refused_and_served_again_when_it_is_back(code: Path, tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        assert await trial.answer() == 1
        code.rename(tmp_path / "away")
        with pytest.raises(InvocationRefused, match="there is no"):
            await trial.invoke()
        (tmp_path / "away").rename(code)
        assert await trial.answer() == 1

    run(Trial(in_folder(code, {"app.py": "def handler(event, context):\n    return 1"}), tmp_path, bounds=NOW), story)


@pytest.mark.slow
@pytest.mark.checked
def test_a_request_that_runs_ends_on_the_code_that_it_began_with(code: Path, tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        slow = asyncio.ensure_future(trial.answer(0.4))
        await trial.until(lambda: "begun" in trial.text)
        (code / "app.py").write_text("def handler(event, context):\n    return 'new, and longer'")
        assert await trial.answer(0) == "new, and longer"
        assert await slow == "old"
        assert trial.pool.workers == 1

    source = "import time\ndef handler(event, context):\n    print('begun')\n    time.sleep(event)\n    return 'old'"
    run(Trial(in_folder(code, {"app.py": source}), tmp_path, bounds=NOW), story)


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize("minor", [12, 13])
def test_the_runtimes_own_python_is_used_where_it_is(minor: int, tmp_path: Path) -> None:
    source = (
        "import sys, boto3\ndef handler(event, context):\n"
        "    return [sys.version_info[1], boto3.client('sqs').meta.region_name]"
    )
    options = {"runtime": f"python3.{minor}", "more": "Timeout: 20\nMemorySize: 512"}
    found_here = find(f"python3.{minor}")
    if found_here is None or found_here.own:
        pytest.skip("this machine has no other Python of that version")
    found = answered(source, tmp_path, **options)
    assert found == [minor, "eu-west-1"]


def test_the_pools_own_files_go_with_it(tmp_path: Path) -> None:
    trial = Trial(template("def handler(event, context):\n    return __file__"), tmp_path)
    file = Path(run(trial, lambda trial: trial.answer()))
    assert not file.parent.parent.exists()
    assert file.parent.parent.name.startswith("cfngw-local-")
