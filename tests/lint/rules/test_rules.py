"""Each rule has bad and good fixtures; each fixture has exactly the findings that its comments say."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from fixture_files import Fixture, fixtures, found_in

from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.rule import Rule

ALL: dict[str, list[Fixture]] = defaultdict(list)
for _each in fixtures():
    ALL[_each.rule].append(_each)


@pytest.mark.parametrize("rule", ALL)
def test_the_findings_are_those_that_the_comments_say(rule: str) -> None:
    expected = {fixture.path.name: sorted(fixture.expected) for fixture in ALL[rule]}
    assert {fixture.path.name: sorted(found_in(fixture)) for fixture in ALL[rule]} == expected
    for fixture in ALL[rule]:
        assert fixture.is_bad == any(name == rule for _, name in fixture.expected), fixture.path.name


def test_each_rule_has_bad_and_good_fixtures() -> None:
    assert set(ALL) == set(rules())
    assert [rule for rule, of in ALL.items() if {fixture.is_bad for fixture in of} != {True, False}] == []


def test_a_rule_tells_what_it_is_about() -> None:
    assert [name for name, rule in rules().items() if not _tells(rule)] == []


def _tells(rule: Rule) -> bool:
    return (
        re.fullmatch(r"[EIW]9[5-9]\d\d", rule.id) is not None
        and rule.url.startswith("https://docs.aws.amazon.com/")
        and not rule.short.endswith(".")
        and len(rule.short) <= 100
        and all(text.endswith((".", "`")) for text in (rule.long, rule.aws, rule.fix))
        and bool(rule.tags)
    )
