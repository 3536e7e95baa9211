"""Stages of HTTP APIs: limits and metrics, deployments, access logs, aliases.

Rows D22, D28, D29, D30, X04, X09; pains P01 and P29.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from troposphere import Ref, Sub

from cfngw import (
    AccessLogs,
    Alias,
    Composition,
    Function,
    HttpApiBlueprint,
    ImportedFunction,
    LambdaProxy,
    Parameter,
    Route,
    RouteSettings,
    Stage,
    Throttle,
)
from cfngw.blueprint import Blueprint
from cfngw.declare.log_group import FORMATS
from http_stages import BOTH, IS_PROD, every_domain, every_stage, http, made, told
from samples import document, function, of_type, resources, statements

GOLDEN = Path(__file__).parents[1] / "golden"
STAGE = "NotesStageDefault"


def deployment(blueprint: Blueprint) -> str:
    """Give the logical id of the one deployment."""
    (name,) = of_type(resources(blueprint), "AWS::ApiGatewayV2::Deployment")
    return name


def by_hand(*keys: str, **options: Any) -> HttpApiBlueprint:
    """Make an API whose stage deploys nothing by itself."""
    return http(*keys, **{"stages": [Stage(auto_deploy=False)], **options})


@pytest.mark.parametrize(("name", "make"), [("http_stages", every_stage), ("http_domains", every_domain)])
def test_every_form_is_the_golden_template(name: str, make: Any) -> None:
    path = GOLDEN / f"{name}.yaml"
    text = make().to_yaml()
    if os.environ.get("REGENERATE"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.checked
def test_no_form_has_findings() -> None:
    assert Composition(every_stage(), every_domain()).lint() == []


# --- limits and metrics --------------------------------------------------------------------------------------


def test_limits_and_metrics_of_all_routes() -> None:
    blueprint = http(
        stages=[Stage(throttle=Throttle(rate=0.5, burst=Parameter("Burst", 2, type="Number")), metrics=True)]
    )
    assert made(blueprint, STAGE)["DefaultRouteSettings"] == {
        "DetailedMetricsEnabled": True,
        "ThrottlingRateLimit": 0.5,
        "ThrottlingBurstLimit": {"Ref": "Burst"},
    }
    assert "DefaultRouteSettings" not in made(http(), STAGE)


def test_the_stage_waits_for_each_route_that_it_sets() -> None:
    """API Gateway refuses a stage with settings for a route that is not there yet."""
    stage = Stage(route_settings={"POST /notes": RouteSettings(throttle=BOTH)})
    found = resources(http(stages=[stage]))[STAGE]
    assert found["DependsOn"] == ["NotesRoutePostNotes"]
    assert found["Properties"]["RouteSettings"] == {
        "POST /notes": {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 50}
    }
    assert "DependsOn" not in resources(http())[STAGE]


def test_settings_of_a_route_repeat_what_it_does_not_change() -> None:
    """They take the place of the stage's as a whole."""
    settings = RouteSettings(throttle=Throttle(rate=5))
    found = made(http(stages=[Stage(throttle=BOTH, metrics=True, route_settings={"GET /notes": settings})]), STAGE)
    assert found["RouteSettings"]["GET /notes"] == {
        "DetailedMetricsEnabled": True,
        "ThrottlingRateLimit": 5,
        "ThrottlingBurstLimit": 50,
    }


def test_settings_of_a_conditional_route_are_conditional_and_wait_for_it() -> None:
    target = function()
    stage = Stage(route_settings={"GET /beta": RouteSettings(metrics=True)}, description="Live.")
    blueprint = HttpApiBlueprint(
        name="Notes",
        parameters=[Parameter("Environment")],
        conditions=[IS_PROD],
        routes=[Route("GET /", target), Route("GET /beta", target, condition=IS_PROD)],
        stages=[stage],
    )
    found = resources(blueprint)[STAGE]
    settings = {"Fn::If": ["IsProd", {"DetailedMetricsEnabled": True}, {"Ref": "AWS::NoValue"}]}
    assert found["Properties"]["RouteSettings"] == {"GET /beta": settings}
    waits = {"Fn::If": ["IsProd", {"Ref": "NotesRouteGetBeta"}, ""]}
    assert found["Properties"]["Description"] == {"Fn::Select": [0, ["Live.", waits]]}
    assert "DependsOn" not in found


def test_settings_of_a_route_on_a_conditional_function_are_conditional() -> None:
    target = function(condition=IS_PROD)
    blueprint = HttpApiBlueprint(
        name="Notes",
        parameters=[Parameter("Environment")],
        routes=[Route("GET /", target)],
        stages=[Stage(route_settings={"GET /": RouteSettings(metrics=True)})],
    )
    assert made(blueprint, STAGE)["RouteSettings"]["GET /"]["Fn::If"][0] == "IsProd"


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage(throttle=Throttle(rate=5)), "Throttle has a rate and no burst"),
        (Stage(throttle=Throttle(burst=5)), "Throttle has a burst and no rate"),
        (Stage(route_settings={"GET /notes": RouteSettings(throttle=Throttle(rate=5))}), "a rate and no burst"),
    ],
)
def test_half_a_limit_is_noted_at_its_line(stage: Stage, words: str) -> None:
    (notice,) = told(http(stages=[stage]))
    assert words in notice
    assert notice.startswith(str(stage.source).partition(":")[0])


def test_a_whole_limit_is_not() -> None:
    settings = {"GET /notes": RouteSettings(throttle=Throttle(rate=5))}
    assert told(http(stages=[Stage(throttle=BOTH, route_settings=settings)])) == []


# --- deployments ---------------------------------------------------------------------------------------------


def test_a_stage_deploys_by_itself_unless_told() -> None:
    found = resources(http())
    assert found[STAGE]["Properties"]["AutoDeploy"] is True
    assert of_type(found, "AWS::ApiGatewayV2::Deployment") == {}


def test_a_stage_that_does_not_refers_to_a_deployment_named_by_what_it_holds() -> None:
    """P01 and P29: another API is another deployment, and the deployment names no stage."""
    blueprint = by_hand()
    name = deployment(blueprint)
    found = resources(blueprint)
    assert re.fullmatch("NotesDeployment[0-9a-f]{10}", name)
    stage = found[STAGE]["Properties"]
    assert (stage["AutoDeploy"], stage["DeploymentId"]) == (False, {"Ref": name})
    assert found[name] == {
        "Type": "AWS::ApiGatewayV2::Deployment",
        "DependsOn": ["NotesIntegrationHello", "NotesRouteGetNotes", "NotesRoutePostNotes"],
        "Properties": {"ApiId": {"Ref": "NotesApi"}},
    }


def test_a_conditional_route_is_waited_for_by_a_reference() -> None:
    target = function()
    routes = [Route("GET /", target), Route("GET /beta", target, condition=IS_PROD)]
    blueprint = by_hand(routes=routes, parameters=[Parameter("Environment")])
    (found,) = of_type(resources(blueprint), "AWS::ApiGatewayV2::Deployment").values()
    assert "NotesRouteGetBeta" not in found["DependsOn"]
    text = "Made after the routes, also those under a condition"
    waits = {"Fn::If": ["IsProd", {"Ref": "NotesRouteGetBeta"}, ""]}
    assert found["Properties"]["Description"] == {"Fn::Select": [0, [text, waits]]}


def test_d30_stages_that_deploy_nothing_share_a_deployment_beside_one_that_is_ahead() -> None:
    """D30: the stage that deploys by itself serves a change before the others do."""
    stages = [Stage("staging", auto_deploy=False), Stage("prod", auto_deploy=False), Stage("edge")]
    blueprint = http(stages=stages)
    name = deployment(blueprint)
    served = [made(blueprint, f"NotesStage{each}").get("DeploymentId") for each in ("Staging", "Prod", "Edge")]
    assert served == [{"Ref": name}, {"Ref": name}, None]


@pytest.mark.parametrize(
    "options",
    [
        {"routes": [Route("GET /notes", function()), Route("PUT /notes", function())]},
        {"routes": [Route("GET /notes", LambdaProxy(function(), timeout_seconds=5)), Route("POST /notes", function())]},
        {"execute_api_endpoint": False},
        {"ip_address_type": "dualstack"},
        {"redeploy": 2},
        {"invocation": "role"},
    ],
)
def test_what_is_deployed_changes_the_deployment(options: dict[str, Any]) -> None:
    assert deployment(by_hand()) != deployment(by_hand(**options))


@pytest.mark.parametrize(
    "options",
    [
        {"routes": [Route(f"{verb} /notes", function(memory_size_mb=512)) for verb in ("GET", "POST")]},
        {"stages": [Stage(auto_deploy=False, throttle=BOTH, access_logs=None, variables={"a": "b"})]},
        {"api_description": "All notes.", "version": "2", "tags": {"a": "b"}},
        {"routes": [Route(f"{verb} /notes", function()) for verb in ("POST", "GET")]},
    ],
)
def test_what_is_not_deployed_does_not(options: dict[str, Any]) -> None:
    assert deployment(by_hand()) == deployment(by_hand(**options))


def test_customize_counts() -> None:
    class Changed(HttpApiBlueprint):
        def customize(self, template: Any) -> None:
            template.resources["NotesRouteGetNotes"].OperationName = "list"

    target = function()
    options: dict[str, Any] = {
        "name": "Notes",
        "stages": [Stage(auto_deploy=False)],
        "routes": [Route("GET /notes", target)],
    }
    assert deployment(Changed(**options)) != deployment(HttpApiBlueprint(**options))


# --- access logs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_the_ready_formats_know_only_what_http_apis_have(name: str) -> None:
    assert told(http(stages=[Stage(access_logs=AccessLogs(name))])) == []
    assert (
        made(http(stages=[Stage(access_logs=AccessLogs(name))]), STAGE)["AccessLogSettings"]["Format"] == FORMATS[name]
    )


@pytest.mark.parametrize(
    ("variable", "fix"),
    [
        ("$context.identity.sourceIP", "write $context.identity.sourceIp"),
        ("$context.resourcePath", "write $context.routeKey"),
        ("$context.responseLenght", "write $context.responseLength"),
        ("$context.authorizer.claims", "name one claim, such as $context.authorizer.claims.sub: the whole is null"),
        ("$input.body", "leave it out: access logs know $context variables alone"),
        ("$context.zzzzzz", "leave it out, unless AWS has added it since"),
    ],
)
def test_an_unknown_variable_is_noted_with_the_nearest(variable: str, fix: str) -> None:
    logs = AccessLogs(f"$context.requestId {variable}.")
    (notice,) = told(http(stages=[Stage(access_logs=logs)]))
    assert f"not documented to have {variable} in access logs" in notice
    assert notice.startswith(str(logs.source))
    assert notice.endswith(f"fix:     {fix}")


@pytest.mark.parametrize("variable", ["$context.authorizer.claims.sub", "$context.authorizer.principalId", "$5", "$"])
def test_what_an_authorizer_gives_has_any_name(variable: str) -> None:
    assert told(http(stages=[Stage(access_logs=AccessLogs(f"$context.requestId {variable}"))])) == []


def test_a_format_that_only_cloudformation_knows_is_not_judged() -> None:
    assert told(http(stages=[Stage(access_logs=AccessLogs(Sub("$context.requestId ${AWS::Region}")))])) == []


def test_a_group_may_have_a_name_that_takes_no_room_in_the_policy_of_the_account() -> None:
    name = Sub("/aws/vendedlogs/${AWS::StackName}/notes")
    group = resources(http(stages=[Stage(access_logs=AccessLogs(log_group_name=name))]))["NotesStageDefaultAccessLogs"]
    assert group["Properties"]["LogGroupName"] == {"Fn::Sub": "/aws/vendedlogs/${AWS::StackName}/notes"}


def test_a_stream_of_firehose_is_noted_as_undocumented() -> None:
    arn = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/amazon-apigateway-notes"
    blueprint = http(stages=[Stage(access_logs=AccessLogs(destination_arn=arn))])
    assert made(blueprint, STAGE)["AccessLogSettings"]["DestinationArn"] == arn
    assert "NotesStageDefaultAccessLogs" not in resources(blueprint)
    (notice,) = told(blueprint)
    assert "Data Firehose, which AWS documents for REST APIs alone" in notice


# --- aliases -------------------------------------------------------------------------------------------------


def aliased(function: Function | ImportedFunction, qualifier: str, *stages: Stage) -> HttpApiBlueprint:
    """Make an API that calls an alias."""
    routes = [Route("GET /", LambdaProxy(function, qualifier=qualifier))]
    names = ("staging", "prod") if isinstance(function, Function) else ()
    return HttpApiBlueprint(
        name="Notes",
        invocation="role",
        routes=routes,
        stages=stages or [Stage()],
        resources=[Alias(name, function, version="$LATEST") for name in names if isinstance(function, Function)],
    )


def test_d29_a_stage_variable_names_the_alias_and_cloudformation_leaves_it_alone() -> None:
    stages = [Stage(name, variables={"stage": name}) for name in ("staging", "prod")]
    blueprint = aliased(function(), "${stageVariables.stage}", *stages)
    path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    uri = f"{path}/${{HelloFunction.Arn}}:${{!stageVariables.stage}}/invocations"
    assert made(blueprint, "NotesIntegrationHelloStageVariableStage")["IntegrationUri"] == {"Fn::Sub": uri}


def test_d28_each_stage_has_its_variable_and_the_role_may_call_these_aliases_alone() -> None:
    stages = [Stage(name, variables={"stage": name}) for name in ("staging", "prod")]
    found = resources(aliased(function(), "${stageVariables.stage}", *stages))
    assert found["NotesStageProd"]["Properties"]["StageVariables"] == {"stage": "prod"}
    (statement,) = statements(found["NotesInvocationRole"])
    assert statement["Resource"] == [{"Fn::Sub": f"${{HelloFunction.Arn}}:{name}"} for name in ("staging", "prod")]


def test_an_alias_that_only_cloudformation_knows_is_any_alias_of_that_function() -> None:
    found = resources(aliased(function(), "${stageVariables.stage}", Stage(variables={"stage": Ref("AWS::Region")})))
    (statement,) = statements(found["NotesInvocationRole"])
    assert statement["Resource"] == [{"Fn::Sub": "${HelloFunction.Arn}:*"}]


@pytest.mark.parametrize(
    ("arn", "resource"),
    [
        ("arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f:live"),
        (Parameter("Arn"), {"Fn::Sub": ["${FunctionArn}:live", {"FunctionArn": {"Ref": "Arn"}}]}),
    ],
)
def test_an_alias_of_an_imported_function(arn: Any, resource: Any) -> None:
    found = resources(aliased(ImportedFunction("Old", arn), "live"))
    (statement,) = statements(found["NotesInvocationRole"])
    assert statement["Resource"] == [resource]
    assert "NotesIntegrationOldAliasLive" in found


def test_a_function_is_called_by_itself_and_by_its_alias() -> None:
    target = function()
    routes = [Route("GET /a", target), Route("GET /b", LambdaProxy(target, qualifier="live"))]
    made = HttpApiBlueprint(name="Notes", invocation="role", routes=routes, resources=[Alias("live", target)])
    found = resources(made)
    (statement,) = statements(found["NotesInvocationRole"])
    assert statement["Resource"] == [
        {"Fn::GetAtt": ["HelloFunction", "Arn"]},
        {"Fn::Sub": "${HelloFunction.Arn}:live"},
    ]


@pytest.mark.parametrize("name", ["api", "snapshot", "dev", "prod", "staging", "$default"])
def test_x04_a_stage_has_any_of_the_names(name: str) -> None:
    (found,) = of_type(resources(http(stages=[Stage(name)])), "AWS::ApiGatewayV2::Stage").values()
    assert found["Properties"]["StageName"] == name


def test_x09_each_stage_has_its_own_access_logs() -> None:
    stages = [Stage("dev", access_logs=AccessLogs("CLF", retention_in_days=7)), Stage("prod", access_logs=None)]
    found = resources(http(stages=stages))
    assert found["NotesStageDevAccessLogs"]["Properties"] == {"RetentionInDays": 7}
    assert found["NotesStageDev"]["Properties"]["AccessLogSettings"]["Format"] == FORMATS["CLF"]
    assert "AccessLogSettings" not in found["NotesStageProd"]["Properties"]


def test_d22_the_rest_of_a_stage() -> None:
    stage = Stage("prod", description="What users see.", tags={"team": Ref("AWS::Region")})
    found = made(http(stages=[stage]), "NotesStageProd")
    assert (found["Description"], found["Tags"]) == ("What users see.", {"team": {"Ref": "AWS::Region"}})
    assert document(http(stages=[stage]))["Outputs"]["NotesUrlProd"]["Value"] == {
        "Fn::Sub": "${NotesApi.ApiEndpoint}/prod/"
    }
