"""cfngw test-invoke: one request without a server (C39, the console's Test button)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cli_runs import cfngw, cfngw_process, start_project, write

ROOT = Path(__file__).parents[2]
API = f"""\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python{sys.version_info[0]}.{sys.version_info[1]}
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code:
        ZipFile: |
          import json
          def handler(event, context):
              print("seen")
              told = {{"query": event.get("queryStringParameters"), "headers": event["headers"],
                      "body": event.get("body"), "variables": event.get("stageVariables"),
                      "stage": event["requestContext"]["stage"]}}
              return {{"statusCode": 418, "body": json.dumps(told)}}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {{Name: x, ProtocolType: HTTP}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt F.Arn
      PayloadFormatVersion: "2.0"
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{ApiId: !Ref Api, RouteKey: POST /notes, Target: !Sub "integrations/${{Integration}}"}}
  Guarded:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /guarded
      AuthorizationType: AWS_IAM
      Target: !Sub "integrations/${{Integration}}"
  Dev:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {{ApiId: !Ref Api, StageName: dev, StageVariables: {{table: a}}}}
  Prod:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {{ApiId: !Ref Api, StageName: prod}}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"api.yaml": API})


def told(*words: str) -> dict[str, object]:
    ran = cfngw("test-invoke", "api.yaml", *words, "--trace", "json")
    assert ran.code == 0, ran.err
    journey = json.loads(ran.out)
    found: dict[str, object] = json.loads(journey["response"]["body"])
    return found


def test_a_request_shows_its_answer_and_its_steps() -> None:
    ran = cfngw("test-invoke", "api.yaml", "POST /notes", "--stage", "dev", "--body", "[1]")
    assert (ran.code, ran.err) == (0, "")
    head, _, steps = ran.out.partition("-" * 40)
    assert head.startswith("Status: 418\nLatency: ")
    assert '"body": "[1]"' in head
    assert "POST /dev/notes\n" in steps
    assert "api.yaml:" in steps
    assert "seen" in steps
    assert "  answer       418, " in steps


def test_what_the_request_has_is_sent() -> None:
    write({"body.json": '{"a": 1}'})
    found = told(
        "POST /notes?x=1",
        *("--stage", "dev", "--body", "@body.json", "--header", "X-A: b: c", "--query", "y=2 3", "--var", "table=b"),
    )
    assert found["body"] == '{"a": 1}'
    assert found["query"] == {"x": "1", "y": "2 3"}
    assert found["variables"] == {"table": "b"}
    assert found["stage"] == "dev"
    assert dict(found["headers"])["x-a"] == "b: c"  # type: ignore[call-overload]


def test_authorizers_are_passed_by_unless_they_are_asked_for() -> None:
    words = ("test-invoke", "api.yaml", "GET /guarded", "--stage", "prod")
    assert cfngw(*words).out.startswith("Status: 418\n")
    assert cfngw(*words, "--checked").out.startswith("Status: 403\n")


def test_a_status_is_no_failure_unless_it_is_asked_to_be() -> None:
    words = ("test-invoke", "api.yaml", "POST /notes", "--stage", "dev")
    assert cfngw(*words).code == 0
    assert cfngw(*words, "--fail").code == 5


@pytest.mark.parametrize(
    ("words", "problem", "fix"),
    [
        (("POST /nots", "--stage", "dev"), "Api has no route POST /nots.", "ask for POST /notes"),
        (("GET /notes", "--stage", "dev"), "Api has no route GET /notes.", "ask for POST /notes"),
        (
            ("POST /dev/notes", "--stage", "dev"),
            "Api has no route POST /dev/notes.",
            "leave the stage out: POST /notes",
        ),
        (("/notes",), "a request is a method and a path.", 'cfngw test-invoke api.yaml "GET /path"'),
        (("POST",), "a request is a method and a path.", 'cfngw test-invoke api.yaml "GET /path"'),
        (("POST /notes",), "Api has several stages.", "name one: stage dev"),
        (("POST /notes", "--stage", "prd"), "Api has no stage prd.", "name prod"),
        (("POST /notes", "--api", "Apy"), "there is no API Apy.", "name Api"),
        (("POST /notes", "--header", "x"), "--header takes a name and a value.", "--header 'x-api-key: secret'"),
        (("POST /notes", "--header", "x: a\nb"), "--header takes a name and a value.", "--header 'x-api-key: secret'"),
        (("POST /notes", "--query", "=x"), "--query takes a name and a value.", "--query limit=10"),
        (("POST /notes", "--var", "x"), "--var takes a name and a value.", "--var 'table=notes'"),
    ],
)
def test_what_does_not_fit_is_told_with_the_way_out(words: tuple[str, ...], problem: str, fix: str) -> None:
    ran = cfngw("test-invoke", "api.yaml", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {problem}\n")
    assert ran.err.endswith(f"    fix:     {fix}\n")


def test_a_body_that_is_not_there_is_told() -> None:
    ran = cfngw("test-invoke", "api.yaml", "POST /notes", "--body", "@no.json")
    assert ran.code == 6
    assert ran.err.startswith("error: no.json can't be read: No such file or directory\n")


def test_no_process_is_left_and_the_command_ends() -> None:
    ran = cfngw_process("test-invoke", "api.yaml", "POST /notes", "--stage", "dev")
    assert ran.code == 0
    assert ran.err == ""
