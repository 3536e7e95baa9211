"""What goes into an integration: templates by content type, parameters, overrides, text and binary (B09–B12, D19)."""

from __future__ import annotations

import base64
import json

import pytest

from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.payload import BinaryTypes, first_type, to_client, to_integration
from cfngw.local.running import BackendAnswer
from integration_stand import LAMBDA, Stand, method

AWS = f"        Type: AWS\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{LAMBDA}'\n"
ANSWER = "        IntegrationResponses: [{StatusCode: '200'}]\n"
RAW = b"\xff\x00png"
BASE64 = base64.b64encode(RAW)


def custom(more: str = "", **given: str) -> str:
    lines = "\n".join(f"        {line}" for line in more.strip("\n").splitlines())
    return method(f"{AWS}{ANSWER}{lines}", **given)


def http(more: str = "", uri: str = "http://localhost:9/x", verb: str = "POST", **given: str) -> str:
    lines = "\n".join(f"        {line}" for line in more.strip("\n").splitlines())
    head = f"        Type: HTTP\n        IntegrationHttpMethod: POST\n        Uri: '{uri}'\n"
    return method(f"{head}{ANSWER}{lines}", verb=verb, **given)


class TestTheTableOfRequests:
    """Each row of AWS's table of content type conversions."""

    @pytest.mark.parametrize(
        ("body", "content_type", "types", "handling", "expected"),
        [
            (b"text", "any/type", (), None, "text"),
            (b"dGV4dA==", "any/type", (), "CONVERT_TO_BINARY", b"text"),
            (b"text", "any/type", (), "CONVERT_TO_TEXT", "text"),
            (b"text", "text/plain", ("image/png",), None, "text"),
            (b"dGV4dA==", "text/plain", ("image/png",), "CONVERT_TO_BINARY", b"text"),
            (b"text", "text/plain", ("image/png",), "CONVERT_TO_TEXT", "text"),
            (RAW, "image/png", ("image/png",), None, RAW),
            (RAW, "image/png", ("image/png",), "CONVERT_TO_BINARY", RAW),
            (RAW, "image/png", ("image/png",), "CONVERT_TO_TEXT", BASE64.decode()),
        ],
    )
    def test_holds(
        self, body: bytes, content_type: str, types: tuple[str, ...], handling: str | None, expected: str | bytes
    ) -> None:
        assert to_integration(body, content_type, handling, BinaryTypes(types)) == expected

    def test_text_that_is_no_base64_is_a_500(self) -> None:
        with pytest.raises(Fault) as raised:
            to_integration(b"no base64", "text/plain", "CONVERT_TO_BINARY", BinaryTypes(()))
        assert (raised.value.type, raised.value.status) == ("API_CONFIGURATION_ERROR", 500)


class TestTheTableOfResponses:
    """Each row of AWS's table; ``png`` is the one binary type."""

    @pytest.mark.parametrize(
        ("body", "content_type", "accept", "types", "handling", "expected"),
        [
            (b"text", None, "text/plain", (), None, "text"),
            (b"dGV4dA==", None, "text/plain", (), "CONVERT_TO_BINARY", b"text"),
            (b"text", None, "text/plain", (), "CONVERT_TO_TEXT", "text"),
            (b"text", "text/plain", "text/plain", ("image/png",), None, "text"),
            (b"dGV4dA==", "text/plain", "text/plain", ("image/png",), "CONVERT_TO_BINARY", b"text"),
            (b"text", "text/plain", "text/plain", ("image/png",), "CONVERT_TO_TEXT", "text"),
            (b"dGV4dA==", "text/plain", "image/png", ("image/png",), None, b"text"),
            (b"dGV4dA==", "text/plain", "image/png", ("image/png",), "CONVERT_TO_BINARY", b"text"),
            (b"text", "text/plain", "image/png", ("image/png",), "CONVERT_TO_TEXT", "text"),
            (RAW, "image/png", "text/plain", ("image/png",), None, BASE64.decode()),
            (RAW, "image/png", "text/plain", ("image/png",), "CONVERT_TO_BINARY", RAW),
            (RAW, "image/png", "text/plain", ("image/png",), "CONVERT_TO_TEXT", BASE64.decode()),
            (RAW, "image/png", "image/png", ("image/png",), None, RAW),
            (RAW, "image/png", "image/png", ("image/png",), "CONVERT_TO_BINARY", RAW),
            (RAW, "image/png", "image/png", ("image/png",), "CONVERT_TO_TEXT", BASE64.decode()),
        ],
    )
    def test_holds(
        self,
        body: bytes,
        content_type: str | None,
        accept: str,
        types: tuple[str, ...],
        handling: str | None,
        expected: str | bytes,
    ) -> None:
        assert to_client(body, content_type, accept, handling, BinaryTypes(types)) == expected

    def test_only_the_first_accepted_type_counts(self) -> None:
        types = BinaryTypes(("image/png",))
        assert types.has("image/png;q=0.8, text/html")
        assert not types.has("text/html, image/png")
        assert first_type(" Text/HTML ; q=1, x/y") == "text/html"

    def test_many_types_are_not_remembered_for_ever(self) -> None:
        types = BinaryTypes(("image/*",))
        assert all(types.has(f"image/x{number}") for number in range(5000))
        assert len(types._known) <= 256


class TestPassthrough:
    TEMPLATES = "RequestTemplates: {application/json: '{\"mapped\": true}'}\n"

    @pytest.mark.parametrize(
        ("behavior", "templates", "content_type", "event"),
        [
            ("WHEN_NO_MATCH", True, "text/plain", {}),
            ("WHEN_NO_MATCH", False, "text/plain", {}),
            ("WHEN_NO_TEMPLATES", True, "text/plain", None),
            ("WHEN_NO_TEMPLATES", False, "text/plain", {}),
            ("NEVER", True, "text/plain", None),
            ("NEVER", False, "text/plain", None),
            ("NEVER", True, "application/json", {"mapped": True}),
            ("NEVER", True, "Application/JSON; charset=utf-8", {"mapped": True}),
            ("NEVER", True, None, {"mapped": True}),
            ("NEVER", False, None, None),
            (None, True, "text/plain", {}),
        ],
    )
    def test_by_behavior(self, behavior: str | None, templates: bool, content_type: str | None, event: object) -> None:
        more = (self.TEMPLATES if templates else "") + (f"PassthroughBehavior: {behavior}" if behavior else "")
        stand = Stand(custom(more))
        headers = (("content-type", content_type),) if content_type else ()
        if event is None:
            fault = stand.fault("POST /", headers=headers)
            assert (fault.type, fault.status, fault.message) == (
                "UNSUPPORTED_MEDIA_TYPE",
                415,
                "Unsupported Media Type",
            )
        else:
            stand.run("POST /", headers=headers)
            assert stand.functions.events == [event]

    def test_a_default_template_takes_what_no_other_does(self) -> None:
        stand = Stand(custom("PassthroughBehavior: NEVER\nRequestTemplates: {$default: '{\"d\": 1}'}"))
        stand.run("POST /", headers=(("Content-Type", "text/csv"),))
        assert stand.functions.events == [{"d": 1}]

    def test_an_empty_template_passes_the_body_through(self) -> None:
        """B13, for the request."""
        stand = Stand(custom("PassthroughBehavior: NEVER\nRequestTemplates: {application/json: ''}"))
        stand.run("POST /", body="[1]")
        assert stand.functions.events == [[1]]


class TestTemplates:
    def test_see_parameters_context_and_stage_variables(self) -> None:
        """B10, D11, D12, D31."""
        template = (
            '{"id": "$input.params(\'id\')", "q": "$input.params(\'q\')", "h": "$input.params(\'X-One\')", '
            '"name": $input.json(\'$.name\'), "verb": "$context.httpMethod", "stage": "$stageVariables.stage"}'
        )
        text = custom(f"RequestTemplates:\n  application/json: >-\n    {template}", path="/user/{id}")
        stand = Stand(text, variables={"stage": "prod"})
        stand.run("POST /user/{id}", "/user/a%20b", query="q=1&q=2", headers=(("X-One", "h"),), body='{"name": "Ada"}')
        assert stand.functions.events == [
            {"id": "a b", "q": "2", "h": "h", "name": "Ada", "verb": "POST", "stage": "prod"}
        ]

    @pytest.mark.parametrize(
        ("template", "made"),
        [
            ("$input.params().path.id $input.params().path.size()", "x 1"),
            ("$input.params().querystring.q", "y"),
            ("$input.params().header.get('X-One')", "z"),
            ("#set($all = $input.params())$all.querystring.q $all.path.id", "y x"),
            ("$input.params('q')", "y"),
            ("$input.params().get('path').id", "x"),
            ("#set($t = '$input.par' + 'ams(\"q\")')#evaluate($t)$!context.stage$!stageVariables.env", "ydevprod"),
        ],
    )
    def test_are_given_whatever_way_they_ask(self, template: str, made: str) -> None:
        """What a template does not name is not made for it."""
        indented = template.replace("\n", "\n    ")
        text = http(f"RequestTemplates:\n  application/json: |-\n    {indented}", path="/{id}")
        stand = Stand(text, variables={"env": "prod"})
        stand.run("POST /{id}", "/x", query="q=y", headers=(("X-One", "z"),))
        assert stand.backends.requests[0].body.decode() == made

    def test_a_body_that_is_no_json_is_a_400_with_the_line_of_the_file(self) -> None:
        text = custom("RequestTemplates:\n  application/json: |\n    {\n      \"a\": $input.json('$.a')\n    }")
        fault = Stand(text).fault("POST /", body="{a")
        assert fault.status == 400
        assert (fault.message or "").startswith("Could not process payload net.minidev.json.parser.ParseException")
        line = next(number for number, each in enumerate(text.splitlines(), 1) if "$input.json" in each)
        column = text.splitlines()[line - 1].index(".json") + 2
        assert fault.hint.startswith(f"template.yaml:{line}:{column}: ")

    def test_what_else_fails_is_a_500_with_the_line_of_the_file(self) -> None:
        text = custom("RequestTemplates:\n  application/json: |-\n    ## first\n    #set($x = [1])$x.get(9)")
        fault = Stand(text).fault("POST /")
        assert (fault.type, fault.status) == ("API_CONFIGURATION_ERROR", 500)
        line = next(number for number, each in enumerate(text.splitlines(), 1) if "$x.get" in each)
        assert fault.hint.startswith(f"template.yaml:{line}:")
        assert fault.message == "Internal server error"

    def test_where_one_does_not_parse_only_its_method_fails(self) -> None:
        text = custom("RequestTemplates:\n  application/json: |\n    {}\n    #if($x\n  text/plain: '{}'")
        stand = Stand(text)
        line = next(number for number, each in enumerate(text.splitlines(), 1) if "#if($x" in each)
        assert stand.fault("POST /").hint.startswith(f"template.yaml:{line}:")
        assert stand.said == []  # who opened the templates told it
        assert stand.run("POST /", headers=(("Content-Type", "text/plain"),)).status == 200

    def test_a_place_in_quotes_is_that_of_its_key(self) -> None:
        text = custom("RequestTemplates:\n  application/json: '#if($x'")
        line = next(number for number, each in enumerate(text.splitlines(), 1) if "#if($x" in each)
        assert Stand(text).fault("POST /").hint.startswith(f"template.yaml:{line}:")

    def test_one_that_nobody_knows_yet_is_told(self) -> None:
        stand = Stand(custom("RequestTemplates: {application/json: !ImportValue Elsewhere}"))
        assert "not known before the stack is made" in stand.said[0]
        assert stand.fault("POST /").status == 500

    def test_binary_data_needs_no_template(self) -> None:
        """P31: raw bytes pass without a template, and are a 500 with one that is no UTF-8."""
        png = "\n      BinaryMediaTypes: [image/png]"
        types = (("Content-Type", "image/png"),)
        stand = Stand(http(api=png))
        stand.run("POST /", headers=types, body=bytes(range(256)))
        assert stand.backends.requests[0].body == bytes(range(256))
        mapped = http("RequestTemplates: {image/png: '$input.body'}", api=png)
        assert Stand(mapped).fault("POST /", headers=types, body=RAW).status == 500
        as_text = http("RequestTemplates: {image/png: '$input.body'}\nContentHandling: CONVERT_TO_TEXT", api=png)
        stand = Stand(as_text)
        stand.run("POST /", headers=types, body=RAW)
        assert stand.backends.requests[0].body == BASE64

    def test_an_endless_template_ends(self) -> None:
        loops = "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end"
        assert Stand(custom(f"RequestTemplates: {{application/json: '{loops}'}}")).fault("POST /").status == 500


class TestParameters:
    def sent(self, expression: str, place: str = "header.X-Made", path: str = "/{id}", **given: object) -> object:
        stand = Stand(
            http(f'RequestParameters: {{integration.request.{place}: "{expression}"}}', path=path),
            variables={"env": "prod"},
        )
        stand.run("POST /{id}", "/a%20b", **given)
        request = stand.backends.requests[0]
        if place.startswith("querystring"):
            return request.url.partition("?")[2]
        return dict(request.headers).get("X-Made")

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            ("'a literal'", "a literal"),
            ("method.request.path.id", "a b"),
            ("method.request.header.X-One", "2"),
            ("method.request.header.x-one", "2"),
            ("method.request.multivalueheader.X-One", "1,2"),
            ("method.request.querystring.q", "y"),
            ("method.request.multivaluequerystring.q", "x,y"),
            ("method.request.body", '{"a": {"b": [1]}, "c": "t"}'),
            ("method.request.body.c", "t"),
            ("method.request.body.a.b", "[1]"),
            ("method.request.body.missing", None),
            ("context.identity.sourceIp", "127.0.0.1"),
            ("$context.stage", "dev"),
            ("context.no.such", None),
            ("stageVariables.env", "prod"),
            ("stageVariables.none", None),
            ("method.request.header.None", None),
        ],
    )
    def test_sources(self, expression: str, value: str | None) -> None:
        sent = self.sent(
            expression,
            query="q=x&q=y",
            headers=(("X-One", "1"), ("X-One", "2")),
            body='{"a": {"b": [1]}, "c": "t"}',
        )
        assert sent == value

    def test_a_query_parameter_keeps_all_values(self) -> None:
        assert self.sent("method.request.multivaluequerystring.q", "querystring.out", query="q=x&q=y%26z") == (
            "out=x&out=y%26z"
        )

    def test_broken_json_is_a_400(self) -> None:
        stand = Stand(http("RequestParameters: {integration.request.header.X: method.request.body.a}"))
        fault = stand.fault("POST /", body="{a")
        assert (fault.status, fault.message) == (400, "Invalid JSON in request body")
        assert stand.run("POST /", body="plain").status == 200

    @pytest.mark.parametrize("name", ["Content-Length", "Transfer-Encoding", "X-Amzn-Trace-Id"])
    def test_some_headers_are_a_configuration_error(self, name: str) -> None:
        stand = Stand(http(f"RequestParameters: {{integration.request.header.{name}: \"'x'\"}}"))
        assert stand.fault("POST /").type == "API_CONFIGURATION_ERROR"

    def test_what_is_no_expression_is_told_and_left_out(self) -> None:
        stand = Stand(http("RequestParameters: {integration.request.header.X: request.header.X}"))
        assert "nothing is mapped to integration.request.header.X" in stand.said[0]
        assert stand.run("POST /").status == 200

    def test_a_line_break_does_not_make_a_header(self) -> None:
        made = self.sent("method.request.body.c", body=json.dumps({"c": "a\r\nX-Evil: 1"}))
        assert made == "a X-Evil: 1"


class TestOverrides:
    def test_replace_what_was_mapped(self) -> None:
        template = (
            "#set($context.requestOverride.header.X-One = 'over')"
            "#set($context.requestOverride.header['X-Two'] = ['a', 'b'])"
            "#set($context.requestOverride.querystring.q = 5)"
            "#set($context.requestOverride.path.id = 'x/y z')body"
        )
        more = f"""
RequestParameters:
  integration.request.header.x-one: "'mapped'"
  integration.request.querystring.q: "'mapped'"
  integration.request.path.id: method.request.path.id
RequestTemplates: {{application/json: "{template}"}}
"""
        stand = Stand(http(more, uri="http://localhost:9/of/{id}?fixed=1", path="/{id}"))
        stand.run("POST /{id}", "/a")
        request = stand.backends.requests[0]
        assert request.url == "http://localhost:9/of/x/y%20z?fixed=1&q=5"
        headers = [pair for pair in request.headers if pair[0].lower() in ("x-one", "x-two")]
        assert headers == [("X-One", "over"), ("X-Two", "a"), ("X-Two", "b")]
        assert request.body == b"body"
        assert stand.passage.request_overrides["request"]["querystring"] == {"q": 5}

    def test_of_the_request_are_seen_by_the_response(self) -> None:
        more = (
            "RequestTemplates: {application/json: '#set($context.requestOverride.header.X = $input.params(\"q\")){}'}"
        )
        response = "[{StatusCode: '200', ResponseTemplates: {application/json: '$context.requestOverride.header.X'}}]"
        text = custom(more).replace("[{StatusCode: '200'}]\n        RequestT", f"{response}\n        RequestT")
        assert Stand(text).run("POST /", query="q=seen").body == b"seen"


def test_a_path_variable_without_a_mapping_is_a_500_that_says_how() -> None:
    """The gateway knows no path variables of an endpoint but those that are mapped."""
    fault = Stand(http(uri="http://localhost:9/{proxy}", path="/{proxy+}")).fault("POST /{proxy+}", "/a/b")
    assert fault.status == 500
    assert "map integration.request.path.proxy from method.request.path.proxy" in fault.hint


def test_answers_are_the_backends_by_default() -> None:
    stand = Stand(http(), answer=BackendAnswer(201, (("Content-Type", "text/plain"), ("X-Own", "1")), b"made"))
    answer = stand.run("POST /")
    assert (answer.status, answer.body, answer.header("X-Own")) == (200, b"made", None)
