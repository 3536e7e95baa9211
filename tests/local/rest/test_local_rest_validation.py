"""The method request: required parameters, models, AWS's texts (C40, P39)."""

# ruff: noqa: E501 (a table of AWS's sentences)

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from cfngw.local.rest.simple_schemas import simple_test
from cfngw.local.rest.validation import Checked, SchemaUnusable, TooMuchWork, read_body
from local_rest import Rest, ref, rest_template, told

INVALID = (400, {"message": "Invalid request body"})
NAMED = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0}},
}


def validated(
    schema: Any = None,
    *,
    body: Any = True,
    parameters: Any = True,
    kind: str = "application/json",
    required: dict[str, bool] | None = None,
    **method: Any,
) -> Rest:
    more = {
        "Input": {
            "Type": "AWS::ApiGateway::Model",
            "Properties": {"RestApiId": ref("Api"), "Name": "Input", "Schema": NAMED if schema is None else schema},
        },
        "Check": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {
                "RestApiId": ref("Api"),
                "ValidateRequestBody": body,
                "ValidateRequestParameters": parameters,
            },
        },
    }
    properties = {
        "RequestValidatorId": ref("Check"),
        "RequestModels": {kind: "Input"},
        "RequestParameters": required or {},
        **method,
    }
    return Rest(rest_template({"/x/{id}": {"POST": properties}}, more=more))


def found(rest: Rest, body: str | bytes, **headers: str) -> str:
    """Give what the validator found; empty where the request went by."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = rest.call("POST", "/x/1", body, headers=named)
    fault = rest.passage.fault
    if fault is None:
        assert answer.status == 200
        return ""
    assert told(answer) == INVALID
    assert answer.header("x-amzn-errortype") == "BadRequestException"
    if fault.validation == "[Unknown error parsing request body]":
        return f"hint: {fault.hint}"
    return fault.validation


# --- bodies ---------------------------------------------------------------------------------------------------


def test_a_body_as_its_model_wants_it_goes_by() -> None:
    rest = validated()
    assert found(rest, '{"name": "Ann", "age": 3}') == ""
    assert ("validator", "the body is as the model Input wants it") in rest.steps()


def test_a_body_that_breaks_its_model_is_400_with_awss_text_and_words() -> None:
    rest = validated()
    assert found(rest, "{}") == '[object has missing required properties (["name"])]'
    assert rest.passage.fault is not None
    assert "the body breaks the model Input" in rest.passage.fault.hint
    assert rest.passage.fault.at is not None
    assert rest.echo.seen == []


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_body_is_an_empty_object(body: str) -> None:
    assert found(validated(), body) == '[object has missing required properties (["name"])]'
    assert found(validated({"type": "object"}), body) == ""


@pytest.mark.parametrize("body", ["{", "x", "a=1", '{"a": NaN}', '{"a": 1} 2', b"\xff", b"\xef\xbb\xbf{}", "'a'"])
def test_what_is_no_json_is_invalid(body: str | bytes) -> None:
    assert found(validated({}), body) == "hint: the body is no JSON"


def test_the_model_is_that_of_the_content_type_without_its_parameters() -> None:
    rest = validated(kind="application/json")
    assert found(rest, "{}", Content_Type="application/json; charset=utf-8") != ""
    assert found(rest, "{}", content_type="APPLICATION/JSON") != ""
    assert found(rest, "{}") != ""


def test_a_content_type_without_a_model_is_not_checked() -> None:
    rest = validated()
    assert found(rest, "nonsense", Content_Type="text/plain") == ""
    assert ("validator", "no usable model for text/plain: the body is not checked") in rest.steps()


def test_the_default_model_is_for_each_other_type() -> None:
    rest = validated(kind="$default")
    assert found(rest, "{}", Content_Type="text/plain") == '[object has missing required properties (["name"])]'
    assert found(rest, "name=Ann", Content_Type="application/x-www-form-urlencoded") == "hint: the body is no JSON"


def test_nothing_is_checked_without_a_validator_or_with_one_that_checks_no_bodies() -> None:
    assert found(validated(body=False), "{") == ""
    assert Rest(rest_template({"/x": {"POST": {}}})).call("POST", "/x", "{").status == 200


def test_models_refer_to_one_another() -> None:
    rest = Rest(
        rest_template(
            {
                "/x/{id}": {
                    "POST": {"RequestValidatorId": ref("V"), "RequestModels": {"application/json": ref("Outer")}}
                }
            },
            more={
                "V": {
                    "Type": "AWS::ApiGateway::RequestValidator",
                    "Properties": {"RestApiId": ref("Api"), "ValidateRequestBody": True},
                },
                "Inner": {
                    "Type": "AWS::ApiGateway::Model",
                    "Properties": {"RestApiId": ref("Api"), "Name": "Inner", "Schema": {"type": "integer"}},
                },
                "Outer": {
                    "Type": "AWS::ApiGateway::Model",
                    "Properties": {
                        "RestApiId": ref("Api"),
                        "Name": "Outer",
                        "Schema": {
                            "properties": {
                                "next": {"$ref": "#"},
                                "size": {"$ref": "https://apigateway.amazonaws.com/restapis/a/models/Inner"},
                            }
                        },
                    },
                },
            },
        )
    )
    assert found(rest, '{"next": {"next": {"size": 3}}}') == ""
    wrong = '[instance type (string) does not match any allowed primitive type (allowed: ["integer"])]'
    assert found(rest, '{"next": {"next": {"size": "3"}}}') == wrong


def words(schema: Any, body: Any) -> list[str]:
    return Checked(schema).problems(body)


@pytest.mark.parametrize(
    ("schema", "body", "text"),
    [
        ({"required": ["b", "a", "c"]}, {"c": 1}, 'object has missing required properties (["a","b"])'),
        ({"type": "integer"}, "x", 'instance type (string) does not match any allowed primitive type (allowed: ["integer"])'),
        ({"type": "number"}, None, 'instance type (null) does not match any allowed primitive type (allowed: ["integer","number"])'),
        ({"type": ["string", "boolean"]}, 1.5, 'instance type (number) does not match any allowed primitive type (allowed: ["boolean","string"])'),
        ({"type": "object"}, [], 'instance type (array) does not match any allowed primitive type (allowed: ["object"])'),
        ({"minimum": 0}, -1, "numeric instance is lower than the required minimum (minimum: 0, found: -1)"),
        ({"maximum": 5}, 6.5, "numeric instance is greater than the required maximum (maximum: 5, found: 6.5)"),
        ({"minimum": 0, "exclusiveMinimum": True}, 0, "numeric instance is not strictly greater than the required minimum 0"),
        ({"maximum": 5, "exclusiveMaximum": True}, 5, "numeric instance is not strictly lower than the required maximum 5"),
        ({"multipleOf": 0.01}, 4.355, "remainder of division is not zero (4.355 / 0.01)"),
        ({"minLength": 3}, "ab", 'string "ab" is too short (length: 2, required minimum: 3)'),
        ({"maxLength": 1}, "あい", 'string "あい" is too long (length: 2, maximum allowed: 1)'),
        ({"pattern": "^[a-z]+$"}, "A", 'ECMA 262 regex "^[a-z]+$" does not match input string "A"'),
        ({"enum": ["a", 1]}, "b", 'instance value ("b") not found in enum (possible values: ["a",1])'),
        ({"minItems": 2}, [1], "array is too short: must have at least 2 elements but instance has 1 elements"),
        ({"maxItems": 0}, [1], "array is too long: must have at most 0 elements but instance has 1 elements"),
        ({"uniqueItems": True}, [{"a": 1}, {"a": 1.0}], "array must not contain duplicate elements"),
        ({"items": [{}], "additionalItems": False}, [1, 2], "schema only allows 1 elements in array but instance has 2 elements"),
        ({"additionalProperties": False}, {"b": 1, "a": 2}, 'object instance has properties which are not allowed by the schema: ["a","b"]'),
        ({"minProperties": 1}, {}, "object has too few properties (found 0 but schema requires at least 1)"),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, "object has too many properties (found 2 but schema requires at most 1)"),
        ({"dependencies": {"a": ["c", "b"]}}, {"a": 1, "c": 1}, 'property "a" of object has missing property dependencies (schema requires ["b","c"]; missing: ["b"])'),
        ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, 'object has missing required properties (["b"])'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "instance failed to match at least one required schema among 2"),
        ({"allOf": [{"type": "integer"}, {"minimum": 5}]}, 1, "instance failed to match all required schemas (matched only 1 out of 2)"),
        ({"oneOf": [{"minimum": 1}, {"type": "integer"}]}, 1, "instance failed to match exactly one schema (matched 2 out of 2)"),
        ({"not": {"type": "integer"}}, 1, "instance matched a schema which it should not have"),
        ({"format": "email"}, "nobody", 'string "nobody" is not a valid email address'),
        ({"format": "date-time"}, "today", "string \"today\" is invalid against requested date format(s) [\"yyyy-MM-dd'T'HH:mm:ssZ\",\"yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z\"]"),
        ({"format": "ipv4"}, "1.2.3", 'string "1.2.3" is not a valid IPv4 address'),
        ({"format": "ipv6"}, "::g", 'string "::g" is not a valid IPv6 address'),
        ({"format": "uri"}, "a b", 'string "a b" is not a valid URI'),
        ({"format": "hostname"}, "-a", 'string "-a" is not a valid hostname'),
        ({"format": "uuid"}, "1-2", 'input string "1-2" is not a valid UUID'),
    ],
)  # fmt: skip
def test_each_keyword_in_the_librarys_words(schema: Any, body: Any, text: str) -> None:
    assert words(schema, body) == [text]


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ({"format": "email"}, "a@b.example"),
        ({"format": "date-time"}, "2025-11-21T10:00:00.123Z"),
        ({"format": "date-time"}, "2025-11-21T10:00:00+01:00"),
        ({"format": "ipv4"}, "127.0.0.1"),
        ({"format": "ipv6"}, "::1"),
        ({"format": "uri"}, "https://a.example/b?c=%20"),
        ({"format": "hostname"}, "a.example."),
        ({"format": "uuid"}, "11111111-2222-3333-4444-555555555555"),
        ({"format": "date"}, "not checked"),
        ({"format": "email"}, 5),
        ({"multipleOf": 0.01}, 4.35),
        ({"uniqueItems": True}, [1, True, "1", None, [1], {"a": 1}]),
        ({"enum": [1]}, 1),
        ({"pattern": "b"}, "abc"),
        ({"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False}, {"x1": 1}),
        ({"type": "integer"}, 10**30),
    ],
)
def test_what_is_right_goes_by(schema: Any, body: Any) -> None:
    assert words(schema, body) == []


def test_formats_look_at_the_calendar() -> None:
    assert words({"format": "date-time"}, "2025-02-30T10:00:00Z") != []


def test_the_order_is_the_librarys_and_what_lies_deeper_than_an_error_is_not_looked_at() -> None:
    schema = {
        "properties": {
            "a": {"type": "string", "minLength": 2, "pattern": "^x"},
            "b": {"type": "object", "required": ["c"], "properties": {"d": {"type": "integer"}}},
        }
    }
    assert words(schema, {"b": {"d": "x"}, "a": "y"}) == [
        'string "y" is too short (length: 1, required minimum: 2)',
        'ECMA 262 regex "^x" does not match input string "y"',
        'object has missing required properties (["c"])',
    ]
    assert words({"required": ["z"], **schema}, {"a": 1}) == ['object has missing required properties (["z"])']


SCHEMAS = st.recursive(
    st.sampled_from(
        [
            {"type": "integer"},
            {"type": "number", "minimum": 1},
            {"type": "string", "maxLength": 2},
            {"enum": [1, "a", None, [1]]},
            {"uniqueItems": True},
            {"multipleOf": 2},
            {"pattern": "a+"},
            {"required": ["a"]},
            {"additionalProperties": False, "properties": {"a": {}}},
            {"maxItems": 2},
        ]
    ),
    lambda inner: st.one_of(
        st.builds(lambda one: {"properties": {"a": one}}, inner),
        st.builds(lambda one: {"items": one}, inner),
        st.builds(lambda one, two: {"allOf": [one, two]}, inner, inner),
        st.builds(lambda one, two: {"anyOf": [one, two]}, inner, inner),
        st.builds(lambda one, two: {"oneOf": [one, two]}, inner, inner),
        st.builds(lambda one: {"not": one}, inner),
        st.builds(lambda one: {"dependencies": {"a": one}}, inner),
        st.builds(lambda one: {"patternProperties": {"^a": one}, "additionalProperties": one}, inner),
    ),
    max_leaves=4,
)
BODIES = st.recursive(
    st.sampled_from([None, True, 0, 1, 2, 3.5, 4.0, "", "a", "abc"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "b", "aa"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(SCHEMAS, BODIES)
def test_the_verdict_is_that_of_plain_jsonschema(schema: Any, body: Any) -> None:
    assert (words(schema, body) == []) == Draft4Validator(schema).is_valid(body)


@given(SCHEMAS, BODIES)
def test_a_simple_test_says_the_same(schema: Any, body: Any) -> None:
    test = simple_test(schema)
    if test is not None:
        assert test(body) == Draft4Validator(schema).is_valid(body) or not test(body)


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "integer"}, [1, 10**30], [True, 1.0, "1", None]),
        ({"type": "number"}, [1, 1.5], [True, "1"]),
        ({"type": ["string", "null"]}, ["", None], [1, []]),
        (NAMED, [{"name": "a"}, {"name": "a", "age": 0, "more": 1}], [{}, {"name": ""}, {"name": "a", "age": -1}, []]),
        ({"required": ["a"]}, [{"a": None}, 1], [{}]),
        ({"properties": {"a": {}}, "additionalProperties": False}, [{"a": 1}, {}, 3], [{"b": 1}]),
        ({"items": {"type": "string", "maxLength": 1}, "minItems": 1}, [["a"], 5], [[], ["ab"], [1]]),
        ({"enum": ["a", 1]}, ["a", 1], ["b", True, None, {}]),
        ({"minimum": 1, "maximum": 2}, [1, 2, 1.5, "x", True], [0, 3]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 2}]),
        ({"title": "t", "description": "d", "$schema": "s", "default": 1, "example": {}}, [None, 1], []),
    ],
)
def test_simple_schemas_are_functions_of_the_same_verdict(schema: Any, right: list[Any], wrong: list[Any]) -> None:
    test = simple_test(schema)
    assert test is not None
    validator = Draft4Validator(schema)
    assert [each for each in right if not test(each) or not validator.is_valid(each)] == []
    assert [each for each in wrong if test(each) or validator.is_valid(each)] == []


@pytest.mark.parametrize(
    "schema",
    [
        {"required": []},
        {"required": ["a", "a"]},
        {"type": "text"},
        {"type": []},
        {"minLength": "1"},
        {"minLength": True},
        {"minLength": -1},
        {"title": 1},
        {"properties": {"a": {"pattern": "x"}}},
        {"items": [{}]},
        {"additionalProperties": {}},
        {"enum": []},
        {"enum": [1.5]},
        {"minimum": 1, "exclusiveMinimum": True},
        {"no such keyword": 1},
        [],
    ],
)
def test_what_is_not_simple_or_not_rightly_written_goes_to_jsonschema(schema: Any) -> None:
    assert simple_test(schema) is None


def test_a_simple_model_does_not_load_jsonschema_until_a_body_breaks_it() -> None:
    code = (
        "import sys; from cfngw.local.rest.validation import Checked;"
        "made = Checked({'type': 'object', 'required': ['a']}); assert made.problems({'a': 1}) == [];"
        "assert 'jsonschema' not in sys.modules; assert made.problems({}) != []; assert 'jsonschema' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- what can't be checked --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"pattern": "("}, "the expression '(' can't be read"),
        ({"type": "text"}, "it is no schema of draft 4"),
        ({"required": []}, "it is no schema of draft 4"),
        ([1], "it is no object"),
        ("{", "the schema is no JSON"),
        ({"properties": {"a": {"$ref": "#/definitions/No"}}}, "there is no model No"),
        ({"enum": [{"Fn::GetAtt": ["Api", "RootResourceId"]}]}, "a part of it is not known"),
    ],
)
def test_a_model_that_can_t_be_used_is_said_once_and_bodies_go_by(schema: Any, why: str) -> None:
    rest = validated(schema)
    assert found(rest, "{") == ""
    assert found(rest, "{") == ""
    (said,) = rest.said
    assert "bodies are not checked against the model Input" in said
    assert why in said
    assert said.startswith("x.yaml:")


def test_a_model_without_a_name_is_found_by_its_resource() -> None:
    model = {"Type": "AWS::ApiGateway::Model", "Properties": {"RestApiId": ref("Api"), "Schema": NAMED}}
    check = {
        "Type": "AWS::ApiGateway::RequestValidator",
        "Properties": {"RestApiId": ref("Api"), "ValidateRequestBody": True},
    }
    method = {"RequestValidatorId": ref("Check"), "RequestModels": {"application/json": ref("Nameless")}}
    paths = {"/x/{id}": {"POST": method}}
    rest = Rest(rest_template(paths, more={"Nameless": model, "Check": check}))
    assert found(rest, "{}") == '[object has missing required properties (["name"])]'
    assert rest.said == []


def test_what_a_template_does_not_tell_of_a_validator_is_said_and_not_checked() -> None:
    rest = validated(body={"Fn::ImportValue": "x"})
    assert found(rest, "{") == ""
    assert any("bodies of POST /x/{id} are not checked" in each for each in rest.said)
    rest = validated(RequestValidatorId={"Fn::ImportValue": "x"})
    assert found(rest, "{") == ""
    assert any("requests of POST /x/{id} are not checked" in each for each in rest.said)
    rest = validated(RequestModels={"application/json": {"Fn::ImportValue": "x"}})
    assert found(rest, "{") == ""
    assert any("the name of their model is not known" in each for each in rest.said)
    assert found(validated(RequestModels={"application/json": "Empty"}), '{"a": 1}') == ""
    assert found(validated(RequestModels={"application/json": "Nothing"}), "{") == ""


# --- hostile ----------------------------------------------------------------------------------------------------


def test_a_deep_body_is_400() -> None:
    for body in ("[" * 100_000, "[" * 5_000 + "]" * 5_000, '{"a":' * 3_000 + "1" + "}" * 3_000):
        assert found(validated({"properties": {"a": {"$ref": "#"}}}), body).startswith("hint: ")


def test_an_expression_that_blows_up_is_stopped() -> None:
    started = time.perf_counter()
    with pytest.raises(TooMuchWork):
        words({"items": {"pattern": "^(a+)+$"}}, ["a" * 40 + "!"] * 3)
    assert time.perf_counter() - started < 20


def test_a_schema_that_unfolds_without_bound_is_refused() -> None:
    node: dict[str, Any] = {"type": "integer"}
    for _ in range(60):
        node = {"allOf": [node, node]}
    with pytest.raises(SchemaUnusable, match="it unfolds to more than 100,000 parts"):
        Checked(node)


def test_a_schema_that_leads_back_to_itself_ends() -> None:
    loop = {"definitions": {"a": {"allOf": [{"$ref": "#/definitions/a"}] * 2}}, "$ref": "#/definitions/a"}
    with pytest.raises(TooMuchWork):
        words(loop, 1)
    names = [f"n{each}" for each in range(40)]
    wide: dict[str, Any] = {
        name: {"allOf": [{"$ref": f"#/definitions/{after}"}] * 2} for name, after in pairwise(names)
    }
    wide[names[-1]] = {"type": "integer"}
    with pytest.raises(TooMuchWork):
        Checked({"definitions": wide, "$ref": "#/definitions/n0"}).problems(1)


@pytest.mark.parametrize("keyword", ["allOf", "oneOf", "anyOf", "not"])
def test_the_depth_is_counted_long_before_python_does(keyword: str) -> None:
    schema: dict[str, Any] = {"$ref": "#"}
    for _ in range(45):
        schema = {keyword: schema if keyword == "not" else [schema]}

    def below(frames: int) -> None:
        if frames:
            below(frames - 1)
        else:
            Checked(schema).problems(1)

    with pytest.raises(TooMuchWork, match="or lies too deep"):
        below(150)


def test_a_recursive_model_takes_a_deep_body() -> None:
    schema = {"properties": {"a": {"$ref": "#"}, "b": {"type": "integer"}}}
    body: Any = {"b": 1}
    for _ in range(50):
        body = {"a": body}
    assert words(schema, body) == []


@pytest.mark.parametrize("reference", ["http://127.0.0.1:9/x", "file:///etc/passwd", "other.json", "#/no", "#x"])
def test_no_reference_leaves_the_schema(reference: str) -> None:
    with pytest.raises(SchemaUnusable, match="leads to nothing in it"):
        Checked({"$ref": reference})


def test_duplicates_are_found_in_a_long_list_in_linear_time() -> None:
    body = [{"a": each} for each in range(30_000)]
    started = time.perf_counter()
    assert words({"uniqueItems": True}, body) == []
    assert time.perf_counter() - started < 5


def test_names_twice_count_by_the_last_and_numbers_may_be_long() -> None:
    assert read_body(b'{"a": 1, "a": 2}') == {"a": 2}
    assert words({"type": "object"}, read_body(b'{"a": ' + b"9" * 5000 + b"}")) == []
    assert words({"maximum": 5}, read_body(b"1e400"))[0].startswith("numeric instance is greater")
    assert words({"multipleOf": 3}, read_body(b"1e400")) != []


def test_a_long_body_is_checked_beside_the_loop() -> None:
    rest = validated({"items": {"type": "integer"}})
    assert found(rest, json.dumps(["x"] + [1] * 100_000)).startswith("[instance type (string)")


def test_a_long_text_is_cut_in_what_is_said() -> None:
    assert len(words({"maxLength": 1}, "x" * 100_000)[0]) < 1200


# --- parameters -------------------------------------------------------------------------------------------------

REQUIRED = {
    "method.request.querystring.q": True,
    "method.request.querystring.p": True,
    "method.request.querystring.optional": False,
    "method.request.header.X-Id": True,
    "method.request.path.id": True,
}


@pytest.mark.parametrize(
    ("query", "headers", "missing"),
    [
        ("", {}, "X-Id, p, q"),
        ("?q=1", {"X-Id": "1"}, "p"),
        ("?q=1&p=", {"X-Id": "1"}, "p"),
        ("?q=1&p", {"X-Id": "1"}, "p"),
        ("?q=1&p=2", {"X-Id": ""}, "X-Id"),
        ("?Q=1&p=2", {"X-Id": "1"}, "q"),
    ],
)
def test_what_is_missing_is_told_by_name(query: str, headers: dict[str, str], missing: str) -> None:
    rest = validated(required=REQUIRED)
    answer = rest.call("POST", f"/x/1{query}", '{"name": "a"}', headers=headers)
    assert told(answer) == (400, {"message": f"Missing required request parameters: [{missing}]"})
    assert answer.header("x-amzn-errortype") == "BadRequestException"
    assert rest.passage.fault is not None
    assert rest.passage.fault.type == "BAD_REQUEST_PARAMETERS"


def test_headers_are_found_whatever_their_case() -> None:
    rest = validated(required=REQUIRED)
    assert rest.call("POST", "/x/1?p=%20&q=0", '{"name": "a"}', headers={"x-ID": "1"}).status == 200
    assert ("validator", "4 required parameters are there") in rest.steps()


def test_parameters_go_before_the_body_and_only_where_they_are_checked() -> None:
    assert told(validated(required=REQUIRED).call("POST", "/x/1", "{"))[1]["message"].startswith("Missing required")
    assert told(validated(required=REQUIRED, parameters=False).call("POST", "/x/1", "{")) == INVALID
