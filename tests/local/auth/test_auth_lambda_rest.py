"""Lambda authorizers of REST APIs (seed row A47; pains P06, P26): what they are asked, answer, and how it is kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from cfngw.local.auth.lambda_authorizer import LambdaAuthorizer
from cfngw.local.running import Invocation, InvocationRefused
from local_auth import API_ARN, CUSTOM, Answer, Served, answered, custom, rest

TOKEN = "      Type: TOKEN\n      IdentitySource: method.request.header.Authorization\n"
REQUEST = "      Type: REQUEST\n      IdentitySource: method.request.header.X-Who, method.request.querystring.day\n"
ALL = f"{API_ARN}/dev/*"


def served(answer: Answer, properties: str = TOKEN, **facts: Any) -> Served:
    return Served(rest(custom(properties), CUSTOM), answer, **facts)


def allow(event: dict[str, Any]) -> dict[str, Any]:
    return answered("Allow", ALL, context={"plan": "free", "number": 1, "flag": True, "rate": 1.5, "none": None})


def test_a_token_authorizer_gets_the_token_and_the_method() -> None:
    api = served(allow)
    passage = api.ask("GET /notes", headers={"Authorization": "secret"})
    assert api.functions.events == [
        {"type": "TOKEN", "methodArn": f"{API_ARN}/dev/GET/notes", "authorizationToken": "secret"}
    ]
    assert passage.authorizer_status == 200
    assert passage.authorizer_latency is not None


def test_values_of_the_context_become_texts() -> None:
    passage = served(allow).ask("GET /notes", headers={"authorization": "x"})
    assert passage.authorizer == {
        "principalId": "alice",
        "plan": "free",
        "number": "1",
        "flag": "true",
        "rate": "1.5",
    }


def test_an_open_route_asks_nobody() -> None:
    api = served(allow)
    assert api.ask("GET /open").authorizer is None
    assert api.functions.events == []


def test_a_tested_passage_goes_past_authorizers_and_policies() -> None:
    assert served(allow).ask("GET /notes", tested=True).authorizer is None


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"X-Other": "x"}])
def test_without_a_token_nobody_is_asked(headers: dict[str, str]) -> None:
    api = served(allow)
    fault = api.refused("GET /notes", headers=headers)
    assert (fault.type, fault.message) == ("UNAUTHORIZED", None)
    assert "method.request.header.Authorization" in fault.hint
    assert api.functions.events == []


@pytest.mark.parametrize(
    ("token", "passes"), [("Bearer abc", True), ("Bearer abc!", False), ("xBearer abc", False), ("Bearer ", False)]
)
def test_the_validation_expression_is_for_the_whole_token(token: str, passes: bool) -> None:
    api = served(allow, TOKEN + "      IdentityValidationExpression: Bearer [a-z]+\n")
    if passes:
        api.ask("GET /notes", headers={"Authorization": token})
    else:
        assert api.refused("GET /notes", headers={"Authorization": token}).type == "UNAUTHORIZED"
    assert len(api.functions.events) == passes


def test_a_hostile_validation_expression_ends() -> None:
    api = served(allow, TOKEN + "      IdentityValidationExpression: (a+)+$\n")
    fault = api.refused("GET /notes", headers={"Authorization": "a" * 5_000 + "!"})
    assert fault.type == "UNAUTHORIZED"


def test_an_explicit_deny_and_none_differ_in_their_text() -> None:
    deny = served(lambda _: answered("Deny", ALL)).refused("GET /notes", headers={"Authorization": "x"})
    assert deny.type == "ACCESS_DENIED"
    assert deny.message == (
        "User is not authorized to access this resource with an explicit deny in an identity-based policy"
    )
    other = f"{API_ARN}/dev/GET/other"
    silent = served(lambda _: answered("Allow", other)).refused("GET /notes", headers={"Authorization": "x"})
    assert silent.message == (
        "User is not authorized to access this resource because no identity-based policy allows the"
        " execute-api:Invoke action"
    )


def test_a_function_that_raises_unauthorized_means_401() -> None:
    failed = Invocation(json.dumps({"errorMessage": "Unauthorized", "errorType": "Exception"}).encode(), failed=True)
    fault = served(lambda _: failed).refused("GET /notes", headers={"Authorization": "x"})
    assert fault.type == "UNAUTHORIZED"


@pytest.mark.parametrize("payload", [b'{"errorMessage": "unauthorized"}', b"null", b"{", b'{"errorMessage": 1}', b""])
def test_another_failure_is_an_authorizer_failure(payload: bytes) -> None:
    fault = served(lambda _: Invocation(payload, failed=True)).refused("GET /notes", headers={"Authorization": "x"})
    assert (fault.type, fault.status, fault.message) == ("AUTHORIZER_CONFIGURATION_ERROR", 500, None)


def test_a_function_that_is_not_there_is_a_configuration_error() -> None:
    refusal = InvocationRefused("CodeUnavailable", "give its folder by --code")
    fault = served(lambda _: refusal).refused("GET /notes", headers={"Authorization": "x"})
    assert fault.type == "AUTHORIZER_CONFIGURATION_ERROR"
    assert "--code" in fault.hint


def test_a_function_that_takes_too_long_fails() -> None:
    api = served(lambda _: 5.0)
    authorizer = next(iter(api.authorizers._lambdas.values()))
    assert isinstance(authorizer, LambdaAuthorizer)
    authorizer._seconds = 0.01
    assert api.refused("GET /notes", headers={"Authorization": "x"}).type == "AUTHORIZER_FAILURE"


@pytest.mark.parametrize(
    "payload",
    [
        b"null",
        b"[]",
        b'"Allow"',
        b"{}",
        b"{",
        b"NaN",
        b"[" * 100_000,
        b'{"principalId": "a", "policyDocument": NaN}',
        b'{"principalId": "a"}',
        b'{"principalId": "a", "policyDocument": {}}',
        b'{"principalId": "a", "policyDocument": {"Statement": []}, "context": []}',
        b'{"principalId": "a", "policyDocument": {"Statement": []}, "context": {"a": [1]}}',
        b'{"principalId": "a", "policyDocument": {"Statement": []}, "context": {"a": {}}}',
        b'{"policyDocument": {"Statement": []}}',
        b'{"principalId": "a", "policyDocument": {"Statement": [{"Effect": "allow"}]}}',
        b'{"isAuthorized": true}',
        rb'{"principalId": "\ud800", "policyDocument": {"Statement": []}}',
        b"\xff",
        b'{"principalId": "' + b"a" * 1_000_000 + b'"}',
    ],
    ids=lambda payload: ascii(payload[:50]),
)
def test_an_answer_in_another_form_is_a_configuration_error(payload: bytes) -> None:
    fault = served(lambda _: Invocation(payload)).refused("GET /notes", headers={"Authorization": "x"})
    assert (fault.type, fault.status, fault.message) == ("AUTHORIZER_CONFIGURATION_ERROR", 500, None)
    assert fault.hint
    assert fault.at is not None
    assert fault.at.path == ("Resources", "Auth", "Properties")


def test_answers_are_kept_for_300_seconds_by_token() -> None:
    api = served(allow)
    for token in ("a", "a", "b", "a"):
        api.ask("GET /notes", headers={"Authorization": token})
    assert [event["authorizationToken"] for event in api.functions.events] == ["a", "b"]
    api.now += 299
    api.ask("GET /notes", headers={"Authorization": "a"})
    assert len(api.functions.events) == 2
    api.now += 1
    api.ask("GET /notes", headers={"Authorization": "a"})
    assert len(api.functions.events) == 3


def test_answers_are_kept_by_stage() -> None:
    api = served(lambda _: answered("Allow", "*"))
    for stage in ("dev", "prod", "dev"):
        api.ask("GET /notes", stage=stage, headers={"Authorization": "a"})
    assert len(api.functions.events) == 2


def test_a_policy_for_one_method_that_is_kept_refuses_the_others() -> None:
    """P26: the policy that the first method got is evaluated for the next one."""
    api = served(lambda event: answered("Allow", event["methodArn"]))
    api.ask("GET /notes", headers={"Authorization": "a"})
    fault = api.refused("POST /notes", headers={"Authorization": "a"})
    assert fault.type == "ACCESS_DENIED"
    assert "remembered for 300 seconds" in fault.hint
    assert len(api.functions.events) == 1


@pytest.mark.parametrize("ttl", [0, -1])
def test_a_ttl_of_nothing_asks_each_time(ttl: int) -> None:
    api = served(allow, TOKEN + f"      AuthorizerResultTtlInSeconds: {ttl}\n")
    for _ in range(3):
        api.ask("GET /notes", headers={"Authorization": "a"})
    assert len(api.functions.events) == 3


def test_a_failure_is_not_kept() -> None:
    answers = [Invocation(b"{}", failed=True), allow({})]
    api = served(lambda _: answers.pop(0))
    api.refused("GET /notes", headers={"Authorization": "a"})
    api.ask("GET /notes", headers={"Authorization": "a"})


def test_what_is_kept_is_bounded() -> None:
    api = served(allow)

    async def many() -> None:
        for number in range(1_100):
            await api.go(api.passage("GET /notes", headers={"Authorization": str(number)}))

    asyncio.run(many())
    authorizer = next(iter(api.authorizers._lambdas.values()))
    assert isinstance(authorizer, LambdaAuthorizer)
    assert len(authorizer._cache) == 1_000


def test_a_request_authorizer_gets_the_request() -> None:
    api = served(allow, REQUEST, variables={"color": "blue"})
    api.ask("GET /notes?day=mon&day=tue", headers={"X-Who": "bob", "X-Tag": "1", "User-Agent": "curl"})
    event = api.functions.events[0]
    context = event.pop("requestContext")
    added = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "80", "X-Forwarded-Proto": "http"}
    trace = event["headers"].pop("X-Amzn-Trace-Id")
    assert event["multiValueHeaders"].pop("X-Amzn-Trace-Id") == [trace]
    assert event == {
        "type": "REQUEST",
        "methodArn": f"{API_ARN}/dev/GET/notes",
        "resource": "/notes",
        "path": "/notes",
        "httpMethod": "GET",
        "headers": {"X-Who": "bob", "X-Tag": "1", "User-Agent": "curl", **added},
        "multiValueHeaders": {
            "X-Who": ["bob"],
            "X-Tag": ["1"],
            "User-Agent": ["curl"],
            **{name: [value] for name, value in added.items()},
        },
        "queryStringParameters": {"day": "tue"},
        "multiValueQueryStringParameters": {"day": ["mon", "tue"]},
        "pathParameters": {},
        "stageVariables": {"color": "blue"},
    }
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["identity"]["userAgent"] == "curl"
    assert (context["stage"], context["apiId"], context["path"]) == ("dev", "abc123", "/dev/notes")


@pytest.mark.parametrize(
    "asked", [("GET /notes", {"X-Who": "a"}), ("GET /notes?day=1", {}), ("GET /notes?day=", {"X-Who": "a"})]
)
def test_all_identity_sources_must_be_there(asked: tuple[str, dict[str, str]]) -> None:
    api = served(allow, REQUEST)
    assert api.refused(asked[0], headers=asked[1]).type == "UNAUTHORIZED"
    assert api.functions.events == []


def test_a_request_authorizer_keeps_by_all_of_its_sources() -> None:
    api = served(allow, REQUEST)
    for day in ("1", "2", "1"):
        api.ask(f"GET /notes?day={day}", headers={"X-Who": "a"})
    assert len(api.functions.events) == 2


def test_sources_may_be_variables_and_context() -> None:
    source = "      Type: REQUEST\n      IdentitySource: context.httpMethod, stageVariables.color\n"
    api = served(allow, source, variables={"color": "blue"})
    api.ask("GET /notes")
    api.ask("POST /notes")
    api.ask("GET /notes")
    assert len(api.functions.events) == 2
    assert served(allow, source).refused("GET /notes").type == "UNAUTHORIZED"


def test_a_request_authorizer_without_sources_is_asked_each_time() -> None:
    api = served(allow, "      Type: REQUEST\n      AuthorizerResultTtlInSeconds: 0\n")
    api.ask("GET /notes")
    api.ask("GET /notes")
    assert len(api.functions.events) == 2


def test_an_identity_source_that_is_none_is_refused() -> None:
    fault = served(allow, "      Type: TOKEN\n      IdentitySource: request.header.X\n").refused("GET /notes")
    assert fault.type == "AUTHORIZER_CONFIGURATION_ERROR"
    assert "request.header.X" in fault.hint


def test_an_authorizer_that_is_not_there_lets_nobody_by() -> None:
    api = Served(rest("", "\n      AuthorizationType: CUSTOM\n      AuthorizerId: gone"), allow)
    fault = api.refused("GET /notes", headers={"Authorization": "x"})
    assert fault.type == "AUTHORIZER_CONFIGURATION_ERROR"
    assert api.functions.events == []


def test_an_authorization_that_nobody_can_tell_lets_nobody_by() -> None:
    text = "Parameters:\n  Kind: {Type: String}\n" + rest("", "\n      AuthorizationType: !Ref Kind")
    assert "can't be told" in Served(text, allow).refused("GET /notes").hint
    assert Served(text, allow, parameters={"Kind": "NONE"}).ask("GET /notes").authorizer is None


def test_a_key_of_a_usage_plan_comes_from_the_authorizer_when_the_api_says_so() -> None:
    def answer(_event: dict[str, Any]) -> dict[str, Any]:
        return answered("Allow", ALL, usageIdentifierKey="key-of-alice")

    assert served(answer).ask("GET /notes", headers={"Authorization": "x"}).api_key is None
    text = rest(custom(TOKEN), CUSTOM, policy="\n      ApiKeySourceType: AUTHORIZER")
    api = Served(text, answer)
    assert api.ask("GET /notes", headers={"Authorization": "x"}).api_key == "key-of-alice"
    assert api.ask("GET /notes", headers={"Authorization": "x"}).api_key == "key-of-alice"


def test_an_arn_that_is_too_long_is_414() -> None:
    template = rest(custom(TOKEN), CUSTOM).replace("PathPart: notes", 'PathPart: "{all+}"')
    fault = Served(template, allow).refused(f"GET /{'a' * 1_600}", headers={"Authorization": "x"})
    assert (fault.status, fault.message) == (414, "Request URI too long")


def test_a_slash_at_the_end_goes_past_no_statement() -> None:
    api = served(lambda _: answered("Allow", f"{API_ARN}/dev/GET/notes"))
    api.ask("GET /notes/", headers={"Authorization": "x"})


def test_stage_variables_tell_the_function() -> None:
    properties = TOKEN
    template = rest(custom(properties), CUSTOM).replace("${Check.Arn}", "${Check.Arn}:${!stageVariables.alias}")
    api = Served(template, allow, variables={"alias": "live"})
    api.ask("GET /notes", headers={"Authorization": "x"})
    assert api.functions.targets[0].qualifier == "live"


def test_a_journey_tells_who_was_let_by_and_how_but_no_token() -> None:
    api = served(allow)
    first = api.ask("GET /notes", headers={"Authorization": "the-secret"})
    second = api.ask("GET /notes", headers={"Authorization": "the-secret"})
    step = first.journey.steps[0]
    assert (step.name, step.said) == ("authorizer", "auth lets alice by (asked)")
    assert step.at is not None
    assert step.shown["statement"] == 1
    assert second.journey.steps[0].said == "auth lets alice by (remembered)"
    assert "the-secret" not in repr(first.journey.steps)
