"""Mistakes in models and validators that the rules find in any template: blueprints refuse or can't write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cfngw import Method, Model, Request, Response, RestApiLambdaBlueprint
from cfngw.document import parse
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from cfngw.lint.rules.checking import check
from rest_samples import HELLO, PETS, rest

_AS_WRITTEN = "a schema is emitted as it is written; the build runs the rules over it, and tells this one"
NOTES = {
    "E9611": "the size is looked at in the template alone, which is what AWS gets",
    "W9610": _AS_WRITTEN,
    "I9616": 'validate="body" is how somebody asks for a check of their own; the build tells this one',
    "I9620": "a path parameter is required whether it is declared or not; advice, and the build tells it",
    "W9622": "some clients send a GET with a body, so that it may be declared; the build tells this one",
    "W9623": "a model may stand for what a document says; the build tells this one",
    "I9624": "whether other types are let through is the API's own choice; advice, and the build tells it",
}


def model(schema: Any, name: str = "Pet") -> RestApiLambdaBlueprint:
    """Declare a method whose body is checked by a schema."""
    return method(request=Request(Model(name, schema)))


def method(key: str = "POST /{id}", **options: Any) -> RestApiLambdaBlueprint:
    """Declare a method."""
    return rest(Method(key, HELLO, **options))


def size(schema: Any) -> RestApiLambdaBlueprint:
    """Declare a method whose body has one property."""
    return model({"type": "object", "required": ["size"], "properties": {"size": schema}})


Make = Callable[[], RestApiLambdaBlueprint]
REFUSED: list[tuple[str, Make, str]] = [
    ("E9600", lambda: model("{'type': 'object'}"), "schema does not take this value"),
    ("E9601", lambda: size({"const": "S"}), "of a later draft than 4"),
    ("E9601", lambda: size({"type": "string", "maxlength": 5}), 'write "maxLength"'),
    ("E9602", lambda: size({"type": "number", "exclusiveMinimum": 0}), "is true or false"),
    ("W9603", lambda: model({"$schema": "http://json-schema.org/draft-07/schema#", **PETS}), "models are of draft 4"),
    ("E9604", lambda: size({"$ref": "name.json"}), "there is no model"),
    ("E9605", lambda: size({"$ref": "Size"}), "there is no model"),
    ("E9606", lambda: method(request=Request("Pets")), "there is no model"),
    ("E9608", lambda: model(PETS, "order_size"), "a name of letters and digits"),
    ("E9608", lambda: model(PETS, "Error"), "has a model of this name already"),
    ("E9609", lambda: size({"type": "integer", "minimum": 10, "maximum": 1}), "nothing fits"),
    ("E9617", lambda: method(request_parameters=["body.page"]), "request_parameters does not take"),
    ("W9618", lambda: method(request_parameters=["query.filter[name]"]), "request_parameters does not take"),
    ("W9618", lambda: method(request_parameters=["header.X-Id", "header.x-id"]), "twice"),
    ("W9619", lambda: method(request_parameters=["path.orderId"]), "no variable {orderId}"),
    ("E9621", lambda: method(response=Response(200, headers={"Loc ation": "'x'"})), "headers does not take"),
    ("W9625", lambda: method(request=Request(models={"json": Model("Pet", PETS)})), "a content type"),
]
UNWRITABLE: list[tuple[str, Make]] = [
    ("E9607", lambda: model(PETS)),  # a model belongs to the API of the method that names it
    ("I9612", lambda: method()),  # a validator is made for a method that needs it
    ("W9613", lambda: model(PETS)),  # a model brings its validator
    ("W9614", lambda: method(request_parameters=["query.page!"])),  # so does a required parameter
    ("W9615", lambda: method(request=Request(Model("Pet", PETS), validate="none"))),  # none is made for nothing
    ("W9626", lambda: size({"$ref": Model("Name", {"type": "string"})})),  # models are named by Ref
]


@pytest.mark.parametrize(("rule", "make", "word"), REFUSED, ids=[rule for rule, _, _ in REFUSED])
def test_a_blueprint_refuses_the_mistake(rule: str, make: Make, word: str) -> None:
    with pytest.raises(CfngwError) as caught:
        make().sealed()
    assert word in str(caught.value)


@pytest.mark.parametrize(("rule", "make"), UNWRITABLE, ids=[rule for rule, _ in UNWRITABLE])
def test_a_blueprint_cannot_write_the_mistake(rule: str, make: Make) -> None:
    checked = check(parse(make().to_yaml(), Path("notes.yaml")), [rules()[rule]])
    assert not checked.problems
    assert not checked.failed


def test_each_rule_is_here() -> None:
    ours = {name for name in rules() if 9600 <= int(name[1:]) < 9630}
    assert ours == {rule for rule, *_ in [*REFUSED, *UNWRITABLE]} | set(NOTES)
