"""The public names, and that a blueprint has every option of what it declares."""

from __future__ import annotations

from importlib import import_module
from inspect import getdoc, isclass
from pathlib import Path
from typing import Any

import pytest

import cfngw
import cfngw.declare
from cfngw.blueprint import Blueprint
from cfngw.blueprint.http_api import HttpApiBlueprint
from cfngw.blueprint.rest_api import RestApiLambdaBlueprint
from cfngw.declare.contents import Contents
from cfngw.declare.http_api import HttpApi
from cfngw.declare.rest_api import RestApi
from cfngw.declare.value import Value


def test_all_is_what_can_be_resolved() -> None:
    assert sorted(cfngw._HOME) == sorted(set(cfngw.__all__))
    assert sorted(cfngw.__all__, key=lambda name: (not name.isupper(), name)) == cfngw.__all__
    assert dir(cfngw) == sorted(cfngw.__all__)


READY_TEMPLATES = [name for name in cfngw.__all__ if name.isupper()]
CLASSES = [name for name in cfngw.__all__ if name not in READY_TEMPLATES]


@pytest.mark.parametrize("name", READY_TEMPLATES)
def test_a_public_name_in_capitals_is_the_text_of_a_mapping_template(name: str) -> None:
    assert cfngw._HOME[name] == "cfngw.declare.ready_templates"
    assert isinstance(getattr(cfngw, name), str)
    assert getattr(cfngw, name).endswith("\n")


@pytest.mark.parametrize("name", CLASSES)
def test_a_public_name_is_a_class_with_a_docstring_of_its_own(name: str) -> None:
    found = getattr(cfngw, name)
    assert isclass(found)
    assert found.__name__ == name
    assert found.__module__ == cfngw._HOME[name]
    assert found.__dict__.get("__doc__")
    assert getdoc(found)


def test_every_public_class_of_declare_is_exported() -> None:
    """What a user declares is public; what only a blueprint makes of its attributes is not."""
    inner = {"Companion", "Contents", "Granting", "HttpApi", "RestApi", "Statement", "Value"}
    inner |= {
        "AwsTarget",
        "FunctionAlias",
        "Authorizer",
        "ErrorContract",
        "Integration",
        "ServiceIntegration",
    }  # the bases of what is exported
    modules = sorted(path.stem for path in Path(cfngw.declare.__file__).parent.glob("*.py") if path.stem != "__init__")
    found = {
        name
        for module in modules
        for name, member in vars(import_module(f"cfngw.declare.{module}")).items()
        if isclass(member) and issubclass(member, Value) and not name.startswith("_")
    }
    assert found - inner == {name for name in CLASSES if issubclass(getattr(cfngw, name), Value)}


def test_an_unknown_name_is_an_attribute_error() -> None:
    loose: Any = cfngw
    with pytest.raises(AttributeError, match="module 'cfngw' has no attribute 'Nothing'"):
        loose.Nothing  # noqa: B018


@pytest.mark.parametrize(
    ("blueprint", "declared"),
    [
        (Blueprint, Contents),
        (HttpApiBlueprint, Contents),
        (HttpApiBlueprint, HttpApi),
        (RestApiLambdaBlueprint, Contents),
        (RestApiLambdaBlueprint, RestApi),
    ],
)
def test_a_blueprint_has_every_option_with_its_default(blueprint: type[Blueprint], declared: type[Value]) -> None:
    for name, spec in declared.options.items():
        if spec.required:
            assert name in blueprint.__annotations__
            assert not hasattr(blueprint, name)
        else:
            assert getattr(blueprint, name) == spec.default, name


def test_a_blueprint_has_no_attribute_that_is_no_option() -> None:
    for kind, declared in ((HttpApiBlueprint, HttpApi), (RestApiLambdaBlueprint, RestApi)):
        options = {*Contents.options, *declared.options}
        annotated = {*Blueprint.__annotations__, *kind.__annotations__}
        assert {name for name in annotated if not name.startswith("_")} - {"source", "environment"} == options
