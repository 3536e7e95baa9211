"""Rows A05 to A09 and A35 to A37 of document 000, C01 of document 002: one stack for each environment."""
# ruff: noqa: N802

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ready import rows_tested

import yaml_readers
from cfngw.cli import main
from cfngw.cli.create import stack_name

ROWS = {"A05", "A06", "A07", "A08", "A09", "A35", "A36", "A37", "C01"}
APP = """\
from cfngw import Directory, Environment, Function, Parameter, PerEnvironment, RestApiLambdaBlueprint, RestLambdaProxy
from cfngw import Method

hello = Function(
    "helloworld", "app.handler", runtime="python3.13", code=Directory("../src"),
    environment={{"env_var_common": "is_common", "env_var_stage": "is_nothing"}},
)
blueprint = RestApiLambdaBlueprint(
    name="helloworld",
    methods=[Method("GET /", RestLambdaProxy(hello))],
    environments={{
        "dev": Environment(variables={{"env_var_stage": "is_dev"}}{dev}),
        "local": Environment(variables={{"env_var_stage": "is_local"}}),
        "production": Environment(),
    }},
    {options}
)
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"pyproject.toml": "", "src/app.py": "def handler(event, context):\n    return {}\n"}.items():
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def built(dev: str = "", options: str = "") -> dict[str, Any]:
    """Build the document's app, and give the templates by their names."""
    Path("blueprints").mkdir(exist_ok=True)
    Path("blueprints/helloworld.py").write_text(APP.format(dev=dev, options=options))
    assert run("build", "--no-lint") == 0
    return {path.stem: yaml_readers.pyyaml(path.read_text()) for path in sorted(Path("output").glob("*.yaml"))}


def only(document: Any, kind: str) -> Any:
    (found,) = [each["Properties"] for each in document["Resources"].values() if each["Type"] == kind]
    return found


def test_every_row_is_tested() -> None:
    assert rows_tested(globals()) == ROWS


def test_A05_role_and_function_are_named_after_app_and_environment_on_request() -> None:
    named = built(options='app_name="helloworld"')["helloworld.dev"]
    assert only(named, "AWS::Lambda::Function")["FunctionName"] == "helloworld-dev"
    assert only(named, "AWS::IAM::Role")["RoleName"] == "helloworld-dev"
    assert only(named, "AWS::ApiGateway::RestApi")["Name"] == "helloworld-dev"
    plain = built()["helloworld.dev"]
    assert "FunctionName" not in only(plain, "AWS::Lambda::Function")
    assert "RoleName" not in only(plain, "AWS::IAM::Role")


def test_A06_the_stage_is_api_whatever_the_environment_is_called() -> None:
    assert {only(each, "AWS::ApiGateway::Stage")["StageName"] for each in built().values()} == {"api"}


def test_A07_the_environment_is_chosen_by_a_word() -> None:
    built()
    for path in Path("output").glob("*"):
        path.unlink()
    assert run("build", "--no-lint", "--environment", "dev") == 0
    assert [path.name for path in Path("output").glob("*")] == ["helloworld.dev.yaml"]


def test_A07_with_dev_as_the_default_where_it_is_a_parameter() -> None:
    """By one keyword: a default would turn an updated prod into dev where the parameter was forgotten."""
    names = ["dev", "local", "production"]
    own = f'one_template=True, parameters=[Parameter("Environment", "dev", allowed_values={names})]'
    text = APP.replace("Environment()", 'Environment(variables={{"env_var_stage": "is_production"}})')
    Path("blueprints").mkdir()
    Path("blueprints/helloworld.py").write_text(text.format(dev="", options=own))
    assert run("build", "--no-lint") == 0
    parameter = yaml_readers.pyyaml(Path("output/helloworld.yaml").read_text())["Parameters"]["Environment"]
    assert (parameter["Default"], parameter["AllowedValues"]) == ("dev", names)


def test_A08_environments_share_nothing() -> None:
    templates = built(options='app_name="helloworld"')
    assert len({stack_name(Path(f"{name}.yaml")) for name in templates}) == len(templates)
    words = [set(_physical(document)) for document in templates.values()]
    assert all(words)
    assert set.intersection(*words) == set()
    for document in templates.values():
        assert "Fn::ImportValue" not in json.dumps(document)
        assert not any("Export" in output for output in document["Outputs"].values())


def _physical(document: Any) -> list[str]:
    found = []
    for kind, name in {
        "AWS::Lambda::Function": "FunctionName",
        "AWS::IAM::Role": "RoleName",
        "AWS::ApiGateway::RestApi": "Name",
    }.items():
        found.append(only(document, kind)[name])
    return found


def test_A09_the_package_is_reused_where_nothing_changed() -> None:
    built()
    for name in ("dev", "production"):
        assert run("package", f"output/helloworld.{name}.yaml", "--local", "dist") == 0
    assert len(list(Path("dist").glob("*.zip"))) == 1


def test_A35_common_variables_and_those_of_the_environment_which_win() -> None:
    variables = only(built()["helloworld.dev"], "AWS::Lambda::Function")["Environment"]["Variables"]
    assert variables == {"env_var_common": "is_common", "env_var_stage": "is_dev"}


def test_A36_the_stage_is_set_by_environment() -> None:
    templates = built(dev=', stage="v1"')
    stages = {name: only(each, "AWS::ApiGateway::Stage")["StageName"] for name, each in templates.items()}
    assert stages == {"helloworld.dev": "v1", "helloworld.local": "api", "helloworld.production": "api"}


def test_A37_local_is_an_environment_with_variables_of_its_own() -> None:
    variables = only(built()["helloworld.local"], "AWS::Lambda::Function")["Environment"]["Variables"]
    assert variables == {"env_var_common": "is_common", "env_var_stage": "is_local"}


def test_C01_the_stack_is_called_after_service_and_environment(capsys: pytest.CaptureFixture[str]) -> None:
    built()
    capsys.readouterr()
    assert run("package", "output/helloworld.dev.yaml", "--local", "dist") == 0
    assert "create-stack --stack-name helloworld-dev " in capsys.readouterr().out
