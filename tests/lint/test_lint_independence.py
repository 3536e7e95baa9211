"""A verdict depends on the text, the options and what is installed; on nothing that lies about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {Colour: red}\n"
SCRIPT = """
import sys
from pathlib import Path
from cfngw.lint import FORMATS, lint_files
paths, cache = map(Path, sys.argv[2:]), Path(sys.argv[1]) if sys.argv[1] else None
print(FORMATS["json"](lint_files(paths, cache_root=cache)))
print(sorted({name.partition(".")[0] for name in sys.modules} & {"cfnlint", "yaml", "click", "sympy"}))
"""


def run(folder: Path, *arguments: str, **variables: str) -> list[str]:
    environment = {**os.environ, **variables}
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    document, modules = done.stdout.rsplit("\n", 2)[:2]
    return [document, modules]


@pytest.mark.slow
@pytest.mark.checked
def test_stray_configuration_and_environment_change_nothing(tmp_path: Path) -> None:
    stray = "ignore_checks: [E, W]\nregions: [moon-east-1]\nappend_rules: [/no/such/folder]\n"
    home, project = tmp_path / "home", tmp_path / "project"
    for folder, name in ((home, ".cfnlintrc"), (project, ".cfnlintrc.yaml"), (project, ".cfnlintrc")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(stray)
    (project / "x.yaml").write_text(WRONG)
    ambient = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_REGION": "moon-east-1",
        "AWS_DEFAULT_REGION": "moon-east-1",
        "PYTHONWARNINGS": "default",
        "PYTHONHASHSEED": "7",
    }
    document, modules = run(project, "", "x.yaml", **ambient)
    (file,) = json.loads(document)["files"]
    assert [finding["rule"] for finding in file["findings"]] == ["E3002"]
    assert "cfnlint" in modules


def test_a_cache_hit_loads_neither_cfn_lint_nor_yaml(tmp_path: Path) -> None:
    from cfngw.lint import lint_files

    (tmp_path / "x.yaml").write_text(WRONG)
    first = lint_files([tmp_path / "x.yaml"], cache_root=tmp_path)
    document, modules = run(tmp_path, str(tmp_path), "x.yaml")
    (file,) = json.loads(document)["files"]
    assert file["cached"]
    assert [finding["message"] for finding in file["findings"]] == [finding.message for finding in first.findings]
    assert modules == "[]"


def test_importing_the_package_is_cheap(tmp_path: Path) -> None:
    assert run(tmp_path, "")[1] == "[]"


def test_the_place_of_a_template_does_not_matter(tmp_path: Path) -> None:
    """cfn-lint itself follows a nested template, and only when it lies below the working directory."""
    from cfngw.lint import lint_files

    outer = (
        "Resources:\n  Inner: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: inner.yaml}}\n"
        "Outputs:\n  A: {Value: !GetAtt Inner.Outputs.Gone}\n"
    )
    (tmp_path / "inner.yaml").write_text("Outputs: {Here: {Value: a}}\n" + WRONG)
    (tmp_path / "outer.yaml").write_text(outer)
    assert [finding.rule for finding in lint_files([tmp_path / "outer.yaml"]).findings] == ["W3002"]
