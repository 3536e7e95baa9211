"""Stages of REST APIs in the template, and the account's settings that their logs need."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import AccessLogs, ApiGatewayAccount, Blueprint, MethodSettings, Parameter, Stage, Throttle
from rest_around import all_of, methods, notices, properties, rest
from samples import document, refused, resources, statements

INFO = MethodSettings(logging_level="INFO")


def staged(stage: Stage, *keys: str) -> Any:
    """Compile an API with one stage, and give that stage."""
    (found,) = all_of(rest(*methods(*keys or ("GET /notes",)), stages=[stage]), "Stage").values()
    return found


def test_a_stage_serves_the_deployment_and_costs_nothing_unasked() -> None:
    made = resources(rest(stages=[Stage("dev")]))
    (deployment,) = [name for name in made if name.startswith("NotesDeployment")]
    assert made["NotesStageDev"]["Properties"] == {
        "RestApiId": {"Ref": "NotesApi"},
        "DeploymentId": {"Ref": deployment},
        "StageName": "dev",
    }


def test_all_options_of_a_stage_are_emitted() -> None:
    found = staged(
        Stage(
            "dev",
            description="For us.",
            variables={"table": Parameter("Table", "notes")},
            tracing=True,
            cache_cluster_size="0.5",
            client_certificate="abc",
            documentation_version="1",
            tags={"team": "notes"},
        )
    )
    del found["RestApiId"], found["DeploymentId"]
    assert found == {
        "StageName": "dev",
        "Description": "For us.",
        "Variables": {"table": {"Ref": "Table"}},
        "TracingEnabled": True,
        "CacheClusterEnabled": True,
        "CacheClusterSize": "0.5",
        "ClientCertificateId": "abc",
        "DocumentationVersion": "1",
        "Tags": [{"Key": "team", "Value": "notes"}],
    }


def test_settings_of_all_methods() -> None:
    settings = MethodSettings(
        logging_level="INFO",
        data_trace=True,
        metrics=True,
        throttle=Throttle(rate=2.5, burst=3),
        cache_ttl_seconds=300,
        cache_encrypted=True,
    )
    found = staged(Stage("dev", method_settings=settings, cache_cluster_size="0.5"))
    assert found["MethodSettings"] == [
        {
            "ResourcePath": "/*",
            "HttpMethod": "*",
            "LoggingLevel": "INFO",
            "DataTraceEnabled": True,
            "MetricsEnabled": True,
            "ThrottlingRateLimit": 2.5,
            "ThrottlingBurstLimit": 3,
            "CachingEnabled": True,
            "CacheTtlInSeconds": 300,
            "CacheDataEncrypted": True,
        }
    ]


@pytest.mark.parametrize(
    ("key", "path", "method"),
    [
        ("GET /", "/", "GET"),
        ("GET /notes", "/~1notes", "GET"),
        ("PUT /notes/{id}/text", "/~1notes~1{id}~1text", "PUT"),
        ("ANY /{proxy+}", "/~1{proxy+}", "ANY"),
    ],
)
def test_settings_of_a_method_name_it_as_aws_does(key: str, path: str, method: str) -> None:
    (found,) = staged(Stage("dev", method_settings={key: INFO}), key)["MethodSettings"]
    assert (found["ResourcePath"], found["HttpMethod"]) == (path, method)


def test_settings_of_a_method_repeat_those_of_all() -> None:
    settings = {"*": INFO, "GET /notes": MethodSettings(throttle=Throttle(rate=1))}
    found = staged(Stage("dev", method_settings=settings))["MethodSettings"]
    assert found[1] == {
        "ResourcePath": "/~1notes",
        "HttpMethod": "GET",
        "LoggingLevel": "INFO",
        "ThrottlingRateLimit": 1,
    }


def test_access_logs_have_the_variables_of_rest_apis() -> None:
    made = resources(rest(stages=[Stage("dev", access_logs=AccessLogs("JSON", retention_in_days=7))]))
    assert made["NotesStageDevAccessLogs"] == {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}
    setting = made["NotesStageDev"]["Properties"]["AccessLogSetting"]
    assert setting["DestinationArn"] == {"Fn::GetAtt": ["NotesStageDevAccessLogs", "Arn"]}
    assert '"resourcePath":"$context.resourcePath"' in setting["Format"]
    assert "$context.integration.error" in setting["Format"]
    assert "routeKey" not in setting["Format"]


def test_access_logs_may_go_to_what_exists() -> None:
    logs = AccessLogs("CLF", destination_arn=Parameter("LogsArn"))
    made = resources(rest(stages=[Stage("dev", access_logs=logs)]))
    assert "NotesStageDevAccessLogs" not in made
    assert made["NotesStageDev"]["Properties"]["AccessLogSetting"]["DestinationArn"] == {"Ref": "LogsArn"}


def test_several_stages_serve_one_deployment() -> None:
    made = rest(stages=[Stage("dev"), Stage("prod", logical_id="Live")])
    assert list(all_of(made, "Stage")) == ["NotesStageDev", "Live"]
    assert len({str(each["DeploymentId"]) for each in all_of(made, "Stage").values()}) == 1


@pytest.mark.parametrize(
    "stage",
    [
        Stage("dev", access_logs=AccessLogs()),
        Stage("dev", method_settings=INFO),
        Stage("dev", method_settings={"GET /notes": MethodSettings(logging_level="ERROR")}),
        Stage("dev", method_settings=MethodSettings(logging_level=Ref("AWS::StackName"))),
    ],
)
def test_what_logs_needs_the_role_of_the_account(stage: Stage) -> None:
    (said,) = notices(rest(stages=[Stage("quiet"), stage]))
    assert "Notes: dev writes logs, which needs the CloudWatch role of API Gateway's settings" in said
    assert "blueprints/account.py first" in said


@pytest.mark.parametrize(
    "stage", [Stage("dev"), Stage("dev", method_settings=MethodSettings(logging_level="OFF", metrics=True))]
)
def test_what_does_not_log_needs_none(stage: Stage) -> None:
    assert notices(rest(stages=[stage])) == []


# The account


def test_the_accounts_role_and_setting_outlive_their_stack() -> None:
    made = resources(Blueprint(resources=[ApiGatewayAccount()]))
    assert list(made) == ["ApiGatewayAccountRole", "ApiGatewayAccount"]
    for resource in made.values():
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert made["ApiGatewayAccount"]["Properties"] == {
        "CloudWatchRoleArn": {"Fn::GetAtt": ["ApiGatewayAccountRole", "Arn"]}
    }
    (statement,) = statements(made["ApiGatewayAccountRole"])
    assert len(statement["Action"]) == 7
    assert statement["Resource"] == [{"Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"}]
    (trust,) = made["ApiGatewayAccountRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["apigateway.amazonaws.com"]}


def test_the_account_takes_a_role_that_exists() -> None:
    account = ApiGatewayAccount(role_arn=Parameter("RoleArn"), deletion_policy="Delete")
    assert resources(Blueprint(resources=[account])) == {
        "ApiGatewayAccount": {
            "Type": "AWS::ApiGateway::Account",
            "DeletionPolicy": "Delete",
            "UpdateReplacePolicy": "Delete",
            "Properties": {"CloudWatchRoleArn": {"Ref": "RoleArn"}},
        }
    }
    assert account.role is account.role_arn


def test_the_accounts_role_may_be_referred_to() -> None:
    from cfngw import Output

    account = ApiGatewayAccount()
    made = document(Blueprint(outputs=[Output("Role", account.role)]))
    assert list(made["Resources"]) == ["ApiGatewayAccountRole", "ApiGatewayAccount"]
    assert refused(lambda: ApiGatewayAccount(role_arn="logs-role")).option == "role_arn"


def test_settings_of_an_unknown_method_are_found_at_the_line_of_the_stage() -> None:
    assert properties(rest(), "NotesStageDev")["StageName"] == "dev"
