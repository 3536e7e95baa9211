"""The pytest plugin: light at the start, a fixture that closes, a report that shows what functions wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """\
import sys

def test_it_greets(local_api):
    api = local_api("hello.yaml")
    response = api.get("/")
    assert response.status == 200, response

def test_it_fails(local_api):
    api = local_api("hello.yaml")
    assert api.get("/nowhere").status == 200, api.get("/nowhere")

def test_prints(local_api):
    assert local_api("prints.yaml").get("/") is None
"""


def template(code: str) -> str:
    """Make a template of an HTTP API with one function."""
    return f"""\
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python{sys.version_info[0]}.{sys.version_info[1]}
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/x
      Code:
        ZipFile: |
          def handler(event, context):
              {code}
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
    Properties: {{ApiId: !Ref Api, RouteKey: GET /, Target: !Sub "integrations/${{Integration}}"}}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {{ApiId: !Ref Api, StageName: $default, AutoDeploy: true}}
"""


@pytest.mark.slow
@pytest.mark.checked
def test_the_fixture_serves_closes_and_reports(tmp_path: Path) -> None:
    (tmp_path / "hello.yaml").write_text(template("return {'statusCode': 200}"))
    (tmp_path / "prints.yaml").write_text(template("print('seen by the function')"))
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "cfngw.testing.plugin",
        "-p",
        "no:cacheprovider",
        "-W",
        "error",
    ]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60)
    assert "2 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert '<Response 404 \'{"message":"Not Found"}\'>' in done.stdout
    assert "F: seen by the function" in done.stdout
    assert "GET /nowhere 404: no route takes GET /nowhere" in done.stdout
    assert "ResourceWarning" not in done.stdout + done.stderr


def test_loading_the_plugin_loads_nothing_of_the_gateway() -> None:
    code = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport cfngw.testing.plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "['cfngw', 'cfngw.testing', 'cfngw.testing.plugin']"


def test_the_plugin_is_an_entry_point_of_pytest() -> None:
    text = (ROOT / "setup.cfg").read_text()
    assert "pytest11 =\n    cfngw.testing.plugin = cfngw.testing.plugin\n" in text
