"""Random REST APIs and the ready ones: in nested stacks they are the API that they are in one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cfngw import CfngwError, NestedStacks, RestApiLambdaBlueprint
from cfngw.cli.loading import find_files, load
from cfngw.document import parse
from cfngw.document.whole import whole
from cfngw.render import render, render_json
from nested_apis import read_back, stacks, templates
from test_output import ROOT
from test_rest_random import good_api, made

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
WANTED = some.builds(NestedStacks, depth=some.integers(1, 2), parts=some.none() | some.integers(2, 3))


def options_of(blueprint: Any) -> dict[str, Any]:
    """Give the options that a blueprint was made with."""
    return {name: given for declared in blueprint._declared.values() for name, given in declared.given().items()}


@pytest.mark.slow
@pytest.mark.checked
@settings(max_examples=40, suppress_health_check=QUIET, deadline=None)
@given(good_api(), WANTED)
def test_a_random_api_is_read_back_as_it_is_in_one_template(plan: Any, wanted: NestedStacks) -> None:
    try:
        options = {"name": "Notes", **made(plan.options)}
        flat = read_back(RestApiLambdaBlueprint(**options))
    except CfngwError:
        return
    nested = RestApiLambdaBlueprint(**options, layout="nested", nested=wanted)
    assert read_back(nested) == flat
    sealed = nested.sealed()
    for write in (render, render_json):  # and from the text of the files
        texts = {name: parse(write(each), ROOT / name).data for name, each in templates(sealed).items()}
        parent = parse(write(sealed.document), ROOT / "parent.yaml").data
        assert whole(parent, texts) == whole(sealed.document, templates(sealed))


@pytest.mark.parametrize("name", ["redshift_select", "rest_api_nonproxy"])
def test_a_ready_api_is_read_back_as_it_is_in_one_template(name: str) -> None:
    loaded, problems = load(find_files([ROOT / "blueprints" / f"{name}.py"]))
    assert problems == []
    for each in loaded:
        options = options_of(each.blueprint)
        if "methods" in options:
            nested = type(each.blueprint)(**{**options, "layout": "nested"})
            assert read_back(nested) == read_back(each.blueprint)
            assert stacks(nested.sealed())
