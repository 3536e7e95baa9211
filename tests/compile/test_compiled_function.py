"""What a function becomes: itself, its log group, its role, its URL."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Equals, Ref, Sub

from cfngw import (
    Allow,
    Condition,
    DeadLetter,
    Deny,
    File,
    Function,
    FunctionUrl,
    Image,
    Inline,
    LogGroup,
    Parameter,
    Role,
    S3Object,
    UrlCors,
    Vpc,
)
from cfngw.blueprint import Blueprint
from samples import HANDLER, document, function, inline, properties, resource_of, statements, template_of

QUEUE = "arn:aws:sqs:eu-west-1:123456789012:failed"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:failed"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
VPC = Vpc(["subnet-1", "subnet-2"], ["sg-1"])
LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": [{"Fn::GetAtt": ["HelloFunctionLogGroup", "Arn"]}],
}
loose_function: Any = function
IS_PROD = Condition("IsProd", Equals(Ref("Stage"), "prod"))


def role_statements(*functions: Function, role: str = "HelloFunctionRole", **options: Any) -> Any:
    return statements(resource_of(*functions, logical_id=role, **options))


def reasons(made: Function) -> Any:
    return resource_of(made, logical_id="HelloFunctionRole")["Metadata"]["cfngw"]["Reasons"]


def test_the_smallest_function_is_three_resources() -> None:
    assert template_of(function())["Resources"] == {
        "HelloFunctionLogGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
        "HelloFunctionRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": ["lambda.amazonaws.com"]},
                            "Action": ["sts:AssumeRole"],
                        }
                    ],
                },
                "Policies": [
                    {"PolicyName": "Permissions", "PolicyDocument": {"Version": "2012-10-17", "Statement": [LOGS]}}
                ],
            },
        },
        "HelloFunction": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Code": {"S3Bucket": "code", "S3Key": "hello.zip"},
                "LoggingConfig": {"LogGroup": {"Ref": "HelloFunctionLogGroup"}},
                "Role": {"Fn::GetAtt": ["HelloFunctionRole", "Arn"]},
            },
        },
    }


def test_a_function_outputs_its_arn() -> None:
    assert template_of(function())["Outputs"] == {
        "HelloFunctionArn": {
            "Description": "ARN of the function Hello",
            "Value": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
        }
    }
    assert "Outputs" not in template_of(function(), default_outputs=False)


@pytest.mark.parametrize(
    ("options", "emitted"),
    [
        ({"function_name": "hello"}, {"FunctionName": "hello"}),
        ({"description": "Says hello."}, {"Description": "Says hello."}),
        ({"architecture": "arm64"}, {"Architectures": ["arm64"]}),
        ({"memory_size_mb": 256}, {"MemorySize": 256}),
        ({"memory_size_mb": 10240}, {"MemorySize": 10240}),
        ({"memory_size_mb": 32768}, {"MemorySize": 32768}),
        ({"timeout_seconds": 5400}, {"Timeout": 5400}),
        ({"ephemeral_storage_mb": 32768}, {"EphemeralStorage": {"Size": 32768}}),
        ({"reserved_concurrent_executions": 0}, {"ReservedConcurrentExecutions": 0}),
        ({"environment": {"TABLE": "notes"}}, {"Environment": {"Variables": {"TABLE": "notes"}}}),
        ({"kms_key_arn": KEY}, {"KmsKeyArn": KEY}),
        ({"layers": ["arn:aws:lambda:eu-west-1:1:layer:x:1"]}, {"Layers": ["arn:aws:lambda:eu-west-1:1:layer:x:1"]}),
        ({"vpc": VPC}, {"VpcConfig": {"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}}),
        (
            {"vpc": Vpc(["subnet-1"], ["sg-1"], ipv6_allowed_for_dual_stack=False)},
            {
                "VpcConfig": {
                    "SubnetIds": ["subnet-1"],
                    "SecurityGroupIds": ["sg-1"],
                    "Ipv6AllowedForDualStack": False,
                }
            },
        ),
        ({"dead_letter": DeadLetter(sqs=QUEUE)}, {"DeadLetterConfig": {"TargetArn": QUEUE}}),
        ({"tracing": "Active"}, {"TracingConfig": {"Mode": "Active"}}),
        ({"tags": {"team": "notes"}}, {"Tags": [{"Key": "team", "Value": "notes"}]}),
        (
            {"log_group": LogGroup(log_format="JSON", application_log_level="DEBUG", system_log_level="WARN")},
            {
                "LoggingConfig": {
                    "LogFormat": "JSON",
                    "ApplicationLogLevel": "DEBUG",
                    "SystemLogLevel": "WARN",
                    "LogGroup": {"Ref": "HelloFunctionLogGroup"},
                }
            },
        ),
    ],
)
def test_an_option_is_emitted(options: dict[str, Any], emitted: dict[str, Any]) -> None:
    assert properties(function(**options)) == {**properties(function()), **emitted}


@pytest.mark.parametrize("options", [{"environment": {}}, {"layers": []}, {"tags": {}}, {"allow": []}])
def test_an_empty_option_is_as_if_left_out(options: dict[str, Any]) -> None:
    assert template_of(function(**options)) == template_of(function())


@pytest.mark.parametrize(
    ("option", "emitted"),
    [
        ("description", "Description"),
        ("runtime", "Runtime"),
        ("handler", "Handler"),
        ("function_name", "FunctionName"),
        ("memory_size_mb", "MemorySize"),
        ("timeout_seconds", "Timeout"),
        ("reserved_concurrent_executions", "ReservedConcurrentExecutions"),
        ("kms_key_arn", "KmsKeyArn"),
        ("layers", "Layers"),
    ],
)
def test_an_option_may_be_a_parameter(option: str, emitted: str) -> None:
    made = template_of(loose_function(**{option: Parameter("Given")}))
    assert made["Parameters"] == {"Given": {"Type": "String"}}
    assert made["Resources"]["HelloFunction"]["Properties"][emitted] == {"Ref": "Given"}


def test_parameters_are_found_inside_lists_and_properties() -> None:
    made = function(
        architecture=Parameter("Architecture", "arm64"),
        vpc=Vpc([Parameter("Subnet")], [Ref("Group")]),
        dead_letter=DeadLetter(sqs=Parameter("Queue")),
        ephemeral_storage_mb=Parameter("Storage", 512, type="Number"),
        tracing=Parameter("Tracing", "Active"),
        tags={"stage": Parameter("Stage")},
    )
    emitted = template_of(made, parameters=[Parameter("Group")])
    assert set(emitted["Parameters"]) == {"Architecture", "Subnet", "Group", "Queue", "Storage", "Tracing", "Stage"}
    found = emitted["Resources"]["HelloFunction"]["Properties"]
    assert found["Architectures"] == [{"Ref": "Architecture"}]
    assert found["VpcConfig"] == {"SubnetIds": [{"Ref": "Subnet"}], "SecurityGroupIds": [{"Ref": "Group"}]}
    assert found["Tags"] == [{"Key": "stage", "Value": {"Ref": "Stage"}}]


def test_inline_code_stands_in_the_template() -> None:
    assert properties(inline())["Code"] == {"ZipFile": HANDLER}


def test_inline_code_may_come_from_a_file() -> None:
    code = Inline(File("../declare/handler.js"))
    assert properties(function(code=code, runtime="nodejs22.x"))["Code"] == {"ZipFile": code.code()}


def test_an_s3_object_may_have_a_version() -> None:
    assert properties(function(code=S3Object("b", Parameter("Key"), version="v1")))["Code"] == {
        "S3Bucket": "b",
        "S3Key": {"Ref": "Key"},
        "S3ObjectVersion": "v1",
    }


def test_an_image_has_its_own_package_type() -> None:
    uri = "1.dkr.ecr.eu-west-1.amazonaws.com/hello:1"
    plain = properties(Function("Hello", code=Image(uri)))
    assert (plain["PackageType"], plain["Code"]) == ("Image", {"ImageUri": uri})
    assert {"Runtime", "Handler", "ImageConfig"}.isdisjoint(plain)
    image = Image(uri, command=["app.handler"], entry_point=["/lambda"], working_directory="/app")
    assert properties(Function("Hello", code=image))["ImageConfig"] == {
        "Command": ["app.handler"],
        "EntryPoint": ["/lambda"],
        "WorkingDirectory": "/app",
    }


def test_a_log_group_is_named_by_cloudformation_unless_asked() -> None:
    made = LogGroup(
        retention_in_days=7,
        kms_key_arn=KEY,
        log_group_name="/notes/hello",
        deletion_policy="Retain",
        tags={"team": "notes"},
    )
    assert resource_of(function(log_group=made), logical_id="HelloFunctionLogGroup") == {
        "Type": "AWS::Logs::LogGroup",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "RetentionInDays": 7,
            "KmsKeyId": KEY,
            "LogGroupName": "/notes/hello",
            "Tags": [{"Key": "team", "Value": "notes"}],
        },
    }


def test_logs_kept_for_ever_have_no_retention() -> None:
    made = function(log_group=LogGroup(retention_in_days=None))
    assert resource_of(made, logical_id="HelloFunctionLogGroup") == {"Type": "AWS::Logs::LogGroup"}


def test_without_a_log_group_there_is_none_and_no_statement_for_it() -> None:
    found = template_of(function(log_group=None))["Resources"]
    assert set(found) == {"HelloFunctionRole", "HelloFunction"}
    assert "LoggingConfig" not in found["HelloFunction"]["Properties"]
    assert "Policies" not in found["HelloFunctionRole"]["Properties"], "IAM refuses a policy without statements"


@pytest.mark.parametrize(
    ("options", "action", "resource"),
    [
        ({"dead_letter": DeadLetter(sqs=QUEUE)}, "sqs:SendMessage", QUEUE),
        ({"dead_letter": DeadLetter(sns=TOPIC)}, "sns:Publish", TOPIC),
        ({"kms_key_arn": KEY}, "kms:Decrypt", KEY),
    ],
)
def test_an_option_brings_the_one_statement_it_needs(options: dict[str, Any], action: str, resource: str) -> None:
    needed = {"Effect": "Allow", "Action": [action], "Resource": [resource]}
    assert role_statements(function(**options)) == [LOGS, needed]


def test_a_vpc_brings_what_its_network_interfaces_need_with_the_reason() -> None:
    made = function(vpc=VPC)
    logs, needed = role_statements(made)
    assert logs == LOGS
    assert needed["Resource"] == ["*"]
    assert "ec2:CreateNetworkInterface" in needed["Action"]
    assert not [action for action in needed["Action"] if "*" in action]
    assert list(reasons(made)) == [", ".join(needed["Action"])]


@pytest.mark.parametrize("tracing", ["Active", Parameter("Tracing", "Active"), Parameter("Tracing", "PassThrough")])
def test_tracing_brings_what_xray_needs(tracing: Any) -> None:
    _, needed = role_statements(function(tracing=tracing))
    assert needed["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_tracing_that_passes_through_brings_nothing() -> None:
    assert role_statements(function(tracing="PassThrough")) == [LOGS]


def test_allow_and_deny_stand_behind_what_is_needed() -> None:
    account = {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}}
    made = function(
        allow=[
            Allow(["s3:GetObject", "s3:PutObject"], [Sub("${Bucket}/*"), "arn:aws:s3:::b"], sid="Files"),
            Deny("s3:DeleteObject", "*"),
            Allow("sqs:SendMessage", Parameter("QueueArn"), conditions=account),
        ]
    )
    assert role_statements(made, parameters=[Parameter("Bucket")]) == [
        LOGS,
        {
            "Sid": "Files",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject"],
            "Resource": [{"Fn::Sub": "${Bucket}/*"}, "arn:aws:s3:::b"],
        },
        {"Effect": "Deny", "Action": ["s3:DeleteObject"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Resource": [{"Ref": "QueueArn"}],
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
        },
    ]


def test_reasons_are_kept_in_the_metadata() -> None:
    made = function(allow=[Allow("s3:ListAllMyBuckets", "*", reason="it has no resources")])
    assert reasons(made) == {"s3:ListAllMyBuckets": "it has no resources"}
    assert "Metadata" not in resource_of(function(), logical_id="HelloFunctionRole")


def test_a_role_arn_takes_the_place_of_a_role() -> None:
    arn = "arn:aws:iam::123456789012:role/reader"
    found = template_of(function(role=arn))["Resources"]
    assert set(found) == {"HelloFunctionLogGroup", "HelloFunction"}
    assert found["HelloFunction"]["Properties"]["Role"] == arn


def test_a_role_arn_may_be_a_parameter() -> None:
    assert properties(function(role=Parameter("RoleArn")))["Role"] == {"Ref": "RoleArn"}


def test_functions_that_share_a_role_have_one() -> None:
    shared = Role("Shared", [Allow("s3:GetObject", "arn:aws:s3:::b/*")])
    found = template_of(function(role=shared), function("Other", role=shared, kms_key_arn=KEY))["Resources"]
    assert [name for name, resource in found.items() if resource["Type"] == "AWS::IAM::Role"] == ["SharedRole"]
    assert found["HelloFunction"]["Properties"]["Role"] == found["OtherFunction"]["Properties"]["Role"]
    assert [statement["Action"][0] for statement in statements(found["SharedRole"])] == [
        "s3:GetObject",
        "logs:CreateLogStream",
        "logs:CreateLogStream",
        "kms:Decrypt",
    ]


def test_equal_roles_made_twice_are_one_resource() -> None:
    one, two = (function(name, role=Role("Shared")) for name in ("Hello", "Other"))
    assert list(template_of(one, two)["Resources"]).count("SharedRole") == 1


def test_a_role_may_be_kept_from_writing_logs() -> None:
    made = function(role=Role("Shared", [Allow("s3:GetObject", "arn:aws:s3:::b/*")], write_logs=False))
    assert [statement["Action"] for statement in role_statements(made, role="SharedRole")] == [["s3:GetObject"]]


def test_a_function_url_asks_for_iam_unless_opened() -> None:
    found = template_of(function(function_url=FunctionUrl()))
    assert found["Resources"]["HelloFunctionUrl"] == {
        "Type": "AWS::Lambda::Url",
        "Properties": {"AuthType": "AWS_IAM", "TargetFunctionArn": {"Ref": "HelloFunction"}},
    }
    assert "AWS::Lambda::Permission" not in [resource["Type"] for resource in found["Resources"].values()]
    assert found["Outputs"]["HelloFunctionUrl"]["Value"] == {"Fn::GetAtt": ["HelloFunctionUrl", "FunctionUrl"]}


def test_an_open_function_url_has_both_permissions() -> None:
    found = template_of(function(function_url=FunctionUrl("NONE")))["Resources"]
    common = {"FunctionName": {"Ref": "HelloFunction"}, "Principal": "*"}
    assert found["HelloFunctionUrlPermission"]["Properties"] == {
        **common,
        "Action": "lambda:InvokeFunctionUrl",
        "FunctionUrlAuthType": "NONE",
    }
    assert found["HelloFunctionUrlInvokePermission"]["Properties"] == {
        **common,
        "Action": "lambda:InvokeFunction",
        "InvokedViaFunctionUrl": True,
    }


def test_a_function_url_may_have_cors_and_stream() -> None:
    cors = UrlCors(
        ["https://a.example"],
        allow_methods=["GET"],
        allow_headers=["x-a"],
        expose_headers=["x-b"],
        allow_credentials=True,
        max_age_seconds=60,
    )
    found = properties(
        function(function_url=FunctionUrl(cors=cors, invoke_mode="RESPONSE_STREAM")), logical_id="HelloFunctionUrl"
    )
    assert found["InvokeMode"] == "RESPONSE_STREAM"
    assert found["Cors"] == {
        "AllowOrigins": ["https://a.example"],
        "AllowMethods": ["GET"],
        "AllowHeaders": ["x-a"],
        "ExposeHeaders": ["x-b"],
        "AllowCredentials": True,
        "MaxAge": 60,
    }


def test_a_condition_is_carried_to_all_that_belongs_to_a_function() -> None:
    made = function(condition=IS_PROD, function_url=FunctionUrl("NONE"))
    found = template_of(made, conditions=[IS_PROD], parameters=[Parameter("Stage")])
    assert {resource.get("Condition") for resource in found["Resources"].values()} == {"IsProd"}
    assert {output["Condition"] for output in found["Outputs"].values()} == {"IsProd"}
    assert len(found["Resources"]) == 6


def test_a_shared_role_grants_to_a_conditional_function_under_its_condition() -> None:
    made = function(condition="IsProd", role=Role("Shared"))
    role = resource_of(made, logical_id="SharedRole", conditions=[IS_PROD], parameters=[Parameter("Stage")])
    assert "Condition" not in role
    (policy,) = role["Properties"]["Policies"]
    condition, then, otherwise = policy["Fn::If"]
    assert (condition, otherwise) == ("IsProd", {"Ref": "AWS::NoValue"})
    assert then["PolicyDocument"]["Statement"] == [LOGS]


def test_a_pinned_id_names_all_that_belongs_to_it() -> None:
    assert set(template_of(function(logical_id="Pinned"))["Resources"]) == {"Pinned", "PinnedRole", "PinnedLogGroup"}


def test_what_belongs_to_a_function_may_be_pinned_by_itself() -> None:
    made = function(log_group=LogGroup(logical_id="PinnedLogs"), function_url=FunctionUrl(logical_id="PinnedUrl"))
    found = template_of(made)
    assert set(found["Resources"]) == {"PinnedLogs", "HelloFunctionRole", "HelloFunction", "PinnedUrl"}
    assert found["Resources"]["HelloFunction"]["Properties"]["LoggingConfig"] == {"LogGroup": {"Ref": "PinnedLogs"}}
    assert {"Fn::GetAtt": ["PinnedUrl", "FunctionUrl"]} in [output["Value"] for output in found["Outputs"].values()]


@pytest.mark.parametrize(("deletion", "replace"), [("Delete", "Delete"), ("RetainExceptOnCreate", "Retain")])
def test_a_deletion_policy_brings_the_like_for_an_update(deletion: str, replace: str) -> None:
    made = function(log_group=LogGroup(deletion_policy=deletion))
    group = resource_of(made, logical_id="HelloFunctionLogGroup")
    assert (group["DeletionPolicy"], group["UpdateReplacePolicy"]) == (deletion, replace)


def test_a_function_listed_twice_is_one() -> None:
    made = function()
    assert template_of(made, made) == template_of(made)
    assert template_of(function(), function()) == template_of(function())


def test_an_unknown_runtime_is_a_notice() -> None:
    sealed = Blueprint(functions=[function(runtime="pyton3.13")]).sealed()
    (notice,) = sealed.notices
    assert "pyton3.13 is no runtime that cfngw knows" in notice.problem
    assert notice.fix == 'did you mean "python3.13"?'
    assert sealed.document["Resources"]["HelloFunction"]["Properties"]["Runtime"] == "pyton3.13"


def test_a_known_runtime_is_none() -> None:
    assert Blueprint(functions=[function()]).sealed().notices == ()


def test_the_source_map_knows_the_line_of_each_resource() -> None:
    made = Function("Hello", "a.b", runtime="python3.13", code=S3Object("b", "k"))
    sources = Blueprint(functions=[made]).sealed().sources
    for name in ("HelloFunction", "HelloFunctionRole", "HelloFunctionLogGroup"):
        assert sources.find(["Resources", name, "Properties", 0]) == made.source


def test_compiling_leaves_the_declaration_as_it_was() -> None:
    blueprint = Blueprint(functions=[function(role=Role("Shared")), function("Other", role=Role("Shared"))])
    assert document(blueprint) == document(blueprint)
