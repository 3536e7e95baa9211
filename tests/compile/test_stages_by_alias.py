"""Stages by alias: a stage variable picks the alias that a method or route calls. Rows D27 to D33, pain P22."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cfngw import (
    Alias,
    AsyncLambda,
    AwsIntegration,
    Canary,
    CfngwError,
    Composition,
    HttpApiBlueprint,
    HttpProxy,
    ImportedFunction,
    LambdaAuthorizer,
    LambdaProxy,
    Method,
    NonProxy,
    Parameter,
    PrefixErrors,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Route,
    Stage,
)
from rest_samples import deployment_id
from samples import document, inline, of_type, problems, resources

USER = inline()
STAGE = "${stageVariables.stage}"
STAGING, PROD = Alias("staging", USER, version="$LATEST"), Alias("prod", USER, version=Parameter("ProdVersion", "1"))
STAGES = (Stage("staging", variables={"stage": STAGING}), Stage("prod", variables={"stage": PROD}))
FUNCTIONS = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
ALIAS = f"{FUNCTIONS}${{HelloFunction.Arn}}:${{!stageVariables.stage}}/invocations"


def rest(*methods: Method, **options: Any) -> RestApiLambdaBlueprint:
    """Make a REST API of two stages; one method unless methods are given."""
    given = {"name": "Notes", "stages": STAGES, **options}
    return RestApiLambdaBlueprint(methods=methods or (Method("GET /", NonProxy(USER, qualifier=STAGE)),), **given)


def http(*routes: Route, **options: Any) -> HttpApiBlueprint:
    """Make the same as an HTTP API."""
    given = {"name": "Notes", "stages": STAGES, **options}
    return HttpApiBlueprint(routes=routes or (Route("GET /", LambdaProxy(USER, qualifier=STAGE)),), **given)


def uris(blueprint: RestApiLambdaBlueprint) -> list[str]:
    """Give the addresses of the methods' functions."""
    methods = of_type(resources(blueprint), "AWS::ApiGateway::Method").values()
    return [each["Properties"]["Integration"]["Uri"]["Fn::Sub"] for each in methods]


KINDS = (NonProxy, RestLambdaProxy, AsyncLambda)


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_to_call_a_function_calls_the_alias_of_the_stage(kind: Any) -> None:
    assert uris(rest(Method("GET /", kind(USER, qualifier=STAGE)))) == [ALIAS]
    assert uris(rest(Method("GET /", kind(USER)), qualifier=STAGE)) == [ALIAS]
    assert uris(rest(Method("GET /", kind(USER, qualifier="prod")))) == [
        ALIAS.replace("${!stageVariables.stage}", "prod")
    ]


def test_a_stream_calls_the_alias_by_the_address_of_streams() -> None:
    (uri,) = uris(rest(Method("GET /", RestLambdaProxy(USER, stream=True, qualifier=STAGE))))
    assert uri.endswith(
        "path/2021-11-15/functions/${HelloFunction.Arn}:${!stageVariables.stage}/response-streaming-invocations"
    )


def test_one_word_holds_for_the_whole_api_but_for_what_says_its_own() -> None:
    live = Alias("live", USER)
    methods = [
        Method("GET /a", USER),
        Method("GET /b", NonProxy(USER, qualifier=None)),
        Method("GET /c", live),
        Method("GET /d", NonProxy(USER, qualifier="prod")),
    ]
    itself = f"{FUNCTIONS}${{HelloFunction.Arn}}/invocations"
    assert uris(rest(*methods, qualifier=STAGE)) == [
        ALIAS,
        itself,
        f"{FUNCTIONS}${{HelloFunctionAliasLive}}/invocations",
        ALIAS.replace("${!stageVariables.stage}", "prod"),
    ]
    permissions = of_type(resources(rest(*methods, qualifier=STAGE)), "AWS::Lambda::Permission")
    assert [*permissions] == [
        f"NotesPermissionHello{alias}" for alias in ("AliasStaging", "AliasProd", "", "AliasLive")
    ]


def test_an_http_api_has_the_same_word_and_the_same_ids_by_it() -> None:
    routes = [
        Route("GET /a", USER),
        Route("GET /b", LambdaProxy(USER)),
        Route("GET /c", LambdaProxy(USER, qualifier=None)),
    ]
    made = resources(http(*routes, qualifier=STAGE))
    integrations = of_type(made, "AWS::ApiGatewayV2::Integration")
    assert [*integrations] == ["NotesIntegrationHelloStageVariableStage", "NotesIntegrationHello"]
    by_target = resources(http(Route("GET /a", LambdaProxy(USER, qualifier=STAGE))))
    name = "NotesIntegrationHelloStageVariableStage"
    assert made[name] == by_target[name]
    assert made[name]["Properties"]["IntegrationUri"] == {"Fn::Sub": ALIAS}


@pytest.mark.parametrize("make", [rest, http])
def test_each_alias_has_one_permission_that_waits_for_it(make: Any) -> None:
    permissions = of_type(resources(make()), "AWS::Lambda::Permission")
    assert {name: each["Properties"]["FunctionName"] for name, each in permissions.items()} == {
        "NotesPermissionHelloAliasStaging": {"Ref": "HelloFunctionAliasStaging"},
        "NotesPermissionHelloAliasProd": {"Ref": "HelloFunctionAliasProd"},
    }


def test_a_role_may_call_these_aliases_alone() -> None:
    role = resources(rest(invocation="role"))["NotesInvocationRole"]["Properties"]
    ((statement,),) = [each["PolicyDocument"]["Statement"] for each in role["Policies"]]
    assert statement["Resource"] == [{"Fn::Sub": f"${{HelloFunction.Arn}}:{name}"} for name in ("staging", "prod")]


@pytest.mark.parametrize("make", [rest, http])
def test_an_alias_that_is_a_stages_variable_is_its_name_and_gets_into_the_template(make: Any) -> None:
    found = document(make())
    stages = [each for each in found["Resources"].values() if each["Type"].endswith("::Stage")]
    key = "Variables" if make is rest else "StageVariables"
    assert [each["Properties"][key] for each in stages] == [{"stage": "staging"}, {"stage": "prod"}]
    assert {*of_type(found["Resources"], "AWS::Lambda::Alias")} == {
        "HelloFunctionAliasStaging",
        "HelloFunctionAliasProd",
    }
    assert "ProdVersion" in found["Parameters"]
    by_name = [Stage(name, variables={"stage": name}) for name in ("staging", "prod")]
    named = document(make(stages=by_name, resources=[STAGING, PROD]))
    assert named["Resources"] == found["Resources"]


def test_a_canary_may_call_another_alias() -> None:
    next_one = Alias("next", USER, version="$LATEST")
    stages = [Stage("prod", variables={"stage": PROD}, canary=Canary(10, variables={"stage": next_one}))]
    found = resources(rest(stages=stages))
    assert "NotesPermissionHelloAliasNext" in found
    setting = found["NotesStageProd"]["Properties"]["CanarySetting"]["Fn::If"][1]
    assert setting["StageVariableOverrides"] == {"stage": "next"}


@pytest.mark.parametrize("layout", ["openapi", "nested"])
def test_other_layouts_carry_it(layout: str) -> None:
    text = rest(layout=layout).to_yaml()
    assert f"{ALIAS}\n" in text
    assert "NotesPermissionHelloAliasProd:" in text


def test_the_address_of_the_alias_enters_the_deployment() -> None:
    plain = deployment_id(resources(rest(Method("GET /", USER))))
    by_stage = deployment_id(resources(rest(Method("GET /", USER), qualifier=STAGE)))
    by_name = deployment_id(resources(rest(Method("GET /", NonProxy(USER, qualifier="prod")))))
    assert len({plain, by_stage, by_name}) == 3
    assert deployment_id(resources(rest())) == by_stage


def test_an_authorizers_function_is_called_itself() -> None:
    """AWS lists no stage variable in AuthorizerUri."""
    guard = LambdaAuthorizer("Guard", USER)
    found = resources(rest(Method("GET /", USER), authorizer=guard, qualifier=STAGE))
    (authorizer,) = of_type(found, "AWS::ApiGateway::Authorizer").values()
    assert authorizer["Properties"]["AuthorizerUri"]["Fn::Sub"] == f"{FUNCTIONS}${{HelloFunction.Arn}}/invocations"
    assert [*of_type(found, "AWS::Lambda::Permission")] == [
        f"NotesPermissionHello{alias}" for alias in ("", "AliasStaging", "AliasProd")
    ]


def test_an_imported_function_is_called_by_its_alias() -> None:
    old = ImportedFunction("Old", Parameter("OldArn"))
    stages = [Stage("prod", variables={"stage": "prod"})]
    (uri,) = uris(rest(Method("GET /", old), stages=stages, qualifier=STAGE))
    assert uri == f"{FUNCTIONS}${{OldArn}}:${{!stageVariables.stage}}/invocations"


# Promotion


def promoted(*stages: Stage, **options: Any) -> RestApiLambdaBlueprint:
    return rest(stages=stages or (STAGES[0], STAGES[1].but(promoted_from="staging")), **options)


def test_the_alias_of_a_promoted_stage_takes_the_version_that_the_stack_publishes() -> None:
    made = document(promoted())
    alias = made["Resources"]["HelloFunctionAliasProd"]
    assert alias["Metadata"]["cfngw"]["Promotion"]["Parameters"] == {"ProdVersion": "HelloFunctionVersionStaging"}
    assert "Metadata" not in made["Resources"]["HelloFunctionAliasStaging"]
    assert made["Outputs"]["HelloFunctionVersionStaging"]["Value"] == {
        "Fn::GetAtt": ["HelloFunctionVersion", "Version"]
    }
    assert of_type(made["Resources"], "AWS::Lambda::Version").keys() == {"HelloFunctionVersion"}


def test_an_alias_that_follows_the_stack_is_told_of_when_its_stage_is_promoted() -> None:
    stages = [STAGES[0], Stage("prod", variables={"stage": Alias("prod", USER)}, promoted_from="staging")]
    (notice,) = [each for each in promoted(*stages).sealed().notices if "promoted" in str(each)]
    assert notice.fix == 'write version=Parameter("ProdVersion", "$LATEST"), or leave out promoted_from='


# Stage variables that templates read


def test_a_template_may_read_what_some_stage_lacks_and_that_is_told() -> None:
    request = Request(template='{"at": "$stageVariables.at"}')
    stages = [Stage("a", variables={"at": "x"}), Stage("b")]
    method = Method("GET /", USER, request=request)
    (notice,) = rest(method, stages=stages).sealed().notices
    assert "it reads the stage variable at, which b has not" in str(notice)
    assert notice.where == request.source


@pytest.mark.parametrize(
    "given",
    [
        {"request": Request(template='{"at": "$stageVariables.at"}')},
        {"request": Request(template='{"at": "${stageVariables.at}"}')},
        {"request": Request(template='{"at": "$stageVariables.get(\'at\')"}')},
        {"request": Request(parameters={"header.x": "stageVariables.at"})},
        {"response": Response(200, template='{"at": "$stageVariables.at"}')},
        {"response": Response(200, headers={"X-At": "stageVariables.at"})},
        {"errors": PrefixErrors([400], template='{"at": "$stageVariables.at"}')},
    ],
)
def test_what_no_stage_has_is_refused(given: Any) -> None:
    (error,) = problems(lambda: rest(Method("GET /", USER, **given), stages=[Stage("a")]).sealed())
    assert "no stage has the variable at" in str(error)
    assert rest(Method("GET /", USER, **given), stages=[Stage("a", variables={"at": "x"})]).sealed()


def test_templates_that_hand_on_all_variables_ask_for_none() -> None:
    template = "#foreach($name in $stageVariables.keySet())$stageVariables.get($name)#end"
    assert rest(Method("GET /", USER, request=Request(template=template)), stages=[Stage("a")]).to_yaml()


@pytest.mark.parametrize(
    "target",
    [
        HttpProxy("https://${stageVariables.host}/x"),
        AwsIntegration("s3", path="${stageVariables.host}/x", method="GET", credentials_arn=Parameter("Arn")),
    ],
)
def test_each_stage_has_the_variables_of_an_address(target: Any) -> None:
    stages = [Stage("a", variables={"host": "a.example"}), Stage("b", variables={"port": "80"})]
    (error,) = problems(lambda: rest(Method("GET /", target), stages=stages).sealed())
    assert (error.where, error.allowed, error.fix) == (stages[1].source, "port", 'give variables={"host": "..."}')
    if isinstance(target, HttpProxy):
        (error,) = problems(lambda: http(Route("GET /", target), stages=stages).sealed())
        assert error.where == stages[1].source


def test_the_usual_stage_is_told_of_at_the_apis_line() -> None:
    (error,) = problems(lambda: RestApiLambdaBlueprint(name="Notes", qualifier=STAGE, methods=[Method("GET /", USER)]))
    assert "test_stages_by_alias.py" in str(error.where)


@pytest.mark.slow
@pytest.mark.checked
def test_all_of_it_has_no_findings() -> None:
    every = [Method(f"GET /{kind.__name__.casefold()}", kind(USER)) for kind in KINDS]
    apis = [rest(*every, name=f"Rest{layout}", layout=layout, qualifier=STAGE) for layout in ("resources", "openapi")]
    assert Composition(*apis, http(name="Http", qualifier=STAGE)).lint() == []


def test_values_with_qualifiers_are_equal_when_all_of_them_is() -> None:
    assert NonProxy(USER, qualifier=STAGE) == NonProxy(USER, qualifier=STAGE) != NonProxy(USER)
    assert NonProxy(USER) != NonProxy(USER, qualifier=None)
    assert json.dumps(repr(RestLambdaProxy(USER, qualifier="live"))).count("live") == 1
    with pytest.raises(CfngwError, match="is an alias already"):
        NonProxy(PROD, qualifier="prod")
