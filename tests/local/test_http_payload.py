"""The events that an HTTP API sends to functions, in both formats."""

from __future__ import annotations

import base64

import pytest
from local_http import Local, lambda_api

HEADERS = (
    ("Header1", "value1"),
    ("Header2", "value1"),
    ("HEADER2", "value2"),
    ("Cookie", "cookie1=1; cookie2=2"),
    ("Connection", "keep-alive"),
)
QUERY = "parameter1=value1&parameter1=value2&parameter2=a%20value&flag"


def test_format_2_is_as_documented() -> None:
    """E09."""
    local = Local(lambda_api("POST /my/{parameter1}", settings=", StageVariables: {stageVariable1: value1}"))
    headers = (*HEADERS, ("Content-Type", "text/plain"), ("X-Amzn-Trace-Id", "Root=1-2-3"))
    local.ask("POST", "/my/path?" + QUERY, headers, b"Hello from client")
    assert local.event == {
        "version": "2.0",
        "routeKey": "POST /my/{parameter1}",
        "rawPath": "/my/path",
        "rawQueryString": QUERY,
        "cookies": ["cookie1=1", "cookie2=2"],
        "headers": {
            "host": "id.execute-api.us-east-1.amazonaws.com",
            "user-agent": "agent",
            "header1": "value1",
            "header2": "value1,value2",
            "content-type": "text/plain",
            "content-length": "17",
            "x-amzn-trace-id": "Root=1-2-3",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "80",
            "x-forwarded-proto": "http",
        },
        "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "a value", "flag": ""},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "http": {
                "method": "POST",
                "path": "/my/path",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "agent",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "POST /my/{parameter1}",
            "stage": "$default",
            "time": "04/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "pathParameters": {"parameter1": "path"},
        "stageVariables": {"stageVariable1": "value1"},
        "body": "Hello from client",
        "isBase64Encoded": False,
    }


def test_format_2_leaves_out_what_is_not_there() -> None:
    local = Local(lambda_api("$default"))
    local.ask("GET", "/")
    assert sorted(local.event) == [
        "headers", "isBase64Encoded", "rawPath", "rawQueryString", "requestContext", "routeKey", "version",
    ]  # fmt: skip
    assert local.event["rawQueryString"] == ""
    assert "authorizer" not in local.event["requestContext"]


def test_format_1_is_as_documented() -> None:
    local = Local(lambda_api("GET /my/path", version="1.0"))
    local.ask("GET", "/my/path?" + QUERY, HEADERS)
    event = local.event
    assert event.pop("multiValueHeaders")["header2"] == ["value1", "value2"]
    headers = event.pop("headers")
    assert (headers["header2"], headers["cookie"]) == ("value2", "cookie1=1; cookie2=2")
    assert "connection" not in headers
    assert event == {
        "version": "1.0",
        "resource": "/my/path",
        "path": "/my/path",
        "httpMethod": "GET",
        "queryStringParameters": {"parameter1": "value2", "parameter2": "a value", "flag": ""},
        "multiValueQueryStringParameters": {
            "parameter1": ["value1", "value2"],
            "parameter2": ["a value"],
            "flag": [""],
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "id",
            "authorizer": {"claims": None, "scopes": None},
            "domainName": "id.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "id",
            "extendedRequestId": "JKJaXmPLvHcESHA=",
            "httpMethod": "GET",
            "identity": {
                "accessKey": None,
                "accountId": None,
                "caller": None,
                "cognitoAuthenticationProvider": None,
                "cognitoAuthenticationType": None,
                "cognitoIdentityId": None,
                "cognitoIdentityPoolId": None,
                "principalOrgId": None,
                "sourceIp": "127.0.0.1",
                "user": None,
                "userAgent": "agent",
                "userArn": None,
            },
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "requestId": "JKJaXmPLvHcESHA=",
            "requestTime": "04/Mar/2020:19:03:58 +0000",
            "requestTimeEpoch": 1583348638390,
            "resourceId": None,
            "resourcePath": "/my/path",
            "stage": "$default",
        },
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }


def test_a_version_that_is_left_out_is_1() -> None:
    local = Local(lambda_api("GET /").replace("PayloadFormatVersion: '2.0'", "Description: none"))
    local.ask("GET", "/")
    assert local.event["version"] == "1.0"


def test_quick_create_sends_format_2() -> None:
    local = Local(
        "  Api: {Type: AWS::ApiGatewayV2::Api, "
        "Properties: {Name: Notes, ProtocolType: HTTP, Target: !GetAtt Hello.Arn}}\n"
    )
    assert local.ask("GET", "/any/path").body == b"hello"
    assert (local.event["version"], local.event["rawPath"]) == ("2.0", "/any/path")


def test_x04_the_path_has_the_name_of_a_named_stage() -> None:
    """X04."""
    two = Local(lambda_api("GET /notes/{id}", stage="dev"))
    two.ask("GET", "/notes/1")
    context = two.event["requestContext"]
    assert (two.event["rawPath"], context["http"]["path"], context["stage"]) == ("/dev/notes/1",) * 2 + ("dev",)
    one = Local(lambda_api("GET /notes/{id}", stage="dev", version="1.0"))
    one.ask("GET", "/notes/1")
    assert (one.event["path"], one.event["resource"]) == ("/dev/notes/1", "/notes/{id}")


def test_the_mapping_of_a_domain_is_seen_by_format_1_alone() -> None:
    two, one = (Local(lambda_api("GET /notes", version=each)) for each in ("2.0", "1.0"))
    for local in (two, one):
        local.ask("GET", "/notes", prefix="/orders")
    assert (two.event["rawPath"], one.event["path"]) == ("/notes", "/orders/notes")
    named = Local(lambda_api("GET /notes", stage="dev"))
    named.ask("GET", "/notes", prefix="/orders")
    assert named.event["rawPath"] == "/dev/notes"


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/a%2Fb", "/a/b"),
        ("/%40id/rsf0.js%23save", "/@id/rsf0.js#save"),
        ("/a+b%20c", "/a+b c"),
        ("/caf%C3%A9/%ff", "/café/\ufffd"),
        # Live events lose what follows a decoded question mark.
        ("/a%3Fb=c", "/a"),
    ],
)
def test_the_raw_path_is_decoded(path: str, raw: str) -> None:
    local = Local(lambda_api("$default"))
    local.ask("GET", path + "?q=%20x")
    assert (local.event["rawPath"], local.event["rawQueryString"]) == (raw, "q=%20x")


@pytest.mark.parametrize(
    ("kind", "is_text"),
    [
        ("text/plain", True),
        ("TEXT/csv; charset=utf-8", True),
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/xml", True),
        ("application/javascript", True),
        ("application/x-www-form-urlencoded", False),
        ("application/vnd.api+json", False),
        ("multipart/form-data; boundary=x", False),
        ("image/png", False),
        ("", False),
        (None, False),
    ],
)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_p31_which_bodies_are_texts(kind: str | None, is_text: bool, version: str) -> None:
    """P31."""
    local = Local(lambda_api("POST /", version=version))
    local.ask("POST", "/", () if kind is None else (("Content-Type", kind),), b'{"a":1}')
    body = local.event["body"]
    assert local.event["isBase64Encoded"] is not is_text
    assert (body if is_text else base64.b64decode(body).decode()) == '{"a":1}'


def test_a33_a_compressed_body_arrives_byte_by_byte() -> None:
    """A33."""
    body = bytes(range(256))
    local = Local(lambda_api("POST /"))
    local.ask("POST", "/", (("Content-Type", "application/json"), ("Content-Encoding", "gzip")), body)
    assert local.event["isBase64Encoded"] is True
    assert base64.b64decode(local.event["body"]) == body


def test_a_text_that_is_no_utf_8_gets_replacement_characters() -> None:
    local = Local(lambda_api("POST /"))
    local.ask("POST", "/", (("Content-Type", "text/plain"),), b"a\xff\xed\xa0\x80b")
    assert local.event["body"].startswith("a\ufffd")


def test_forwarded_headers_name_the_caller_last() -> None:
    local = Local(lambda_api("GET /"))
    local.ask("GET", "/", (("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Proto", "https")))
    headers = local.event["headers"]
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("10.0.0.1, 127.0.0.1", "http")
    assert headers["x-amzn-trace-id"].startswith("Root=1-5e5ffb9e-")


def test_what_an_authorizer_knows_stands_in_the_event() -> None:
    jwt = {"jwt": {"claims": {"sub": "ann"}, "scopes": ["read"]}}
    added = {"lambda": {"key": "value", "number": 1}}
    for version in ("1.0", "2.0"):
        local = Local(lambda_api("GET /", version=version))
        for authorizer in (jwt, added):
            local.ask("GET", "/", authorizer=authorizer)
        first, second = (each["requestContext"]["authorizer"] for each in local.functions.events)
        assert (first, second) == ((jwt, added) if version == "2.0" else (jwt["jwt"], added["lambda"]))


def test_format_1_says_who_signed() -> None:
    local = Local(lambda_api("GET /", version="1.0"))
    local.ask("GET", "/", identity={"arn": "arn:aws:iam::1:user/ann", "account": "1", "user": "ann"})
    identity = local.event["requestContext"]["identity"]
    assert (identity["userArn"], identity["accountId"], identity["user"]) == ("arn:aws:iam::1:user/ann", "1", "ann")


def test_stage_variables_choose_the_function() -> None:
    """P11."""
    uri = (
        "!Sub 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        "arn:aws:lambda:us-east-1:123456789012:function:${!stageVariables.name}:live/invocations'"
    )
    template = lambda_api("GET /", settings=", StageVariables: {name: notes}")
    local = Local(template.replace("!GetAtt Hello.Arn", uri))
    assert local.ask("GET", "/").status == 200
    assert (local.functions.targets[0].function, local.functions.targets[0].qualifier) == ("notes", "live")
