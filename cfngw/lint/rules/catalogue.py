"""All rules, by id. Each lies in a file of its own, in the folder of its family, named by its id."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cfngw.lint.rules.rule import Rule

_FILE = re.compile(r"[eiw]9[5-9][0-9]{2}_[a-z0-9_]+\Z")


@cache
def rules() -> dict[str, Rule]:
    """Give the rules by id, in the order of their numbers."""
    from cfngw.lint.rules.rule import Rule

    found: dict[str, Rule] = {}
    for family, name in _files():
        module = import_module(f"cfngw.lint.rules.{family}.{name}")
        (rule,) = (
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Rule) and each.__module__ == module.__name__
        )
        found[rule.id] = rule()
    return found


def _files() -> list[tuple[str, str]]:
    here = Path(__file__).parent
    files = [(path.parent.name, path.stem) for path in here.glob("*/*.py") if _FILE.match(path.stem)]
    return sorted(files, key=lambda file: file[1][1:5])
