"""CORS of HTTP APIs: who answers a preflight, and which headers answers carry."""

from __future__ import annotations

from typing import Any

import pytest
from local_http import Local, integration_api, lambda_api

from cfngw.local.exchange import Pairs
from cfngw.local.fault import Fault
from cfngw.local.passage import Passage
from cfngw.local.running import BackendAnswer

FULL = (
    ", CorsConfiguration: {AllowOrigins: ['https://notes.example', 'http://*'], AllowMethods: [GET, POST], "
    "AllowHeaders: [authorization, x-one], ExposeHeaders: [date], MaxAge: 300, AllowCredentials: true}"
)
PREFLIGHT: Pairs = (("Origin", "https://notes.example"), ("Access-Control-Request-Method", "GET"))
GIVEN = [
    ("access-control-allow-origin", "https://notes.example"),
    ("access-control-allow-methods", "GET,POST"),
    ("access-control-allow-headers", "authorization,x-one"),
    ("access-control-max-age", "300"),
    ("access-control-allow-credentials", "true"),
    ("access-control-expose-headers", "date"),
]
ID = ("apigw-requestid", "JKJaXmPLvHcESHA=")


class Refusing:
    """Authorizers that let nobody by."""

    async def check(self, passage: Passage) -> None:
        raise Fault("UNAUTHORIZED", headers=(("www-authenticate", "Bearer"),))


def guarded(*keys: str, api: str = FULL) -> str:
    return lambda_api(*keys, api=api).replace("Target: !Sub", "AuthorizationType: AWS_IAM, Target: !Sub")


@pytest.mark.parametrize("path", ["/notes", "/nothing/there"])
def test_p06_the_gateway_answers_a_preflight_where_no_route_takes_options(path: str) -> None:
    """P06, A38, A39."""
    local = Local(guarded("GET /notes"), authorizers=Refusing())
    answer = local.ask("OPTIONS", path, PREFLIGHT)
    assert (answer.status, answer.body, answer.headers) == (204, b"", [*GIVEN, ID])
    assert local.functions.events == []


@pytest.mark.parametrize(
    "headers",
    [
        (("Origin", "https://other.example"), ("Access-Control-Request-Method", "GET")),
        (("Origin", "null"), ("Access-Control-Request-Method", "GET")),
        (("Origin", "https://notes.example"),),
        (("Access-Control-Request-Method", "GET"),),
        (),
    ],
)
def test_a_preflight_that_is_not_allowed_or_is_none_gets_no_headers(headers: Pairs) -> None:
    answer = Local(lambda_api("GET /notes", api=FULL)).ask("OPTIONS", "/notes", headers)
    assert (answer.status, answer.headers) == (204, [ID])


@pytest.mark.parametrize("key", ["OPTIONS /notes", "ANY /notes", "$default", "OPTIONS /{proxy+}"])
def test_a_route_that_takes_options_is_sent_the_preflight(key: str) -> None:
    local = Local(lambda_api("GET /notes", key, api=FULL), {"statusCode": 200, "headers": {"X-Own": "1"}})
    answer = local.ask("OPTIONS", "/notes", PREFLIGHT)
    assert (answer.status, answer.headers) == (200, [("X-Own", "1"), *GIVEN, ID])
    assert local.event["routeKey"] == key


@pytest.mark.parametrize("key", ["ANY /notes", "$default"])
def test_p06_an_authorizer_on_such_a_route_refuses_the_preflight(key: str) -> None:
    """P06."""
    local = Local(guarded(key), authorizers=Refusing())
    answer = local.ask("OPTIONS", "/notes", PREFLIGHT)
    assert (answer.status, answer.body) == (401, b'{"message":"Unauthorized"}')
    assert answer.header("www-authenticate") == "Bearer"


def test_answers_of_integrations_carry_the_headers_and_not_their_own() -> None:
    own = {"Access-Control-Allow-Origin": "*", "access-control-allow-methods": "PUT", "X-Own": "1"}
    local = Local(lambda_api("GET /", api=FULL), {"statusCode": 500, "headers": own})
    answer = local.ask("GET", "/", (("origin", "https://notes.example"),))
    assert answer.headers == [
        ("X-Own", "1"),
        ("access-control-allow-origin", "https://notes.example"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "date"),
        ID,
    ]
    for headers in ((), (("Origin", "https://other.example"),)):
        assert local.ask("GET", "/", headers).headers == [("X-Own", "1"), ID]


def test_without_cors_the_headers_are_the_integrations() -> None:
    local = Local(lambda_api("GET /"), {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}})
    answer = local.ask("GET", "/", (("Origin", "https://notes.example"),))
    assert answer.headers == [("Access-Control-Allow-Origin", "*"), ID]
    assert local.ask("OPTIONS", "/", PREFLIGHT).status == 404


@pytest.mark.parametrize(
    ("configured", "origin", "allowed"),
    [
        ("'*'", "https://any.example", "*"),
        ("'*'", "null", "*"),
        ("'http://*'", "http://any.example", "http://any.example"),
        ("'http://*'", "https://any.example", None),
        ("'https://*'", "HTTPS://Any.example", "HTTPS://Any.example"),
        ("'https://a.example'", "https://A.example", "https://A.example"),
        ("'https://a.example'", "https://a.example.evil", None),
        ("'https://a.example'", "https://a.example:444", None),
        ("!Ref Told", "told", "told"),
    ],
)
def test_a40_which_origins_are_allowed(configured: str, origin: str, allowed: str | None) -> None:
    """A40."""
    local = Local(lambda_api("GET /", api=f", CorsConfiguration: {{AllowOrigins: [{configured}]}}"))
    assert local.ask("GET", "/", (("Origin", origin),)).header("access-control-allow-origin") == allowed


def test_an_origin_that_the_template_does_not_tell_is_not_allowed_and_told_once() -> None:
    local = Local(lambda_api("GET /", api=", CorsConfiguration: {AllowOrigins: [!Ref Untold]}"))
    assert local.ask("GET", "/", (("Origin", "https://a.example"),)).headers[-1] == ID
    assert [said.partition(": ")[2] for said in local.said] == [
        "some origins of CORS are not told by the template, and not allowed"
    ]


@pytest.mark.parametrize("failure", [RuntimeError("x"), {"statusCode": "x"}])
def test_p07_the_gateways_own_errors_carry_no_cors_headers(failure: Any) -> None:
    """P07."""
    local = Local(lambda_api("GET /", api=FULL), failure)
    answer = local.ask("GET", "/", (("Origin", "https://notes.example"),))
    assert answer.headers == [("Content-Type", "application/json"), ID]


def test_endpoints_behind_a_route_get_the_headers_too() -> None:
    given = "IntegrationType: HTTP_PROXY, IntegrationMethod: ANY, IntegrationUri: 'http://localhost'"
    template = integration_api(given, "GET /").replace("ProtocolType: HTTP", "ProtocolType: HTTP" + FULL)
    back = BackendAnswer(200, (("Access-Control-Allow-Origin", "*"),), b"")
    answer = Local(template, backend=back).ask("GET", "/", (("Origin", "https://notes.example"),))
    assert answer.header("access-control-allow-origin") == "https://notes.example"
