"""cfngw explain: its options, formats and refusals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import API, cfngw, start_project, write

HAND_WRITTEN = """\
Parameters:
  Name: {Type: String, Default: notes}
  Kind: {Type: String}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: !Ref Name}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: !Ref Kind
      Integration: {Type: AWS, IntegrationHttpMethod: POST, Uri: !Sub "${Fn.Arn}"}
  Fn: {Type: AWS::Lambda::Function, Properties: {Role: !Ref Name, Code: {}}}
  Other: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: other, ProtocolType: HTTP}}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"x.yaml": HAND_WRITTEN, "text.yaml": "a: b\n", "broken.yaml": "a: b\n  c: d\n"})


def test_parameters_are_given_or_have_their_defaults() -> None:
    (without,) = json.loads(cfngw("explain", "x.yaml", "--api", "Api", "--format", "json").out)["apis"]
    assert (without["name"], without["routes"][0]["access"]["kind"]) == ("notes", "unknown")
    words = ("--parameter", "Kind=AWS_IAM", "--parameter", "Name=a=b")
    (given,) = json.loads(cfngw("explain", "x.yaml", "--api", "Api", "--format", "json", *words).out)["apis"]
    assert (given["name"], given["routes"][0]["access"]["kind"]) == ("a=b", "iam")


def test_findings_of_the_rules_are_told_with_their_lines() -> None:
    ran = cfngw("explain", "x.yaml", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)["findings"]
    assert all(each["where"]["file"] == "x.yaml" and each["short"] and each["message"] for each in found)
    text = cfngw("explain", "x.yaml").out
    for each in found:
        assert (each["rule"] in text) == (each["severity"] != "advice")


def test_one_api_is_told_alone() -> None:
    out = cfngw("explain", "x.yaml", "--api", "Other").out
    assert 'Other: HTTP API "other"' in out
    assert "Api: REST" not in out
    assert "FUNCTION" not in out


def test_markdown_has_a_table_of_routes() -> None:
    out = cfngw("explain", "x.yaml", "--format", "markdown").out
    assert "| Route | Calls | Who may call |" in out
    assert out.startswith("## `x.yaml`\n")


def test_what_was_built_is_told() -> None:
    write({"blueprints/x.py": API})
    cfngw("build", "--no-lint")
    out = cfngw("explain", "output/x.yaml").out
    assert 'HelloApi: HTTP API "Hello"' in out
    assert "GET /  HelloFunction  everybody" in out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([], 2, "Missing argument 'TEMPLATE'"),
        (["absent.yaml"], 6, "absent.yaml can't be read: No such file or directory"),
        (["text.yaml"], 3, "text.yaml:1:1: this is no CloudFormation template: it has no Resources."),
        (["broken.yaml"], 3, "broken.yaml:2:"),
        (["x.yaml", "--parameter", "Kind"], 2, "--parameter has no value."),
        (["x.yaml", "--parameter", "Knd=a"], 3, "the template has no parameter Knd."),
        (["x.yaml", "--api", "Apy"], 2, "the template has no API Apy."),
        (["x.yaml", "--format", "xml"], 2, "'xml' is not one of"),
    ],
)
def test_what_is_wrong_is_refused(words: list[str], code: int, message: str) -> None:
    ran = cfngw("explain", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("error: ")
    assert message in ran.err
    assert "    fix: " in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a pseudo-terminal")
@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_the_text_is_as_wide_as_it_is(columns: int) -> None:
    import pty

    parent, child = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    environment.pop("FORCE_COLOR", None)
    command = [sys.executable, "-m", "cfngw", "explain", "x.yaml"]
    with subprocess.Popen(command, stdout=child, stderr=child, env=environment) as process:
        os.close(child)
        chunks = []
        while True:
            try:
                chunk = os.read(parent, 65536)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
    os.close(parent)
    assert process.returncode == 0
    lines = b"".join(chunks).decode().replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "").split("\r\n")
    assert "ROUTE" in "".join(lines)
    assert max(map(len, lines)) <= columns
