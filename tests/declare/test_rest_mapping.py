"""Requests and responses: templates, models, parameters, headers, patterns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from troposphere import Ref, Sub

from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    PATH_PARAMETERS,
    BracketErrors,
    File,
    GatewayResponse,
    Method,
    Mock,
    Model,
    Parameter,
    Request,
    Response,
)
from cfngw.declare.selection_pattern import selects, stops_at_newline, wrong_with
from cfngw.vtl import render
from rest_samples import PETS
from samples import loose, refused

NASTY = 'it\'s "x"\n\\ ü \u2028'


@pytest.mark.parametrize(
    "template", ["", "plain", "$input.json('$')", {"text/xml": "<a/>"}, Sub("${P}"), Parameter("T"), None]
)
def test_a_template(template: Any) -> None:
    assert Request(template=template)
    assert Response(200, template=template)


@pytest.mark.parametrize("template", [5, ["x"], {"json": "x"}, {"text/xml": 5}, {5: "x"}, b"x"])
def test_no_template(template: Any) -> None:
    assert refused(lambda: loose.Request(template=template)).option == "template"
    assert refused(lambda: loose.Response(200, template=template)).option == "template"


def test_a_template_that_does_not_parse_is_refused_with_its_place() -> None:
    error = refused(lambda: Request(template="{\n  #if($x}"))
    assert error.problem.startswith("Request: the template does not parse: line 2, column ")
    assert error.allowed == "Velocity 1.7 as API Gateway has it"
    error = refused(lambda: Response(200, template={"text/xml": "#foreach($a)#end"}))
    assert "the template for text/xml does not parse: line 1" in error.problem


def test_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    path = tmp_path / "request.vm"
    path.write_text("#if(")
    error = refused(lambda: Request(template=File(str(path))))
    assert f"the template {path} does not parse: line 1" in error.problem


def test_one_content_type_has_one_model() -> None:
    model = Model("Pet", PETS)
    error = refused(lambda: Request(model, models={"application/json": "Empty"}))
    assert error.problem == "Request: application/json has two models."
    assert Request(model, models={"text/xml": "Empty"}).all_models == {"application/json": model, "text/xml": "Empty"}
    assert Request(Model("Pet", PETS, content_type="text/xml")).all_models.keys() == {"text/xml"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("header.X", "method.request.header.X"),
        ("query.page", "method.request.querystring.page"),
        ("multivaluequerystring.page", "method.request.multivaluequerystring.page"),
        ("path.id", "method.request.path.id"),
        ("body", "method.request.body"),
        ("body.a.b", "method.request.body.a.b"),
        ("context.requestId", "context.requestId"),
        ("stageVariables.x", "stageVariables.x"),
        ("method.request.header.X", "method.request.header.X"),
        ("'literal'", "'literal'"),
        (5, "'5'"),
    ],
)
def test_where_a_parameter_comes_from(given: Any, kept: str) -> None:
    assert loose.Request(parameters={"header.A": given}).sources == {"integration.request.header.A": kept}


@pytest.mark.parametrize("given", ["literal", "cookie.a", "header", None, ["x"]])
def test_where_no_parameter_comes_from(given: Any) -> None:
    assert refused(lambda: loose.Request(parameters={"header.A": given})).option == "parameters"


@pytest.mark.parametrize("name", ["A", "body.a", "cookie.a", "header."])
def test_no_place_for_a_parameter(name: str) -> None:
    assert refused(lambda: Request(parameters={name: "'x'"})).option == "parameters"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("application/json", "'application/json'"),
        ("'application/json'", "'application/json'"),
        ("integration.response.header.Location", "integration.response.header.Location"),
        ("integration.response.body.url", "integration.response.body.url"),
        ("integration.response.multivalueheader.A", "integration.response.multivalueheader.A"),
        ("context.requestId", "context.requestId"),
        ("stageVariables.a", "stageVariables.a"),
        ("contextual", "'contextual'"),
        (60, "'60'"),
        ("", "''"),
    ],
)
def test_a_literal_header_gets_its_inner_quotes(given: Any, kept: str) -> None:
    assert loose.Response(200, headers={"X-A": given}).headers["X-A"] == kept


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("integration.response.headers.y", "integration.response.header.y"),
        ("integration.reponse.header.X-A", "integration.response.header.X-A"),
        ("integration.response.bdy.a.b", "integration.response.body.a.b"),
        ("integration.response.header", "integration.response.header.<name>"),
        ("method.request.header.X", "integration.response.header.<name>"),
        ("contexts.requestId", "context.requestId"),
        ("stageVariable.x", "stageVariables.x"),
    ],
)
def test_a_slip_in_an_expression_is_no_literal(given: str, meant: str) -> None:
    error = refused(lambda: Response(200, headers={"X-A": given}))
    assert (error.given, error.fix) == (given, f"""write "{meant}"; for that very text, "'{given}'\"""")
    assert Response(200, headers={"X-A": f"'{given}'"}).headers == {"X-A": f"'{given}'"}


@pytest.mark.parametrize("given", ["content.example", "v1.2.3", "a.b", "max-age=60", "contextual", "https://a.b/c.d"])
def test_a_text_with_dots_is_a_literal(given: str) -> None:
    assert Response(200, headers={"X-A": given}).headers == {"X-A": f"'{given}'"}


def test_a_slip_in_the_source_of_a_parameter_is_refused() -> None:
    error = refused(lambda: Request(parameters={"header.A": "method.request.headers.y"}))
    assert str(error.fix).startswith('write "method.request.header.y"')
    error = refused(lambda: GatewayResponse("DEFAULT_4XX", headers={"A": "method.request.headers.Origin"}))
    assert str(error.fix).startswith('write "method.request.header.Origin"')


def test_one_header_is_there_once_whatever_its_case() -> None:
    twice = {"X-a": "1", "x-A": "2"}
    for make in (
        lambda: Response(200, headers=twice),
        lambda: BracketErrors([400], headers=twice),
        lambda: GatewayResponse("DEFAULT_4XX", headers=twice),
    ):
        error = refused(make)
        assert (error.given, error.fix) == ("x-A", "leave out X-a or x-A: clients take both for one header")
    error = refused(lambda: Request(parameters={"header.X-a": "'1'", "header.x-A": "'2'"}))
    assert error.given == "integration.request.header.x-A"
    assert refused(lambda: Request(parameters={"query.a": "'1'", "querystring.a": "'2'"})).option == "parameters"


@pytest.mark.parametrize("names", [["query.a", "query.a!"], ["header.a", "header.A"]])
def test_a_parameter_is_declared_once(names: list[str]) -> None:
    error = refused(lambda: Method("GET /", Mock(), request_parameters=names))
    assert error.option == "request_parameters"
    assert Method("GET /", Mock(), request_parameters=["query.a", "header.a", "query.A"])


@pytest.mark.parametrize("headers", [{"a b": "x"}, {"": "x"}, {"A": None}, {"A": True}, {"A": ["x"]}, "A: x"])
def test_no_headers(headers: Any) -> None:
    assert refused(lambda: loose.Response(200, headers=headers)).option == "headers"


def test_what_becomes_bytes_takes_no_template() -> None:
    error = refused(lambda: Response(200, template="$input.body", content_handling="CONVERT_TO_BINARY"))
    assert error.problem.startswith("Response(200): CONVERT_TO_BINARY takes no template")
    error = refused(lambda: Request(template="$input.body", content_handling="CONVERT_TO_BINARY"))
    assert error.fix == "leave out the template, or content_handling"
    assert Response(200, template="$input.body", content_handling="CONVERT_TO_TEXT")
    assert Response(200, content_handling="CONVERT_TO_BINARY")


@pytest.mark.parametrize("status", [99, 600, "200", True, None, Ref("S")])
def test_no_status(status: Any) -> None:
    assert refused(lambda: loose.Response(status)).option == "status"


# Patterns


@pytest.mark.parametrize(
    "pattern", ["400: .+", r"^\[400:.*", r".*\"Status\": 400,.*", "a|b^", "a$", r"(?s).*", "(?!x).*"]
)
def test_a_pattern(pattern: str) -> None:
    assert Response(400, pattern=pattern).pattern == pattern


@pytest.mark.parametrize("pattern", ["(a", "a)", "[", "*", "a^b", "a$b", "(?!)", r"a\Ab", "x(?!)y"])
def test_a_pattern_that_does_not_compile_or_never_matches(pattern: str) -> None:
    error = refused(lambda: Response(400, pattern=pattern))
    assert error.option == "pattern"
    assert "does not compile" in error.problem or "matches no text" in error.problem


def test_a_pattern_is_not_empty() -> None:
    assert refused(lambda: Response(400, pattern="")).option == "pattern"


@pytest.mark.parametrize(
    ("pattern", "stops"),
    [("400: .+", True), (r"400: [\s\S]+", False), ("(?s)400: .+", False), (r"(\n|.)+", False), ("a.b", False)],
)
def test_a_dot_stops_at_a_newline(pattern: str, stops: bool) -> None:
    assert wrong_with(pattern) is None
    assert stops_at_newline(pattern) is stops
    assert not stops or not selects(pattern, "400: a\nb")


# Ready templates


@pytest.mark.parametrize("template", [PARSED_BODY, FORM_BODY, PATH_PARAMETERS])
def test_a_ready_template_gives_json_whatever_a_client_sends(template: str) -> None:
    from urllib.parse import quote_plus

    body = json.dumps({"a": NASTY}) if template is PARSED_BODY else f"a={quote_plus(NASTY)}&b&c=d%3D"
    given = {"id": NASTY}
    rendered = render(template, body=body, path=given, querystring=given, header=given, stage_variables=given)
    event = json.loads(rendered.output)
    if template is PATH_PARAMETERS:
        assert event == {"pathParams": {"id": NASTY}}
        return
    assert event["path"] == event["query"] == event["headers"] == event["stageVariables"] == {"id": NASTY}
    assert event["body"] == ({"a": NASTY} if template is PARSED_BODY else {"a": NASTY, "b": "", "c": "d="})


def test_the_event_of_a_parsed_body_has_the_keys_of_the_frameworks() -> None:
    event = json.loads(render(PARSED_BODY, context={"httpMethod": "POST", "stage": "dev", "resourcePath": "/a"}).output)
    assert list(event) == [
        *("body", "method", "principalId", "stage", "cognitoPoolClaims", "enhancedAuthContext"),
        *("headers", "query", "path", "identity", "stageVariables", "requestPath"),
    ]
    assert (event["method"], event["stage"], event["requestPath"]) == ("POST", "dev", "/a")
