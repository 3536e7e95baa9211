"""Rows X01 to X11, which concern all kinds of APIs."""
# ruff: noqa: N802

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from mapped import Mapped, method_of
from ready import ready, rows_tested
from troposphere import Template, apigatewayv2
from troposphere.sns import Topic

from cfngw import (
    AccessLogs,
    AllowVpcEndpoints,
    ApiKey,
    AsyncLambda,
    Blueprint,
    BracketErrors,
    CfngwError,
    Composition,
    Endpoint,
    File,
    Function,
    HttpApiBlueprint,
    Inline,
    JsonErrors,
    Method,
    MethodSettings,
    Mock,
    Model,
    Output,
    PrefixErrors,
    Request,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Route,
    Stage,
    UsagePlan,
)
from cfngw.cli.loading import load
from cfngw.declare.error_contract import ErrorContract
from samples import api, document, function, of_type, resources

LATER: dict[str, str] = {}
KEY = ApiKey("Client")
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


def rest(*methods: Method, **options: Any) -> RestApiLambdaBlueprint:
    """Make a REST API called Notes; one method on one function unless methods are given."""
    usual = (Method("GET /", function()),)
    return RestApiLambdaBlueprint(**{"name": "Notes", "methods": methods or usual, **options})


READER, WRITER = function("Reader"), function("Writer")
NOTES = [
    ("GET /notes", READER),
    ("POST /notes", WRITER),
    ("GET /notes/{id}", READER),
    ("DELETE /notes/{id}", WRITER),
    ("ANY /more/{proxy+}", READER),
]
ONE_LIST = {
    "http": HttpApiBlueprint(name="NotesHttp", routes=[Route(*each) for each in NOTES]),
    "proxy": rest(*(Method(key, RestLambdaProxy(target)) for key, target in NOTES), name="NotesProxy"),
    "mapped": rest(*(Method(*each) for each in NOTES), name="NotesMapped"),
}


def test_X01_one_list_of_routes_is_an_http_api_a_rest_proxy_or_a_rest_api_with_templates() -> None:
    keys, functions = [key for key, _ in NOTES], [target.resource_id for _, target in NOTES]
    http, proxy, mapped = (resources(made) for made in ONE_LIST.values())
    routes = of_type(http, "AWS::ApiGatewayV2::Route").values()
    assert [each["Properties"]["RouteKey"] for each in routes] == keys
    for made, kind in ((proxy, "AWS_PROXY"), (mapped, "AWS")):
        methods = [each["Properties"] for each in of_type(made, "AWS::ApiGateway::Method").values()]
        assert [each["HttpMethod"] for each in methods] == [key.partition(" ")[0] for key in keys]
        assert {each["Integration"]["Type"] for each in methods} == {kind}
        called = [each["Integration"]["Uri"]["Fn::Sub"] for each in methods]
        assert [name in uri for name, uri in zip(functions, called, strict=True)] == [True] * len(keys)
    shared = {name: each for name, each in http.items() if not name.startswith("NotesHttp")}
    for other in (proxy, mapped):
        assert {name: each for name, each in other.items() if not name.startswith("Notes")} == shared


def test_X01_the_same_paths_have_the_same_ids_in_both_kinds() -> None:
    def ends(kind: str, resource_type: str, noun: str) -> list[str]:
        return [name.partition(noun)[2] for name in of_type(resources(ONE_LIST[kind]), resource_type)]

    routes = ends("http", "AWS::ApiGatewayV2::Route", "Route")
    assert routes == ends("proxy", "AWS::ApiGateway::Method", "Method")
    assert routes == ends("mapped", "AWS::ApiGateway::Method", "Method")


def test_X01_the_linter_finds_nothing_in_the_three() -> None:
    assert Composition(*ONE_LIST.values()).lint() == []


def test_X02_each_rest_api_chooses_how_its_functions_are_invoked() -> None:
    shared = function()
    inner = rest(Method("GET /", shared), name="Inner", invocation="role")
    outer = rest(Method("GET /", shared), Method("PUT /", shared), name="Outer")
    made = resources(Composition(inner, outer))
    assert list(of_type(made, "AWS::Lambda::Permission")) == ["OuterPermissionHello"]
    assert [name for name in made if name.endswith("InvocationRole")] == ["InnerInvocationRole"]


@pytest.mark.parametrize(
    ("errors", "message", "body"),
    [
        (BracketErrors([400]), "[400:BadRequest] no", {"message": "[400:BadRequest] no"}),
        (PrefixErrors([400]), "400: no", {"error": "no"}),
        (JsonErrors("Status", [400]), '{"Status": 400, "ErrorReason": "no"}', {"Status": 400, "ErrorReason": "no"}),
    ],
    ids=["bracket", "prefix", "json"],
)
def test_X03_each_api_or_method_chooses_its_error_contract(
    errors: ErrorContract, message: str, body: dict[str, Any]
) -> None:
    def handler(event: Any, context: Any) -> None:
        raise ValueError(message)

    for made in (rest(errors=errors), rest(Method("GET /", function(), errors=errors))):
        answer = Mapped(method_of(document(made)), handler).answer(
            *Mapped(method_of(document(made)), handler).invoke({})
        )
        assert (answer.status, answer.json) == (400, body)


def test_X03_with_a_proxy_the_handlers_framework_answers_and_nothing_is_mapped() -> None:
    method = method_of(document(rest(Method("GET /", RestLambdaProxy(function())), errors=BracketErrors([400]))))
    assert "IntegrationResponses" not in method["Integration"]
    assert "MethodResponses" not in method


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


def test_X04_the_usual_stage_names_of_rest_apis_can_be_used_together() -> None:
    names = ["api", "snapshot", "dev", "staging", "prod"]
    made = document(rest(stages=[Stage(name) for name in names]))
    stages = of_type(made["Resources"], "AWS::ApiGateway::Stage")
    assert [stage["Properties"]["StageName"] for stage in stages.values()] == names
    assert len(of_type(made["Resources"], "AWS::ApiGateway::Deployment")) == 1
    with pytest.raises(CfngwError, match=r"no stage \$default"):
        rest(stages=[Stage("$default")])


def test_X05_the_endpoint_is_regional_unless_it_is_edge_or_private() -> None:
    def types(**options: Any) -> Any:
        return resources(rest(**options))["NotesApi"]["Properties"]["EndpointConfiguration"]

    vpc = "vpce-0123456789abcdef0"
    assert types() == {"Types": ["REGIONAL"]}
    assert types(endpoint=Endpoint("EDGE")) == {"Types": ["EDGE"]}
    private = types(endpoint=Endpoint("PRIVATE"), policy=AllowVpcEndpoints([vpc]))
    assert private["Types"] == ["PRIVATE"]
    assert types(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=[vpc]))["VpcEndpointIds"] == [vpc]
    with pytest.raises(CfngwError, match="a private API needs a resource policy"):
        rest(endpoint=Endpoint("PRIVATE"))


def test_X06_templates_schemas_and_policies_are_loaded_from_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(__file__).parents[2] / "blueprints"
    template, schema = (
        File("../../blueprints/templates/error_message.vm"),
        File("../../blueprints/models/redshift_select_input.json"),
    )
    request = Request(Model("Input", schema))
    monkeypatch.chdir(tmp_path)
    made = resources(
        rest(Method("POST /", function(), request=request), errors=BracketErrors([400], template=template))
    )
    assert made["NotesModelInput"]["Properties"]["Schema"]["required"] == ["target_table"]
    method = made["NotesMethodPostRoot"]["Properties"]["Integration"]["IntegrationResponses"][1]
    assert method["ResponseTemplates"]["application/json"] == (folder / "templates/error_message.vm").read_text()
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}]}
    (tmp_path / "policy.json").write_text(json.dumps(policy))
    loaded = json.loads(File(str(tmp_path / "policy.json")).read())
    assert resources(rest(policy=loaded))["NotesApi"]["Properties"]["Policy"] == policy


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


@pytest.mark.parametrize("kind", [lambda target: target, RestLambdaProxy, AsyncLambda, lambda target: Mock()])
def test_X08_methods_of_all_kinds_ask_for_a_key_that_a_plan_lets_in(kind: Any) -> None:
    method = Method("GET /", kind(function()), api_key_required=True)
    made = resources(rest(method, stages=[Stage("dev"), Stage("prod")], usage_plans=[UsagePlan("free", keys=[KEY])]))
    assert made["NotesMethodGetRoot"]["Properties"]["ApiKeyRequired"] is True
    (plan,) = of_type(made, "AWS::ApiGateway::UsagePlan").values()
    assert [each["Stage"] for each in plan["Properties"]["ApiStages"]] == [
        {"Ref": "NotesStageDev"},
        {"Ref": "NotesStageProd"},
    ]
    (tie,) = of_type(made, "AWS::ApiGateway::UsagePlanKey").values()
    assert tie["Properties"]["KeyId"] == {"Ref": "ClientApiKey"}
    with pytest.raises(CfngwError, match="no usage plan"):
        rest(method)


def test_X09_rest_apis_log_nothing_unless_asked_since_the_account_needs_a_role() -> None:
    bare = resources(rest())["NotesStageDev"]["Properties"]
    assert not {"AccessLogSetting", "MethodSettings"} & set(bare)
    stage = Stage("dev", access_logs=AccessLogs(), method_settings=MethodSettings(logging_level="ERROR"))
    asked = resources(rest(stages=[stage]))["NotesStageDev"]["Properties"]
    assert asked["AccessLogSetting"]["DestinationArn"] == {"Fn::GetAtt": ["NotesStageDevAccessLogs", "Arn"]}
    assert asked["MethodSettings"][0]["LoggingLevel"] == "ERROR"


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


def test_X11_a_template_of_a_rest_api_tells_the_url_of_each_stage_and_the_ids_of_keys() -> None:
    methods = [Method("PUT /notes/{id}", function()), Method("GET /notes", function(), api_key_required=True)]
    stages = [Stage("dev"), Stage("prod")]
    made = document(rest(*methods, stages=stages, usage_plans=[UsagePlan("free", keys=[KEY])]))
    outputs = {name: output["Value"] for name, output in made["Outputs"].items()}
    url = "https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    assert outputs == {
        "NotesUrlDev": {"Fn::Sub": f"{url}/dev/"},
        "NotesUrlProd": {"Fn::Sub": f"{url}/prod/"},
        "NotesApiId": {"Ref": "NotesApi"},
        "NotesExample": {"Fn::Sub": f"curl -i -H 'X-Api-Key: KEY' {url}/dev/notes"},
        "ClientApiKeyId": {"Ref": "ClientApiKey"},
        "HelloFunctionArn": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
    }
    assert all(output["Description"] for output in made["Outputs"].values())


def test_X11_outputs_are_added_and_the_usual_ones_left_out_by_a_word() -> None:
    own = Output("Own", "value", export="own")
    made = document(api(outputs=[own], default_outputs=False))["Outputs"]
    assert made == {"Own": {"Value": "value", "Export": {"Name": "own"}}}


@pytest.mark.parametrize("path", [path for path in OUTPUTS if path.stem != "account"], ids=lambda path: path.stem)
def test_X11_every_ready_blueprint_tells_its_url(path: Path) -> None:
    ((loaded,), problems) = load([path.parent.parent / "blueprints" / f"{path.stem}.py"])
    assert not problems
    document = loaded.blueprint.sealed().document
    types = {resource["Type"] for resource in document["Resources"].values()}
    told = [str(output["Value"]) for output in document["Outputs"].values()]
    address = ("ApiEndpoint", ".execute-api.", "https://${ApiDomainName}/")
    assert not types & APIS or any(each in value for value in told for each in address)
    assert ready(path.stem)["blueprint"].to_yaml() == path.read_text(encoding="utf-8")
