"""Lambda without proxy: events, selection patterns, answers (B06–B26, C23–C30, D11–D17, P09, P15)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from cfngw.local.running import InvocationRefused
from integration_stand import LAMBDA, Handler, Stand, failed, method

OUTPUT = Path(__file__).parents[4] / "output"
AWS = f"        Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{LAMBDA}'\n"
THREE = "[{StatusCode: '200'}, {StatusCode: '400'}, {StatusCode: '500'}]"


def custom(more: str, **given: str) -> str:
    lines = "\n".join(f"        {line}" for line in more.strip("\n").splitlines())
    return method(f"{AWS}{lines}", responses=given.pop("responses", THREE), **given)


PATTERNS = r"""
IntegrationResponses:
  - StatusCode: '200'
  - StatusCode: '400'
    SelectionPattern: '\[400:.*'
    ResponseTemplates: {application/json: '{"message": $input.json("$.errorMessage")}'}
  - StatusCode: '500'
    SelectionPattern: '\[500:(\n|.)+'
"""


class TestTheStoryOf001:
    """Seed 001, on the committed output."""

    def test_an_answer_is_200(self) -> None:
        """B12, B13, B24."""
        stand = Stand(OUTPUT / "rest_api_nonproxy.yaml", lambda event: {"message": event["pathParams"]["hoge"] * 2})
        answer = stand.run("GET /{hoge}", "/hoge")
        assert (answer.status, json.loads(answer.body)) == (200, {"message": "hogehoge"})
        assert stand.functions.events == [{"pathParams": {"hoge": "hoge"}}]

    def test_an_error_is_mapped_and_its_stack_trace_hidden(self) -> None:
        """B15, B18, B24, P16: a quote survives."""
        stand = Stand(OUTPUT / "rest_api_nonproxy.yaml", failed("[400:BadRequest] it's not hoge"))
        answer = stand.run("GET /{hoge}", "/fuga")
        assert (answer.status, json.loads(answer.body)) == (400, {"message": "[400:BadRequest] it's not hoge"})

    @pytest.mark.parametrize(
        "returned",
        ["[400:BadRequest] x", {"errorMessage": "[400:BadRequest] x"}, {"message": "[400:BadRequest]"}, None],
    )
    def test_a_returned_value_that_looks_like_an_error_stays_200(self, returned: Any) -> None:
        """B16."""
        answer = Stand(OUTPUT / "rest_api_nonproxy.yaml", lambda _: returned).run("GET /{hoge}", "/hoge")
        assert answer.status == 200


class TestTheStoryOf002:
    """Seed 002, on the committed output."""

    def test_the_body_comes_parsed_and_the_answer_is_taken_out_of_the_result(self) -> None:
        """C23, C26."""
        stand = Stand(OUTPUT / "redshift_select.yaml", lambda _: {"Status": 200, "body": '{"Status": "success"}'})
        answer = stand.run("POST /redshift_select", body='{"target_table": "users"}')
        assert (answer.status, answer.body) == (200, b'{"Status": "success"}')
        event = stand.functions.events[0]
        assert event["body"] == {"target_table": "users"}
        assert (event["method"], event["stage"], event["requestPath"]) == ("POST", "dev", "/redshift_select")

    @pytest.mark.parametrize("status", [400, 500])
    def test_the_status_comes_out_of_the_message(self, status: int) -> None:
        """C27–C29."""
        message = json.dumps({"Status": status, "ErrorReason": "no such table"})
        stand = Stand(OUTPUT / "redshift_select.yaml", failed(message))
        answer = stand.run("POST /redshift_select", body='{"target_table": "users"}')
        assert answer.status == status
        if status == 400:
            assert json.loads(answer.body)["ErrorReason"] == "no such table"

    def test_another_content_type_is_a_415(self) -> None:
        """C32."""
        fault = Stand(OUTPUT / "redshift_select.yaml").fault(
            "POST /redshift_select", headers=(("Content-Type", "text/plain"),), body="x"
        )
        assert (fault.type, fault.status, fault.message) == ("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type")


class TestTheStoryOf003:
    """Seed 003, on the committed output."""

    OUTPUT = OUTPUT / "user_api_staging_prod.yaml"

    def test_a_stage_variable_reaches_function_and_event(self) -> None:
        """D08, D11, D12, D14, D28, D29, D31."""
        stand = Stand(self.OUTPUT, lambda event: event, variables={"stage": "prod"})
        answer = stand.run("POST /user/{id}", "/user/abcdefgh", body='{"name": "Ada"}')
        assert answer.status == 200
        assert json.loads(answer.body) == {"id": "abcdefgh", "name": "Ada", "stage": "prod", "_method": "POST"}
        assert stand.functions.targets[0].qualifier == "prod"

    @pytest.mark.parametrize("status", [400, 500])
    def test_an_error_loses_its_status_and_its_stack_trace(self, status: int) -> None:
        """D13, D15, D16, D21."""
        stand = Stand(self.OUTPUT, failed(f"{status}: it's wrong"), variables={"stage": "staging"})
        answer = stand.run("GET /user/{id}", "/user/abcdefgh")
        assert answer.status == status
        assert b"stackTrace" not in answer.body
        if status == 400:
            assert json.loads(answer.body) == {"error": "it's wrong"}


class TestSelection:
    def test_a_pattern_has_to_match_the_whole_message(self) -> None:
        stand = Stand(custom(PATTERNS), failed("it was [400:BadRequest]"))
        assert stand.run("POST /").status == 200  # B26: the default, also for what nobody foresaw

    def test_a_dot_matches_no_line_break(self) -> None:
        """P15."""
        assert Stand(custom(PATTERNS), failed("[400:a]\nb")).run("POST /").status == 200
        assert Stand(custom(PATTERNS), failed("[500:a]\nb")).run("POST /").status == 500

    def test_a_pattern_that_takes_the_empty_text_takes_success_too(self) -> None:
        responses = "IntegrationResponses: [{StatusCode: '400', SelectionPattern: '.*'}, {StatusCode: '200'}]"
        assert Stand(custom(responses), lambda _: {}).run("POST /").status == 400

    def test_the_first_of_several_is_taken(self) -> None:
        responses = (
            "IntegrationResponses: [{StatusCode: '500', SelectionPattern: 'a.*'}, "
            "{StatusCode: '400', SelectionPattern: 'ab.*'}, {StatusCode: '200'}]"
        )
        assert Stand(custom(responses), failed("abc")).run("POST /").status == 500

    def test_without_a_default_an_unforeseen_answer_is_a_500(self) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '400', SelectionPattern: 'x'}]"))
        fault = stand.fault("POST /", body="{}")
        assert (fault.type, fault.status, fault.message) == (
            "API_CONFIGURATION_ERROR",
            500,
            "Internal server error",
        )
        assert "no default integration response" in fault.hint

    def test_no_response_at_all_is_a_500(self) -> None:
        assert Stand(custom("")).fault("POST /").status == 500

    def test_a_message_that_is_no_text_is_matched_as_json(self) -> None:
        responses = r"IntegrationResponses: [{StatusCode: '400', SelectionPattern: '\{.a.: 1\}'}, {StatusCode: '200'}]"
        assert Stand(custom(responses), failed({"a": 1})).run("POST /").status == 400

    def test_a_failure_without_a_message_is_the_default(self) -> None:
        assert Stand(custom(PATTERNS), failed(None)).run("POST /").status == 200

    def test_a_pattern_that_is_none_matches_nothing_and_is_told(self) -> None:
        responses = "IntegrationResponses: [{StatusCode: '400', SelectionPattern: '('}, {StatusCode: '200'}]"
        stand = Stand(custom(responses), failed("("))
        assert stand.run("POST /").status == 200
        assert "'(' is no regular expression" in stand.said[0]

    def test_a_hostile_pattern_ends(self) -> None:
        responses = "IntegrationResponses: [{StatusCode: '400', SelectionPattern: '(a+)+b'}, {StatusCode: '200'}]"
        assert Stand(custom(responses), failed("a" * 5000)).run("POST /").status == 200

    def test_a_status_that_the_method_does_not_declare_is_a_500(self) -> None:
        """B19."""
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '202'}]"))
        assert "add it to the MethodResponses" in stand.fault("POST /").hint


class TestTheEvent:
    def test_without_templates_the_body_passes_through(self) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '200'}]"))
        assert stand.run("POST /", body='{"a": 1}').body == b'{"a": 1}'

    def test_no_body_is_an_empty_object(self) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '200'}]"))
        stand.run("POST /")
        assert stand.functions.events == [{}]

    @pytest.mark.parametrize("body", ["a=b&c=d", '{"a": }', "NaN", '{"a": 1,}', "[" * 2000, b"\xff"])
    def test_what_is_no_json_is_lambdas_own_400(self, body: str | bytes) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '200'}]"))
        fault = stand.fault("POST /", body=body)
        assert fault.status == 400
        assert (fault.message or "").startswith("Could not parse request body into json: ")
        assert stand.functions.events == []

    def test_a_stage_variable_names_the_function(self) -> None:
        """D29, D31, P11."""
        uri = LAMBDA.replace("${Hello.Arn}", "${Hello.Arn}:${!stageVariables.stage}")
        text = method(
            f"        Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{uri}'\n"
            '        RequestTemplates: {application/json: \'{"stage": "$stageVariables.stage"}\'}\n'
            "        IntegrationResponses: [{StatusCode: '200'}]"
        )
        stand = Stand(text, variables={"stage": "prod"})
        assert json.loads(stand.run("POST /").body) == {"stage": "prod"}
        assert stand.functions.targets[0].qualifier == "prod"

    def test_lambda_is_invoked_by_post_alone(self) -> None:
        text = custom("IntegrationResponses: [{StatusCode: '200'}]").replace(
            "IntegrationHttpMethod: POST", "IntegrationHttpMethod: GET"
        )
        fault = Stand(text).fault("POST /")
        assert (fault.status, fault.hint) == (500, "Lambda is invoked by POST: IntegrationHttpMethod is GET")


class TestAsynchronously:
    MORE = """
RequestParameters: {integration.request.header.X-Amz-Invocation-Type: EXPRESSION}
IntegrationResponses: [{StatusCode: '200'}]
"""

    def test_a_literal_event_is_not_awaited(self) -> None:
        stand = Stand(custom(self.MORE.replace("EXPRESSION", "\"'Event'\"")), lambda _: 1 / 0)
        answer = stand.run("POST /", body='{"a": 1}')
        assert (answer.status, answer.body) == (200, b"")
        assert stand.functions.asynchronous == [True]

    @pytest.mark.parametrize(("sent", "asynchronous"), [("Event", True), ("RequestResponse", False), (None, False)])
    def test_the_client_may_choose(self, sent: str | None, asynchronous: bool) -> None:
        stand = Stand(custom(self.MORE.replace("EXPRESSION", "method.request.header.InvocationType")))
        stand.run("POST /", headers=(("InvocationType", sent),) if sent else ())
        assert stand.functions.asynchronous == [asynchronous]

    def test_a_template_may_choose(self) -> None:
        template = "#set($context.requestOverride.header.X-Amz-Invocation-Type = 'Event'){}"
        more = f'RequestTemplates: {{application/json: "{template}"}}\nIntegrationResponses: [{{StatusCode: "200"}}]'
        stand = Stand(custom(more))
        stand.run("POST /")
        assert stand.functions.asynchronous == [True]


class TestWithoutAnAnswer:
    @staticmethod
    def refusing(code: str) -> Handler:
        def handler(_: Any) -> Any:
            raise InvocationRefused(code, "say --code Hello=src")

        return handler

    @pytest.mark.parametrize(
        ("code", "kind", "status"),
        [
            ("ResourceNotFoundException", "API_CONFIGURATION_ERROR", 500),
            ("CodeUnavailable", "API_CONFIGURATION_ERROR", 500),
            ("TooManyRequestsException", "INTEGRATION_FAILURE", 500),
            ("RequestTooLargeException", "REQUEST_TOO_LARGE", 413),
        ],
    )
    def test_a_refused_invocation(self, code: str, kind: str, status: int) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '200'}]"), self.refusing(code))
        fault = stand.fault("POST /")
        assert (fault.type, fault.status, fault.hint) == (kind, status, "say --code Hello=src")
        assert stand.passage.integration_error == "say --code Hello=src"

    def test_a_function_that_takes_too_long_is_a_504(self) -> None:
        stand = Stand(custom("TimeoutInMillis: 50\nIntegrationResponses: [{StatusCode: '200'}]"), lambda _: 5)
        fault = stand.fault("POST /")
        assert (fault.type, fault.status, fault.message) == (
            "INTEGRATION_TIMEOUT",
            504,
            "Endpoint request timed out",
        )
        assert 40 < (stand.passage.integration_latency or 0) < 1000

    def test_requests_run_at_the_same_time(self) -> None:
        stand = Stand(custom("IntegrationResponses: [{StatusCode: '200'}]"), lambda _: 0.05)

        async def all_of_them() -> list[int]:
            answers = await asyncio.gather(*(stand.integrations.run(stand.pass_on("POST /")) for _ in range(20)))
            return [answer.status for answer in answers]

        assert asyncio.run(asyncio.wait_for(all_of_them(), 0.9)) == [200] * 20


def test_each_decision_is_told_with_its_place() -> None:
    stand = Stand(OUTPUT / "rest_api_nonproxy.yaml", failed("[400:BadRequest]"))
    stand.run("GET /{hoge}", "/hoge", traced=True)
    told = [(step.name, step.at.where.line if step.at else 0) for step in stand.passage.journey.steps]
    assert [name for name, _ in told] == ["mapping", "invocation", "invocation", "pattern", "mapping", "response"]
    text = (OUTPUT / "rest_api_nonproxy.yaml").read_text().splitlines()
    assert "StatusCode: '400'" in text[dict(told)["pattern"] - 1]
    assert stand.passage.journey.steps[3].shown == {"text": "[400:BadRequest]"}
