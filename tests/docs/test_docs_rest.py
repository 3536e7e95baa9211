"""What the pages about REST APIs tell beside their marked blocks."""

from __future__ import annotations

import contextlib
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docpages import ROOT, declaration, table

from cfngw import Blueprint
from cfngw.cli import main

DOCS = ROOT / "docs"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Work in an empty folder that is a project of its own."""
    (tmp_path / ".cfngw").mkdir()
    with contextlib.chdir(tmp_path):
        yield tmp_path


def blueprint(page: str, file: str, folder: Path, *, without: str = "") -> Any:
    """Run a block of a page; ``without`` is a regular expression of what is left out."""
    text = declaration(DOCS / page, file).text
    kept = re.sub(without, "", text, flags=re.DOTALL) if without else text
    assert (kept != text) == bool(without)
    path = folder / file
    path.write_text(kept, encoding="utf-8")
    return next(each for each in runpy.run_path(str(path)).values() if isinstance(each, Blueprint))


def test_the_ids_of_the_rest_api_are_those_of_the_table(folder: Path) -> None:
    made = blueprint("logical-ids.md", "shelter.py", folder)
    listed = [row[0].strip("`") for row in table(DOCS / "logical-ids.md", "<!-- ids of: shelter.py -->")]
    assert sorted(listed) == sorted(made.sealed().document["Resources"])


def test_why_redeploy_says_what_the_page_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    health = r' {8}Method\(\n {12}"GET /health".*?\n {8}\),\n'
    blueprint("rest.md", "search_api.py", folder).write(folder / "old.yaml")
    blueprint("rest.md", "search_api.py", folder, without=health).write(folder / "new.yaml")
    with pytest.raises(SystemExit, match="0"):
        main(["why-redeploy", "old.yaml", "new.yaml"])
    assert f"```text\n{capsys.readouterr().out}```" in (DOCS / "rest.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["coming-from-boto3.md", "coming-from-serverless.md"])
def test_the_old_form_answers_as_the_old_tool_did(page: str, folder: Path) -> None:
    """The patterns that the page shows of the old tool are those that the old form has."""
    made = blueprint(page, "old_form.py", folder).sealed().document["Resources"]
    (method,) = [each["Properties"] for each in made.values() if each["Type"] == "AWS::ApiGateway::Method"]
    patterns = {each.get("SelectionPattern") for each in method["Integration"]["IntegrationResponses"]} - {None}
    before = (DOCS / page).read_text(encoding="utf-8").partition("What you write now")[0]
    shown = set(re.findall(r"(?:selectionPattern=|pattern: )'(.+)'", before))
    assert patterns == shown
