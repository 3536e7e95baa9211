"""What tests of families ask of cfngw's own blueprints: what a snippet says, what rules find in its template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cfngw
from cfngw import CfngwError, Function, S3Object
from cfngw.blueprint import Blueprint
from cfngw.document import parse
from cfngw.lint.rules.checking import check

NAMES: dict[str, Any] = {
    **{name: getattr(cfngw, name) for name in cfngw.__all__},
    "hello": Function("Hello", "index.handler", runtime="python3.13", code=S3Object("code", "hello.zip")),
}


def made(snippet: str) -> Any:
    """Run an expression with cfngw's public names, and compile it if it is a blueprint."""
    found = eval(snippet, dict(NAMES))
    return found.to_yaml() if isinstance(found, Blueprint) else found


def refusal(snippet: str) -> str:
    """Give the message of the error that a snippet raises."""
    with pytest.raises(CfngwError) as caught:
        made(snippet)
    return str(caught.value)


def findings(text: str, family: range) -> dict[str, list[str]]:
    """Give what the rules of a family find in a template, advice left out."""
    checked = check(parse(text, Path("template.yaml")))
    assert not checked.failed
    return {
        rule: [each.message for each in problems]
        for rule, problems in checked.problems.items()
        if int(rule[1:]) in family and not rule.startswith("I")
    }
