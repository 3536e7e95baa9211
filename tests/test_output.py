"""The committed output: what the ready blueprints give, byte for byte, and clean under cfn-lint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import yaml_readers
from cfngw.cli.loading import find_files, load

ROOT = Path(__file__).parent.parent
OUTPUT = ROOT / "output"
BLUEPRINTS = sorted((ROOT / "blueprints").glob("*.py"))
BUILD = [sys.executable, "-m", "cfngw", "build", "--no-lint"]


def committed() -> dict[str, bytes]:
    """Give the committed output by name."""
    return texts(OUTPUT)


def texts(folder: Path) -> dict[str, bytes]:
    """Give the templates of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}


def built(folder: Path, **environment: str) -> dict[str, bytes]:
    """Build all blueprints in a process of its own, from a folder that has nothing to do with them."""
    folder.mkdir()
    words = [*BUILD, str(ROOT / "blueprints"), "--output", str(folder / "made")]
    subprocess.run(words, check=True, capture_output=True, cwd=folder, env={**os.environ, **environment})
    return texts(folder / "made")


def test_every_blueprint_has_its_output_and_every_output_its_blueprint() -> None:
    loaded, problems = load(find_files(BLUEPRINTS))
    assert not problems
    assert sorted(f"{each.stem}.yaml" for each in loaded) == sorted(committed())


@pytest.mark.parametrize("seed", ["0", "1", "77"])
def test_the_blueprints_give_the_committed_bytes_under_any_hash_seed_and_folder(tmp_path: Path, seed: str) -> None:
    assert built(tmp_path / "elsewhere", PYTHONHASHSEED=seed) == committed()


def test_the_environment_does_not_enter_the_bytes(tmp_path: Path) -> None:
    strange = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "AWS_REGION": "eu-west-1", "USER": "else", "COLUMNS": "20"}
    assert built(tmp_path / "elsewhere", **strange) == committed()


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_a_blueprint_gives_the_same_bytes_twice_in_one_process(path: Path) -> None:
    (one,), _ = load([path])
    assert one.blueprint.to_yaml() == one.blueprint.to_yaml()
    (again,), _ = load([path])
    assert again.blueprint.to_yaml().encode() == one.blueprint.to_yaml().encode() == committed()[f"{one.stem}.yaml"]


def test_the_check_of_ci_passes() -> None:
    done = subprocess.run([*BUILD, "--check"], check=False, capture_output=True, cwd=ROOT, text=True)
    warnings = [line for line in done.stderr.splitlines() if not line.startswith("    ")]
    # What logs has to name the role of the account that is needed first; nothing else is to be said.
    assert [line for line in warnings if "needs the CloudWatch role" not in line] == []
    assert done.returncode == 0
    assert done.stdout == f"output is up to date: {len(committed())} templates.\n"


@pytest.mark.slow
@pytest.mark.checked
def test_plain_cfn_lint_says_nothing(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [command, *sorted(OUTPUT.glob("*.yaml"))], check=False, capture_output=True, cwd=tmp_path, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", committed())
def test_readers_of_yaml_agree_on_the_output(name: str) -> None:
    text = (OUTPUT / name).read_text(encoding="utf-8")
    assert yaml_readers.pyyaml(text) == yaml_readers.ruamel_yaml(text) == yaml_readers.cfn_lint(text)


@pytest.mark.parametrize("name", committed())
def test_the_output_says_nothing_of_the_machine_that_made_it(name: str) -> None:
    text = (OUTPUT / name).read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert text.endswith("\n")
    assert not [line for line in text.split("\n") if line != line.rstrip()]
