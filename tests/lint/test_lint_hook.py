"""Plain cfn-lint with our rules: on the command line, and as its pre-commit hook calls it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cfngw.document.as_yaml import read_yaml

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "lint" / "rules" / "fixtures"
BAD = FIXTURES / "openapi" / "E9950" / "bad_openapi_2.yaml"
GOOD = FIXTURES / "openapi" / "E9950" / "good_versions.yaml"

pytestmark = [pytest.mark.slow, pytest.mark.checked]


def cfn_lint(*words: str) -> tuple[int, str]:
    command = [str(Path(sys.executable).parent / "cfn-lint"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr == ""
    return done.returncode, done.stdout


def hook() -> list[str]:
    """Give the arguments of the hook that the documentation shows."""
    page = (ROOT / "docs" / "linting.md").read_text()
    blocks = re.findall(r"```yaml\n(repos:\n.*?)```", page, re.DOTALL)
    block = next(each for each in blocks if "aws-cloudformation/cfn-lint" in each)
    data, _ = read_yaml(block, Path("hook.yaml"))
    arguments: list[str] = data["repos"][0]["hooks"][0]["args"]
    return arguments


def test_the_hook_of_the_documentation_finds_what_our_rules_find() -> None:
    code, out = cfn_lint(*hook(), str(BAD), str(GOOD))
    assert code == 2
    assert re.findall(r"^[EWI]\d+", out, re.MULTILINE) == ["E9950"]
    assert f"{BAD}:6:9" in out


def test_a_template_before_the_rules_will_do_too() -> None:
    assert cfn_lint(str(GOOD), "-a", "cfngw.lint.rules") == (0, "")


def test_a_resource_leaves_out_a_rule(tmp_path: Path) -> None:
    text = BAD.read_text().replace(
        "    Properties:", "    Metadata: {cfn-lint: {config: {ignore_checks: [E9950]}}}\n    Properties:"
    )
    (tmp_path / "x.yaml").write_text(text)
    assert cfn_lint(*hook(), str(tmp_path / "x.yaml")) == (0, "")


@pytest.mark.parametrize("rule", ["access/E9680", "permissions/W9900"])
def test_what_is_missing_in_an_item_is_found_at_the_item(rule: str) -> None:
    files = [str(path) for path in sorted((FIXTURES / rule).glob("bad_*.yaml"))]
    _, out = cfn_lint(*hook(), *files)
    found = set(re.findall(r"^(\S+):(\d+):\d+$", out, re.MULTILINE))
    lines = (
        (name, number, line) for name in files for number, line in enumerate(Path(name).read_text().split("\n"), 1)
    )
    assert found == {(name, str(number)) for name, number, line in lines if line.endswith(f"# {rule[-5:]}")}


def test_cfngw_lint_has_the_same_findings_at_the_same_places() -> None:
    from cfngw.lint import lint_text

    (only,) = lint_text(BAD.read_text(), BAD).findings
    assert (only.rule, only.line, only.column, only.severity) == ("E9950", 6, 9, "error")
    assert only.url.startswith("https://docs.aws.amazon.com/")
