"""Every option of every declared value: what it takes, and what it refuses at the user's line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from troposphere import Equals, GetAtt, If, ImportValue, Join, Ref, Sub, logs
from troposphere import Parameter as TroposphereParameter

from cfngw import (
    AccessLogs,
    Alias,
    Allow,
    ApiMapping,
    Canary,
    ClientCertificate,
    Condition,
    Cors,
    DeadLetter,
    Deny,
    DomainName,
    Environment,
    File,
    Function,
    FunctionUrl,
    IamAuthorizer,
    Image,
    ImportedFunction,
    Inline,
    JwtAuthorizer,
    LambdaProxy,
    LogGroup,
    MethodSettings,
    Output,
    Parameter,
    PerEnvironment,
    ProvisionedConcurrency,
    Role,
    Route,
    RouteSettings,
    S3Object,
    Stage,
    Throttle,
    TrafficShifting,
    UrlCors,
    Version,
    VersionWeight,
    Vpc,
    VpcLinkV1,
)
from cfngw.declare.contents import Contents
from cfngw.declare.environment import Plan
from cfngw.declare.http_api import HttpApi
from cfngw.declare.intrinsic import Reference, Substitution
from cfngw.declare.role import Statement
from cfngw.declare.settling import OneEnvironment
from cfngw.declare.value import Value
from cfngw.errors import DeclarationError, collecting
from cfngw.source import Source
from samples import ZIP, function, inline

INTRINSICS = (
    Parameter("P"),
    Ref("P"),
    Sub("${P}"),
    GetAtt("Thing", "Arn"),
    If("C", "a", "b"),
    ImportValue("shared"),
    Join("", ["a", Ref("P")]),
    Reference("Thing", "Arn"),
    Substitution("${P}"),
)
NO_TEXT: tuple[Any, ...] = (5, 1.5, True, b"x", ["x"], {"x": "y"}, object())
NO_NUMBER: tuple[Any, ...] = ("5", 1.5, True, [5])
NO_TRUTH: tuple[Any, ...] = ("yes", 1, 0, "true")
SAMPLE = function()
USERS = JwtAuthorizer("Users", issuer="https://login.example.com/", audience=["notes"])
NO_AUTHORIZER: tuple[Any, ...] = (SAMPLE, "Users", "NONE", IamAuthorizer, [USERS], True, 5, Ref("P"))
ALLOW = Allow("s3:GetObject", "arn:aws:s3:::b/*")
DOMAIN = DomainName("api.example.com", certificate="arn:aws:acm:eu-west-1:123456789012:certificate/c")
ARN = "arn:aws:kms:eu-west-1:123456789012:key/k"


class Case(NamedTuple):
    """What one option takes and refuses; ``open``: also an intrinsic."""

    right: Sequence[Any]
    wrong: Sequence[Any]
    open: bool = False
    with_: Mapping[str, Any] = {}


def text(*right: Any, wrong: Sequence[Any] = (), longest: int | None = None, literal: bool = False) -> Case:
    right = right or ("words",)
    if longest is not None:
        right, wrong = (*right, "x" * longest), (*wrong, "x" * (longest + 1))
    return Case(right, (*NO_TEXT, *wrong), not literal)


def tags() -> Case:
    wrong = ({"k": 5}, {5: "v"}, {"k": "v" * 257}, {"k" * 129: "v"}, "k=v", ["k"], [("k", "v")])
    return Case(({"team": "notes"}, {"team": Ref("P")}, {}), wrong)


def pinned() -> Case:
    return text("Pinned1", wrong=("", "with-dash", "with space"), longest=255, literal=True)


NAME = text("Hello", "a-b_c.d", wrong=("", "1a", "-a", "a b", "ä", "a/b"), longest=64, literal=True)
ARNS = text(ARN, "arn:aws-cn:sqs:x", wrong=("", "key", "arn:", "arn:aws"))
KEY_ARNS = text(ARN, wrong=("", "key", "arn:aws:sqs:x", "arn:aws:kms:eu-west-1:1:alias/k"))
RETENTION = Case((1, 30, 3653, None), (0, 2, 31, "30", True, -1), open=True)
DELETION = Case(("Delete", "Retain", "RetainExceptOnCreate"), ("retain", "Snapshot", 5, True))
CONDITION = Case(
    ("IsProd", Condition("IsProd", Equals("a", "b"))), ("is-prod", "", 5, True, Equals("a", "b"), Ref("P"))
)
STATEMENTS = Case(([ALLOW], [Deny("s3:GetObject", "*")], [], (ALLOW,)), (ALLOW, "s3:GetObject", [ARN], {"a": ALLOW}))
TEXTS: tuple[Any, ...] = (["a"], ("a", "b"), [], ["a", Ref("P")])
NO_TEXTS = ("a", 5, [5], [None], {"a": "b"}, [["a"]])

REQUIRED: dict[type[Value], dict[str, Any]] = {
    AccessLogs: {},
    Alias: {"name": "live", "function": SAMPLE},
    Allow: {"actions": "s3:GetObject", "resources": "arn:aws:s3:::b/*"},
    Condition: {"name": "C", "expression": Equals("a", "b")},
    Contents: {"environments": ["dev"]},
    DeadLetter: {},
    Deny: {"actions": "s3:GetObject", "resources": "arn:aws:s3:::b/*"},
    Environment: {},
    File: {},
    Function: {"name": "Hello", "code": ZIP, "handler": "index.handler", "runtime": "python3.13"},
    FunctionUrl: {},
    HttpApi: {"name": "Notes", "routes": [Route("GET /", SAMPLE)]},
    Image: {"uri": "1.dkr.ecr.eu-west-1.amazonaws.com/hello:1"},
    ImportedFunction: {"name": "Hello", "arn": "arn:aws:lambda:eu-west-1:1:function:hello"},
    Inline: {"text": "x = 1"},
    LambdaProxy: {"function": SAMPLE},
    LogGroup: {},
    Output: {"name": "Url", "value": "x"},
    Parameter: {"name": "P"},
    ProvisionedConcurrency: {"min_capacity": 1, "max_capacity": 5},
    Role: {"name": "Reader"},
    Route: {"route_key": "GET /", "target": SAMPLE},
    S3Object: {"bucket": "code", "key": "hello.zip"},
    Stage: {},
    TrafficShifting: {"configuration": "AllAtOnce"},
    UrlCors: {},
    Version: {"function": SAMPLE},
    VersionWeight: {"version": "7", "weight": 0.1},
    Vpc: {"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]},
}

NO_FUNCTION: tuple[Any, ...] = ("Hello", Function, Ref("P"), ZIP, ImportedFunction("F", Parameter("Arn")))
NUMBERS = ("7", Version(SAMPLE))

CASES: dict[type[Value], dict[str, Case]] = {
    Alias: {
        "name": text("live", "v-1_x", "1a", wrong=("", "5", "a b", "$LATEST", "a.b", "ä"), longest=128, literal=True),
        "function": Case((SAMPLE,), (*NO_FUNCTION, None, Alias("live", SAMPLE))),
        "version": Case((*NUMBERS, "$LATEST", None), (7, 1.5, True, "LATEST", "v7", "", [], Version), open=True),
        "weights": Case(
            ([VersionWeight("7", 0.1)], []), ("7", {"7": 0.1}, [0.1], [VersionWeight("7", 0)] * 2, Ref("P"))
        ),
        "provisioned_concurrency": Case(
            (1, 5000, ProvisionedConcurrency(1, max_capacity=2), None),
            (*NO_NUMBER, 0, -1, ProvisionedConcurrency),
            True,
        ),
        "traffic_shifting": Case((TrafficShifting("AllAtOnce"), None), ("AllAtOnce", True, TrafficShifting, Ref("P"))),
        "function_url": Case((FunctionUrl(), None), (True, FunctionUrl, "NONE", Ref("P"))),
        "description": text(longest=256),
        "logical_id": pinned(),
    },
    ProvisionedConcurrency: {
        "min_capacity": Case((1, 5), (*NO_NUMBER, 0), open=True),
        "max_capacity": Case((1, 5000), (*NO_NUMBER, 0), open=True),
        "target_utilization": Case((0.1, 0.7, 1), ("0.7", True, 1.1, 70, -0.1, [0.7]), open=True),
    },
    TrafficShifting: {
        "configuration": text("Canary10Percent5Minutes", "own-1", wrong=("", "a b", "a/b"), longest=100),
        "alarms": Case((["Errors"], [Ref("A")], [], ["a"] * 10), ("Errors", [5], [""], ["a"] * 11, Ref("P"))),
        "before": Case((SAMPLE, None), NO_FUNCTION),
        "after": Case((SAMPLE, None), NO_FUNCTION),
    },
    Version: {
        "function": Case((SAMPLE,), (*NO_FUNCTION, None, Alias("live", SAMPLE))),
        "republish": Case((1, 2, None), (*NO_NUMBER, 0, Ref("P"))),
        "deletion_policy": DELETION,
        "logical_id": pinned(),
    },
    VersionWeight: {
        "version": Case(NUMBERS, (7, "$LATEST", "v7", "", None, True, Version), open=True),
        "weight": Case((0, 0.1, 1), ("0.1", True, 1.1, 10, -0.1, [0.1]), open=True),
    },
    AccessLogs: {
        "format": Case(
            ("JSON", "CLF", "XML", "CSV", "$context.requestId", "$context.extendedRequestId x"),
            (5, True, ["x"]),
            open=True,
        ),
        "retention_in_days": RETENTION,
        "kms_key_arn": KEY_ARNS,
        "log_group_name": text("/aws/vendedlogs/notes", wrong=("", "a b", "a*"), longest=512),
        "destination_arn": ARNS,
        "logical_id": pinned(),
    },
    Allow: {
        "actions": Case(
            ("s3:GetObject", ["s3:GetObject", "s3:PutObject"], "execute-api:Invoke"),
            (
                "GetObject",
                "s3",
                "s3:",
                "S3:GetObject",
                "s3:Get-Object",
                [],
                5,
                ["s3:GetObject", 5],
                {"s3": "x"},
                Ref("P"),
            ),
        ),
        "resources": Case(
            ("arn:aws:s3:::b/*", ["arn:aws:s3:::b", Ref("P")], Sub("arn:${AWS::Partition}:s3:::b"), Parameter("P")),
            ("b", "", "arn:", [], 5, ["x"], {"x": "y"}),
        ),
        "conditions": Case(
            ({"StringEquals": {"aws:SourceAccount": "1"}}, {"Bool": {"aws:SecureTransport": True}}),
            ({}, "x", 5, {"StringEquals": "x"}, {"StringEquals": {}}, ["x"]),
        ),
        "sid": text("Read1", wrong=("", "a-b", "a b"), literal=True),
        "reason": text("because", literal=True),
        "unchecked": Case((True, False), NO_TRUTH),
    },
    Condition: {
        "name": text("IsProd", wrong=("", "is-prod"), longest=255, literal=True),
        "expression": Case((Equals("a", "b"), Equals(Ref("P"), "b")), ("a", 5, True, {"Fn::Equals": ["a", "b"]})),
    },
    Contents: {
        "description": text(longest=1024, literal=True),
        "metadata": Case(
            ({"a": {"b": [1, "x", None, True, 1.5]}}, {}), ("x", 5, [1], {5: "x"}, {"a": object()}, {"a": {1}})
        ),
        "parameters": Case(([Parameter("P")], [], (Parameter("P"),)), (Parameter("P"), "P", ["P"], Ref("P"), [5])),
        "rules": Case(
            ({"R": {"Assertions": [{"Assert": Equals("a", "b")}]}}, {}), ("x", [1], {5: "x"}, {"R": object()})
        ),
        "mappings": Case(({"M": {"a": {"b": 1}}}, {}), ("x", [1], {5: "x"}, {"M": {"a": {"b": object()}}})),
        "conditions": Case(([Condition("C", Equals("a", "b"))], []), (["C"], [Equals("a", "b")], Condition, Ref("P"))),
        "functions": Case(([SAMPLE], []), (SAMPLE, ["Hello"], [Function], Ref("P"), [ZIP])),
        "resources": Case(
            ([logs.LogGroup("Extra")], []), (["Extra"], [logs.LogGroup], [logs.LogGroup(None)], [Ref("P")], 5)
        ),
        "outputs": Case(([Output("Url", "x")], []), (["Url"], [Output], {"Url": "x"}, Ref("P"))),
        "default_outputs": Case((True, False), NO_TRUTH),
        "environments": Case(
            ({"dev": Environment(), "pre-prod": Environment(stage="v1"), "Test2": Environment(variables={"AA": "x"})},),
            (
                "dev",
                [],
                {},
                ["dev", "dev"],
                ["dev", "DEV"],
                ["default"],
                ["-dev"],
                ["a_b"],
                ["a" * 33],
                {"dev": 5},
                [5],
            ),
        ),
        "one_template": Case((True, False), NO_TRUTH),
        "app_name": text("notes", wrong=("", "2notes", "no.tes"), longest=58, literal=True),
    },
    DeadLetter: {"sqs": ARNS, "sns": ARNS},
    Deny: {},
    Environment: {
        "variables": Case(
            ({"LEVEL": "INFO"}, {"LEVEL": Parameter("P"), "BB": Ref("P")}, {}),
            ("x", {"LEVEL": 5}, {"1A": "x"}, {"A": "x"}, {"AWS_REGION": "x"}, ["LEVEL"]),
        ),
        "stage": text("$default", "dev-1_x", wrong=("", "a b", "$other", "a.b", "ä"), longest=128, literal=True),
    },
    File: {"path": Case(("handler.js", Path("handler.js")), (5, "", None, True, ["handler.js"], Ref("P")))},
    Function: {
        "name": NAME,
        "handler": text("index.handler", "a/b.c", wrong=("", "index handler"), longest=128),
        "code": Case((ZIP, Inline("def handler(e, c): ...")), ("x = 1", ZIP.bucket, None, Ref("P"), S3Object, [ZIP])),
        "runtime": text("python3.13", "nodejs22.x", "newlang9", wrong=("", "Python3.13", "python 3.13", "3.13")),
        "description": text(longest=256),
        "function_name": text("hello-world_1", wrong=("", "a b", "a.b", "naïve"), longest=64),
        "architecture": Case(("x86_64", "arm64"), ("ARM64", "arm", 5, True, ["arm64"]), open=True),
        "memory_size_mb": Case((128, 1769, 10240), (*NO_NUMBER, 127, 10241, 0, -128), open=True),
        "timeout_seconds": Case((1, 30, 900), (*NO_NUMBER, 0, 901, -1), open=True),
        "ephemeral_storage_mb": Case((512, 10240), (*NO_NUMBER, 511, 10241), open=True),
        "environment": Case(
            ({"TABLE": "notes"}, {"TABLE": Ref("P"), "A_1": Parameter("P")}, {}),
            (
                "x",
                ["A=b"],
                {"A": "x"},
                {"1A": "x"},
                {"A-B": "x"},
                {"AB": 5},
                {"AB": True},
                {"AB": None},
                {5: "x"},
                Ref("P"),
            ),
        ),
        "layers": Case(
            (
                ["arn:aws:lambda:eu-west-1:1:layer:tools:3"],
                [],
                ["arn:aws:lambda:eu-west-1:1:layer:tools:3"] * 5,
                [Ref("P")],
            ),
            (
                "arn:aws:lambda:eu-west-1:1:layer:tools:3",
                ["tools"],
                ["arn:aws:lambda:eu-west-1:1:layer:tools"],
                [5],
                ["arn:aws:lambda:eu-west-1:1:layer:tools:3"] * 6,
                5,
            ),
            open=True,
        ),
        "vpc": Case((Vpc(["subnet-1"], ["sg-1"]), None), ("vpc-1", Vpc, Ref("P"), ["subnet-1"])),
        "dead_letter": Case((DeadLetter(sqs=ARN), None), (ARN, DeadLetter, Ref("P"))),
        "reserved_concurrent_executions": Case((0, 1, 1000), (*NO_NUMBER, -1), open=True),
        "kms_key_arn": KEY_ARNS,
        "tracing": Case(("Active", "PassThrough"), ("active", "On", True, 5), open=True),
        "log_group": Case((LogGroup(), None), (LogGroup, "/aws/lambda/hello", 30, Ref("P"))),
        "snap_start": Case((True, False), (*NO_TRUTH, Ref("P"))),
        "function_url": Case((FunctionUrl(), None), (True, FunctionUrl, "NONE", Ref("P"))),
        "role": Case((Role("Reader"), ARN, None), ("Reader", Role, 5, True, ALLOW), open=True),
        "allow": STATEMENTS,
        "tags": tags(),
        "condition": CONDITION,
        "logical_id": pinned(),
    },
    FunctionUrl: {
        "auth_type": Case(("AWS_IAM", "NONE"), ("none", "JWT", None, True, 5, Ref("P"))),
        "cors": Case((UrlCors(["*"]), None), (UrlCors, "*", True, {"allow_origins": ["*"]})),
        "invoke_mode": Case(("BUFFERED", "RESPONSE_STREAM"), ("STREAM", True, 5), open=True),
        "logical_id": pinned(),
    },
    HttpApi: {
        "name": NAME,
        "routes": Case(
            ([Route("GET /", SAMPLE)], (Route("GET /", SAMPLE),)), ([], "GET /", ["GET /"], [Route], 5, Ref("P"))
        ),
        "stages": Case(([Stage()], [Stage("dev"), Stage("prod")]), ([], "dev", ["dev"], [Stage], Stage(), Ref("P"))),
        "authorizer": Case((IamAuthorizer(), USERS, None), (*NO_AUTHORIZER, ...)),
        "cors": Case((Cors("*"), None), ("*", Cors, True, {"/": Cors("*")}, [Cors("*")], Ref("P"))),
        "api_mappings": Case(
            ([ApiMapping("api.example.com")], []), (ApiMapping("a.b"), "a.b", ["a.b"], [DOMAIN], [5], Ref("P"))
        ),
        "execute_api_endpoint": Case((True, False), (*NO_TRUTH, Ref("P"))),
        "ip_address_type": Case(("ipv4", "dualstack"), ("ipv6", True, 5), open=True),
        "redeploy": Case((1, 2), (*NO_NUMBER, 0, Ref("P")), with_={"stages": [Stage(auto_deploy=False)]}),
        "invocation": Case(("permission", "role"), ("roles", "both", None, True, Ref("P"))),
        "payload_format_version": Case(("2.0", "1.0"), (2.0, 2, "2", "3.0", None, Ref("P"))),
        "api_name": text("Notes API", longest=128),
        "api_description": text(longest=1024),
        "version": text("1.0", longest=64),
        "tags": tags(),
        "logical_id": pinned(),
    },
    Image: {
        "uri": text("1.dkr.ecr.eu-west-1.amazonaws.com/hello@sha256:0", wrong=("", "hello", "hello:1")),
        "command": Case(TEXTS, NO_TEXTS, open=True),
        "entry_point": Case(TEXTS, NO_TEXTS, open=True),
        "working_directory": text("/app", longest=1000),
    },
    ImportedFunction: {
        "name": NAME,
        "arn": text("arn:aws-cn:lambda:cn-north-1:1:function:f:live", wrong=("", "f", "arn:aws:sqs:x:1:q")),
        "cross_account": Case((True, False), ("yes", 1, None, Ref("P"))),
    },
    Inline: {"text": Case(("x = 1", "  x"), ("", "  \n", 5, b"x", None, Path("handler.js"), Ref("P"), File))},
    LambdaProxy: {
        "function": Case((SAMPLE, ImportedFunction("F", Parameter("Arn"))), ("Hello", Function, None, Ref("P"), ZIP)),
        "payload_format_version": Case(("2.0", "1.0", None), (1.0, 1, "1", Ref("P"))),
        "request_parameters": Case(
            ({"append:header.x-id": "$context.requestId"}, {}, None),
            ("append:header.x", ["x"], 5, {"header.x": "y"}, {5: "y"}, {"append:header.x": True}, Ref("P")),
        ),
        "response_parameters": Case(
            ({"404": {"overwrite:statuscode": "410"}}, {}, None),
            ({404: "410"}, {True: {}}, {"4xx": {}}, {199: {}}, {"overwrite:statuscode": 410}, Ref("P"), 5),
        ),
        "timeout_seconds": Case(
            (1, 30, 0.05, 2.5, None), ("5", True, [5], 0, 31, 0.049, 0.0505, float("nan"), float("inf"), Ref("P"))
        ),
        "qualifier": text(
            "live", "v-1_x", "${stageVariables.alias}", wrong=("", "5", "a b", "$LATEST", "${alias}"), literal=True
        ),
        "description": text(longest=1024),
        "logical_id": pinned(),
    },
    LogGroup: {
        "retention_in_days": RETENTION,
        "kms_key_arn": KEY_ARNS,
        "log_group_name": text("/notes/hello_1.x-y#z", wrong=("", "a b", "a*"), longest=512),
        "log_format": Case(("Text", "JSON"), ("json", "CLF", 5), open=True),
        "application_log_level": Case(("TRACE", "INFO", "FATAL"), ("WARNING", "info", 5), True, {"log_format": "JSON"}),
        "system_log_level": Case(("DEBUG", "INFO", "WARN"), ("TRACE", "ERROR", 5), True, {"log_format": "JSON"}),
        "deletion_policy": DELETION,
        "tags": tags(),
        "logical_id": pinned(),
    },
    Output: {
        "name": text("Url1", wrong=("", "a-b"), longest=255, literal=True),
        "value": text("", "https://x"),
        "description": text(longest=1024, literal=True),
        "export": text("shared-url", longest=255),
        "condition": CONDITION,
    },
    Parameter: {
        "name": text("Stage1", wrong=("", "a-b", "a_b"), longest=255, literal=True),
        "default": Case(("dev", "", None), (True, ["dev"], Ref("P"), {"a": 1})),
        "type": text(
            "String",
            "Number",
            "List<Number>",
            "CommaDelimitedList",
            "AWS::EC2::VPC::Id",
            "List<AWS::EC2::Subnet::Id>",
            "AWS::SSM::Parameter::Value<String>",
            wrong=("", "string", "Text", "List<>"),
            literal=True,
        ),
        "description": text(longest=4000, literal=True),
        "allowed_values": Case((["a", "b"], ("a",)), ([], "a", 5, [True], [["a"]], Ref("P"), {"a": "b"})),
        "allowed_pattern": text("[a-z]+", literal=True),
        "constraint_description": text(literal=True),
        "min_length": Case((0, 5), (*NO_NUMBER, -1, Ref("P"))),
        "max_length": Case((0, 5), (*NO_NUMBER, -1, Ref("P"))),
        "min_value": Case((0, -1, 2.5), (True, [1], "low", Ref("P")), with_={"type": "Number"}),
        "max_value": Case((0, -1, 2.5), (True, [1], "high", Ref("P")), with_={"type": "Number"}),
        "no_echo": Case((True, False), NO_TRUTH),
    },
    Role: {
        "name": NAME,
        "statements": STATEMENTS,
        "managed_policies": Case(
            (["ReadOnlyAccess", ARN], [Ref("P")], []), ("ReadOnlyAccess", [5], Ref("P"), {"a": "b"})
        ),
        "write_logs": Case((True, False), NO_TRUTH),
        "description": text(longest=1000),
        "role_name": text("reader+=,.@-_1", wrong=("", "a b", "a/b", "naïve"), longest=64),
        "path": text("/", "/service/", wrong=("", "service", "/service", "service/")),
        "permissions_boundary": text("arn:aws:iam::1:policy/b", wrong=("", "b")),
        "deletion_policy": DELETION,
        "tags": tags(),
        "logical_id": pinned(),
    },
    Route: {
        "route_key": Case(("GET /", "$default", "ANY /{proxy+}"), (5, None, True, ["GET /"], Ref("P"))),
        "target": Case(
            (SAMPLE, LambdaProxy(SAMPLE), ImportedFunction("F", Parameter("Arn"))),
            ("Hello", Function, None, Ref("P"), ZIP),
        ),
        "authorizer": Case((IamAuthorizer(), USERS, None, ...), NO_AUTHORIZER),
        "scopes": Case(
            (["notes/read"], ["x" * 64, Ref("P")], []),
            ("notes/read", [""], ["a b"], ["x" * 65], ["s"] * 11, [5], 5),
            open=True,
        ),
        "public": Case(("health check",), ("", "  ", True, 5, Ref("P"))),
        "operation_name": text("getNotes", longest=64),
        "condition": CONDITION,
        "logical_id": pinned(),
    },
    S3Object: {
        "bucket": text("code-1.x", wrong=("", "a b", "a/b", "ends."), longest=63),
        "key": text("a/b.zip", longest=1024),
        "version": text("v1", longest=1024),
    },
    Stage: {
        "name": text("$default", "dev-1_x", wrong=("", "a b", "$other", "a.b", "ä"), longest=128, literal=True),
        "description": text(longest=1024),
        "variables": Case(
            ({"table": "notes-1"}, {"t": Parameter("P")}, {}),
            (
                "x",
                {"a-b": "x"},
                {"a": "x y"},
                {"a": ""},
                {"a": 5},
                {5: "x"},
                {"a": "x" * 513},
                {"a" * 65: "x"},
                Ref("P"),
            ),
        ),
        "access_logs": Case((AccessLogs("CLF"), None), (True, "JSON", AccessLogs, Ref("P"))),
        "auto_deploy": Case((True, False), (*NO_TRUTH, Ref("P"))),
        "throttle": Case((Throttle(rate=1, burst=2), None), (5, Throttle, {"rate": 1}, Ref("P"))),
        "metrics": Case((True, False), NO_TRUTH, open=True),
        "route_settings": Case(
            ({"GET /": RouteSettings(metrics=True)}, {"$default": RouteSettings(metrics=True)}, {}),
            (
                RouteSettings(metrics=True),
                RouteSettings,
                {"*": RouteSettings(metrics=True)},
                {"/": RouteSettings(metrics=True)},
                {"GET x": RouteSettings(metrics=True)},
                {"GET /": Throttle(rate=1, burst=1)},
                Ref("P"),
                5,
            ),
        ),
        "method_settings": Case(
            ({"*": MethodSettings(metrics=True)}, {"GET /": MethodSettings(metrics=True)}, {}),
            ("INFO", MethodSettings, {"/": MethodSettings(metrics=True)}, {"GET /": "INFO"}, Ref("P"), 5),
        ),
        "tracing": Case((True, False), NO_TRUTH, open=True),
        "cache_cluster_size": text("0.5", "118", wrong=("", "big", "0,5")),
        "client_certificate": Case(
            ("abc", ClientCertificate("Backend"), None),
            (*NO_TEXT, ClientCertificate, VpcLinkV1("B", Ref("N"))),
            open=True,
        ),
        "documentation_version": text(),
        "promoted_from": Case(("staging", "$default", None), (5, "", Stage("staging"), Ref("P"))),
        "canary": Case((Canary(10), None), (10, True, "10", Canary, Ref("P"))),
        "waf": text(
            "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/notes/1-2",
            wrong=(
                "",
                "notes",
                "arn:aws:wafv2:us-east-1:123456789012:global/webacl/notes/1",
                "arn:aws:waf-regional:eu-west-1:123456789012:webacl/1",
            ),
        ),
        "tags": tags(),
        "logical_id": pinned(),
    },
    UrlCors: {
        "allow_origins": Case(
            (["*"], ["https://a.example", "http://localhost:3000"], [], [Ref("P")]),
            ("*", ["a.example"], [""], [5], 5),
            open=True,
        ),
        "allow_methods": Case((["GET", "*"], [], [Ref("P")]), ("GET", ["get"], ["OPTIONS"], [5]), open=True),
        "allow_headers": Case(TEXTS, NO_TEXTS, open=True),
        "expose_headers": Case(TEXTS, NO_TEXTS, open=True),
        "allow_credentials": Case((True, False), NO_TRUTH, open=True),
        "max_age_seconds": Case((0, 86400), (*NO_NUMBER, -1, 86401), open=True),
    },
    Vpc: {
        "subnet_ids": Case(
            (["subnet-1"], [Ref("P")], ["subnet-1"] * 16),
            ("subnet-1", [], ["sg-1"], [5], ["subnet-1"] * 17, 5),
            open=True,
        ),
        "security_group_ids": Case(
            (["sg-1"], [Ref("P")], ["sg-1"] * 5), ("sg-1", [], ["subnet-1"], [5], ["sg-1"] * 6, 5), open=True
        ),
        "ipv6_allowed_for_dual_stack": Case((True, False), NO_TRUTH, open=True),
    },
}
CASES[Deny] = CASES[Allow]


def given_options(cls: type[Value], option: str, member: Any) -> dict[str, Any]:
    return {**REQUIRED[cls], **CASES[cls][option].with_, option: member}


OPTIONS = [pytest.param(cls, option, id=f"{cls.__name__}.{option}") for cls, found in CASES.items() for option in found]
OPEN = [param for param in OPTIONS if CASES[param.values[0]][param.values[1]].open]  # type: ignore[index]
# What a literal must be; a condition's expression and a statement's resources are made of intrinsics.
CLOSED = [
    param
    for param in OPTIONS
    if param not in OPEN and param.id not in ("Condition.expression", "Allow.resources", "Deny.resources")
]


def test_every_option_of_every_value_is_in_this_table() -> None:
    assert {cls: set(options) for cls, options in CASES.items()} == {cls: set(cls.options) for cls in REQUIRED}


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_an_option_takes(cls: type[Value], option: str) -> None:
    for member in CASES[cls][option].right:
        kept = getattr(cls(**given_options(cls, option, member)), option)
        assert thawed(kept) == thawed(expected(cls, option, member))
        assert not isinstance(kept, list | dict | set)
        assert not isinstance(member, Mapping) or isinstance(kept, MappingProxyType)


def thawed(kept: Any) -> Any:
    """Make a read-only value comparable with what was given."""
    if isinstance(kept, Mapping):
        return {name: thawed(member) for name, member in kept.items()}
    return [thawed(member) for member in kept] if isinstance(kept, list | tuple) else kept


def expected(cls: type[Value], option: str, member: Any) -> Any:
    """Say in which form an option is kept."""
    if isinstance(member, Path):
        return "handler.js"
    if isinstance(member, list):
        return tuple(member)
    if issubclass(cls, Statement) and option in ("actions", "resources"):
        return (member,)
    return member


PLAN = Plan({"dev": Environment(), "prod": Environment()}, False, None, "Blueprint", Source(__file__, 1))


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_an_option_has_another_value_in_each_environment(cls: type[Value], option: str) -> None:
    """What is settled is what would have been made without environments."""
    right = CASES[cls][option].right
    for dev, prod in zip(right, [*right[1:], right[0]], strict=True):
        options = given_options(cls, option, PerEnvironment(dev=dev, prod=prod))
        if option in cls.fixed:
            with pytest.raises(DeclarationError) as caught:
                cls(**options)
            assert caught.value.allowed == "the same in all environments"
            continue
        both = cls(**options)
        for name, member in (("dev", dev), ("prod", prod)):
            settling = OneEnvironment(PLAN, name)
            assert thawed(settling.settle(both)) == thawed(cls(**given_options(cls, option, member)))
            assert settling.problems == []


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_an_option_refuses_what_is_wrong_in_one_environment(cls: type[Value], option: str) -> None:
    right, *_ = CASES[cls][option].right
    for wrong in CASES[cls][option].wrong:
        with pytest.raises(DeclarationError) as caught:
            cls(**given_options(cls, option, PerEnvironment(dev=right, prod=wrong)))
        assert caught.value.allowed or caught.value.fix


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_an_option_refuses(cls: type[Value], option: str) -> None:
    for member in CASES[cls][option].wrong:
        options = given_options(cls, option, member)
        with pytest.raises(DeclarationError) as caught:
            cls(**options)  # the user's line
        error = caught.value
        assert error.where == Source(__file__, line_of("cls(**options)  # the user's line")), member
        assert error.problem
        assert error.allowed or error.fix
        assert "\n    given:   " in str(error) or option == "routes"


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_a_refused_value_does_not_stop_a_collecting_build(cls: type[Value], option: str) -> None:
    for member in CASES[cls][option].wrong:
        with collecting() as problems:
            made = cls(**given_options(cls, option, member))
        assert problems, member
        assert isinstance(repr(made), str)
        assert isinstance(hash(made), int)


@pytest.mark.parametrize(("cls", "option"), OPEN)
def test_an_open_option_takes_every_intrinsic(cls: type[Value], option: str) -> None:
    for intrinsic in INTRINSICS:
        assert getattr(cls(**given_options(cls, option, intrinsic)), option) is intrinsic


@pytest.mark.parametrize(("cls", "option"), CLOSED)
def test_a_literal_option_takes_no_intrinsic(cls: type[Value], option: str) -> None:
    with pytest.raises(DeclarationError):
        cls(**given_options(cls, option, Sub("${P}")))


@pytest.mark.parametrize(("cls", "option"), OPEN)
@pytest.mark.parametrize("member", [logs.LogGroup("Group"), TroposphereParameter("P", Type="String")])
def test_no_option_takes_a_whole_troposphere_object(cls: type[Value], option: str, member: Any) -> None:
    """They have ``to_dict`` like an intrinsic, and would be written out in full where a value belongs."""
    with pytest.raises(DeclarationError):
        cls(**given_options(cls, option, member))


@pytest.mark.parametrize("cls", REQUIRED, ids=lambda cls: cls.__name__)
def test_an_unknown_option_is_refused_with_the_known_ones(cls: type[Value]) -> None:
    options = {**REQUIRED[cls], **({"path": "handler.js"} if cls is File else {}), "zzz": "red"}
    with collecting() as problems:
        cls(**options)
    error = next(problem for problem in problems if "no option" in problem.problem)
    assert "there is no option zzz." in error.problem
    assert (error.given, error.option, error.fix) == ("red", "zzz", "leave out zzz=")
    assert error.allowed == ", ".join(cls.options)


@pytest.mark.parametrize(("cls", "option"), OPTIONS)
def test_a_misspelled_option_is_answered_with_the_nearest(cls: type[Value], option: str) -> None:
    misspelled = option + "x"
    with collecting() as problems:
        cls(**{misspelled: "x"})
    error = next(problem for problem in problems if "no option" in problem.problem)
    assert error.fix == f"write {option}="


@pytest.mark.parametrize("cls", [cls for cls, options in REQUIRED.items() if options], ids=lambda cls: cls.__name__)
def test_a_missing_option_is_named_with_what_it_takes(cls: type[Value]) -> None:
    with collecting() as problems:
        cls()
    missing = {problem.problem.rpartition(": ")[2]: problem for problem in problems}
    wanted = [name for name, spec in cls.options.items() if spec.required]
    assert list(missing) == [f"{name} is missing." for name in wanted]
    for name, problem in zip(wanted, missing.values(), strict=True):
        assert problem.fix == f"give {name}"
        assert problem.allowed


@pytest.mark.parametrize("cls", REQUIRED, ids=lambda cls: cls.__name__)
def test_values_of_the_same_options_are_equal_and_frozen(cls: type[Value]) -> None:
    options = dict(REQUIRED[cls])
    if cls is File:
        options["path"] = "handler.js"
    if cls is DeadLetter:
        options["sqs"] = ARN
    one, other = cls(**options), cls(**options)
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert one != object()
    assert len({one, other}) == 1
    for name in cls.options:
        with pytest.raises(AttributeError):
            setattr(one, name, "changed")


def line_of(marked: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip() == marked)


def test_equality_sees_every_option() -> None:
    assert inline() != inline(memory_size_mb=256)
    assert Allow("s3:GetObject", "arn:aws:s3:::b") != Deny("s3:GetObject", "arn:aws:s3:::b")
