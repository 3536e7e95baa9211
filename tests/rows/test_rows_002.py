"""Rows C02 to C42: document 002, a POST with key, plan, models and policy, by blueprints/redshift_select.py.

The templates are rendered by cfngw.vtl; the handler runs from the template's text, with stand-ins for boto3 and
Powertools. Where the document does what the laws of DESIGN.md section 6 advise against (three broad managed policies,
a key in the code, physical names), the ready blueprint keeps the law, and the row's test shows the keyword that gives
the document's form.
"""
# ruff: noqa: N802

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mapped import CONTEXT, Mapped, method_of, module_of
from ready import BLUEPRINTS, again, changed, one, ready, rows_tested, rows_tested_locally
from troposphere import AccountId, Sub, Template
from troposphere.sns import Topic

from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    ApiKey,
    BuildError,
    CfngwError,
    Directory,
    Endpoint,
    Function,
    JsonErrors,
    Layer,
    Method,
    Model,
    Parameter,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Role,
    UsagePlan,
)
from cfngw.bundle.patterns import Patterns
from cfngw.bundle.selection import select
from cfngw.declare.selection_pattern import selects
from samples import statements

LATER = {
    "C02": "releases: a project that pins the version of its tool",
    "C37": "releases: the summary after a deployment",
    "C38": "the linter's rules: deprecations, as doctor tells them",
}
READY = ready("redshift_select")
BLUEPRINT: RestApiLambdaBlueprint = READY["blueprint"]
SELECT: Function = READY["select"]
POST: Method = BLUEPRINT.methods[0]
METHOD = "RedshiftSelectMethodPostRedshiftUnderSelect"
BODY = '{"target_table": "flightdata"}'
FORM = "application/x-www-form-urlencoded"
HEADERS = {"Content-Type": "application/json", "X-Api-Key": "key", "User-Agent": 'a "quoted" one\'s'}


@pytest.fixture(scope="module")
def template() -> Any:
    """Give the ready blueprint's template as plain data."""
    return BLUEPRINT.sealed().document


class Redshift:
    """The two services that the handler asks, and their answers."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses or ("STARTED", "FINISHED"))
        self.asked: list[dict[str, Any]] = []
        self.parameters: list[dict[str, Any]] = []

    def client(self, name: str) -> Redshift:
        assert name in ("ssm", "redshift-data")
        return self

    def get_parameter(self, **asked: Any) -> Any:
        self.parameters.append(asked)
        return {"Parameter": {"Value": "dev"}}

    def execute_statement(self, **asked: Any) -> Any:
        self.asked.append(asked)
        return {"Id": "statement"}

    def describe_statement(self, Id: str) -> Any:  # noqa: N803 (boto3's word)
        assert Id == "statement"
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"Status": status, **({"Error": 'no "such"\ntable'} if status == "FAILED" else {})}

    def get_statement_result(self, Id: str) -> Any:  # noqa: N803
        return {"Records": [[{"longValue": 118}]]}


class Log:
    """Powertools' logger, as far as the handler uses it."""

    lines: list[tuple[str, Any]]

    def __init__(self) -> None:
        Log.lines = []

    def inject_lambda_context(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        return handler

    def info(self, message: str, **options: Any) -> None:
        Log.lines.append((message, options))

    exception = info


class Clock:
    """A context whose time runs out, a second at each look."""

    def __init__(self, seconds: int = 29) -> None:
        self.left = seconds * 1000

    def get_remaining_time_in_millis(self) -> int:
        self.left -= 1000
        return self.left


def method(template: Any, redshift: Redshift, monkeypatch: pytest.MonkeyPatch) -> Mapped:
    """Give the method, with the handler of the template's text on stand-ins."""
    monkeypatch.setenv("WORK_GROUP_NAME", "group")
    monkeypatch.setenv("DB_NAME", "/redshift-select/database")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    module = module_of(template, "SelectFunction", boto3=redshift, aws_lambda_powertools=SimpleNamespace(Logger=Log))
    return Mapped(method_of(template, METHOD), module["handler"])


@pytest.fixture
def redshift() -> Redshift:
    """Give services that find a table."""
    return Redshift()


@pytest.fixture
def post(template: Any, redshift: Redshift, monkeypatch: pytest.MonkeyPatch) -> Mapped:
    """Give the method on these services."""
    return method(template, redshift, monkeypatch)


def with_function(**options: Any) -> Any:
    """Give the template with another function."""
    return with_method(function=changed(SELECT, **options))


def with_method(function: Any = SELECT, **options: Any) -> Any:
    """Give the template with a method that differs in some options."""
    given = {**POST.given(), "target": function, **options}
    return again(BLUEPRINT, methods=[Method(given.pop("route_key"), given.pop("target"), **given)])


def responses(template: Any) -> dict[str, Any]:
    """Give the integration's responses by status."""
    return {each["StatusCode"]: each for each in method_of(template)["Integration"]["IntegrationResponses"]}


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    rows = {f"C{number:02}" for number in range(2, 43)}  # C01 is in test_rows_environments.py
    assert rows_tested(globals()) | rows_tested_locally() & rows | set(LATER) == rows
    assert (rows_tested(globals()) | rows_tested_locally()) & set(LATER) == set()


def test_C03_what_all_functions_share_is_said_once_in_python_and_the_region_nowhere(template: Any) -> None:
    def python(name: str, **options: Any) -> Function:
        return changed(SELECT, name=name, runtime="python3.13", **options)

    one_and_other = [python("One"), python("Other", memory_size_mb=256)]
    document = again(BLUEPRINT, functions=one_and_other)["Resources"]
    assert {document[f"{name}Function"]["Properties"]["Runtime"] for name in ("One", "Other")} == {"python3.13"}
    assert "us-east-1" not in json.dumps(template)


def test_C04_the_endpoint_is_regional_and_edge_by_a_word(template: Any) -> None:
    def types(document: Any) -> Any:
        return one(document, "AWS::ApiGateway::RestApi")["Properties"]["EndpointConfiguration"]

    assert types(template) == {"Types": ["REGIONAL"]}
    assert types(again(BLUEPRINT, endpoint=Endpoint("EDGE"))) == {"Types": ["EDGE"]}


def test_C05_the_resource_policy_lets_everybody_in(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::RestApi")["Properties"]["Policy"]["Statement"] == [
        {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*/*/*"}
    ]


def test_C06_the_key_is_generated_and_its_name_and_value_are_options(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::ApiKey")["Properties"] == {"Enabled": True}
    value = Parameter("KeyValue", no_echo=True, min_length=30, max_length=128)
    key = ApiKey("redshift-select-key", api_key_name="redshift-select-key", value=value)
    document = again(BLUEPRINT, usage_plans=[UsagePlan("free", keys=[key])])
    assert one(document, "AWS::ApiGateway::ApiKey")["Properties"] == {
        "Name": "redshift-select-key",
        "Enabled": True,
        "Value": {"Ref": "KeyValue"},
    }
    asked = document["Parameters"]["KeyValue"]
    assert (asked["NoEcho"], asked["MinLength"], asked["MaxLength"]) == (True, 30, 128)


@pytest.mark.parametrize("value", ["short", "x" * 40])
def test_C06_a_value_in_the_code_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(CfngwError, match="a text of") as caught:
        ApiKey("redshift-select-key", value=value)
    assert value not in str(caught.value)


def test_C07_keys_are_grouped_by_their_plan(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::UsagePlanKey")["Properties"] == {
        "KeyId": {"Ref": "RedshiftDashSelectDashKeyApiKey"},
        "KeyType": "API_KEY",
        "UsagePlanId": {"Ref": "RedshiftSelectUsagePlanFree"},
    }
    plans = [UsagePlan("free", keys=[ApiKey("a"), ApiKey("b")]), UsagePlan("paid", keys=[ApiKey("c")])]
    ties = [
        each["Properties"]["UsagePlanId"]["Ref"]
        for each in again(BLUEPRINT, usage_plans=plans)["Resources"].values()
        if each["Type"] == "AWS::ApiGateway::UsagePlanKey"
    ]
    assert ties == ["RedshiftSelectUsagePlanFree"] * 2 + ["RedshiftSelectUsagePlanPaid"]


def test_C08_the_quota_is_100_a_day(template: Any) -> None:
    plan = one(template, "AWS::ApiGateway::UsagePlan")["Properties"]
    assert plan["Quota"] == {"Limit": 100, "Offset": 0, "Period": "DAY"}
    assert plan["ApiStages"] == [{"ApiId": {"Ref": "RedshiftSelectApi"}, "Stage": {"Ref": "RedshiftSelectStageDev"}}]
    with pytest.raises(CfngwError, match="a DAY has no offset 1"):
        Quota(100, "DAY", offset=1)


def test_C09_the_throttle_is_2_a_second_and_3_at_once(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::UsagePlan")["Properties"]["Throttle"] == {"RateLimit": 2, "BurstLimit": 3}


def test_C10_an_output_tells_how_the_value_of_the_key_is_read(template: Any) -> None:
    output = template["Outputs"]["RedshiftDashSelectDashKeyApiKeyId"]
    assert output["Value"] == {"Ref": "RedshiftDashSelectDashKeyApiKey"}
    assert "aws apigateway get-api-key --include-value --api-key" in output["Description"]


def test_C11_patterns_leave_files_out_of_a_package_and_take_them_back(tmp_path: Path) -> None:
    for name in ("lambda_function.py", "README.md", "package-lock.json", "node_modules/x/index.js", "keep.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def handler(event, context): ..." if path.suffix == ".py" else "")
    exclude = ["*.md", "package*.json", "node_modules/", "!keep.md"]
    found = select(tmp_path, Patterns(exclude=exclude))
    assert [file.name for file in found] == ["keep.md", "lambda_function.py"]
    document = with_function(code=Directory(str(tmp_path), exclude=exclude), handler="lambda_function.handler")
    function = one(document, "AWS::Lambda::Function")
    assert set(function["Properties"]["Code"]) == {"S3Bucket", "S3Key"}


def test_C12_the_function_is_named_by_cloudformation_or_by_a_word(template: Any) -> None:
    assert "FunctionName" not in one(template, "AWS::Lambda::Function")["Properties"]
    named = with_function(function_name=Sub("${AWS::StackName}-handler"))
    assert one(named, "AWS::Lambda::Function")["Properties"]["FunctionName"] == {"Fn::Sub": "${AWS::StackName}-handler"}


def test_C13_handler_memory_time_and_role(template: Any) -> None:
    function = one(template, "AWS::Lambda::Function")["Properties"]
    assert (function["Handler"], function["MemorySize"], function["Timeout"]) == ("index.handler", 128, 29)
    assert function["Role"] == {"Fn::GetAtt": ["SelectFunctionRole", "Arn"]}
    role = Role("Lambda")
    own = with_function(timeout_seconds=30, role=role, allow=())["Resources"]["SelectFunction"]["Properties"]
    assert (own["Timeout"], own["Role"]) == (30, {"Fn::GetAtt": ["LambdaRole", "Arn"]})


def test_C14_the_environment_names_the_workgroup_and_the_path_of_the_parameter(template: Any) -> None:
    assert one(template, "AWS::Lambda::Function")["Properties"]["Environment"] == {
        "Variables": {"WORK_GROUP_NAME": {"Ref": "WorkgroupArn"}, "DB_NAME": {"Ref": "DatabaseNameParameter"}}
    }


def test_C15_the_parameter_is_read_with_decryption_once_by_the_least_privilege(
    template: Any, post: Mapped, redshift: Redshift
) -> None:
    for _ in range(3):
        post.call(BODY, context=Clock())
    assert redshift.parameters == [{"Name": "/redshift-select/database", "WithDecryption": True}]
    _, read, *_ = statements(template["Resources"]["SelectFunctionRole"])
    arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${DatabaseNameParameter}"
    assert (read["Action"], read["Resource"]) == (["ssm:GetParameter"], [{"Fn::Sub": arn}])


def test_C16_the_layer_is_the_one_that_aws_publishes(template: Any) -> None:
    assert one(template, "AWS::Lambda::Function")["Properties"]["Layers"] == [{"Ref": "PowertoolsLayer"}]
    assert template["Parameters"]["PowertoolsLayer"]["Type"] == "AWS::SSM::Parameter::Value<String>"


def requirements(tmp_path: Path, **options: Any) -> Any:
    """Give the template with a layer of one's own."""
    (tmp_path / "requirements.txt").write_text("aws-lambda-powertools\n")
    path = str(tmp_path / "requirements.txt")
    layer = Layer.from_requirements("PythonRequirements", path, runtime="python3.13", **options)
    return with_function(layers=[layer])


def test_C16_a_layer_of_ones_own_is_built_from_requirements(tmp_path: Path) -> None:
    document = requirements(tmp_path)
    (layer,) = one(document, "AWS::Lambda::Function")["Properties"]["Layers"]
    assert document["Resources"][layer["Ref"]]["Type"] == "AWS::Lambda::LayerVersion"
    assert set(document["Resources"][layer["Ref"]]["Properties"]["Content"]) == {"S3Bucket", "S3Key"}


def test_C17_a_layer_is_built_with_pip_or_docker_and_always_from_caches(tmp_path: Path) -> None:
    def recipe(document: Any) -> Any:
        return one(document, "AWS::Lambda::LayerVersion").get("Metadata")

    assert recipe(requirements(tmp_path)) != recipe(requirements(tmp_path, build="docker"))
    with pytest.raises(CfngwError, match="build"):
        Layer.from_requirements("P", str(tmp_path / "requirements.txt"), runtime="python3.13", build="podman")


def test_C18_the_path_and_its_method(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::Resource")["Properties"]["PathPart"] == "redshift_select"
    assert method_of(template)["HttpMethod"] == "POST"


def test_C19_the_method_asks_for_a_key(template: Any) -> None:
    assert method_of(template)["ApiKeyRequired"] is True
    with pytest.raises((CfngwError, BuildError), match="no usage plan"):
        again(BLUEPRINT, usage_plans=[])


def test_C20_the_integration_is_no_proxy(template: Any) -> None:
    integration = method_of(template)["Integration"]
    assert (integration["Type"], integration["IntegrationHttpMethod"]) == ("AWS", "POST")


def test_C21_the_request_has_a_model_from_a_file(template: Any) -> None:
    model = template["Resources"]["RedshiftSelectModelRedshiftSelectInput"]["Properties"]
    assert (model["Name"], model["ContentType"]) == ("RedshiftSelectInput", "application/json")
    assert model["Description"] == "The table whose rows are counted"
    assert model["Schema"] == json.loads((BLUEPRINTS / "models/redshift_select_input.json").read_text())
    assert method_of(template)["RequestModels"] == {
        "application/json": {"Ref": "RedshiftSelectModelRedshiftSelectInput"}
    }


def test_C22_the_body_is_checked_against_it(template: Any) -> None:
    assert method_of(template)["RequestValidatorId"] == {"Ref": "RedshiftSelectValidatorBody"}
    validator = template["Resources"]["RedshiftSelectValidatorBody"]["Properties"]
    assert (validator["ValidateRequestBody"], validator["ValidateRequestParameters"]) == (True, False)


def test_C22_the_answer_says_what_is_wrong_with_the_body(template: Any) -> None:
    responses = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::ApiGateway::GatewayResponse"
    ]
    (refused,) = [each for each in responses if each["ResponseType"] == "BAD_REQUEST_BODY"]
    assert "$context.error.validationErrorString" in refused["ResponseTemplates"]["application/json"]


def test_C23_the_event_has_the_parsed_body_and_all_around_it(post: Mapped) -> None:
    event = post.event(
        BODY,
        header=HEADERS,
        querystring={"page": "1"},
        path={"id": "it's"},
        context={**CONTEXT, "httpMethod": "POST", "resourcePath": "/redshift_select"},
        stage_variables={"stage": "dev"},
    )
    assert event["body"] == {"target_table": "flightdata"}
    assert (event["method"], event["stage"], event["requestPath"]) == ("POST", "dev", "/redshift_select")
    assert event["headers"] == HEADERS
    assert (event["query"], event["path"]) == ({"page": "1"}, {"id": "it's"})
    assert event["stageVariables"] == {"stage": "dev"}
    assert event["identity"]["sourceIp"] == "203.0.113.1"
    assert "principalId" in event


def test_C23_of_a_request_without_anything_the_event_is_json_too(post: Mapped) -> None:
    event = post.event(context={})
    assert event["body"] == {}
    assert event["headers"] == event["query"] == event["path"] == event["stageVariables"] == {}


def test_C24_the_same_for_forms() -> None:
    request = Request(template={"application/json": PARSED_BODY, FORM: FORM_BODY})
    found = Mapped(method_of(with_method(request=request)), lambda event, context: event)
    event = found.event("target_table=flight+data&note=it%27s+%22so%22&empty=", content_type=FORM)
    assert event["body"] == {"target_table": "flight data", "note": 'it\'s "so"', "empty": ""}
    assert event.keys() == found.event(BODY).keys()


def test_C25_literal_headers_have_their_inner_quotes(template: Any) -> None:
    for response in responses(template).values():
        assert response["ResponseParameters"] == {"method.response.header.Content-Type": "'application/json'"}
    for declared in method_of(template)["MethodResponses"]:
        assert declared["ResponseParameters"] == {"method.response.header.Content-Type": True}


def test_C26_a_success_is_answered_with_the_body_that_the_handler_made(template: Any, post: Mapped) -> None:
    assert "SelectionPattern" not in responses(template)["200"]
    answer = post.call(BODY, context=Clock())
    assert (answer.status, answer.headers) == (200, {"Content-Type": "application/json"})
    assert answer.json == {"Status": "success", "result_value": 118, "ErrorReason": "None"}


@pytest.mark.parametrize("status", ["400", "500"])
@pytest.mark.parametrize("words", ["no such table", 'a "quoted" one', "two\nlines", "テーブル", ""])
def test_C27_C28_the_message_is_the_answer(template: Any, status: str, words: str) -> None:
    message = json.dumps({"Status": int(status), "ErrorReason": words})
    found = Mapped(method_of(template), lambda event, context: None)
    payload = json.dumps({"errorMessage": message, "errorType": "Error", "stackTrace": ["secret"]})
    answer = found.answer(payload, message)
    assert (answer.status, answer.json) == (int(status), {"Status": int(status), "ErrorReason": words})


@pytest.mark.parametrize("status", ["400", "500"])
def test_C27_the_pattern_takes_that_status_alone(template: Any, status: str) -> None:
    other = "500" if status == "400" else "400"
    pattern = responses(template)[status]["SelectionPattern"]
    assert selects(pattern, f'{{"Status": {status}, "ErrorReason": "x"}}')
    assert not selects(pattern, f'{{"Status": {other}, "ErrorReason": "\\"Status\\": {status},"}}')


def test_C27_C28_the_documents_patterns_are_emitted_as_written_with_a_warning_for_newlines() -> None:
    listed = [
        Response(200, template="$input.path('$.body')"),
        Response(400, pattern='.*"Status": 400,.*', template="$input.path('$.errorMessage')"),
        Response(500, pattern='.*"Status": 500,.*', template="$input.path('$.errorMessage')"),
    ]
    post = Method("POST /redshift_select", SELECT, request=Request(template=PARSED_BODY), responses=listed)
    sealed = type(BLUEPRINT)(methods=[post], usage_plans=[]).sealed()
    patterns = [each.get("SelectionPattern") for each in responses(sealed.document).values()]
    assert patterns == [None, '.*"Status": 400,.*', '.*"Status": 500,.*']
    assert len([notice for notice in sealed.notices if "misses messages of several lines" in str(notice)]) == 2


def test_C28_what_nobody_foresaw_is_answered_with_500_and_tells_nothing(template: Any) -> None:
    found = Mapped(method_of(template), lambda event, context: 1 / 0)
    answer = found.call(BODY)
    assert (answer.status, answer.json) == (500, {"Status": 500, "ErrorReason": "Internal server error"})


def test_C29_the_handler_writes_its_errors_as_json(template: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = method(template, Redshift("FAILED"), monkeypatch).call(BODY, context=Clock())
    assert (answer.status, answer.json) == (400, {"Status": 400, "ErrorReason": 'no "such"\ntable'})
    aborted = method(template, Redshift("ABORTED"), monkeypatch).call(BODY, context=Clock())
    assert (aborted.status, aborted.json["ErrorReason"]) == (400, "ABORTED")


def test_C29_the_contract_gives_such_exceptions_as_a_module() -> None:
    module: dict[str, Any] = {}
    exec(JsonErrors("Status", [400, 500]).module_text(), module)
    assert json.loads(str(module["BadRequest"]("none"))) == {"Status": 400, "ErrorReason": "none"}


def test_C30_an_unexpected_exception_becomes_the_500_and_a_bad_request_stays_one(
    template: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Redshift):
        def execute_statement(self, **asked: Any) -> Any:
            raise RuntimeError("password in clear")

    found = method(template, Broken(), monkeypatch)
    payload, message = found.invoke(found.event(BODY), Clock())
    assert json.loads(payload)["errorType"] == "InternalError"
    answer = found.answer(payload, message)
    assert (answer.status, answer.json) == (500, {"Status": 500, "ErrorReason": "Internal server error"})
    payload, _ = method(template, Redshift("FAILED"), monkeypatch).invoke(found.event(BODY), Clock())
    assert json.loads(payload)["errorType"] == "BadRequestError"


def test_C31_each_status_has_the_model_of_the_answers_from_a_file(template: Any) -> None:
    models = {each["StatusCode"]: each["ResponseModels"] for each in method_of(template)["MethodResponses"]}
    reference = {"application/json": {"Ref": "RedshiftSelectModelRedshiftSelectOutput"}}
    assert models == dict.fromkeys(("200", "400", "500"), reference)
    schema = template["Resources"]["RedshiftSelectModelRedshiftSelectOutput"]["Properties"]["Schema"]
    assert schema == json.loads((BLUEPRINTS / "models/redshift_select_output.json").read_text())


def test_C32_a_body_that_no_template_takes_is_refused_unless_told(template: Any) -> None:
    assert method_of(template)["Integration"]["PassthroughBehavior"] == "NEVER"
    loose = Request(template=PARSED_BODY, passthrough_behavior="WHEN_NO_MATCH")
    assert method_of(with_method(request=loose))["Integration"]["PassthroughBehavior"] == "WHEN_NO_MATCH"


def test_C33_raw_resources_and_a_description_stand_in_the_same_template(template: Any) -> None:
    assert template["Description"] == "Redshift select internal API"
    document = again(BLUEPRINT, resources=[Topic("Alarms", DisplayName="Alarms")], description="Another")
    assert document["Resources"]["Alarms"] == {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "Alarms"}}
    assert document["Description"] == "Another"


def test_C34_the_role_allows_three_things_in_place_of_three_managed_policies(template: Any) -> None:
    role = template["Resources"]["SelectFunctionRole"]
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["lambda.amazonaws.com"]}
    assert "ManagedPolicyArns" not in role["Properties"]
    allowed = {action: each for each in statements(role) for action in each["Action"]}
    assert list(allowed) == [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "ssm:GetParameter",
        "redshift-data:ExecuteStatement",
        "redshift-serverless:GetCredentials",
        "redshift-data:DescribeStatement",
        "redshift-data:GetStatementResult",
    ]
    assert allowed["redshift-data:ExecuteStatement"]["Resource"] == [{"Ref": "WorkgroupArn"}]
    own = allowed["redshift-data:GetStatementResult"]
    assert own["Resource"] == ["*"]
    assert own["Condition"] == {"StringEquals": {"redshift-data:statement-owner-iam-userid": "${aws:userid}"}}
    assert "no resource" in json.dumps(role["Metadata"])


def test_C34_a_role_gives_the_three_managed_policies_of_the_document() -> None:
    names = ["AmazonSSMReadOnlyAccess", "service-role/AWSLambdaBasicExecutionRole", "AmazonRedshiftFullAccess"]
    role = Role("Lambda", managed_policies=names, write_logs=False)
    made = with_function(role=role, allow=())["Resources"]["LambdaRole"]["Properties"]
    assert made["ManagedPolicyArns"] == [
        {"Fn::Sub": f"arn:${{AWS::Partition}}:iam::aws:policy/{name}"} for name in names
    ]
    assert "Policies" not in made


def test_C35_a_blueprint_is_extended_by_a_class_of_python() -> None:
    base: Any = type(BLUEPRINT)

    class Traced(base):  # type: ignore[misc]  # what a plugin would be
        def customize(self, template: Template) -> None:
            template.resources["RedshiftSelectStageDev"].TracingEnabled = True

    stage = one(Traced().sealed().document, "AWS::ApiGateway::Stage")
    assert stage["Properties"]["TracingEnabled"] is True


def test_C36_variables_are_pythons_and_pseudo_parameters_can_be_used_everywhere() -> None:
    service = "redshift-select"
    function = changed(SELECT, environment={"ACCOUNT": AccountId, "SERVICE": service})
    variables = one(with_method(function), "AWS::Lambda::Function")["Properties"]["Environment"]["Variables"]
    assert (variables["ACCOUNT"], variables["SERVICE"]) == ({"Ref": "AWS::AccountId"}, "redshift-select")


def test_C41_the_request_is_logged_as_structure_without_the_key(post: Mapped) -> None:
    post.call(BODY, header=HEADERS, context=Clock())
    assert Log.lines == [("asked", {"extra": {"body": {"target_table": "flightdata"}}})]


def test_C42_the_handler_gives_up_before_the_gateway_does(template: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(template, "AWS::Lambda::Function")["Properties"]["Timeout"] <= 29  # the gateway waits no longer
    slow = Redshift("STARTED")
    answer = method(template, slow, monkeypatch).call(BODY, context=Clock(29))
    assert (answer.status, answer.json) == (500, {"Status": 500, "ErrorReason": "The statement takes too long"})


def test_the_statement_counts_the_rows_of_that_table_and_nothing_else(post: Mapped, redshift: Redshift) -> None:
    post.call('{"target_table": "x\\"; drop table \\"y"}', context=Clock())
    assert redshift.asked == [
        {"WorkgroupName": "group", "Database": "dev", "Sql": 'SELECT count(*) FROM public."x""; drop table ""y"'}
    ]


def test_the_ready_blueprint_is_clean_and_a_model_may_be_a_dict() -> None:
    assert BLUEPRINT.lint() == []
    model = Model("RedshiftSelectInput", {"properties": {"target_table": {"type": "string"}}})
    made = with_method(request=Request(model, template=PARSED_BODY))["Resources"]
    assert made["RedshiftSelectModelRedshiftSelectInput"]["Properties"]["Schema"] == model.schema
