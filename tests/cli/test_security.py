"""cfngw lint --security: its formats, its exit code, and that it is driven by the tags of the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import API, cfngw, start_project, write

from cfngw.document import read
from cfngw.explain.security import TAG
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check

FIXTURES = Path(__file__).parents[1] / "lint" / "rules" / "fixtures"
OPEN = """\
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: notes, ProtocolType: HTTP, Target: "https://example.com"}}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}
  Fn: {Type: AWS::Lambda::Function, Properties: {Role: a, Code: {}}}
"""
CLOSED = """\
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: notes, ProtocolType: HTTP}}
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /, AuthorizationType: AWS_IAM}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"open.yaml": OPEN, "closed.yaml": CLOSED, "text.yaml": "a: b\n"})


def security(*words: str, code: int = 0) -> Any:
    """Give the JSON of a run."""
    ran = cfngw("lint", "--security", "--format", "json", *words)
    assert (ran.code, ran.err) == (code, "")
    return json.loads(ran.out)["files"]


def test_each_way_in_is_told_with_its_openness() -> None:
    first, second = security("open.yaml", "closed.yaml")
    assert [(way["key"], way["kind"], way["level"]) for way in first["ways"]] == [
        ("$default", "open", "warning"),
        ("URL of Fn", "open", "warning"),
    ]
    assert first["counts"] == {"open": 2}
    assert [(way["kind"], way["level"]) for way in second["ways"]] == [("iam", None)]


@pytest.mark.parametrize(
    ("file", "level", "code"),
    [
        ("open.yaml", None, 0),
        ("open.yaml", "none", 0),
        ("open.yaml", "warning", 5),
        ("closed.yaml", "informational", 0),
    ],
)
def test_it_fails_only_where_it_is_asked_to(file: str, level: str | None, code: int) -> None:
    words = ["--fail-on", level] if level is not None else []
    assert cfngw("lint", "--security", file, *words).code == code


def test_markdown_and_text_tell_the_same_ways() -> None:
    for form in ("text", "markdown"):
        out = cfngw("lint", "--security", "--format", form, "open.yaml").out
        assert "2 ways in are open without a reason" in out
        assert "URL of Fn" in out


def test_sarif_has_what_to_look_at_and_the_whole_table() -> None:
    ran = cfngw("lint", "--security", "--format", "sarif", "open.yaml", "closed.yaml")
    document = json.loads(ran.out)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    listed = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "cfngw"
    assert "open-route" in [rule["id"] for rule in listed]
    for result in run["results"]:
        assert listed[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "open.yaml"
        region = location["physicalLocation"]["region"]
        assert all(type(value) is int and value >= 1 for value in region.values())
    assert [way["key"] for way in run["properties"]["waysIn"]] == ["$default", "URL of Fn", "GET /"]


def test_what_cfngw_built_is_told_with_the_python_line() -> None:
    write({"blueprints/x.py": API})
    cfngw("build", "--no-lint")
    (report,) = security("output/x.yaml")
    (way,) = report["ways"]
    assert way["source"]["file"] == "blueprints/x.py"
    assert way["source"]["line"] == 5


TAGGED = [rule for rule in rules().values() if TAG in rule.tags]


@pytest.mark.parametrize("rule", TAGGED, ids=lambda rule: rule.id)
def test_each_rule_of_the_tag_is_in_the_report(rule: Any) -> None:
    found = []
    for path in sorted(FIXTURES.glob(f"*/{rule.id}/bad*")):
        if path.is_file() and check(read(path), [rule]).problems:
            found = [each["rule"] for each in security(str(path))[0]["findings"]]
            assert rule.id in found
            assert rule.id not in [each["rule"] for each in security(str(path), "--ignore", rule.id)[0]["findings"]]
            break
    assert rule.id in found


def test_rules_without_the_tag_are_not_in_the_report() -> None:
    untagged = {rule.id for rule in rules().values()} - {rule.id for rule in TAGGED}
    for path in sorted(FIXTURES.glob("*/*/bad*.yaml"))[::8]:
        assert not untagged & {each["rule"] for each in security(str(path))[0]["findings"]}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--security"], 2, "no template is named."),
        (["--security", "--format", "junit", "open.yaml"], 2, "--security has no such format."),
        (["--security", "--region", "eu-west-1", "open.yaml"], 2, "--region does nothing beside --security"),
        (["--security", "--include", "I", "open.yaml"], 2, "--include does nothing beside --security"),
        (["--security", "--config", "a", "open.yaml"], 2, "--config does nothing beside --security"),
        (["--security", "--append-rules", "a", "open.yaml"], 2, "--append-rules does nothing beside --security"),
        (["--format", "markdown", "open.yaml"], 2, "markdown belongs to --security."),
        (["--security", "absent.yaml"], 6, "absent.yaml can't be read"),
        (["--security", "text.yaml"], 3, "text.yaml:1:1: this is no CloudFormation template"),
    ],
)
def test_what_is_wrong_is_refused(words: list[str], code: int, message: str) -> None:
    ran = cfngw("lint", *words)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert "    fix: " in ran.err
