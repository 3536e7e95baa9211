"""Rows D01 to D35: document 003, one API in two stages by aliases, by blueprints/user_api_staging_prod.py.

The templates are rendered by cfngw.vtl and the handler runs from the template's text. Where the document does what the
laws of DESIGN.md section 6 advise against (physical names, a managed policy, a pattern that stops at a newline), the
ready blueprint keeps the law, and the row's test shows the keyword that gives the document's form. The whole story of
row D34 is told in tests/cli/test_story_003.py.
"""
# ruff: noqa: N802

from __future__ import annotations

import json
import types
from typing import Any

import pytest
from mapped import JSON, Answer, Mapped, method_of, module_of
from ready import BLUEPRINTS, again, changed, one, ready, rows_tested
from troposphere import route53

from cfngw import (
    FORM_BODY,
    Alias,
    CfngwError,
    Directory,
    Function,
    Method,
    Parameter,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Role,
    Stage,
)
from cfngw.vtl import render
from samples import of_type, statements

LATER: dict[str, str] = {}
READY = ready("user_api_staging_prod")
BLUEPRINT: RestApiLambdaBlueprint = READY["blueprint"]
USER: Function = READY["user"]
ID = "abcdefgh1"
BOTH = ("UserMethodGetUserVar", "UserMethodPostUserVar")
NAMES = {"USERS_TABLE": "example_user", "STAGING_USERS_TABLE": "s-example_user"}
ARN = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${UserFunction.Arn}"
DOCUMENTS_TEMPLATE = """
{ "id": "$input.params('id')", "name": "$input.path('$.name')", "stage": "$stageVariables.stage", "_method": "POST" }
"""


@pytest.fixture(scope="module")
def template() -> Any:
    """Give the ready blueprint's template as plain data."""
    return BLUEPRINT.sealed().document


class Tables:
    """DynamoDB, as far as the handler uses it: tables in memory by their names."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Any]] = {name: {} for name in NAMES.values()}

    def Table(self, name: str) -> Any:
        items = self.tables[name]

        class One:
            @staticmethod
            def get_item(*, Key: Any) -> Any:  # noqa: N803 (boto3's words)
                return {"Item": items[Key["id"]]} if Key["id"] in items else {}

            @staticmethod
            def put_item(*, Item: Any) -> None:  # noqa: N803
                items[Item["id"]] = Item

        return One


class Service:
    """The API of a template in both stages, from the request to the answer."""

    def __init__(self, document: Any) -> None:
        self.tables = Tables()
        boto3 = types.SimpleNamespace(resource=lambda service: self.tables)
        self.module = module_of(document, "UserFunction", boto3=boto3)
        self.document = document
        self.variables = {
            stage["Properties"]["StageName"]: stage["Properties"].get("Variables", {})
            for stage in of_type(document["Resources"], "AWS::ApiGateway::Stage").values()
        }

    def method(self, verb: str) -> Mapped:
        """Give a method with the handler."""
        return Mapped(method_of(self.document, f"UserMethod{verb.capitalize()}UserVar"), self.module["lambda_handler"])

    def event(self, verb: str, stage: str, body: str | None = None, **path: str) -> Any:
        """Give the event that a request becomes in a stage."""
        return self.method(verb).event(body, path=path, stage_variables=self.variables[stage])

    def call(self, verb: str, stage: str, body: Any = None, **path: str) -> Answer:
        """Send a request to a stage."""
        method = self.method(verb)
        text = None if body is None else json.dumps(body)
        return method.answer(*method.invoke(self.event(verb, stage, text, **(path or {"id": ID}))))


@pytest.fixture
def service(template: Any, monkeypatch: pytest.MonkeyPatch) -> Service:
    for name, table in NAMES.items():
        monkeypatch.setenv(name, table)
    return Service(template)


def stages(template: Any) -> dict[str, Any]:
    """Give the stages by their names."""
    found = of_type(template["Resources"], "AWS::ApiGateway::Stage").values()
    return {each["Properties"]["StageName"]: each["Properties"] for each in found}


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    rows = {f"D{number:02}" for number in range(1, 36)}
    assert rows_tested(globals()) | set(LATER) == rows
    assert rows_tested(globals()) & set(LATER) == set()


def test_D01_a_user_is_stored_and_looked_up_under_the_domain(template: Any, service: Service) -> None:
    mapping = template["Resources"]["UserMappingDomainName"]["Properties"]
    assert mapping["DomainName"] == {"Ref": "UserDomain"}
    assert mapping["Stage"] == {"Ref": "UserStageProd"}
    assert "ApiMappingKey" not in mapping  # http://api1.sample.example/user/{id}
    assert service.call("POST", "prod", {"name": "Ada"}).json == {"id": ID, "name": "Ada"}
    answer = service.call("GET", "prod")
    assert (answer.status, answer.json) == (200, {"id": ID, "name": "Ada"})


def test_D02_the_zone_and_its_root_record_are_raw_resources_beside_the_api(template: Any) -> None:
    record = one(template, "AWS::Route53::RecordSet")["Properties"]
    assert (record["HostedZoneId"], record["Type"]) == ({"Ref": "HostedZoneId"}, "A")
    zone = route53.HostedZone("Primary", Name="sample.example")
    root = route53.RecordSetType(
        "PrimaryRoot",
        Name="sample.example",
        Type="A",
        TTL="300",
        ResourceRecords=["192.0.2.1"],
        HostedZoneId=zone.ref(),
    )
    found = again(BLUEPRINT, resources=[zone, root])["Resources"]
    assert found["PrimaryRoot"]["Properties"]["HostedZoneId"] == {"Ref": "Primary"}


def test_D03_the_certificate_comes_by_its_arn(template: Any) -> None:
    (options,) = template["Resources"]["UserDomain"]["Properties"]["DomainNameConfigurations"]
    assert options["CertificateArn"] == {"Ref": "CertificateArn"}
    assert "Default" not in template["Parameters"]["CertificateArn"]


def test_D04_a_table_has_a_hash_key_of_texts_and_one_unit_of_each_capacity(template: Any) -> None:
    table = template["Resources"]["UsersTable"]["Properties"]
    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["AttributeDefinitions"] == [{"AttributeName": "id", "AttributeType": "S"}]
    assert table["ProvisionedThroughput"] == {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    assert "TableName" not in table


def test_D04_one_keyword_gives_the_documents_table_name() -> None:
    named = READY["users"].but(table_name="example_user")
    found = again(BLUEPRINT, resources=[named.but(name="Named")])["Resources"]["NamedTable"]["Properties"]
    assert found["TableName"] == "example_user"


def test_D05_the_role_may_read_and_write_items_of_these_tables_alone(template: Any) -> None:
    _, *granted = statements(template["Resources"]["UserFunctionRole"])
    tables = [("UsersTable", "USERS_TABLE"), ("StagingUsersTable", "STAGING_USERS_TABLE")]
    assert [each["Action"] for each in granted] == [["dynamodb:GetItem", "dynamodb:PutItem"]] * len(tables)
    assert [each["Resource"] for each in granted] == [[{"Fn::GetAtt": [name, "Arn"]}] for name, _ in tables]
    variables = template["Resources"]["UserFunction"]["Properties"]["Environment"]["Variables"]
    assert variables == {variable: {"Ref": name} for name, variable in tables}
    assert "ManagedPolicyArns" not in template["Resources"]["UserFunctionRole"]["Properties"]


def test_D05_one_keyword_attaches_the_documents_managed_policy() -> None:
    execute = "arn:aws:iam::aws:policy/AWSLambdaExecute"
    role = Role("LambdaExampleExec", role_name="lambda_example_exec", managed_policies=[execute], statements=USER.allow)
    made = with_user(changed(USER, allow=(), role=role))["Resources"]["LambdaExampleExecRole"]["Properties"]
    assert (made["RoleName"], made["ManagedPolicyArns"]) == (
        "lambda_example_exec",
        [{"Fn::Sub": execute.replace("arn:aws:", "arn:${AWS::Partition}:")}],
    )


def with_user(function: Function, **options: Any) -> Any:
    """Give the template with another function behind both methods."""
    methods = [each.but(target=function) for each in BLUEPRINT.methods]
    found = [Alias(each.name, function, version=each.version) for each in (READY["staging"], READY["prod"])]
    stages = [
        Stage(each.name, description=each.description, variables={"stage": alias})
        for each, alias in zip(BLUEPRINT.stages, found, strict=True)
    ]
    return again(BLUEPRINT, methods=methods, stages=stages, **options)


def test_D06_the_function_has_128_mb_and_a_timeout_by_parameter(template: Any) -> None:
    properties = template["Resources"]["UserFunction"]["Properties"]
    assert (properties["MemorySize"], properties["Timeout"]) == (128, {"Ref": "Timeout"})
    assert "FunctionName" not in properties
    assert template["Resources"]["UserFunctionVersion"]["Properties"]["Description"]["Fn::Sub"].endswith("${Timeout}")


def test_D06_the_documents_zip_is_a_directory_whose_key_tells_of_each_change() -> None:
    code = Directory(str(BLUEPRINTS / "handlers"))
    zipped = changed(USER, code=code, handler="user.lambda_handler", function_name="example", description="Example.")
    made = with_user(zipped, resources=[READY["staging"].but(name="v", function=zipped, version=None)])
    properties = made["Resources"]["UserFunction"]["Properties"]
    assert (properties["FunctionName"], properties["Handler"]) == ("example", "user.lambda_handler")
    key = properties["Code"]["S3Key"]["Ref"]
    assert f"${{{key}}}" in made["Resources"]["UserFunctionVersion"]["Properties"]["Description"]["Fn::Sub"]


def test_D07_api_gateway_may_invoke_the_function_for_this_api_alone(template: Any) -> None:
    for permission in of_type(template["Resources"], "AWS::Lambda::Permission").values():
        properties = permission["Properties"]
        assert properties["Action"] == "lambda:InvokeFunction"
        assert properties["Principal"] == "apigateway.amazonaws.com"
        assert properties["SourceArn"]["Fn::Sub"].endswith(":${UserApi}/*")


def test_D08_the_template_writes_which_method_was_called(template: Any, service: Service) -> None:
    assert [service.event(verb, "prod", "{}", id=ID)["_method"] for verb in ("GET", "POST")] == ["GET", "POST"]


TREE = {
    "AWS::ApiGateway::RestApi": ["UserApi"],
    "AWS::ApiGateway::Resource": ["UserResourceUser", "UserResourceUserVar"],
    "AWS::ApiGateway::Method": list(BOTH),
    "AWS::ApiGateway::Stage": ["UserStageStaging", "UserStageProd"],
}


def test_D09_the_tree_is_exactly_the_documents(template: Any) -> None:
    resources = template["Resources"]
    found = {kind: list(of_type(resources, kind)) for kind in TREE}
    assert found == TREE
    assert len(of_type(resources, "AWS::ApiGateway::Deployment")) == 1
    of_apis = [each["Type"] for each in resources.values() if each["Type"].startswith("AWS::ApiGateway::")]
    gateway_responses = of_apis.count("AWS::ApiGateway::GatewayResponse")
    assert len(of_apis) == 1 + 2 + 2 + 2 + 1 + gateway_responses
    inner, outer = (resources[name]["Properties"] for name in TREE["AWS::ApiGateway::Resource"])
    assert (inner["ParentId"], inner["PathPart"]) == ({"Fn::GetAtt": ["UserApi", "RootResourceId"]}, "user")
    assert (outer["ParentId"], outer["PathPart"]) == ({"Ref": "UserResourceUser"}, "{id}")
    for name, verb in zip(BOTH, ("GET", "POST"), strict=True):
        properties = resources[name]["Properties"]
        assert (properties["HttpMethod"], properties["ResourceId"]) == (verb, {"Ref": "UserResourceUserVar"})
        assert properties["AuthorizationType"] == "NONE"
        assert len(properties["MethodResponses"]) == len(properties["Integration"]["IntegrationResponses"]) == 3


def test_D10_the_deployment_waits_for_every_method(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::Deployment")["DependsOn"][: len(BOTH)] == [*BOTH]


def test_D11_the_request_of_get_has_the_id_of_the_path(service: Service) -> None:
    assert service.event("GET", "prod", id=ID) == {"id": ID, "stage": "prod", "_method": "GET"}


@pytest.mark.parametrize("name", ["Ada", 'say "hi"', "it's", "two\nlines", "皐月", "$x #if", "back\\slash"])
def test_D12_the_request_of_post_has_the_name_of_the_body(service: Service, name: str) -> None:
    event = service.event("POST", "staging", json.dumps({"name": name}), id=ID)
    assert event == {"id": ID, "name": name, "stage": "staging", "_method": "POST"}


def test_D12_the_documents_template_gives_the_same_and_the_build_tells_what_breaks_it() -> None:
    parts = {"body": '{"name": "Ada"}', "path": {"id": ID}, "stage_variables": {"stage": "prod"}}
    event = json.loads(render(DOCUMENTS_TEMPLATE, **parts).output)  # type: ignore[arg-type]
    assert event == {"id": ID, "name": "Ada", "stage": "prod", "_method": "POST"}
    methods = [Method("POST /user/{id}", USER, request=Request(template=DOCUMENTS_TEMPLATE))]
    notices = type(BLUEPRINT)(methods=methods).sealed().notices
    assert [str(each) for each in notices if "a double quote" in str(each)]
    assert not [str(each) for each in notices if "stageVariables" in str(each)]


@pytest.mark.parametrize("name", BOTH)
def test_D13_each_method_declares_200_400_and_500(template: Any, name: str) -> None:
    declared = template["Resources"][name]["Properties"]["MethodResponses"]
    assert [each["StatusCode"] for each in declared] == ["200", "400", "500"]


@pytest.mark.parametrize("result", [{"id": 1}, [], "x", None, {"errorMessage": "400: no"}])
def test_D14_what_the_function_returns_is_the_body_of_200(template: Any, result: Any) -> None:
    method = Mapped(method_of(template, BOTH[0]), lambda event, context: result)
    assert "SelectionPattern" not in method.chosen(None)
    answer = method.answer(*method.invoke({}))
    assert (answer.status, answer.json) == (200, result)


@pytest.mark.parametrize(("message", "status"), [("400: no", 400), ("400: a\nb", 400), ("500: no", 500), ("no", 500)])
def test_D15_the_beginning_of_the_message_selects_the_status(template: Any, message: str, status: int) -> None:
    assert failed(template, message).status == status


def failed(document: Any, message: str, name: str = BOTH[0]) -> Answer:
    """Give the answer to a failure."""

    def handler(event: Any, context: Any) -> None:
        raise ValueError(message)

    method = Mapped(method_of(document, name), handler)
    return method.answer(*method.invoke({}))


CUT = """{ "error": "$input.path('$.errorMessage').substring(5)" }"""
DOCUMENTS_ANSWERS = [
    Response(200),
    Response(400, pattern="400: .+", template=CUT),
    Response(500, pattern="500: .+", template=CUT),
]


def test_D15_the_documents_patterns_are_emitted_as_written_with_a_warning_for_newlines() -> None:
    methods = [Method("GET /user/{id}", USER, responses=DOCUMENTS_ANSWERS)]
    sealed = type(BLUEPRINT)(methods=methods).sealed()
    answers = method_of(sealed.document)["Integration"]["IntegrationResponses"]
    assert [each.get("SelectionPattern") for each in answers] == [None, "400: .+", "500: .+"]
    assert failed(sealed.document, "400: no").json == {"error": "no"}
    assert [str(each) for each in sealed.notices if "misses messages of several lines" in str(each)]


@pytest.mark.parametrize("text", ["`id` should be required.", 'say "no"', "it's", "皐月", "x" * 500])
def test_D16_the_answer_has_the_message_without_its_first_five_characters(template: Any, text: str) -> None:
    assert failed(template, f"400: {text}").json == {"error": text}
    assert "substring(5)" in json.dumps(method_of(template, BOTH[0])["Integration"]["IntegrationResponses"])


@pytest.mark.parametrize("event", [{}, {"_method": "PUT"}, {"_method": None}])
def test_D17_whatever_goes_wrong_begins_with_500(service: Service, event: Any) -> None:
    _, message = service.method("GET").invoke(event)
    assert message == "500: Internal server error"  # the reason is in the log, and nobody's business
    assert failed(service.document, str(message)).json == {"error": "Internal server error"}


@pytest.mark.parametrize("wrong", ["short", "x" * 65, "abcdefg-1", "皐月皐月皐月皐月"])
def test_D18_an_id_of_another_form_is_answered_with_400(service: Service, wrong: str) -> None:
    for verb in ("GET", "POST"):
        answer = service.call(verb, "prod", {"name": "Ada"}, id=wrong)
        assert (answer.status, answer.json) == (400, {"error": "`id` should match [0-9A-Za-z]{8,64}"})


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"name": 5}])
def test_D18_a_name_must_be_there(service: Service, body: Any) -> None:
    answer = service.call("POST", "prod", body)
    assert (answer.status, answer.json) == (400, {"error": "`name` should be required."})


def test_D19_the_path_is_declared_by_itself_and_the_rest_where_it_is_read(template: Any) -> None:
    method = method_of(template, BOTH[0])
    assert method["RequestParameters"] == {"method.request.path.id": True}
    request = Request(template='{"page": "$util.escapeJavaScript($input.params().querystring.page)"}')
    given = Method("GET /user/{id}", USER, request=request, request_parameters=["query.page"])
    found = method_of(type(BLUEPRINT)(methods=[given]).sealed().document)
    assert found["RequestParameters"]["method.request.querystring.page"] is False
    with pytest.raises(CfngwError, match=r"reads querystring\.page, which nothing declares"):
        Method("GET /user/{id}", USER, request=request)


def test_D20_a_form_is_read_by_a_ready_template(service: Service) -> None:
    form = Request(template={"application/x-www-form-urlencoded": FORM_BODY})
    method = method_of(type(BLUEPRINT)(methods=[Method("POST /user/{id}", USER, request=form)]).sealed().document)
    mapped = Mapped(method, service.module["lambda_handler"])
    event = mapped.event("name=Ada+L.&x=1", content_type="application/x-www-form-urlencoded", path={"id": ID})
    assert event["body"] == {"name": "Ada L.", "x": "1"}


@pytest.mark.parametrize("name", BOTH)
def test_D21_no_client_sees_a_stack_trace(template: Any, name: str) -> None:
    for message in ("400: no", "500: no", "boom", ""):
        answer = failed(template, message, name)
        assert answer.status >= 400
        assert "stackTrace" not in answer.body
        assert "Traceback" not in answer.body


def test_D22_the_stages_have_their_descriptions_and_urls(template: Any) -> None:
    found = {name: each["Description"] for name, each in stages(template).items()}
    assert found == {"staging": "staging", "prod": "production"}
    assert template["Outputs"]["UserUrlProd"]["Value"]["Fn::Sub"].endswith("/prod/")


def test_D23_the_domain_has_its_certificate_mappings_and_records(template: Any) -> None:
    resources = template["Resources"]
    record = one(template, "AWS::Route53::RecordSet")["Properties"]
    assert record["Name"] == {"Ref": "DomainName"}
    assert record["AliasTarget"]["DNSName"] == {"Fn::GetAtt": ["UserDomain", "RegionalDomainName"]}
    mappings = of_type(resources, "AWS::ApiGatewayV2::ApiMapping").values()
    assert [each["Properties"].get("ApiMappingKey") for each in mappings] == [None, "staging"]


def test_D24_a_version_is_published_and_kept(template: Any) -> None:
    version = one(template, "AWS::Lambda::Version")
    assert version["Properties"]["FunctionName"] == {"Ref": "UserFunction"}
    assert version["DeletionPolicy"] == version["UpdateReplacePolicy"] == "Retain"


def test_D25_staging_is_the_newest_and_prod_what_a_parameter_says(template: Any) -> None:
    found = {
        each["Properties"]["Name"]: each["Properties"]["FunctionVersion"]
        for each in of_type(template["Resources"], "AWS::Lambda::Alias").values()
    }
    assert found == {"staging": "$LATEST", "prod": {"Ref": "ProdVersion"}}
    one_at_first = READY["prod"].but(version=Parameter("ProdVersion", "1"))
    assert default_of(with_stages(one_at_first)) == "1"


def with_stages(prod: Alias) -> Any:
    stages = [BLUEPRINT.stages[0], BLUEPRINT.stages[1].but(variables={"stage": prod})]
    return again(BLUEPRINT, stages=stages)


def default_of(document: Any) -> str:
    return str(document["Parameters"]["ProdVersion"]["Default"])


def test_D26_the_first_deployment_needs_no_version(template: Any) -> None:
    assert default_of(template) == "$LATEST"
    assert template["Parameters"]["ProdDeploymentId"]["Default"] == ""


def test_D27_each_alias_has_a_permission_of_its_own(template: Any) -> None:
    permissions = of_type(template["Resources"], "AWS::Lambda::Permission")
    assert {name: each["Properties"]["FunctionName"] for name, each in permissions.items()} == {
        "UserPermissionUserAliasStaging": {"Ref": "UserFunctionAliasStaging"},
        "UserPermissionUserAliasProd": {"Ref": "UserFunctionAliasProd"},
    }


def test_D28_two_stages_of_one_api_have_the_variable_stage(template: Any) -> None:
    found = stages(template)
    assert {name: each["Variables"] for name, each in found.items()} == {
        "staging": {"stage": "staging"},
        "prod": {"stage": "prod"},
    }
    assert {json.dumps(each["RestApiId"]) for each in found.values()} == {'{"Ref": "UserApi"}'}


@pytest.mark.parametrize("name", BOTH)
def test_D29_the_address_ends_in_the_variable_which_cloudformation_leaves_alone(template: Any, name: str) -> None:
    uri = template["Resources"][name]["Properties"]["Integration"]["Uri"]
    assert uri == {"Fn::Sub": f"{ARN}:${{!stageVariables.stage}}/invocations"}


def test_D30_each_stage_can_hold_a_deployment_of_its_own(template: Any) -> None:
    newest = {"Ref": next(iter(of_type(template["Resources"], "AWS::ApiGateway::Deployment")))}
    found = {name: each["DeploymentId"] for name, each in stages(template).items()}
    assert found == {
        "staging": newest,
        "prod": {"Fn::If": ["ProdIsPromoted", {"Ref": "ProdDeploymentId"}, newest]},
    }


def test_D31_the_handler_learns_its_stage(service: Service) -> None:
    assert [service.event("GET", name, id=ID)["stage"] for name in ("staging", "prod")] == ["staging", "prod"]


def test_D32_each_stage_has_a_table_of_its_own(service: Service) -> None:
    assert service.call("POST", "staging", {"name": "Ada"}).status == 200
    assert service.tables.tables == {"example_user": {}, "s-example_user": {ID: {"id": ID, "name": "Ada"}}}
    assert service.call("GET", "staging").json["name"] == "Ada"
    assert service.call("GET", "prod").json == {"error": "There is no such user."}


def test_D33_a_request_without_a_stage_is_answered_with_400(service: Service) -> None:
    service.variables["none"] = {}
    answer = service.call("GET", "none")
    assert (answer.status, answer.json) == (400, {"error": "`stage` should be required."})


def test_D33_a_stage_without_the_variable_is_refused_before_that() -> None:
    with pytest.raises(CfngwError, match='it has no variable "stage", which names the alias of a function'):
        again(BLUEPRINT, stages=[*BLUEPRINT.stages, Stage("test")])


def test_D34_what_is_promoted_stands_in_the_template(template: Any) -> None:
    found = {}
    for each in template["Resources"].values():
        promotion = each.get("Metadata", {}).get("cfngw", {}).get("Promotion")
        if promotion is not None:
            assert (promotion["From"], promotion["To"]) == ("staging", "prod")
            found.update(promotion["Parameters"])
    assert found == {"ProdDeploymentId": "UserDeploymentIdStaging", "ProdVersion": "UserFunctionVersionStaging"}
    assert template["Outputs"]["UserFunctionVersionStaging"]["Value"] == {
        "Fn::GetAtt": ["UserFunctionVersion", "Version"]
    }


def test_D35_account_region_and_partition_are_never_written_out(template: Any) -> None:
    text = BLUEPRINT.to_yaml()
    assert "arn:aws:" not in text
    assert "ap-northeast-1" not in text
    assert "${AWS::Region}" in text
    assert "${AWS::AccountId}" in text
    assert JSON in text


def test_nothing_is_to_be_told_of_the_ready_blueprint() -> None:
    assert BLUEPRINT.sealed().notices == ()
