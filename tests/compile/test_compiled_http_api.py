"""What an HTTP API becomes: the API, stages, integrations, routes, and who may call the functions."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Equals, Ref, apigatewayv2

from cfngw import (
    AccessLogs,
    Composition,
    Condition,
    Function,
    ImportedFunction,
    JwtAuthorizer,
    LambdaProxy,
    Parameter,
    Route,
    Stage,
)
from cfngw.errors import DeclarationError, DuplicateError
from samples import api, document, function, of_type, problems, resources, statements

API = {"Ref": "NotesApi"}
SOURCE_ARN = {
    "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${NotesApi}/*",
}
IS_PROD = Condition("IsProd", Equals(Ref("Environment"), "prod"))
CONDITIONS: Any = {"conditions": [IS_PROD], "parameters": [Parameter("Environment")]}


def routes(*keys: str, target: Any = None) -> list[Route]:
    target = target or function()
    return [Route(key, target) for key in keys]


def test_the_smallest_api_is_the_function_and_six_resources() -> None:
    found = resources(api())
    assert list(found) == [
        "HelloFunctionLogGroup",
        "HelloFunctionRole",
        "HelloFunction",
        "NotesApi",
        "NotesStageDefaultAccessLogs",
        "NotesStageDefault",
        "NotesPermissionHello",
        "NotesIntegrationHello",
        "NotesRouteGetRoot",
    ]
    assert found["NotesApi"] == {
        "Type": "AWS::ApiGatewayV2::Api",
        "Properties": {"Name": "Notes", "ProtocolType": "HTTP"},
    }
    assert found["NotesIntegrationHello"] == {
        "Type": "AWS::ApiGatewayV2::Integration",
        "Properties": {
            "ApiId": API,
            "IntegrationType": "AWS_PROXY",
            "ConnectionType": "INTERNET",
            "IntegrationMethod": "POST",
            "IntegrationUri": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
            "PayloadFormatVersion": "2.0",
        },
    }
    assert found["NotesRouteGetRoot"] == {
        "Type": "AWS::ApiGatewayV2::Route",
        "Properties": {
            "ApiId": API,
            "RouteKey": "GET /",
            "Target": {"Fn::Sub": "integrations/${NotesIntegrationHello}"},
        },
    }


def test_the_default_outputs_are_the_url_the_id_a_call_and_the_function() -> None:
    assert {name: output["Value"] for name, output in document(api())["Outputs"].items()} == {
        "NotesUrl": {"Fn::Sub": "${NotesApi.ApiEndpoint}/"},
        "NotesApiId": {"Ref": "NotesApi"},
        "NotesExample": {"Fn::Sub": "curl -i ${NotesApi.ApiEndpoint}/"},
        "HelloFunctionArn": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
    }
    assert "Outputs" not in document(api(default_outputs=False))


@pytest.mark.parametrize(
    ("keys", "call"),
    [
        (["GET /a"], "curl -i ${NotesApi.ApiEndpoint}/a"),
        (["POST /b", "GET /a"], "curl -i ${NotesApi.ApiEndpoint}/a"),
        (["POST /b"], "curl -i -X POST ${NotesApi.ApiEndpoint}/b"),
        (["GET /{id}"], None),
        (["$default"], None),
        (["ANY /a"], None),
    ],
)
def test_the_example_is_a_route_that_can_be_called_as_it_stands(keys: list[str], call: str | None) -> None:
    outputs = document(api(*routes(*keys)))["Outputs"]
    assert outputs.get("NotesExample", {"Value": {"Fn::Sub": None}})["Value"] == {"Fn::Sub": call}


def test_the_options_of_an_api_are_emitted() -> None:
    found = resources(
        api(description="All notes.", api_name="Notes API", version=Parameter("Version"), tags={"team": Ref("Version")})
    )
    assert found["NotesApi"]["Properties"] == {
        "Name": "Notes API",
        "Description": "All notes.",
        "Version": {"Ref": "Version"},
        "ProtocolType": "HTTP",
        "Tags": {"team": {"Ref": "Version"}},
    }


def test_the_api_may_have_a_description_of_its_own() -> None:
    made = document(api(description="The template.", api_description="The API."))
    assert made["Description"] == "The template."
    assert made["Resources"]["NotesApi"]["Properties"]["Description"] == "The API."


def test_one_permission_per_function_however_many_routes() -> None:
    hello, other = function(), function("Other")
    made = api(*routes("GET /a", "POST /a", "$default", target=hello), Route("GET /b", other))
    permissions = of_type(resources(made), "AWS::Lambda::Permission")
    assert permissions == {
        "NotesPermissionHello": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": "HelloFunction"},
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": SOURCE_ARN,
            },
        },
        "NotesPermissionOther": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": {"Ref": "OtherFunction"},
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": SOURCE_ARN,
            },
        },
    }


def test_a_role_takes_the_place_of_all_permissions() -> None:
    found = resources(api(Route("GET /a", function()), Route("GET /b", function("Other")), invocation="role"))
    assert of_type(found, "AWS::Lambda::Permission") == {}
    role = found["NotesInvocationRole"]
    assert statements(role) == [
        {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunction"],
            "Resource": [{"Fn::GetAtt": ["HelloFunction", "Arn"]}, {"Fn::GetAtt": ["OtherFunction", "Arn"]}],
        }
    ]
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["apigateway.amazonaws.com"]}
    for integration in of_type(found, "AWS::ApiGatewayV2::Integration").values():
        assert integration["Properties"]["CredentialsArn"] == {"Fn::GetAtt": ["NotesInvocationRole", "Arn"]}


def test_permissions_take_the_place_of_the_role() -> None:
    found = resources(api())
    assert "NotesInvocationRole" not in found
    assert "CredentialsArn" not in found["NotesIntegrationHello"]["Properties"]


def test_routes_of_one_function_share_an_integration() -> None:
    found = resources(api(*routes("GET /a", "POST /a", "GET /b")))
    assert list(of_type(found, "AWS::ApiGatewayV2::Integration")) == ["NotesIntegrationHello"]


def test_an_integration_stands_before_the_first_route_that_uses_it() -> None:
    found = list(resources(api(*routes("GET /a", "GET /b"), Route("GET /c", function("Other")))))
    assert found[-5:] == [
        "NotesIntegrationHello",
        "NotesRouteGetA",
        "NotesRouteGetB",
        "NotesIntegrationOther",
        "NotesRouteGetC",
    ]


def test_the_payload_format_of_the_api_is_that_of_its_integrations() -> None:
    found = resources(api(payload_format_version="1.0"))
    assert found["NotesIntegrationHello"]["Properties"]["PayloadFormatVersion"] == "1.0"


def test_a_route_may_call_its_function_in_another_way() -> None:
    hello = function()
    made = api(
        Route("GET /a", hello),
        Route("GET /b", LambdaProxy(hello, payload_format_version="1.0", timeout_seconds=5, description="Old.")),
        Route("GET /c", LambdaProxy(hello, payload_format_version="2.0")),
        Route("GET /d", LambdaProxy(hello, timeout_seconds=5)),
        Route("GET /e", LambdaProxy(hello, logical_id="Pinned")),
    )
    found = of_type(resources(made), "AWS::ApiGatewayV2::Integration")
    assert list(found) == [
        "NotesIntegrationHello",
        "NotesIntegrationHelloPayload10Timeout5",
        "NotesIntegrationHelloTimeout5",
        "Pinned",
    ]
    old = found["NotesIntegrationHelloPayload10Timeout5"]["Properties"]
    assert (old["PayloadFormatVersion"], old["TimeoutInMillis"], old["Description"]) == ("1.0", 5000, "Old.")
    assert len(of_type(resources(made), "AWS::Lambda::Permission")) == 1


def test_equal_apis_are_one() -> None:
    assert document(Composition(api(), api())) == document(api())


def test_two_ways_that_have_one_name_are_an_error() -> None:
    hello = function()
    one, two = (Route(f"GET /{text}", LambdaProxy(hello, description=text)) for text in ("a", "b"))
    (error,) = problems(lambda: resources(api(one, two)))
    assert isinstance(error, DuplicateError)
    assert error.given == "NotesIntegrationHello"


def test_route_options_are_emitted() -> None:
    found = resources(api(Route("GET /health", function(), public="health check", operation_name="health")))
    assert found["NotesRouteGetHealth"]["Metadata"] == {"cfngw": {"Public": "health check"}}
    assert found["NotesRouteGetHealth"]["Properties"]["OperationName"] == "health"


def test_a_pinned_route_keeps_its_id() -> None:
    assert "Pinned" in resources(api(Route("GET /", function(), logical_id="Pinned")))


def test_every_kind_of_route_key_is_emitted_as_written() -> None:
    keys = ["$default", "ANY /a", "GET /{id}", "GET /{proxy+}", "GET /a/"]
    found = of_type(resources(api(*routes(*keys))), "AWS::ApiGatewayV2::Route")
    assert {name: route["Properties"]["RouteKey"] for name, route in found.items()} == {
        "NotesRouteDefault": "$default",
        "NotesRouteAnyA": "ANY /a",
        "NotesRouteGetVar": "GET /{id}",
        "NotesRouteGetProxy": "GET /{proxy+}",
        "NotesRouteGetAEnd": "GET /a/",
    }


def test_the_default_stage_has_access_logs_kept_for_30_days() -> None:
    found = resources(api())
    assert found["NotesStageDefaultAccessLogs"] == {
        "Type": "AWS::Logs::LogGroup",
        "Properties": {"RetentionInDays": 30},
    }
    stage = found["NotesStageDefault"]["Properties"]
    assert (stage["ApiId"], stage["StageName"], stage["AutoDeploy"]) == (API, "$default", True)
    assert stage["AccessLogSettings"]["DestinationArn"] == {"Fn::GetAtt": ["NotesStageDefaultAccessLogs", "Arn"]}
    assert "$context.requestId" in stage["AccessLogSettings"]["Format"]


def test_access_logs_may_be_off() -> None:
    found = resources(api(stages=[Stage(access_logs=None)]))
    assert "AccessLogSettings" not in found["NotesStageDefault"]["Properties"]
    assert "NotesStageDefaultAccessLogs" not in found


def test_an_api_and_its_access_logs_may_be_pinned() -> None:
    stage = Stage(access_logs=AccessLogs(logical_id="PinnedLogs"))
    found = resources(api(logical_id="PinnedApi", stages=[stage]))
    assert {"PinnedApi", "PinnedLogs", "NotesStageDefault"} <= set(found)
    settings = found["NotesStageDefault"]["Properties"]["AccessLogSettings"]
    assert settings["DestinationArn"] == {"Fn::GetAtt": ["PinnedLogs", "Arn"]}
    assert found["NotesRouteGetRoot"]["Properties"]["ApiId"] == {"Ref": "PinnedApi"}


def test_access_logs_may_go_to_a_log_group_that_exists() -> None:
    logs = AccessLogs("CLF", destination_arn=Parameter("LogsArn"))
    found = resources(api(stages=[Stage(access_logs=logs)]))
    assert "NotesStageDefaultAccessLogs" not in found
    assert found["NotesStageDefault"]["Properties"]["AccessLogSettings"]["DestinationArn"] == {"Ref": "LogsArn"}


def test_several_stages_each_have_their_own_options_and_url() -> None:
    dev = Stage("dev", description="For us.", variables={"table": Parameter("Table")}, tags={"stage": "dev"})
    prod = Stage("prod", access_logs=AccessLogs(retention_in_days=None), logical_id="Production")
    made = document(api(Route("GET /a", function()), stages=[dev, prod]))
    found = of_type(made["Resources"], "AWS::ApiGatewayV2::Stage")
    assert list(found) == ["NotesStageDev", "Production"]
    of_dev = found["NotesStageDev"]["Properties"]
    assert of_dev["Description"] == "For us."
    assert of_dev["StageVariables"] == {"table": {"Ref": "Table"}}
    assert of_dev["Tags"] == {"stage": "dev"}
    assert made["Resources"]["ProductionAccessLogs"] == {"Type": "AWS::Logs::LogGroup"}
    assert made["Outputs"]["NotesUrlDev"]["Value"] == {"Fn::Sub": "${NotesApi.ApiEndpoint}/dev/"}
    assert made["Outputs"]["NotesUrlProd"]["Value"] == {"Fn::Sub": "${NotesApi.ApiEndpoint}/prod/"}
    assert made["Outputs"]["NotesExample"]["Value"] == {"Fn::Sub": "curl -i ${NotesApi.ApiEndpoint}/dev/a"}


def test_stages_whose_ids_collide_show_both_lines() -> None:
    dev = Stage("dev")
    upper = Stage("Dev")
    error = problems(lambda: document(api(stages=[dev, upper])))[0]
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (upper.source, dev.source)


def test_an_imported_function_is_only_permitted() -> None:
    imported = ImportedFunction("Other", Parameter("OtherArn"))
    made = document(api(Route("GET /", imported)))
    assert "AWS::Lambda::Function" not in [resource["Type"] for resource in made["Resources"].values()]
    assert made["Resources"]["NotesPermissionOther"]["Properties"]["FunctionName"] == {"Ref": "OtherArn"}
    assert made["Resources"]["NotesIntegrationOther"]["Properties"]["IntegrationUri"] == {"Ref": "OtherArn"}
    assert "OtherFunctionArn" not in made["Outputs"]


def test_the_condition_of_a_function_is_that_of_all_that_needs_it() -> None:
    made = document(api(Route("GET /", function("Other")), Route("GET /a", function(condition=IS_PROD)), **CONDITIONS))
    conditional = {name for name, resource in made["Resources"].items() if "Condition" in resource}
    assert conditional == {
        "HelloFunctionLogGroup",
        "HelloFunctionRole",
        "HelloFunction",
        "NotesPermissionHello",
        "NotesIntegrationHello",
        "NotesRouteGetA",
    }
    assert made["Outputs"]["HelloFunctionArn"]["Condition"] == "IsProd"
    assert made["Outputs"]["NotesExample"]["Value"] == {"Fn::Sub": "curl -i ${NotesApi.ApiEndpoint}/"}


def test_the_invocation_role_names_a_conditional_function_under_its_condition() -> None:
    made = api(
        Route("GET /", function("Other")),
        Route("GET /a", function(condition=IS_PROD)),
        invocation="role",
        **CONDITIONS,
    )
    always, sometimes = resources(made)["NotesInvocationRole"]["Properties"]["Policies"]
    assert always["PolicyDocument"]["Statement"][0]["Resource"] == [{"Fn::GetAtt": ["OtherFunction", "Arn"]}]
    condition, then, otherwise = sometimes["Fn::If"]
    assert (condition, otherwise) == ("IsProd", {"Ref": "AWS::NoValue"})
    assert then["PolicyDocument"]["Statement"][0]["Resource"] == [{"Fn::GetAtt": ["HelloFunction", "Arn"]}]


def test_a_condition_is_declared_by_being_used() -> None:
    made = api(Route("GET /", function(condition=Condition("IsLive", Equals("a", "b")))))
    assert made.sealed().document["Conditions"] == {"IsLive": {"Fn::Equals": ["a", "b"]}}


def test_a_route_may_have_a_condition_of_its_own() -> None:
    found = resources(api(Route("GET /", function()), Route("GET /a", function(), condition=IS_PROD), **CONDITIONS))
    assert [name for name, resource in found.items() if "Condition" in resource] == ["NotesRouteGetA"]


def test_a_route_and_its_function_under_two_conditions_are_an_error() -> None:
    route = Route("GET /", function(condition="IsProd"), condition="IsTest")
    (error,) = problems(lambda: document(api(route)))
    assert isinstance(error, DeclarationError)
    assert (error.where, error.given, error.allowed) == (route.source, "IsTest", "IsProd")


def test_equal_functions_made_twice_are_one() -> None:
    one: list[Function] = [function(), function()]
    assert document(api(Route("GET /a", one[0]), Route("GET /b", one[1]))) == document(api(*routes("GET /a", "GET /b")))


def test_a_function_in_two_apis_has_a_permission_for_each() -> None:
    hello = function()
    found = resources(Composition(api(Route("GET /", hello)), api(Route("GET /", hello), name="Orders")))
    assert list(of_type(found, "AWS::Lambda::Function")) == ["HelloFunction"]
    assert list(of_type(found, "AWS::Lambda::Permission")) == ["NotesPermissionHello", "OrdersPermissionHello"]


@pytest.mark.parametrize("shared", ["stage", "route", "integration"])
def test_a_pinned_id_that_two_apis_share_is_an_error(shared: str) -> None:
    """The second would silently be without its stage, route or integration."""
    hello = function()
    target = LambdaProxy(hello, logical_id="Pinned") if shared == "integration" else hello
    route = Route("GET /", target, logical_id="Pinned" if shared == "route" else None)
    stage = Stage(logical_id="Pinned" if shared == "stage" else None)
    both = (api(route, name=name, stages=[stage]) for name in ("Notes", "Orders"))
    (error,) = problems(lambda: document(Composition(*both)))
    assert isinstance(error, DuplicateError)
    assert error.given == "Pinned"
    assert error.other is not None


def test_functions_of_one_name_are_told_apart_by_a_pinned_id() -> None:
    one, two = function("Reader"), function("Reader", memory_size_mb=256, logical_id="OtherReader")
    found = resources(api(Route("GET /one", one), Route("GET /two", two)))
    assert {"NotesPermissionReader", "NotesPermissionOtherReader"} <= found.keys()
    assert {"NotesIntegrationReader", "NotesIntegrationOtherReader"} <= found.keys()


def test_each_route_is_as_troposphere_makes_it() -> None:
    users = JwtAuthorizer("users", issuer="https://id.example.com", audience=["notes"])
    keys = [f"{method} /{path}" for method in ("GET", "PUT") for path in ("a", "b", "c")]
    routes = [Route(key, function(), authorizer=who) for key, who in zip(keys, [..., users, None] * 2, strict=True)]
    routes.append(Route("GET /d", function(), operation_name="d", public="a test", authorizer=None))
    made = [each for each in api(*routes).template().resources.values() if isinstance(each, apigatewayv2.Route)]
    assert len(made) == 7
    attributes = [{name: each.resource[name] for name in ("Metadata",) if name in each.resource} for each in made]
    again = [
        apigatewayv2.Route(each.title, **more, **each.properties) for each, more in zip(made, attributes, strict=True)
    ]
    assert [vars(each) for each in made] == [vars(each) for each in again]
    assert len({id(each.properties) for each in made}) == len({id(each.resource) for each in made}) == 7
