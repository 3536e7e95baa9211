"""Damaged templates are told or refused, never crashed on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cfngw import CfngwError, HttpApiBlueprint, Route
from cfngw.cli.explain import findings
from cfngw.document import Document, parse
from cfngw.explain import as_json, as_markdown, as_text, explain
from cfngw.explain.security import security_of
from cfngw.explain.security_formats import security_json, security_markdown, security_text
from cfngw.render import render
from damaged import damaged_templates
from samples import function
from test_rest_random import good_api, made

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


def tell(document: Document) -> None:
    """Write all that can be told of a template."""
    found = replace(explain(document), findings=findings(document))
    report = security_of(found)
    for lines in (as_text(found), security_text([report])):
        assert all(line.text.isprintable() for line in lines)
    for written in (as_markdown(found), as_json(found), security_markdown([report]), security_json([report])):
        assert written.endswith("\n")


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(damaged=damaged_templates())
def test_a_damaged_template_is_told_or_refused(damaged: Any) -> None:
    try:
        document = parse(json.dumps(damaged), Path("x.json"))
        explain(document)
    except CfngwError:
        return
    tell(document)


@pytest.mark.slow
@pytest.mark.checked
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(good_api())
def test_a_random_rest_api_is_told_with_all_its_methods(plan: Any) -> None:
    from cfngw import RestApiLambdaBlueprint

    try:
        built = RestApiLambdaBlueprint(**{"name": "Notes", **made(plan.options)}).sealed().document
    except CfngwError:
        return
    document = parse(render(built), Path("x.yaml"))
    tell(document)
    methods = [each for each in built["Resources"].values() if each["Type"] == "AWS::ApiGateway::Method"]
    (api,) = explain(document).apis
    assert len(api.routes) == len(methods)
    assert all(route.access.kind != "unknown" and route.call.kind != "nothing" for route in api.routes)


@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(some.sets(some.sampled_from(["GET /a", "ANY /a/{id}", "POST /{proxy+}", "$default"]), min_size=1))
def test_a_random_http_api_is_told_with_all_its_routes(keys: set[str]) -> None:
    blueprint = HttpApiBlueprint(name="Notes", routes=[Route(key, function()) for key in sorted(keys)])
    document = parse(blueprint.to_yaml(), Path("x.yaml"))
    tell(document)
    (api,) = explain(document).apis
    assert {route.key for route in api.routes} == keys
