"""Rows B01 to B26: document 001, a REST API with mapping templates, by blueprints/rest_api_nonproxy.py.

The templates are rendered by cfngw.vtl and the handler runs from the template's text; the requests that document 001
shows are sent through both. Where the document does what the laws of DESIGN.md section 6 advise against (a pattern
that stops at a newline, errors that come back as 200), the ready blueprint keeps the law, and the row's test shows the
keyword that gives the document's form.
"""
# ruff: noqa: N802

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mapped import Mapped, method_of, module_of
from ready import BLUEPRINTS, again, one, ready, rows_tested

from cfngw import (
    BracketErrors,
    File,
    Function,
    Inline,
    Method,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
)
from cfngw.vtl import render

LATER: dict[str, str] = {}
SAMPLE = ready("rest_api_nonproxy")
BLUEPRINT: RestApiLambdaBlueprint = SAMPLE["blueprint"]
DEMO: Function = SAMPLE["demo"]
REQUEST: Request = Request(template=File("../../blueprints/templates/path_parameters.vm"))
DOCUMENTS_TEMPLATE = """
{
  "pathParams": {
#foreach ($key in $input.params().path.keySet())
    "$key": "$util.escapeJavaScript($input.params().path.get($key))"#if ($foreach.hasNext),#end
#end
  }
}
"""


@pytest.fixture(scope="module")
def template() -> Any:
    """Give the ready blueprint's template as plain data."""
    return BLUEPRINT.sealed().document


@pytest.fixture(scope="module")
def demo(template: Any) -> Mapped:
    """Give the method, with its handler from the template."""
    return with_handler(template, module_of(template, "DemoFunction")["lambda_handler"])


def with_handler(template: Any, handler: Any) -> Mapped:
    """Give the method with another handler."""
    return Mapped(method_of(template), handler)


def raising(error: BaseException) -> Any:
    """Make a handler that raises."""

    def handler(event: Any, context: Any) -> None:
        raise error

    return handler


def only(document: Any) -> Any:
    """Give the properties of a template's only method."""
    return method_of(document)


def with_methods(*methods: Method, **options: Any) -> Any:
    """Give the template with other methods."""
    return again(BLUEPRINT, methods=methods, **options)


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    rows = {f"B{number:02}" for number in range(1, 27)}
    assert rows_tested(globals()) | set(LATER) == rows
    assert rows_tested(globals()) & set(LATER) == set()


def test_B01_the_api_has_a_name_and_a_description(template: Any) -> None:
    api = one(template, "AWS::ApiGateway::RestApi")["Properties"]
    assert (api["Name"], api["Description"]) == ("Sample", "A sample API with mapping templates")
    named = one(again(BLUEPRINT, api_name="sample01", api_description="sample api"), "AWS::ApiGateway::RestApi")
    assert (named["Properties"]["Name"], named["Properties"]["Description"]) == ("sample01", "sample api")


def test_B02_a_resource_under_the_root_is_a_path_variable(template: Any) -> None:
    assert one(template, "AWS::ApiGateway::Resource")["Properties"] == {
        "RestApiId": {"Ref": "SampleApi"},
        "ParentId": {"Fn::GetAtt": ["SampleApi", "RootResourceId"]},
        "PathPart": "{hoge}",
    }


def test_B03_the_same_part_under_another_parent_is_another_resource() -> None:
    found = with_methods(Method("GET /hoge/fuga", DEMO), Method("GET /fuga", DEMO))["Resources"]
    places = {
        name: (each["Properties"]["ParentId"], each["Properties"]["PathPart"])
        for name, each in found.items()
        if each["Type"] == "AWS::ApiGateway::Resource"
    }
    root = {"Fn::GetAtt": ["SampleApi", "RootResourceId"]}
    assert places == {
        "SampleResourceHoge": (root, "hoge"),
        "SampleResourceHogeFuga": ({"Ref": "SampleResourceHoge"}, "fuga"),
        "SampleResourceFuga": (root, "fuga"),
    }


def test_B04_a_resource_has_several_methods_without_authorization(template: Any) -> None:
    method = only(template)
    assert (method["HttpMethod"], method["AuthorizationType"]) == ("GET", "NONE")
    several = with_methods(Method("GET /{hoge}", DEMO), Method("PUT /{hoge}", DEMO))["Resources"]
    methods = [each["Properties"] for each in several.values() if each["Type"] == "AWS::ApiGateway::Method"]
    assert [method["HttpMethod"] for method in methods] == ["GET", "PUT"]
    assert [method["ResourceId"] for method in methods] == [{"Ref": "SampleResourceVar"}] * 2


def test_B05_each_method_has_exactly_one_integration(template: Any) -> None:
    several = with_methods(Method("GET /a", DEMO), Method("PUT /a", DEMO), Method("GET /b", RestLambdaProxy(DEMO)))
    for document in (template, several):
        for each in document["Resources"].values():
            if each["Type"] == "AWS::ApiGateway::Method":
                assert isinstance(each["Properties"]["Integration"], dict)


def test_B06_the_integration_is_no_proxy_and_posts_whatever_the_method_is(template: Any) -> None:
    integration = only(template)["Integration"]
    assert (integration["Type"], integration["IntegrationHttpMethod"]) == ("AWS", "POST")


def test_B07_the_address_of_the_function_has_region_version_arn_and_suffix(template: Any) -> None:
    assert only(template)["Integration"]["Uri"] == {
        "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "${DemoFunction.Arn}/invocations"
    }


def test_B08_a_role_may_invoke_and_no_permission_stands_beside_it(template: Any) -> None:
    assert only(template)["Integration"]["Credentials"] == {"Fn::GetAtt": ["SampleInvocationRole", "Arn"]}
    types = [each["Type"] for each in template["Resources"].values()]
    assert "AWS::Lambda::Permission" not in types
    role = template["Resources"]["SampleInvocationRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["apigateway.amazonaws.com"]}
    ((invoke,),) = [policy["PolicyDocument"]["Statement"] for policy in role["Policies"]]
    assert invoke["Action"] == ["lambda:InvokeFunction"]
    assert invoke["Resource"] == [{"Fn::GetAtt": ["DemoFunction", "Arn"]}]


def test_B09_the_request_has_a_mapping_template_for_json(template: Any) -> None:
    integration = only(template)["Integration"]
    assert list(integration["RequestTemplates"]) == ["application/json"]
    assert integration["PassthroughBehavior"] == "NEVER"  # a body of another type would skip the template


@pytest.mark.parametrize("path", [{}, {"hoge": "hoge"}, {"a": "1", "b": "2", "c": "3"}], ids=["none", "one", "three"])
@pytest.mark.parametrize("form", ["ready", "document"])
def test_B10_the_template_gives_all_path_parameters(template: Any, path: dict[str, str], form: str) -> None:
    text = (
        only(template)["Integration"]["RequestTemplates"]["application/json"]
        if form == "ready"
        else (DOCUMENTS_TEMPLATE)
    )
    assert json.loads(render(text, path=path).output) == {"pathParams": path}


@pytest.mark.parametrize("value", ['say "hoge"', "back\\slash", "new\nline", "it's", "ほげ", "</script>", "$x #if"])
def test_B10_whatever_a_parameter_holds_reaches_the_handler(demo: Mapped, value: str) -> None:
    assert demo.event(path={"hoge": value}) == {"pathParams": {"hoge": value}}


def test_B10_the_documents_template_breaks_on_an_apostrophe_and_the_build_says_so() -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(render(DOCUMENTS_TEMPLATE, path={"hoge": "it's"}).output)
    request = Request(template=DOCUMENTS_TEMPLATE)
    blueprint = type(BLUEPRINT)(methods=[Method("GET /{hoge}", DEMO, request=request)])
    assert [str(notice) for notice in blueprint.sealed().notices if "JSON" in str(notice)]


def test_B11_the_template_is_kept_in_a_file_beside_the_blueprint(template: Any) -> None:
    text = (BLUEPRINTS / "templates/path_parameters.vm").read_text(encoding="utf-8")
    assert only(template)["Integration"]["RequestTemplates"] == {"application/json": text}
    assert only(with_methods(Method("GET /{hoge}", DEMO, request=REQUEST)))["Integration"]["RequestTemplates"] == {
        "application/json": text
    }


def test_B12_the_handler_finds_the_variable_in_its_event(template: Any) -> None:
    seen: list[Any] = []
    with_handler(template, lambda event, _: seen.append(event)).call(path={"hoge": "hoge"})
    assert [event["pathParams"]["hoge"] for event in seen] == ["hoge"]


@pytest.mark.parametrize("result", [{"message": "hogehoge"}, "text", 3, None, [1, {"a": "it's"}], True, {}, ""])
def test_B13_the_default_response_passes_the_result_through(template: Any, result: Any) -> None:
    default = only(template)["Integration"]["IntegrationResponses"][0]
    assert default["StatusCode"] == "200"
    assert "SelectionPattern" not in default
    assert with_handler(template, lambda event, _: result).call(path={"hoge": "x"}).json == result


def test_B13_an_empty_template_is_the_documents_form() -> None:
    responses = [Response(200, template="", model="Empty")]
    (default,) = only(with_methods(Method("GET /{hoge}", DEMO, request=REQUEST, responses=responses)))["Integration"][
        "IntegrationResponses"
    ]
    assert default == {"StatusCode": "200", "ResponseTemplates": {"application/json": ""}}


def test_B14_the_method_response_of_200_has_the_built_in_model_empty(template: Any) -> None:
    declared = only(template)["MethodResponses"][0]
    assert declared == {"StatusCode": "200", "ResponseModels": {"application/json": "Empty"}}
    assert "AWS::ApiGateway::Model" not in [each["Type"] for each in template["Resources"].values()]


@pytest.mark.parametrize("message", ["[400:BadRequest] fuga is not hoge", "[400:BadRequest] two\nlines", "[400:"])
def test_B15_an_exception_whose_message_begins_with_400_is_answered_with_400(template: Any, message: str) -> None:
    answer = with_handler(template, raising(ValueError(message))).call(path={"hoge": "fuga"})
    assert (answer.status, answer.json) == (400, {"message": message})


def test_B15_the_documents_pattern_is_emitted_as_written_with_a_warning_for_newlines() -> None:
    answers = [Response(200, model="Empty"), Response(400, pattern=r"^\[400:.*", model="Error")]
    blueprint = type(BLUEPRINT)(methods=[Method("GET /{hoge}", DEMO, request=REQUEST, responses=answers)])
    sealed = blueprint.sealed()
    assert only(sealed.document)["Integration"]["IntegrationResponses"][1]["SelectionPattern"] == r"^\[400:.*"
    assert [notice for notice in sealed.notices if "misses messages of several lines" in str(notice)]
    found = with_handler(sealed.document, raising(ValueError("[400:BadRequest] fuga is not hoge")))
    assert found.call(path={"hoge": "fuga"}).status == 400


@pytest.mark.parametrize(
    "result",
    [
        "[400:BadRequest] fuga is not hoge",
        {"message": "[400:BadRequest] fuga is not hoge"},
        {"errorMessage": "[400:BadRequest] fuga is not hoge"},
    ],
)
def test_B16_a_result_that_looks_like_an_error_is_a_success(template: Any, result: Any) -> None:
    answer = with_handler(template, lambda event, _: result).call(path={"hoge": "fuga"})
    assert (answer.status, answer.json) == (200, result)


def test_B17_the_method_response_of_400_has_the_built_in_model_error(template: Any) -> None:
    assert only(template)["MethodResponses"][1] == {
        "StatusCode": "400",
        "ResponseModels": {"application/json": "Error"},
    }


def test_B18_the_answer_has_the_message_and_no_stack_trace(demo: Mapped) -> None:
    payload, message = demo.invoke({"pathParams": {"hoge": 'fuga "and" more'}})
    assert "stackTrace" in json.loads(payload)
    answer = demo.answer(payload, message)
    assert answer.json == {"message": '[400:BadRequest] fuga "and" more is not hoge'}


def test_B18_the_documents_response_template_gives_the_same() -> None:
    template = '\n#set($data = $input.path(\'$\'))\n{\n  "message" : "${data.errorMessage}"\n}\n'
    document = again(BLUEPRINT, errors=BracketErrors([400], template=template))
    answer = with_handler(document, raising(ValueError("[400:BadRequest] fuga is not hoge"))).call(
        path={"hoge": "fuga"}
    )
    assert (answer.status, answer.json) == (400, {"message": "[400:BadRequest] fuga is not hoge"})


def test_B19_each_status_has_one_integration_response_and_its_method_response(template: Any) -> None:
    every = again(BLUEPRINT, errors=BracketErrors([400, 403, 404, 409, 500]))
    for document in (template, every):
        method = only(document)
        statuses = [each["StatusCode"] for each in method["Integration"]["IntegrationResponses"]]
        assert statuses == [each["StatusCode"] for each in method["MethodResponses"]]
        assert len(set(statuses)) == len(statuses)


def test_B20_a_response_maps_status_content_type_and_template() -> None:
    answers = [
        Response(200, template={"text/html": "<p>$input.path('$.message')</p>", "application/xml": "<a/>"}),
        Response(
            302,
            pattern=r"https?://[\s\S]+",
            headers={"Location": "integration.response.body.errorMessage"},
            template="{}",
        ),
        Response(500, pattern=r"(?!https?://)[\s\S]+", template='{"message": "Internal server error"}'),
    ]
    method = only(with_methods(Method("GET /{hoge}", DEMO, request=REQUEST, responses=answers)))
    ok, moved, _ = method["Integration"]["IntegrationResponses"]
    assert list(ok["ResponseTemplates"]) == ["text/html", "application/xml"]
    assert (moved["StatusCode"], moved["ResponseParameters"]) == (
        "302",
        {"method.response.header.Location": "integration.response.body.errorMessage"},
    )
    assert method["MethodResponses"][1]["ResponseParameters"] == {"method.response.header.Location": True}
    page = render(ok["ResponseTemplates"]["text/html"], body='{"message": "hogehoge"}').output
    assert page == "<p>hogehoge</p>"


def test_B21_the_api_is_deployed_to_a_stage_with_a_description(template: Any) -> None:
    (deployment,) = [
        name for name, each in template["Resources"].items() if each["Type"] == "AWS::ApiGateway::Deployment"
    ]
    assert template["Resources"][deployment]["DependsOn"] == ["SampleMethodGetVar"]
    assert template["Resources"][deployment]["Properties"] == {"RestApiId": {"Ref": "SampleApi"}}  # no StageName
    stage = one(template, "AWS::ApiGateway::Stage")["Properties"]
    assert (stage["StageName"], stage["Description"]) == ("snapshot", "snapshot stage")
    assert stage["DeploymentId"] == {"Ref": deployment}


def test_B22_all_methods_log_at_info_which_needs_the_accounts_role(template: Any) -> None:
    stage = one(template, "AWS::ApiGateway::Stage")["Properties"]
    assert stage["MethodSettings"] == [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}]
    (notice,) = BLUEPRINT.sealed().notices
    assert "account.py" in str(notice)
    bare = one(again(BLUEPRINT, stages=[Stage("snapshot")]), "AWS::ApiGateway::Stage")["Properties"]
    assert "MethodSettings" not in bare


def test_B23_the_two_addresses_are_outputs(template: Any) -> None:
    stage = "https://${SampleApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/snapshot"
    outputs = template["Outputs"]
    assert outputs["OkUrl"]["Value"] == {"Fn::Sub": f"{stage}/hoge"}
    assert outputs["NgUrl"]["Value"] == {"Fn::Sub": f"{stage}/fuga"}
    assert outputs["SampleUrl"]["Value"] == {"Fn::Sub": f"{stage}/"}


def test_B24_hoge_is_answered_with_200_and_fuga_with_400(demo: Mapped) -> None:
    good, bad = demo.call(path={"hoge": "hoge"}), demo.call(path={"hoge": "fuga"})
    assert (good.status, good.json) == (200, {"message": "hogehoge"})
    assert (bad.status, bad.json) == (400, {"message": "[400:BadRequest] fuga is not hoge"})


def test_B25_an_exception_writes_its_status_into_its_message(template: Any) -> None:
    error = module_of(template, "DemoFunction")["NotHogeError"]
    assert str(error("fuga")) == "[400:BadRequest] fuga is not hoge"


def test_B25_the_contract_gives_such_exceptions_as_a_module() -> None:
    module: dict[str, Any] = {}
    exec(BracketErrors([400, 404]).module_text(), module)
    assert str(module["BadRequest"]("fuga is not hoge")) == "[400:BadRequest] fuga is not hoge"
    assert str(module["NotFound"]("none")) == "[404:NotFound] none"


@pytest.mark.parametrize("error", [KeyError("hoge"), ValueError("x [400:no]"), ValueError("a\nb"), ValueError("")])
def test_B26_an_exception_that_nobody_foresaw_is_answered_with_500_and_tells_nothing(
    template: Any, error: Exception
) -> None:
    answer = with_handler(template, raising(error)).call(path={"hoge": "x"})
    assert (answer.status, answer.json) == (500, {"message": "Internal server error"})


def test_B26_the_documents_form_answers_it_with_200_and_the_build_says_so() -> None:
    answers = [Response(200, model="Empty"), Response(400, pattern=r"^\[400:.*", model="Error")]
    sealed = type(BLUEPRINT)(methods=[Method("GET /{hoge}", DEMO, request=REQUEST, responses=answers)]).sealed()
    answer = with_handler(sealed.document, raising(KeyError("hoge"))).call(path={"hoge": "x"})
    assert (answer.status, answer.json["errorType"]) == (200, "KeyError")
    assert [notice for notice in sealed.notices if "answered with 200 and its stack trace" in str(notice)]


def test_the_ready_blueprint_is_clean_and_its_findings_would_name_its_line() -> None:
    assert BLUEPRINT.lint() == []
    source = BLUEPRINT.sealed().sources.find(("Resources", "SampleMethodGetVar", "Properties", "HttpMethod"))
    assert source is not None
    assert '"GET /{hoge}"' in "".join(Path(source.path).read_text().splitlines()[source.line - 1 : source.line + 1])


def test_the_handler_may_lie_in_a_file_of_its_own() -> None:
    code = Inline(File("../../blueprints/handlers/notes_reader.py"))
    moved = Function("Demo", "index.handler", runtime="python3.13", code=code)
    document = with_methods(Method("GET /{hoge}", moved, request=REQUEST))
    assert "def handler(event, context):" in one(document, "AWS::Lambda::Function")["Properties"]["Code"]["ZipFile"]
