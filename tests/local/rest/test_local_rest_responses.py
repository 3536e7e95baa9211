"""Gateway responses: table, fallbacks, substitution, headers (P39)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.rest.response_types import TYPES, type_of
from local_rest import Echo, Rest, ref, rest_template, told


def response(kind: str, **properties: Any) -> dict[str, Any]:
    given = {"RestApiId": ref("Api"), "ResponseType": kind, **properties}
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": given}


def refusing(fault: Fault, *responses: dict[str, Any], **options: Any) -> Rest:
    more = {f"G{index}": each for index, each in enumerate(responses)}
    paths: Any = {"/x": {"GET": {}}, "/pets/{petId}": {"GET": {}}}
    return Rest(rest_template(paths, more=more), integrations=Echo(raises=fault), **options)


def answered(fault: Fault, *responses: dict[str, Any], path: str = "/x", **options: Any) -> Answer:
    headers = options.pop("headers", None)
    return refusing(fault, *responses, **options).call("GET", path, headers=headers)


def template(text: str, kind: str = "application/json") -> dict[str, Any]:
    return {"ResponseTemplates": {kind: text}}


@pytest.mark.parametrize(
    ("kind", "status", "message", "error"),
    [
        ("ACCESS_DENIED", 403, "User is not authorized to access this resource", "AccessDeniedException"),
        ("API_CONFIGURATION_ERROR", 500, "Internal server error", "InternalServerErrorException"),
        ("AUTHORIZER_CONFIGURATION_ERROR", 500, None, "AuthorizerConfigurationException"),
        ("AUTHORIZER_FAILURE", 500, None, "AuthorizerFailureException"),
        ("BAD_REQUEST_BODY", 400, "Invalid request body", "BadRequestException"),
        ("EXPIRED_TOKEN", 403, "The security token included in the request is expired", "ExpiredTokenException"),
        ("INTEGRATION_FAILURE", 504, "Network error communicating with endpoint", "InternalServerErrorException"),
        ("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out", "InternalServerErrorException"),
        ("INVALID_API_KEY", 403, "Forbidden", "ForbiddenException"),
        ("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token", "MissingAuthenticationTokenException"),
        ("QUOTA_EXCEEDED", 429, "Limit Exceeded", "LimitExceededException"),
        ("REQUEST_TOO_LARGE", 413, "Request Too Long", "RequestTooLargeException"),
        ("THROTTLED", 429, "Too Many Requests", "TooManyRequestsException"),
        ("UNAUTHORIZED", 401, "Unauthorized", "UnauthorizedException"),
        ("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type", "BadRequestException"),
        ("WAF_FILTERED", 403, "Forbidden", "ForbiddenException"),
        ("NO_SUCH_TYPE", 500, "Internal server error", "InternalServerErrorException"),
    ],
)
def test_each_type_has_its_status_text_and_word(kind: str, status: int, message: str | None, error: str) -> None:
    answer = answered(Fault(kind))
    assert told(answer) == (status, {"Message" if kind == "ACCESS_DENIED" else "message": message})
    assert answer.header("x-amzn-errortype") == error
    assert answer.header("content-type") == "application/json"
    assert answer.header("x-amzn-requestid") == "11111111-2222-3333-4444-555555555555"
    assert answer.header("x-amz-apigw-id") == "JKJaXmPLvHcESHA="


def test_the_table_has_each_type_of_aws() -> None:
    assert len(TYPES) == 21
    assert type_of("OWN", 404).status == 400


def test_a_fault_may_bring_its_own_text_status_and_headers() -> None:
    answer = answered(Fault("UNAUTHORIZED", "no", status=402, headers=(("WWW-Authenticate", "Bearer"),)))
    assert (told(answer), answer.header("www-authenticate")) == ((402, {"message": "no"}), "Bearer")


def test_a_response_of_the_type_changes_status_and_body() -> None:
    text = '{"m": $context.error.messageString, "t": "$context.error.responseType", "s": "$context.stage"}'
    answer = answered(Fault("THROTTLED"), response("THROTTLED", StatusCode="430", **template(text)))
    assert told(answer) == (430, {"m": "Too Many Requests", "t": "THROTTLED", "s": "dev"})


def test_the_default_of_a_hundred_goes_for_its_types_status_headers_and_body() -> None:
    default = response(
        "DEFAULT_4XX",
        StatusCode="418",
        ResponseParameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
        **template("$context.error.message"),
    )
    answer = answered(Fault("THROTTLED"), default)
    assert (answer.status, answer.body) == (418, b"Too Many Requests")
    assert answer.header("access-control-allow-origin") == "*"
    assert answered(Fault("INTEGRATION_TIMEOUT"), default).status == 504


def test_a_default_without_a_status_leaves_each_type_its_own() -> None:
    default = response("DEFAULT_5XX", **template("oh"))
    assert [answered(Fault(each), default).status for each in ("INTEGRATION_FAILURE", "AUTHORIZER_FAILURE")] == [
        504,
        500,
    ]
    assert answered(Fault("DEFAULT_5XX", status=502), default).status == 502


def test_an_own_response_is_taken_whole_and_not_mixed_with_the_default() -> None:
    default = response("DEFAULT_4XX", StatusCode="418", **template("oh"))
    own = response("THROTTLED", ResponseParameters={"gatewayresponse.header.Retry-After": "'1'"})
    answer = answered(Fault("THROTTLED"), default, own)
    assert told(answer) == (429, {"message": "Too Many Requests"})
    assert answer.header("retry-after") == "1"


def test_headers_come_from_the_request_the_context_and_the_stage() -> None:
    own = response(
        "THROTTLED",
        ResponseParameters={
            "gatewayresponse.header.x-id": "method.request.header.X-Id",
            "gatewayresponse.header.x-path": "method.request.path.petId",
            "gatewayresponse.header.x-query": "method.request.querystring.q",
            "gatewayresponse.header.x-all": "method.request.multivaluequerystring.q",
            "gatewayresponse.header.x-stage": "context.stage",
            "gatewayresponse.header.x-a": "stageVariables.a",
            "gatewayresponse.header.x-none": "method.request.header.Nothing",
            "gatewayresponse.header.content-type": "'text/plain'",
            "gatewayresponse.header.x-amzn-RequestId": "'mine'",
        },
    )
    fault = Fault("THROTTLED")
    rest = refusing(fault, own, variables={"a": "1"})
    answer = rest.call("GET", "/pets/a%20b?q=1&q=2", headers={"x-id": "i\r\nX-Evil: 1"})
    names = ("x-id", "x-path", "x-query", "x-all", "x-stage", "x-a", "x-none", "content-type")
    assert [answer.header(name) for name in names] == [
        "iX-Evil: 1", "a b", "2", "1,2", "dev", "1", None, "text/plain",
    ]  # fmt: skip
    assert answer.header("x-amzn-requestid") == rest.passage.request_id


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/xml", "application/xml"),
        ("text/html, application/xml;q=0.9", "application/xml"),
        ("*/*", "application/json"),
        (None, "application/json"),
        ("text/html", "application/json"),
    ],
)
def test_the_template_is_that_of_what_the_request_accepts(accept: str | None, kind: str) -> None:
    own = response("THROTTLED", ResponseTemplates={"application/xml": "<a/>", "application/json": "{}"})
    answer = answered(Fault("THROTTLED"), own, headers={} if accept is None else {"Accept": accept})
    assert answer.header("content-type") == kind


def test_without_json_it_is_the_first() -> None:
    answer = answered(Fault("THROTTLED"), response("THROTTLED", **template("<a/>", "application/xml")))
    assert (answer.header("content-type"), answer.body) == ("application/xml", b"<a/>")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("$context.error.message.", "no."),
        ("$context.nothing|", "|"),
        ("$stageVariables.a-$stageVariables.b", "1-"),
        ("$context.identity.sourceIp", "127.0.0.1"),
        ("$context.identity", ""),
        ("$method.request.header.X-Id", "i"),
        ("#set($a = 1)$a $input.path('$.x') ${context.stage}", "#set($a = 1)$a $input.path('$.x') ${context.stage}"),
        ("$contextual $context.", "$contextual $context."),
        ("", '{"message":"no"}'),
    ],
)
def test_variables_are_put_in_and_velocity_stays_as_it_is(text: str, written: str) -> None:
    if not text:
        answer = answered(Fault("UNAUTHORIZED", "no"), response("UNAUTHORIZED"))
    else:
        own = response("UNAUTHORIZED", **template(text))
        answer = answered(Fault("UNAUTHORIZED", "no"), own, headers={"X-Id": "i"}, variables={"a": "1"})
    assert answer.body.decode() == written


def test_what_a_validator_found_comes_with_its_quotes_escaped() -> None:
    own = response("BAD_REQUEST_BODY", **template('{"why": "$context.error.validationErrorString"}'))
    fault = Fault("BAD_REQUEST_BODY", validation='[object has missing required properties (["name"])]')
    assert told(answered(fault, own)) == (400, {"why": '[object has missing required properties (["name"])]'})


def test_a_message_with_quotes_stays_json_by_its_string() -> None:
    answer = answered(Fault("UNAUTHORIZED", 'say "no"\n'))
    assert json.loads(answer.body) == {"message": 'say "no"\n'}


def test_what_a_template_does_not_tell_is_said_once_and_awss_own_is_used() -> None:
    own = response(
        "THROTTLED",
        StatusCode="many",
        ResponseParameters={
            "gatewayresponse.header.x": "nonsense",
            "gatewayresponse.header.y": {"Fn::ImportValue": "y"},
        },
        ResponseTemplates={"application/json": {"Fn::ImportValue": "z"}},
    )
    rest = refusing(Fault("THROTTLED"), own)
    assert told(rest.call("GET", "/x")) == (429, {"message": "Too Many Requests"})
    assert len(rest.said) == 4
    assert all(each.startswith("x.yaml:") for each in rest.said)


def test_the_journey_tells_the_response_and_where_it_is_written() -> None:
    rest = refusing(Fault("THROTTLED", hint="too fast"), response("THROTTLED", StatusCode="430"))
    rest.call("GET", "/x")
    step = rest.passage.journey.steps[-1]
    assert (step.name, step.said) == ("gateway response", "THROTTLED: 430, Too Many Requests")
    assert step.at is not None
    assert step.shown["hint"] == "too fast"
