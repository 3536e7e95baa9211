"""What aliases of functions become, and who may call them. Rows D25, D26, D27, D28; pain P22."""
# ruff: noqa: N802

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import Parameter as TroposphereParameter
from troposphere import Ref, awslambda

from cfngw import (
    Alias,
    Blueprint,
    Composition,
    FunctionUrl,
    HttpApiBlueprint,
    ImportedFunction,
    LambdaAuthorizer,
    LambdaProxy,
    Method,
    NonProxy,
    Parameter,
    ProvisionedConcurrency,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Role,
    Route,
    Stage,
    TrafficShifting,
    Version,
    VersionWeight,
)
from cfngw.errors import DuplicateError
from releases import IS_PROD, PROD_VERSION, by_role, every_release, rest, shifted, user_api
from samples import document, function, of_type, problems, resources, statements

GOLDEN = Path(__file__).parents[1] / "golden" / "releases.yaml"
LIVE = "HelloFunctionAliasLive"
SOURCE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${NotesApi}/*"
PERMISSION = "AWS::Lambda::Permission"


def aliased(name: str = "live", **options: Any) -> Blueprint:
    """Make a blueprint with an alias of the function Hello."""
    return Blueprint(resources=[Alias(name, options.pop("function", function()), **options)])


def made(blueprint: Blueprint, logical_id: str = LIVE) -> Any:
    return resources(blueprint)[logical_id]["Properties"]


def told(blueprint: Blueprint) -> list[str]:
    return [str(notice) for notice in blueprint.sealed().notices]


def test_every_form_is_the_golden_template() -> None:
    text = every_release().to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


@pytest.mark.slow
@pytest.mark.checked
def test_no_form_has_findings() -> None:
    # One alias has a URL that is open to everybody, and says so.
    assert [each.rule for each in every_release().lint()] == ["W9933"]


# --- what they point to --------------------------------------------------------------------------------------


def test_an_alias_points_to_the_version_that_the_stack_publishes() -> None:
    found = resources(aliased())
    assert found[LIVE]["Properties"] == {
        "Name": "live",
        "FunctionName": {"Ref": "HelloFunction"},
        "FunctionVersion": {"Fn::GetAtt": ["HelloFunctionVersion", "Version"]},
    }
    order = [name for name in found if found[name]["Type"].startswith("AWS::Lambda::")]
    assert order == ["HelloFunction", "HelloFunctionVersion", LIVE]


@pytest.mark.parametrize(
    ("version", "expected"),
    [("$LATEST", "$LATEST"), ("7", "7"), (PROD_VERSION, {"Ref": "ProdVersion"}), (Ref("Other"), {"Ref": "Other"})],
)
def test_D25_an_alias_points_to_what_it_is_told_and_no_version_is_made(version: Any, expected: Any) -> None:
    found = document(
        Blueprint(
            parameters=[Parameter("Other")],
            resources=[Alias("live", function(), version=version)],
        )
    )
    assert found["Resources"][LIVE]["Properties"]["FunctionVersion"] == expected
    assert "HelloFunctionVersion" not in found["Resources"]


def test_D26_the_first_deployment_needs_no_special_step() -> None:
    """Before there is a version prod points to $LATEST, by the parameter's default alone."""
    found = document(user_api())
    assert found["Parameters"]["ProdVersion"]["Default"] == "$LATEST"
    assert found["Resources"]["UserFunctionAliasProd"]["Properties"]["FunctionVersion"] == {"Ref": "ProdVersion"}
    assert found["Resources"]["UserFunctionAliasStaging"]["Properties"]["FunctionVersion"] == "$LATEST"


def test_P22_an_alias_goes_back_by_a_parameter_for_old_versions_stay() -> None:
    found = resources(user_api())
    assert found["UserFunctionVersion"]["UpdateReplacePolicy"] == "Retain"
    assert "UserFunctionVersion" not in str(found["UserFunctionAliasProd"])


def test_a_declared_version_is_the_stacks_own() -> None:
    target = function()
    version = Version(target, logical_id="Pinned")
    assert made(aliased(function=target, version=version))["FunctionVersion"] == {"Fn::GetAtt": ["Pinned", "Version"]}


def test_a_share_of_the_calls_goes_to_a_second_version() -> None:
    target = function()
    blueprint = aliased(function=target, version="6", weights=[VersionWeight(Version(target), 0.1)])
    assert made(blueprint)["RoutingConfig"] == {
        "AdditionalVersionWeights": [
            {"FunctionVersion": {"Fn::GetAtt": ["HelloFunctionVersion", "Version"]}, "FunctionWeight": 0.1}
        ]
    }


def test_an_alias_has_a_description_a_condition_and_a_pinned_id() -> None:
    blueprint = aliased(function=function(condition="IsProd"), description="Live.", logical_id="Pinned")
    found = resources(Composition(blueprint, Blueprint(conditions=[IS_PROD])))["Pinned"]
    assert (found["Condition"], found["Properties"]["Description"]) == ("IsProd", "Live.")


# --- provisioned concurrency ---------------------------------------------------------------------------------


def test_a_number_of_environments_is_kept_ready() -> None:
    found = resources(aliased(provisioned_concurrency=5))
    assert found[LIVE]["Properties"]["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 5}
    assert not of_type(found, "AWS::ApplicationAutoScaling::ScalableTarget")


def test_the_number_scales_with_their_use() -> None:
    scaled = ProvisionedConcurrency(2, max_capacity=Parameter("Most", 9, type="Number"), target_utilization=0.5)
    found = resources(aliased(provisioned_concurrency=scaled))
    assert found[LIVE]["Properties"]["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 2}
    assert found[f"{LIVE}ScalableTarget"] == {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "DependsOn": LIVE,
        "Properties": {
            "ServiceNamespace": "lambda",
            "ScalableDimension": "lambda:function:ProvisionedConcurrency",
            "ResourceId": {"Fn::Sub": "function:${HelloFunction}:live"},
            "MinCapacity": 2,
            "MaxCapacity": {"Ref": "Most"},
        },
    }
    policy = found[f"{LIVE}ScalingPolicy"]["Properties"]
    assert policy["ScalingTargetId"] == {"Ref": f"{LIVE}ScalableTarget"}
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 0.5


# --- CodeDeploy ----------------------------------------------------------------------------------------------


def test_codedeploy_moves_an_alias() -> None:
    found = resources(aliased(traffic_shifting=TrafficShifting("Linear10PercentEvery1Minute")))
    assert found[LIVE]["UpdatePolicy"] == {
        "CodeDeployLambdaAliasUpdate": {
            "ApplicationName": {"Ref": "HelloFunctionApplication"},
            "DeploymentGroupName": {"Ref": f"{LIVE}DeploymentGroup"},
        }
    }
    assert found["HelloFunctionApplication"]["Properties"] == {"ComputePlatform": "Lambda"}
    group = found[f"{LIVE}DeploymentGroup"]["Properties"]
    assert group["DeploymentConfigName"] == "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"
    assert group["DeploymentStyle"] == {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"}
    assert group["AutoRollbackConfiguration"]["Events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"]
    assert "AlarmConfiguration" not in group


def test_its_role_may_move_this_alias_and_nothing_else() -> None:
    found = resources(aliased(traffic_shifting=TrafficShifting("AllAtOnce")))
    (statement,) = statements(found[f"{LIVE}DeploymentRole"])
    assert statement["Action"] == ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["HelloFunction", "Arn"]}, {"Fn::Sub": "${HelloFunction.Arn}:live"}]


def test_alarms_end_a_deployment_and_the_role_may_read_them() -> None:
    found = resources(aliased(traffic_shifting=TrafficShifting("AllAtOnce", alarms=["Errors", Parameter("Alarm")])))
    group = found[f"{LIVE}DeploymentGroup"]["Properties"]
    assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": "Errors"}, {"Name": {"Ref": "Alarm"}}]}
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    role = found[f"{LIVE}DeploymentRole"]
    assert statements(role)[1]["Resource"] == ["*"]
    assert "cloudwatch:DescribeAlarms" in role["Metadata"]["cfngw"]["Reasons"]


def test_hooks_are_called_and_may_answer() -> None:
    check = function("Check")
    found = resources(aliased(traffic_shifting=TrafficShifting("AllAtOnce", before=check, after=check)))
    update = found[LIVE]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert update["BeforeAllowTrafficHook"] == update["AfterAllowTrafficHook"] == {"Ref": "CheckFunction"}
    assert statements(found[f"{LIVE}DeploymentRole"])[1] == {
        "Effect": "Allow",
        "Action": ["lambda:InvokeFunction"],
        "Resource": [{"Fn::GetAtt": ["CheckFunction", "Arn"]}],
    }
    _, answer, call = statements(found["CheckFunctionRole"])
    assert answer["Action"] == ["codedeploy:PutLifecycleEventHookExecutionStatus"]
    assert answer["Resource"][0]["Fn::Sub"].endswith(":deploymentgroup:${HelloFunctionApplication}/*")
    assert call["Resource"] == [{"Fn::Sub": "${HelloFunction.Arn}:*"}]


def test_a_hook_with_a_role_of_elsewhere_is_told_of() -> None:
    check = function("Check", role="arn:aws:iam::123456789012:role/check")
    (notice,) = told(aliased(traffic_shifting=TrafficShifting("AllAtOnce", before=check)))
    assert "the role of Check is made elsewhere" in notice
    shared = function("Check", role=Role("Checker"))
    found = resources(aliased(traffic_shifting=TrafficShifting("AllAtOnce", before=shared)))
    assert "PutLifecycleEventHookExecutionStatus" in str(found["CheckerRole"])


def test_a_configuration_is_aws_own_or_ones_own() -> None:
    def named(configuration: Any) -> Any:
        blueprint = aliased(traffic_shifting=TrafficShifting(configuration))
        return made(blueprint, f"{LIVE}DeploymentGroup")["DeploymentConfigName"]

    assert named("my-own") == "my-own"
    assert named("CodeDeployDefault.LambdaAllAtOnce") == "CodeDeployDefault.LambdaAllAtOnce"
    assert named(Parameter("Configuration")) == {"Ref": "Configuration"}
    assert named("Canary5Percent1Minutes") == "CodeDeployDefault.LambdaCanary5Percent1Minutes"


def test_a_configuration_that_is_not_known_is_told_of() -> None:
    (notice,) = told(aliased(traffic_shifting=TrafficShifting("Canary10Percent6Minutes")))
    assert "did you mean" in notice
    assert told(aliased(traffic_shifting=TrafficShifting("my-own"))) == []


# --- URLs ----------------------------------------------------------------------------------------------------


def test_an_alias_has_a_url_of_its_own() -> None:
    found = resources(aliased(function_url=FunctionUrl("NONE")))
    assert found[f"{LIVE}Url"] == {
        "Type": "AWS::Lambda::Url",
        "DependsOn": LIVE,
        "Properties": {"AuthType": "NONE", "TargetFunctionArn": {"Ref": "HelloFunction"}, "Qualifier": "live"},
    }
    allowed = of_type(found, PERMISSION)
    assert {name: each["Properties"]["FunctionName"] for name, each in allowed.items()} == {
        f"{LIVE}UrlPermission": {"Ref": LIVE},
        f"{LIVE}UrlInvokePermission": {"Ref": LIVE},
    }


# --- who may call them ---------------------------------------------------------------------------------------


def permissions(blueprint: Blueprint) -> dict[str, Any]:
    return {
        name: each["Properties"]["FunctionName"] for name, each in of_type(resources(blueprint), PERMISSION).items()
    }


def test_D27_each_alias_that_a_stage_names_has_a_permission_that_waits_for_it() -> None:
    assert permissions(user_api()) == {
        "UserPermissionUserAliasStaging": {"Ref": "UserFunctionAliasStaging"},
        "UserPermissionUserAliasProd": {"Ref": "UserFunctionAliasProd"},
    }


def test_D27_an_alias_as_target_has_a_permission_and_the_address_names_it() -> None:
    target = function()
    live = Alias("live", target)
    blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /", live), Route("POST /", target)])
    found = resources(blueprint)
    assert found["NotesPermissionHelloAliasLive"]["Properties"] == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": LIVE},
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": {"Fn::Sub": SOURCE},
    }
    assert permissions(blueprint)["NotesPermissionHello"] == {"Ref": "HelloFunction"}
    uri = found["NotesIntegrationHelloAliasLive"]["Properties"]["IntegrationUri"]["Fn::Sub"]
    assert uri.endswith(f"/functions/${{{LIVE}}}/invocations")


def test_an_alias_and_its_name_come_to_the_same_call() -> None:
    target = function()
    routes = [Route("GET /a", Alias("live", target)), Route("GET /b", LambdaProxy(target, qualifier="live"))]
    blueprint = HttpApiBlueprint(name="Notes", routes=routes)
    assert permissions(blueprint) == {"NotesPermissionHelloAliasLive": {"Ref": LIVE}}
    assert len(of_type(resources(blueprint), "AWS::ApiGatewayV2::Integration")) == 1


def test_an_alias_of_another_stacks_function_is_called_by_its_arn() -> None:
    old = ImportedFunction("Old", Parameter("Arn"))
    blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /", LambdaProxy(old, qualifier="live"))])
    assert permissions(blueprint) == {
        "NotesPermissionOldAliasLive": {"Fn::Sub": ["${FunctionArn}:live", {"FunctionArn": {"Ref": "Arn"}}]}
    }


def test_an_alias_of_troposphere_is_one_too() -> None:
    target = function()
    raw = awslambda.Alias("Raw", Name="live", FunctionName=Ref(target.resource_id), FunctionVersion="$LATEST")
    blueprint = HttpApiBlueprint(
        name="Notes", routes=[Route("GET /", LambdaProxy(target, qualifier="live"))], resources=[raw]
    )
    assert permissions(blueprint) == {"NotesPermissionHelloAliasLive": {"Ref": "Raw"}}


def test_an_alias_that_customize_makes_is_one_too() -> None:
    target = function()

    class Own(HttpApiBlueprint):
        def customize(self, template: Any) -> None:
            arn = {"Fn::GetAtt": "HelloFunction.Arn"}
            template.add_parameter(TroposphereParameter("Unused", Type="String"))
            template.resources["Own"] = {
                "Type": "AWS::Lambda::Alias",
                "Properties": {"Name": "live", "FunctionName": arn, "FunctionVersion": {"Ref": "Unused"}},
            }

    blueprint = Own(name="Notes", routes=[Route("GET /", LambdaProxy(target, qualifier="live"))])
    assert permissions(blueprint) == {"NotesPermissionHelloAliasLive": {"Fn::Sub": "${HelloFunction.Arn}:live"}}


def test_the_role_of_an_api_may_call_the_alias_alone() -> None:
    (policy,) = made(by_role(), "BillsInvocationRole")["Policies"]
    (statement,) = policy["Fn::If"][1]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [{"Ref": "BillsFunctionAliasLive"}]


def test_an_alias_authorizes() -> None:
    found = resources(shifted())
    uri = found["OrdersAuthorizerGuard"]["Properties"]["AuthorizerUri"]["Fn::Sub"]
    assert uri.endswith("/functions/${GuardFunctionAliasGuard}/invocations")
    assert found["OrdersPermissionGuardAliasGuard"]["Properties"]["FunctionName"] == {"Ref": "GuardFunctionAliasGuard"}


@pytest.mark.parametrize("wrap", [lambda each: each, NonProxy, RestLambdaProxy])
@pytest.mark.parametrize("invocation", ["permission", "role"])
def test_methods_of_rest_apis_call_aliases(wrap: Any, invocation: str) -> None:
    blueprint = RestApiLambdaBlueprint(
        name="Notes",
        stages=[Stage("dev")],
        invocation=invocation,
        methods=[Method("GET /notes", wrap(Alias("live", function())))],
    )
    found = resources(blueprint)
    integration = found["NotesMethodGetNotes"]["Properties"]["Integration"]
    assert integration["Uri"]["Fn::Sub"].endswith(f"/functions/${{{LIVE}}}/invocations")
    if invocation == "permission":
        assert permissions(blueprint) == {"NotesPermissionHelloAliasLive": {"Ref": LIVE}}
    else:
        assert statements(found["NotesInvocationRole"])[0]["Resource"] == [{"Ref": LIVE}]


def test_a_rest_deployment_does_not_change_when_an_alias_points_elsewhere_and_does_when_another_is_called() -> None:
    def deployment(alias: Alias) -> str:
        blueprint = RestApiLambdaBlueprint(name="Notes", stages=[Stage("dev")], methods=[Method("GET /notes", alias)])
        return next(iter(of_type(resources(blueprint), "AWS::ApiGateway::Deployment")))

    target = function()
    assert deployment(Alias("live", target)) == deployment(Alias("live", target, version="7"))
    assert deployment(Alias("live", target)) != deployment(Alias("next", target))
    assert rest()


# --- bad input -----------------------------------------------------------------------------------------------


def test_an_alias_that_nothing_makes_is_refused_at_the_target() -> None:
    target = function()
    proxy = LambdaProxy(target, qualifier="live")
    blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /", proxy)], resources=[Alias("life", target)])
    (error,) = problems(lambda: document(blueprint))
    assert (error.where, error.given, error.allowed) == (proxy.source, "live", "life")
    assert error.fix == 'write "life"'


def test_an_alias_that_nothing_makes_is_refused_at_the_stage_that_names_it() -> None:
    target = function()
    proxy = LambdaProxy(target, qualifier="${stageVariables.stage}")
    stages = [Stage(name, variables={"stage": name}) for name in ("staging", "prod")]
    blueprint = HttpApiBlueprint(
        name="Notes",
        routes=[Route("GET /", proxy), Route("GET /b", proxy)],
        stages=stages,
        resources=[Alias("staging", target)],
    )
    (error,) = problems(lambda: document(blueprint))
    assert (error.where, error.given) == (stages[1].source, "prod")
    assert error.problem == 'Stage "prod": nothing makes the alias prod of Hello.'


def test_two_aliases_of_one_name_show_both_lines() -> None:
    target = function()
    first, second = Alias("live", target), Alias("live", target, version="7", logical_id="Pinned")
    (error,) = problems(lambda: document(Blueprint(resources=[first, second])))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other, error.given) == (second.source, first.source, "Hello:live")
    assert error.fix == "rename one of them"


def test_two_aliases_of_one_id_show_both_lines() -> None:
    target = function()
    first, second = Alias("live", target, logical_id="Pinned"), Alias("next", target, logical_id="Pinned")
    (error,) = problems(lambda: document(Blueprint(resources=[first, second])))
    assert (error.where, error.given) == (second.source, "Pinned")


# --- what is told of them ------------------------------------------------------------------------------------


def test_outputs_tell_the_function_behind_an_alias_and_the_aliass_url() -> None:
    live = Alias("live", function(), function_url=FunctionUrl())
    found = document(HttpApiBlueprint(name="Notes", routes=[Route("GET /", live), Route("POST /", live)]))["Outputs"]
    assert found["HelloFunctionArn"]["Value"] == {"Fn::GetAtt": ["HelloFunction", "Arn"]}
    assert found[f"{LIVE}Url"]["Value"] == {"Fn::GetAtt": [f"{LIVE}Url", "FunctionUrl"]}
    assert found[f"{LIVE}Url"]["Description"] == "URL of the function Hello:live"


def test_what_is_said_of_a_functions_code_is_said_behind_an_alias_too() -> None:
    guard = Alias("guard", function("Guard", timeout_seconds=30))
    blueprint = HttpApiBlueprint(
        name="Notes", authorizer=LambdaAuthorizer("Guard", guard), routes=[Route("GET /", function())]
    )
    assert any("API Gateway waits 10 seconds for it" in each for each in told(blueprint))
