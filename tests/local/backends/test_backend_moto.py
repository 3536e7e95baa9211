"""Services handed to moto's server: what cfngw's own templates send takes effect there. B06, D19, E18; P09, P16."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from backend_servers import Got, answer, run, serving
from cfngw.local.backends import Credentials, LocalBackends
from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest
from cfngw.read.model import ServiceTarget
from s3_servers import moto
from service_calls import ACCOUNT, call

pytestmark = [pytest.mark.slow, pytest.mark.checked]
QUIET = Journey(on=False)
HOSTILE = "\"quotes\" 'single' \\ back\nline\t€😀 &=+% <x/> $util #if"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto() as (host, port):
        yield f"http://{host}:{port}"


@pytest.fixture
def backends(url: str) -> LocalBackends:
    return LocalBackends(aws_endpoint=url, region="eu-west-1")


def client(url: str, name: str, region: str = "eu-west-1") -> Any:
    """A client as a user's own test would make it."""
    from boto3.session import Session

    session = Session(aws_access_key_id="none", aws_secret_access_key="none", region_name=region)
    return session.client(name, endpoint_url=url)


def did(backends: LocalBackends, key: str, body: str = "", **given: Any) -> BackendAnswer:
    return run(call(backends, key, body, **given), backends)


def acted(backends: LocalBackends, subtype: str, **parameters: Any) -> BackendAnswer:
    target = ServiceTarget(service=subtype.partition("-")[0].lower(), subtype=subtype)
    return run(backends.action(target, parameters, QUIET), backends)


def test_a_message_is_in_the_queue(url: str, backends: LocalBackends) -> None:
    sqs = client(url, "sqs", "eu-central-1")
    queue = sqs.create_queue(QueueName="old-jobs")["QueueUrl"]
    got = did(backends, "POST /old", HOSTILE)
    assert got.status == 200
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert message["Body"] == HOSTILE
    assert json.loads(got.body)["MessageId"] == message["MessageId"]


def test_a_message_is_received_deleted_and_all_are_purged(url: str, backends: LocalBackends) -> None:
    sqs = client(url, "sqs")
    queue = sqs.create_queue(QueueName="JobsQueue")["QueueUrl"]
    for number in range(3):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    received = json.loads(did(backends, "GET /jobs").body)["Messages"]
    assert len(received) == 3
    assert did(backends, "POST /done", json.dumps({"receiptHandle": received[0]["ReceiptHandle"]})).status == 200
    assert did(backends, "DELETE /jobs").status == 200
    assert did(backends, "POST /done", '{"receiptHandle": "none"}').status == 400


def test_a_missing_queue_is_the_services_own_error(backends: LocalBackends) -> None:
    got = did(backends, "POST /orders", '{"id": 1}', header={"x-group": "g"})
    assert got.status == 400
    assert json.loads(got.body)["__type"].endswith("#QueueDoesNotExist")


def test_a_message_is_published_and_its_id_is_where_templates_look_for_it(url: str, backends: LocalBackends) -> None:
    sns, sqs = client(url, "sns"), client(url, "sqs")
    sns.create_topic(Name="News")
    queue = sqs.create_queue(QueueName="readers")["QueueUrl"]
    sns.subscribe(
        TopicArn=f"arn:aws:sns:eu-west-1:{ACCOUNT}:News",
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:readers",
    )
    got = did(backends, "POST /news", '{"title": "a&b"}', query={"kind": "k"})
    assert json.loads(got.body)["PublishResponse"]["PublishResult"]["MessageId"]
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    held = json.loads(message["Body"])
    assert (held["Message"], held["Subject"]) == ('{"title": "a&b"}', "News & more: a&b")
    assert held["MessageAttributes"]["kind"]["Value"] == "k"
    # An action with parameters in the query string, as AWS's own tutorials have it.
    target = ServiceTarget(service="sns", action="Publish", region="eu-west-1")
    query = f"?TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A{ACCOUNT}%3ANews&Message=again"
    for headers, opening in (((), b"{"), ((("Accept", "application/xml"),), b"<")):
        answered = run(backends.service(target, BackendRequest("POST", query, headers), QUIET), backends)
        assert answered.status == 200
        assert answered.body.lstrip().startswith(opening)


def test_an_error_of_the_query_protocol_is_json_too(backends: LocalBackends) -> None:
    got = did(backends, "POST /far-news", "{}")
    assert got.status == 404
    assert json.loads(got.body)["Error"]["Code"] == "NotFound"


def test_a_record_is_in_the_stream(url: str, backends: LocalBackends) -> None:
    kinesis = client(url, "kinesis")
    kinesis.create_stream(StreamName="Clicks", ShardCount=1)
    body = json.dumps({"user": "u1", "text": HOSTILE})
    got = did(backends, "POST /clicks", body)
    assert got.status == 200, got
    shard = json.loads(got.body)["ShardId"]
    iterator = kinesis.get_shard_iterator(StreamName="Clicks", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    (record,) = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert record["Data"].decode() == body


def test_an_item_is_put_got_changed_queried_and_deleted(url: str, backends: LocalBackends) -> None:
    dynamodb = client(url, "dynamodb")
    dynamodb.create_table(
        TableName="NotesTable",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": kind} for name, kind in (("user", "S"), ("at", "N"), ("tag", "S"))
        ],
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-tag",
                "KeySchema": [{"AttributeName": "tag", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    path = {"user": "u", "at": "5"}
    item = {"text": HOSTILE, "size": 3, "tag": "t", "deep": {"a": [1, None, True]}}
    assert did(backends, "PUT /notes/{user}/{at}", json.dumps(item), path=path).status == 200
    again = did(backends, "PUT /notes/{user}/{at}", json.dumps(item), path=path)
    assert (again.status, "ConditionalCheckFailed" in again.body.decode()) == (400, True)
    held = dynamodb.get_item(TableName="NotesTable", Key={"user": {"S": "u"}, "at": {"N": "5"}})["Item"]
    assert held["text"] == {"S": HOSTILE}
    assert held["deep"] == {"M": {"a": {"L": [{"N": "1"}, {"NULL": True}, {"BOOL": True}]}}}
    assert did(backends, "PATCH /notes/{user}/{at}", '{"text": "new"}', path=path).status == 200
    got = json.loads(did(backends, "GET /notes/{user}/{at}", path=path).body)
    assert got["Item"]["text"] == {"S": "new"}
    assert json.loads(did(backends, "GET /notes/{user}", path=path).body)["Count"] == 1
    assert json.loads(did(backends, "GET /tags/{tag}", path={"tag": "t"}).body)["Count"] == 1
    assert did(backends, "DELETE /notes/{user}/{at}", path=path).status == 200
    assert "Item" not in json.loads(did(backends, "GET /notes/{user}/{at}", path=path).body)


def test_an_object_is_stored_got_and_deleted_byte_for_byte(url: str, backends: LocalBackends) -> None:
    s3 = client(url, "s3")
    for name in ("files", "bucket"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    body = bytes(range(256))
    target = ServiceTarget(service="s3", path="unused", region="eu-west-1")

    def sent(method: str, path: str, body: bytes = b"", to: ServiceTarget = target) -> BackendAnswer:
        headers = (("Content-Type", "image/png"),) if body else ()
        return run(backends.service(to, BackendRequest(method, path, headers, body), QUIET), backends)

    stored = sent("PUT", "/files/a%20b/%C3%BC+(1).png", body)
    assert stored.status == 200
    held = s3.get_object(Bucket="files", Key="a b/ü+(1).png")
    assert (held["Body"].read(), held["ContentType"]) == (body, "image/png")
    got = sent("GET", "/files/a%20b/%C3%BC+(1).png")
    assert got.body == body
    assert {name.lower(): value for name, value in got.headers}["content-type"] == "image/png"
    assert sent("HEAD", "/files/a%20b/%C3%BC+(1).png").body == b""
    of_bucket = ServiceTarget(service="s3", path="unused", subdomain="bucket", region="eu-west-1")
    assert sent("PUT", "/in/1", b"x", of_bucket).status == 200
    assert s3.get_object(Bucket="bucket", Key="in/1")["Body"].read() == b"x"
    assert sent("DELETE", "/files/a%20b/%C3%BC+(1).png").status == 204
    missing = sent("GET", "/files/a%20b/%C3%BC+(1).png")
    assert (missing.status, b"NoSuchKey" in missing.body) == (404, True)
    assert (
        did(backends, "PUT /files/{key+}", "text", path={"key": "k"}, header={"Content-Type": "text/plain"}).status
        == 200
    )
    assert did(backends, "GET /files/{key+}", path={"key": "k"}).body == b"text"


def test_an_event_is_put_and_an_execution_started(url: str, backends: LocalBackends) -> None:
    client(url, "events").create_event_bus(Name="shop")
    put = json.loads(did(backends, "POST /bus", '{"a": 1}').body)
    assert (put["FailedEntryCount"], bool(put["Entries"][0]["EventId"])) == (0, True)
    iam, states = client(url, "iam"), client(url, "stepfunctions")
    role = iam.create_role(RoleName="workflow", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    arn = states.create_state_machine(name="Slow", definition=definition, roleArn=role)["stateMachineArn"]
    started = did(backends, "POST /slow", '{"input": {"x": 1}, "name": "n"}')
    assert started.status == 200, started
    assert json.loads(started.body)["executionArn"].startswith(arn.replace(":stateMachine:", ":execution:"))


def test_the_subtypes_of_http_apis_take_effect(url: str, backends: LocalBackends) -> None:
    sqs, kinesis = client(url, "sqs"), client(url, "kinesis")
    queue = sqs.create_queue(QueueName="subtypes")["QueueUrl"]
    attributes = '{"A": {"DataType": "Number", "StringValue": "1"}}'
    sent = acted(backends, "SQS-SendMessage", QueueUrl=queue, MessageBody=HOSTILE, MessageAttributes=attributes)
    assert json.loads(sent.body)["MD5OfMessageBody"]
    got = acted(backends, "SQS-ReceiveMessage", QueueUrl=queue, MessageAttributeNames="All", WaitTimeSeconds="0")
    (message,) = json.loads(got.body)["Messages"]
    assert message["Body"] == HOSTILE
    assert message["MessageAttributes"]["A"]["StringValue"] == "1"
    deleted = acted(backends, "SQS-DeleteMessage", QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert deleted.status == 200
    assert acted(backends, "SQS-PurgeQueue", QueueUrl=queue).status == 200
    missing = acted(backends, "SQS-SendMessage", QueueUrl=queue + "-none", MessageBody="m")
    assert (missing.status, "QueueDoesNotExist" in missing.body.decode()) == (400, True)
    kinesis.create_stream(StreamName="raw", ShardCount=1)
    put = acted(backends, "Kinesis-PutRecord", StreamName="raw", Data="é", PartitionKey="1")
    iterator = kinesis.get_shard_iterator(
        StreamName="raw", ShardId=json.loads(put.body)["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    (record,) = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert record["Data"].decode() == "é"
    event = acted(backends, "EventBridge-PutEvents", Detail='{"a": 1}', DetailType="T", Source="s")
    assert json.loads(event.body)["FailedEntryCount"] == 0


# Without moto: what goes over the wire


def test_a_call_is_signed_for_its_service_and_region_and_for_nobody() -> None:
    with serving(lambda _got: answer("200 OK", b"{}")) as server:
        backends = LocalBackends(aws_endpoint={"*": f"{server.url}/base"})
        did(backends, "POST /old", "m", header={"x": "y"})
        own = LocalBackends(aws_endpoint=server.url, credentials=Credentials("AKIA1", "word", "token"))
        did(own, "POST /old", "m")
        first, second = server.got
    assert first.lines[0] == "POST /base/ HTTP/1.1"
    scope = first.header("authorization") or ""
    assert scope.startswith("AWS4-HMAC-SHA256 Credential=local/")
    assert "/eu-central-1/sqs/aws4_request" in scope
    assert first.header("host") == f"127.0.0.1:{server.port}"
    assert "Credential=AKIA1/" in (second.header("authorization") or "")
    assert second.header("x-amz-security-token") == "token"
    assert "word" not in repr(Credentials("AKIA1", "word", "token"))


def test_only_the_services_that_have_an_endpoint_are_handed_on() -> None:
    with serving(lambda _got: answer("200 OK", b"{}")) as server:
        backends = LocalBackends(aws_endpoint={"stepfunctions": server.url})
        did(backends, "POST /old", "m")
        assert (len(server.got), len(backends.recorded)) == (0, 1)
        did(backends, "POST /slow", "{}")
        assert (len(server.got), len(backends.recorded)) == (1, 1)


def test_what_a_stand_in_of_aws_says_is_passed_back(url: str) -> None:
    def script(got: Got) -> bytes:
        return answer("418 Teapot", base64.b64decode("/wA="), "X-A: 1", "X-A: 2")

    journey = Journey()
    with serving(script) as server:
        backends = LocalBackends(aws_endpoint=server.url)
        got = run(call(backends, "POST /old", "m", journey), backends)
    assert (got.status, got.body) == (418, b"\xff\x00")
    assert [pair for pair in got.headers if pair[0] == "X-A"] == [("X-A", "1"), ("X-A", "2")]
    assert journey.steps[0].said == f"sqs:SendMessage at {server.url} -> 418"
    assert "local/" not in str(journey.steps[0].shown)


def test_a_stand_in_of_aws_that_is_not_there_is_unreachable() -> None:
    with serving(lambda _got: None) as server:
        endpoint = server.url
    journey = Journey()
    with pytest.raises(BackendFailed) as caught:
        run(call(LocalBackends(aws_endpoint=endpoint), "POST /old", "m", journey))
    assert caught.value.kind == "unreachable"
    assert journey.steps[0].said.endswith("unreachable")
