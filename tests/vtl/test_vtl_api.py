from __future__ import annotations

import json
from typing import Any

import pytest

from cfngw import vtl
from cfngw.errors import CfngwError

NOTHING: dict[str, Any] = {"path": {}, "querystring": {}, "header": {}, "context": {}, "stage_variables": {}}


def test_evaluate_prints_what_is_undefined() -> None:
    assert vtl.evaluate("$a $!b ${c.d}", {"a": 1}) == "1  ${c.d}"


def test_evaluate_knows_no_gateway() -> None:
    assert vtl.evaluate("$input.body $util.urlEncode('a b')", {}) == "$input.body $util.urlEncode('a b')"


def test_render_takes_the_documented_arguments() -> None:
    rendered = vtl.render("$input.path('$.a')$input.params('q')$me", body='{"a": 1}', **NOTHING, variables={"me": "!"})
    assert rendered.output == "1!"
    assert rendered.overrides == {
        "request": {"path": {}, "header": {}, "querystring": {}},
        "response": {"header": {}},
    }


def test_render_needs_nothing() -> None:
    assert vtl.render("[$input.body][$missing.a.b][$context.identity]").output == "[{}][][]"


def test_overrides_are_plain_values() -> None:
    template = (
        "#set($context.responseOverride.status = 444)#set($context.requestOverride.header.X-Amz-Target = 'a.b')"
        "#set($context.responseOverride.header['X'] = $input.path('$.l'))"
    )
    overrides = vtl.render(template, body='{"l": [1, {"k": null}]}').overrides
    assert overrides["response"] == {"header": {"X": [1, {"k": None}]}, "status": 444}
    assert overrides["request"]["header"] == {"X-Amz-Target": "a.b"}
    assert json.loads(json.dumps(overrides)) == overrides


def test_the_payload_is_parsed_once_and_shared() -> None:
    template = "#set($d = $input.path('$'))#set($d.url = 'u')$input.json('$')"
    assert vtl.render(template, body='{"a": 1}').output == '{"a":1,"url":"u"}'


def test_rendering_changes_nothing_that_was_given() -> None:
    given: dict[str, Any] = {"l": [1, {"k": [2]}], "m": {"a": {}}}
    kept = json.loads(json.dumps(given))
    template = "#set($x = $l.add(3))#set($l[1].k[0] = 9)#set($m.a.b = 1)#set($x = $m.clear())"
    vtl.evaluate(template, given)
    vtl.render(template, variables=given, header=given["m"], context=given)
    assert given == kept


def test_a_template_is_reusable_and_keeps_nothing() -> None:
    template = vtl.parse("#set($n = $n + 1)$n#macro(m)$x#end#m()")
    assert [template.evaluate({"n": 1, "x": "a"}), template.evaluate({"n": 5})] == ["2a", "6$x"]
    assert template.render(variables={"n": 1}).output == "2"


def test_rendering_twice_gives_the_same() -> None:
    template = vtl.parse("#set($context.responseOverride.header.A = $input.params('a'))$input.params()")
    first, second = (template.render(querystring={"a": "1"}) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (2**40, "1099511627776"),
        (2**70, "1180591620717411303424"),
        (1.0, "1.0"),
        (1e7, "1.0E7"),
        (True, "true"),
        ([1, None, "a"], "[1, null, a]"),
        ({"a": {"b": [True]}}, "{a={b=[true]}}"),
        ((1, 2), "[1, 2]"),
        ("😀", "😀"),
    ],
)
def test_python_values_become_javas(value: Any, text: str) -> None:
    assert vtl.evaluate("$v", {"v": value}) == text


def test_a_foreign_value_is_refused() -> None:
    with pytest.raises(vtl.MappingTemplateError, match="object"):
        vtl.evaluate("$v", {"v": object()})


def test_linters_see_what_a_template_reads() -> None:
    template = vtl.parse(
        "#set($root = $input.path('$'))\n$root.a $!{context.stage}\n"
        "$input.params('id') $input.params().header.get('X-Y') $input.params().path['p'] $input.params().header\n"
        '#if($root == "$stageVariables.k")#end'
    )
    assert [place.name for place in template.references()] == [
        "input",
        "root",
        "context",
        "input",
        "input",
        "input",
        "input",
        "root",
        "stageVariables",
    ]
    assert [(place.name, place.line) for place in template.parameters()] == [
        ("id", 3),
        ("header.X-Y", 3),
        ("path.p", 3),
        ("header", 3),
    ]
    assert {place.name for place in template.methods()} == {"path", "params", "get"}
    [first, *_] = template.methods()
    assert (first.line, first.column) == (1, 21)


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("a\n#if($x)\nb", 2, 1),
        ("#end", 1, 1),
        ("a\r\n  $s.substring(9)", 2, 6),
        ("x\n$l[7]", 2, 3),
        ("#set($a = 1", 1, 12),
        ("cost: 5$", 1, 8),
        ("#set($a = ;)", 1, 11),
        ('#set($a = "\n#if")', 2, 5),
    ],
)
def test_errors_tell_the_place(template: str, line: int, column: int) -> None:
    with pytest.raises(vtl.MappingTemplateError) as caught:
        vtl.evaluate(template, {"s": "abc", "l": [1]})
    assert (caught.value.line, caught.value.column) == (line, column)
    assert isinstance(caught.value, CfngwError)
    assert caught.value.exit_code == 4
    assert caught.value.excerpt in template
    assert f"line {line}, column {column}" in str(caught.value)


def test_errors_have_hints() -> None:
    with pytest.raises(vtl.MappingTemplateError) as caught:
        vtl.parse("#if($x) a")
    assert caught.value.hint == "close it with #end"
    assert "close it with #end" in str(caught.value)


@pytest.mark.parametrize("body", ["{a", "[a", '{"a": }'])
def test_a_payload_that_does_not_parse_is_an_error(body: str) -> None:
    with pytest.raises(vtl.MappingTemplateError, match=r"net\.minidev\.json\.parser\.ParseException"):
        vtl.render("$input.path('$')", body=body)
    assert vtl.render("$input.body", body=body).output == body


def test_a_form_is_a_string() -> None:
    assert vtl.render("$input.path('$')", body="a=b&c").output == "a=b&c"
