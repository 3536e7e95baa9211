"""The error contract: patterns that are disjoint, answers without a stack trace, the exceptions for the handler."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cfngw import (
    BracketErrors,
    GatewayResponse,
    JsonErrors,
    Method,
    Model,
    Parameter,
    PrefixErrors,
    Quota,
    Request,
    Response,
    UsagePlan,
)
from cfngw.declare.error_contract import ErrorContract
from cfngw.declare.gateway_response import STATUSES, default_of_type
from cfngw.declare.selection_pattern import selects, stops_at_newline
from cfngw.vtl import render
from rest_samples import HELLO, PETS, answer, integration, made, only_method
from samples import loose, refused

CONTRACTS: list[ErrorContract] = [
    BracketErrors([400, 404]),
    PrefixErrors([400, 404]),
    JsonErrors("Status", [400, 404]),
    BracketErrors([400, 404, 500]),
    PrefixErrors([400, 404, 500]),
    JsonErrors("Status", [400, 404, 500]),
]
NASTY = 'it\'s "x"\nline two \\ ü'


def message(contract: ErrorContract, status: int, text: str) -> str:
    """Write a message as the handler's module does, which is run as it stands."""
    names: dict[str, Any] = {}
    exec(contract.module_text(), names)
    made = type("Raised", (names["ApiError"],), {"status": status})
    return str(made(text))


def answers(contract: ErrorContract, **options: Any) -> Any:
    return integration(Method("GET /", HELLO, **options), errors=contract)["IntegrationResponses"]


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("text", ["no such thing", NASTY, ""])
def test_each_status_is_answered_with_its_message(contract: ErrorContract, text: str) -> None:
    for status in contract.statuses:
        raised = message(contract, status, text)
        found, body = answer(answers(contract), raised)
        assert found == status
        shown = json.loads(body)
        if isinstance(contract, BracketErrors):
            assert shown == {"message": raised}
        elif isinstance(contract, PrefixErrors):
            assert shown == {"error": text}
        else:
            assert shown == {"Status": status, "ErrorReason": text}


UNFORESEEN = [
    "KeyError: 'x'",
    "two\nlines",
    "x",
    " ",
    "[500",
    "400",
    "Status: 400",
    "Task timed out after 3.00 seconds",
]


@pytest.mark.parametrize("contract", [*CONTRACTS, BracketErrors([]), PrefixErrors([]), JsonErrors("Code", [])])
@pytest.mark.parametrize("text", [*UNFORESEEN, ""])
def test_what_nobody_foresaw_is_500_and_says_nothing(contract: ErrorContract, text: str) -> None:
    found, body = answer(answers(contract), text)
    assert found == 500
    assert "Internal server error" in body
    assert "app.py" not in body
    assert not text.strip() or text not in body
    assert isinstance(json.loads(body), dict)


@pytest.mark.parametrize(
    "body", [{"a": 1}, [1], "text", 5, None, True, {"errorMessage": "[400:x] y"}, {"errorType": None}, {}]
)
def test_a_success_stays_what_it_is(body: Any) -> None:
    found, text = answer(answers(BracketErrors([400])), None, body)
    assert (found, json.loads(text)) == (200, body)


def test_without_a_contract_errors_are_500() -> None:
    found = integration(Method("GET /", HELLO))["IntegrationResponses"]
    assert [each["StatusCode"] for each in found] == ["200", "500"]
    assert answer(found, "boom\n") == (500, '{"message": "Internal server error"}')


def test_a_method_may_have_a_contract_of_its_own() -> None:
    found = answers(JsonErrors("Status"), errors=BracketErrors([409]))
    assert [each["StatusCode"] for each in found] == ["200", "409", "500"]


def test_the_template_of_a_success_is_guarded_too() -> None:
    found = answers(PrefixErrors([400]), response=Response(201, template="$input.path('$.body') ## a comment"))
    assert answer(found, None, {"body": "made"})[0] == 201
    assert answer(found, None, {"body": "made"})[1].strip() == "made"
    assert answer(found, "")[0] == 500


def test_a_template_of_ones_own_is_for_foreseen_errors() -> None:
    contract = JsonErrors("Status", [400, 500], template="$input.path('$.errorMessage')", model=Model("Answer", PETS))
    found = answers(contract)
    assert answer(found, '{"Status": 500, "ErrorReason": "busy"}') == (500, '{"Status": 500, "ErrorReason": "busy"}')
    assert "KeyError" not in answer(found, "KeyError")[1]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"message": "Internal server error"}'),
        ("application/problem+json", '{"message": "Internal server error"}'),
        ("application/xml", "<message>Internal server error</message>"),
        ("text/xml;charset=utf-8", "<message>Internal server error</message>"),
        ("application/atom+xml", "<message>Internal server error</message>"),
        ("application/xhtml+xml", "Internal server error"),
        ("text/html", "Internal server error"),
        ("text/csv", "Internal server error"),
    ],
)
def test_what_nobody_foresaw_has_the_content_type_of_its_template(content_type: str, body: str) -> None:
    contract = BracketErrors([400, 500], template={content_type: "foreseen"})
    found = answers(contract, response=Response(200, template={content_type: "fine"}))
    success, _, failure = (each["ResponseTemplates"][content_type] for each in found)
    failed = '{"errorMessage": "%s", "errorType": "KeyError"}'
    assert render(failure, body=failed % "oh").output.strip() == body
    assert render(failure, body=failed % "[500:x] oh").output.strip() == "foreseen"
    assert render(success, body=failed % "").output.strip() == body
    assert render(success, body="{}").output.strip() == "fine"
    (_, bare) = answers(BracketErrors([], template={content_type: "x"}))
    assert bare["ResponseTemplates"] == {content_type: body}


@pytest.mark.parametrize("handling", ["CONVERT_TO_BINARY", Parameter("Handling")])
def test_what_becomes_bytes_is_not_looked_into(handling: Any) -> None:
    success, *errors = answers(BracketErrors([400]), response=Response(200, content_handling=handling))
    assert "ResponseTemplates" not in success
    assert all(each["ResponseTemplates"] for each in errors)
    success, *_ = answers(BracketErrors([400]), response=Response(200, content_handling="CONVERT_TO_TEXT"))
    assert success["ResponseTemplates"]


def test_json_errors_may_be_indented() -> None:
    raised = json.dumps({"Status": 400, "ErrorReason": "x"}, indent=4)
    assert answer(answers(JsonErrors("Status", [400])), raised)[0] == 400


def test_a_status_that_only_begins_alike_is_another() -> None:
    contract = JsonErrors("Status", [400])
    assert answer(answers(contract), '{"Status": 4000}')[0] == 500
    assert answer(answers(BracketErrors([400])), "[4000:x]")[0] == 500


@pytest.mark.parametrize("contract", CONTRACTS)
def test_our_patterns_take_newlines(contract: ErrorContract) -> None:
    patterns = [str(response.pattern) for response in contract.responses()]
    assert not any(stops_at_newline(pattern) for pattern in patterns)
    assert all(response.pattern for response in contract.responses())


@given(some.sampled_from(CONTRACTS), some.text(min_size=1, max_size=30), some.sampled_from([200, 400, 404, 500]))
def test_every_message_has_exactly_one_answer(contract: ErrorContract, text: str, status: int) -> None:
    patterns = [str(response.pattern) for response in contract.responses()]
    for each in (text, message(contract, status, text), message(contract, 400, "") + message(contract, 404, text)):
        assert sum(selects(pattern, each) for pattern in patterns) == 1


def test_each_answer_is_declared() -> None:
    found = only_method(Method("GET /", HELLO), errors=BracketErrors([400], headers={"X-A": "b"}))
    declared = {each["StatusCode"]: each for each in found["MethodResponses"]}
    for each in found["Integration"]["IntegrationResponses"]:
        mapped = each.get("ResponseParameters", {})
        assert declared[each["StatusCode"]].get("ResponseParameters", {}).keys() == mapped.keys()
    assert declared["400"]["ResponseModels"] == {"application/json": "Error"}
    assert declared["200"]["ResponseModels"] == {"application/json": "Empty"}


# The handler's module


def test_the_module_has_a_class_for_each_status() -> None:
    names: dict[str, Any] = {}
    exec(BracketErrors([400, 404, 500]).module_text(), names)
    assert str(names["BadRequest"]("x")) == "[400:BadRequest] x"
    assert str(names["NotFound"]("x")) == "[404:NotFound] x"
    assert issubclass(names["InternalServerError"], names["ApiError"])


def test_the_module_needs_python_alone() -> None:
    import ast

    for contract in CONTRACTS:
        tree = ast.parse(contract.module_text())
        imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert imported in ([], ["json"])


# Options


@pytest.mark.parametrize("statuses", [[200], [299], [600], ["400"], 400, [True], None, "400"])
def test_no_statuses(statuses: Any) -> None:
    assert refused(lambda: loose.BracketErrors(statuses)).option == "statuses"
    assert refused(lambda: loose.PrefixErrors(statuses)).option == "statuses"
    assert refused(lambda: loose.JsonErrors("Status", statuses)).option == "statuses"


def test_a_status_is_there_once() -> None:
    assert refused(lambda: BracketErrors([400, 400])).problem == "BracketErrors: a status is there twice."


@pytest.mark.parametrize("field", ["", "a b", '"', 5, None])
def test_no_field(field: Any) -> None:
    assert refused(lambda: loose.JsonErrors(field)).option == "field"


def test_a_contracts_template_must_parse() -> None:
    assert "does not parse" in refused(lambda: BracketErrors([400], template="#if(")).problem


# What the gateway itself answers


def test_brackets_are_the_gateways_own_form() -> None:
    assert CONTRACTS[0].gateway_responses(["THROTTLED"]) == ()


def test_a_body_that_fits_no_model_is_told_what_is_wrong() -> None:
    (response,) = BracketErrors().gateway_responses(["BAD_REQUEST_BODY"])
    assert (response.type, response.status) == ("BAD_REQUEST_BODY", 400)
    assert response.templates == '{"message": "$context.error.validationErrorString"}'
    first, *rest = JsonErrors("Status").gateway_responses(["BAD_REQUEST_BODY"])
    assert first.templates == '{"Status": 400, "ErrorReason": "$context.error.validationErrorString"}'
    assert [each.type for each in rest] == ["DEFAULT_4XX", "DEFAULT_5XX"]


def test_the_prefix_form_says_no_status() -> None:
    found = PrefixErrors().gateway_responses(["THROTTLED", "INTEGRATION_TIMEOUT"])
    assert [each.type for each in found] == ["DEFAULT_4XX", "DEFAULT_5XX"]
    assert {each.templates for each in found} == {'{"error": $context.error.messageString}'}


@pytest.mark.parametrize("name", [name for name in STATUSES if not name.startswith("DEFAULT")])
def test_the_json_form_says_the_status_that_each_answer_has(name: str) -> None:
    found = {each.type: each for each in JsonErrors("Code", reason="Why").gateway_responses([name])}
    body = str(found[name if name in found else default_of_type(name)].templates)
    shown = json.loads(body.replace("$context.error.messageString", '"x"'))
    assert shown["Code"] == STATUSES[name]
    assert shown.keys() == {"Code", "Why"}


def test_the_answers_that_an_api_comes_to_say_their_status() -> None:
    def types(*methods: Method, **options: Any) -> set[str]:
        found = made(*methods, errors=JsonErrors("Status"), **options).values()
        return {
            each["Properties"]["ResponseType"] for each in found if each["Type"] == "AWS::ApiGateway::GatewayResponse"
        }

    always = {
        *("DEFAULT_4XX", "DEFAULT_5XX", "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT"),
        *("REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED"),
    }
    assert types() == always
    asked = Method(
        "POST /",
        HELLO,
        api_key_required=True,
        request_parameters=["query.a!"],
        request=Request(Model("Pet", PETS), template="{}"),
    )
    plans = [UsagePlan("free", quota=Quota(1, "DAY"))]
    more = {"BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "QUOTA_EXCEEDED", "UNSUPPORTED_MEDIA_TYPE"}
    assert types(asked, usage_plans=plans) == always | more
    own = GatewayResponse("DEFAULT_4XX", templates="no")
    assert types(asked, usage_plans=plans, gateway_responses=[own]) == {
        *("DEFAULT_4XX", "DEFAULT_5XX", "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "BAD_REQUEST_BODY")
    }
