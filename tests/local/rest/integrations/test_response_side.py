"""What comes out of an integration: templates, headers, overrides, statuses; and MOCK (B13–B20, C25–C28, P07)."""

from __future__ import annotations

import json

import pytest

from cfngw import Cors, Function, Inline, Method, RestApiLambdaBlueprint, Stage
from cfngw.local.exchange import Answer
from cfngw.local.running import BackendAnswer
from integration_stand import LAMBDA, Stand, failed, method

DECLARED = "[{StatusCode: '200', ResponseParameters: {DECLARED}}, {StatusCode: '400'}]"


def mock(response: str, request: str = '{"statusCode": 200}', declared: str = "", more: str = "", api: str = "") -> str:
    names = ", ".join(f"method.response.header.{name}: true" for name in declared.split())
    return method(
        f"        Type: MOCK\n        RequestTemplates: {{application/json: '{request}'}}\n"
        f"        IntegrationResponses: [{{StatusCode: '200'{response}}}{more}]",
        responses=DECLARED.replace("DECLARED", names),
        api=api,
    )


def answer_of(response: str, headers: tuple[tuple[str, str], ...] = (), body: str = "", **given: str) -> Answer:
    return Stand(mock(response, **given)).run("POST /", headers=headers, body=body)


class TestMock:
    @pytest.mark.parametrize("request_", ["{statusCode: 200}", '{"statusCode": 200}', "{''statusCode'': 200, }"])
    def test_takes_its_status_from_the_rendered_request(self, request_: str) -> None:
        answer = answer_of("", request=request_)
        assert (answer.status, answer.body, answer.headers) == (200, b"", [("Content-Type", "application/json")])

    @pytest.mark.parametrize(
        "request_", ["", "{}", "[200]", '{"statusCode": "200"}', '{"statusCode": true}', "{a", "200", "[" * 300]
    )
    def test_without_an_integer_is_a_500(self, request_: str) -> None:
        fault = Stand(mock("", request=request_)).fault("POST /")
        assert (fault.type, fault.status) == ("API_CONFIGURATION_ERROR", 500)
        assert "statusCode" in fault.hint

    def test_selects_by_status(self) -> None:
        text = mock("", '{"statusCode": $input.params("s")}', more=r", {StatusCode: '400', SelectionPattern: '4\d\d'}")
        stand = Stand(text)
        assert [stand.run("POST /", query=f"s={status}").status for status in (200, 404, 40, 999)] == [
            200,
            400,
            200,
            200,
        ]

    def test_a_response_template_sees_no_body(self) -> None:
        response = ", ResponseTemplates: {application/json: '$input.body $input.params(\"q\")'}"
        stand = Stand(mock(response))
        assert stand.run("POST /", body='{"a": 1}', query="q=asked").body == b"{} asked"

    def test_answers_the_preflights_that_cfngw_writes(self) -> None:
        """A38, A39, A40."""
        origins = ["https://a.example", "https://b.example"]
        hello = Function("Hello", "index.handler", runtime="python3.13", code=Inline("def handler(e, c): return {}"))
        blueprint = RestApiLambdaBlueprint(
            name="Hello",
            stages=[Stage("dev")],
            cors=Cors(origins, allow_headers=["X-One"], max_age_seconds=60),
            methods=[Method("GET /hello", hello)],
        )
        stand = Stand(blueprint.to_yaml())
        answer = stand.run("OPTIONS /hello", headers=(("Origin", origins[1]),))
        assert answer.status in (200, 204)
        assert answer.header("Access-Control-Allow-Origin") == origins[1]
        assert answer.header("Access-Control-Max-Age") == "60"
        refused = stand.run("OPTIONS /hello", headers=(("Origin", "https://evil.example"),))
        assert refused.header("Access-Control-Allow-Origin") != "https://evil.example"


class TestTemplates:
    RESPONSE = ", ResponseTemplates: {text/html: '<p>', application/json: '{}', text/plain: 'p'}"

    @pytest.mark.parametrize(
        ("accept", "content_type"),
        [
            (None, "application/json"),
            ("text/html", "text/html"),
            ("text/plain;q=0.5, text/html", "text/plain"),
            ("*/*", "application/json"),
            ("image/png", "application/json"),
        ],
    )
    def test_are_chosen_by_accept(self, accept: str | None, content_type: str) -> None:
        """B20."""
        answer = answer_of(self.RESPONSE, headers=(("Accept", accept),) if accept else ())
        assert answer.header("Content-Type") == content_type

    def test_without_json_the_first_is_taken(self) -> None:
        answer = answer_of(", ResponseTemplates: {text/html: '<p>', text/plain: 'p'}", headers=(("Accept", "x/y"),))
        assert (answer.body, answer.header("Content-Type")) == (b"<p>", "text/html")

    def test_that_fail_are_a_500(self) -> None:
        fault = Stand(mock(", ResponseTemplates: {application/json: '#set($x = [1])$x.get(9)'}")).fault("POST /")
        assert (fault.type, fault.status) == ("API_CONFIGURATION_ERROR", 500)

    def test_do_not_read_a_backends_broken_json_as_the_callers_fault(self) -> None:
        text = method(
            "        Type: HTTP\n        Uri: http://localhost:9/\n        IntegrationHttpMethod: GET\n"
            "        IntegrationResponses: [{StatusCode: '200', "
            "ResponseTemplates: {application/json: '$input.path(\"$.a\")'}}]"
        )
        assert Stand(text, answer=BackendAnswer(200, (), b"{a")).fault("POST /").status == 500

    def test_read_no_binary_data(self) -> None:
        text = method(
            "        Type: HTTP\n        Uri: http://localhost:9/\n        IntegrationHttpMethod: GET\n"
            "        IntegrationResponses: [{StatusCode: '200', ContentHandling: CONVERT_TO_BINARY, "
            "ResponseTemplates: {application/json: '$input.body'}}]"
        )
        assert Stand(text, answer=BackendAnswer(200, (), b"/wA=")).fault("POST /").status == 500

    def test_write_what_is_more_than_unicode(self) -> None:
        answer = answer_of(", ResponseTemplates: {application/json: '$input.params(\"q\")'}")
        assert answer.body == b""


class TestHeaders:
    def test_are_mapped_where_the_method_declares_them(self) -> None:
        """C25, P07."""
        response = (
            ", ResponseParameters: {method.response.header.X-One: \"'1'\", method.response.header.X-Two: \"'2'\"}"
        )
        stand = Stand(mock(response, declared="X-One"))
        answer = stand.run("POST /")
        assert (answer.header("X-One"), answer.header("X-Two")) == ("1", None)
        assert "the header X-Two is not sent" in stand.said[0]

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            ("integration.response.header.x-own", "2"),
            ("integration.response.multivalueheader.X-Own", "1,2"),
            ("integration.response.body.a.b", "t"),
            ("integration.response.body.list[1]", "20"),
            ("integration.response.body.none", None),
            ("context.requestId", "11111111-2222-3333-4444-555555555555"),
            ("stageVariables.env", "prod"),
            ("method.request.header.Origin", "https://a.example"),
        ],
    )
    def test_come_from_many_places(self, expression: str, value: str | None) -> None:
        text = method(
            "        Type: HTTP\n        Uri: http://localhost:9/\n        IntegrationHttpMethod: GET\n"
            "        IntegrationResponses: [{StatusCode: '200', "
            f"ResponseParameters: {{method.response.header.X-Made: '{expression}'}}}}]",
            responses="[{StatusCode: '200', ResponseParameters: {method.response.header.X-Made: true}}]",
        )
        body = b'{"a": {"b": "t"}, "list": [10, 20]}'
        backend = BackendAnswer(200, (("X-Own", "1"), ("X-Own", "2")), body)
        answer = Stand(text, answer=backend, variables={"env": "prod"}).run(
            "POST /", headers=(("Origin", "https://a.example"),)
        )
        assert answer.header("X-Made") == value

    def test_come_from_the_json_in_a_lambda_error(self) -> None:
        text = method(
            f"        Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{LAMBDA}'\n"
            "        IntegrationResponses: [{StatusCode: '200', ResponseParameters: "
            "{method.response.header.X-Type: integration.response.body.errorMessage.errorType}}]",
            responses="[{StatusCode: '200', ResponseParameters: {method.response.header.X-Type: true}}]",
        )
        assert Stand(text, failed(json.dumps({"errorType": "Bad"}))).run("POST /").header("X-Type") == "Bad"
        assert Stand(text, failed("no json")).run("POST /").header("X-Type") is None

    def test_of_broken_json_are_a_500(self) -> None:
        text = method(
            "        Type: HTTP\n        Uri: http://localhost:9/\n        IntegrationHttpMethod: GET\n"
            "        IntegrationResponses: [{StatusCode: '200', "
            "ResponseParameters: {method.response.header.X-Made: integration.response.body.a}}]",
            responses="[{StatusCode: '200', ResponseParameters: {method.response.header.X-Made: true}}]",
        )
        assert Stand(text, answer=BackendAnswer(200, (), b"{a")).fault("POST /").status == 500

    def test_that_are_the_gateways_are_renamed(self) -> None:
        names = "Date Server Content-Length Connection WWW-Authenticate User-Agent Host X-Ok"
        mapped = ", ".join(f"method.response.header.{name}: \"'x'\"" for name in names.split())
        answer = answer_of(f", ResponseParameters: {{{mapped}}}", declared=names)
        assert {name for name, _ in answer.headers} == {
            "X-Ok",
            "Content-Type",
            *(f"x-amzn-Remapped-{name}" for name in names.split() if name != "X-Ok"),
        }

    def test_carry_no_line_breaks(self) -> None:
        response = ", ResponseParameters: {method.response.header.X: method.request.body.x}"
        stand = Stand(mock(response, declared="X"))
        assert stand.run("POST /", body=json.dumps({"x": "a\r\nb\0c"})).header("X") == "a b c"
        made = stand.run("POST /", body=json.dumps({"x": "日本"}, ensure_ascii=False)).header("X")
        assert made is not None
        assert made.encode("latin-1").decode() == "日本"


class TestOverrides:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("444", 444),
            ("200", 200),
            ("99", 200),
            ("600", 200),
            ('"404"', 200),
            ("4.5", 200),
            ("true", 200),
            ("[]", 200),
        ],
    )
    def test_the_status_has_to_be_an_integer(self, status: str, expected: int) -> None:
        template = f"#set($context.responseOverride.status = {status})x"
        assert answer_of(f", ResponseTemplates: {{application/json: '{template}'}}").status == expected

    def test_a_request_template_may_set_the_status(self) -> None:
        assert answer_of("", request='#set($context.responseOverride.status = 444){"statusCode": 200}').status == 444

    def test_headers_need_no_declaration(self) -> None:
        template = (
            '#set($context.responseOverride.header.Content-Type = "text/csv")'
            '#set($context.responseOverride.header.X-Many = ["a", "b"])'
            '#set($context.responseOverride.header["no name"] = "x")'
        )
        answer = answer_of(f", ResponseTemplates: {{application/json: '{template}'}}")
        assert answer.headers == [("Content-Type", "text/csv"), ("X-Many", "a"), ("X-Many", "b")]

    def test_an_override_replaces_what_was_mapped(self) -> None:
        response = (
            ", ResponseParameters: {method.response.header.X-One: \"'mapped'\"}, ResponseTemplates: "
            "{application/json: '#set($context.responseOverride.header.x-one = \"over\")'}"
        )
        answer = answer_of(response, declared="X-One")
        assert [value for name, value in answer.headers if name.lower() == "x-one"] == ["over"]


def test_binary_is_converted_on_the_way_out() -> None:
    """The gateway-behaviour row: CONVERT_TO_BINARY decodes base64."""
    text = method(
        f"        Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{LAMBDA}'\n"
        "        IntegrationResponses: [{StatusCode: '200', ContentHandling: CONVERT_TO_BINARY}]"
    )
    assert Stand(text, lambda _: b"/wA=").run("POST /").body == b"\xff\x00"
    assert Stand(text, lambda _: "/wA=").run("POST /").body == b"\xff\x00"  # a function's text has quotes
    assert Stand(text, lambda _: {"no": "base64"}).fault("POST /").status == 500


def test_pattern_and_template_for_a_front_method_any() -> None:
    stand = Stand(mock("").replace("HttpMethod: POST", "HttpMethod: ANY"))
    assert stand.run("ANY /", method="PATCH").status == 200
