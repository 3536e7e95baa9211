"""Parameter mapping of HTTP APIs: what requests and answers become on their way."""

from __future__ import annotations

from typing import Any

import pytest
from local_http import Local, integration_api, lambda_api

from cfngw.local.exchange import Answer, Pairs
from cfngw.local.running import BackendAnswer

PROXY = "IntegrationType: HTTP_PROXY, IntegrationMethod: ANY, IntegrationUri: 'http://localhost/x'"
BODY = b'{"a":{"b":["c",{"d":1.5}]},"e":"text","n":null}'


def requested(parameters: str, path: str = "/pets/6?q=1&q=2", headers: Pairs = ()) -> Local:
    local = Local(
        integration_api(
            f"{PROXY}, RequestParameters: {{{parameters}}}",
            "ANY /pets/{id}",
            settings=", StageVariables: {env: blue}",
        )
    )
    assert local.ask("POST", path, headers, BODY).status == 200
    return local


def header(local: Local, name: str) -> list[str]:
    return [value for key, value in local.sent.headers if key.lower() == name]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("static", "static"),
        ("", ""),
        ("$request.header.X-One", "1,2"),
        ("${request.header.x-one}", "1,2"),
        ("$request.querystring.q", "1,2"),
        ("$request.querystring.Q", None),
        ("$request.path", "/pets/6"),
        ("$request.path.id", "6"),
        ("$request.body", BODY.decode()),
        ("$request.body.e", "text"),
        ("$request.body.a.b[0]", "c"),
        ("$request.body.a.b", '["c",{"d":1.5}]'),
        ("$request.body['a']['b'][1].d", "1.5"),
        ("$request.body.n", None),
        ("$request.body.missing", None),
        ("$request.header.missing", None),
        ("$context.requestId", "JKJaXmPLvHcESHA="),
        ("$context.identity.sourceIp", "127.0.0.1"),
        ("$context.missing", None),
        ("$stageVariables.env", "blue"),
        ("$stageVariables.missing", None),
        ("a-${request.path.id}-${context.stage}-${stageVariables.none}.", "a-6-$default-."),
        ("com.mycompany.$request.path.id", "com.mycompany.6"),
        ("costs $5 and $other.x", "costs $5 and $other.x"),
    ],
)
def test_values(written: str, value: str | None) -> None:
    local = requested(f"'append:header.out': \"{written}\"", headers=(("X-One", "1"), ("x-one", "2")))
    assert header(local, "out") == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ("'append:header.h': new", ["old", "new"]),
        ("'overwrite:header.H': new", ["new"]),
        ("'remove:header.H': \"''\"", []),
        ("'append:header.h': $request.header.none", ["old"]),
        ("'overwrite:header.h': $request.header.none", ["old"]),
        # A rename reads what the client sent, whatever the order.
        ("'remove:header.h': '', 'append:header.h': $request.header.h", ["old"]),
    ],
)
def test_headers_are_appended_overwritten_and_removed(parameters: str, found: list[str]) -> None:
    assert header(requested(parameters, headers=(("H", "old"),)), "h") == found


@pytest.mark.parametrize(
    ("parameters", "url"),
    [
        ("'append:querystring.q': '3 &'", "http://localhost/x?q=1&q=2&q=3%20%26"),
        ("'overwrite:querystring.q': $request.path.id", "http://localhost/x?q=6"),
        ("'remove:querystring.q': ''", "http://localhost/x"),
        ("'overwrite:querystring.Q': '1'", "http://localhost/x?q=1&q=2&Q=1"),
        ("'overwrite:path': /v2$request.path", "http://localhost/v2/pets/6?q=1&q=2"),
        ("'overwrite:path': 'a b'", "http://localhost/a%20b?q=1&q=2"),
        ("'overwrite:path': $request.header.none", "http://localhost/x?q=1&q=2"),
    ],
)
def test_path_and_query_are_mapped(parameters: str, url: str) -> None:
    assert requested(parameters).sent.url == url


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("'append:header.Authorization': x", "the header 'Authorization' is reserved, or is no name of a header"),
        ("'append:header.x-amzn-any': x", "the header 'x-amzn-any' is reserved, or is no name of a header"),
        ("'append:header.a b': x", "the header 'a b' is reserved, or is no name of a header"),
        ("'append:path': x", "'append:path' is no key of a parameter mapping"),
        ("'header.x': x", "'header.x' is no key of a parameter mapping"),
        ("'append:header.x': !Ref Untold", "the value of 'append:header.x' is not told by the template"),
        ("'append:header.x': $request.cookie.a", "$request.cookie.a is no variable of a parameter mapping"),
        ("'append:header.x': '${request.body..a}'", "the JSONPath $..a has a recursive descent or a filter"),
        ("'append:header.x': '${request.body.a[?(@.b)]}'", "the JSONPath $.a[?(@.b)] has a recursive descent or a"),
        ("'append:header.x': '${request.body.a[x}'", "the JSONPath $.a[x can't be read"),
    ],
)
def test_a_mapping_that_aws_refuses_is_told_once_and_passed_over(row: str, problem: str) -> None:
    local = requested(f"{row}, 'append:header.other': y")
    assert len(local.said) == 1
    assert problem in local.said[0]
    assert local.said[0].startswith("x.yaml:")
    assert (header(local, "other"), header(local, "x")) == (["y"], [])


def test_a_value_can_not_become_another_header() -> None:
    local = requested("'append:header.x': $request.querystring.q", "/pets/6?q=a%0d%0ab%00")
    assert header(local, "x") == ["a  b "]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"1" * 200_000, b"\xff", b'"' + b"x" * 200_000 + b'"'])
def test_a_body_that_is_no_json_has_no_parts(body: bytes) -> None:
    local = Local(integration_api(PROXY + ", RequestParameters: {'append:header.x': $request.body.a}", "POST /"))
    assert local.ask("POST", "/", (), body).status == 200
    assert header(local, "x") == []


def answered(parameters: str, back: BackendAnswer | None = None) -> Answer:
    made = integration_api(f"{PROXY}, ResponseParameters: {parameters}", "GET /")
    back = back or BackendAnswer(404, (("H", "old"), ("h", "older")), b'{"why":"gone"}')
    return Local(made, backend=back).ask("GET", "/")


LIST = "{'404': {ResponseParameters: [{Destination: 'overwrite:statuscode', Source: '410'}]}}"


@pytest.mark.parametrize(
    ("parameters", "status", "headers"),
    [
        ("{'404': {'overwrite:statuscode': '403'}}", 403, ["old", "older"]),
        (LIST, 410, ["old", "older"]),
        ("{'404': {'overwrite:statuscode': 'x'}}", 404, ["old", "older"]),
        ("{'404': {'overwrite:statuscode': '600'}}", 404, ["old", "older"]),
        ("{'200': {'overwrite:statuscode': '403'}}", 404, ["old", "older"]),
        ("{'404': {'append:header.h': $response.body.why}}", 404, ["old", "older", "gone"]),
        ("{'404': {'overwrite:header.H': '<${response.header.h}>'}}", 404, ["<old,older>"]),
        ("{'404': {'remove:header.h': ''}}", 404, []),
        ("{'404': {'overwrite:header.h': $context.requestId}}", 404, ["JKJaXmPLvHcESHA="]),
        ("{'404': {'overwrite:header.h': $response.body}}", 404, ['{"why":"gone"}']),
        ("{'404': {'overwrite:header.h': $response.header.none}}", 404, ["old", "older"]),
    ],
)
def test_answers_are_mapped_by_their_status(parameters: str, status: int, headers: list[str]) -> None:
    answer = answered(parameters)
    assert answer.status == status
    assert [value for name, value in answer.headers if name.lower() == "h"] == headers


@pytest.mark.parametrize("given", ["{'2xx': {'append:header.x': y}}", "{'199': {'append:header.x': y}}"])
def test_a_mapping_of_answers_that_can_not_be_done_is_told(given: str) -> None:
    local = Local(integration_api(f"{PROXY}, ResponseParameters: {given}", "GET /"))
    assert local.ask("GET", "/").status == 200
    assert len(local.said) == 1


def test_mappings_hold_for_functions_too() -> None:
    more = (
        ", RequestParameters: {'append:header.x': '$request.path.id', 'overwrite:path': /other,"
        " 'append:querystring.y': '1'}, ResponseParameters: {'200': {'append:header.z': '2'}}"
    )
    two, one = (Local(lambda_api("GET /pets/{id}", version=each, more=more)) for each in ("2.0", "1.0"))
    for local in (two, one):
        answer = local.ask("GET", "/pets/6")
        assert answer.header("z") == "2"
        assert (local.event["headers"]["x"], local.event["queryStringParameters"]) == ("6", {"y": "1"})
    assert (two.event["rawPath"], two.event["rawQueryString"], one.event["path"]) == ("/other", "y=1", "/other")


def test_steps_show_what_was_mapped() -> None:
    from cfngw.local.journey import Journey

    given: dict[str, Any] = {"journey": Journey()}
    more = f"{PROXY}, RequestParameters: {{'append:header.x': $request.path.name}}"
    local = Local(integration_api(more + ", ResponseParameters: {'200': {'append:header.y': z}}", "GET /{name}"))
    local.ask("GET", "/ann", **given)
    steps = [(step.name, step.shown) for step in given["journey"].steps]
    assert steps[:2] == [
        ("route", {"parameters": {"name": "ann"}}),
        ("mapping", {"parameters": {"append:header.x": "ann"}}),
    ]
    assert steps[-1] == ("mapping", {"parameters": {"append:header.y": "z"}})
    assert all(step.at is not None for step in given["journey"].steps)


def test_what_no_header_can_hold_is_sent_in_utf_8() -> None:
    body = '{"a":"日本","b":"\\ud800x"}'.encode()
    rows = "'append:header.a': $request.body.a, 'append:header.b': $request.body.b, 'append:querystring.c': '日'"
    local = Local(integration_api(f"{PROXY}, RequestParameters: {{{rows}}}", "POST /"))
    assert local.ask("POST", "/", (), body).status == 200
    assert (header(local, "a"), header(local, "b")) == (["日本".encode().decode("latin-1")], ["?x"])
    assert local.sent.url == "http://localhost/x?c=%E6%97%A5"
