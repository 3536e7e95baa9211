"""What the rules for OpenAPI documents find, cfngw's own blueprints refuse or can't write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cfngw import CfngwError, Cors, Function, HttpApiBlueprint, Inline, Method, Model, Request, Route
from cfngw.blueprint import Blueprint
from cfngw.document import parse
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import folded, rest
from samples import function

NOTE = Model("Note", {"type": "object", "properties": {"text": {"type": "string"}}})
LIST = Model("NoteList", {"type": "array", "items": {"type": "object"}})


def documented(**options: object) -> Blueprint:
    """Make an API of one document with models, validators, a preflight and gateway responses."""
    return folded(
        rest(
            Method("GET /notes", function()),
            Method("POST /notes", function(), request=Request(NOTE, template="$input.json('$')")),
            Method("POST /lists/{id}", function(), request=Request(LIST, template="$input.json('$')")),
            **{"cors": Cors(["https://notes.example"]), **options},
        )
    )


def http() -> Blueprint:
    """Make an HTTP API, which is written as resources."""
    hello = Function("Hello", "index.handler", runtime="python3.13", code=Inline("def handler(event, context): ..."))
    return HttpApiBlueprint(name="Hello", routes=[Route("GET /", hello)], cors=Cors(["https://notes.example"]))


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "E9958": (lambda: Model("note_list", {"type": "object"}), "letters and digits"),
    "E9960": (lambda: Method("GET notes", function()), "slash"),
}
# The document is the compiler's own; the snippet has what the rule is about.
CLEAN: dict[str, Callable[[], Blueprint]] = {
    "E9950": documented,
    "W9951": documented,
    "E9952": documented,
    "W9953": http,
    "W9954": documented,
    "W9955": documented,
    "W9956": documented,
    "W9957": lambda: folded(rest(Method("GET /notes", function(), api_key_required=True), external_usage_plans=True)),
    "W9959": documented,
    "I9961": documented,
    "E9969": documented,
}
_SAM = "cfngw writes resources of CloudFormation, none of SAM"
NOTES = {
    "E9963": _SAM,
    "E9964": _SAM,
    "E9965": _SAM,
    "E9966": _SAM,
    "W9967": _SAM,
    "I9968": _SAM,
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it(rule: str) -> None:
    made, word = REFUSED[rule]
    with pytest.raises(CfngwError, match=word):
        made()


@pytest.mark.parametrize("rule", CLEAN)
def test_a_blueprint_can_not_write_it(rule: str) -> None:
    checked = check(parse(CLEAN[rule]().to_yaml(), Path("x.yaml")), [rules()[rule]])
    assert (checked.problems, checked.failed) == ({}, {})


def test_each_rule_is_told_of() -> None:
    here = Path(__file__).parents[3] / "cfngw" / "lint" / "rules" / "openapi"
    ours = {path.name[:5].upper() for path in here.glob("[eiw]9*.py")}
    assert {*REFUSED, *CLEAN, *NOTES} == ours
