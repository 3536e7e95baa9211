"""Each rule has bad and good fixtures; each fixture has exactly the findings that its comments say."""

from __future__ import annotations

import re

import pytest
from fixture_files import Fixture, fixtures, found_in

from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.rule import Rule

ALL = fixtures()


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: f"{fixture.rule}-{fixture.path.stem}")
def test_the_findings_are_those_that_the_comments_say(fixture: Fixture) -> None:
    assert fixture.expected == found_in(fixture)
    assert fixture.is_bad == any(rule == fixture.rule for _, rule in fixture.expected)


def test_each_rule_has_bad_and_good_fixtures() -> None:
    bad = {fixture.rule for fixture in ALL if fixture.is_bad}
    good = {fixture.rule for fixture in ALL if not fixture.is_bad}
    assert bad == good == set(rules())


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_a_rule_tells_what_it_is_about(rule: Rule) -> None:
    assert re.fullmatch(r"[EIW]9[5-9]\d\d", rule.id)
    assert rule.url.startswith("https://docs.aws.amazon.com/")
    assert not rule.short.endswith(".")
    assert len(rule.short) <= 100
    for text in (rule.long, rule.aws, rule.fix):
        assert text.endswith((".", "`"))
    assert rule.tags
