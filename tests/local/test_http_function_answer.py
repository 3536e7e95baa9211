"""What an HTTP API makes of what a function returns, and of one that doesn't."""

from __future__ import annotations

import json
from typing import Any

import pytest
from local_http import Local, lambda_api

from cfngw.local.running import Invocation, InvocationRefused

FAILED = (500, "application/json", b'{"message":"Internal Server Error"}')


def asked(answer: Any, version: str = "2.0", **options: Any) -> tuple[int, str | None, bytes]:
    found = Local(lambda_api("GET /", version=version), answer, **options).ask("GET", "/")
    return found.status, found.header("content-type"), found.body


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b'"Hello from Lambda!"', b"Hello from Lambda!"),
        (b'{ "message": "Hello" }', b'{ "message": "Hello" }'),
        (b"[1, 2]", b"[1, 2]"),
        (b"42", b"42"),
        (b"true", b"true"),
        (b"null", b"null"),
        (b'""', b""),
        (b'{"name": "John", "age":', b'{"name": "John", "age":'),
        (b'{"body": "x", "headers": {"Content-Type": "text/html"}}',) * 2,
        (b"[" * 100_000,) * 2,
    ],
)
def test_format_2_infers_an_answer_where_there_is_no_status(payload: bytes, body: bytes) -> None:
    assert asked(payload) == (200, "application/json", body)


def test_e16_an_answer_of_the_function_is_passed_on() -> None:
    """E16."""
    answer = {"statusCode": 201, "body": '"Hello from cfngw!"', "headers": {"X-One": "1"}, "cookies": ["a=1", "b=2"]}
    found = Local(lambda_api("GET /"), answer).ask("GET", "/")
    assert (found.status, found.body) == (201, b'"Hello from cfngw!"')
    assert found.headers == [
        ("X-One", "1"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("apigw-requestid", "JKJaXmPLvHcESHA="),
    ]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_body_in_base64_goes_out_as_bytes(version: str) -> None:
    answer = {"statusCode": 200, "headers": {"content-type": "image/png"}, "body": "AAH/", "isBase64Encoded": True}
    assert asked(answer, version) == (200, "image/png", b"\x00\x01\xff")


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_an_answer_without_a_body_has_none(version: str) -> None:
    assert asked({"statusCode": 204}, version) == (204, None, b"")
    assert asked({"statusCode": "204", "body": None, "headers": None}, version) == (204, None, b"")


def test_format_1_merges_lists_of_values() -> None:
    answer = {
        "statusCode": 200,
        "headers": {"x-one": "1", "X-Two": "2", "x-three": None},
        "multiValueHeaders": {"X-One": ["1", "one"], "X-Two": ["zwei"], "X-None": None},
    }
    found = Local(lambda_api("GET /", version="1.0"), answer).ask("GET", "/")
    assert found.headers[:-1] == [("X-Two", "2"), ("X-One", "1"), ("X-One", "one"), ("X-Two", "zwei")]


@pytest.mark.parametrize(
    "payload", [b'"text"', b"null", b"[]", b'{"body": "x"}', b"{", b"", b"[" * 100_000, b'{"message": "hello"}']
)
def test_format_1_needs_a_status(payload: bytes) -> None:
    assert asked(payload, "1.0") == FAILED


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": None},
        {"statusCode": 0},
        {"statusCode": 99},
        {"statusCode": 600},
        {"statusCode": 200.5},
        {"statusCode": True},
        {"statusCode": "ok"},
        {"statusCode": 200, "body": {"a": 1}},
        {"statusCode": 200, "body": 1},
        {"statusCode": 200, "body": "no base64!", "isBase64Encoded": True},
        {"statusCode": 200, "headers": ["a"]},
        {"statusCode": 200, "headers": {"a": ["b"]}},
        {"statusCode": 200, "headers": {"a": "b\r\nc: d"}},
        {"statusCode": 200, "headers": {"a b": "c"}},
        {"statusCode": 200, "headers": {"": "c"}},
    ],
)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_malformed_answer_is_500(answer: Any, version: str) -> None:
    assert asked(answer, version) == FAILED


@pytest.mark.parametrize(
    ("version", "more"),
    [
        ("2.0", {"cookies": "a=1"}),
        ("2.0", {"cookies": [1]}),
        ("2.0", {"cookies": ["a=1\nb: c"]}),
        ("1.0", {"multiValueHeaders": []}),
        ("1.0", {"multiValueHeaders": {"a": "b"}}),
        ("1.0", {"multiValueHeaders": {"a": [{}]}}),
    ],
)
def test_lists_of_a_wrong_form_are_500(version: str, more: dict[str, Any]) -> None:
    assert asked({"statusCode": 200, **more}, version) == FAILED


def test_numbers_and_booleans_are_values_of_headers() -> None:
    answer = {"statusCode": 200, "headers": {"a": 1, "b": True, "c": None, "d": "ü"}}
    found = Local(lambda_api("GET /"), answer).ask("GET", "/")
    assert found.headers[:-1] == [("a", "1"), ("b", "true"), ("d", "ü".encode().decode("latin-1"))]


def test_headers_of_the_connection_are_the_gateways() -> None:
    names = ("Connection", "Transfer-Encoding", "Content-Length", "Date", "Keep-Alive", "Apigw-Requestid")
    found = Local(lambda_api("GET /"), {"statusCode": 200, "headers": dict.fromkeys(names, "1")}).ask("GET", "/")
    assert found.headers == [("apigw-requestid", "JKJaXmPLvHcESHA=")]


@pytest.mark.parametrize(
    "outcome",
    [
        Invocation(b'{"errorMessage":"boom","errorType":"ValueError"}', failed=True),
        Invocation(b'{"statusCode": 200}', failed=True),
        InvocationRefused("ResourceNotFoundException", "no function of that name"),
        InvocationRefused("RequestTooLargeException", "an event may have 6 MB"),
        RuntimeError("a fault of ours"),
    ],
)
def test_a_function_that_fails_or_is_refused_is_500(outcome: Any) -> None:
    assert asked(outcome) == FAILED


def test_no_answer_in_time_is_503() -> None:
    local = Local(lambda_api("GET /", more=", TimeoutInMillis: 50"), 5.0)
    answer = local.ask("GET", "/")
    assert (answer.status, answer.body) == (503, b'{"message":"Service Unavailable"}')
    assert local.passage is not None
    assert local.passage.integration_error == "the integration gave no answer in 0.05 s"


def test_head_is_answered_without_a_body() -> None:
    found = Local(lambda_api("ANY /")).ask("HEAD", "/")
    assert (found.status, found.body) == (200, b"")


def test_a_body_beyond_10_mb_is_refused() -> None:
    local = Local(lambda_api("POST /"))
    answer = local.ask("POST", "/", (), b"x" * (10 * 1024 * 1024 + 1))
    assert (answer.status, local.functions.events) == (413, [])


def test_the_reason_is_for_the_person_at_the_terminal() -> None:
    local = Local(lambda_api("GET /"), {"statusCode": 200, "body": {"a": 1}})
    assert b"body" not in local.ask("GET", "/").body
    assert local.passage is not None
    assert local.passage.fault is not None
    assert local.passage.fault.hint == (
        'the function\'s answer: body is {"a": 1}: it must be a text, such as json.dumps makes'
    )
    assert local.passage.fault.at is not None


def test_an_error_of_the_gateway_is_told_and_answered() -> None:
    local = Local(lambda_api("GET /"), ZeroDivisionError("oh"))
    local.ask("GET", "/")
    assert "GET /: a fault of cfngw, please report it: ZeroDivisionError: oh" in local.said[0]


def test_a24_a27_a_function_can_echo_what_it_was_sent() -> None:
    """A20, A22, A24, A25, A27, A31."""
    local = Local(
        lambda_api("POST /echo"),
        lambda event: {
            "statusCode": 418,
            "headers": {"content-type": "text/plain"},
            "body": json.dumps([event["requestContext"]["http"]["method"], event["body"]]),
        },
    )
    answer = local.ask("POST", "/echo", (("Content-Type", "text/plain"),), b"hi")
    assert (answer.status, answer.header("Content-Type"), answer.body) == (418, "text/plain", b'["POST", "hi"]')
