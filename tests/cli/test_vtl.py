"""``cfngw vtl``: what it shows for right and wrong input. The long texts are in ../golden/cli/vtl_*.txt."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, cfngw, golden, start_project, write

REQUEST = """\
#set($data = $input.path('$'))
{
#foreach ($key in $input.params().path.keySet())
  "$key": "$util.escapeJavaScript($input.params().path.get($key))"#if ($foreach.hasNext),#end

#end
#if($data.name == "Ada")
  , "name": "$data.name"
#else
  , "other": true
#end
#set($context.requestOverride.header.Via = "x$!stageVariables.alias")
}
"""
EVENT = {
    "body": {"name": "Ada"},
    "path": {"id": "42", "part": "a"},
    "header": {"X-A": "1"},
    "context": {"stage": "dev"},
    "stageVariables": {},
}
PROXY_EVENT = {
    "resource": "/users/{id}",
    "path": "/users/7",
    "httpMethod": "POST",
    "headers": {"X-A": "one"},
    "multiValueHeaders": {"X-A": ["one"]},
    "queryStringParameters": None,
    "pathParameters": {"id": "7"},
    "stageVariables": {"alias": "live"},
    "requestContext": {"stage": "prod", "identity": {"sourceIp": "192.0.2.9"}},
    "body": "eyJuYW1lIjogIkFkYSJ9",
    "isBase64Encoded": True,
}
SAFE = """{"id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\\\'", "'")", "name": $input.json('$.name')}
"""
DOCUMENT_001 = """\
{
  "pathParams": {
#foreach ($key in $input.params().path.keySet())
    "$key": "$util.escapeJavaScript($input.params().path.get($key))"#if ($foreach.hasNext),#end
#end
  }
}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write(
        {
            "request.vm": REQUEST,
            "safe.vm": SAFE,
            "params.vm": DOCUMENT_001,
            "event.json": json.dumps(EVENT),
            "proxy.json": json.dumps(PROXY_EVENT),
        }
    )


def told(*words: str) -> str:
    """Give all that a run of ``cfngw vtl`` tells."""
    ran = cfngw("vtl", *words)
    return f"$ cfngw vtl {' '.join(words)}\n{ran.out}{ran.err}-> {ran.code}\n"


def only(template: str, *words: str) -> Ran:
    return cfngw("vtl", "--template", template, *words)


def output(template: str, *words: str) -> str:
    """Give the output of a template in words, alone."""
    ran = only(template, "-q", "--text", *words)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.rstrip("\n")


def document(*words: str) -> Any:
    return json.loads(cfngw("vtl", *words, "--json").out)


GOLDENS: dict[str, list[tuple[str, ...]]] = {
    "vtl_render": [("request.vm", "--event", "event.json"), ("request.vm",), ("safe.vm", "--path", "id=it's")],
    "vtl_trace": [
        ("request.vm", "--event", "event.json", "--trace"),
        ("--template", "a\n$input.path('$.x').substring(9)", "--trace"),
    ],
    "vtl_fuzz": [("params.vm", "--fuzz"), ("safe.vm", "--fuzz"), ("request.vm", "--fuzz", "--event", "event.json")],
    "vtl_match": [
        ("--match", "[400:Bad] no", "--patterns", r"400=^\[400:.*", "--patterns", "200="),
        ("--match", "[400:Bad]\nno", "--patterns", r"400=^\[400:.*", "--patterns", "200="),
        ("--match", "Error: 400: no", "--patterns", "400=400: .+", "--patterns", "500="),
        ("--match", "400: no", "--patterns", "400=400: .+", "--patterns", "500=.*"),
        ("--match", "400: no", "--patterns", "404=404: .+"),
        ("--match", "400: no", "--returned", "--patterns", "400=400: .+", "--patterns", "200="),
        ("--match", "", "--patterns", "400=400: .+", "--patterns", "200="),
    ],
    "vtl_bad_input": [
        (),
        ("nofile.vm",),
        ("request.vm", "--template", "x"),
        ("--template", "#if($a)"),
        ("--template", "x", "--path", "id"),
        ("--template", "x", "--event", "request.vm"),
        ("--template", "x", "--returned"),
        ("--match", "x"),
        ("--match", "x", "--patterns", "400"),
        ("--match", "x", "--patterns", "4=x"),
        ("--match", "x", "--patterns", "400=[a"),
        ("--match", "x", "request.vm"),
        ("--template", "x", "--seconds", "0"),
    ],
}


@pytest.mark.parametrize("name", GOLDENS)
def test_what_the_command_says(name: str) -> None:
    text = "\n".join(told(*words) for words in GOLDENS[name])
    assert text == golden(name, text)


def test_the_help_teaches_with_examples_and_exit_codes() -> None:
    out = cfngw("vtl", "--help").out
    assert "cfngw vtl request.vm --fuzz" in out
    assert "Exit codes:" in out


# --- input ------------------------------------------------------------------------------------------------------------


def test_a_template_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("[$input.params('id')]"))
    assert cfngw("vtl", "-", "-q", "--path", "id=7").out == "[7]\n"


def test_the_event_is_the_request() -> None:
    template = "$input.body $input.params('X-A') $context.stage $input.params().path"
    assert output(template, "--event", "event.json") == '{"name": "Ada"} 1 dev {id=42, part=a}'


def test_a_proxy_event_is_the_request_that_it_was_made_of() -> None:
    template = (
        "$input.path('$.name') $input.params('id') $input.params('X-A') $context.httpMethod $context.resourcePath "
        "$context.path $context.stage $context.identity.sourceIp $stageVariables.alias [$input.params().querystring]"
    )
    expected = "Ada 7 one POST /users/{id} /users/7 prod 192.0.2.9 live [{}]"
    assert output(template, "--event", "proxy.json") == expected


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ([], "holds no object"),
        ("x", "holds no object"),
        ({"headrs": {}}, "write headers"),
        ({"boddy": 1}, "write body"),
        ({"path": "/users"}, "path is no object"),
        ({"header": []}, "header is no object"),
        ({"httpMethod": "GET", "headers": [1]}, "headers is no object"),
        ({"version": "2.0", "rawPath": "/", "headers": {}}, "event of an HTTP API"),
        ({"httpMethod": "GET", "isBase64Encoded": True, "body": "%"}, "no Base64"),
    ],
)
def test_an_event_of_another_shape_is_told_with_the_way_out(event: Any, said: str) -> None:
    write({"wrong.json": json.dumps(event)})
    ran = only("x", "--event", "wrong.json")
    assert ran.code == 2
    assert ran.err.startswith("error: wrong.json")
    assert said in ran.err
    for label in ("given:", "allowed:", "fix:"):
        assert label in ran.err


@pytest.mark.parametrize("body", ["text", None, 5, [1], {"a": 1}, True])
def test_the_body_of_an_event_is_text_or_any_json_value(body: Any) -> None:
    write({"one.json": json.dumps({"body": body})})
    shown = output("$input.body", "--event", "one.json")
    assert shown == (body if isinstance(body, str) else "{}" if body is None else json.dumps(body))


def test_the_command_line_changes_the_event() -> None:
    words: tuple[str, ...] = (
        "--body",
        "[1]",
        "--path",
        "id=9",
        "--query",
        "q=a=b",
        "--header",
        "X-A=2",
        "--stage-variable",
        "v=w",
    )
    template = (
        "$input.body $input.params('id') $input.params('q') $input.params('X-A') "
        "$stageVariables.v $context.identity.user $input.params('part')"
    )
    words += ("--context", "identity.user=me", "--event", "event.json")
    assert output(template, *words) == "[1] 9 a=b 2 w me a"


def test_a_sample_has_all_that_the_template_reads() -> None:
    template = "$input.params('id')|$input.params('X-Who')|$input.path('$.a.b[0].c')|$stageVariables.s|$context.stage"
    assert all(output(template).split("|"))


def test_the_sample_of_a_response_is_a_failure() -> None:
    assert output("$input.path('$.errorType')", "--response") == "BadRequest"
    assert output("$input.path('$.errorMessage')", "--response", "--body", '{"errorMessage": "x"}') == "x"


# --- the verdict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["{}", "[1, null]", '"x"', "5", " true\n"])
def test_json_exits_with_0(template: str) -> None:
    assert only(template).code == 0


@pytest.mark.parametrize(
    ("template", "place", "said"),
    [
        ("{\n  a: 1}", (2, 3), "a name in double quotes is missing here"),
        ('{"a": }', (1, 7), "a value is missing here"),
        ('["x\n"]', (1, 4), "a line break or control character"),
        ('["\\\'"]', (1, 3), "a backslash before what JSON does not escape"),
        ('[1, NaN, "NaN"]', (1, 5), "NaN is no JSON"),
        ('["NaN", -Infinity]', (1, 9), "-Infinity is no JSON"),
        ("1 2", (1, 3), "more text after the end"),
        ('{"a": "x', (1, 7), "a string without its closing quote"),
        ("", (1, 1), "a value is missing here"),
    ],
)
def test_what_is_no_json_is_told_with_its_place_and_exits_with_5(
    template: str, place: tuple[int, int], said: str
) -> None:
    ran = only(template)
    assert ran.code == 5
    assert f"line {place[0]}, column {place[1]}: {said}" in ran.out
    fault = document("--template", template)["fault"]
    assert (fault["line"], fault["column"]) == place


def test_text_need_not_be_json() -> None:
    ran = only("plain", "--text")
    assert ran.code == 0
    assert "JSON" not in ran.out


def test_the_output_alone_can_be_piped() -> None:
    assert cfngw("vtl", "safe.vm", "-q", "--path", "id=7", "--body", "{}").out == '{"id": "7", "name": ""}\n'


def test_the_document_for_tools_has_everything() -> None:
    found = document("request.vm", "--event", "event.json", "--trace")
    assert json.loads(found["output"]) == {"id": "42", "part": "a", "name": "Ada"}
    assert found["valid_json"] is True
    assert found["fault"] is None
    assert found["overrides"] == {"$context.requestOverride.header.Via": "x"}
    assert {each["name"]: each["empty"] for each in found["reads"]}["$!stageVariables.alias"] is True
    assert {"line": 1, "kind": "sets", "detail": "$data = {name=Ada}"} in found["trace"]


def test_a_template_that_fails_is_told_at_its_line_in_its_file() -> None:
    write({"fails.vm": "{\n  $input.path('$.a').substring(99)\n}"})
    ran = cfngw("vtl", "fails.vm")
    assert ran.code == 4
    assert ran.err.startswith("error: fails.vm:2: StringIndexOutOfBoundsException")
    assert "given:   \"$input.path('$.a').substring(99)\"" in ran.err


# --- the trace --------------------------------------------------------------------------------------------------------


def steps(template: str, *words: str) -> list[tuple[int, str, str]]:
    found = document("--template", template, "--text", "--trace", *words)["trace"]
    return [(each["line"], each["kind"], each["detail"]) for each in found]


def test_the_trace_names_branch_and_turn() -> None:
    template = "#foreach($i in [1, 2])\n#if($i == 1)\none\n#elseif($i == 2)\ntwo\n#else\nmore\n#end\n#end"
    assert steps(template) == [
        (1, "turn", "1 of #foreach, $i = 1"),
        (2, "takes", "#if"),
        (3, "gives", "one\n"),
        (1, "turn", "2 of #foreach, $i = 2"),
        (4, "takes", "#elseif"),
        (5, "gives", "two\n"),
    ]


def test_the_trace_tells_of_what_was_not_done() -> None:
    assert steps("#if(false)x#end\n#foreach($i in [])x#end") == [
        (1, "takes", "no branch of #if"),
        (2, "takes", "no turn of #foreach: there is nothing to go through"),
    ]


def test_the_trace_sees_into_macros_and_blocks() -> None:
    template = "#macro(two $x)\n<$x>\n#end\n#define($d)\nd\n#end\n#two('a')\n$d"
    assert [step for step in steps(template) if step[1] == "gives"] == [(2, "gives", "<a>\n"), (5, "gives", "d\n")]


def test_the_trace_changes_nothing() -> None:
    template = "#set($l = [])#foreach($i in [1..3])#set($x = $l.add($i))#end$l$l.size()"
    assert document("--template", template, "--text", "--trace")["output"] == "[1, 2, 3]3"
    assert steps(template)[-1] == (1, "gives", "[1, 2, 3]3")


def test_what_a_trace_gives_is_the_output() -> None:
    given = "".join(detail for _, kind, detail in steps(REQUEST, "--event", "event.json") if kind == "gives")
    assert given == cfngw("vtl", "request.vm", "-q", "--event", "event.json").out


# --- fuzzing ----------------------------------------------------------------------------------------------------------


def fuzzed(template: str, *words: str) -> Any:
    return document("--template", template, "--fuzz", *words)


@pytest.mark.parametrize(
    ("template", "value", "cure"),
    [
        # P16
        ("""{"a": "$util.escapeJavaScript($input.params('id'))"}""", "'", '.replaceAll("\\\\\'", "\'")'),
        ("""{"a": "$input.params('id')"}""", '"', "$util.escapeJavaScript($input.params('id'))"),
        ("""{"a": "$input.path('$.name')"}""", '"', "$input.json('$.name') without quotes"),
        ("""{"a": $input.path('$.n')}""", "", "$input.json('$.n') without quotes"),
    ],
)
def test_the_smallest_input_that_breaks_is_shown_with_its_cure(template: str, value: str, cure: str) -> None:
    found = fuzzed(template, "--body", '{"n": 1, "name": "x"}')
    assert found["broken"]
    first = found["breaks"][0]
    assert (first["value"] or "") == value
    assert cure in first["cure"]


@pytest.mark.parametrize(
    "template",
    [
        SAFE,
        "{}",
        "$input.json('$.a')",
        """{"a": "$util.base64Encode($input.body)"}""",
        """{"a": "$util.urlEncode($input.params('q'))"}""",
    ],
)
def test_a_sound_template_exits_with_0(template: str) -> None:
    ran = only(template, "--fuzz")
    assert ran.code == 0, ran.out
    assert "The output stayed what it should be." in ran.out


def test_a_method_that_fails_is_a_break_too() -> None:
    found = fuzzed(
        """{"a": $input.json('$.a'), "n": $input.path('$.errorMessage').substring(5).length()}""", "--response"
    )
    assert any("StringIndexOutOfBounds" in each["problem"] for each in found["breaks"])


def test_what_the_gateway_refuses_breaks_nothing() -> None:
    found = fuzzed("""{"a": $input.json('$.a')}""")
    assert not found["broken"]
    assert found["refused"] > 0


def test_a_break_of_two_inputs_together_is_found_and_made_small() -> None:
    template = """{"a": "#if($input.params('x') == '')$input.params('y')#end"}"""
    found = fuzzed(template, "--path", "x=1", "--path", "y=2")
    assert found["broken"]
    assert len(found["breaks"][0]["value"] or "") <= 1


def test_fuzzing_is_the_same_each_time() -> None:
    assert cfngw("vtl", "request.vm", "--fuzz").out == cfngw("vtl", "request.vm", "--fuzz").out


def test_text_is_only_broken_by_a_failure() -> None:
    assert only("$input.params('a')", "--fuzz", "--text").code == 0
    assert only("$input.params('a').substring(1)", "--fuzz", "--text").code == 5


def test_the_time_is_bounded() -> None:
    from cfngw.vtl import parse
    from cfngw.vtl.fuzz import fuzz
    from cfngw.vtl.request import sample

    template = parse(SAFE)
    ticks = iter(range(10_000))
    report = fuzz(template, sample(template), seconds=20, clock=lambda: float(next(ticks)))
    assert report.cut
    assert report.tried < 30


# --- selection --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "patterns",
    [
        {"400": "^\\[400:.*", "200": ""},
        {"400": "^\\[400:.*", "200": None},
        [{"statusCode": 400, "selectionPattern": "^\\[400:.*"}, {"StatusCode": "200"}],
        {"integrationResponses": {"400": {"statusCode": "400", "selectionPattern": "^\\[400:.*"}, "200": {}}},
    ],
)
def test_patterns_come_from_a_file_too(patterns: Any) -> None:
    write({"patterns.json": json.dumps(patterns)})
    assert document("--match", "[400:x]", "--patterns", "patterns.json")["status"] == "400"
    assert document("--match", "x", "--patterns", "patterns.json")["status"] == "200"


@pytest.mark.parametrize("patterns", [5, {"4": "x"}, {"400": 5}, [{"selectionPattern": "x"}]])
def test_a_file_without_patterns_is_told(patterns: Any) -> None:
    write({"patterns.json": json.dumps(patterns)})
    ran = cfngw("vtl", "--match", "x", "--patterns", "patterns.json")
    assert ran.code == 2
    assert "allowed:" in ran.err


@pytest.mark.parametrize(
    ("message", "pattern", "near"),
    [
        ("a\nb", "a.*", "line break"),
        ("A: x", "a: .*", "upper and lower"),
        ("a: x", "a:", "the beginning"),
        ("x: a", "a", "the end"),
        ("x a y", "a", "a part in the middle"),
    ],
)
def test_a_pattern_that_nearly_matches_is_told_with_one_that_does(message: str, pattern: str, near: str) -> None:
    said = document("--match", message, "--patterns", f"400={pattern}", "--patterns", "500=")["near"][0]["why"]
    assert near in said
    better = said.rpartition("write ")[2]
    assert document("--match", message, "--patterns", f"400={better}", "--patterns", "500=")["status"] == "400"


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("a", "--patterns", "400=a", "--patterns", "200="), "400", 0),
        (("b", "--patterns", "400=a", "--patterns", "200="), "200", 5),  # a failure that is told as success
        (("b", "--patterns", "400=a", "--patterns", "500="), "500", 0),
        (("b", "--patterns", "400=a"), None, 5),
        (("a", "--returned", "--patterns", "400=a", "--patterns", "200="), "200", 0),
        (("a", "--returned", "--patterns", "400=a"), None, 5),
        (("a", "--returned", "--patterns", "400=.*"), "400", 5),
        (("", "--patterns", "400=a", "--patterns", "200="), "200", 5),
    ],
)
def test_what_is_selected_and_whether_that_is_sound(words: tuple[str, ...], status: str | None, code: int) -> None:
    assert document("--match", *words)["status"] == status
    assert cfngw("vtl", "--match", *words).code == code


def test_a_pattern_that_runs_away_is_told() -> None:
    ran = cfngw("vtl", "--match", "a" * 60 + "b", "--patterns", "400=(a+)+", "--patterns", "500=")
    assert ran.code in (0, 2)
    assert "Traceback" not in ran.err
