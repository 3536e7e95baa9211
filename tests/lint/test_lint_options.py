"""What a user may ask for, and the refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.errors import OutputError, UsageError
from cfngw.lint import Options, Report, lint_text

pytestmark = [pytest.mark.slow, pytest.mark.checked]

WRONG = """\
Parameters:
  Stage: {Type: String}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {Colour: red}
"""
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


def rules_of(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def lint(text: str = WRONG, **options: Any) -> list[str]:
    return rules_of(lint_text(text, Path("x.yaml"), Options(**options)))


def test_rules_are_left_out_beside_those_that_the_template_leaves_out() -> None:
    own = "Metadata: {cfn-lint: {config: {ignore_checks: [W2001]}}}\n"
    assert lint() == ["W2001", "E3002"]
    assert lint(own + WRONG, ignore=("E3002",)) == []


def test_mandatory_rules_withstand_the_template() -> None:
    own = "Metadata: {cfn-lint: {config: {ignore_checks: [W2001, E3002]}}}\n"
    assert lint(own + WRONG, mandatory=("E3002",)) == ["E3002"]


def test_informational_rules_run_when_asked_for() -> None:
    text = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Join ['', [a, b]]}}\n"
    assert lint(text) == []
    assert lint(text, include=("I",)) == ["I1022"]


def test_regions_are_the_users_then_the_templates() -> None:
    text = "Metadata: {cfn-lint: {config: {regions: [il-central-1]}}}\nResources:\n  A: {Type: AWS::Chatbot::Nothing}\n"
    in_template = lint_text(text, Path("x.yaml"))
    chosen = lint_text(text, Path("x.yaml"), Options(regions=("eu-west-1",)))
    assert "il-central-1" in next(in_template.findings).message
    assert "eu-west-1" in next(chosen.findings).message


def test_rules_are_configured() -> None:
    text = "Resources:\n  T: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '5'}}\n"
    assert lint(text) == []
    assert lint(text, configure={"E3012": {"strict": True}}) == ["E3012"]


def test_a_config_file_is_read_when_it_is_named(tmp_path: Path) -> None:
    config = tmp_path / "lintrc"
    config.write_text("ignore_checks: [E3002]\nregions: [eu-west-1]\n")
    assert lint(config_file=config) == ["W2001"]
    assert lint(config_file=config, ignore=("W2001",)) == []


def test_appended_rules_come_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_RULE)
    assert lint(append_rules=(str(tmp_path),)) == ["W2001", "E9901", "E3002"]


def test_appended_rules_come_from_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cfngw_test_rules.py").write_text(OWN_RULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "E9901" in lint(append_rules=("cfngw_test_rules",))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def", "SyntaxError"),
        ("import no_such_module", "no_such_module"),
        (OWN_RULE.replace("E9901", "E3002"), "E3002"),
    ],
)
def test_appended_rules_that_do_not_load_are_refused(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "own.py").write_text(source)
    with pytest.raises(UsageError, match=message):
        lint(append_rules=(str(tmp_path),))


def test_appended_rules_that_are_nowhere_are_refused() -> None:
    with pytest.raises(UsageError, match="can't be appended"):
        lint(append_rules=("no.such.module",))


def test_an_appended_rule_that_fails_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_RULE.replace("cfn.get_resources", "cfn.no_such_thing"))
    assert "E0002" in lint(append_rules=(str(tmp_path),))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour: red\n", "colour"),
        ("ignore_checks: E3002\n", "ignore_checks"),
        ("- a list\n", "refuses its configuration"),
        ("ignore_checks: [", "is not YAML"),
        ("override_spec: /no/such/file.json\n", "can't be loaded"),
        ("append_rules: [/no/such/folder]\n", "can't be loaded"),
        ("regions: [moon-east-1]\n", "region"),
    ],
)
def test_a_config_file_that_is_wrong_is_refused(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "lintrc"
    config.write_text(text)
    with pytest.raises(UsageError, match=message):
        lint(config_file=config)


def test_a_config_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="lintrc"):
        lint(config_file=tmp_path / "lintrc")


def test_an_unknown_region_is_refused_with_its_neighbour() -> None:
    with pytest.raises(UsageError) as caught:
        lint(regions=("eu-wst-1",))
    assert caught.value.fix == "did you mean eu-west-1?"


@pytest.mark.parametrize(
    "options",
    [
        {"ignore": "E3002"},
        {"include": (1,)},
        {"regions": ("",)},
        {"configure": {"E3012": "strict"}},
        {"configure": ["E3012"]},
        {"configure": {"E3012": {"strict": None}}},
    ],
)
def test_options_of_another_type_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Options(**options)


def test_options_keep_a_copy_of_their_own() -> None:
    settings: dict[str, Any] = {"E3012": {"strict": True}}
    ignore: Any = ["E1"]
    options = Options(configure=settings, ignore=ignore)
    settings["E3012"]["strict"] = False
    ignore.append("E2")
    assert options == Options(configure={"E3012": {"strict": True}}, ignore=("E1",))
    assert hash(options) == hash(Options(ignore=("E1",)))


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(UsageError, match="level"):
        Report((), "1").failed("fatal")
