"""Services that nobody does: calls are kept and answered in the service's own form. B06, D19, E18; P09."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from backend_servers import run
from cfngw.errors import BuildError, CfngwError, OutputError, UsageError
from cfngw.local.backends import LocalBackends, read_answers
from cfngw.local.backends.query_json import json_of_xml
from cfngw.local.backends.service_models import ServiceModels
from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest
from cfngw.read.model import ServiceTarget
from cfngw.vtl import render
from service_calls import call, routes

QUIET = Journey(on=False)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
XML = (*FORM, ("Accept", "text/xml"))


def service(backends: LocalBackends, name: str, *request: Any, **target: Any) -> BackendAnswer:
    return run(backends.service(ServiceTarget(service=name, **target), BackendRequest(*request), QUIET))


def acted(backends: LocalBackends, subtype: str, journey: Journey = QUIET, **parameters: Any) -> BackendAnswer:
    name, _, action = subtype.partition("-")
    target = ServiceTarget(service=name.lower(), action=action, subtype=subtype)
    return run(backends.action(target, parameters, journey))


# Answers of services that nobody does


def test_every_committed_call_is_recorded_and_answered_so_that_its_own_template_gives_a_success() -> None:
    """Of the templates that cfngw writes, each one's default response renders, and none calls it a failure."""
    backends = LocalBackends()
    body = (
        '{"id": "1", "user": "u", "input": {}, "arn": "a", "receiptHandle": "r", "text": "t", "size": 1, "system": {}}'
    )
    for key, route in routes("rest_services").items():
        if key in ("POST /by-arn", "POST /mail"):  # a hole that nobody can tell; a body that is no form
            continue
        path = {"user": "u", "at": "1", "id": "1", "tag": "t", "key": "k"}
        got = run(call(backends, key, body, path=path, query={"key": "k"}))
        assert got.status in (200, 204), key
        responses = getattr(route.integration, "responses", ())
        default = next(each for each in responses if not each.pattern)
        template = default.templates.get("application/json")
        if template is not None:
            rendered = render(str(template.text), body=got.body.decode())
            status = dict(rendered.overrides).get("response", {}).get("status", 200)
            assert int(status) == (404 if "GetItem" in str(route.integration) else 200), key
            assert json.loads(rendered.output) is not None
    assert len(backends.recorded) == len(routes("rest_services")) - 2


def test_a_call_is_kept_as_it_would_have_been_sent() -> None:
    backends = LocalBackends(clock=lambda: 5.0)
    run(call(backends, "POST /old", '{"a": 1}'))
    (kept,) = backends.recorded
    assert (kept.time, kept.service, kept.action, kept.region) == (5.0, "sqs", "SendMessage", "eu-central-1")
    assert json.loads(kept.body)["MessageBody"] == '{"a": 1}'
    assert ("X-Amz-Target", "AmazonSQS.SendMessage") in kept.headers


def test_a_message_has_an_id_of_its_own_and_the_digest_of_its_body() -> None:
    backends = LocalBackends()
    first, second = (json.loads(run(call(backends, "POST /old", "hello")).body) for _ in range(2))
    assert first["MessageId"] != second["MessageId"]
    assert first["MD5OfMessageBody"] == "5d41402abc4b2a76b9719d911017c592"
    again = json.loads(run(call(LocalBackends(), "POST /old", "hello")).body)
    assert again == first


def test_the_query_protocol_answers_in_json_unless_xml_is_asked_for() -> None:
    backends = LocalBackends()
    body = b"Action=Publish&TopicArn=t&Message=m"
    found = json.loads(service(backends, "sns", "POST", "/", FORM, body, path="/").body)
    assert found["PublishResponse"]["PublishResult"]["MessageId"]
    assert found["PublishResponse"]["ResponseMetadata"]["RequestId"]
    root = fromstring(service(backends, "sns", "POST", "/", XML, body, path="/").body)
    assert root.tag == "{http://sns.amazonaws.com/doc/2010-03-31/}PublishResponse"
    assert [child.tag.rpartition("}")[2] for child in root] == ["PublishResult", "ResponseMetadata"]


@pytest.mark.parametrize(
    ("name", "target", "request_", "action", "query"),
    [
        (
            "sqs",
            {"action": "SendMessage"},
            ("GET", "?QueueUrl=q&MessageBody=m"),
            "SendMessage",
            "Action=SendMessage&Version=2012-11-05&QueueUrl=q&MessageBody=m",
        ),
        ("sns", {"action": "Publish"}, ("POST", "", FORM, b"Action=Publish"), "Publish", "Version=2010-03-31"),
        ("monitoring", {"action": "ListMetrics"}, ("POST", ""), "ListMetrics", "Action=ListMetrics&Version=2010-08-01"),
        ("sqs", {"path": "1/q"}, ("GET", "/1/q?Action=ReceiveMessage"), "ReceiveMessage", "Action=ReceiveMessage"),
    ],
)
def test_an_action_of_the_query_protocol_is_a_form(
    name: str, target: Any, request_: Any, action: str, query: str
) -> None:
    backends = LocalBackends()
    service(backends, name, *request_, **target)
    (kept,) = backends.recorded
    assert (kept.action, kept.path.partition("?")[2]) == (action, query)


@pytest.mark.parametrize(
    ("name", "action", "target", "content_type"),
    [
        ("dynamodb", "GetItem", "DynamoDB_20120810.GetItem", "application/x-amz-json-1.0"),
        ("kinesis", "ListStreams", "Kinesis_20131202.ListStreams", "application/x-amz-json-1.1"),
        ("states", "StartExecution", "AWSStepFunctions.StartExecution", "application/x-amz-json-1.0"),
        ("events", "PutEvents", "AWSEvents.PutEvents", "application/x-amz-json-1.1"),
        ("firehose", "PutRecord", "Firehose_20150804.PutRecord", "application/x-amz-json-1.1"),
    ],
)
def test_an_action_of_a_json_service_is_a_target(name: str, action: str, target: str, content_type: str) -> None:
    backends = LocalBackends()
    service(backends, name, "GET", "", (("Content-Type", "application/json"),), b"", action=action)
    (kept,) = backends.recorded
    assert (kept.method, kept.path, kept.body) == ("POST", "/", b"{}")
    assert kept.headers == (("X-Amz-Target", target), ("Content-Type", content_type))


@pytest.mark.parametrize(
    ("name", "method", "url", "subdomain", "path", "action"),
    [
        ("s3", "GET", "files/a/b", None, "/files/a/b", "GetObject"),
        ("s3", "PUT", "/files/a%20b", None, "/files/a%20b", "PutObject"),
        ("s3", "HEAD", "/files/a", None, "/files/a", "HeadObject"),
        ("s3", "DELETE", "/files/a", None, "/files/a", "DeleteObject"),
        ("s3", "GET", "//", None, "/", "ListBuckets"),
        ("s3", "GET", "/files?list-type=2", None, "/files?list-type=2", "ListObjectsV2"),
        ("s3", "GET", "/a", "files", "/files/a", "GetObject"),
        ("lambda", "GET", "/2015-03-31/functions", None, "/2015-03-31/functions", "ListFunctions"),
        ("lambda", "GET", "/nothing/like/it", None, "/nothing/like/it", ""),
    ],
)
def test_a_path_tells_its_action(name: str, method: str, url: str, subdomain: Any, path: str, action: str) -> None:
    backends = LocalBackends()
    got = service(backends, name, method, url, path=url, subdomain=subdomain)
    (kept,) = backends.recorded
    assert (kept.path, kept.action) == (path, action)
    assert got.status in (200, 204)


def test_an_object_is_answered_with_its_headers() -> None:
    got = service(LocalBackends(), "s3", "PUT", "/files/a", (), b"hello", path="files/a")
    assert dict(got.headers)["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert got.body == b""
    listed = service(LocalBackends(), "s3", "GET", "/files?list-type=2", path="files")
    assert fromstring(listed.body).tag.endswith("ListObjectsV2Result")


def test_an_action_of_a_service_with_paths_is_called_by_path() -> None:
    backends = LocalBackends()
    assert service(backends, "lambda", "POST", "", action="ListFunctions").status == 200
    assert backends.recorded[0].method == "GET"
    with pytest.raises(BackendFailed, match="lambda:path/") as caught:
        service(backends, "lambda", "POST", "", action="GetFunction")
    assert caught.value.kind == "malformed"


@pytest.mark.parametrize("name", ["nobody-knows-it", "", "../../etc/passwd", "x" * 5000, "sqs\x00"])
def test_an_unknown_service_is_recorded_too(name: str) -> None:
    backends = LocalBackends()
    assert service(backends, name, "POST", "", (), b"{}", action="Do").status == 200
    assert backends.recorded[0].action == "Do"


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{" * 5000, b"[]", b'{"Entries": 5}', b'{"Entries": {}}', b"null"])
def test_hostile_bodies_are_answered(body: bytes) -> None:
    for name, action in (("events", "PutEvents"), ("sqs", "SendMessage"), ("sns", "Publish")):
        assert service(LocalBackends(), name, "POST", "", (), body, action=action).status == 200


def test_credentials_are_not_kept() -> None:
    backends = LocalBackends()
    headers = (("Authorization", "secret"), ("X-Amz-Security-Token", "secret"), ("X-A", "1"))
    service(backends, "s3", "GET", "/b/k", headers, path="b/k")
    assert backends.recorded[0].headers == (("X-A", "1"),)


def test_what_is_kept_is_bounded() -> None:
    backends = LocalBackends()

    async def many() -> None:
        target = ServiceTarget(service="sqs", path="/")
        for _ in range(1100):
            await backends.service(target, BackendRequest("POST", "/"), QUIET)
        assert len(backends.recorded) == 1000
        for _ in range(3):
            await backends.service(target, BackendRequest("POST", "/", (), b"x" * 5_000_000), QUIET)
        assert len(backends.recorded) == 1

    run(many())


# The file


def test_each_call_is_a_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    said: list[str] = []
    backends = LocalBackends(record_file=file, say=said.append, clock=lambda: 0.0)
    service(backends, "s3", "PUT", "/b/k", (("X-A", "1"), ("Cookie", "secret")), b"\xff", path="b/k")
    service(backends, "sqs", "POST", "", (), "Nachricht ü\n".encode(), action="SendMessage")
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "service": "s3",
        "action": "PutObject",
        "method": "PUT",
        "path": "/b/k",
        "region": "us-east-1",
        "headers": [["X-A", "1"]],
        "base64": "/w==",
    }
    assert second["body"] == "Nachricht ü\n"
    assert str(file) in said[0]


def test_a_file_that_cannot_be_written_is_told_at_once_and_later_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        LocalBackends(record_file=tmp_path / "nowhere" / "calls.jsonl")
    said: list[str] = []
    (tmp_path / "d").mkdir()
    backends = LocalBackends(record_file=tmp_path / "d" / "calls.jsonl", say=said.append)
    (tmp_path / "d" / "calls.jsonl").unlink()
    (tmp_path / "d").rmdir()
    for _ in range(2):
        service(backends, "sqs", "POST", "", action="SendMessage")
    assert len([each for each in said if "not recorded" in each]) == 1


def test_it_is_said_once_for_a_service_how_to_hand_its_calls_on() -> None:
    said: list[str] = []
    backends = LocalBackends(say=said.append)
    for name in ("sqs", "sqs", "sns"):
        service(backends, name, "POST", "/", path="/")
    assert len(said) == 2
    assert "--aws-endpoint sqs=http://127.0.0.1:5000" in said[0]


def test_a_step_tells_that_it_was_recorded() -> None:
    journey = Journey()
    run(call(LocalBackends(), "POST /old", "hi", journey))
    (step,) = journey.steps
    assert (step.name, step.said) == ("backend", "sqs:SendMessage recorded only -> 200")
    assert b'"hi"' in step.shown["sent"]


# The user's own answers

ANSWERS = """\
sqs:SendMessage: {status: 500, body: {__type: ServiceUnavailable}}
sqs:*: {status: 418}
s3:GET /files/*: {status: 404, headers: {X-A: 1}, body: <Error/>}
"redshift-data:ExecuteStatement": {body: {Id: "1"}}
stepfunctions:Start*: {status: 202}
"""


def test_the_users_answers_win(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS)
    backends = LocalBackends(answers=read_answers(file))
    sent = service(backends, "sqs", "POST", "", action="SendMessage")
    assert (sent.status, sent.headers, sent.body) == (
        500,
        (("Content-Type", "application/json"),),
        b'{"__type": "ServiceUnavailable"}',
    )
    assert service(backends, "sqs", "POST", "", action="PurgeQueue").status == 418
    assert service(backends, "s3", "GET", "/files/a", path="x") == BackendAnswer(404, (("X-A", "1"),), b"<Error/>")
    assert service(backends, "s3", "GET", "/other/a", path="x").status == 200
    assert service(backends, "redshift-data", "POST", "", action="ExecuteStatement").body == b'{"Id": "1"}'
    assert acted(backends, "SQS-PurgeQueue", QueueUrl="q").status == 418
    assert acted(backends, "StepFunctions-StartExecution", StateMachineArn="a").status == 202
    assert len(backends.recorded) == 7


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("[]", 1, "a mapping from calls"),
        ("SendMessage: {}", 1, "names no call"),
        ("sqs:SendMessage: 5", 1, "an answer is a mapping"),
        ("a:B: {}\nsqs:SendMessage:\n  statsu: 200", 3, "has no statsu"),
        ("sqs:SendMessage:\n  status: 99", 2, "no status"),
        ("sqs:SendMessage:\n  status: true", 2, "no status"),
        ("sqs:SendMessage:\n  headers: {X: [1]}", 2, "headers are a mapping"),
        ('sqs:SendMessage:\n  headers: {X: "a\\r\\nb"}', 2, "headers are a mapping"),
        ("sqs:SendMessage: {", 2, "YAML"),
    ],
)
def test_a_wrong_answer_is_told_at_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(text)
    with pytest.raises(CfngwError, match=problem) as caught:
        read_answers(file)
    assert caught.value.where is not None
    assert caught.value.where.line == line


def test_all_wrong_answers_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("a: {}\nsqs:A: {status: 1}\n")
    with pytest.raises(BuildError) as caught:
        read_answers(file)
    assert len(caught.value.problems) == 2


# The subtypes of HTTP APIs

SENT: list[tuple[str, dict[str, Any], Any]] = [
    (
        "SQS-SendMessage",
        {
            "QueueUrl": "q",
            "MessageBody": "m",
            "DelaySeconds": "5",
            "MessageAttributes": '{"A": {"DataType": "Binary", "BinaryValue": "eA=="}}',
            "MessageGroupId": "",
        },
        {
            "QueueUrl": "q",
            "MessageBody": "m",
            "DelaySeconds": 5,
            "MessageAttributes": {"A": {"DataType": "Binary", "BinaryValue": "eA=="}},
        },
    ),
    (
        "SQS-ReceiveMessage",
        {"QueueUrl": "q", "AttributeNames": '["All"]', "MessageAttributeNames": "a, b", "MaxNumberOfMessages": "10"},
        {"QueueUrl": "q", "AttributeNames": ["All"], "MessageAttributeNames": ["a", "b"], "MaxNumberOfMessages": 10},
    ),
    ("SQS-DeleteMessage", {"QueueUrl": "q", "ReceiptHandle": "r"}, {"QueueUrl": "q", "ReceiptHandle": "r"}),
    ("SQS-PurgeQueue", {"QueueUrl": "q"}, {"QueueUrl": "q"}),
    (
        "EventBridge-PutEvents",
        {"Detail": '{"a":1}', "DetailType": "T", "Source": "s", "Time": "1970-01-01T00:00:05Z", "Resources": '["r"]'},
        {"Entries": [{"Detail": '{"a":1}', "DetailType": "T", "Source": "s", "Time": 5, "Resources": ["r"]}]},
    ),
    (
        "Kinesis-PutRecord",
        {"StreamName": "s", "Data": "é", "PartitionKey": "1"},
        {"StreamName": "s", "Data": "w6k=", "PartitionKey": "1"},
    ),
    (
        "StepFunctions-StartExecution",
        {"StateMachineArn": "a", "Input": '{"x": 1}', "Name": "n"},
        {"stateMachineArn": "a", "input": '{"x": 1}', "name": "n"},
    ),
    (
        "StepFunctions-StartSyncExecution",
        {"StateMachineArn": "a", "TraceHeader": "t"},
        {"stateMachineArn": "a", "traceHeader": "t"},
    ),
    ("StepFunctions-StopExecution", {"ExecutionArn": "e", "Cause": "c"}, {"executionArn": "e", "cause": "c"}),
]


@pytest.mark.parametrize(("subtype", "parameters", "body"), SENT)
def test_a_subtype_becomes_the_call_of_its_service(subtype: str, parameters: dict[str, Any], body: Any) -> None:
    backends = LocalBackends()
    got = acted(backends, subtype, Region="eu-north-1", **parameters)
    (kept,) = backends.recorded
    assert got.status == 200
    assert json.loads(kept.body) == body
    assert kept.region == "eu-north-1"
    assert dict(kept.headers)["X-Amz-Target"].endswith(f".{subtype.partition('-')[2]}")
    assert isinstance(json.loads(got.body or b"{}"), dict)


def test_a_configuration_is_asked_for_by_path() -> None:
    backends = LocalBackends()
    given: dict[str, Any] = {"Application": "a/b", "Environment": "e", "Configuration": "c", "ClientId": "x y"}
    assert acted(backends, "AppConfig-GetConfiguration", **given).status == 200
    (kept,) = backends.recorded
    assert (kept.method, kept.path) == ("GET", "/applications/a%2Fb/environments/e/configurations/c?client_id=x+y")


def test_every_subtype_of_a_committed_template_is_done() -> None:
    backends = LocalBackends()
    done = 0
    for key, route in routes("http_integrations").items():
        target = getattr(route.integration, "target", None)
        if isinstance(target, ServiceTarget):
            given = dict.fromkeys(getattr(route.integration, "request_parameters", {}), "1")
            assert run(backends.action(target, {**given, "Region": "eu-west-1"}, QUIET)).status in (200, 400), key
            done += 1
    assert done >= 10


@pytest.mark.parametrize(
    ("subtype", "parameters", "why"),
    [
        ("SQS-SendMessage", {"QueueUrl": "q"}, "MessageBody has no value"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": ""}, "MessageBody has no value"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": None}, "MessageBody has no value"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "DelaySeconds": "soon"}, "no whole number"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "DelaySeconds": "9" * 10_000}, "no whole number"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "DelaySeconds": "1_0"}, "no whole number"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": "{"}, "no JSON"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": "[" * 100_000}, "no JSON"),
        ("SQS-SendMessage", {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": "[1]"}, "MessageAttributes"),
        (
            "SQS-SendMessage",
            {"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": '{"A": 1}'},
            "MessageAttributes",
        ),
        ("EventBridge-PutEvents", {"Detail": "{}", "DetailType": "T", "Source": "s", "Time": "soon"}, "no time"),
    ],
)
def test_what_a_service_cannot_be_called_with_is_a_bad_request(subtype: str, parameters: Any, why: str) -> None:
    journey, backends = Journey(), LocalBackends()
    got = acted(backends, subtype, journey, **parameters)
    assert (got.status, got.body) == (400, b'{"message":"Bad Request"}')
    assert why in journey.steps[0].said
    assert backends.recorded == ()


def test_a_parameter_that_the_subtype_does_not_take_is_told_once() -> None:
    said: list[str] = []
    backends = LocalBackends(say=said.append)
    for _ in range(2):
        acted(backends, "SQS-PurgeQueue", QueueUrl="q", MessageBody="m")
    assert sum("takes no MessageBody" in each for each in said) == 1
    with pytest.raises(BackendFailed, match="none of"):
        acted(backends, "SQS-Nothing")


# Answers of a query service in JSON

RECEIVED = b"""<?xml version="1.0"?><ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">
<ReceiveMessageResult><Message><MessageId>1</MessageId><Body>a &amp; b</Body>
<Attribute><Name>SenderId</Name><Value>x</Value></Attribute></Message><Message><MessageId>2</MessageId></Message>
</ReceiveMessageResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ReceiveMessageResponse>"""


def test_xml_becomes_the_json_that_mapping_templates_read() -> None:
    sqs = ServiceModels().load("sqs")
    found = json.loads(json_of_xml(sqs, "ReceiveMessage", RECEIVED) or b"")
    assert found["ReceiveMessageResponse"]["ResponseMetadata"] == {"RequestId": "r"}
    messages = found["ReceiveMessageResponse"]["ReceiveMessageResult"]["Messages"]
    assert [each["MessageId"] for each in messages] == ["1", "2"]
    assert messages[0]["Body"] == "a & b"
    assert messages[0]["Attributes"] == {"SenderId": "x"}
    error = b"<ErrorResponse><Error><Type>Sender</Type><Code>X</Code></Error><RequestId>r</RequestId></ErrorResponse>"
    assert json.loads(json_of_xml(sqs, "", error) or b"")["Error"]["Code"] == "X"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<a>",
        b"<a/>",
        b"<html></html>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><aResponse>&b;</aResponse>',
        b"\xff",
    ],
)
def test_what_is_no_answer_of_the_query_protocol_stays_as_it_is(body: bytes) -> None:
    assert json_of_xml(ServiceModels().load("sns"), "Publish", body) is None


# What is loaded, and when


def test_nothing_is_loaded_before_it_is_used() -> None:
    """botocore takes a tenth of a second: HTTP endpoints and the start of a server never pay for it."""
    script = (
        "import sys; from cfngw.local.backends import LocalBackends; LocalBackends(stand_ins={'A': 'http://127.0.0.1:1'});"
        "print([name for name in ('botocore', 'yaml', 'httptools', 'boto3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_botocore_calls_are_recorded_and_answers_empty() -> None:
    script = """
import asyncio, sys
sys.modules["botocore"] = None
from cfngw.errors import UsageError
from cfngw.local.backends import LocalBackends
from cfngw.local.journey import Journey
from cfngw.local.running import BackendRequest
from cfngw.read.model import ServiceTarget
backends = LocalBackends(say=print)
target = ServiceTarget(service="sqs", action="SendMessage")
subtype = ServiceTarget(service="sqs", subtype="SQS-PurgeQueue")
asyncio.run(backends.service(target, BackendRequest("POST", "?MessageBody=m"), Journey()))
asyncio.run(backends.action(subtype, {"QueueUrl": "q"}, Journey()))
print([(each.action, each.path, each.body) for each in backends.recorded])
try:
    LocalBackends(aws_endpoint="http://127.0.0.1:5000")
except UsageError as error:
    print(error.fix)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    said, kept, fix = done.stdout.splitlines()
    assert "empty without botocore" in said
    assert kept == (
        "[('SendMessage', '/?Action=SendMessage&Version=2012-11-05&MessageBody=m', b''), "
        "('PurgeQueue', '/', b'{\"QueueUrl\": \"q\"}')]"
    )
    assert fix == "pip install 'cfngw[aws]'"


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ("http://10.0.0.1:5000", "not on this machine"),
        ({"sqs": "https://sqs.eu-west-1.amazonaws.com"}, "not on this machine"),
        ("127.0.0.1:5000", "no http or https URL"),
        ("http://127.0.0.1:99999", "no host and port"),
    ],
)
def test_a_wrong_endpoint_of_aws_is_told_at_the_start(endpoint: Any, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        LocalBackends(aws_endpoint=endpoint)
    assert "moto_server" in str(caught.value.fix)
    LocalBackends(aws_endpoint={"sqs": "https://sqs.example.com"}, reach=["sqs.example.com"])
