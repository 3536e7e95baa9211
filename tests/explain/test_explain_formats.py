"""The formats: golden texts of the committed outputs, widths, and texts that try to break out."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from explained import OUTPUT, ROOT, document, http, rest, told

from cfngw.document import Document, parse, read
from cfngw.document.values import At
from cfngw.explain import Explanation, Finding, as_json, as_markdown, as_text, explain
from cfngw.explain.layout import Line, Row, label, table
from cfngw.explain.security import security_of
from cfngw.explain.security_formats import security_json, security_markdown, security_text

GOLDEN = ROOT / "tests" / "golden" / "explain"
OUTPUTS = sorted(OUTPUT.glob("*.yaml"))
NASTY = "50% | `b` <b> *x* [y](z)\r\n# \x1b[31m\x00 end"


def findings(document: Document) -> tuple[Finding, ...]:
    """Give findings that don't change with the rules."""
    facts: dict[str, Any] = {"tags": ("apigateway", "security"), "url": "https://docs.aws/x"}
    facts["short"] = "A thing is right"
    places = (At(document, ("Resources",)), At(document, ("Resources", next(iter(document.data["Resources"])))))
    warnings = tuple(Finding(rule="W9501", message="this one is not", at=at, **facts) for at in places)
    return (
        Finding(rule="E9999", message="it is wrong", at=places[0], **{**facts, "tags": ("cors", "security")}),
        *warnings,
        Finding(rule="I9502", message="mind that", at=places[0], **facts),
    )


def explained(path: Path) -> Explanation:
    """Explain an output as if it were read from the project's folder."""
    found = parse(path.read_text(encoding="utf-8"), Path("output") / path.name)
    return replace(explain(found), findings=findings(found))


def text(lines: list[Line]) -> str:
    return "".join(f"{line.text}\n" for line in lines)


def golden(name: str, written: str) -> str:
    """Give the text that is wanted; with REGENERATE=1 it becomes ``written``, to be read and committed."""
    path = GOLDEN / name
    if os.environ.get("REGENERATE"):
        path.write_text(written, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_what_is_told_of_the_outputs(path: Path) -> None:
    found = explained(path)
    for ending, written in (("txt", text(as_text(found))), ("md", as_markdown(found)), ("json", as_json(found))):
        assert written == golden(f"{path.stem}.{ending}", written)


def test_the_security_of_outputs() -> None:
    reports = [security_of(explained(OUTPUT / f"{name}.yaml")) for name in ("http_api_notes", "redshift_select")]
    for ending, written in (
        ("txt", text(security_text(reports))),
        ("md", security_markdown(reports)),
        ("json", security_json(reports)),
    ):
        assert written == golden(f"security.{ending}", written)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.stem)
def test_no_line_is_wider_than_it_may_be(path: Path, width: int) -> None:
    found = explained(path)
    for lines in (as_text(found, width=width), security_text([security_of(found)], width=width)):
        assert max(len(line.text) for line in lines) <= width


def nasty() -> Explanation:
    said = json.dumps(NASTY)
    resources = http().replace("Name: Notes", f"Name: {said}").replace("Handler: a.b", f"Handler: {said}")
    resources = resources.replace("GET /notes", "GET /a|b`c")
    found = told(resources, f"Description: {said}\nParameters: {{A: {{Type: String, Default: {said}}}}}\n")
    return replace(found, findings=(Finding(rule="E9999", short=NASTY, message=NASTY, tags=("security",)),))


def test_what_a_template_says_steers_no_terminal() -> None:
    report = security_of(nasty())
    for written in (text(as_text(nasty())), as_markdown(nasty()), text(security_text([report]))):
        assert not set(written) & {"\x1b", "\x00", "\r"}
    assert "\\x1b[31m" in text(as_text(nasty()))


def test_what_a_template_says_is_no_markup() -> None:
    for written in (as_markdown(nasty()), security_markdown([security_of(nasty())])):
        assert "\n# " not in written
        assert "&lt;b&gt; \\*x\\* \\[y\\](z)" in written


def test_the_rows_of_a_table_have_as_many_cells_as_its_head() -> None:
    for found in (nasty(), *map(explained, OUTPUTS)):
        for written in (as_markdown(found), security_markdown([security_of(found)])):
            cells = 0
            for line in written.splitlines():
                bars = line.replace("\\|", "").count("|") if line.startswith("|") else 0
                cells = cells or bars if bars else 0
                assert bars == cells, line


def test_json_is_ascii_and_has_its_documented_keys() -> None:
    written = as_json(explained(OUTPUT / "redshift_select.yaml"))
    assert written.isascii()
    found = json.loads(written)
    assert found["version"] == 1
    page = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
    api = found["apis"][0]
    route = api["routes"][0]
    parts = [found, api, api["stages"][0], route, route["call"], route["access"]]
    parts += [found[name][0] for name in ("functions", "plans", "uses", "findings")]
    for key in {key for part in parts for key in part}:
        assert any(mark in page for mark in (f"`{key}`", f"`{key}[]`", f".{key}[]`", f".{key}`")), key


def test_a_template_without_an_api_is_told_too() -> None:
    found = told("Topic: {Type: AWS::SNS::Topic}")
    assert text(as_text(found)).startswith("x.yaml\n  no API, 0 routes, 0 functions, 1 resource\n")
    assert "no API" in as_markdown(found)
    assert "no route in the template" in text(security_text([security_of(found)]))


def test_a_place_in_another_file_is_named_there(tmp_path: Path) -> None:
    (tmp_path / "inner.yaml").write_text("Resources:\n" + "".join(f"  {line}\n" for line in rest().splitlines()))
    outer = "Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}}\n"
    (tmp_path / "outer.yaml").write_text(outer)
    (api,) = explain(read(tmp_path / "outer.yaml")).apis
    where = api.routes[0].where
    assert where is not None
    assert (api.logical_id, Path(where.path).name, where.line) == ("Inner/Api", "inner.yaml", 3)


def test_a_word_that_is_longer_than_its_column_is_broken() -> None:
    lines = list(table(("A", "B"), [Row(("x" * 100, "y"))], 40))
    assert max(len(line.text) for line in lines) <= 40
    assert sum(line.text.count("x") for line in lines) == 100
    first, second = label("a-very-long-name", "text", 40)
    assert (first.text, second.text) == ("  a-very-long-name", "              text")


def test_many_things_are_cut_and_counted() -> None:
    head = "Parameters:\n" + "".join(f"  P{number}: {{Type: String}}\n" for number in range(30))
    assert "20 more" in text(as_text(explain(document(rest(), head))))
