"""The ready blueprints, loaded as a script is, and how the row tests count themselves."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cfngw import Blueprint, Function

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"


def ready(name: str) -> dict[str, Any]:
    """Run a ready blueprint and give what it binds."""
    return runpy.run_path(str(BLUEPRINTS / f"{name}.py"))


def changed(function: Function, **options: Any) -> Function:
    """Give a function with some options replaced or added."""
    return Function(**{**function.given(), **options})


def again(blueprint: Blueprint, **options: Any) -> Any:
    """Give a ready blueprint's template, with some options replaced or added, as plain data."""
    return type(blueprint)(**options).sealed().document


def one(document: Any, resource_type: str) -> Any:
    """Give the only resource of a type."""
    (found,) = [each for each in document["Resources"].values() if each["Type"] == resource_type]
    return found


def rows_tested(names: Iterable[str]) -> set[str]:
    """Give the rows that the names of some tests begin with."""
    return {found[1] for name in names if (found := re.match(r"test_([A-Z]\d\d)_", name))}


def rows_tested_locally() -> set[str]:
    """Give the rows that the tests of the running gateway are named after."""
    text = (Path(__file__).parent.parent / "local" / "test_rows_local.py").read_text()
    return {row for names in re.findall(r"def test_((?:[A-Z]\d\d_)+)", text) for row in names.split("_") if row}
