"""A template under given values: what is resolved, what is unknown and why, and where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.document import Document, Given, Reference, Scope, TemplateError, Text, Unknown, parse, resolve

HERE = Path("x.yaml")
HEAD = """\
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Names: {Type: CommaDelimitedList, Default: "a, b"}
  Bare: {Type: String}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x}
  Count: {Type: Number, Default: 3}
Mappings:
  Sizes: {dev: {memory: 128, zones: [a, b]}}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Not [!Condition IsDev]
  Here: !Equals [!Ref "AWS::Region", eu-west-1]
  Circle: !Or [!Condition Circle, !Condition Circle]
  Both: !And [!Condition IsProd, !Condition Here]
  Either: !Or [!Condition IsDev, !Condition Here]
Resources:
  Hello: {Type: AWS::Lambda::Function}
  Gone: {Type: T, Condition: IsProd}
  Perhaps: {Type: T, Condition: Here}
"""


def scope(body: str, given: Given | None = None) -> Scope:
    return resolve(parse(HEAD + body, HERE), given)


def value(written: str, **given: Any) -> Any:
    """Resolve one value, under what is given."""
    found = scope(f"  It: {{Type: T, Properties: {{X: {written}}}}}\n", Given(**given))
    node = found.index["It"].properties.get("X")
    return None if node is None else node.plain()


ARN = Reference("Hello", "Arn")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("!Ref Stage", "dev"),
        ("!Ref Names", ["a", "b"]),
        ("!Ref Count", 3),
        ("!Ref Hello", Reference("Hello")),
        ("!GetAtt Hello.Arn", ARN),
        ("{'Fn::GetAtt': [Hello, Arn]}", ARN),
        ("!Sub 'x-${Stage}-${!Stage}-${Count}'", "x-dev-${Stage}-3"),
        ("!Sub ['${a}/${ Stage }', {a: !Ref Stage}]", "dev/dev"),
        ("!Sub 'a:${Hello.Arn}:${stageVariables}'", None),
        ("!Join ['-', [a, !Ref Count, !Ref 'AWS::NoValue', b]]", "a-3-b"),
        ("!Join [',', !Ref Names]", "a,b"),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select ['0', !Split ['/', 'a/b']]", "a"),
        ("!Split [':', 'a:b']", ["a", "b"]),
        ("!FindInMap [Sizes, !Ref Stage, memory]", 128),
        ("!FindInMap [Sizes, !Ref Stage, zones]", ["a", "b"]),
        ("!FindInMap [Sizes, nope, zones, {DefaultValue: 7}]", 7),
        ("!If [IsDev, 1, 2]", 1),
        ("!If [IsProd, 1, !Ref 'AWS::NoValue']", None),
        ("!If [Here, same, same]", "same"),
        ("!If [Both, 1, 2]", 2),
        ("!If [Either, 1, 2]", 1),
        ("!Base64 hello", "aGVsbG8="),
        ("!Cidr [10.0.0.0/24, 2, 5]", ["10.0.0.0/27", "10.0.0.32/27"]),
        ("{'Fn::Length': !Ref Names}", 2),
        ("{'Fn::ToJsonString': {a: !Ref Stage, b: [1]}}", '{"a":"dev","b":[1]}'),
        ("{'Fn::ToJsonString': {a: !Ref Hello}}", Text(('{"a":"', Reference("Hello"), '"}'))),
        ("[1, !Ref 'AWS::NoValue', {a: !Ref 'AWS::NoValue', b: 2}]", [1, {"b": 2}]),
    ],
)
def test_what_is_known_is_resolved(written: str, expected: Any) -> None:
    found = value(written)
    if "stageVariables" in written:
        assert isinstance(found, Text)
        assert found.pieces[:2] == ("a:", ARN)
        return
    assert found == expected


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("!Ref Bare", "the parameter Bare has no value"),
        ("!Ref Stored", "the parameter Stored is read from Systems Manager (/x)"),
        ("!Ref AWS::Region", "AWS::Region is not given"),
        ("!Ref Helo", "there is no Helo in the template (is Hello meant?)"),
        ("!Ref Gone", "the condition of Gone is false"),
        ("!ImportValue other", "other is an export of another stack"),
        ("!GetAZs ''", "the zones of a region differ by account"),
        ("!If [Here, 1, 2]", "the condition Here is not known: AWS::Region is not given"),
        ("!If [Circle, 1, 2]", "the condition Circle is not known: the condition Circle goes in a circle"),
        ("!If [Nope, 1, 2]", "the condition Nope is not known: there is no condition Nope"),
        ("!FindInMap [Sizes, prod, memory]", "there is no Sizes.prod.memory in the mappings"),
        ("!Select [9, [a]]", "the list has no item 9"),
        ("!Select [1, !Split ['/', !Sub 'a/${Hello.Arn}/b']]", "${Hello.Arn} is known when the stack is made"),
        ("!Select [x, [a]]", "Fn::Select wants an index and a list"),
        ("'{{resolve:secretsmanager:key}}'", "it is read from Secrets Manager when the stack is made"),
        ("{'Fn::Contains': [[a], a]}", "Fn::Contains is not known here"),
        ("{'Fn::Transform': {Name: Mine}}", "the macro Mine runs in an account"),
        (
            "{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: 's3://b/k'}}}",
            "s3://b/k is not a file beside the template",
        ),
    ],
)
def test_what_cannot_be_told_says_why_and_where(written: str, why: str) -> None:
    found = value(written)
    assert found == Unknown(why)
    assert found.where is not None
    assert (found.where.path, found.where.line) == ("x.yaml", 20)


def test_a_text_keeps_the_pieces_that_are_known() -> None:
    found = value("!Sub 'arn:${AWS::Partition}:lambda:${Hello}:${!stageVariables.stage}/x'")
    assert found.pieces == (
        "arn:",
        Unknown("AWS::Partition is not given"),
        ":lambda:",
        Reference("Hello"),
        ":${stageVariables.stage}/x",
    )
    assert str(found) == "arn:${?}:lambda:${Hello}:${stageVariables.stage}/x"
    assert found.unknown == Unknown("AWS::Partition is not given")


def test_a_split_is_certain_before_the_first_hole() -> None:
    assert value("!Select [1, !Split ['/', !Sub 'a/b/${Hello.Arn}/c']]") == "b"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_a_region_tells_its_partition(region: str, partition: str, suffix: str) -> None:
    written = "!Sub '${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix} ${AWS::AccountId} ${AWS::StackName}'"
    found = value(written, region=region, account="1", stack_name="s")
    assert found == f"{region} {partition} {suffix} 1 s"


def test_given_values_win_over_defaults() -> None:
    assert value("!Sub '${Stage} ${Bare}'", parameters={"Stage": "prod", "Bare": "b"}) == "prod b"
    assert value("!Ref Names", parameters={"Names": "c,d"}) == ["c", "d"]


def test_a_value_that_the_template_does_not_take_is_refused() -> None:
    with pytest.raises(TemplateError) as caught:
        value("1", parameters={"Stag": "dev"})
    assert caught.value.fix == "write Stage"
    with pytest.raises(TemplateError) as caught:
        value("1", parameters={"Stage": "test"})
    assert caught.value.allowed == "dev, prod"
    assert str(caught.value.where) == "x.yaml:2:3"


def test_conditions_decide_which_resources_are_made() -> None:
    made = {each.key: each.made for each in scope("").everything()}
    assert made == {"Hello": True, "Perhaps": Unknown("AWS::Region is not given")}


def test_places_are_kept_through_conditions_and_loops() -> None:
    body = """\
  It:
    Type: T
    Properties:
      X: !If
        - IsDev
        - Inner:
            Deep: 1
        - 2
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic${Name}:
        Type: U
        Properties:
          Title: !Sub "${Name}-${Stage}"
          Plain: !Ref Name
          Odd: "&{Name}"
"""
    found = scope(body)
    node = found.index["It"].properties.get("X")
    assert node is not None
    inner = node.get("Inner")
    assert inner is not None
    deep = inner.get("Deep")
    assert deep is not None
    assert deep.at.where[1:] == (26, 13)
    assert found.index["Topicb"].properties.plain() == {"Title": "b-dev", "Plain": "b", "Odd": "b"}
    assert found.index["Topicb"].properties.at.where.line == 33


def test_loops_lie_in_one_another_and_in_properties() -> None:
    body = """\
  Fn::ForEach::A:
    - A
    - [x, y]
    - Fn::ForEach::B:
        - B
        - ["1", "2"]
        - "R${A}${B}":
            Type: T
            Properties:
              Fn::ForEach::C: [C, [p, q], {"${C}${A}": !Ref B}]
"""
    found = scope(body)
    assert [name for name in found.index if name.startswith("R")] == ["Rx1", "Rx2", "Ry1", "Ry2"]
    assert found.index["Ry2"].properties.plain() == {"py": "2", "qy": "2"}


def test_a_loop_over_what_is_unknown_is_noted() -> None:
    found = scope("  Fn::ForEach::A: [A, !Ref Bare, {'R${A}': {Type: T}}]\n")
    assert list(found.index) == ["Hello", "Gone", "Perhaps"]
    assert found.notes == [Unknown("the parameter Bare has no value")]


def test_an_included_file_is_read_from_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("B: 2\nC: !Ref Stage\n")
    include = "{Name: 'AWS::Include', Parameters: {Location: ./more.yaml}}"
    text = f"{HEAD}  It: {{Type: T, Properties: {{A: 1, 'Fn::Transform': {include}}}}}\n"
    found = resolve(parse(text, tmp_path / "x.yaml")).index["It"].properties
    assert found.plain() == {"A": 1, "B": 2, "C": "dev"}
    member = found.get("B")
    assert member is not None
    assert member.at.where == (str(tmp_path / "more.yaml"), 1, 1)


def test_a_nested_stack_is_read_under_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text(
        "Parameters: {Name: {Type: String}, Arn: {Type: String}}\n"
        "Conditions: {Is: !Equals [!Ref Name, dev]}\n"
        "Resources: {Topic: {Type: T, Condition: Is, Properties: {X: !Ref Arn}}}\n"
        "Outputs: {Id: {Value: !Ref Topic}}\n"
    )
    stack = "{TemplateURL: inner.yaml, Parameters: {Name: !Ref Stage, Arn: !GetAtt Hello.Arn}}"
    text = f"{HEAD}  Inner: {{Type: AWS::CloudFormation::Stack, Properties: {stack}}}\n"
    text += "  It: {Type: T, Properties: {X: !GetAtt Inner.Outputs.Id, Y: !GetAtt Inner.Outputs.No}}\n"
    found = resolve(parse(text, tmp_path / "x.yaml"))
    inner = next(each for each in found.everything() if each.key == "Inner/Topic")
    assert inner.properties.plain() == {"X": ARN}
    assert inner.at.where.path == str(tmp_path / "inner.yaml")
    assert found.index["It"].properties.plain() == {
        "X": Reference("Inner/Topic"),
        "Y": Unknown("the stack Inner has no output No"),
    }


def test_a_stack_that_holds_itself_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("Resources: {S: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: x.yaml}}}\n")
    found = resolve(parse(path.read_text(), path))
    assert [each.key for each in found.everything()] == ["S"]
    assert found.notes == [Unknown("the stack S holds itself")]


# --- hostile templates -----------------------------------------------------------------------------------------


def _doubled(depth: int) -> str:
    """A text that doubles at each level."""
    made = '"x"'
    for _ in range(depth):
        made = f'{{"Fn::Sub": ["${{a}}${{a}}", {{a: {made}}}]}}'
    return made


def _loops(depth: int, items: int) -> str:
    names = ",".join(f'"{number}"' for number in range(items))
    made = '"R": {Type: T}'
    for level in range(depth):
        made = f'"Fn::ForEach::L{level}": [V{level}, [{names}], {{{made}}}]'
    return f"Resources: {{{made}}}"


def _all_of(document: Document) -> list[Any]:
    """Resolve all that is in a template."""
    return [each.node.plain() for each in resolve(document).everything()]


def _nested(depth: int) -> str:
    return '{"Fn::Base64": ' * depth + "x" + "}" * depth


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"Resources: {{A: {{Type: T, Properties: {{X: {_doubled(40)}}}}}}}", "characters"),
        (f"Resources: {{A: {{Type: T, Properties: {{X: {_nested(140)}}}}}}}", "deep in one another"),
        pytest.param(_loops(60, 2), "values", marks=pytest.mark.slow),
        (
            "Conditions:\n"
            + "".join(f"  C{number}: !Not [!Condition C{number + 1}]\n" for number in range(2000))
            + "Resources: {A: {Type: T, Condition: C0}}",
            "deep in one another",
        ),
    ],
    ids=["doubled", "nested", "loops", "conditions"],
)
def test_a_hostile_template_ends_in_an_error_with_a_line(text: str, problem: str) -> None:
    document = parse(text, HERE)
    with pytest.raises(TemplateError) as caught:
        _all_of(document)
    assert problem in caught.value.problem
    assert caught.value.where is not None
    assert caught.value.where.line
