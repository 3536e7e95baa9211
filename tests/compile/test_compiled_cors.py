"""CORS in the template, and what a browser would get of it: the templates are rendered."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import (
    ApiKey,
    Cors,
    GatewayResponse,
    HttpIntegration,
    Method,
    Mock,
    Parameter,
    Response,
    RestLambdaProxy,
    UsagePlan,
)
from cfngw.vtl import render
from rest_around import all_of, methods, notices, properties, rest
from samples import function, resources

HERE, THERE = "https://a.example", "https://b.example"
BOTH = Cors([HERE, THERE])
ORIGIN = "method.response.header.Access-Control-Allow-Origin"


def mapped(method: Any, status: str) -> dict[str, Any]:
    """Give the headers that one answer of a method maps."""
    found: dict[str, Any] = answer(method, status).get("ResponseParameters", {})
    return found


def answer(method: Any, status: str) -> Any:
    """Give an integration response by its status."""
    (found,) = [each for each in method["Integration"]["IntegrationResponses"] if each["StatusCode"] == status]
    return found


def undeclared(method: Any) -> list[str]:
    """Give the headers that are mapped and that no method response declares: AWS refuses these."""
    declared = {each["StatusCode"]: each.get("ResponseParameters", {}) for each in method["MethodResponses"]}
    return [
        name
        for each in method["Integration"]["IntegrationResponses"]
        for name in each.get("ResponseParameters", {})
        if name not in declared[each["StatusCode"]]
    ]


def allowed_origin(template: str, **headers: str) -> Any:
    """Render a template for a request with these headers, and give the origin that it allows."""
    set_by_it: Any = render(template, header=headers, body="{}").overrides
    return set_by_it["response"]["header"].get("Access-Control-Allow-Origin")


def test_one_origin_stands_on_every_answer() -> None:
    made = rest(cors=Cors([HERE], expose_headers=["X-Total", "X-Page"], allow_credentials=True))
    method = properties(made, "NotesMethodGetNotes")
    for status in ("200", "500"):
        assert mapped(method, status) == {
            ORIGIN: "'https://a.example'",
            "method.response.header.Access-Control-Expose-Headers": "'X-Total,X-Page'",
            "method.response.header.Access-Control-Allow-Credentials": "'true'",
        }
    assert undeclared(method) == []


def test_the_preflight_is_open_and_has_no_function() -> None:
    cors = Cors([HERE], max_age_seconds=600)
    made = rest(*methods("PUT /notes", "GET /notes"), cors=cors)
    method = resources(made)["NotesMethodOptionsNotes"]["Properties"]
    assert (method["AuthorizationType"], method["ApiKeyRequired"]) == ("NONE", False)
    assert method["Integration"]["Type"] == "MOCK"
    assert method["Integration"]["RequestTemplates"] == {"application/json": '{"statusCode": 204}'}
    assert mapped(method, "204") == {
        ORIGIN: "'https://a.example'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS,PUT'",
        "method.response.header.Access-Control-Allow-Headers": "'Authorization,Content-Type,X-Api-Key'",
        "method.response.header.Access-Control-Max-Age": "'600'",
    }
    assert undeclared(method) == []


def test_the_preflight_stands_behind_its_path_and_the_deployment_waits_for_it() -> None:
    made = resources(rest(*methods("GET /a", "PUT /a", "GET /b"), cors=Cors(HERE)))
    assert [name for name in made if "Method" in name] == [
        "NotesMethodGetA",
        "NotesMethodPutA",
        "NotesMethodOptionsA",
        "NotesMethodGetB",
        "NotesMethodOptionsB",
    ]
    (deployment,) = [each for name, each in made.items() if name.startswith("NotesDeployment")]
    assert {"NotesMethodOptionsA", "NotesGatewayResponseDefault4xx"} <= set(deployment["DependsOn"])


@pytest.mark.parametrize(
    ("types", "as_text"),
    [
        (["*/*"], "CONVERT_TO_TEXT"),
        (["application/json", "image/png"], "CONVERT_TO_TEXT"),
        ([Parameter("Type")], "CONVERT_TO_TEXT"),
        (["image/png"], None),
        ([], None),
    ],
)
def test_a_preflight_is_answered_where_json_is_taken_for_bytes(types: Any, as_text: str | None) -> None:
    """P06, P31: with */* a MOCK answers 500, unable to transform what it takes for bytes."""
    found = resources(rest(*methods("GET /a"), cors=Cors(["https://a.example"]), binary_media_types=types))
    (integration,) = (
        each["Properties"]["Integration"]
        for each in found.values()
        if each["Type"] == "AWS::ApiGateway::Method" and each["Properties"]["HttpMethod"] == "OPTIONS"
    )
    (response,) = integration["IntegrationResponses"]
    assert (integration.get("ContentHandling"), response.get("ContentHandling")) == (as_text, as_text)


def test_any_stands_for_all_methods() -> None:
    method = properties(rest(*methods("ANY /{proxy+}"), cors=Cors("*")), "NotesMethodOptionsProxy")
    allowed = mapped(method, "204")["method.response.header.Access-Control-Allow-Methods"]
    assert allowed == "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"


def test_the_methods_may_be_named() -> None:
    method = properties(rest(cors=Cors("*", allow_methods=["GET", "PUT"], allow_headers=[])), "NotesMethodOptionsNotes")
    assert mapped(method, "204") == {ORIGIN: "'*'", "method.response.header.Access-Control-Allow-Methods": "'GET,PUT'"}


def test_an_options_method_of_ones_own_stays() -> None:
    own = Method("OPTIONS /notes", Mock(), public="mine")
    made = rest(*methods("GET /notes"), own, cors=Cors(HERE))
    assert resources(made)["NotesMethodOptionsNotes"]["Metadata"] == {"cfngw": {"Public": "mine"}}


@pytest.mark.parametrize(
    ("cors", "options", "expected"),
    [
        (Cors(HERE), {}, ["A", "B"]),
        ({"/a": Cors(HERE)}, {}, ["A"]),
        ({"/a": None, "*": Cors(HERE)}, {}, ["B"]),
        (Cors(HERE), {"cors": None}, []),
        (None, {"cors": Cors(HERE)}, ["A", "B"]),
        (None, {}, []),
    ],
)
def test_cors_is_of_the_api_of_a_path_or_of_a_method(cors: Any, options: dict[str, Any], expected: list[str]) -> None:
    made = rest(*methods("GET /a", "GET /b", **options), cors=cors)
    assert [name[len("NotesMethodOptions") :] for name in all_of(made, "Method") if "Options" in name] == expected


def test_a_path_is_the_same_whatever_its_variable_is_called() -> None:
    made = rest(*methods("GET /notes/{id}"), cors={"/notes/{note}": Cors(HERE)})
    assert "NotesMethodOptionsNotesVar" in all_of(made, "Method")


def test_an_origin_may_be_a_parameter() -> None:
    made = rest(cors=Cors(Parameter("Origin", HERE)))
    expected = {"Fn::Sub": "'${Origin}'"}
    assert mapped(properties(made, "NotesMethodGetNotes"), "200")[ORIGIN] == expected
    errors = properties(made, "NotesGatewayResponseDefault5xx")["ResponseParameters"]
    assert errors["gatewayresponse.header.Access-Control-Allow-Origin"] == expected


def test_another_intrinsic_gets_its_quotes_around_it() -> None:
    made = rest(cors=Cors(Ref("Origin")), parameters=[Parameter("Origin", HERE)])
    found = mapped(properties(made, "NotesMethodGetNotes"), "200")[ORIGIN]
    assert found == {"Fn::Join": ["", ["'", {"Ref": "Origin"}, "'"]]}


def test_headers_that_the_user_gave_stay() -> None:
    own = Response(200, headers={"access-control-allow-origin": THERE})
    method = properties(rest(*methods("GET /a", response=own), cors=Cors(HERE)), "NotesMethodGetA")
    assert mapped(method, "200") == {"method.response.header.access-control-allow-origin": "'https://b.example'"}
    assert undeclared(method) == []


# Several origins


def test_with_several_origins_a_template_says_which() -> None:
    method = properties(rest(cors=BOTH), "NotesMethodOptionsNotes")
    assert ORIGIN not in mapped(method, "204")
    assert mapped(method, "204")["method.response.header.Vary"] == "'Origin'"
    assert ORIGIN in method["MethodResponses"][0]["ResponseParameters"]
    template = answer(method, "204")["ResponseTemplates"]["application/json"]
    assert '#if($origin == "https://a.example" || $origin == "https://b.example")' in template


def test_every_answer_says_which_and_then_what_it_said_before() -> None:
    plain = properties(rest(), "NotesMethodGetNotes")
    echoing = properties(rest(cors=BOTH), "NotesMethodGetNotes")
    for status in ("200", "500"):
        before = answer(plain, status)["ResponseTemplates"]["application/json"]
        after = answer(echoing, status)["ResponseTemplates"]["application/json"]
        assert after.startswith("#set($headers = ")
        assert after.endswith(f"#end\n{before}")
    assert undeclared(echoing) == []


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Origin": HERE}, HERE),
        ({"origin": THERE}, THERE),
        ({"Origin": "https://axexample"}, None),
        ({"Origin": f"{HERE}.evil.example"}, None),
        ({"Origin": ""}, None),
        ({}, None),
    ],
)
def test_an_origin_is_allowed_when_it_is_one_of_them(headers: dict[str, str], origin: str | None) -> None:
    made = rest(cors=BOTH)
    for name, status in (
        ("NotesMethodOptionsNotes", "204"),
        ("NotesMethodGetNotes", "200"),
        ("NotesMethodGetNotes", "500"),
    ):
        template = answer(properties(made, name), status)["ResponseTemplates"]["application/json"]
        assert allowed_origin(template, **headers) == origin


def test_the_preflight_answers_with_nothing_but_headers() -> None:
    template = answer(properties(rest(cors=BOTH), "NotesMethodOptionsNotes"), "204")["ResponseTemplates"]
    assert render(template["application/json"], header={"Origin": HERE}).output.strip() == ""


def test_an_answer_without_a_template_is_passed_on() -> None:
    target = Method("GET /x", HttpIntegration("https://x.example"), response=Response(200))
    template = answer(properties(rest(target, cors=BOTH), "NotesMethodGetX"), "200")["ResponseTemplates"]
    assert render(template["application/json"], body='{"a": 1}').output == '{"a":1}'


# The gateway's own errors


def test_one_origin_stands_on_the_gateways_own_errors() -> None:
    made = rest(cors=Cors([HERE], allow_credentials=True))
    for name in ("NotesGatewayResponseDefault4xx", "NotesGatewayResponseDefault5xx"):
        assert properties(made, name)["ResponseParameters"] == {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'https://a.example'",
            "gatewayresponse.header.Access-Control-Allow-Credentials": "'true'",
        }


def test_several_origins_are_not_echoed_by_errors_unless_asked() -> None:
    silent = all_of(rest(cors=BOTH), "GatewayResponse")
    assert not any("Allow-Origin" in str(each) for each in silent.values())
    asked = rest(cors=Cors([HERE, THERE], echo_errors=True))
    assert properties(asked, "NotesGatewayResponseDefault4xx")["ResponseParameters"] == {
        "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
        "gatewayresponse.header.Vary": "'Origin'",
    }


def test_paths_of_two_origins_are_several() -> None:
    made = rest(*methods("GET /a", "GET /b"), cors={"/a": Cors(HERE), "/b": Cors(THERE)})
    assert not any("Allow-Origin" in str(each) for each in all_of(made, "GatewayResponse").values())


def test_a_gateway_response_of_ones_own_gets_the_headers_too() -> None:
    own = GatewayResponse("INVALID_API_KEY", status=401, headers={"X-Hint": "ask"})
    keyed = methods("GET /", api_key_required=True)
    made = rest(*keyed, cors=Cors(HERE), gateway_responses=[own], usage_plans=[UsagePlan("free", keys=[ApiKey("web")])])
    assert properties(made, "NotesGatewayResponseInvalidApiKey") == {
        "RestApiId": {"Ref": "NotesApi"},
        "ResponseType": "INVALID_API_KEY",
        "StatusCode": "401",
        "ResponseParameters": {
            "gatewayresponse.header.X-Hint": "'ask'",
            "gatewayresponse.header.Access-Control-Allow-Origin": "'https://a.example'",
        },
    }


def test_what_answers_in_full_is_told_to_send_the_headers_itself() -> None:
    made = rest(Method("GET /x", RestLambdaProxy(function())), cors=Cors(HERE))
    (said,) = notices(made)
    assert "what stands behind GET /x answers in full, CORS headers included" in said
    assert "NotesMethodOptionsX" in all_of(made, "Method")
