from __future__ import annotations

import json
from pathlib import Path

import pytest

from cfngw.deploy import Folder
from cfngw.deploy.parameters import listing, merge, missing, read_parameters, undeclared, write_parameters
from cfngw.errors import OutputError

ISSUER = {"ParameterKey": "Issuer", "UsePreviousValue": True}
OLD = {"ParameterKey": "NotesCodeKey", "ParameterValue": "notes-1.zip", "UsePreviousValue": False}
NEW = {"ParameterKey": "NotesCodeKey", "ParameterValue": "notes-2.zip"}


def test_the_users_values_are_kept_where_they_stand() -> None:
    merged = merge(
        [ISSUER, OLD, {"ParameterKey": "Z", "ParameterValue": "z"}, OLD], {"NotesCodeKey": "notes-2.zip", "B": "b"}
    )
    assert merged == [
        ISSUER,
        NEW,
        {"ParameterKey": "Z", "ParameterValue": "z"},
        {"ParameterKey": "B", "ParameterValue": "b"},
    ]


def test_what_was_written_is_what_the_aws_cli_reads(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "notes.json"
    assert read_parameters(path) == []
    assert write_parameters(path, [ISSUER, NEW])
    assert not write_parameters(path, read_parameters(path))
    assert json.loads(path.read_text()) == [ISSUER, NEW]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "is not JSON"),
        ("{}", "no parameter file"),
        ('{"Parameters": {"A": "b"}}', "no parameter file"),
        ('["A=b"]', "no parameter file"),
        ('[{"ParameterValue": "b"}]', "no parameter file"),
    ],
)
def test_a_file_of_another_form_is_refused_and_left_alone(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(OutputError, match=words) as caught:
        read_parameters(path)
    assert caught.value.fix
    assert path.read_text() == text


def test_what_is_missing_and_what_is_too_much() -> None:
    template = {
        "Parameters": {"NotesCodeKey": {"Type": "String"}, "Size": {"Type": "Number", "Default": 1}, "Issuer": {}}
    }
    assert missing(template, [NEW]) == ["Issuer"]
    assert undeclared(template, [NEW, {"ParameterKey": "Old"}]) == ["Old"]
    assert missing({}, []) == undeclared({"Parameters": None}, []) == []


def test_the_listing_for_the_console() -> None:
    assert listing({"A": "x", "Longer": "y"}) == "A       x\nLonger  y"
    assert listing({}) == ""


def test_a_folder_takes_each_file_once(tmp_path: Path) -> None:
    path = tmp_path / "notes-1.zip"
    path.write_bytes(b"zip")
    folder = Folder(tmp_path / "dist" / "deep", "/team/")
    assert folder.put(path) == ("team/notes-1.zip", True)
    assert folder.put(path) == ("team/notes-1.zip", False)
    target = tmp_path / "dist" / "deep" / "notes-1.zip"
    target.write_bytes(b"cut")
    assert folder.put(path)[1]
    assert target.read_bytes() == b"zip"
    assert [each.name for each in target.parent.iterdir()] == ["notes-1.zip"]


def test_a_folder_that_can_not_be_made(tmp_path: Path) -> None:
    (tmp_path / "dist").touch()
    path = tmp_path / "notes-1.zip"
    path.touch()
    with pytest.raises(OutputError, match="can't be written"):
        Folder(tmp_path / "dist").put(path)
