"""What users of other tools ran into with big APIs, and that it can't happen here. Each test bears a complaint's id."""

# ruff: noqa: N802
from __future__ import annotations

from pathlib import Path

import pytest

from api_reader import api_of, same_models
from cfngw import Method, Model, Request, Response
from cfngw.diff import compare
from cfngw.document import parse
from cfngw.errors import LimitError
from cfngw.limits import Limits
from cfngw.render import render
from rest_samples import HELLO, PETS, folded, rest

MANY = [Method(f"GET /items{number}/{{id}}", HELLO) for number in range(300)]


def test_P05_an_api_of_any_size_fits_into_a_template() -> None:
    """CDK #4698, serverless #3411: two resources for each method end at 500."""
    big = rest(*MANY)
    with pytest.raises(LimitError, match='layout="openapi"'):
        big.sealed()
    fits = folded(big).sealed()
    assert len(fits.document["Resources"]) < 10
    assert len(api_of(fits.document)["methods"]) == 300


def test_P05_how_near_the_limit_is_is_told_before_it_is_met() -> None:
    notices = rest(*MANY[:140]).sealed().notices
    assert any("resources: 280 paths, 140 methods" in str(each) for each in notices)
    assert any("more methods of this kind fit" in str(each) for each in notices)


def test_P05_the_other_layout_is_the_same_api() -> None:
    blueprint = rest(*MANY)
    one, other = api_of(blueprint.sealed(Limits(resources=5000)).document), api_of(folded(blueprint).sealed().document)
    assert same_models(one.pop("models"), other.pop("models"))
    assert one == other


def test_P40_models_that_refer_to_each_other_have_no_order() -> None:
    """aws-apigateway-importer#89: deleting or making them one by one fails while another refers to them."""
    pet = Model("Pet", PETS)
    pets = Model("Pets", {"type": "array", "items": {"$ref": pet}})
    blueprint = rest(Method("POST /", HELLO, request=Request(pet), response=Response(200, model=pets)))
    for each in (blueprint, folded(blueprint)):
        assert api_of(each.sealed().document)["models"]["Pets"] == {"type": "array", "items": PETS}
    assert not any(
        each["Type"].endswith("::Model") for each in folded(blueprint).sealed().document["Resources"].values()
    )


def test_a_removed_method_is_gone_with_the_next_deployment() -> None:
    """Of resources, CloudFormation deletes it only after the deployment; an import takes the place of all."""
    two = rest(Method("GET /", HELLO), Method("GET /old", HELLO), layout="openapi")
    one = rest(Method("GET /", HELLO), layout="openapi")
    old, new = (parse(render(each.sealed().document), Path("a.yaml")) for each in (two, one))
    (change,) = compare(old, new)
    assert change.redeployed
    assert change.lingering == ()
    assert any("/old" in path for part in change.changes for path in part.paths)
