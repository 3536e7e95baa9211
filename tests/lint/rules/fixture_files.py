"""Fixtures of rules: small templates, whose comments say which line is to be found.

``tests/lint/rules/fixtures/<family>/<ID>/bad_<mistake>.yaml`` has at least one line that ends in ``# <ID>``, or in
``# <ID> word`` where a rule finds several things in one line; ``good_….yaml`` has none. All our rules run over each.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from cfngw.document import parse
from cfngw.lint.rules.checking import check

FIXTURES = Path(__file__).parent / "fixtures"
_MARK = re.compile(r"#((?: [EIW]9[0-9]{3})+)\s*$")


class Fixture(NamedTuple):
    """A template, and the findings that it has to have: line and rule."""

    path: Path
    text: str
    expected: frozenset[tuple[int, str]]

    @property
    def rule(self) -> str:
        return self.path.parent.name

    @property
    def is_bad(self) -> bool:
        return self.path.name.startswith("bad_")


def fixtures() -> list[Fixture]:
    """Give all of them."""
    return [_fixture(path) for path in sorted(FIXTURES.rglob("*.yaml"))]


def _fixture(path: Path) -> Fixture:
    text = path.read_text()
    expected = {
        (number, rule)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := _MARK.search(line))
        for rule in found[1].split()
    }
    return Fixture(path, text, frozenset(expected))


def found_in(fixture: Fixture) -> frozenset[tuple[int, str]]:
    """Give what our rules find: line and rule."""
    checked = check(parse(fixture.text, fixture.path))
    for error in checked.failed.values():
        raise error
    return frozenset(
        (each.at.where.line or 0, rule) for rule, problems in checked.problems.items() for each in problems
    )
