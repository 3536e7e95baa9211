"""Rows X01 to X11, which concern all kinds of APIs: here as far as HTTP APIs go."""
# ruff: noqa: N802

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ready import ready, rows_tested
from troposphere import Template, apigatewayv2
from troposphere.sns import Topic

from cfngw import AccessLogs, Blueprint, Composition, File, Function, HttpApiBlueprint, Inline, Output, Route, Stage
from cfngw.cli.loading import load
from samples import api, document, function, of_type, resources

LATER = {
    "X01": "REST APIs: one list of routes emitted as HTTP API, REST proxy or REST non-proxy",
    "X03": "REST non-proxy integrations: error contracts",
    "X05": "REST APIs: endpoint types",
    "X08": "usage plans and API keys",
}
OUTPUTS = sorted((Path(__file__).parents[2] / "output").glob("*.yaml"))
LOG_GROUP = "AWS::Logs::LogGroup"
APIS = {"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"}


def stage_of(stage: Stage) -> tuple[Any, dict[str, Any]]:
    """Give the properties of an API's one stage, and the log groups that are not a function's."""
    made = resources(api(stages=[stage]))
    groups = {name: group for name, group in of_type(made, LOG_GROUP).items() if "Stage" in name}
    (found,) = of_type(made, "AWS::ApiGatewayV2::Stage").values()
    return found["Properties"], groups


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    assert rows_tested(globals()) | set(LATER) == {f"X{number:02}" for number in range(1, 12)}
    assert rows_tested(globals()) & set(LATER) == set()


def test_X02_each_api_chooses_how_its_functions_are_invoked() -> None:
    shared = function()
    by_role = api(Route("GET /", shared), name="Inner", invocation="role")
    by_permission = api(Route("GET /", shared), Route("PUT /", shared), name="Outer", invocation="permission")
    made = resources(Composition(by_role, by_permission))
    assert list(of_type(made, "AWS::Lambda::Permission")) == ["OuterPermissionHello"]
    assert [name for name in made if name.endswith("InvocationRole")] == ["InnerInvocationRole"]
    integrations = of_type(made, "AWS::ApiGatewayV2::Integration")
    assert [name for name, each in integrations.items() if "CredentialsArn" in each["Properties"]] == [
        "InnerIntegrationHello"
    ]


def test_X04_the_usual_stage_names_can_be_used_together() -> None:
    names = ["$default", "api", "snapshot", "dev", "staging", "prod"]
    made = document(api(stages=[Stage(name) for name in names]))
    stages = of_type(made["Resources"], "AWS::ApiGatewayV2::Stage")
    assert [stage["Properties"]["StageName"] for stage in stages.values()] == names
    urls = [output["Value"]["Fn::Sub"] for name, output in made["Outputs"].items() if name.startswith("NotesUrl")]
    assert urls == ["${NotesApi.ApiEndpoint}/", *(f"${{NotesApi.ApiEndpoint}}/{name}/" for name in names[1:])]


def test_X06_code_is_loaded_from_a_file_beside_the_python_file_wherever_the_build_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = Inline(File("../../blueprints/handlers/notes_writer.py"))
    monkeypatch.chdir(tmp_path)
    made = Blueprint(functions=[Function("Writer", "index.handler", runtime="python3.13", code=code)])
    written = document(made)["Resources"]["WriterFunction"]["Properties"]["Code"]["ZipFile"]
    assert written == (Path(__file__).parents[2] / "blueprints/handlers/notes_writer.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_X07_no_partition_region_or_account_stands_in_the_output(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"arn:aws[a-z-]*:", text)
    assert not re.search(r"\b(us|eu|ap|sa|ca|me|af|il|cn)-(gov-)?[a-z]+-\d\b", text)
    assert not re.search(r"\b\d{12}\b", text)


def test_X07_no_partition_region_or_account_comes_from_any_option() -> None:
    rich = function(vpc=None, tracing="Active", allow=[], function_url=None)
    both = Composition(api(Route("GET /", rich)), api(Route("GET /", rich), name="Inner", invocation="role"))
    text = both.to_yaml()
    assert not re.search(r"arn:aws[a-z-]*:", text)
    assert "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:" in text


def test_X09_access_logs_are_each_stages_own() -> None:
    stage, groups = stage_of(Stage("dev"))
    ((name, group),) = groups.items()
    assert stage["AccessLogSettings"]["DestinationArn"] == {"Fn::GetAtt": [name, "Arn"]}
    assert "$context.requestId" in stage["AccessLogSettings"]["Format"]
    assert group["Properties"] == {"RetentionInDays": 30}


def test_X09_access_logs_are_switched_off_by_a_word() -> None:
    stage, groups = stage_of(Stage("dev", access_logs=None))
    assert "AccessLogSettings" not in stage
    assert groups == {}


def test_X09_the_format_and_the_destination_of_access_logs_are_chosen() -> None:
    own = "$context.requestId $context.status"
    stage, groups = stage_of(Stage("dev", access_logs=AccessLogs(own, destination_arn="arn:aws:logs:x:1:log-group:y")))
    assert stage["AccessLogSettings"] == {"DestinationArn": "arn:aws:logs:x:1:log-group:y", "Format": own}
    assert groups == {}
    common, groups = stage_of(Stage("dev", access_logs=AccessLogs("CLF", retention_in_days=None)))
    assert "$context.identity.sourceIp - - [$context.requestTime]" in common["AccessLogSettings"]["Format"]
    assert [group.get("Properties", {}) for group in groups.values()] == [{}]


def test_X10_raw_resources_stand_beside_the_declared_ones() -> None:
    topic = Topic("News", DisplayName="News")
    assert resources(api(resources=[topic]))["News"] == {
        "Type": "AWS::SNS::Topic",
        "Properties": {"DisplayName": "News"},
    }
    assert list(resources(Blueprint(resources=[topic]))) == ["News"]


def test_X10_a_declared_resource_can_be_changed_after_all() -> None:
    class Changed(HttpApiBlueprint):
        name = "Notes"
        routes = (Route("GET /", function()),)

        def customize(self, template: Template) -> None:
            template.resources["NotesApi"].DisableExecuteApiEndpoint = True
            template.add_resource(apigatewayv2.VpcLink("Link", Name="link", SubnetIds=["subnet-1"]))

    made = resources(Changed())
    assert made["NotesApi"]["Properties"]["DisableExecuteApiEndpoint"] is True
    assert made["Link"]["Properties"] == {"Name": "link", "SubnetIds": ["subnet-1"]}


def test_X11_a_template_tells_urls_ids_and_a_call_to_try() -> None:
    made = document(api(Route("PUT /notes/{id}", function()), Route("POST /notes", function()), stages=[Stage("dev")]))
    outputs = {name: output["Value"] for name, output in made["Outputs"].items()}
    assert outputs == {
        "NotesUrlDev": {"Fn::Sub": "${NotesApi.ApiEndpoint}/dev/"},
        "NotesApiId": {"Ref": "NotesApi"},
        "NotesExample": {"Fn::Sub": "curl -i -X POST ${NotesApi.ApiEndpoint}/dev/notes"},
        "HelloFunctionArn": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
    }
    assert all(output["Description"] for output in made["Outputs"].values())


def test_X11_outputs_are_added_and_the_usual_ones_left_out_by_a_word() -> None:
    own = Output("Own", "value", export="own")
    made = document(api(outputs=[own], default_outputs=False))["Outputs"]
    assert made == {"Own": {"Value": "value", "Export": {"Name": "own"}}}


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_X11_every_ready_blueprint_tells_its_url(path: Path) -> None:
    ((loaded,), problems) = load([path.parent.parent / "blueprints" / f"{path.stem}.py"])
    assert not problems
    document = loaded.blueprint.sealed().document
    types = {resource["Type"] for resource in document["Resources"].values()}
    told = [str(output["Value"]) for output in document["Outputs"].values()]
    assert not types & APIS or any("ApiEndpoint" in value or ".execute-api." in value for value in told)
    assert ready(path.stem)["blueprint"].to_yaml() == path.read_text(encoding="utf-8")
