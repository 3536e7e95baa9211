"""What rules of functions find in templates, cfngw's own blueprints refuse, can't write, or leave to the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cfngw import Alias, Route, Version, VersionWeight
from cfngw.document import parse
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from samples import api, function, inline, loose


def routed(made: Any) -> Any:
    """Make an API of one route."""
    return api(Route("GET /", made))


# What raises, and a word of what it says.
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "E9910": (lambda: inline("def handle(event, context): ..."), "does not define"),
    "E9911": (lambda: inline(handler="app.handler"), "index"),
    "E9912": (lambda: inline("def handler(event, context)", runtime="python3.11"), "no Python"),
    "E9913": (lambda: inline(runtime="java21"), "inline code"),
    "E9922": (lambda: Alias("live", function(), version="$LATEST", provisioned_concurrency=1), "$LATEST"),
    "E9923": (lambda: Alias("live", function(), version="1", weights=[VersionWeight("1", 0.1)]), "same version"),
    "W9924": (lambda: Alias("live", function(), version=Version(function("Other"))), "another function"),
    "E9930": (lambda: loose.Vpc(subnet_ids=["subnet-12345678"]), "security_group_ids"),
}

# What comes nearest to the mistake, and compiles to a template without it.
SILENT: dict[str, Callable[[], Any]] = {
    "E9919": lambda: routed(function(environment={"NAME": "notes"})),
    "I9925": lambda: routed(Alias("live", function(), version=Version(function()))),
    "W9926": lambda: routed(Alias("live", function(snap_start=True), version=Version(function(snap_start=True)))),
    "W9932": lambda: routed(function()),
}

# What the user writes, and means: nothing that a blueprint could know better.
NOTES = {
    "E9914": "the handler of a packed function is looked for in its files when it is packed",
    "E9915": "what a function answers with is known when it runs; literals alone tell it",
    "W9916": "a function may have other callers, which a blueprint does not know of",
    "I9917": "a timeout is taken as the user writes it",
    "W9920": "what is a secret is known by its name alone",
    "W9921": "reserved_concurrent_executions=0 is how a function is switched off",
    "E9927": "the ARNs of layers are the user's own",
    "I9928": "the ARNs of layers are the user's own",
    "W9929": "the ARNs of layers are the user's own",
    "E9931": "the ARN of DeadLetter is the user's own",
    "W9933": 'FunctionUrl("NONE") asks for it by name',
    "I9934": "an alias without version= is on $LATEST until versions are published",
}


def found_in(blueprint: Any) -> set[str]:
    """Give the rules that find something in what a blueprint makes."""
    result = check(parse(blueprint.to_yaml(), Path("template.yaml")))
    assert not result.failed
    return set(result.problems)


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it_earlier(rule: str) -> None:
    make, word = REFUSED[rule]
    with pytest.raises(CfngwError) as caught:
        make()
    assert word in str(caught.value)


@pytest.mark.parametrize("rule", SILENT)
def test_a_blueprint_does_not_write_it(rule: str) -> None:
    assert rule not in found_in(SILENT[rule]())


def test_each_rule_of_the_family_is_told() -> None:
    mine = {name for name in rules() if 9910 <= int(name[1:]) < 9950}
    assert mine == REFUSED.keys() | SILENT.keys() | NOTES.keys()
