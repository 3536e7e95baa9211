"""What a REST API becomes: tree, methods, integrations, answers, models, deployment, stages, outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals, GetAtt, ImportValue, Ref, Sub, Template, apigateway

from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    ApiKey,
    AsyncLambda,
    BracketErrors,
    Composition,
    Condition,
    Directory,
    GatewayResponse,
    HttpIntegration,
    HttpProxy,
    ImportedFunction,
    JsonErrors,
    Method,
    Mock,
    Model,
    Output,
    Parameter,
    PrefixErrors,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
    UsagePlan,
)
from cfngw.limits import Limits
from rest_samples import HELLO, PETS, deployment_id, integration, made, notices, only_method, rest
from samples import function, of_type, problems, refused, statements

API = {"Ref": "NotesApi"}
ROOT = {"Fn::GetAtt": ["NotesApi", "RootResourceId"]}
URI = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${HelloFunction.Arn}/invocations"
)


def test_the_smallest_api() -> None:
    found = made()
    deployment = deployment_id(found)
    assert list(found) == [
        "HelloFunctionLogGroup",
        "HelloFunctionRole",
        "HelloFunction",
        "NotesApi",
        "NotesPermissionHello",
        "NotesMethodGetRoot",
        deployment,
        "NotesStageDev",
    ]
    assert found["NotesApi"]["Properties"] == {"Name": "Notes", "EndpointConfiguration": {"Types": ["REGIONAL"]}}
    assert found[deployment] == {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": ["NotesMethodGetRoot"],
        "Properties": {"RestApiId": API},
    }
    assert found["NotesStageDev"]["Properties"] == {
        "RestApiId": API,
        "DeploymentId": {"Ref": deployment},
        "StageName": "dev",
    }
    assert deployment.startswith("NotesDeployment")
    assert len(deployment) == len("NotesDeployment") + 10


def test_a_method() -> None:
    found = only_method()
    responses = found["Integration"].pop("IntegrationResponses")
    assert [(each["StatusCode"], each.get("SelectionPattern")) for each in responses] == [
        ("200", None),
        ("500", r"[\s\S]+"),
    ]
    assert found == {
        "RestApiId": API,
        "ResourceId": ROOT,
        "HttpMethod": "GET",
        "AuthorizationType": "NONE",
        "Integration": {"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": URI}},
        "MethodResponses": [
            {"StatusCode": "200", "ResponseModels": {"application/json": "Empty"}},
            {"StatusCode": "500", "ResponseModels": {"application/json": "Error"}},
        ],
    }


def test_each_part_of_a_path_is_one_resource() -> None:
    keys = ["GET /a/{id}", "POST /a/{id}", "GET /a", "GET /b/a", "ANY /a/{id}/{rest+}"]
    found = of_type(made(*(Method(key, HELLO) for key in keys)), "AWS::ApiGateway::Resource")
    placed = {name: (each["Properties"]["ParentId"], each["Properties"]["PathPart"]) for name, each in found.items()}
    assert placed == {
        "NotesResourceA": (ROOT, "a"),
        "NotesResourceAVar": ({"Ref": "NotesResourceA"}, "{id}"),
        "NotesResourceB": (ROOT, "b"),
        "NotesResourceBA": ({"Ref": "NotesResourceB"}, "a"),
        "NotesResourceAVarProxy": ({"Ref": "NotesResourceAVar"}, "{rest+}"),
    }


# Integrations


def test_a_lambda_proxy_maps_nothing() -> None:
    found = only_method(Method("ANY /", RestLambdaProxy(HELLO)))
    assert found["Integration"] == {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": URI}}
    assert "MethodResponses" not in found


def test_an_asynchronous_function_is_started_and_202_answered() -> None:
    found = integration(Method("POST /", AsyncLambda(HELLO)))
    assert found["RequestParameters"] == {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    assert [each["StatusCode"] for each in found["IntegrationResponses"]] == ["202"]


def test_a_mock_answers_200() -> None:
    found = integration(Method("GET /", Mock()))
    assert found == {
        "Type": "MOCK",
        "RequestTemplates": {"application/json": '{"statusCode": 200}'},
        "PassthroughBehavior": "NEVER",
        "IntegrationResponses": [{"StatusCode": "200"}],
    }
    assert integration(Method("GET /", Mock(), request=Request(template='{"statusCode": 204}')))[
        "RequestTemplates"
    ] == {"application/json": '{"statusCode": 204}'}


def test_an_address_gets_the_paths_variables_and_answers_by_status() -> None:
    found = integration(Method("GET /{id}/{more}", HttpIntegration("https://a.example/{id}")))
    assert found["Type"] == "HTTP"
    assert (found["IntegrationHttpMethod"], found["Uri"]) == ("GET", "https://a.example/{id}")
    assert found["RequestParameters"] == {"integration.request.path.id": "method.request.path.id"}
    assert [(each["StatusCode"], each.get("SelectionPattern")) for each in found["IntegrationResponses"]] == [
        ("200", None),
        ("400", r"4\d\d"),
        ("500", r"5\d\d"),
    ]


def test_an_address_behind_a_vpc_link() -> None:
    found = integration(Method("ANY /", HttpProxy("http://a.example", method="GET", vpc_link=Parameter("Link"))))
    assert found == {
        "Type": "HTTP_PROXY",
        "IntegrationHttpMethod": "GET",
        "Uri": "http://a.example",
        "ConnectionType": "VPC_LINK",
        "ConnectionId": {"Ref": "Link"},
    }


@pytest.mark.parametrize(
    ("arn", "uri"),
    [
        (
            "arn:aws:lambda:eu-west-1:1:function:a",
            URI.replace("${HelloFunction.Arn}", "arn:aws:lambda:eu-west-1:1:function:a"),
        ),
        (Parameter("FunctionArn"), URI.replace("${HelloFunction.Arn}", "${FunctionArn}")),
        (
            ImportValue("f"),
            [URI.replace("${HelloFunction.Arn}", "${FunctionArn}"), {"FunctionArn": {"Fn::ImportValue": "f"}}],
        ),
    ],
)
def test_a_function_of_another_stack(arn: Any, uri: Any) -> None:
    assert integration(Method("GET /", ImportedFunction("Hello", arn)))["Uri"] == {"Fn::Sub": uri}


# Who may invoke


def test_one_permission_covers_all_methods_of_a_function() -> None:
    found = of_type(made(Method("GET /", HELLO), Method("GET /a", HELLO)), "AWS::Lambda::Permission")
    (permission,) = found.values()
    assert permission["Properties"]["SourceArn"] == {
        "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${NotesApi}/*"
    }


def test_or_a_role_that_may_call_these_functions_alone() -> None:
    other = function("Other")
    found = made(Method("GET /", HELLO), Method("GET /a", other), invocation="role")
    assert not of_type(found, "AWS::Lambda::Permission")
    (statement,) = statements(found["NotesInvocationRole"])
    assert statement["Resource"] == [{"Fn::GetAtt": [f"{name}Function", "Arn"]} for name in ("Hello", "Other")]
    assert found["NotesMethodGetRoot"]["Properties"]["Integration"]["Credentials"] == {
        "Fn::GetAtt": ["NotesInvocationRole", "Arn"]
    }


def test_an_api_without_functions_has_no_role() -> None:
    assert "NotesInvocationRole" not in made(Method("GET /", Mock()), invocation="role")


# Requests


def test_with_a_template_other_bodies_are_refused() -> None:
    found = integration(Method("POST /", HELLO, request=Request(template=PARSED_BODY)))
    assert found["PassthroughBehavior"] == "NEVER"
    assert found["RequestTemplates"] == {"application/json": PARSED_BODY}
    request = Request(
        template={"text/xml": "x"}, passthrough_behavior="WHEN_NO_MATCH", content_handling="CONVERT_TO_TEXT"
    )
    found = integration(Method("POST /", HELLO, request=request))
    assert (found["PassthroughBehavior"], found["ContentHandling"]) == ("WHEN_NO_MATCH", "CONVERT_TO_TEXT")
    assert "PassthroughBehavior" not in integration(Method("POST /", HELLO))


def test_parameters_timeouts_and_cache_keys() -> None:
    method = Method(
        "GET /{id}",
        HELLO,
        request=Request(template="{}", parameters={"header.X-Id": "path.id"}),
        request_parameters=["query.page!"],
        cache_key_parameters=["path.id", "query.page"],
        timeout_ms=Parameter("Timeout"),
        operation_name="GetOne",
    )
    found = only_method(method)
    assert found["RequestParameters"] == {"method.request.path.id": True, "method.request.querystring.page": True}
    assert found["OperationName"] == "GetOne"
    assert found["Integration"]["RequestParameters"] == {"integration.request.header.X-Id": "method.request.path.id"}
    assert found["Integration"]["CacheKeyParameters"] == ["method.request.path.id", "method.request.querystring.page"]
    assert found["Integration"]["TimeoutInMillis"] == {"Ref": "Timeout"}


@pytest.mark.parametrize(
    ("request_", "parameters", "validator"),
    [
        (Request(Model("Pet", PETS)), [], "Body"),
        (Request(Model("Pet", PETS)), ["query.a!"], "All"),
        (None, ["query.a!"], "Parameters"),
        (None, ["query.a"], None),
        (None, [], None),
        (Request(Model("Pet", PETS), validate="none"), ["query.a!"], None),
        (Request(validate="all"), [], "All"),
        (Request(models={"text/xml": "Empty"}), [], "Body"),
    ],
)
def test_what_is_asked_is_checked(request_: Any, parameters: Any, validator: str | None) -> None:
    found = made(Method("POST /{id}", HELLO, request=request_, request_parameters=parameters))
    method = found["NotesMethodPostVar"]["Properties"]
    assert method.get("RequestValidatorId") == ({"Ref": f"NotesValidator{validator}"} if validator else None)
    if validator:
        assert found[f"NotesValidator{validator}"]["Properties"] == {
            "RestApiId": API,
            "ValidateRequestBody": validator != "Parameters",
            "ValidateRequestParameters": validator != "Body",
        }


def test_methods_share_a_validator() -> None:
    pet = Request(Model("Pet", PETS))
    found = made(Method("POST /", HELLO, request=pet), Method("PUT /", HELLO, request=pet))
    assert len(of_type(found, "AWS::ApiGateway::RequestValidator")) == 1
    assert len(of_type(found, "AWS::ApiGateway::Model")) == 1


def test_a_body_that_fits_no_model_is_told_why() -> None:
    request = Request(Model("Pet", PETS))
    found = made(Method("POST /", HELLO, request=request))["NotesGatewayResponseBadRequestBody"]["Properties"]
    assert found["StatusCode"] == "400"
    assert found["ResponseTemplates"] == {"application/json": '{"message": "$context.error.validationErrorString"}'}
    own = [GatewayResponse("BAD_REQUEST_BODY", status=422)]
    found = made(Method("POST /", HELLO, request=request), gateway_responses=own)
    assert found["NotesGatewayResponseBadRequestBody"]["Properties"]["StatusCode"] == "422"


# Answers


def test_a_full_list_is_emitted_as_it_is_written() -> None:
    responses = [
        Response(400, pattern="^\\[400:.*", template="$input.json('$')", model="Error", headers={"X-A": "b"}),
        Response(200, template={"application/json": ""}, content_handling="CONVERT_TO_BINARY"),
    ]
    found = only_method(Method("GET /", HELLO, responses=responses))
    assert found["Integration"]["IntegrationResponses"] == [
        {
            "StatusCode": "400",
            "SelectionPattern": "^\\[400:.*",
            "ResponseParameters": {"method.response.header.X-A": "'b'"},
            "ResponseTemplates": {"application/json": "$input.json('$')"},
        },
        {"StatusCode": "200", "ResponseTemplates": {"application/json": ""}, "ContentHandling": "CONVERT_TO_BINARY"},
    ]
    assert found["MethodResponses"][0] == {
        "StatusCode": "400",
        "ResponseParameters": {"method.response.header.X-A": True},
        "ResponseModels": {"application/json": "Error"},
    }


def test_customize_may_change_one_methods_answers() -> None:
    class Notes(RestApiLambdaBlueprint):
        name = "Notes"
        methods = [Method("GET /a", HELLO), Method("GET /b", HELLO)]  # noqa: RUF012

        def customize(self, template: Template) -> None:
            answers = template.resources["NotesMethodGetA"].Integration.IntegrationResponses
            answers[0].StatusCode = "299"
            answers[1].ResponseTemplates["application/json"] = "x"

    found = Notes().sealed().document["Resources"]
    answers = found["NotesMethodGetB"]["Properties"]["Integration"]["IntegrationResponses"]
    assert answers[0]["StatusCode"] == "200"
    assert answers[1]["ResponseTemplates"]["application/json"] != "x"


# Conditions, outputs, compositions


def test_a_method_stands_under_its_functions_condition() -> None:
    condition = Condition("IsProd", Equals("a", "b"))
    found = made(Method("GET /", function(condition=condition)), Method("GET /a", Mock(), condition=condition))
    assert found["NotesMethodGetRoot"]["Condition"] == found["NotesMethodGetA"]["Condition"] == "IsProd"
    other = Condition("Other", Equals("a", "b"))
    (error,) = problems(lambda: made(Method("GET /", function(condition=condition), condition=other)))
    assert "its function is made under another condition" in error.problem


def test_the_outputs_are_urls_the_id_a_call_and_the_function() -> None:
    found = rest(
        Method("GET /{id}", HELLO),
        Method("POST /a", HELLO, api_key_required=True),
        stages=[Stage("dev"), Stage("prod")],
        usage_plans=[UsagePlan("free", keys=[ApiKey("client")])],
    )
    url = "https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    assert {name: output["Value"] for name, output in found.sealed().document["Outputs"].items()} == {
        "NotesUrlDev": {"Fn::Sub": f"{url}/dev/"},
        "NotesUrlProd": {"Fn::Sub": f"{url}/prod/"},
        "NotesApiId": API,
        "NotesExample": {
            "Fn::Sub": "curl -i -X POST -H 'X-Api-Key: KEY' -H 'Content-Type: application/json' -d '{}' "
            + url
            + "/dev/a"
        },
        "ClientApiKeyId": {"Ref": "ClientApiKey"},
        "HelloFunctionArn": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
    }


def test_the_blueprint_names_its_id_and_url() -> None:
    blueprint = rest()
    assert blueprint.api_id.to_dict() == API
    assert not isinstance(blueprint.url, str)
    assert blueprint.url.to_dict() == {
        "Fn::Sub": "https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev"
    }


def test_two_apis_in_one_template() -> None:
    both = Composition(rest(Method("GET /", HELLO)), rest(Method("GET /", HELLO), name="Other"))
    found = both.sealed().document["Resources"]
    assert len(of_type(found, "AWS::Lambda::Function")) == 1
    assert len(of_type(found, "AWS::Lambda::Permission")) == 2
    assert len(of_type(found, "AWS::ApiGateway::Deployment")) == 2


def test_the_options_of_the_api() -> None:
    found = made(
        api_name="Other",
        api_description="Notes of all",
        binary_media_types=["image/png", "*/*"],
        minimum_compression_size=0,
        api_key_source="AUTHORIZER",
        tags={"team": "notes"},
        logical_id="Pinned",
    )
    properties = found["Pinned"]["Properties"]
    assert properties.pop("EndpointConfiguration")
    assert properties == {
        "Name": "Other",
        "Description": "Notes of all",
        "BinaryMediaTypes": ["image/png", "*/*"],
        "MinimumCompressionSize": 0,
        "ApiKeySourceType": "AUTHORIZER",
        "Tags": [{"Key": "team", "Value": "notes"}],
    }


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("methods", Method("GET /", HELLO)),
        ("methods", ["GET /"]),
        ("stages", []),
        ("errors", BracketErrors),
        ("models", ["Pet"]),
        ("invocation", "both"),
        ("binary_media_types", ["png"]),
        ("minimum_compression_size", -1),
        ("minimum_compression_size", 10_485_761),
        ("api_key_source", "header"),
        ("redeploy", 0),
        ("redeploy", "2"),
        ("policy", "*"),
        ("endpoint", "REGIONAL"),
    ],
)
def test_no_option(option: str, wrong: Any) -> None:
    loose: Any = rest
    (error,) = problems(lambda: loose(**{"methods": [Method("GET /", HELLO)], option: wrong}))
    assert error.option == option


def test_the_default_stage_of_http_apis_is_none_of_a_rest_api() -> None:
    stage = Stage()
    (error,) = problems(lambda: rest(stages=[stage]))
    assert (error.problem, error.where) == ('Stage "$default": a REST API has no stage $default.', stage.source)


# What to know


def messages(*methods: Method, **options: Any) -> list[str]:
    return [notice.problem for notice in notices(*methods, **options)]


def test_a_long_timeout_needs_a_quota() -> None:
    assert messages(Method("GET /", HELLO, timeout_ms=29_000)) == []
    (message,) = messages(Method("GET /", HELLO, timeout_ms=29_001))
    assert message == 'Method "GET /" waits up to 29,001 ms; a new account allows 29,000.'


def test_a_handler_that_can_not_know_the_path_is_told() -> None:
    (message,) = messages(Method("GET /{id}", HELLO))
    assert message == 'Method "GET /{id}": its handler does not learn what stands in the path.'
    assert messages(Method("GET /{id}", HELLO, request=Request(template=PARSED_BODY))) == []
    assert messages(Method("GET /{id}", RestLambdaProxy(HELLO))) == []


def test_holes_in_patterns_are_told() -> None:
    default, rest_of = Response(200), Response(500, pattern=r"(?!404)[\s\S]+")
    assert messages(Method("GET /", HELLO, responses=[default, rest_of])) == []
    told = messages(Method("GET /", HELLO, responses=[default, rest_of, Response(400, pattern="400: .+")]))
    message = next(each for each in told if ": both " not in each)
    assert message == 'Method "GET /": the pattern 400: .+ misses messages of several lines.'
    told = messages(Method("GET /", HELLO, responses=[default, rest_of, Response(404, pattern=r"4\d\d")]))
    message = next(each for each in told if ": both " not in each)
    assert "is matched against the message of an error, not a status" in message
    (message,) = messages(Method("GET /", HELLO, responses=[default]))
    assert message == 'Method "GET /": an error that no pattern matches is answered with 200 and its stack trace.'


@pytest.mark.parametrize(
    ("one", "other", "text"),
    [
        (r"400: [\s\S]*", r"[\s\S]+", "the message '400: '"),
        (r"40[04]: [\s\S]*", r"404[\s\S]*", "the message '404: '"),
        (r"(?:Bad|Wrong)[\s\S]*", r"Wrong name[\s\S]*", "the message 'Wrong name'"),
        (r"a+b?[\s\S]*", r"[a-z]{3}", "the message 'abx'"),
        (r"\[400:[\s\S]*", r"(?!\[400:)[\s\S]+", None),
        (r"400: [\s\S]*", r"404: [\s\S]*", None),
        (r"x(?=y)[\s\S]*", r"y[\s\S]*", None),
    ],
)
def test_patterns_that_match_one_message_are_told(one: str, other: str, text: str | None) -> None:
    rest_of = Response(500, pattern=rf"(?!(?:{one})\z|(?:{other})\z)[\s\S]+")
    listed = [Response(200), Response(400, pattern=one), Response(404, pattern=other), rest_of]
    told = [each for each in messages(Method("GET /", HELLO, responses=listed)) if ": both " in each]
    expected = f'Method "GET /": both {one} of 400 and {other} of 404 match {text}.'
    assert told == ([expected] if text else [])


def test_of_an_address_patterns_share_statuses() -> None:
    listed = [Response(200), Response(400, pattern=r"4\d\d"), Response(404, pattern="404|410")]
    (message,) = messages(Method("GET /", HttpIntegration("https://a.example"), responses=listed))
    assert message == 'Method "GET /": both 4\\d\\d of 400 and 404|410 of 404 match the status 404.'
    listed = [Response(200), Response(400, pattern=r"40[0-35-9]"), Response(404, pattern="404")]
    assert messages(Method("GET /", HttpIntegration("https://a.example"), responses=listed)) == []


def test_an_unusual_character_in_a_path_is_told() -> None:
    (message,) = messages(Method("GET /a$b", HELLO))
    assert "AWS documents no such character in a path of a REST API: a$b" in message
    assert messages(Method("GET /a.b-c_d:e,f", HELLO)) == []


@pytest.mark.parametrize(
    ("template", "broken"),
    [
        ('{"id": "$input.params(\'id\')"}', "a double quote in path.id, such as 'a\"b'"),
        ('{"id": "$util.escapeJavaScript($input.params(\'id\'))"}', 'an apostrophe in path.id, such as "a\'b"'),
        ('{"x": "$input.path(\'$.a.b\')"}', 'a double quote in the body\'s a.b, such as {"a": {"b": "a\\"b"}}'),
        ('#set($d = $input.path(\'$\'))\n{"x": "${d.a}"}', 'a double quote in the body\'s a, such as {"a": "a\\"b"}'),
        ("{\"n\": $input.path('$.n')}", "the body {}"),
        ('{"id": $input.params("id")}', "words in path.id, such as 'text'"),
        ('{"b": "$input.body"}', 'the body {"name": "text"}'),
        ('{"b": "$input.json(\'$\')"}', 'the body {"name": "text"}'),
        ('{"b": $input.body}', "the body text"),
        (
            '{"agent": "$context.identity.userAgent"}',
            "a double quote in $context.identity.userAgent, such as 'a\"b'",
        ),
        (
            '{#foreach($k in $input.params().querystring.keySet())#if($foreach.count > 1),#end"$k": 1#end}',
            "a double quote in the name of a parameter of the querystring",
        ),
        (
            '{"x": [#foreach($i in $input.path(\'$.a\')){"n": "$i.n"}#if($foreach.hasNext),#end#end]}',
            'a double quote in the body\'s a.0.n, such as {"a": [{"n": "a\\"b"}]}',
        ),
        (
            "{\"n\": #if($input.path('$.n') != \"\")$input.path('$.n')#{else}null#end}",
            'words in the body\'s n, such as {"n": "text"}',
        ),
        ('{"a": 1,}', "every request that was tried: line 1, column 8: a comma without a name behind it"),
        ("text $input.path('$.a')", "every request that was tried: line 1, column 1: a value is missing here"),
    ],
)
def test_a_template_that_can_break_is_told_with_the_input(template: str, broken: str) -> None:
    method = Method("POST /{id}", HELLO, request=Request(template=template))
    (notice,) = notices(method)
    assert notice.problem == (
        f'Method "POST /{{id}}": the request\'s template for application/json gives invalid JSON for {broken}.'
    )
    assert notice.where == method.source


@pytest.mark.parametrize(
    "template",
    [
        PARSED_BODY,
        "$input.json('$')",
        "{\"x\": $input.json('$.a')}",
        '{"x": "$util.escapeJavaScript($input.path(\'$.a\')).replaceAll("\\\\\'", "\'")"}',
        '{"a": 1}',
        "{\"b\": $input.json('$')}",
        "{\"n\": #if($input.path('$.n') != \"\")$input.json('$.n')#{else}null#end}",
    ],
)
def test_a_template_that_holds_is_not(template: str) -> None:
    assert messages(Method("POST /", HELLO, request=Request(template=template))) == []


FIELDS = Model(
    "Fields",
    {
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "code": {"type": "string", "pattern": "^[a-z]+$"},
            "words": {"type": "string"},
            "maybe": {"type": ["number", "null"]},
            "deep": {"type": "object", "properties": {"flag": {"type": "boolean"}}, "required": ["flag"]},
        },
        "required": ["count", "kind", "code", "words", "deep"],
    },
)


@pytest.mark.parametrize(
    ("template", "broken"),
    [
        ("{\"x\": $input.path('$.count')}", None),
        ('{"x": "$input.path(\'$.count\')"}', None),
        ('{"x": "$input.path(\'$.kind\')"}', None),
        ('{"x": "$input.path(\'$.code\')"}', None),
        ("{\"x\": $input.path('$.deep.flag')}", None),
        ('{"x": $input.body}', None),
        ('{"x": "$input.path(\'$.words\')"}', 'a double quote in the body\'s words, such as {"words": "a\\"b"}'),
        ("{\"x\": $input.path('$.maybe')}", "the body {"),
        ("{\"x\": $input.path('$.words')}", "every request that was tried"),
        ('{"x": "$input.body"}', 'the body {"name": "text"}'),
    ],
)
def test_what_a_model_keeps_out_breaks_nothing(template: str, broken: str | None) -> None:
    told = messages(Method("POST /", HELLO, request=Request(FIELDS, template=template)))
    assert [broken in each for each in told] == [True] if broken else told == []
    unchecked = messages(Method("POST /", HELLO, request=Request(FIELDS, template=template, validate="none")))
    assert len(unchecked) == 1


def test_a_parameter_that_must_be_there_is_not_left_out() -> None:
    def told(mark: str, **options: Any) -> list[str]:
        asked = Request(template='{"x": #if($input.params("page") != "")1#end}', **options)
        return messages(Method("GET /", HELLO, request=asked, request_parameters=[f"query.page{mark}"]))

    assert told("!") == []
    (message,) = told("")
    assert message.endswith("gives invalid JSON for a request without querystring.page.")
    assert len(told("!", validate="none")) == 1


def test_only_json_is_held_to_be_json() -> None:
    text, xml = "<a>$input.path('$.a')</a>", {"application/xml": "<a>$input.path('$.a')</a>"}
    assert messages(Method("POST /", HttpIntegration("https://a.example"), request=Request(template=text))) == []
    assert messages(Method("POST /", HELLO, response=Response(200, template=xml))) == []
    assert len(messages(Method("POST /", HELLO, request=Request(template=text)))) == 1
    problem = {"application/problem+json": '{"m": "$input.path(\'$.a\')"}'}
    assert len(messages(Method("POST /", HELLO, response=Response(200, template=problem)))) == 1


def test_a_contracts_template_is_tried_once_for_the_api() -> None:
    contract = BracketErrors([400], template='{"m": "$input.path(\'$.errorMessage\')"}')
    (notice,) = notices(Method("GET /", HELLO), Method("GET /a", HELLO), errors=contract)
    assert notice.where == contract.source
    assert "its template gives invalid JSON for a double quote in the body's errorMessage" in notice.problem


def test_more_resources_than_a_new_account_allows() -> None:
    blueprint = rest(*(Method(f"GET /a{number}", Mock()) for number in range(301)))
    notes = blueprint.sealed(Limits(resources=1000)).notices
    assert "one REST API has 301 resources; a new account allows 300." in [note.problem for note in notes]


def test_an_output_may_name_the_deployment_and_gets_its_digest() -> None:
    class Notes(RestApiLambdaBlueprint):
        name = "Notes"
        methods = [Method("GET /", HELLO)]  # noqa: RUF012
        outputs = [Output("Deployed", Sub("${NotesDeployment}")), Output("Also", Ref("NotesDeployment"))]  # noqa: RUF012

        def customize(self, template: Template) -> None:
            template.add_resource(
                apigateway.Stage("Extra", RestApiId=Ref("NotesApi"), DeploymentId=Ref("NotesDeployment"), StageName="x")
            )

    sealed = Notes().sealed()
    name = deployment_id(sealed.document["Resources"])
    assert sealed.document["Outputs"]["Deployed"]["Value"] == {"Fn::Sub": f"${{{name}}}"}
    assert sealed.document["Outputs"]["Also"]["Value"] == {"Ref": name}
    assert sealed.document["Resources"]["Extra"]["Properties"]["DeploymentId"] == {"Ref": name}
    assert sealed.template.to_dict()["Resources"].keys() == sealed.document["Resources"].keys()
    assert sealed.template.to_dict()["Resources"]["Extra"] == sealed.document["Resources"]["Extra"]
    assert sealed.sources.find(("Resources", name)) is not None


def test_a_json_contract_answers_in_its_form_everywhere() -> None:
    found = made(errors=JsonErrors("Status", [400]))
    templates = found["NotesGatewayResponseDefault4xx"]["Properties"]["ResponseTemplates"]
    assert templates == {"application/json": '{"Status": 403, "ErrorReason": $context.error.messageString}'}


def test_a_deployment_waits_for_a_conditional_method_when_it_is_made() -> None:
    stage = Parameter("Environment")
    blueprint = rest(
        Method("GET /", HELLO), Method("GET /a", HELLO, condition=Condition("IsProd", Equals(stage, "prod")))
    )
    found = blueprint.sealed().document["Resources"]
    deployment = found[deployment_id(found)]
    assert deployment["DependsOn"] == ["NotesMethodGetRoot"]
    waits = {"Fn::If": ["IsProd", {"Ref": "NotesMethodGetA"}, ""]}
    assert deployment["Properties"]["Description"]["Fn::Select"][1][1] == waits
    assert blueprint.sealed().template.to_dict()["Resources"][deployment_id(found)] == deployment
    assert blueprint.lint() == []


def test_a_success_has_no_status_of_an_error() -> None:
    response = Response(404)
    contract = BracketErrors([404])
    (error,) = problems(lambda: made(Method("GET /", HELLO, response=response), errors=contract))
    assert error.problem == 'Method "GET /": status 404 is answered twice: errors have it already.'
    assert (error.where, getattr(error, "other", None)) == (response.source, contract.source)
    assert problems(lambda: made(Method("GET /", HELLO, response=Response(500))))


def test_the_line_of_a_wrong_option_is_the_users() -> None:
    loose: Any = RestApiLambdaBlueprint
    error = refused(lambda: loose(name="Notes", methods=[Method("GET /", HELLO)], stagez=[Stage("dev")]))
    assert error.fix == "write stages="


def test_a_function_arn_may_be_an_attribute() -> None:
    uri = integration(
        Method("GET /", ImportedFunction("Hello", GetAtt("Nested", "Outputs.Arn"))), resources=[_nested()]
    )
    assert uri["Uri"]["Fn::Sub"][1] == {"FunctionArn": {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}}


def _nested() -> Any:
    from troposphere.cloudformation import Stack

    return Stack("Nested", TemplateURL="https://a.example/t.yaml")


def test_exceptions_that_a_method_does_not_answer_are_told(tmp_path: Path) -> None:
    (tmp_path / "index.py").write_text("def handler(event, context): ...\n")
    raising = function(code=Directory(str(tmp_path), errors=BracketErrors([400, 404, 500])))
    assert not notices(Method("GET /", raising), errors=BracketErrors([400, 404, 409]))
    (notice,) = notices(Method("GET /", raising), errors=BracketErrors([400]))
    assert notice.problem == (
        'Method "GET /": answers 500 to errors of api_errors.py with status 404: its own contract is another.'
    )
    (notice,) = notices(Method("GET /", raising), errors=PrefixErrors([400, 404, 500]))
    assert "with status 400, 404, 500" in notice.problem
    ((bundle),) = (
        each["Metadata"]["cfngw"]["Bundle"]
        for each in of_type(made(Method("GET /", raising)), "AWS::Lambda::Function").values()
    )
    assert list(bundle["Files"]) == ["api_errors.py"]


def test_an_answer_is_declared_in_the_content_types_of_its_templates() -> None:
    template = {"application/xml": "<ok/>", "text/html": "ok"}
    found = only_method(Method("GET /", HELLO, response=Response(200, template=template)))
    assert found["MethodResponses"][0]["ResponseModels"] == {"application/xml": "Empty", "text/html": "Empty"}


# A call to try


def called(method: Method, **options: Any) -> str:
    found = rest(method, **options).sealed().document["Outputs"]["NotesExample"]["Value"]["Fn::Sub"]
    return str(found).replace("https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev", "URL")


def test_the_example_sends_what_must_be_there() -> None:
    asked = ["query.words!", "query.page", "header.X-User!"]
    assert called(Method("GET /", HELLO, request_parameters=asked)) == "curl -i -H 'X-User: text' 'URL/?words=text'"
    many = Method("DELETE /a", HELLO, request_parameters=["query.a!", "query.b!"])
    assert called(many) == "curl -i -X DELETE 'URL/a?a=text&b=text'"
    assert called(Method("GET /", HELLO, request_parameters=["header.content-type!"])) == (
        "curl -i -H 'Content-Type: application/json' URL/"
    )


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ({}, '"text"'),
        (PETS, '{"name": "text"}'),
        ({"type": "object"}, "{}"),
        ({"type": "array", "minItems": 2, "items": {"type": "boolean"}}, "[true, true]"),
        ({"type": ["integer", "null"], "minimum": 5, "exclusiveMinimum": True}, "6"),
        ({"type": "number", "multipleOf": 0.5, "maximum": 0.2}, "0"),
        ({"type": "string", "minLength": 6}, '"textxx"'),
        ({"type": "string", "maxLength": 2}, '"te"'),
        ({"type": "string", "pattern": "^[0-9]+$"}, '"1"'),
        ({"type": "string", "format": "email"}, '"someone@example.com"'),
        ({"enum": ["it's", 5]}, "\"it'\\''s\""),
        ({"enum": ["${x}"]}, '"${!x}"'),
        ({"type": "string", "default": "x"}, '"x"'),
        ({"anyOf": [{"type": "null"}, {}]}, "null"),
        ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "integer"}}}, "1"),
        ({"required": ["pet"], "properties": {"pet": {"$ref": Model("Pet", PETS)}}}, '{"pet": {"name": "text"}}'),
        ({"items": {"$ref": "Error"}, "type": "array", "minItems": 1}, "[{}]"),
    ],
)
def test_the_examples_body_fits_the_model(schema: Any, body: str) -> None:
    method = Method("POST /", HELLO, request=Request(Model("Body", schema)))
    assert called(method) == f"curl -i -X POST -H 'Content-Type: application/json' -d '{body}' URL/"


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [PETS]},
        {"type": "string", "pattern": "^urn:[0-9]{20}$"},
        {"type": "array", "minItems": 1000},
        {"type": "array", "minItems": 2, "uniqueItems": True},
        {"type": "number", "minimum": 0.5, "maximum": 0.6},
        {"enum": [Ref("AWS::Region")]},
        {"$ref": "#"},
        {"type": "object", "required": ["a" * 400]},
    ],
)
def test_a_body_that_is_not_simple_is_left_to_the_caller(schema: Any) -> None:
    blueprint = rest(Method("PUT /", HELLO, request=Request(Model("Body", schema))))
    example = blueprint.sealed().document["Outputs"]["NotesExample"]
    assert " -d @body.json https" in example["Value"]["Fn::Sub"]
    assert example["Description"] == "A call to try; write body.json first, to fit the model"


def test_the_examples_body_is_of_a_type_that_is_taken() -> None:
    form = Request(template={"application/x-www-form-urlencoded": FORM_BODY})
    assert called(Method("POST /", HELLO, request=form)) == (
        "curl -i -X POST -H 'Content-Type: application/x-www-form-urlencoded' -d 'text=text' URL/"
    )
    assert called(Method("POST /", HELLO)).endswith("-H 'Content-Type: application/json' -d '{}' URL/")
