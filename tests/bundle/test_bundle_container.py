"""C17: Docker where it is, and a clear error where it isn't. The engine is stood in for by a program of our own."""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from wheels import PYTHON_313_ARM, PYTHON_313_X86, layer, requirements, wheel

from cfngw.bundle import Bundle, RequirementsError, Target, Tools, build

DOCKER = """#!{python}
import json, pathlib, shutil, sys
log = pathlib.Path({log!r})
log.write_text(log.read_text() + json.dumps(sys.argv[1:]) + "\\n" if log.exists() else json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[1] == "version":
    print({version!r})
    sys.exit({version_code})
print("Building wheels for collected packages: tiny")
if {build_code}:
    print("ERROR: Failed building wheel for tiny")
    sys.exit({build_code})
mounts = [words.split(":") for option, words in zip(sys.argv, sys.argv[1:]) if option == "--volume"]
out = next(mount[0] for mount in mounts if mount[1] == "/wheels")
shutil.copy({wheel!r}, out)
"""


def engine(folder: Path, *, version: str = "28.2", version_code: int = 0, build_code: int = 0) -> Tools:
    """Make a docker that answers as it is told and lays a wheel where it should."""
    made = wheel(folder / "built", tag="cp313-cp313-linux_aarch64")
    facts = {"version": version, "version_code": version_code, "build_code": build_code}
    text = DOCKER.format(python=sys.executable, log=str(folder / "log"), wheel=str(made), **facts)
    program = folder / "docker"
    program.write_text(text)
    program.chmod(0o755)
    return Tools(docker=str(program))


def calls(folder: Path) -> list[list[str]]:
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


def made(path: Path, tools: Tools, target: Target = PYTHON_313_ARM) -> Bundle:
    return build(layer(path, target, build="docker"), "layer", path.parent, tools=tools)


def option(command: list[str], name: str) -> list[str]:
    return [after for word, after in pairwise(command) if word == name]


def test_c17_wheels_are_built_in_the_image_of_the_runtime(tmp_path: Path) -> None:
    tools = engine(tmp_path)
    path = requirements(tmp_path, "git+https://x.example/tiny", "-r sub/more.txt")
    requirements(tmp_path / "sub", name="more.txt")
    bundle = made(path, tools)
    assert "python/tiny/__init__.py" in {item.name for item in bundle.files}
    version, run = calls(tmp_path)
    assert version[0] == "version"
    assert run[:2] == ["run", "--rm"]
    assert option(run, "--platform") == ["linux/arm64"]
    assert option(run, "--volume")[0] == f"{tmp_path}:/requirements:ro"
    assert option(run, "--user") == [f"{os.getuid()}:{os.getgid()}"]
    assert option(run, "--entrypoint") == ["python3.13"]
    start = run.index("public.ecr.aws/sam/build-python3.13:latest-arm64")
    assert run[start + 1 : start + 4] == ["-m", "pip", "wheel"]
    assert run[-2:] == ["-r", "/requirements/requirements.txt"]
    made(path, tools)
    assert len(calls(tmp_path)) == 2  # what was built is kept


def test_the_other_architecture_has_the_other_image(tmp_path: Path) -> None:
    made(requirements(tmp_path, "tiny"), engine(tmp_path), PYTHON_313_X86)
    run = calls(tmp_path)[1]
    assert option(run, "--platform") == ["linux/amd64"]
    assert "public.ecr.aws/sam/build-python3.13:latest-x86_64" in run


def test_the_index_is_handed_on_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:s3cret@x.example/simple")
    made(requirements(tmp_path, "tiny"), engine(tmp_path))
    run = calls(tmp_path)[1]
    assert "PIP_INDEX_URL" in option(run, "--env")
    assert "s3cret" not in json.dumps(run)


def test_no_docker_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequirementsError, match="needs Docker, and there is none on this machine") as caught:
        made(requirements(tmp_path, "tiny"), Tools(docker=str(tmp_path / "docker")))
    assert caught.value.exit_code == 4
    assert "install Docker" in str(caught.value.fix)


def test_an_engine_that_does_not_answer_is_told(tmp_path: Path) -> None:
    tools = engine(tmp_path, version="Cannot connect to the Docker daemon", version_code=1)
    with pytest.raises(RequirementsError, match="its engine does not answer: Cannot connect to the Docker daemon"):
        made(requirements(tmp_path, "tiny"), tools)


def test_a_build_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequirementsError) as caught:
        made(requirements(tmp_path, "tiny"), engine(tmp_path, build_code=1))
    assert caught.value.problem == (
        "the requirements could not be built in public.ecr.aws/sam/build-python3.13:latest-arm64: "
        "Failed building wheel for tiny"
    )
    assert any("Failed building wheel" in line for line in caught.value.output)
    assert list((tmp_path / ".cfngw" / "dependencies").iterdir()) == []


def test_another_language_is_refused_before_docker_is_asked(tmp_path: Path) -> None:
    with pytest.raises(RequirementsError, match="this runtime is not Python"):
        made(requirements(tmp_path, "tiny"), engine(tmp_path), Target("ruby3.4"))
    assert not (tmp_path / "log").exists()
