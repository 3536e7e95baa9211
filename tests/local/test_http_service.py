"""Actions of AWS services behind routes of HTTP APIs."""

from __future__ import annotations

import pytest
from local_http import Local, integration_api

from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendFailed
from cfngw.read.model import ServiceTarget


def send(parameters: str, subtype: str = "SQS-SendMessage", more: str = "") -> str:
    given = (
        f"IntegrationType: AWS_PROXY, IntegrationSubtype: {subtype}, CredentialsArn: role, "
        f"PayloadFormatVersion: '1.0', RequestParameters: {{{parameters}}}{more}"
    )
    return integration_api(given, "POST /send/{id}")


def test_e18_parameters_are_mapped_from_the_request() -> None:
    """E18."""
    parameters = (
        "QueueUrl: !Ref Queue, MessageBody: $request.body.message, DelaySeconds: 5, MessageGroupId: $request.path.id, "
        "MessageDeduplicationId: $request.header.none, Region: us-east-1, "
        "MessageAttributes: "
        '\'{"A": {"DataType": "String", "StringValue": "${request.header.x-a}"}}\''
    )
    local = Local(send(parameters), backend=BackendAnswer(200, (("Content-Type", "text/xml"), ("Date", "x")), b"<ok/>"))
    answer = local.ask("POST", "/send/7", (("X-A", "1"),), b'{"message":"hi"}')
    assert (answer.status, answer.body, answer.headers[0]) == (200, b"<ok/>", ("Content-Type", "text/xml"))
    ((target, given),) = local.backends.actions
    assert target == ServiceTarget(service="sqs", action="SendMessage", subtype="SQS-SendMessage")
    assert given == {
        "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/Queue",
        "MessageBody": "hi",
        "DelaySeconds": "5",
        "MessageGroupId": "7",
        "Region": "us-east-1",
        "MessageAttributes": '{"A": {"DataType": "String", "StringValue": "1"}}',
    }


def test_the_whole_body_is_passed_through() -> None:
    body = b'{"message": "' + b"x" * 200_000 + b'"}'
    local = Local(send("QueueUrl: u, MessageBody: $request.body"))
    local.ask("POST", "/send/1", (), body)
    assert local.backends.actions[0][1]["MessageBody"] == body.decode()


def test_a_jsonpath_sees_100_kb_of_the_body() -> None:
    body = b'{"message": "hi", "more": "' + b"x" * 200_000 + b'"}'
    local = Local(send("QueueUrl: u, MessageBody: $request.body.message"))
    local.ask("POST", "/send/1", (), body)
    assert local.backends.actions[0][1] == {"QueueUrl": "u"}


def test_answers_of_a_service_are_mapped_by_their_status() -> None:
    more = ", ResponseParameters: {'400': {'overwrite:statuscode': '422'}}"
    local = Local(send("QueueUrl: u", more=more), backend=BackendAnswer(400, (), b"{}"))
    assert local.ask("POST", "/send/1").status == 422


@pytest.mark.parametrize(("kind", "status"), [("timeout", 503), ("refused", 503), ("malformed", 500)])
def test_a_service_that_gives_no_answer(kind: str, status: int) -> None:
    local = Local(send("QueueUrl: u"), backend=BackendFailed(kind, "because"))
    assert local.ask("POST", "/send/1").status == status


def test_a_parameter_that_the_template_does_not_tell_is_500_with_its_name() -> None:
    local = Local(send("QueueUrl: !Ref Untold, MessageBody: x"))
    assert local.ask("POST", "/send/1").status == 500
    assert local.passage is not None
    assert local.passage.fault is not None
    assert local.passage.fault.hint == "the template does not tell QueueUrl; give its parameters values"


def test_a_parameter_may_have_any_name() -> None:
    journey = Journey()
    local = Local(send("name: a, said: b, at: c, self: d"))
    assert local.ask("POST", "/send/1", journey=journey).status == 200
    assert journey.steps[1].shown["parameters"] == {"name": "a", "said": "b", "at": "c", "self": "d"}
