"""$context and access logs (A25)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cfngw.local.context import clf_time, context_value, http_context, log_value, resource_id, rest_context
from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.vtl import parse
from local_rest import RECEIVED, Authorizers, Echo, Rest, rest_template

PATHS: Any = {"/pets/{petId}": {"GET": {"AuthorizationType": "CUSTOM"}}, "/open": {"GET": {}}}


def logged(log: Any = None, **options: Any) -> Rest:
    stage = {} if log is None else {"AccessLogSetting": {"Format": log, "DestinationArn": "arn:x"}}
    return Rest(rest_template(PATHS, stages={"dev": stage}), **options)


def test_a_rest_apis_context_has_awss_keys_with_null_for_what_nobody_is() -> None:
    rest = logged()
    rest.call("GET", "/open", headers={"User-Agent": "curl/8"})
    context = rest_context(rest.passage)
    assert context == {
        "accountId": "123456789012",
        "apiId": "a1b2c3d4e5",
        "deploymentId": "d1",
        "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "domainPrefix": "a1b2c3d4e5",
        "extendedRequestId": "JKJaXmPLvHcESHA=",
        "httpMethod": "GET",
        "identity": {
            "accessKey": None,
            "accountId": None,
            "apiKey": None,
            "apiKeyId": None,
            "caller": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": "127.0.0.1",
            "user": None,
            "userAgent": "curl/8",
            "userArn": None,
        },
        "path": "/dev/open",
        "protocol": "HTTP/1.1",
        "requestId": "11111111-2222-3333-4444-555555555555",
        "requestTime": "21/Nov/2025:10:00:00 +0000",
        "requestTimeEpoch": 1763719200500,
        "resourceId": resource_id("/open"),
        "resourcePath": "/open",
        "stage": "dev",
    }
    assert rest_context(rest.passage) is context


def test_a_template_reads_it() -> None:
    rest = logged(adds={"numKey": 1, "boolKey": True, "key": "value", "none": None})
    rest.call("GET", "/pets/5")
    text = "$context.authorizer.numKey $context.authorizer.boolKey $context.resourcePath [$context.identity.caller]"
    rendered = parse(text).render(context=rest_context(rest.passage))
    assert rendered.output == "1 true /pets/{petId} []"


def test_an_authorizers_values_are_texts_and_claims_stay_a_map() -> None:
    rest = logged(adds={"a": 1.5, "b": [1], "claims": {"sub": "x", "iat": 5}, "n": None})
    rest.call("GET", "/pets/5")
    assert rest_context(rest.passage)["authorizer"] == {
        "a": "1.5", "b": "[1]", "claims": {"sub": "x", "iat": "5"}, "n": None,
    }  # fmt: skip


class Early(Authorizers):
    """Reads $context before it adds to it, as an authorizer's event does."""

    async def check(self, passage: Any) -> None:
        assert "authorizer" not in rest_context(passage)
        await super().check(passage)
        passage.identity = {"arn": "arn:aws:iam::1:user/u", "account": "1", "user": "u", "cognitoIdentityId": "c"}


def test_what_a_step_adds_is_in_the_context_of_the_next() -> None:
    rest = logged(authorizers=Early([], "authorizer", adds={"principalId": "p"}))
    rest.call("GET", "/pets/5")
    context = rest_context(rest.passage)
    assert context["authorizer"] == {"principalId": "p"}
    identity = context["identity"]
    names = ("userArn", "accountId", "user", "caller", "cognitoIdentityId")
    assert [identity[name] for name in names] == ["arn:aws:iam::1:user/u", "1", "u", "u", "c"]


def test_an_http_apis_context_has_route_key_and_what_jwt_and_lambda_keep() -> None:
    rest = logged()
    passage = rest.passage_of("GET", "/open")
    passage.route = rest.api.route("GET /open")
    passage.authorizer = {"jwt": {"claims": {"sub": "x"}, "scopes": None}, "lambda": {"numKey": 1, "boolKey": True}}
    context = http_context(passage)
    assert (context["routeKey"], context["identity"]["sourceIp"]) == ("GET /open", "127.0.0.1")
    assert http_context(passage) is context
    found = [context_value(passage, f"authorizer.{name}") for name in ("claims.sub", "numKey", "boolKey", "claims")]
    assert found == ["x", 1, True, None]
    assert [log_value(passage, f"authorizer.{name}") for name in ("numKey", "boolKey", "no")] == ["1", "true", "-"]


def test_a_claim_may_have_dots_in_its_name() -> None:
    rest = logged(adds={"claims": {"a.b": "1"}})
    rest.call("GET", "/pets/5")
    assert context_value(rest.passage, "authorizer.claims.a.b") == "1"
    assert context_value(rest.passage, "authorizer.claims") is None


def test_the_time_is_in_utc_and_in_english() -> None:
    assert clf_time(0) == "01/Jan/1970:00:00:00 +0000"
    assert clf_time(int(RECEIVED)) == "21/Nov/2025:10:00:00 +0000"


# --- access logs ----------------------------------------------------------------------------------------------

JSON = (
    '{"requestId":"$context.requestId","ip":"$context.identity.sourceIp","path":"$context.path",'
    '"resource":"$context.resourcePath","status":$context.status,"length":$context.responseLength}'
)


def test_a_line_in_the_stages_own_format_goes_to_the_log() -> None:
    rest = logged(JSON)
    rest.call("GET", "/open")
    ((address, line),) = rest.logged
    assert address == "Api/dev"
    seen = json.loads(line)
    assert seen == {
        "requestId": "11111111-2222-3333-4444-555555555555",
        "ip": "127.0.0.1",
        "path": "/dev/open",
        "resource": "/open",
        "status": 200,
        "length": len(rest.passage.answer.body) if rest.passage.answer is not None else 0,
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            (
                "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"
                '"$context.httpMethod $context.resourcePath $context.protocol" $context.status'
            ),
            '127.0.0.1 - - [21/Nov/2025:10:00:00 +0000]"GET /open HTTP/1.1" 200',
        ),
        ("$context.requestId,$context.stage,$context.apiId", "11111111-2222-3333-4444-555555555555,dev,a1b2c3d4e5"),
        (
            '<request id="$context.status"><e>$context.error.message</e></request>',
            '<request id="200"><e>-</e></request>',
        ),
        ("$context.wafResponseCode $context.xrayTraceId $context.no.such $context.", "- - - $context."),
        ("$context.status\n", "200"),
        ("a\n$context.stage", "a\\ndev"),
        ("$context.domainPrefix-$context.endpointType", "a1b2c3d4e5--"),
        ("$stageVariables.a $input.body", "$stageVariables.a $input.body"),
    ],
)
def test_any_format_and_what_is_absent_is_a_dash(text: str, line: str) -> None:
    rest = logged(text)
    rest.call("GET", "/open")
    assert [each for _, each in rest.logged] == [line]


@pytest.mark.parametrize(
    "name",
    ["stage", "identity.sourceIp", "identity", "identity.no", "no", "no.such.name", "status", "authorizer.claims.sub"],
)
def test_a_line_has_what_the_variable_has_by_name(name: str) -> None:
    rest = logged(f"$context.{name}")
    rest.call("GET", "/open")
    assert rest.logged[0][1] == log_value(rest.passage, name)


def test_a_refused_request_is_logged_with_its_error() -> None:
    text = "$context.status $context.error.message|$context.error.messageString|$context.error.responseType"
    rest = logged(text)
    rest.call("GET", "/no")
    assert rest.logged[0][1] == (
        '403 Missing Authentication Token|"Missing Authentication Token"|MISSING_AUTHENTICATION_TOKEN'
    )


class Latent(Echo):
    async def run(self, passage: Any) -> Answer:
        passage.integration_status = 200
        passage.integration_latency = 12.4
        passage.authorizer_status = 201
        passage.authorizer_latency = 3.6
        passage.integration_error = "broken"
        return await super().run(passage)


def test_statuses_and_latencies_are_logged() -> None:
    text = (
        "$context.integrationStatus $context.integration.status"
        " $context.integrationLatency $context.integration.latency"
        " $context.authorizer.status $context.authorizer.integrationLatency $context.integrationErrorMessage"
        " $context.authorize.status $context.responseLatency"
    )
    rest = logged(text, integrations=Latent())
    rest.call("GET", "/open")
    *others, latency = rest.logged[0][1].split()
    assert others == ["200", "200", "12", "12", "201", "4", "broken", "201"]
    assert latency.isdecimal()


def test_one_request_is_one_line_whatever_it_sends() -> None:
    rest = logged("$context.identity.userAgent|$context.path")
    rest.call("GET", "/op\x00en\u2028\ud800", headers={"User-Agent": "a\r\nb\x85"})
    assert rest.logged[0][1] == "a\\r\\nb\\u0085|/dev/op\\u0000en\\u2028\\ud800"


def test_a_format_that_is_not_known_is_said_once_and_nothing_is_logged() -> None:
    rest = logged({"Fn::ImportValue": "format"})
    rest.call("GET", "/open")
    rest.call("GET", "/open")
    assert rest.logged == []
    (said,) = rest.said
    assert "the access log of Api/dev is not written" in said


def test_no_format_no_log() -> None:
    rest = logged()
    rest.call("GET", "/open")
    assert rest.logged == []


def test_a_log_that_fails_does_not_cost_the_answer() -> None:
    rest = logged("$context.status")

    def full(_address: str, _line: str) -> None:
        raise OSError("disk full")

    rest.gateway._log._log = full
    assert rest.call("GET", "/open").status == 200
    assert rest.said == ["Api/dev: the access log was not written: disk full"]


def test_the_error_of_a_fault_without_a_text_is_null() -> None:
    rest = logged("$context.error.messageString", integrations=Echo(raises=Fault("AUTHORIZER_FAILURE")))
    rest.call("GET", "/open")
    assert rest.logged[0][1] == "null"
