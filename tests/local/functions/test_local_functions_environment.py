"""The environment of a function: Lambda's, the template's, the user's file (A35 to A37)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pools import Trial, run, template

from cfngw.errors import CfngwError
from cfngw.local.functions import Bounds
from cfngw.local.functions.envfile import read_environment

SHOW = "import os\ndef handler(event, context):\n    return dict(os.environ)"
OWN = """
Environment:
  Variables:
    PLAIN: text
    NUMBER: 5
    FLAG: true
    TABLE: !Ref Table
    QUEUE: !GetAtt Queue.Arn
    SECRET: "{{resolve:secretsmanager:x}}"
    AWS_REGION: mars-1
"""
AROUND = """
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
"""


def variables(tmp_path: Path, text: str = "", **options: Any) -> tuple[dict[str, str], list[str]]:
    trial = Trial(text or template(SHOW, more=OWN.strip()) + AROUND, tmp_path, **options)
    return run(trial, lambda trial: trial.answer()), trial.said


def test_the_functions_variables_are_texts_and_references_are_local_names(tmp_path: Path) -> None:
    found, said = variables(tmp_path)
    assert {name: found.get(name) for name in ("PLAIN", "NUMBER", "FLAG", "TABLE", "QUEUE")} == {
        "PLAIN": "text",
        "NUMBER": "5",
        "FLAG": "true",
        "TABLE": "Table",
        "QUEUE": "arn:aws:sqs:eu-west-1:123456789012:Queue",
    }
    assert "SECRET" not in found
    assert said == ["Hello: the template does not tell SECRET, and the function runs without; --env FILE gives values"]


def test_a_users_file_wins_and_what_is_for_one_function_wins_over_what_is_for_all(tmp_path: Path) -> None:
    file = {
        "Parameters": {"PLAIN": "sam", "FROM": "sam"},
        "*": {"PLAIN": "all", "SECRET": "s", "FLAG": None},
        "Hello": {"PLAIN": "mine", "AWS_REGION": "eu-north-1"},
        "Other": {"PLAIN": "other"},
    }
    found, said = variables(tmp_path, environment=file)
    wanted = {"PLAIN": "mine", "FROM": "sam", "SECRET": "s", "AWS_REGION": "eu-north-1", "FLAG": None}
    assert {name: found.get(name) for name in wanted} == wanted
    assert said == []


def test_an_endpoint_and_credentials_are_handed_on_where_they_are_given(tmp_path: Path) -> None:
    aws = {"AWS_ENDPOINT_URL": "http://127.0.0.1:5000", "AWS_ACCESS_KEY_ID": "given"}
    found, _ = variables(tmp_path, aws=aws)
    assert found["AWS_ENDPOINT_URL"] == "http://127.0.0.1:5000"
    assert (found["AWS_ACCESS_KEY_ID"], found["AWS_SECRET_ACCESS_KEY"]) == ("given", "local")


def test_other_variables_are_seen_at_the_next_request(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        assert "X" not in await trial.answer()
        trial.pool.use_environment({"*": {"X": "1"}})
        assert (await trial.answer())["X"] == "1"

    run(Trial(template(SHOW), tmp_path), story)


def test_a_file_of_variables_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "env.json"
    file.write_text('{"*": {"X": "1"}}')

    async def story(trial: Trial) -> None:
        for text, value in (('{"*": {"X": "two"}}', "two"), ('{"*": {"X" 1}}', "two"), ("X=three", "three")):
            file.write_text(text)
            assert (await trial.answer())["X"] == value

    trial = Trial(template(SHOW), tmp_path, environment_file=file, bounds=Bounds(look_seconds=0))
    run(trial, story)
    assert len(trial.said) == 1
    assert "env.json:1" in trial.said[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '{"Notes": {"A": "1", "B": 2, "C": true, "D": null}}',
            {"Notes": {"A": "1", "B": "2", "C": "true", "D": None}},
        ),
        ("Notes:\n  A: x\n'*':\n  B: y\n", {"Notes": {"A": "x"}, "*": {"B": "y"}}),
        ('{"Parameters": {"A": "1"}, "Other": null}', {"Parameters": {"A": "1"}}),
        ("# a comment\n\nA=1\nexport B = two words \nC='a\\nb'\nD=\"a\\nb\"\nE=\n", None),
        ("", {}),
    ],
)
def test_a_file_of_variables_is_json_yaml_or_lines(text: str, found: Any, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(text)
    lines = {"*": {"A": "1", "B": "two words", "C": "a\\nb", "D": "a\nb", "E": ""}}
    assert read_environment(file) == (lines if found is None else found)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('{"Notes": {\n "A": ["x"]}}', 2, "Notes: A is no text."),
        ('{\n"A": "1"}', 2, "A has no variables."),
        ("[1, 2]", 1, "the file of variables is no mapping."),
        ('{"Notes": {\n"A=B": "1"}}', 2, "Notes: no process can have this variable."),
        ("A=1\nnonsense\n", 2, "this line gives no variable."),
        ("A=1\nB='open\n", 2, "the value has a quote that does not end."),
        ('{"*": {"X" 1}}', 1, ""),
    ],
)
def test_a_wrong_file_is_told_at_its_line(text: str, line: int, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "env.txt"
    file.write_text(text)
    with pytest.raises(CfngwError) as caught:
        read_environment(file)
    assert caught.value.where is not None
    assert caught.value.where.line == line
    assert problem in caught.value.problem


def test_secrets_of_a_wrong_line_are_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("A=1\nB='hunter2\n")
    with pytest.raises(CfngwError) as caught:
        read_environment(file)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_can_not_be_read_is_told(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "env"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CfngwError):
        read_environment(file)
    with pytest.raises(CfngwError):
        Trial(template(SHOW), tmp_path, environment_file=file)


def test_what_a_process_can_not_have_is_left_out(tmp_path: Path) -> None:
    found, _ = variables(tmp_path, template(SHOW), environment={"*": {"A\0B": "1", "C": "2\0", "D": "3"}})
    assert found["D"] == "3"
    assert "C" not in found
    assert json.dumps(found)
