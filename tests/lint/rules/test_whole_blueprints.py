"""What the rules for a whole template find, cfngw's own blueprints can't write; or why that can't be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw import Method, Stage
from cfngw.blueprint import Blueprint
from cfngw.document import parse
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import rest
from samples import function

ROOT = Path(__file__).parents[3]


def two_stages() -> Blueprint:
    """Make an API whose outputs tell the URL of each stage."""
    return rest(Method("GET /notes", function()), stages=[Stage("dev"), Stage("prod")])


CLEAN: dict[str, Callable[[], Blueprint]] = {
    "I9972": two_stages,
    "I9976": two_stages,
    "E9977": two_stages,
    "W9978": two_stages,
    "I9981": two_stages,
}
NOTES = {
    "W9973": "a parameter is the user's, and so is what it is called",
    "W9974": "code, templates and environments are the user's; cfngw looks into none for secrets",
    "E9980": "an import is an intrinsic of the user's; outputs of blueprints export nothing",
}


@pytest.mark.parametrize("rule", CLEAN)
def test_a_blueprint_can_not_write_it(rule: str) -> None:
    checked = check(parse(CLEAN[rule]().to_yaml(), Path("x.yaml")), [rules()[rule]])
    assert (checked.problems, checked.failed) == ({}, {})


@pytest.mark.parametrize("path", sorted((ROOT / "output").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_outputs_of_the_project_have_no_finding(path: Path) -> None:
    checked = check(parse(path.read_text(), path))
    # W9732: the account's role lies in a stack of its own, which the build names.
    assert [each for each in checked.problems if each[0] in "EW" and each != "W9732"] == []
    assert checked.failed == {}


def test_each_rule_is_told_of() -> None:
    ours = {path.name[:5].upper() for path in (ROOT / "cfngw" / "lint" / "rules" / "whole").glob("[eiw]9*.py")}
    assert {*CLEAN, *NOTES} == ours
