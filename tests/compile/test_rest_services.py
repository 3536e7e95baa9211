"""Services of AWS behind methods of REST APIs: rows B06, B08, B19, D19, E18; P16, quotes survive.

What is sent is parsed back and compared with what the client sent; what comes back is answered as the gateway would.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from troposphere import Ref, Sub

from cfngw import (
    Allow,
    AwsIntegration,
    BracketErrors,
    Composition,
    DynamoDbGetItem,
    DynamoDbPutItem,
    DynamoDbQuery,
    DynamoDbUpdateItem,
    EventBridgePutEvents,
    JsonErrors,
    KinesisPutRecord,
    Method,
    Parameter,
    PrefixErrors,
    Request,
    Response,
    S3GetObject,
    S3PutObject,
    SnsPublish,
    SqsSendMessage,
    Stage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    Table,
)
from cfngw.compile.template_probe import breaking_input
from cfngw.vtl import render
from http_targets import ACCOUNT, MACHINE
from rest_samples import deployment_id, made, notices, only_method, rest
from rest_services import (
    ALL,
    FILES,
    ITEMS,
    JOBS,
    MESSAGES,
    NEWS,
    NOTES,
    OBJECTS,
    ROLE,
    answered,
    methods,
    request_template,
    sent,
)
from samples import of_type, problems, statements

GOLDEN = Path(__file__).parent.parent / "golden" / "rest_services.yaml"
M, ITEM, FILE = methods(MESSAGES), methods(ITEMS), methods(OBJECTS)
HOSTILE = ['"', "'", "\\", "\n\r\t\x00\x1f", "&=+%26;#$", "</x>", "é€😀\u2028", "$util.x ${a} #if(1)", "", " "]
TEXT = st.text() | st.sampled_from(HOSTILE)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15).map(lambda number: round(number, 3))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def typed(value: Any) -> Any:
    """Give a value as DynamoDB has it."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, list):
        return {"L": [typed(member) for member in value]}
    return {"M": {name: typed(member) for name, member in value.items()}}


def untyped(value: Any) -> Any:
    """Give what DynamoDB's form stands for."""
    ((kind, held),) = value.items()
    if kind == "N":
        return float(held)
    if kind in ("L", "M"):
        return [*map(untyped, held)] if kind == "L" else {name: untyped(member) for name, member in held.items()}
    return None if kind == "NULL" else held


# All of them


def test_all_services_are_the_golden_template() -> None:
    text = Composition(*ALL).to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


@pytest.mark.slow
@pytest.mark.checked
def test_no_service_has_findings() -> None:
    assert Composition(*ALL).lint() == []


def test_every_answer_has_its_method_response() -> None:
    """Law 3: each status and each header is declared, those that a template sets included."""
    for properties in (*M.values(), *ITEM.values(), *FILE.values()):
        declared = {each["StatusCode"]: each for each in properties["MethodResponses"]}
        for response in properties["Integration"]["IntegrationResponses"]:
            headers = declared[response["StatusCode"]].get("ResponseParameters", {})
            assert headers.keys() == response.get("ResponseParameters", {}).keys()
            for template in response.get("ResponseTemplates", {}).values():
                for status in ("400", "404", "409", "429", "500", "504"):
                    assert f"responseOverride.status = {status}" not in template or status in declared


def test_exactly_one_answer_takes_each_status() -> None:
    for properties in (*M.values(), *ITEM.values(), *FILE.values()):
        for status in (200, 204, 301, 304, 400, 403, 404, 409, 412, 413, 429, 500, 502, 503, 504):
            code, _ = answered(properties, status, "{}")
            assert status < 300 or code >= 400


def test_no_template_is_broken_by_what_a_client_sends() -> None:
    """The project's own probe finds nothing: P16."""
    for blueprint in (MESSAGES, ITEMS):
        found = methods(blueprint)
        for method in blueprint.methods:
            names = tuple((each.place, each.name, each.required) for each in method.parameters.values())
            template = request_template(found[method.route_key])
            any_text = "Action=" in template
            assert breaking_input(template, names, any_text=any_text) is None, method.route_key


def test_no_ready_answer_is_broken_by_what_a_service_says() -> None:
    for properties in (*M.values(), *ITEM.values()):
        for response in properties["Integration"]["IntegrationResponses"]:
            for text in response.get("ResponseTemplates", {}).values():
                assert breaking_input(text, (), trusted=True) is None


def test_a_role_may_do_one_action_on_one_resource() -> None:
    roles = of_type(Composition(*ALL).sealed().document["Resources"], "AWS::IAM::Role")
    for role in roles.values():
        first = statements(role)[0]
        assert len(first["Action"]) == 1
        assert first["Resource"] != ["*"]
    found = {name: statements(role)[0]["Resource"] for name, role in roles.items()}
    assert found["ItemsMethodGetTagsVarRole"] == [{"Fn::Sub": "${NotesTable.Arn}/index/by-tag"}]
    assert found["ItemsDynamoDBQueryNotesRole"] == [{"Fn::GetAtt": ["NotesTable", "Arn"]}]
    assert found["ObjectsMethodGetImagesVarRole"] == [{"Fn::Sub": "${ImagesBucket.Arn}/up loads/*"}]
    assert found["MessagesSNSPublishNewsRole"] == [{"Ref": "News"}]


def test_methods_that_do_the_same_share_a_role() -> None:
    send = SqsSendMessage(JOBS, body="$request.body")
    found = made(
        Method("POST /a", send),
        Method("POST /b", send),
        Method("POST /c", send.but(allow=[Allow("s3:GetObject", "arn:aws:s3:::a/b")])),
    )
    assert len(of_type(found, "AWS::IAM::Role")) == 2


def test_a_service_that_is_called_otherwise_is_deployed_anew() -> None:
    one, other = (made(Method("POST /", SqsSendMessage(JOBS, body=body))) for body in ("a", "b"))
    assert deployment_id(one) != deployment_id(other)
    key = {"id": "$request.path.id"}
    first, second = (made(Method("GET /{id}", S3GetObject(FILES, key))) for key in ("a", "b"))
    assert deployment_id(first) != deployment_id(second)
    one, other = (
        made(Method("DELETE /{id}", DynamoDbGetItem(Table("T", "id"), key)), errors=errors)
        for errors in (None, BracketErrors([400], headers={"X-A": "b"}))
    )
    assert deployment_id(one) != deployment_id(other)


# What is sent


@given(body=TEXT, agent=TEXT)
def test_sqs_gets_what_the_client_sent(body: str, agent: str) -> None:
    found = sent(M["POST /jobs"], body=json.dumps({"a": body, "delay": 7}), header={"user-agent": agent})
    assert found["MessageBody"] == json.dumps({"a": body, "delay": 7})
    assert found["MessageAttributes"]["Agent"]["StringValue"] == agent
    assert found["DelaySeconds"] == 7


@given(body=TEXT.filter(bool))
def test_a_body_that_is_no_json_goes_as_it_is(body: str) -> None:
    assert sent(M["POST /bus"], body=body)["Entries"][0]["Detail"] == body


@given(value=VALUES)
def test_a_member_of_the_body_is_a_text_or_its_json(value: Any) -> None:
    found = sent(M["POST /clicks"], body=json.dumps({"user": value}))["PartitionKey"]
    if isinstance(value, str):
        assert found == value
    elif isinstance(value, dict | list):
        assert json.loads(found) == value
    else:
        assert found == "" if value is None else json.loads(found) == value


@given(text=TEXT)
def test_what_the_user_wrote_around_it_stays(text: str) -> None:
    found = sent(
        M["POST /orders"], body=json.dumps({"id": text}), header={"X-Group": text}, stage_variables={"env": text}
    )
    assert found["MessageBody"] == f"order {text} in {text} for $5 #1"
    assert found["MessageGroupId"] == text
    data = sent(M["POST /by-arn"], body=json.dumps({"x": text}))["Data"]
    assert base64.b64decode(data).decode() == f"a#$5 {text}"


@given(number=TEXT | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_none_goes_as_a_text(number: Any) -> None:
    found = sent(M["POST /jobs"], body=json.dumps({"delay": number}))["DelaySeconds"]
    assert found == number if isinstance(number, int) and abs(number) < 10**17 else True


@given(identity=TEXT, order=VALUES)
def test_json_in_a_text_stays_json(identity: str, order: Any) -> None:
    body = json.dumps({"order": order})
    found = sent(M["POST /events"], body=body, querystring={"id": identity}, header={"x-trace": identity})
    (event,) = found["Entries"]
    assert json.loads(event["Detail"]) == {"id": identity, "order": {"order": order}}
    assert event["TraceHeader"] == identity
    assert event["Resources"] == [f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/clicks"]


@given(value=VALUES)
def test_a_workflow_gets_the_json_of_a_member(value: Any) -> None:
    assert json.loads(sent(M["POST /slow"], body=json.dumps({"input": value}))["input"]) == value


@given(body=TEXT, title=TEXT, kind=TEXT)
def test_sns_gets_a_form(body: str, title: str, kind: str) -> None:
    text = json.dumps({"b": body, "title": title}, ensure_ascii=False)
    rendered = render(request_template(M["POST /news"]), body=text, querystring={"kind": kind}).output
    assert "\n" not in rendered
    found = parse_qs(rendered, keep_blank_values=True, strict_parsing=True)
    assert found["Message"] == [text]
    assert found["Subject"] == [f"News & more: {title}"]
    assert found["MessageAttributes.entry.1.Value.StringValue"] == [kind]
    assert len(found) == 7


def test_a_text_that_cloudformation_fills_in_is_escaped_too() -> None:
    template = request_template(M["POST /given"]).replace("'Text'", "'a \"$x\" #if\n'")
    assert json.loads(render(template).output)["MessageBody"] == 'a "$x" #if\n'


def test_the_addresses_and_headers_are_those_that_the_services_have() -> None:
    found = {}
    for properties in (*M.values(), *ITEM.values()):
        integration = properties["Integration"]
        uri = integration["Uri"]["Fn::Sub"]
        uri = uri if isinstance(uri, str) else uri[0]
        assert uri.startswith("arn:${AWS::Partition}:apigateway:")
        assert integration["IntegrationHttpMethod"] == "POST"
        headers = integration["RequestParameters"]
        kind = headers["integration.request.header.Content-Type"]
        found[":".join(uri.rsplit(":", 2)[1:])] = (kind, headers.get("integration.request.header.X-Amz-Target"))
    json_10, json_11 = "'application/x-amz-json-1.0'", "'application/x-amz-json-1.1'"
    assert {uri: both for uri, both in found.items() if ":action/" in uri} == {
        "events:action/PutEvents": (json_11, "'AWSEvents.PutEvents'"),
        "kinesis:action/PutRecord": (json_11, None),
        "states:action/StartExecution": (json_10, None),
        "states:action/StartSyncExecution": (json_10, None),
        "states:action/StopExecution": (json_10, None),
        **{f"dynamodb:action/{name}": (json_10, None) for name in ("GetItem", "PutItem", "UpdateItem", "Query")},
        "dynamodb:action/DeleteItem": (json_10, None),
    }
    assert found["sns:path//"] == ("'application/x-www-form-urlencoded'", None)
    assert found["sqs:path//"][0] == json_10


# DynamoDB


@given(item=st.dictionaries(TEXT.filter(bool), VALUES, max_size=4), user=TEXT)
def test_an_item_is_stored_as_the_client_sent_it(item: dict[str, Any], user: str) -> None:
    item = {name: member for name, member in item.items() if name not in ("user", "at")}
    found = sent(
        ITEM["PUT /notes/{user}/{at}"],
        body=json.dumps({**item, "user": "forged"}),
        path={"user": user, "at": "5"},
    )
    assert {name: untyped(member) for name, member in found["Item"].items()} == {**item, "user": user, "at": 5}
    assert found["Item"]["at"] == {"N": "5"}


@given(value=VALUES)
def test_an_item_comes_back_as_plain_json(value: Any) -> None:
    body = json.dumps({"Item": {"a": typed(value), "S": {"S": "x"}}})
    status, answer = answered(ITEM["GET /notes/{user}/{at}"], 200, body)
    assert (status, json.loads(answer)) == (200, {"a": value, "S": "x"})


def test_sets_bytes_and_names_like_types_come_back() -> None:
    item = {"SS": {"SS": ["a", 'b"\n']}, "N": {"NS": ["1", "2.5"]}, "M": {"M": {"L": {"L": []}}}, "B": {"B": "AA=="}}
    _, answer = answered(ITEM["GET /notes/{user}/{at}"], 200, json.dumps({"Item": {**item, "BS": {"BS": ["AA=="]}}}))
    assert json.loads(answer) == {
        "SS": ["a", 'b"\n'],
        "N": [1, 2.5],
        "M": {"L": []},
        "B": "AA==",
        "BS": ["AA=="],
    }


def test_a_missing_item_is_404_in_the_form_of_the_contract() -> None:
    assert answered(ITEM["GET /notes/{user}/{at}"], 200, "{}")[0] == 404
    assert json.loads(answered(ITEM["GET /notes/{user}/{at}"], 200, "{}")[1])["Status"] == 404


def test_a_query_answers_with_items_and_where_to_go_on() -> None:
    items = [{"a": typed(1)}, {"a": typed({"b": [None]})}]
    body = {"Items": items, "LastEvaluatedKey": {"user": typed("u"), "at": typed(3)}}
    _, answer = answered(ITEM["GET /notes/{user}"], 200, json.dumps(body))
    assert json.loads(answer) == {"items": [{"a": 1}, {"a": {"b": [None]}}], "next": {"user": "u", "at": 3}}
    assert json.loads(answered(ITEM["GET /notes/{user}"], 200, '{"Items": [], "Count": 0}')[1]) == {"items": []}


def test_a_query_names_its_key_by_placeholders_and_goes_on_when_asked() -> None:
    found = sent(ITEM["GET /notes/{user}"], path={"user": "u"}, querystring={"after": "7"})
    assert found == {
        "TableName": "NotesTable",
        "KeyConditionExpression": "#n0 = :v0",
        "ScanIndexForward": False,
        "Limit": 10,
        "ExpressionAttributeNames": {"#n0": "user"},
        "ExpressionAttributeValues": {":v0": {"S": "u"}},
        "ExclusiveStartKey": {"user": {"S": "u"}, "at": {"N": "7"}},
    }
    assert "ExclusiveStartKey" not in sent(ITEM["GET /notes/{user}"], path={"user": "u"})


def test_begins_with_and_projection() -> None:
    table = Table("T", "user", sort_key="at")
    query = DynamoDbQuery(table, {"user": "$request.path.user"}, begins_with={"at": "2026"}, attributes=["at", "date"])
    found = sent(only_method(Method("GET /{user}", query)), path={"user": "u"})
    assert found["KeyConditionExpression"] == "#n0 = :v0 AND begins_with(#n1, :v1)"
    assert found["ProjectionExpression"] == "#n1, #n2"
    assert found["ExpressionAttributeNames"] == {"#n0": "user", "#n1": "at", "#n2": "date"}


def test_values_of_a_dict_are_typed_by_what_they_are() -> None:
    body = {"text": [1, "x", None], "name": 'O"H', "size": 12, "deep": {"a": True}}
    found = sent(
        ITEM["POST /notes/{user}"], body=json.dumps(body), path={"user": "u"}, context={"requestTimeEpoch": "99"}
    )
    assert found["Item"] == {
        "user": {"S": "u"},
        "at": {"N": "99"},
        "text": typed([1, "x", None]),
        "by": {"S": 'Mr. O"H'},
        "size": {"N": "12"},
        "open": {"BOOL": True},
        "none": {"NULL": True},
        "tags": {"L": [{"S": "a"}, {"N": "1"}, {"M": {"deep": {"M": {"a": {"BOOL": True}}}}}]},
    }


def test_an_update_sets_adds_and_removes() -> None:
    found = sent(ITEM["PATCH /notes/{user}/{at}"], body='{"text": "new"}', path={"user": "u", "at": "1"})
    assert found["UpdateExpression"] == "SET #n0 = :v0 ADD #n1 :v1 REMOVE #n2"
    assert found["ExpressionAttributeValues"] == {":v0": {"S": "new"}, ":v1": {"N": "1"}}
    assert found["ConditionExpression"] == "attribute_exists(#n3)"
    assert found["ExpressionAttributeNames"] == {"#n0": "text", "#n1": "visits", "#n2": "old", "#n3": "user"}
    _, answer = answered(ITEM["PATCH /notes/{user}/{at}"], 200, json.dumps({"Attributes": {"text": typed("new")}}))
    assert json.loads(answer) == {"text": "new"}


def test_a_list_of_two_texts_is_no_typed_text() -> None:
    put = DynamoDbPutItem("table", {"a": ["x", "S"], "b": ("5", "N")})
    found = sent(only_method(Method("POST /", put)))["Item"]
    assert found == {"a": {"L": [{"S": "x"}, {"S": "S"}]}, "b": {"N": "5"}}


def test_a_name_that_velocity_would_read_is_a_name() -> None:
    put = DynamoDbPutItem("table", "$request.body", key={"$a#'\"b": "1"})
    found = sent(only_method(Method("POST /", put)), body=json.dumps({"$a#'\"b": "forged", "c": 1}))
    assert found["Item"] == {"$a#'\"b": {"S": "1"}, "c": {"N": "1"}}


# What comes back


@pytest.mark.parametrize(
    ("key", "name", "status"),
    [
        ("PUT /notes/{user}/{at}", "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", 409),
        ("PATCH /notes/{user}/{at}", "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", 404),
        ("DELETE /notes/{user}/{at}", "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", 404),
        ("PATCH /notes/{user}/{at}", "x#TransactionConflictException", 409),
        ("GET /notes/{user}", "x#ProvisionedThroughputExceededException", 429),
        ("GET /notes/{user}", "com.amazon.coral.availability#ThrottlingException", 429),
        ("GET /notes/{user}", "com.amazon.coral.validate#ValidationException", 400),
        ("PUT /notes/{user}/{at}", "x#ItemCollectionSizeLimitExceededException", 400),
        ("GET /notes/{user}", "x#ResourceNotFoundException", 500),
        ("GET /notes/{user}", "com.amazon.coral.service#AccessDeniedException", 500),
    ],
)
def test_errors_of_dynamodb(key: str, name: str, status: int) -> None:
    found, body = answered(ITEM[key], 400, json.dumps({"__type": name, "message": "table arn:aws:secret"}))
    assert found == status
    assert json.loads(body)["Status"] == status
    assert "secret" not in body


@pytest.mark.parametrize(
    ("key", "name", "status"),
    [
        ("POST /jobs", "com.amazonaws.sqs#InvalidMessageContents", 400),
        ("POST /jobs", "com.amazonaws.sqs#QueueDoesNotExist", 500),
        ("POST /jobs", "com.amazonaws.sqs#RequestThrottled", 429),
        ("POST /done", "com.amazonaws.sqs#ReceiptHandleIsInvalid", 400),
        ("POST /clicks", "ProvisionedThroughputExceededException", 429),
        ("POST /clicks", "InvalidArgumentException", 400),
        ("POST /slow", "ExecutionAlreadyExists", 409),
        ("POST /slow", "InvalidExecutionInput", 400),
        ("POST /slow", "StateMachineDoesNotExist", 500),
        ("DELETE /slow", "ExecutionDoesNotExist", 404),
    ],
)
def test_errors_of_messages(key: str, name: str, status: int) -> None:
    assert answered(M[key], 400, json.dumps({"__type": name, "message": "x"}))[0] == status
    assert answered(M[key], 403, json.dumps({"Message": "is not authorized"}))[0] == 500
    assert answered(M[key], 503, "<html>")[0] == 500


@pytest.mark.parametrize(
    ("body", "status", "answer"),
    [
        ({"status": "SUCCEEDED", "output": '{"a": "\\"x\\""}'}, 200, {"a": '"x"'}),
        ({"status": "SUCCEEDED"}, 200, None),
        ({"status": "FAILED", "error": "E", "cause": "secret"}, 500, {"message": "Internal server error"}),
        ({"status": "TIMED_OUT"}, 504, {"message": "Gateway timeout"}),
    ],
)
def test_a_workflow_that_failed_is_no_success(body: Any, status: int, answer: Any) -> None:
    found, text = answered(M["POST /quick"], 200, json.dumps(body))
    assert (found, json.loads(text)) == (status, answer)


@pytest.mark.parametrize(
    ("errors", "cause", "status", "answer"),
    [
        (BracketErrors([404]), "[404:NotFound] it's gone", 404, {"message": "[404:NotFound] it's gone"}),
        (PrefixErrors([404, 409]), '409: "x"\n', 409, {"error": '"x"\n'}),
        (JsonErrors("Status", [422]), '{"Status": 422, "a": 1}', 422, {"Status": 422, "a": 1}),
        (BracketErrors([404]), "[409:Conflict] no", 500, {"message": "Internal server error"}),
        (BracketErrors([404], template="{\"e\": $input.json('$.errorMessage')}"), "[404:x]", 404, {"e": "[404:x]"}),
    ],
)
def test_a_workflows_cause_speaks_as_an_exception_does(errors: Any, cause: str, status: int, answer: Any) -> None:
    run = StepFunctionsStartSyncExecution(MACHINE, input="$request.body")
    properties = only_method(Method("POST /", run), errors=errors)
    found, text = answered(properties, 200, json.dumps({"status": "FAILED", "error": "E", "cause": cause}))
    assert (found, json.loads(text)) == (status, answer)
    assert str(status) in {each["StatusCode"] for each in properties["MethodResponses"]}


@pytest.mark.parametrize(
    ("code", "status"), [("MalformedDetail", 400), ("ThrottlingException", 429), ("InternalFailure", 500)]
)
def test_an_event_that_the_bus_refused_is_no_success(code: str, status: int) -> None:
    body = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code, "ErrorMessage": "secret"}]}
    found, text = answered(M["POST /bus"], 200, json.dumps(body))
    assert found == status
    assert "secret" not in text
    body = {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
    assert answered(M["POST /bus"], 200, json.dumps(body)) == (200, '{"EventId": "1"}\n')


def test_the_ids_of_messages_and_records_come_back() -> None:
    assert answered(M["POST /jobs"], 200, '{"MessageId": "m-1", "MD5OfMessageBody": "x"}') == (
        202,
        '{"MessageId": "m-1"}',
    )
    answer = '{"PublishResponse": {"PublishResult": {"MessageId": "a-1", "SequenceNumber": null}}}'
    for body in (answer, "<PublishResponse><PublishResult><MessageId>a-1</MessageId></PublishResult>"):
        assert json.loads(answered(M["POST /news"], 200, body)[1]) == {"MessageId": "a-1"}
    assert json.loads(answered(M["POST /news"], 200, "{}")[1]) == {"MessageId": ""}
    record = '{"SequenceNumber": "5", "ShardId": "shardId-0"}'
    assert json.loads(answered(M["POST /clicks"], 200, record)[1]) == json.loads(record)
    assert json.loads(answered(M["POST /slow"], 200, '{"executionArn": "a", "startDate": 1.5}')[1]) == {
        "executionArn": "a"
    }


@pytest.mark.parametrize(("status", "found"), [(400, 400), (403, 500), (404, 500), (429, 429), (500, 500)])
def test_errors_of_sns(status: int, found: int) -> None:
    assert answered(M["POST /news"], status, "<ErrorResponse/>")[0] == found


# S3


@pytest.mark.parametrize(("status", "found"), [(403, 404), (404, 404), (400, 400), (301, 500), (503, 500), (412, 500)])
def test_errors_of_s3_are_in_the_form_of_the_contract(status: int, found: int) -> None:
    code, text = answered(FILE["GET /files/{key+}"], status, "<Error><Key>secret</Key></Error>")
    assert code == found
    assert list(json.loads(text)) == ["error"]
    assert answered(FILE["PUT /files/{key+}"], 403, "")[0] == 500


def test_a_key_stands_in_the_address() -> None:
    integration = FILE["GET /images/{id}"]["Integration"]
    assert integration["Uri"]["Fn::Sub"].endswith(":s3:path/${ImagesBucket}/up%20loads/{key1}.png")
    assert integration["RequestParameters"] == {"integration.request.path.key1": "method.request.path.id"}
    assert "RequestTemplates" not in integration
    assert "PassthroughBehavior" not in integration
    put = FILE["PUT /files/{key+}"]
    assert put["RequestParameters"] == {"method.request.path.key": True, "method.request.header.Content-Type": False}
    assert put["Integration"]["RequestParameters"]["integration.request.header.Content-Type"] == (
        "method.request.header.Content-Type"
    )
    fixed = FILE["PUT /images/{id}"]["Integration"]["RequestParameters"]
    assert fixed["integration.request.header.Content-Type"] == "'image/png'"
    assert FILE["GET /old"]["RequestParameters"] == {"method.request.querystring.key": False}


def test_a_client_gets_the_headers_of_an_object() -> None:
    (ok, *errors) = FILE["GET /files/{key+}"]["Integration"]["IntegrationResponses"]
    assert ok["ResponseParameters"] == {
        f"method.response.header.{name}": f"integration.response.header.{name}"
        for name in ("Content-Type", "ETag", "Last-Modified")
    }
    assert "ResponseTemplates" not in ok
    assert {each["ContentHandling"] for each in errors} == {"CONVERT_TO_TEXT"}


def test_without_binary_types_there_is_something_to_know() -> None:
    get = Method("GET /{id}", S3GetObject(FILES, "$request.path.id"))
    (notice,) = notices(get)
    assert "UTF-8" in notice.problem
    assert notices(get, binary_media_types=["*/*"]) == []


def test_a_conditional_resource_makes_its_method_conditional() -> None:
    found = made(Method("PUT /{id}", S3PutObject(FILES, "$request.path.id")))
    assert found["NotesMethodPutVar"]["Condition"] == "Kept"
    assert found["NotesS3PutObjectFilesRole"]["Condition"] == "Kept"


# What the user says wins


def test_the_users_own_template_responses_and_parameters_win() -> None:
    send = SqsSendMessage(JOBS, body="$request.body")
    own = only_method(
        Method(
            "POST /",
            send,
            request=Request(template='{"MessageBody": "x"}', parameters={"header.X-Amz-Target": "'Other'"}),
            responses=[Response(200), Response(418, pattern="4..")],
        )
    )["Integration"]
    assert own["RequestTemplates"] == {"application/json": '{"MessageBody": "x"}'}
    assert own["RequestParameters"]["integration.request.header.X-Amz-Target"] == "'Other'"
    assert [each["StatusCode"] for each in own["IntegrationResponses"]] == ["200", "418"]
    template = only_method(Method("POST /", send, response=Response(200, template="{}")))
    assert template["Integration"]["IntegrationResponses"][0]["ResponseTemplates"] == {"application/json": "{}"}


def test_headers_of_a_response_join_those_of_the_service() -> None:
    get = Method("GET /{id}", S3GetObject(FILES, "$request.path.id"), response=Response(200, headers={"X-A": "b"}))
    (ok, *_) = only_method(get)["Integration"]["IntegrationResponses"]
    assert len(ok["ResponseParameters"]) == 4


def test_a_method_has_its_own_form_of_errors() -> None:
    method = Method("POST /", SqsSendMessage(JOBS, body="x"), errors=BracketErrors([400]))
    assert json.loads(answered(only_method(method), 500, "")[1]) == {"message": "Internal server error"}


# The generic one


def test_a_generic_call_is_an_action_a_path_or_a_subdomain() -> None:
    uris = {key: properties["Integration"]["Uri"]["Fn::Sub"] for key, properties in FILE.items()}
    assert uris["POST /mail"].endswith(":${AWS::Region}:ses:action/SendEmail")
    assert uris["GET /sub/{id}"].endswith(":eu-west-1:bucket.s3:path/in/{id}")
    assert uris["GET /root"].endswith(":s3:path//")
    text, variables = uris["GET /by-sub"]
    assert text.endswith(":s3:path/${Part1}")
    assert variables == {"Part1": {"Fn::Sub": "${AWS::AccountId}/x"}}


def test_a_generic_error_tells_nothing() -> None:
    for status, found in ((400, 400), (404, 400), (429, 429), (500, 500), (302, 500)):
        assert answered(FILE["POST /mail"], status, "secret") == (
            found,
            json.dumps({"error": {400: "Bad request", 429: "Too many requests"}.get(found, "Internal server error")}),
        )


def test_a_callers_own_credentials_need_iam() -> None:
    def blueprint(kind: str) -> Any:
        def customize(template: Any) -> None:
            template.resources["NotesMethodGetRoot"].AuthorizationType = kind

        made_of: Any = rest(Method("GET /", AwsIntegration("s3", path="a/b", method="GET", caller_credentials=True)))
        made_of.customize = customize
        return made_of

    found = blueprint("AWS_IAM").sealed().document["Resources"]
    credentials = found["NotesMethodGetRoot"]["Properties"]["Integration"]["Credentials"]
    assert credentials == {"Fn::Sub": "arn:${AWS::Partition}:iam::*:user/*"}
    (problem,) = problems(blueprint("NONE").sealed)
    assert "no credentials" in str(problem)


def test_a_stage_variable_must_be_there() -> None:
    send = Method("POST /", SqsSendMessage(JOBS, body="$stageVariables.env"))
    (problem,) = problems(rest(send).sealed)
    assert "no stage has the variable env" in str(problem)
    assert sent(only_method(send, stages=[Stage("a", variables={"env": "x"})]), stage_variables={"env": "y"})


def test_the_same_value_serves_both_kinds() -> None:
    from cfngw import HttpApiBlueprint, Route

    values = [
        SqsSendMessage(JOBS, body="$request.body"),
        KinesisPutRecord("clicks", data="$request.body", partition_key="1"),
        EventBridgePutEvents(detail_type="T", event_source="s", detail="$request.body"),
        StepFunctionsStartExecution(MACHINE, input="$request.body"),
        StepFunctionsStartSyncExecution(MACHINE, input="$request.body"),
    ]
    HttpApiBlueprint(
        name="Http", routes=[Route(f"POST /{number}", each) for number, each in enumerate(values)]
    ).to_yaml()
    rest(*(Method(f"POST /{number}", each) for number, each in enumerate(values))).to_yaml()


def test_names_of_topics_and_tables_may_be_intrinsics() -> None:
    topic = only_method(
        Method("POST /", SnsPublish(Sub("arn:x:sns:${AWS::Region}:1:a"), message="x", region="eu-west-1"))
    )
    text, variables = topic["Integration"]["RequestTemplates"]["application/json"]["Fn::Sub"]
    assert variables == {"Given1": {"Fn::Sub": "arn:x:sns:${AWS::Region}:1:a"}}
    assert "${Given1}" in text
    update = DynamoDbUpdateItem(Ref("AWS::StackName"), {"id": "1"}, remove=["a"])
    assert "${AWS::StackName}" in str(only_method(Method("POST /", update))["Integration"]["RequestTemplates"])


def test_a_table_that_exists_is_called_with_its_own_arn() -> None:
    role = of_type(ITEMS.sealed().document["Resources"], "AWS::IAM::Role")["ItemsDynamoDBGetItemTableOtherRole"]
    assert statements(role)[0]["Resource"] == [f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/other"]
    assert NOTES.name == "Notes"


def test_a_stage_variable_of_an_address_is_left_to_the_gateway() -> None:
    call = AwsIntegration("s3", path="in/${stageVariables.env}", method="GET", credentials_arn=ROLE)
    uri = only_method(Method("GET /", call))["Integration"]["Uri"]["Fn::Sub"]
    assert uri.endswith(":s3:path/in/${!stageVariables.env}")


def test_a_long_list_comes_back_whole() -> None:
    """A #foreach makes 1,000 turns; no list is walked by one."""
    body = json.dumps({"Item": {"a": typed(list(range(1500)))}})
    assert json.loads(answered(ITEM["GET /notes/{user}/{at}"], 200, body)[1]) == {"a": list(range(1500))}


def test_a_plain_rest_api_imports_none_of_it() -> None:
    code = (
        "import sys, cfngw\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "cfngw.RestApiLambdaBlueprint(name='N', methods=[cfngw.Method('GET /', f)]).to_yaml()\n"
        "print([name for name in sys.modules if name.startswith('cfngw.') and "
        "name.endswith(('service_integration', 'aws_integration', 's3_integration', 'dynamodb_integration', "
        "'service_answers', 'item_templates', 'mapping_expression'))])"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"


def test_keys_and_media_types_and_limits_may_be_intrinsics() -> None:
    put = S3PutObject(Parameter("Files"), Parameter("Key"), content_type=Parameter("Kind"))
    integration = only_method(Method("PUT /", put))["Integration"]
    assert integration["Uri"]["Fn::Sub"].endswith(":s3:path/${Files}/{key}")
    assert integration["RequestParameters"] == {
        "integration.request.header.Content-Type": {"Fn::Sub": ["'${Given}'", {"Given": {"Ref": "Kind"}}]},
        "integration.request.path.key": {"Fn::Sub": ["'${Given}'", {"Given": {"Ref": "Key"}}]},
    }
    query = DynamoDbQuery("table", {"id": "1"}, limit=Parameter("Most", 5, type="Number"))
    assert '"Limit": Most' in request_template(only_method(Method("GET /", query)))


PUBLISH = SnsPublish(Ref("News"), message="${request.header.X-A} ${request.body.a}", subject="100% & #1 $x")
FORM = request_template(only_method(Method("POST /", PUBLISH), resources=[NEWS]))


@given(header=TEXT, member=TEXT)
def test_a_form_has_no_line_ends_of_its_own(header: str, member: str) -> None:
    rendered = render(FORM, header={"x-a": header}, body=json.dumps({"a": member})).output
    assert parse_qs(rendered, strict_parsing=True)["Message"] == [f"{header} {member}"]
    assert "\n" not in rendered
