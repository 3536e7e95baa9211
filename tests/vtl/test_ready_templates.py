"""The ready templates: JSON for whatever is sent, and what the documents' own templates give for ordinary requests."""

# ruff: noqa: N802

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import test_documents as documents
from hypothesis import given
from hypothesis import strategies as st

import cfngw
from cfngw import (
    BRACKET_ERROR,
    FORM_BODY,
    JSON_ERROR,
    PARSED_BODY,
    PASS_THROUGH,
    PATH_PARAMETERS,
    PREFIX_ERROR,
    WHOLE_REQUEST,
)
from cfngw.vtl import MappingTemplateError, Template, parse
from cfngw.vtl.errors import TemplateProblemError
from cfngw.vtl.fuzz import fuzz
from cfngw.vtl.json_check import fault_of
from cfngw.vtl.json_smart import parse_json
from cfngw.vtl.request import Request, sample

pytestmark = [pytest.mark.slow, pytest.mark.checked]

NAMES = [name for name in cfngw.__all__ if name.isupper()]
REQUESTS = [name for name in NAMES if not name.endswith("_ERROR")]
ERRORS = [name for name in NAMES if name.endswith("_ERROR")]
PARSED = {name: parse(getattr(cfngw, name)) for name in NAMES}

TEXTS = st.text(max_size=20) | st.text("'\"\\/\n\r\t\0é😀\u2028{}[]:,$#%&=abu0", max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
BODIES = (
    st.none()
    | JSON.map(json.dumps)
    | JSON.map(lambda value: json.dumps(value, ensure_ascii=False))
    | TEXTS
    | st.lists(st.tuples(TEXTS, TEXTS), max_size=4).map(lambda pairs: "&".join(f"{a}={b}" for a, b in pairs))
    | st.text("{}[]\",:'0aNnul \\", max_size=15)
)
TABLES = st.dictionaries(TEXTS, TEXTS | st.integers() | st.none() | st.booleans() | JSON, max_size=3)
HOSTILE = st.builds(
    Request,
    BODIES,
    TABLES,
    TABLES,
    TABLES,
    st.fixed_dictionaries({"authorizer": TABLES, "identity": TABLES, "stage": TEXTS}),
    TABLES,
)


def output_of(template: Template, request: Request) -> str | None:
    """Render; None where the gateway refuses the body, before any template's fault."""
    try:
        return request.render(template).output
    except MappingTemplateError as error:
        with pytest.raises(TemplateProblemError):
            parse_json(request.body or "{}")
        if not any(word in error.problem for word in ("ParseException", "NumberFormat", "nests")):
            raise
        return None


@pytest.mark.parametrize("name", NAMES)
@given(request_=HOSTILE)
def test_the_output_is_json_whatever_is_sent(name: str, request_: Request) -> None:
    output = output_of(PARSED[name], request_)
    assert output is None or fault_of(output) is None, output


@pytest.mark.parametrize("name", ERRORS)
@given(message=JSON | JSON.map(json.dumps) | TEXTS | st.text('{}[]",: 0a\\t\n-.e', max_size=15))
def test_an_error_is_json_whatever_the_message(name: str, message: Any) -> None:
    output = output_of(PARSED[name], Request(json.dumps({"errorMessage": message, "stackTrace": ["secret"]})))
    assert output is not None
    assert fault_of(output) is None, output
    assert "stackTrace" not in output or "stackTrace" in str(message)


@pytest.mark.parametrize("name", NAMES)
def test_the_workbench_finds_nothing_that_breaks_it(name: str) -> None:
    base = sample(PARSED[name], response=name in ERRORS)
    report = fuzz(PARSED[name], base, seconds=60, mixtures=150)
    assert report.breaks == ()
    assert not report.cut
    assert report.tried > 150


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("FORM_BODY", "PATH_PARAMETERS")])
@pytest.mark.parametrize("body", ["{a", "[", '"a', '{"a"'])
def test_a_body_that_the_gateway_does_not_take_is_refused_before_any_function_is_called(name: str, body: str) -> None:
    with pytest.raises(MappingTemplateError, match="ParseException"):
        Request(body).render(PARSED[name])


# --- as the documents' own --------------------------------------------------------------------------------------------

ORDINARY: dict[str, dict[str, Any]] = {
    "full": documents.REQUEST,
    "empty": {},
    "list": {**documents.REQUEST, "body": "[1,[2],{}]"},
    "no authorizer": {**documents.REQUEST, "context": {"httpMethod": "GET"}},
    "unicode": {"body": '{"é":"漢😀"}', "path": {"a": "é漢😀/x"}, "header": {"h": "a\tb"}},
}


@pytest.mark.parametrize("request_", ORDINARY.values(), ids=ORDINARY)
def test_the_parsed_body_is_the_event_of_document_002(request_: dict[str, Any]) -> None:
    assert documents.rendered(PARSED_BODY, **request_) == documents.rendered(documents.SERVERLESS_JSON, **request_)


@pytest.mark.parametrize("body", ["a=1", "a=1&b=two+words&c=%C3%A9", "a=&b", "who=O%27Neil&q=%22"])
def test_the_form_is_the_event_of_document_002(body: str) -> None:
    request = {**documents.REQUEST, "body": body}
    assert documents.rendered(FORM_BODY, **request) == documents.rendered(documents.SERVERLESS_FORM, **request)


@pytest.mark.parametrize("path", [{}, {"a": "1"}, {"a": "1", "b": 'x "y"\n', "c": "é/😀"}])
def test_the_path_parameters_are_the_event_of_document_001(path: dict[str, str]) -> None:
    own = documents.rendered(documents.PATH_PARAMETERS, path=path)
    assert documents.rendered(PATH_PARAMETERS, path=path) == own == {"pathParams": path}


def test_the_bracket_error_is_the_answer_of_document_001() -> None:
    body = documents.failure("[400:BadRequest] fuga is not hoge")
    assert documents.rendered(BRACKET_ERROR, body=body) == documents.rendered(documents.ERROR_MESSAGE, body=body)


@pytest.mark.parametrize(
    "message", ['{"Status": 400, "ErrorReason": "no \\"x\\""}', '{ "a" : [ 1, {"b": null} ] }\n', "{}"]
)
def test_the_json_error_is_the_answer_of_document_002(message: str) -> None:
    body = documents.failure(message)
    assert documents.rendered(JSON_ERROR, body=body) == documents.rendered(documents.ANSWER_ERROR, body=body)


@pytest.mark.parametrize("message", ["400: `id` is required", "500: unexpected: x", "404: "])
def test_the_prefix_error_is_the_answer_of_document_003(message: str) -> None:
    body = documents.failure(message)
    assert documents.rendered(PREFIX_ERROR, body=body) == documents.rendered(documents.CUT_ERROR, body=body)


# --- beyond them ------------------------------------------------------------------------------------------------------


def test_P16_apostrophes_survive_in_names_and_values() -> None:
    request = {"header": {"x'y": "it's \\'"}, "querystring": {"'": "''"}, "path": {"a": "\\'"}}
    event = documents.rendered(PARSED_BODY, **request)
    assert (event["headers"], event["query"], event["path"]) == tuple(request.values())
    params = documents.rendered(WHOLE_REQUEST, **request)["params"]
    assert params == request
    assert documents.rendered(PATH_PARAMETERS, path={"a": "it's"}) == {"pathParams": {"a": "it's"}}


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("Task timed out after 3.00 seconds", None),
        ("400", None),
        ("", None),
        ("4x0: a", None),
        ("400: a\nb'\"", "a\nb'\""),
    ],
)
def test_a_message_without_the_prefix_is_shown_whole(message: str, error: str | None) -> None:
    found = documents.rendered(PREFIX_ERROR, body=documents.failure(message))
    assert found == {"error": message if error is None else error}


@pytest.mark.parametrize(
    "message",
    [
        "Task timed out",
        "{a: 1}",
        '{"a": 01}',
        '{"a": "\\x"}',
        '{"a": "b\nc"}',
        '{"a"',
        '{"a": 1} x',
        "[1 2]",
        '{"a": 1,}',
        "",
    ],
)
def test_a_message_that_is_no_json_is_made_some(message: str) -> None:
    assert documents.rendered(JSON_ERROR, body=documents.failure(message)) == {"message": message}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (None, {}),
        ("{}", {}),
        ("a=b=c", {"a": "b=c"}),
        ("a=1&a=2", {"a": "2"}),
        ("a=1&&=&b", {"a": "1", "": "", "b": ""}),
        ("a=100%&b=%zz&c=%4", {"a": "100%", "b": "%zz", "c": "%4"}),
        ("{a=1", {"{a": "1"}),
        ("a=" + "x" * 5000, {"a": "x" * 5000}),
        (
            "&".join(f"k{number}={number}" for number in range(1200)),
            {f"k{number}": str(number) for number in range(1000)},
        ),
    ],
)
def test_a_form_of_any_kind_is_read(body: str | None, form: dict[str, str]) -> None:
    assert documents.rendered(FORM_BODY, body=body)["body"] == form


def test_more_keys_than_a_loop_has_turns_leave_no_comma_behind() -> None:
    query = {f"k{number}": "" for number in range(1001)}
    assert len(documents.rendered(PARSED_BODY, querystring=query)["query"]) == 1000


@pytest.mark.parametrize(
    ("body", "payload"), [("NaN", None), ("[NaN]", None), ('{"a":"NaN"}', {"a": "NaN"}), ('["\\"NaN"]', ['"NaN'])]
)
def test_a_bare_nan_is_null_and_the_word_in_a_text_stays(body: str, payload: object) -> None:
    assert documents.rendered(PASS_THROUGH, body=body) == payload
    assert documents.rendered(PARSED_BODY, body=body)["body"] == payload
    assert documents.rendered(WHOLE_REQUEST, body=body)["body-json"] == payload


@pytest.mark.parametrize(
    "body", ["a=b&c", '{"a":1,"a":2}', "123456789012345678901234567890", '{"a":"\\u0000\\u2028"}', "[]", '""']
)
def test_the_payload_passes_through(body: str) -> None:
    try:
        expected = json.loads(body)
    except ValueError:
        expected = body
    assert documents.rendered(PASS_THROUGH, body=body) == expected


def test_the_whole_request_has_the_names_of_the_console() -> None:
    event = documents.rendered(WHOLE_REQUEST, **documents.REQUEST)
    assert list(event) == ["body-json", "params", "stage-variables", "context"]
    assert event["params"] == {
        "path": {"id": "42"},
        "querystring": {"page": "2"},
        "header": documents.REQUEST["header"],
    }
    assert event["stage-variables"] == {"alias": "live"}
    assert event["context"]["source-ip"] == "192.0.2.1"
    assert event["context"]["resource-path"] == "/redshift_select"
    assert event["context"]["user-arn"] == ""


def test_no_template_is_near_the_limit_of_its_size() -> None:
    assert max(len(getattr(cfngw, name)) for name in NAMES) < 4000


def test_the_example_of_the_page_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "mapping-templates.md"
    example = page.read_text(encoding="utf-8").partition("```py\n")[2].partition("```")[0]
    exec(compile(example, str(page), "exec"), {})


def test_the_page_names_every_ready_template() -> None:
    page = (Path(__file__).parents[2] / "docs" / "mapping-templates.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"| `{name}` |" not in page] == []
