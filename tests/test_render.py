from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cfngw.errors import BuildError, DeclarationError
from cfngw.render import render, render_json
from cfngw.render.faults import TemplateValueError
from cfngw.render.layout import SECTIONS
from yaml_readers import PYTHON_READERS, NodeReaders, why_no_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# --- one hand-made template ------------------------------------------------------------------------------------

TEMPLATE: dict[str, Any] = {
    "Outputs": {
        "Url": {
            "Description": "Where the API answers: call it",
            "Value": {"Fn::Sub": "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/"},
        },
        "Arn": {
            "Value": {"Fn::GetAtt": ["Notes", "Arn"]},
            "Export": {"Name": {"Fn::Join": ["-", [{"Ref": "AWS::StackName"}, "arn"]]}},
        },
    },
    "Hooks": {"Later": {"Type": "AWS::CodeDeploy::BlueGreen"}},
    "Resources": {
        "Notes": {
            "Properties": {
                "Code": {"ZipFile": "import json\n\n\ndef handler(event, context):\n    return {}\n"},
                "MemorySize": {"Fn::If": ["IsLive", 1024, 128]},
                "Environment": {"Variables": {"ACCOUNT": "012345678901", "ON": "yes", "TIME": "12:30"}},
                "Layers": [],
                "Tags": [{"Key": "a", "Value": "1e3"}, {"Key": "b", "Value": {"Ref": "Stage"}}],
            },
            "Metadata": {"aws:asset:path": "../src/notes"},
            "DependsOn": ["Role", "Logs"],
            "DeletionPolicy": "Retain",
            "Type": "AWS::Lambda::Function",
        },
        "Method": {
            "Type": "AWS::ApiGateway::Method",
            "Condition": "IsLive",
            "Properties": {
                "ApiKeyRequired": True,
                "Integration": {
                    "IntegrationResponses": [
                        {
                            "SelectionPattern": r"[\s\S]*\[400\][\s\S]*",
                            "ResponseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"},
                            "ResponseTemplates": {"application/json": "$input.path('$.body')"},
                        }
                    ],
                    "RequestTemplates": {"application/json": '#set($a = 1)\n{"body": $input.body}'},
                },
            },
        },
        "Everything": {
            "Type": "Custom::Everything",
            "Properties": {
                "UserData": {"Fn::Base64": {"Fn::Sub": "#!/bin/sh\necho ${AWS::Region}\n"}},
                "Base64": {"Fn::Base64": "text"},
                "Zone": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
                "Zones": {"Fn::GetAZs": {"Ref": "AWS::Region"}},
                "Cidrs": {"Fn::Cidr": [{"Fn::GetAtt": ["Vpc", "CidrBlock"]}, 4, 8]},
                "Image": {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Id"]},
                "Shared": {"Fn::ImportValue": "shared-arn"},
                "Parts": {"Fn::Split": [",", {"Fn::ImportValue": {"Fn::Sub": "${Net}-subnets"}}]},
                "Text": {"Fn::Sub": ["${a}-x", {"a": {"Ref": "Stage"}}]},
                "Inner": {"Fn::If": ["IsLive", {"Fn::Sub": "a\nb"}, {"Ref": "AWS::NoValue"}]},
                "Nested": {"Fn::GetAtt": ["Child", "Outputs.Arn"]},
                "Chosen": {"Fn::GetAtt": ["Child", {"Ref": "Stage"}]},
                "Dotted": {"Fn::GetAtt": "Child.Arn"},
                "Included": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://x/y"}}},
                "Length": {"Fn::Length": {"Ref": "Layers"}},
                "Json": {"Fn::ToJsonString": {"a": [1, 2.5, None]}},
                "Data": {"Condition": "IsLive"},
                "Two": {"Ref": "a", "Fn::Sub": "b"},
                "Empty": {},
            },
        },
    },
    "Conditions": {
        "IsLive": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "IsTest": {"Fn::Not": [{"Condition": "IsLive"}]},
        "Either": {
            "Fn::Or": [
                {"Condition": "IsLive"},
                {"Fn::And": [{"Condition": "IsTest"}, {"Fn::Equals": [{"Ref": "Stage"}, "a value that is long"]}]},
            ]
        },
        "Same": {"Condition": "Either"},
    },
    "Mappings": {"Images": {"eu-west-1": {"Id": "ami-1"}, "us-east-1": {"Id": "ami-2"}}},
    "Rules": {
        "Regions": {
            "Assertions": [{"Assert": {"Fn::Contains": [["a", "b"], {"Ref": "Stage"}]}, "AssertDescription": "x # y"}]
        }
    },
    "Parameters": {
        "Stage": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"]},
        "Size": {"Type": "Number", "Default": 128},
    },
    "Metadata": {},
    "Transform": "AWS::LanguageExtensions",
    "Description": "Notes\nin two lines",
    "AWSTemplateFormatVersion": "2010-09-09",
}

TEXT = r"""AWSTemplateFormatVersion: '2010-09-09'

Transform: AWS::LanguageExtensions

Description: |-
  Notes
  in two lines

Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues:
      - dev
      - prod

  Size:
    Type: Number
    Default: 128

Rules:
  Regions:
    Assertions:
      - Assert:
          Fn::Contains:
            - - a
              - b
            - !Ref Stage
        AssertDescription: 'x # y'

Mappings:
  Images:
    eu-west-1:
      Id: ami-1
    us-east-1:
      Id: ami-2

Conditions:
  IsLive: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsLive]
  Either: !Or
    - !Condition IsLive
    - !And [!Condition IsTest, !Equals [!Ref Stage, a value that is long]]
  Same: !Condition Either

Resources:
  Notes:
    Type: AWS::Lambda::Function
    DependsOn:
      - Role
      - Logs
    DeletionPolicy: Retain
    Metadata:
      aws:asset:path: ../src/notes
    Properties:
      Code:
        ZipFile: |
          import json


          def handler(event, context):
              return {}
      MemorySize: !If [IsLive, 1024, 128]
      Environment:
        Variables:
          ACCOUNT: '012345678901'
          'ON': 'yes'
          TIME: '12:30'
      Layers: []
      Tags:
        - Key: a
          Value: '1e3'
        - Key: b
          Value: !Ref Stage

  Method:
    Type: AWS::ApiGateway::Method
    Condition: IsLive
    Properties:
      ApiKeyRequired: true
      Integration:
        IntegrationResponses:
          - SelectionPattern: '[\s\S]*\[400\][\s\S]*'
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
            ResponseTemplates:
              application/json: $input.path('$.body')
        RequestTemplates:
          application/json: |-
            #set($a = 1)
            {"body": $input.body}

  Everything:
    Type: Custom::Everything
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/sh
          echo ${AWS::Region}
      Base64: !Base64 text
      Zone: !Select [0, !GetAZs '']
      Zones:
        Fn::GetAZs: !Ref AWS::Region
      Cidrs: !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]
      Image: !FindInMap [Images, !Ref AWS::Region, Id]
      Shared: !ImportValue shared-arn
      Parts: !Split
        - ','
        - Fn::ImportValue: !Sub ${Net}-subnets
      Text: !Sub
        - ${a}-x
        - a: !Ref Stage
      Inner: !If
        - IsLive
        - !Sub |-
          a
          b
        - !Ref AWS::NoValue
      Nested: !GetAtt Child.Outputs.Arn
      Chosen:
        Fn::GetAtt:
          - Child
          - !Ref Stage
      Dotted:
        Fn::GetAtt: Child.Arn
      Included: !Transform
        Name: AWS::Include
        Parameters:
          Location: s3://x/y
      Length:
        Fn::Length: !Ref Layers
      Json:
        Fn::ToJsonString:
          a:
            - 1
            - 2.5
            - null
      Data:
        Condition: IsLive
      Two:
        Ref: a
        Fn::Sub: b
      Empty: {}

Outputs:
  Url:
    Description: 'Where the API answers: call it'
    Value: !Sub https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/

  Arn:
    Value: !GetAtt Notes.Arn
    Export:
      Name: !Join
        - '-'
        - - !Ref AWS::StackName
          - arn

Hooks:
  Later:
    Type: AWS::CodeDeploy::BlueGreen
"""


def test_a_template_with_every_intrinsic() -> None:
    assert render(TEMPLATE) == TEXT


def test_json_has_the_same_order_and_keeps_non_ascii() -> None:
    document = {
        "Resources": {"A": {"Properties": {"é": "😀"}, "Type": "T"}},
        "Outputs": {},
        "Description": "d",
    }
    text = """{
  "Description": "d",
  "Resources": {
    "A": {
      "Type": "T",
      "Properties": {
        "é": "😀"
      }
    }
  }
}
"""
    assert render_json(document) == text


def test_a_resource_starts_with_its_type_and_ends_with_its_properties() -> None:
    attributes = ["Type", "Condition", "DependsOn", "CreationPolicy", "UpdatePolicy", "DeletionPolicy"]
    attributes += ["UpdateReplacePolicy", "Metadata", "NotKnownYet", "Properties"]
    body = {name: {"z": 1, "a": 2} for name in reversed(attributes)}
    for text in (render({"Resources": {"A": body}}), render_json({"Resources": {"A": body}})):
        assert sorted(attributes, key=text.index) == attributes
        assert text.index("z") < text.index("a:" if text[0] != "{" else '"a":')


@pytest.mark.parametrize("empty", [{}, [], (), "", None])
def test_an_empty_section_is_left_out(empty: object) -> None:
    assert render({"Description": "d", "Outputs": empty}) == "Description: d\n"
    assert json.loads(render_json({"Description": "d", "Outputs": empty})) == {"Description": "d"}


def test_an_empty_document() -> None:
    assert render({}) == "{}\n"
    assert render_json({}) == "{}\n"


def test_entries_of_a_section_are_names_and_never_intrinsics() -> None:
    assert render({"Resources": {"Ref": "x"}}) == "Resources:\n  Ref: x\n"
    assert render({"Resources": {"Fn::Transform": {"Name": "A"}}}) == ("Resources:\n  Fn::Transform:\n    Name: A\n")


# --- strings ---------------------------------------------------------------------------------------------------


def written(value: object) -> str:
    """Give what stands after the key of a value, without indentation."""
    text = render({"Metadata": {"k": value}})
    return text.removeprefix("Metadata:\n  k:").removeprefix(" ").removesuffix("\n")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "AWS::Lambda::Function",
        "arn:${AWS::Partition}:s3:::b/*",
        "GET /users/{id}",
        "$default",
        "/a#b",
        "a b",
        "it's",
        "./a",
        "../a",
        "nano",
        "été",
        "日本語",
        "python3.13",
        "a\\b",
        "yes!",
        "(a)",
        "x=1",
        "a, [b] {c}",
        "x" * 5000,
        "word " * 500 + "end",
    ],
)
def test_a_string_that_nobody_misreads_is_plain(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *["", "~", "null", "Null", "y", "N", "yes", "No", "ON", "off", "true", "FALSE", "=", "<<", "---", "...", "-"],
        *["012345678901", "1e3", "12:30", "1_000", "0x1F", "0o17", "0b1", "2012-10-17", "2.0", ".5", "+1", "-1", "1"],
        *[
            "E0",
            "e+12",
            ".inf",
            "-.INF",
            ".nan",
            "a: b",
            "a #b",
            "a:",
            " a",
            "a ",
            "# a",
            "- a",
            "? a",
            ": a",
            "*",
            "&a",
            "!a",
            "|",
        ],
        *[">", "%a", "@a", "`a", "[a]", "{a}", ",a", '"a"', "?", "\u00a0", "\u3000a"],
    ],
)
def test_a_string_that_somebody_might_misread_is_quoted(text: str) -> None:
    assert written(text) == f"'{text}'"
    assert_read_alike({"Metadata": {"k": text, "keys": {text: 1}}})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", r'"a\tb"'),
        ("a\r\nb", r'"a\r\nb"'),
        ("\n", r'"\n"'),
        ("\n\n", r'"\n\n"'),
        (" \n\t", r'" \n\t"'),
        ("\x00\x1b", r'"\x00\x1B"'),
        ("a\x7f", r'"a\x7F"'),
        ("a\x85b\n", r'"a\x85b\n"'),
        ("a\u2028\u2029", r'"a\u2028\u2029"'),
        ("\ufeffa", r'"\uFEFFa"'),
        ("\ufffe\uffff", r'"\uFFFE\uFFFF"'),
        ("\U0001fffe", r'"\U0001FFFE"'),
        ("pay\u202egpj", r'"pay\u202Egpj"'),
        ("zero\u200bwidth", r'"zero\u200Bwidth"'),
        ('"\\\r', r'"\"\\\r"'),
        ("'*'", "\"'*'\""),
        ("'a' \"b\"", "'''a'' \"b\"'"),
        ("😀", "'😀'"),
        ("a 😀", "a 😀"),
        ("👨‍👩‍👧", "'👨‍👩‍👧'"),
    ],
)
def test_what_a_reviewer_could_not_see_is_escaped(text: str, shown: str) -> None:
    assert written(text) == shown
    assert_read_alike({"Metadata": {"k": text, "keys": {text: [text]}}})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "|-\n    a\n    b"),
        ("a\nb\n", "|\n    a\n    b"),
        ("a\n", "|\n    a"),
        ("a\n\n  b\n", "|\n    a\n\n      b"),
        ("  a\nb\n", "|2\n      a\n    b"),
        ("\ta\nb", "|2-\n    \ta\n    b"),
        ("\na\n", "|\n\n    a"),
        ("\n a\n", "|2\n\n     a"),
        ("a \n\t\nb\t\n", "|\n    a \n    \t\n    b\t"),
        ("a\n  ", "|-\n    a\n      "),
        ("# a\n--- %b\n", "|\n    # a\n    --- %b"),
        ("é 😀\n\u00a0\n", "|\n    é 😀\n    \u00a0"),
        # The npm package yaml drops the last line here.
        (" a\n ", r'" a\n "'),
        ("\n  a\n  \n", r'"\n  a\n  \n"'),
    ],
)
def test_several_lines_are_a_block_literal_where_all_readers_read_it_right(text: str, shown: str) -> None:
    assert written(text) == shown
    assert_read_alike({"Metadata": {"k": text, "list": [text, {"Fn::Sub": text}, [text]], "z": "z"}})


def test_newlines_at_the_end_of_a_literal_are_kept_and_no_blank_line_is_added_to_them() -> None:
    document = {"Resources": {"A": {"c": "a\n\n"}, "B": {"c": "b\n\n\n"}}, "Outputs": {"C": {"Value": "c\n\n"}}}
    assert render(document) == (
        'Resources:\n  A:\n    c: |+\n      a\n\n  B:\n    c: |+\n      b\n\n\nOutputs:\n  C:\n    Value: "c\\n\\n"\n'
    )
    assert_read_alike(document)


def test_a_text_with_a_tag_ends_the_document_with_one_newline_too() -> None:
    assert render({"Metadata": {"k": {"Fn::Sub": "a\n\n"}}}) == 'Metadata:\n  k: !Sub "a\\n\\n"\n'


def test_long_keys_are_written_so_that_every_reader_takes_them() -> None:
    document = {"Metadata": {"k" * 2000: "a", "deep": [{"😀" * 900: {"b": [1]}, "l" * 600: ["x\ny"]}]}}
    assert render({"Metadata": {"k" * 600: {"a": 1}}}) == f"Metadata:\n  ? {'k' * 600}\n  :\n    a: 1\n"
    assert_read_alike(document)


# --- numbers, odd types ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *[(True, "true"), (False, "false"), (None, "null"), (0, "0"), (-5, "-5"), (10**30, "1" + "0" * 30)],
        *[(1.5, "1.5"), (2.0, "2.0"), (1e16, "1.0e+16"), (-1e-7, "-1.0e-07"), (1.25e100, "1.25e+100"), (-0.0, "-0.0")],
        *[({}, "{}"), ([], "[]"), ((), "[]")],
    ],
)
def test_numbers_and_what_is_empty(value: object, shown: str) -> None:
    assert written(value) == shown
    assert_read_alike({"Metadata": {"k": value, "list": [value]}})


def test_keys_that_are_no_strings_are_what_json_makes_of_them() -> None:
    document: dict[str, Any] = {"Metadata": {"m": {1: "a", 200: "b", 1.5: "c", 1e16: "d"}, "n": {True: 1, None: 2}}}
    assert "'1': a\n" in render(document)
    assert "'true': 1\n" in render(document)
    assert_read_alike(document)


class Colour(StrEnum):
    RED = "yes"


class Size(IntEnum):
    BIG = 7


def test_subclasses_are_written_as_what_they_hold() -> None:
    class Words(list[str]):
        pass

    values = {"a": Colour.RED, "b": Size.BIG, "c": OrderedDict(x=1), "d": Words(["q"]), "e": MappingProxyType({"y": 2})}
    plain = {"a": "yes", "b": 7, "c": {"x": 1}, "d": ["q"], "e": {"y": 2}}
    for write in (render, render_json):
        assert write({"Metadata": values, "Outputs": MappingProxyType({"f": ("x",)})}) == write(
            {"Metadata": plain, "Outputs": {"f": ["x"]}}
        )


# --- intrinsics that are not what they seem --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"Ref": 5}, "\n    Ref: 5"),
        ({"Ref": ["a"]}, "\n    Ref:\n      - a"),
        ({"Ref": {"Ref": "a"}}, "\n    Ref: !Ref a"),
        ({"Ref": "123"}, "!Ref '123'"),
        ({"Fn::Sub": ""}, "!Sub ''"),
        ({"Fn::Sub": None}, "\n    Fn::Sub: null"),
        ({"Fn::Sub": []}, "!Sub []"),
        ({"Fn::Join": []}, "!Join []"),
        ({"Fn::Join": [",", {"Ref": "L"}]}, "!Join [',', !Ref L]"),
        ({"Fn::Join": {"Ref": "a"}}, "\n    Fn::Join: !Ref a"),
        ({"Fn::GetAZs": {}}, "\n    Fn::GetAZs: {}"),
        ({"Fn::GetAtt": ["A", "b.c"]}, "!GetAtt A.b.c"),
        ({"Fn::GetAtt": ["A.b", "c"]}, "\n    Fn::GetAtt:\n      - A.b\n      - c"),
        ({"Fn::GetAtt": ["A", ""]}, "\n    Fn::GetAtt:\n      - A\n      - ''"),
        ({"Fn::GetAtt": ["A", "b", "c"]}, "\n    Fn::GetAtt:\n      - A\n      - b\n      - c"),
        ({"Fn::GetAtt": ["1", "5"]}, "!GetAtt '1.5'"),
        ({"Fn::GetAtt": ["A", "b\nc"]}, "\n    Fn::GetAtt:\n      - A\n      - |-\n        b\n        c"),
        ({"Fn::Transform": {"Ref": "a"}}, "\n    Fn::Transform: !Ref a"),
        ({"Fn::ForEach::X": ["I", ["a"], {}]}, "\n    Fn::ForEach::X:\n      - I\n      - - a\n      - {}"),
        ({"Fn::GetStackOutput": {"a": "b"}}, "\n    Fn::GetStackOutput:\n      a: b"),
        ({"Fn::Not": [{"Condition": "A"}]}, "!Not [!Condition A]"),
        ({"Fn::If": ["A", {"Condition": "B"}, 1]}, "!If\n    - A\n    - Condition: B\n    - 1"),
        ({"Fn::If": [{"Condition": "A"}, 1, 2]}, "!If [!Condition A, 1, 2]"),
        ({"Fn::Equals": ["${a}", "b, c"]}, "!Equals\n    - ${a}\n    - b, c"),
        ({"Fn::Equals": [{"Ref": "A"}, "x" * 70]}, f"!Equals\n    - !Ref A\n    - {'x' * 70}"),
    ],
)
def test_a_short_form_is_used_only_where_it_reads_back_equal(value: object, shown: str) -> None:
    assert written(value) == shown
    assert_read_alike({"Metadata": {"k": value, "list": [value, [value]]}})


# --- what can't be written -------------------------------------------------------------------------------------


class Opaque:
    def __repr__(self) -> str:
        return "Opaque()"


@pytest.mark.parametrize(
    ("properties", "path", "words"),
    [
        ({"a": ["x", "\ud800"]}, "a/1", "half a character"),
        ({"a": "b\n\udfff"}, "a", "at position 2"),
        ({"a": float("nan")}, "a", "finite"),
        ({"a": {"b": float("-inf")}}, "a/b", "finite"),
        ({"a": [Opaque()]}, "a/0", "of type Opaque"),
        ({"a": b"bytes"}, "a", "of type bytes"),
        ({"a": {"b"}}, "a", "of type set"),
        ({"a": {"\ud800": 1}}, "a", "key that can't be written"),
        ({"a": {("b", "c"): 1}}, "a", "key that can't be written"),
        ({"a": {float("nan"): 1}}, "a", "key that can't be written"),
        ({"a": {1: "x", "1": "y"}}, "a", "two keys that are both written '1'"),
    ],
)
def test_a_value_without_a_form_is_refused_with_its_place(properties: Any, path: str, words: str) -> None:
    for write in (render, render_json):
        with pytest.raises(TemplateValueError) as caught:
            write({"Resources": {"A": {"Type": "T", "Properties": properties}}})
        assert caught.value.path == ("Resources", "A", "Properties", *path.split("/"))
        assert str(caught.value).startswith(f"Resources/A/Properties/{path} ")
        assert words in str(caught.value)
        str(caught.value).encode()


def test_all_that_is_wrong_is_told_at_once() -> None:
    for write in (render, render_json):
        with pytest.raises(BuildError) as caught:
            write({"Resources": {"A": {"x": float("inf")}, "B": {"y": "\udc00"}}})
        assert [error.path for error in caught.value.problems if isinstance(error, TemplateValueError)] == [
            ("Resources", "A", "x"),
            ("Resources", "B", "y"),
        ]


def test_a_value_that_contains_itself_is_refused() -> None:
    value: dict[str, Any] = {}
    value["again"] = [value]
    for write in (render, render_json):
        with pytest.raises(DeclarationError, match="Resources/A/again/0 contains itself"):
            write({"Resources": {"A": value}})


def test_a_value_that_is_nested_too_deep_is_refused() -> None:
    value: Any = "x"
    for _ in range(2000):
        value = [value]
    for write in (render, render_json):
        with pytest.raises(DeclarationError, match="nested more than"):
            write({"Resources": {"A": value}})


def test_a_number_that_python_will_not_print_is_refused() -> None:
    with pytest.raises(DeclarationError, match="Metadata/k has too many digits"):
        render({"Metadata": {"k": 10**5000}})


# --- properties ------------------------------------------------------------------------------------------------

_PIECES = [
    *["a", "b c", "GET /x", " ", "  ", "\t", "\n", "\n", "\n\n", "\n  ", "\r", "\r\n", "\x85", "\u2028", "\u2029"],
    *["\x7f", "\ufeff", "\x00", "\x9f", "\xa0", "\u3000", "\u200b", "\ufffe", "\U0001ffff", "😀", "é", "日本"],
    *[":", ": ", "::", "#", " #", "'", '"', "\\", "%", "- ", "-", "?", "? ", "!", "&", "*", "|", ">", "@", "`", ","],
    *["{", "}", "[", "]", "${A}", "---", "...", "=", "<<", "~", "yes", "No", "on", "y", "null", "TRUE", "012345678901"],
    *["1e3", "E0", "12:30", "1_000", "0x1F", "0o17", "2012-10-17", "2001-12-14t21:59:43Z", ".inf", ".nan", "1.5", "+1"],
    *["//", "/*", "__proto__", "Condition", "x" * 70],
]
_FUNCTIONS = [
    *["Ref", "Condition", "Fn::Sub", "Fn::GetAtt", "Fn::Join", "Fn::If", "Fn::Equals", "Fn::FindInMap", "Fn::Select"],
    *["Fn::Split", "Fn::ImportValue", "Fn::Base64", "Fn::Cidr", "Fn::GetAZs", "Fn::And", "Fn::Or", "Fn::Not"],
    *["Fn::Transform", "Fn::Length", "Fn::ToJsonString", "Fn::ForEach::X", "Fn::Contains"],
]
texts = st.lists(st.sampled_from(_PIECES), max_size=5).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)
keys = texts | st.sampled_from(["Name", "Type", "Ref", "k" * 600, "😀" * 800])
# JavaScript holds whole numbers up to 2**53 exactly.
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)


def _values(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=3)
    arguments = texts | lists | st.tuples(texts, texts) | inner
    functions = st.tuples(st.sampled_from(_FUNCTIONS), arguments).map(lambda pair: {pair[0]: pair[1]})
    return functions | functions | lists | st.dictionaries(keys, inner, max_size=3)


values = st.recursive(texts | texts | scalars, _values, max_leaves=12)
documents = st.dictionaries(
    st.sampled_from([*SECTIONS, "Hooks", "Globals"]) | keys,
    (values | st.dictionaries(keys, values, max_size=3)).filter(lambda value: value not in (None, "", [], {}, ())),
    min_size=1,
    max_size=4,
)
_quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def canonical(document: object) -> str:
    """Write what was read so that 1, 1.0, True and '1' differ."""
    return json.dumps(json.loads(json.dumps(document)), sort_keys=True)


def assert_read_alike(document: Mapping[str, Any]) -> None:
    text = render(document)
    assert text[-1] == "\n"
    assert text[-2:] != "\n\n"
    for name, read in PYTHON_READERS.items():
        assert canonical(read(text)) == canonical(document), name


@given(documents)
@_quick
@pytest.mark.slow
@pytest.mark.checked
def test_every_python_reader_reads_what_was_written(document: dict[str, Any]) -> None:
    assert_read_alike(document)
    assert json.loads(render_json(document)) == json.loads(canonical(document))
    assert render(document) == render(json.loads(json.dumps(document)))  # twice the same bytes


@pytest.fixture(scope="module")
def node() -> Iterator[NodeReaders]:
    reason = why_no_node()
    if reason is not None:
        pytest.skip(reason)
    readers = NodeReaders()
    yield readers
    readers.close()


def as_javascript(value: Any) -> Any:
    """Make every number what JavaScript has: one kind, and no negative zero in its JSON."""
    if isinstance(value, dict):
        return {key: as_javascript(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_javascript(item) for item in value]
    return value + 0.0 if type(value) in (int, float) else value


@given(documents)
@_quick
@pytest.mark.slow
@pytest.mark.checked
def test_every_javascript_reader_reads_what_was_written(node: NodeReaders, document: dict[str, Any]) -> None:
    for name, read in node.read(render(document)).items():
        assert canonical(as_javascript(read)) == canonical(as_javascript(document)), name


def test_javascript_readers_read_the_hand_made_template(node: NodeReaders) -> None:
    whole = {name: section for name, section in TEMPLATE.items() if section}
    for name, read in node.read(TEXT).items():
        assert canonical(as_javascript(read)) == canonical(as_javascript(whole)), name


_ALONE = """
import json, sys
from cfngw.render import render
sys.stdout.buffer.write(render(json.load(sys.stdin)).encode())
assert not {"troposphere", "yaml", "ruamel", "cfnlint"} & set(sys.modules)
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_bytes_do_not_depend_on_the_hash_seed_and_no_third_party_is_imported(seed: str) -> None:
    alone = subprocess.run(
        [sys.executable, "-c", _ALONE],
        input=json.dumps(TEMPLATE).encode(),
        env={"PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert alone.stdout.decode() == TEXT


@pytest.mark.parametrize("name", ["ZipFile", "Format"])
def test_a_line_of_code_is_a_block_literal(name: str) -> None:
    text = render({"Resources": {"A": {"Properties": {name: "def handler(e, c): return {}"}}}})
    assert f"{name}: |-\n        def handler(e, c): return {{}}\n" in text
    assert f"{name}: JSON\n" in render({"Resources": {"A": {"Properties": {name: "JSON"}}}})
