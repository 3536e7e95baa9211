"""HTTP endpoints behind routes of HTTP APIs, on the internet and behind a VPC link."""

from __future__ import annotations

import pytest
from local_http import Local, integration_api

from cfngw.local.exchange import Pairs
from cfngw.local.journey import Journey
from cfngw.local.running import BackendAnswer, BackendFailed


def proxy(
    uri: str, *keys: str, method: str = "ANY", more: str = "", stage: str = "$default", settings: str = ""
) -> str:
    given = f"IntegrationType: HTTP_PROXY, IntegrationMethod: {method}, IntegrationUri: {uri}{more}"
    return integration_api(given, *keys, stage=stage, settings=settings)


@pytest.mark.parametrize(
    ("uri", "key", "asked", "url"),
    [
        ("https://a.example/pets/{petID}", "GET /pets/{petID}", "/pets/6?x=1", "https://a.example/pets/6?x=1"),
        ("https://a.example/store/{proxy+}", "ANY /parent/{proxy+}", "/parent/a/b", "https://a.example/store/a/b"),
        ("https://a.example/{proxy}", "ANY /{proxy+}", "/a%20b/c%2Fd/", "https://a.example/a%20b/c/d/"),
        ("https://a.example/x", "ANY /{proxy+}", "/a/b", "https://a.example/x"),
        ("https://a.example", "GET /", "/", "https://a.example"),
        ("https://a.example?k={v}", "GET /{v}", "/a%26b?q=%20", "https://a.example?k=a&b&q=%20"),
        ("https://a.example/{none}/x", "GET /", "/", "https://a.example//x"),
        # Behind $default the whole path follows.
        ("https://a.example", "$default", "/store/checkout?a=1", "https://a.example/store/checkout?a=1"),
        ("https://a.example/v1/", "$default", "/caf%C3%A9", "https://a.example/v1/caf%C3%A9"),
        ("https://${!stageVariables.host}/x", "GET /", "/", "https://blue.example/x"),
    ],
)
def test_the_url_is_that_of_the_integration_with_variables_and_query(uri: str, key: str, asked: str, url: str) -> None:
    local = Local(proxy(f"!Sub '{uri}'", key, settings=", StageVariables: {host: blue.example}"))
    assert local.ask("GET", asked).status == 200
    assert local.sent.url == url


@pytest.mark.parametrize(("method", "sent"), [("ANY", "PATCH"), ("POST", "POST")])
def test_any_sends_the_requests_own_method(method: str, sent: str) -> None:
    local = Local(proxy("http://localhost", "ANY /", method=method))
    local.ask("PATCH", "/", (), b"\x00\xff")
    assert (local.sent.method, local.sent.body, local.sent.timeout_seconds) == (sent, b"\x00\xff", 30)


def forwarded(*headers: tuple[str, str]) -> list[tuple[str, str]]:
    local = Local(proxy("http://localhost", "ANY /"))
    local.ask("GET", "/", headers)
    return [pair for pair in local.sent.headers if not pair[0].startswith("X-Amzn")]


OWN = "by=127.0.0.1;for=127.0.0.1;host=id.execute-api.us-east-1.amazonaws.com;proto=http"


def test_headers_go_on_as_they_are_but_for_those_of_the_connection() -> None:
    found = forwarded(
        ("X-One", "1"), ("x-one", "2"), ("Connection", "close, X-Hop"), ("X-Hop", "1"), ("TE", "gzip"), ("Via", "1.1 a")
    )
    assert found == [
        ("User-Agent", "agent"),
        ("X-One", "1"),
        ("x-one", "2"),
        ("Forwarded", OWN),
        ("Via", "1.1 a, HTTP/1.1 AmazonAPIGateway"),
    ]


@pytest.mark.parametrize(
    ("headers", "before"),
    [
        ((("Forwarded", "for=10.0.0.1"),), "for=10.0.0.1, "),
        ((("X-Forwarded-For", "10.0.0.1, ::1"),), 'for=10.0.0.1, for="[::1]", '),
        ((("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "a.example:1")), "host=a.example:1;proto=https, "),
        (
            (("X-Forwarded-For", "10.0.0.1, 10.0.0.2"), ("X-Forwarded-Proto", "https")),
            "for=10.0.0.1;proto=https, for=10.0.0.2, ",
        ),
        ((("X-Forwarded-For", 'a"b\\;c'),), 'for="a\\"b\\\\;c", '),
        ((("X-Forwarded-For", ", ,"), ("X-Forwarded-Port", "1")), ""),
    ],
)
def test_forwarded_headers_become_one_to_which_the_caller_is_appended(headers: Pairs, before: str) -> None:
    found = dict(forwarded(*headers))
    assert found["Forwarded"] == before + OWN
    assert not [name for name in found if name.lower().startswith("x-forwarded")]


def test_the_answer_is_passed_back_without_what_belongs_to_the_connection() -> None:
    names = ("Connection", "Transfer-Encoding", "Content-Length", "Date", "Server")
    back = BackendAnswer(302, (*((name, "1") for name in names), ("Location", "/x"), ("Set-Cookie", "a")), b"\xff")
    answer = Local(proxy("http://localhost", "GET /"), backend=back).ask("GET", "/")
    assert (answer.status, answer.body) == (302, b"\xff")
    assert answer.headers[:-1] == [("Location", "/x"), ("Set-Cookie", "a")]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("timeout", 503),
        ("unreachable", 503),
        ("refused", 503),
        ("tls", 500),
        ("malformed", 500),
        ("too_large", 500),
    ],
)
def test_no_answer_of_the_endpoint_is_503_or_500(kind: str, status: int) -> None:
    text = {503: b'{"message":"Service Unavailable"}', 500: b'{"message":"Internal Server Error"}'}
    local = Local(proxy("http://localhost", "GET /"), backend=BackendFailed(kind, "because"))
    answer = local.ask("GET", "/")
    assert (answer.status, answer.body) == (status, text[status])
    assert local.passage is not None
    assert local.passage.integration_error == f"{kind}: because"


def test_an_endpoint_that_answers_too_late_is_503() -> None:
    local = Local(proxy("http://localhost", "GET /", more=", TimeoutInMillis: 50"), backend=30.0)
    assert local.ask("GET", "/").status == 503
    assert local.sent.timeout_seconds == 0.05


def test_what_is_to_be_sent_is_a_step() -> None:
    journey = Journey()
    local = Local(proxy("http://localhost/x", "GET /"))
    local.ask("GET", "/?a=1", journey=journey)
    step = journey.steps[1]
    assert (step.name, step.said) == ("mapping", "GET http://localhost/x?a=1 is to be sent")
    assert step.at is not None


LINK = ", ConnectionType: VPC_LINK, ConnectionId: link, TlsConfig: {ServerNameToVerify: a.example}"
ARN = "arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/b/c"


@pytest.mark.parametrize(("uri", "name"), [("!Ref Listener", "Listener"), (f"'{ARN}'", ARN)])
def test_e17_a_private_integration_gets_the_path_with_the_stage(uri: str, name: str) -> None:
    """E17."""
    local = Local(proxy(uri, "ANY /{proxy+}", more=LINK, stage="test"))
    assert local.ask("GET", "/route/a%20b?q=1").status == 200
    assert (local.sent.url, local.sent.server_name) == (f"{name}/test/route/a%20b?q=1", "a.example")


def test_a_private_integration_of_the_default_stage_gets_the_path() -> None:
    local = Local(proxy("!Ref Listener", "$default", more=LINK))
    local.ask("GET", "/route")
    assert local.sent.url == "Listener/route"


def test_a_mapping_takes_the_stage_from_a_private_path() -> None:
    more = LINK + ", RequestParameters: {'overwrite:path': $request.path}"
    local = Local(proxy("!Ref Listener", "ANY /{proxy+}", more=more, stage="test"))
    local.ask("GET", "/route/path")
    assert local.sent.url == "Listener/route/path"


def test_a_uri_that_the_template_does_not_tell_is_500_with_a_reason() -> None:
    local = Local(proxy("!Sub 'https://${Untold}/x'", "GET /"))
    assert local.ask("GET", "/").status == 500
    assert local.passage is not None
    assert local.passage.fault is not None
    assert local.passage.fault.hint == "its URI is not told by the template; give its parameters values"
    assert local.backends.requests == []
