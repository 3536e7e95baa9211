"""cfngw lint: what the command adds to the linter, its options and exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cli_runs import API, Ran, cfngw, golden, snapshot, start_project, write

WARNING = "Parameters:\n  Unused: {Type: String}\nResources:\n  Topic: {Type: AWS::SNS::Topic}\n"
ERROR = "Resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {Colour: red}}\n"
HINT = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Join ['', [a, b]]}}\n"
CLEAN = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"
OWN_RULE = """\
from cfnlint.rules import CloudFormationLintRule, RuleMatch


class NoTopics(CloudFormationLintRule):
    id = "E9901"
    shortdesc = "No topics"
    description = "Topics are not for us"
    source_url = "https://example.org/rules"

    def match(self, cfn):
        return [RuleMatch(["Resources", name], "a topic") for name in cfn.get_resources("AWS::SNS::Topic")]
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"warning.yaml": WARNING, "error.yaml": ERROR, "hint.yaml": HINT, "clean.yaml": CLEAN})


def rules(ran: Ran) -> list[str]:
    """Give the rules that a JSON report names."""
    return [finding["rule"] for file in json.loads(ran.out)["files"] for finding in file["findings"]]


def test_a_clean_template_passes() -> None:
    assert cfngw("lint", "clean.yaml") == (0, "1 template: 0 errors, 0 warnings, 0 informational\n", "")


def test_findings_go_to_stdout_with_their_line() -> None:
    ran = cfngw("lint", "warning.yaml", "error.yaml")
    assert (ran.code, ran.err) == (5, "")
    warning, error, counts = ran.out.splitlines()
    assert warning.startswith("warning.yaml:2:3 warning W2001 ")
    assert error.startswith("error.yaml:2:47 error E3002 ")
    assert counts == "2 templates: 1 error, 1 warning, 0 informational"


def test_a_finding_in_what_cfngw_built_names_the_python_line() -> None:
    write({"blueprints/x.py": API.replace("routes=", 'parameters=[Parameter("Unused")], routes=')})
    cfngw("build", "--no-lint")
    out = cfngw("lint", "output/x.yaml").out
    assert out.startswith("blueprints/x.py:5: output/x.yaml:")


def test_the_python_line_is_not_told_of_a_text_that_was_edited() -> None:
    write({"blueprints/x.py": API.replace("routes=", 'parameters=[Parameter("Unused")], routes=')})
    cfngw("build", "--no-lint")
    write({"output/x.yaml": Path("output/x.yaml").read_text() + "# edited\n"})
    assert cfngw("lint", "output/x.yaml").out.startswith("output/x.yaml:")


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("error", {"clean": 0, "warning": 0, "error": 5}),
        ("warning", {"clean": 0, "warning": 5, "error": 5}),
        ("informational", {"clean": 0, "warning": 5, "error": 5}),
        ("none", {"clean": 0, "warning": 0, "error": 0}),
    ],
)
def test_the_severity_from_which_on_it_fails_is_chosen(level: str, codes: dict[str, int]) -> None:
    found = {name: cfngw("lint", "--fail-on", level, f"{name}.yaml").code for name in codes}
    assert found == codes


@pytest.mark.slow
@pytest.mark.checked
def test_rules_are_left_out() -> None:
    assert cfngw("lint", "--ignore", "E3002", "error.yaml").code == 0
    assert cfngw("lint", "--ignore", "E", "error.yaml").code == 0
    assert cfngw("lint", "--ignore", "W", "error.yaml").code == 5


@pytest.mark.slow
@pytest.mark.checked
def test_informational_rules_are_added() -> None:
    assert "I1022" not in cfngw("lint", "hint.yaml").out
    assert "I1022" in cfngw("lint", "--include", "I", "hint.yaml").out
    assert cfngw("lint", "--include", "I", "--fail-on", "informational", "hint.yaml").code == 5


def test_a_config_is_read_only_when_it_is_named() -> None:
    write({".cfnlintrc": "ignore_checks: [E3002]\n"})
    assert cfngw("lint", "error.yaml").code == 5
    assert cfngw("lint", "--config", ".cfnlintrc", "error.yaml").code == 0


def test_rules_of_ones_own_are_appended() -> None:
    write({"rules/own.py": OWN_RULE})
    ran = cfngw("lint", "-a", "rules", "clean.yaml", "--format", "json")
    assert (ran.code, rules(ran)) == (5, ["E9901"])


def test_the_json_report_is_one_document() -> None:
    assert rules(cfngw("lint", "--format", "json", "warning.yaml", "error.yaml", "clean.yaml")) == ["W2001", "E3002"]


def test_the_sarif_report_is_one_document() -> None:
    (run,) = json.loads(cfngw("lint", "--format", "sarif", "error.yaml").out)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["E3002"]


def test_the_junit_report_is_one_document() -> None:
    assert ElementTree.fromstring(cfngw("lint", "--format", "junit", "error.yaml").out).get("failures") == "1"


def test_the_github_report_is_commands_and_nothing_when_there_is_nothing() -> None:
    assert cfngw("lint", "--format", "github", "error.yaml").out.startswith("::error file=error.yaml,line=2,")
    assert cfngw("lint", "--format", "github", "clean.yaml") == (0, "", "")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_a_report_ends_with_one_line_end(form: str) -> None:
    out = cfngw("lint", "--format", form, "error.yaml").out
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_what_was_linted_before_is_taken_from_the_cache_unless_told_otherwise() -> None:
    def cached(*words: str) -> bool:
        (file,) = json.loads(cfngw("lint", "--format", "json", "error.yaml", *words).out)["files"]
        return bool(file["cached"])

    assert not cached("--no-cache")
    assert not Path(".cfngw").exists()
    assert [cached(), cached(), cached("--no-cache")] == [False, True, False]
    assert {Path(name).parts[1] for name in snapshot(".cfngw")} == {".gitignore", "lint"}


def test_the_region_is_chosen() -> None:
    assert cfngw("lint", "--region", "eu-west-1", "clean.yaml").code == 0
    ran = cfngw("lint", "--region", "eu-wst-1", "clean.yaml")
    assert ran == (2, "", golden("lint_region", ran.err))


@pytest.mark.parametrize(
    ("files", "code", "message"),
    [
        (["absent.yaml"], 6, "absent.yaml can't be read: No such file or directory"),
        (["clean.yaml", "absent.yaml"], 6, "absent.yaml can't be read"),
        (["."], 6, ". can't be read: Is a directory"),
        (["latin.yaml"], 6, "latin.yaml is not UTF-8 text (byte 3)"),
        (["--config", "absent", "clean.yaml"], 6, "absent"),
        (["-a", "absent", "clean.yaml"], 2, "absent"),
    ],
)
def test_what_cannot_be_read_is_told(files: list[str], code: int, message: str) -> None:
    Path("latin.yaml").write_bytes(b"a: \xe9\n")
    ran = cfngw("lint", *files)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("error: ")
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("text", ["", "[", "- a list\n", "just words\n", "{", "\0"])
def test_what_is_no_template_is_a_finding(text: str) -> None:
    write({"odd.yaml": text})
    ran = cfngw("lint", "odd.yaml")
    assert (ran.code, ran.err) == (5, "")
    assert re.match(r"odd\.yaml:[12]:1 error E", ran.out)
