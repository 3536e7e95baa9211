"""The ways to write a report, on findings that try to break out of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from cfngw.lint import FORMATS, FileReport, Finding, Report
from cfngw.source import Source

NASTY = "50%, a:b\r\n<b>&\"'\x1b[31m\x00 ::error::x ]]>"
URL = "https://example.org/?a=1&b=2"


def finding(**changes: Any) -> Finding:
    facts: dict[str, Any] = {
        "rule": "E3030",
        "severity": "error",
        "message": "not one of them",
        "description": "Check the values",
        "url": URL,
        "file": Path("output/my x.yaml"),
        "line": 40,
        "column": 7,
        "end_line": 40,
        "end_column": 14,
        "path": ("Resources", "Fn", "Layers", 0),
    }
    return Finding(**{**facts, **changes})


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    monkeypatch.chdir(tmp_path)
    source = Source(str(tmp_path / "blueprints" / "x.py"), 12)
    first = FileReport(
        Path("output/my x.yaml"),
        (
            finding(source=source),
            finding(rule="W1", severity="warning", message=NASTY, end_line=41, end_column=2),
            finding(rule="I1", severity="informational", path=(), url="", description=""),
        ),
    )
    outside = FileReport(Path("/far/away.yaml"), (finding(file=Path("/far/away.yaml")),), cached=True)
    return Report((first, FileReport(tmp_path / "clean.yaml", ()), outside), "1.58.0")


def test_the_formats_have_names() -> None:
    assert list(FORMATS) == ["text", "json", "sarif", "junit", "github"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_writes_whole_lines_of_utf8(report: Report, name: str) -> None:
    written = FORMATS[name](report)
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
    assert written.encode()
    assert not set(written) & {"\x1b", "\x00", "\r"}


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_writes_an_empty_report(name: str) -> None:
    assert FORMATS[name](Report((), "1.58.0")) == FORMATS[name](Report((), "1.58.0"))


def test_text_puts_the_python_line_first(report: Report) -> None:
    lines = FORMATS["text"](report).splitlines()
    assert lines[0] == "blueprints/x.py:12: output/my x.yaml:40:7 error E3030 not one of them"
    assert lines[1].startswith("output/my x.yaml:40:7 warning W1 50%, a:b <b>&\"'\\x1b[31m\\x00")
    assert lines[-1] == "3 templates: 2 errors, 1 warning, 1 informational"
    assert len(lines) == 5


def test_json_has_its_documented_shape(report: Report) -> None:
    document = json.loads(FORMATS["json"](report))
    assert {key: document[key] for key in ("version", "tool", "counts")} == {
        "version": 1,
        "tool": {"name": "cfn-lint", "version": "1.58.0"},
        "counts": {"error": 2, "warning": 1, "informational": 1},
    }
    assert [file["cached"] for file in document["files"]] == [False, False, True]
    first, nasty, _ = document["files"][0]["findings"]
    assert first == {
        "rule": "E3030",
        "severity": "error",
        "message": "not one of them",
        "description": "Check the values",
        "url": URL,
        "path": ["Resources", "Fn", "Layers", 0],
        "start": {"line": 40, "column": 7},
        "end": {"line": 40, "column": 14},
        "source": {"file": "blueprints/x.py", "line": 12},
    }
    assert nasty["message"] == NASTY
    assert nasty["source"] is None


def test_sarif_is_sound(report: Report) -> None:
    document = json.loads(FORMATS["sarif"](report))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E3030", "I1", "W1"]
    assert rules[0] == {
        "id": "E3030",
        "defaultConfiguration": {"level": "error"},
        "shortDescription": {"text": "Check the values"},
        "helpUri": URL,
    }
    assert set(rules[1]) == {"id", "defaultConfiguration"}
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert all(type(value) is int and value >= 1 for value in region.values())
        assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])


def test_sarif_names_files_relative_with_forward_slashes(report: Report) -> None:
    (run,) = json.loads(FORMATS["sarif"](report))["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    assert places == ["output/my%20x.yaml"] * 3 + ["file:///far/away.yaml"]
    (declared,) = run["results"][0]["relatedLocations"]
    assert declared["physicalLocation"] == {
        "artifactLocation": {"uri": "blueprints/x.py"},
        "region": {"startLine": 12},
    }
    assert "relatedLocations" not in run["results"][1]


def test_sarif_names_the_place_in_the_template(report: Report) -> None:
    (run,) = json.loads(FORMATS["sarif"](report))["runs"]
    places = [result["locations"][0].get("logicalLocations") for result in run["results"]]
    assert places[0] == [{"fullyQualifiedName": "Resources/Fn/Layers/0"}]
    assert places[2] is None


def test_junit_is_xml_with_a_case_for_each_finding(report: Report) -> None:
    root = ElementTree.fromstring(FORMATS["junit"](report).encode())
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "5", "2")
    assert [(suite.get("tests"), suite.get("failures")) for suite in root] == [("3", "1"), ("1", "0"), ("1", "1")]
    assert [len(suite) for suite in root] == [3, 1, 1]
    failure = root[0][0].find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("E3030", "not one of them")
    assert "declared at blueprints/x.py:12" in (failure.text or "")
    assert "at Resources/Fn/Layers/0" in (failure.text or "")
    assert [child.tag for case in root[0] for child in case] == ["failure", "system-out", "system-out"]
    assert list(root[1][0]) == []


def test_junit_escapes_what_xml_cannot_hold() -> None:
    written = FORMATS["junit"](Report((FileReport(Path("x"), (finding(message=NASTY),)),), "1"))
    failure = ElementTree.fromstring(written.encode()).find(".//failure")
    assert failure is not None
    assert failure.get("message") == NASTY.replace("\r", "\\r").replace("\x1b", "\\x1b").replace("\x00", "\\x00")


def test_github_commands_escape_data_and_properties(report: Report) -> None:
    lines = FORMATS["github"](report).split("\n")
    assert lines[0] == (
        "::error file=output/my x.yaml,line=40,endLine=40,col=7,endColumn=14,title=E3030 Check the values"
        "::not one of them (declared at blueprints/x.py:12)"
    )
    assert lines[1].startswith(
        "::warning file=output/my x.yaml,line=40,endLine=41,title=W1 Check the values::50%25, a:b"
    )
    assert "%0D%0A<b>&\"'" in lines[1]
    assert lines[2].startswith("::notice ")
    assert len(lines) == 5


def test_github_properties_cannot_be_broken_out_of() -> None:
    written = FORMATS["github"](Report((FileReport(Path("x"), (finding(description="a: b, c % d\n::x"),)),), "1"))
    assert "title=E3030 a%3A b%2C c %25 d%0A%3A%3Ax::" in written


def test_github_has_nothing_to_say_without_findings() -> None:
    assert FORMATS["github"](Report((FileReport(Path("x"), ()),), "1")) == ""
