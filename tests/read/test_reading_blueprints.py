"""Reading what blueprints write gives what was declared, in each layout; damaged templates never end in a crash."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cfngw import (
    ApiKey,
    BracketErrors,
    Cors,
    HttpApiBlueprint,
    HttpIntegration,
    Method,
    Model,
    Parameter,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Route,
    Stage,
    UsagePlan,
)
from cfngw.document import Reference, parse
from cfngw.errors import CfngwError
from cfngw.read import read_document, read_template
from cfngw.read.model import Api, FunctionTarget, Integration
from cfngw.render import render
from damaged import damaged_templates
from rest_samples import HELLO, PETS
from samples import function

OUTPUT = Path(__file__).parents[2] / "output"
LAYOUTS = ("resources", "openapi", "nested")
FULL: dict[str, Any] = {
    "name": "Notes",
    "methods": [
        Method("GET /", HELLO, public="for everybody"),
        Method(
            "POST /notes/{id}",
            HELLO,
            api_key_required=True,
            request=Request(Model("Note", PETS), template="$input.json('$')"),
            response=Response(201, template="$input.json('$')", model=Model("Answer", PETS)),
        ),
        Method("GET /notes", HELLO, cors=Cors("https://a.example")),
        Method("GET /orders", HttpIntegration(Parameter("Backend"))),
    ],
    "errors": BracketErrors([404]),
    "stages": [Stage("dev"), Stage("prod")],
    "usage_plans": [UsagePlan("free", quota=Quota(9, "DAY"), keys=[ApiKey("k")])],
}


def _sorted(api: Api) -> Api:
    """Put in order what has none; models that only the gateway makes are left out."""
    models = [model for model in api.models if model.name not in ("Empty", "Error")]
    return replace(
        api,
        routes=tuple(sorted(api.routes, key=lambda route: route.key)),
        models=tuple(sorted(models, key=lambda model: model.name)),
        validators=tuple(sorted(api.validators, key=lambda each: (str(each.body), str(each.parameters)))),
        gateway_responses=tuple(sorted(api.gateway_responses, key=lambda each: each.type)),
    )


def test_the_three_layouts_are_one_api(tmp_path: Path) -> None:
    found = []
    for layout in LAYOUTS:
        (tmp_path / layout).mkdir()
        path = tmp_path / layout / "notes.yaml"
        RestApiLambdaBlueprint(**{**FULL, "layout": layout}).write(path)
        reading = read_template(path)
        (api,) = reading.apis
        assert api.unknown == ()
        assert reading.unknown == ()
        assert [stage.name for stage in api.stages] == ["dev", "prod"]
        assert {route.key: route.public for route in api.routes if route.public} == {"GET /": "for everybody"}
        found.append(_sorted(api))
    assert found[0] == found[1]
    assert found[0] == found[2]


@pytest.mark.parametrize("path", sorted(OUTPUT.glob("*.yaml")), ids=lambda path: path.stem)
def test_nothing_of_the_committed_outputs_is_unknown(path: Path) -> None:
    reading = read_template(path)
    assert reading.unknown == ()
    for api in reading.apis:
        assert api.unknown == ()
        for route in api.routes:
            assert isinstance(route.integration, Integration)
            target = route.integration.target
            if isinstance(target, FunctionTarget):
                assert isinstance(target.function, Reference)
                assert target.function.logical_id in reading.functions


KEYS = some.lists(
    some.builds(
        lambda verb, parts: f"{verb} /{'/'.join(parts)}",
        some.sampled_from(["GET", "POST", "ANY"]),
        some.lists(some.sampled_from(["notes", "v1", "{id}"]), max_size=3, unique=True),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda key: key,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(keys=KEYS)
def test_what_was_declared_is_read(keys: list[str]) -> None:
    names = [f"F{number}" for number in range(len(keys))]
    pairs = list(zip(keys, names, strict=True))
    http = HttpApiBlueprint(name="Notes", routes=[Route(key, function(name)) for key, name in pairs])
    rest = RestApiLambdaBlueprint(name="Notes", methods=[Method(key, function(name)) for key, name in pairs])
    for blueprint in (http, rest):
        reading = read_document(parse(render(blueprint.sealed().document), Path("x.yaml")))
        (api,) = reading.apis
        for key, name in pairs:
            route = api.route(key)
            assert route is not None
            assert isinstance(route.integration, Integration)
            assert route.integration.target == FunctionTarget(function=Reference(f"{name}Function"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged=damaged_templates())
def test_a_damaged_template_never_crashes(damaged: Any) -> None:
    try:
        reading = read_document(parse(json.dumps(damaged), Path("x.json")))
    except CfngwError as error:
        refusal = error
        reading = None
    if reading is None:
        assert refusal.where is not None
        return
    for each in reading.unknown:
        assert each.why
        assert each.where is not None


def test_reading_resources_loads_neither_sam_nor_the_writing_wing() -> None:
    path = OUTPUT / "redshift_select.yaml"
    code = f"from cfngw.read import read_template; from pathlib import Path; read_template(Path({str(path)!r}))"
    shown = "import sys; print(*[name for name in sys.modules if name.startswith('cfngw')])"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{shown}"], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "cfngw.read.rest" in loaded
    assert not loaded & {"cfngw.read.sam", "cfngw.read.http", "cfngw.read.openapi", "cfngw.declare", "cfngw.compile"}
