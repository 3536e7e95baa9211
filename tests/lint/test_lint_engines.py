"""The engines other than cfn-lint: our rules alone, and beside cloudformation-validate."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cfngw.errors import UsageError
from cfngw.lint import FORMATS, Finding, Linter, Options, Report
from cfngw.lint.native import NativeEngine

WRONG = """\
Resources:
  Notes:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Mode: mergee
      Body:
        openapi: 2.0
        info: {title: Notes, version: "1"}
        paths: {}
"""
NAME = Path("x.yaml")


def ids(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def rules(text: str = WRONG, **options: Any) -> Report:
    return Linter(Options(engine="rules", **options)).text(text, NAME)


def test_our_rules_run_alone_with_their_places() -> None:
    report = rules()
    first = next(iter(report.findings))
    assert ids(report) == ["E9969", "E9950"]
    assert (first.line, first.column, first.end_column, first.severity) == (5, 7, 11, "error")
    assert first.url.startswith("https://docs.aws.amazon.com/")
    assert first.path == ("Resources", "Notes", "Properties", "Mode")
    assert report.tool == "cfngw"


def test_rules_are_left_out_by_the_options_the_template_and_the_resource() -> None:
    template = "Metadata: {cfn-lint: {config: {ignore_checks: [E9969]}}}\n" + WRONG
    own = WRONG.replace(
        "    Properties:", "    Metadata: {cfn-lint: {config: {ignore_checks: [E9950]}}}\n    Properties:"
    )
    assert ids(rules(ignore=("E99",))) == []
    assert ids(rules(template)) == ["E9950"]
    assert ids(rules(template, mandatory=("E9969",))) == ["E9969", "E9950"]
    assert ids(rules(own)) == ["E9969"]


def test_advice_is_given_when_asked_for() -> None:
    text = "Resources:\n  A: {Type: AWS::IAM::Role, Properties: {RoleName: a, AssumeRolePolicyDocument: {}}}\n"
    assert "I9976" not in ids(rules(text))
    assert "I9976" in ids(rules(text, include=("I",)))


def test_a_text_that_is_no_template_is_a_finding() -> None:
    report = rules("Resources: [")
    (only,) = report.findings
    assert (only.rule, only.severity) == ("E0000", "error")


def test_a_verdict_does_not_depend_on_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api.yaml").write_text("openapi: 2.0\npaths: {}\n")
    text = "Resources:\n  A: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: api.yaml}}\n"
    monkeypatch.chdir(tmp_path)
    assert ids(rules(text)) == []


def test_findings_are_kept_and_a_hit_is_told(tmp_path: Path) -> None:
    options = Options(engine="rules")
    first = Linter(options, cache_root=tmp_path).text(WRONG, NAME)
    second = Linter(options, cache_root=tmp_path).text(WRONG, NAME)
    other = Linter(Options(engine="rules", ignore=("E9950",)), cache_root=tmp_path).text(WRONG, NAME)
    assert (first.cached, second.cached, other.cached) == (0, 1, 0)
    assert ids(first) == ids(second)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_formats_carry_the_rule(form: str) -> None:
    written = FORMATS[form](rules())
    assert "E9950" in written
    if form in ("json", "sarif", "junit"):
        assert "https://docs.aws.amazon.com/" in written


@pytest.mark.parametrize("option", [{"append_rules": ("x",)}, {"config_file": Path("x")}, {"configure": {"E1": {}}}])
def test_what_is_of_cfn_lint_is_refused(option: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="is for cfn-lint"):
        Options(engine="native", **option)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="no such engine"):
        Options(engine="fast")


# --- the native engine -----------------------------------------------------------------------------------------


class RefusedError(Exception):
    """What cloudformation-validate raises."""


def diagnostic(rule: str, severity: str, **facts: Any) -> SimpleNamespace:
    entity = SimpleNamespace(logical_id="Notes", entity_type=SimpleNamespace(name="RESOURCE"))
    given = {
        "rule_id": rule,
        "severity": SimpleNamespace(name=severity),
        "message": "wrong.",
        "entity": entity,
        "property_path": "Properties.Body[0].x",
        "start_line": 3,
        "start_column": 5,
        "end_line": 3,
        "end_column": 9,
        "documentation_url": None,
        "rule_description": "about",
    }
    return SimpleNamespace(**{**given, **facts})


def module(*diagnostics: SimpleNamespace, fails: bool = False) -> Any:
    """Stand in for cloudformation_validate."""

    class CompositeEngine:
        def validate_template(self, template: Any, _config: Any) -> Any:
            if fails:
                raise RefusedError("panic")
            assert template == (WRONG, "x.yaml")
            return SimpleNamespace(diagnostics=diagnostics)

    return SimpleNamespace(
        CompositeEngine=CompositeEngine,
        PseudoParameterOverrides=lambda region: region,
        TemplateContent=lambda text, name: (text, name),
        ValidateConfig=lambda **options: options,
        ValidationError=RefusedError,
    )


def native(given: Any, **options: Any) -> tuple[Finding, ...]:
    return NativeEngine(Options(engine="native", **options), given).check(WRONG, NAME)


def test_findings_of_the_native_engine_stand_beside_ours() -> None:
    found = native(module(diagnostic("F3002", "FATAL"), diagnostic("I9001", "INFO")))
    assert [each.rule for each in found] == ["F3002", "E9969", "E9950"]
    assert found[0].path == ("Resources", "Notes", "Properties", "Body", 0, "x")
    assert (found[0].severity, found[0].message) == ("error", "wrong")


def test_a_fatal_finding_is_left_out_as_an_error() -> None:
    assert [each.rule for each in native(module(diagnostic("F3002", "FATAL")), ignore=("E3002", "E99"))] == []


def test_each_region_is_asked_and_told_once() -> None:
    found = native(module(diagnostic("W1", "WARN")), regions=("eu-west-1", "us-east-1"), ignore=("E99",))
    assert [each.rule for each in found] == ["W1"]


def test_a_failure_of_the_native_engine_is_a_finding() -> None:
    assert native(module(fails=True))[0].rule == "E0002"


def test_the_native_engine_that_is_installed() -> None:
    pytest.importorskip("cloudformation_validate")
    report = Linter(Options(engine="native")).text(WRONG, NAME)
    assert {"E9969", "E9950"} <= set(ids(report))
    assert report.tool == "cloudformation-validate"
