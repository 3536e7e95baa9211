from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cfngw.document import UNKNOWN, Document, TemplateError, parse, read, resolve_default
from cfngw.errors import OutputError
from cfngw.render import render, render_json

HERE = Path("output/x.yaml")
RESOURCES = "Resources:\n  A:\n    Type: T\n"


def document(text: str, path: Path = HERE) -> Document:
    return parse(text, path)


def value(text: str) -> Any:
    """Read one value."""
    return document(f"{RESOURCES}Metadata:\n  k: {text}\n").data["Metadata"]["k"]


def refusal(text: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        document(text)
    error = caught.value
    assert error.exit_code == 3
    assert error.fix
    assert error.where is not None
    assert error.where.path == str(HERE)
    return error


def place(error: TemplateError) -> tuple[int, int]:
    assert error.where is not None
    return error.where.line, error.where.column


# --- values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("yes", True), ("Off", False), ("~", None), ("", None), ("y", "y"), ("'yes'", "yes"), ("nO", "nO")],
        *[("012", 10), ("0x1F", 31), ("0b11", 3), ("-1_000", -1000), ("1:30", 90), ("018", "018"), ("0o17", "0o17")],
        *[
            ("1.5", 1.5),
            ("1e3", "1e3"),
            ("1.0e+3", 1000.0),
            (".5", 0.5),
            ("1:30.5", 90.5),
            ("-x", "-x"),
            ("0x_", "0x_"),
        ],
        *[
            ("2012-10-17", "2012-10-17"),
            ("2001-12-14t21:59:43Z", "2001-12-14t21:59:43Z"),
            ("=", "="),
            ("012345678901", "012345678901"),
        ],
        *[("!!str 5", "5"), ("! 5", "5"), ("!!int '7'", 7), ("!!float 2", 2.0), ("!!map {a: 1}", {"a": 1})],
        *[("&x [1, 2]", [1, 2]), ("{a: [], b: {}}", {"a": [], "b": {}})],
    ],
)
def test_words_mean_what_yaml_1_1_says_and_dates_are_text(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Ref 12", {"Ref": "12"}),
        ("!Condition C", {"Condition": "C"}),
        ("!GetAtt A.B.C", {"Fn::GetAtt": ["A", "B.C"]}),
        ("!GetAtt [A, !Ref B]", {"Fn::GetAtt": ["A", {"Ref": "B"}]}),
        ("!Sub ['${x}', {x: !Ref A}]", {"Fn::Sub": ["${x}", {"x": {"Ref": "A"}}]}),
        ("!GetAZs ''", {"Fn::GetAZs": ""}),
        ("!Not [!Condition C]", {"Fn::Not": [{"Condition": "C"}]}),
        ("!Transform {Name: N}", {"Fn::Transform": {"Name": "N"}}),
        ("!Brand.New x", {"Fn::Brand.New": "x"}),
        ("{'Fn::Sub': x}", {"Fn::Sub": "x"}),
    ],
)
def test_a_short_form_is_read_as_the_long_one(text: str, expected: Any) -> None:
    assert value(text) == expected


def test_keys_are_the_text_that_was_written() -> None:
    assert value("{on: 1, 200: 2, 'null': 3, 012345678901: 4}") == {"on": 1, "200": 2, "null": 3, "012345678901": 4}


def test_an_alias_stands_for_its_anchor() -> None:
    data = document(f"{RESOURCES}Metadata:\n  a: &x {{b: !Ref C}}\n  c: *x\n").data["Metadata"]
    assert data["c"] == data["a"] == {"b": {"Ref": "C"}}


def test_json_and_yaml_give_the_same() -> None:
    text = '{"Resources": {"A": {"Type": "T", "Properties": {"n": 1.5, "d": "2012-10-17", "l": [true, null]}}}}'
    assert document(text).data == json.loads(text) == document(f"---\n{text}").data
    assert document("\ufeff" + text.replace(" ", "\t")).data == json.loads(text)
    assert document("{Resources: {A: {Type: T}}}").data == {"Resources": {"A": {"Type": "T"}}}
    assert document('{"Resources": {"A": {Type: T}}}').data == {"Resources": {"A": {"Type": "T"}}}


# --- positions -------------------------------------------------------------------------------------------------

PLACED = """\
# a comment
Resources:
  A:
    Type: T
    Properties:
      List:
        - a
        -   k: !GetAtt B.C
            m: &m {n: 1}
      Again: *m
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), (2, 1)),
        (("Resources", "A"), (3, 3)),
        (("Resources", "A", "Properties", "List", 0), (7, 11)),
        (("Resources", "A", "Properties", "List", 1, "k"), (8, 13)),
        (("Resources", "A", "Properties", "List", 1, "k", "Fn::GetAtt", 1), (8, 16)),
        (("Resources", "A", "Properties", "List", 9), (6, 7)),
        (("Resources", "A", "Properties", "Again"), (10, 7)),
        (("Resources", "A", "Properties", "Again", "n"), (9, 20)),
        (("Resources", "A", "Nothing", "Below"), (3, 3)),
    ],
)
def test_every_part_has_its_line_and_column(path: tuple[str | int, ...], expected: tuple[int, int]) -> None:
    assert document(PLACED).position(path) == expected


def test_a_part_of_json_has_its_line_and_column_too() -> None:
    text = '\n{"Resources":\n  {"A": {"Type": "T",\n   "x\\"y": [1, {"k" : 2}, "a"]}}}'
    found = document(text)
    assert found.position() == (2, 1)
    assert found.position(("Resources", "A")) == (3, 4)
    assert found.position(("Resources", "A", 'x"y', 1, "k")) == (4, 17)
    assert found.position(("Resources", "A", 'x"y', 2)) == (4, 27)
    assert found.position(("Resources", "A", "none")) == (3, 4)
    assert str(found.source(("Resources", "A"))) == "output/x.yaml:3:4"


# --- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", (1, 1), "empty"),
        ("# only a comment\n", (1, 1), "empty"),
        ("just text", (1, 1), "a mapping of sections"),
        ("- a\n", (1, 1), "a mapping of sections"),
        ("Resource:\n  A: {}\n", (1, 1), "no Resources"),
        ("A: 1\nResources: []\n", (2, 1), "no mapping"),
        ("Resources:\n  A: 5\n", (2, 3), "resource A is no mapping"),
        ("Resources:\n  A:\n    Properties: {}\n", (2, 3), "no Type"),
        (f"{RESOURCES}Parameters:\n  - a\n", (4, 1), "Parameters is no mapping"),
        (f"{RESOURCES}---\nb: 1\n", (4, 1), "second document"),
        ("Resources:\n\tA: 1\n", (2, 1), "a tab"),
        ("Resources:\n  A: [1\n  B: 2\n", (3, 4), "not YAML"),
        ("a: b: c\n", (1, 5), "not YAML"),
        ("a: 'é'\nb: \x01\n", (2, 4), "'\\x01'"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "a second time; the first is in line 1"),
        ('{"a": {"b": 1,\n "c": 2, "b": 3}}', (2, 10), "a second time; the first is in line 1"),
        ('{"a": 1,\n]', (2, 1), "not JSON"),
        ('{"a": NaN}', (1, 1), "NaN"),
        ("a: .inf\n", (1, 4), "not a finite number"),
        (f"a: {'9' * 5000}\n", (1, 4), "too many digits"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", (3, 3), "merge"),
        ("a: !!binary aGk=\n", (1, 4), "!!binary"),
        ("a: !!set {b}\n", (1, 4), "!!set"),
        ("a: !!timestamp 2012-10-17\n", (1, 4), "!!timestamp"),
        ("a: *b\n", (1, 4), "*b refers to nothing"),
        ("a: &a [*a]\n", (1, 8), "*a refers to nothing"),
        ("? [a]\n: b\n", (1, 3), "a key must be text"),
        ("!Ref a: b\n", (1, 1), "a key must be text"),
        ("~: b\n", (1, 1), "a key is empty"),
    ],
)
def test_what_is_no_template_is_told_with_its_place(text: str, where: tuple[int, int], words: str) -> None:
    error = refusal(text)
    assert words in error.problem
    assert place(error) == where


def test_the_nearest_name_is_offered() -> None:
    assert refusal("Resource: {}\n").fix == "write Resources instead of Resource"


def test_aliases_of_aliases_are_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "aliases stand for more than" in refusal("\n".join(lines)).problem


@pytest.mark.parametrize("unit", ["[", '{"a":', "- ", "!Sub ["])
def test_deep_nesting_is_refused(unit: str) -> None:
    assert "nested more than 150 deep" in refusal(f"a: {unit * 20_000}" if unit != "- " else unit * 5_000).problem


def test_deep_json_is_refused() -> None:
    deep = '{"a":' * 200 + "1" + "}" * 200
    assert "nested more than 150 deep" in refusal(deep).problem
    assert "nested more than 150 deep" in refusal('{"a":' + "[" * 100_000 + "]" * 100_000 + "}").problem


def test_a_file_that_can_not_be_read_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be read"):
        read(tmp_path / "none.yaml")


def test_pyyaml_s_own_parser_gives_the_same_where_there_is_no_libyaml() -> None:
    code = """
import sys, json
from pathlib import Path
import yaml
del yaml.CSafeLoader
from cfngw.document import parse, TemplateError
found = parse(sys.stdin.read(), Path("x"))
try:
    parse("a:\\n\\tb: 1", Path("x"))
except TemplateError as error:
    print(error.where.line, error.where.column, file=sys.stderr)
print(json.dumps([found.data, found.position(("Resources", "A", "Properties", "List", 1, "k"))]))
"""
    alone = subprocess.run([sys.executable, "-c", code], input=PLACED, capture_output=True, text=True, check=True)
    assert json.loads(alone.stdout) == [document(PLACED).data, [8, 13]]
    assert alone.stderr == "2 1\n"


def test_nothing_but_yaml_is_loaded_and_that_only_for_yaml() -> None:
    code = """
import sys
from pathlib import Path
from cfngw.document import parse
parse('{"Resources": {}}', Path("x"))
assert "yaml" not in sys.modules
parse("Resources: {}", Path("x"))
assert not {"troposphere", "click", "boto3", "cfnlint", "cfngw.render", "cfngw.declare"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# --- defaults --------------------------------------------------------------------------------------------------

TEMPLATE = {
    "Parameters": {
        "Runtime": {"Type": "String", "Default": "python3.13"},
        "Size": {"Type": "Number", "Default": 128},
        "Names": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Zones": {"Type": "List<String>", "Default": "a,b"},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/path"},
        "Open": {"Type": "String"},
    }
}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("x", "x"),
        (None, None),
        ([1, {"Ref": "Size"}], [1, 128]),
        ({"Ref": "Runtime"}, "python3.13"),
        ({"Ref": "Names"}, ["a", "b"]),
        ({"Ref": "Zones"}, ["a", "b"]),
        ({"a": {"Ref": "Runtime"}, "b": 2}, {"a": "python3.13", "b": 2}),
        ({"a": "b"}, {"a": "b"}),
        ({"Ref": "Stored"}, UNKNOWN),
        ({"Ref": "Open"}, UNKNOWN),
        ({"Ref": "AWS::Region"}, UNKNOWN),
        ({"Ref": "SomeResource"}, UNKNOWN),
        ({"Ref": ["x"]}, UNKNOWN),
        ({"Fn::Sub": "x"}, UNKNOWN),
        ({"Condition": "x"}, UNKNOWN),
        (["a", {"Fn::If": ["c", 1, 2]}], UNKNOWN),
        ({"a": 1, "b": [{"Ref": "Open"}]}, UNKNOWN),
    ],
)
def test_a_default_is_known_and_nothing_else_is_guessed(node: Any, expected: Any) -> None:
    assert resolve_default(TEMPLATE, node) == expected


# --- what render writes reads back equal -----------------------------------------------------------------------

_pieces = st.sampled_from(
    [
        *[
            "a",
            "b c",
            " ",
            "\t",
            "\n",
            "\n\n",
            "\n  ",
            "\r",
            "\x85",
            "\u2028",
            "\x7f",
            "\ufeff",
            "\x00",
            "😀",
            "é",
            ":",
            ": ",
        ],
        *["#", " #", "'", '"', "\\", "- ", "?", "!", "&", "*", "|", ">", "@", "{", "}", "[", "]", "${A}", "---", "="],
        *["<<", "~", "yes", "on", "null", "012345678901", "017", "1e3", "12:30", "1_000", "0x1F", "2012-10-17", ".inf"],
        *["1.5", "+1", "x" * 70, "Condition"],
    ]
)
_texts = st.lists(_pieces, max_size=4).map("".join) | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_names = st.sampled_from(
    ["Ref", "Condition", "Fn::Sub", "Fn::GetAtt", "Fn::If", "Fn::Join", "Fn::Not", "Fn::GetAZs", "Fn::New", "Fn::And"]
)


def _inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=3)
    functions = st.tuples(_names, _texts | lists | st.tuples(_texts, _texts).map(list) | inner)
    return functions.map(lambda pair: {pair[0]: pair[1]}) | lists | st.dictionaries(_texts, inner, max_size=3)


_values = st.recursive(_texts | _scalars, _inside, max_leaves=12)


@given(_values)
@settings(max_examples=250, suppress_health_check=list(HealthCheck))
def test_what_was_rendered_reads_back_equal_and_in_order(found: Any) -> None:
    template = {"Metadata": {"k": found}, "Resources": {"A": {"Type": "T", "Properties": {"p": [found]}}}}
    for text in (render(template), render_json(template)):
        data = document(text).data
        assert json.dumps(data) == json.dumps(template)
        assert document(text).position(("Resources", "A", "Type"))[0] > 1


def test_the_places_of_many_things_in_one_line_of_json_are_found_fast() -> None:
    resources = {f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(2000)}
    document = parse(json.dumps({"Resources": resources}), Path("template.json"))
    start = time.process_time()
    columns = [document.position(("Resources", name, "Type"))[1] for name in resources]
    assert columns == sorted(set(columns))
    assert time.process_time() - start < 2
