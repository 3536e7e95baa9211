"""The steps of a REST API's stage, their order, and that nothing takes it down."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from cfngw.local.exchange import Answer, Call
from cfngw.local.fault import Fault
from local_rest import Authorizers, Echo, Policy, Rest, ref, rest_template, told

SIGNED = {"/x": {"GET": {"AuthorizationType": "AWS_IAM"}, "POST": {"AuthorizationType": "CUSTOM"}, "PUT": {}}}


@pytest.mark.parametrize(
    ("method", "order"),
    [("GET", ["authorizer", "policy"]), ("POST", ["policy", "authorizer"]), ("PUT", ["policy"]), ("BREW", ["policy"])],
)
def test_policy_goes_before_the_authorizer_but_for_iam(method: str, order: list[str]) -> None:
    rest = Rest(rest_template(SIGNED))
    rest.call(method, "/x")
    assert rest.order == order


def test_each_step_refuses_before_the_next() -> None:
    order: list[str] = []
    denied = Policy(order, "policy", Fault("ACCESS_DENIED"))
    rest = Rest(rest_template(SIGNED), policy=denied)
    assert (rest.call("POST", "/x").status, rest.call("GET", "/no").status, order) == (403, 403, ["policy", "policy"])
    assert rest.passage.fault is not None
    assert rest.passage.fault.type == "ACCESS_DENIED"
    rest = Rest(rest_template(SIGNED), authorizers=Authorizers([], "a", Fault("UNAUTHORIZED")))
    assert told(rest.call("POST", "/x")) == (401, {"message": "Unauthorized"})
    assert rest.echo.seen == []


def test_the_order_of_key_validator_and_integration() -> None:
    more = {
        "V": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {"RestApiId": ref("Api"), "ValidateRequestParameters": True},
        }
    }
    method = {
        "AuthorizationType": "CUSTOM",
        "ApiKeyRequired": True,
        "RequestValidatorId": ref("V"),
        "RequestParameters": {"method.request.querystring.q": True},
    }
    template = rest_template({"/x": {"POST": method}}, more=more)
    template["Resources"]["Key"] = {
        "Type": "AWS::ApiGateway::ApiKey",
        "Properties": {"Enabled": True, "Value": "k" * 20},
    }
    rest = Rest(template)
    assert rest.call("POST", "/x").status == 403
    assert rest.order == ["policy", "authorizer"]
    assert told(rest.call("POST", "/x", tested=True))[0] == 400
    assert rest.call("POST", "/x?q=1", tested=True).status == 200


def test_a_tested_request_asks_nobody() -> None:
    rest = Rest(rest_template(SIGNED), authorizers=Authorizers([], "a", Fault("UNAUTHORIZED")))
    assert rest.call("POST", "/x", tested=True).status == 200
    assert rest.order == []


def test_an_answer_has_the_ids_of_its_request() -> None:
    rest = Rest(rest_template({"/x": {"GET": {}}}))
    answer = rest.call("GET", "/x")
    assert answer.header("x-amzn-requestid") == rest.passage.request_id
    assert answer.header("x-amz-apigw-id") == rest.passage.extended_request_id
    assert rest.steps()[0] == ("route", "GET /x is GET /x")
    assert rest.passage.journey.steps[0].at is not None


@pytest.mark.parametrize("size", [10 * 1024 * 1024, 10 * 1024 * 1024 + 1])
def test_ten_megabytes_is_the_most(size: int) -> None:
    rest = Rest(rest_template({"/x": {"POST": {}}}))
    answer = rest.call("POST", "/x", b"x" * size)
    assert answer.status == (200 if size == 10 * 1024 * 1024 else 413)
    if answer.status == 413:
        assert told(answer)[1] == {"message": "Request Too Long"}


@pytest.mark.parametrize(
    ("integration", "why"),
    [
        ({"Fn::If": ["C", {"Type": "MOCK"}, {"Type": "HTTP"}]}, "condition"),
        ({"Fn::ImportValue": "x"}, "export of another stack"),
    ],
)
def test_a_route_without_a_known_integration_is_500_and_the_others_live(integration: Any, why: str) -> None:
    template = rest_template({"/bad": {"GET": {"Integration": integration}}, "/good": {"GET": {}}})
    template["Parameters"] = {"P": {"Type": "String"}}
    template["Conditions"] = {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}}
    rest = Rest(template)
    assert rest.call("GET", "/good").status == 200
    assert told(rest.call("GET", "/bad")) == (500, {"message": "Internal server error"})
    assert rest.passage.fault is not None
    assert rest.passage.fault.type == "API_CONFIGURATION_ERROR"
    assert "GET /bad can't be answered: " in rest.passage.fault.hint
    assert why in rest.passage.fault.hint.lower()


def test_a_method_without_an_integration_says_so() -> None:
    template = rest_template({"/bad": {"GET": {}}})
    (method,) = (each for each in template["Resources"].values() if each["Type"] == "AWS::ApiGateway::Method")
    del method["Properties"]["Integration"]
    rest = Rest(template)
    assert rest.call("GET", "/bad").status == 500
    assert rest.passage.fault is not None
    assert "the template has no integration for it" in rest.passage.fault.hint


def test_the_journey_tells_the_step_that_refused() -> None:
    rest = Rest(rest_template({"/x": {"POST": {"ApiKeyRequired": True}}}))
    rest.call("POST", "/x")
    assert rest.steps()[1:] == [
        ("key", "no key came in the header x-api-key"),
        ("gateway response", "INVALID_API_KEY: 403, Forbidden"),
    ]
    rest.call("GET", "/no")
    assert rest.steps()[0] == ("route", "no resource has the path /no")


def test_a_key_of_which_nobody_knows_whether_it_is_wanted_is_not_asked_for_and_said() -> None:
    rest = Rest(rest_template({"/x": {"POST": {"ApiKeyRequired": {"Fn::ImportValue": "x"}}}}))
    assert rest.call("POST", "/x").status == 200
    assert any("no key is asked for POST /x" in each for each in rest.said)


def test_a_fault_of_ours_is_500_and_the_terminal_hears_its_last_line() -> None:
    rest = Rest(rest_template({"/x": {"GET": {}}}), integrations=Echo(raises=KeyError("secret sauce")))
    for _ in range(3):
        answer = rest.call("GET", "/x")
        assert told(answer) == (500, {"message": "Internal server error"})
        assert answer.header("x-amzn-errortype") == "InternalServerErrorException"
        assert answer.header("x-amzn-requestid") is not None
    assert len(rest.said) == 3
    assert "KeyError: 'secret sauce'" in rest.said[0]
    assert b"secret" not in answer.body


def test_a_fault_in_a_step_before_is_the_same() -> None:
    rest = Rest(rest_template({"/x": {"GET": {}}}), policy=Policy([], "p", RecursionError("deep")))
    assert rest.call("GET", "/x").status == 500


def test_who_cancels_is_obeyed() -> None:
    class Slow(Echo):
        async def run(self, passage: Any) -> Answer:
            await asyncio.sleep(60)
            return Answer(200)

    rest = Rest(rest_template({"/x": {"GET": {}}}), integrations=Slow())

    async def hurried() -> None:
        await asyncio.wait_for(rest.gateway.answer(rest.passage_of("GET", "/x")), 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(hurried())


@pytest.mark.parametrize(
    "call",
    [
        Call("", "", "&&=&=&%", (("", ""), ("é", "\x00"))),
        Call("GET\n", "no slash", "%", (("content-type", ";;;"),), b"\x00" * 10),
        Call("POST", "/x", "a" * 100_000, (("x-api-key", "\udcff"),), b'{"a":'),
        Call("POST", "/x/\ud800", "", (), b"\xff"),
    ],
)
def test_whatever_comes_is_answered(call: Call) -> None:
    rest = Rest(rest_template({"/x": {"POST": {}}}, stages={"dev": {"AccessLogSetting": {"Format": "$context.path"}}}))
    passage = rest.passage_of("GET", "/")
    passage.call = call
    passage.path = call.path
    answer = asyncio.run(rest.gateway.answer(passage))
    assert answer.status in (200, 403)
    assert rest.said == []


# --- canary ---------------------------------------------------------------------------------------------------


def canary(percent: Any, **more: Any) -> Rest:
    setting = {"PercentTraffic": percent, "StageVariableOverrides": {"a": "canary", "b": "2"}, **more}
    return Rest(rest_template({"/x": {"GET": {}}}, stages={"dev": {"CanarySetting": setting}}), variables={"a": "1"})


@pytest.mark.parametrize(("percent", "count"), [(0, 0), (25, 5), (100, 20), ("12.5", 2), (250, 20), (-5, 0)])
def test_a_share_of_requests_goes_to_the_canary_by_counting(percent: Any, count: int) -> None:
    rest = canary(percent)
    seen = [json.loads(rest.call("GET", "/x").body)["variables"] for _ in range(20)]
    assert [each for each in seen if each == {"a": "canary", "b": "2"}] == [{"a": "canary", "b": "2"}] * count
    assert len([each for each in seen if each == {"a": "1"}]) == 20 - count


def test_context_tells_a_canary() -> None:
    from cfngw.local.context import rest_context

    rest = canary(50)
    seen = []
    for _ in range(4):
        rest.call("GET", "/x")
        seen.append(rest_context(rest.passage)["isCanaryRequest"])
    assert seen == [False, True, False, True]
    rest.call("GET", "/x", tested=True)
    assert "isCanaryRequest" not in rest_context(rest.passage)


def test_a_stage_without_a_name_has_its_logical_ids() -> None:
    rest = Rest(rest_template({"/x": {"GET": {}}}, stages={"dev": {}}))
    assert (rest.gateway.stage_name, rest.gateway.address) == ("dev", "Api/dev")
