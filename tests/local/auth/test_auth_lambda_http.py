"""Lambda authorizers of HTTP APIs (pain P27): payloads 1.0 and 2.0, simple responses, policies, their cache."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw.local.running import Invocation
from local_auth import API_ARN, URI, Answer, Served, answered, http

ROUTE = "      AuthorizationType: CUSTOM\n      AuthorizerId: !Ref Auth"
SOURCE = "      IdentitySource: [$request.header.Authorization]\n"
SIMPLE = SOURCE + '      AuthorizerPayloadFormatVersion: "2.0"\n      EnableSimpleResponses: true\n'
POLICY = SOURCE + '      AuthorizerPayloadFormatVersion: "2.0"\n'
ONE = SOURCE + '      AuthorizerPayloadFormatVersion: "1.0"\n'
WHO = {"Authorization": "x"}


def served(answer: Answer, properties: str, **facts: Any) -> Served:
    authorizer = f"""  Auth:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: auth
      AuthorizerType: REQUEST
      AuthorizerUri: !Sub {URI}
{properties}"""
    return Served(http(authorizer, ROUTE), answer, **facts)


def test_a_simple_yes_lets_by_with_its_context_as_it_is() -> None:
    context = {"text": "a", "number": 1, "list": [1, 2], "map": {"a": None}}
    passage = served(lambda _: {"isAuthorized": True, "context": context}, SIMPLE).ask("GET /notes", headers=WHO)
    assert passage.authorizer == {"lambda": context}


def test_a_simple_no_is_forbidden() -> None:
    fault = served(lambda _: {"isAuthorized": False}, SIMPLE).refused("GET /notes", headers=WHO)
    assert (fault.type, fault.message) == ("ACCESS_DENIED", None)
    assert "isAuthorized: false" in fault.hint


@pytest.mark.parametrize(
    "answer", [{}, {"isAuthorized": "true"}, {"isAuthorized": 1}, [], None, answered("Allow", "*")]
)
def test_another_answer_than_yes_or_no_is_500(answer: Any) -> None:
    fault = served(lambda _: answer, SIMPLE).refused("GET /notes", headers=WHO)
    assert (fault.type, fault.status) == ("AUTHORIZER_CONFIGURATION_ERROR", 500)


@pytest.mark.parametrize("properties", [POLICY, ONE])
def test_a_policy_decides_where_simple_responses_are_off(properties: str) -> None:
    arn = f"{API_ARN}/dev/GET/notes"
    assert served(lambda _: answered("Allow", arn), properties).ask("GET /notes", headers=WHO)
    assert served(lambda _: answered("Deny", arn), properties).refused("GET /notes", headers=WHO).message is None
    refused = served(lambda _: {"isAuthorized": True}, properties).refused("GET /notes", headers=WHO)
    assert "EnableSimpleResponses" in refused.hint


def test_the_payload_2_0_is_the_documented_one() -> None:
    api = served(lambda _: {"isAuthorized": True}, SIMPLE, variables={"color": "blue"})
    headers = {"Authorization": "x", "X-Tag": "1", "Cookie": "a=1; b=2", "User-Agent": "curl"}
    api.ask("GET /notes?day=mon&day=tue", headers=headers)
    assert api.functions.events[0]["headers"].pop("x-amzn-trace-id").startswith("Root=1-")
    assert api.functions.events == [
        {
            "version": "2.0",
            "type": "REQUEST",
            "routeArn": f"{API_ARN}/dev/GET/notes",
            "identitySource": ["x"],
            "routeKey": "GET /notes",
            "rawPath": "/dev/notes",
            "rawQueryString": "day=mon&day=tue",
            "cookies": ["a=1", "b=2"],
            "headers": {
                "authorization": "x",
                "x-tag": "1",
                "user-agent": "curl",
                "content-length": "0",
                "host": "abc123.execute-api.us-east-1.amazonaws.com",
                "x-forwarded-for": "127.0.0.1",
                "x-forwarded-port": "80",
                "x-forwarded-proto": "http",
            },
            "queryStringParameters": {"day": "mon,tue"},
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "abc123",
                "domainName": "abc123.execute-api.us-east-1.amazonaws.com",
                "domainPrefix": "abc123",
                "http": {
                    "method": "GET",
                    "path": "/dev/notes",
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.1",
                    "userAgent": "curl",
                },
                "requestId": "request-1",
                "routeKey": "GET /notes",
                "stage": "dev",
                "time": "15/Jan/2027:08:00:00 +0000",
                "timeEpoch": 1800000000000,
            },
            "stageVariables": {"color": "blue"},
        }
    ]


def test_the_payload_1_0_is_the_one_of_rest_apis_with_its_identity() -> None:
    api = served(lambda _: answered("Allow", "*"), ONE)
    api.ask("GET /notes", headers=WHO)
    event = api.functions.events[0]
    assert event["version"] == "1.0"
    assert event["methodArn"] == f"{API_ARN}/dev/GET/notes"
    assert event["identitySource"] == event["authorizationToken"] == "x"
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/notes", "/notes", "GET")
    assert (event["headers"]["authorization"], event["headers"]["x-forwarded-for"]) == ("x", "127.0.0.1")


def test_without_its_identity_nobody_is_asked() -> None:
    api = served(lambda _: {"isAuthorized": True}, SIMPLE)
    assert api.refused("GET /notes").type == "UNAUTHORIZED"
    assert api.functions.events == []


def test_nothing_is_kept_without_a_ttl_or_without_sources() -> None:
    bare = SIMPLE.replace(SOURCE, "      AuthorizerResultTtlInSeconds: 60\n")
    for properties in (SIMPLE, bare):
        api = served(lambda _: {"isAuthorized": True}, properties)
        api.ask("GET /notes", headers=WHO)
        api.ask("GET /notes", headers=WHO)
        assert len(api.functions.events) == 2


def test_a_kept_answer_is_for_all_routes_unless_the_route_is_a_source() -> None:
    ttl = SIMPLE + "      AuthorizerResultTtlInSeconds: 60\n"
    for properties, asked in ((ttl, 1), (ttl.replace("Authorization]", "Authorization, $context.routeKey]"), 2)):
        api = served(lambda _: {"isAuthorized": True}, properties)
        for key in ("GET /notes", "POST /notes", "GET /notes"):
            api.ask(key, headers=WHO)
        assert len(api.functions.events) == asked


@pytest.mark.parametrize(
    "source", ["$request.querystring.key", "$stageVariables.key", "$context.identity.sourceIp", "$request.header.KEY"]
)
def test_identity_may_come_from_other_places(source: str) -> None:
    properties = SIMPLE.replace("$request.header.Authorization", source)
    api = served(lambda _: {"isAuthorized": True}, properties, variables={"key": "v"})
    api.ask("GET /notes?key=v", headers={"Key": "v"})
    assert api.functions.events[0]["identitySource"] in (["v"], ["127.0.0.1"])


def test_a_function_that_fails_is_500_whatever_it_raises() -> None:
    for payload in (b'{"errorMessage": "Unauthorized"}', b"{}"):
        fault = served(lambda _, payload=payload: Invocation(payload, failed=True), SIMPLE).refused(  # type: ignore[misc]
            "GET /notes", headers=WHO
        )
        assert (fault.type, fault.status) == ("AUTHORIZER_CONFIGURATION_ERROR", 500)
