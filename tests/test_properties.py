"""What holds for all APIs, by hypothesis."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cfngw import Allow, Function, LambdaProxy, Parameter, Route, Stage
from cfngw.declare.path import METHODS, RouteKey
from cfngw.declare.value import Value
from samples import api, document, function

pytestmark = [pytest.mark.slow, pytest.mark.checked]

FUNCTIONS = [function("One"), function("Two", memory_size_mb=256), function("Three", description=Parameter("Text"))]
SEGMENTS = some.sampled_from(["a", "b", "user-id", "userId", "User", "v1", "2024", "{x}", "{y}", "-", "var", ""])


@some.composite
def route_keys(draw: some.DrawFn) -> str:
    """Give a route key; paths are short, so that they are near one another."""
    if draw(some.integers(0, 19)) == 0:
        return "$default"
    segments = draw(some.lists(SEGMENTS.filter(bool), max_size=3, unique=True))
    segments += draw(some.sampled_from([[], [""], ["{rest+}"]]))
    return f"{draw(some.sampled_from([*METHODS[:3], 'ANY']))} /{'/'.join(segments)}"


def keep(key: str) -> object:
    """Say what API Gateway tells a route by."""
    method, _, path = key.partition(" ")
    return method, RouteKey(method, path).pattern


@some.composite
def routes(draw: some.DrawFn) -> list[Route]:
    """Give routes that can stand in one API."""
    keys = draw(some.lists(route_keys(), min_size=2, max_size=8, unique_by=keep))
    if {"ANY /", "ANY /{rest+}"} <= set(keys):
        keys = [key for key in keys if key != "$default"]
    return [Route(key, draw(targets())) for key in keys]


@some.composite
def targets(draw: some.DrawFn) -> Function | LambdaProxy:
    made = draw(some.sampled_from(FUNCTIONS))
    return LambdaProxy(made, timeout_seconds=5) if draw(some.booleans()) else made


def parts(*chosen: Route, **options: Any) -> dict[str, str]:
    """Give each resource as text by its logical id."""
    found = document(api(*chosen, **options))["Resources"]
    return {name: json.dumps(resource, sort_keys=True) for name, resource in found.items()}


@given(routes(), some.randoms(use_true_random=False))
def test_shuffling_routes_changes_no_id_and_no_body(chosen: list[Route], random: Any) -> None:
    shuffled = chosen.copy()
    random.shuffle(shuffled)
    assert parts(*shuffled) == parts(*chosen)


@given(routes())
def test_removing_a_route_changes_no_other_id_and_no_other_body(chosen: list[Route]) -> None:
    before, after = parts(*chosen), parts(*chosen[1:])
    assert after.items() <= before.items()
    gone = [json.loads(before[name]) for name in before.keys() - after.keys()]
    removed = [resource["Properties"] for resource in gone if resource["Type"] == "AWS::ApiGatewayV2::Route"]
    assert [properties["RouteKey"] for properties in removed] == [chosen[0].route_key]


@given(routes())
def test_with_a_role_only_the_role_may_change_with_the_routes(chosen: list[Route]) -> None:
    before, after = (parts(*each, invocation="role") for each in (chosen, chosen[1:]))
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed <= {"NotesInvocationRole"}


@given(routes())
def test_every_route_has_an_id_of_its_own(chosen: list[Route]) -> None:
    found = document(api(*chosen))["Resources"].values()
    emitted = [part["Properties"]["RouteKey"] for part in found if part["Type"] == "AWS::ApiGatewayV2::Route"]
    assert emitted == [route.route_key for route in chosen]


@given(routes())
def test_there_is_one_permission_per_function(chosen: list[Route]) -> None:
    found = document(api(*chosen))["Resources"].values()
    assert sum(part["Type"] == "AWS::Lambda::Permission" for part in found) == len({each.function for each in chosen})


@given(routes())
def test_compiling_twice_gives_equal_documents_in_equal_order(chosen: list[Route]) -> None:
    blueprint = api(*chosen)
    assert json.dumps(document(blueprint)) == json.dumps(document(blueprint)) == json.dumps(document(api(*chosen)))


@given(routes())
def test_rendering_twice_gives_equal_bytes(chosen: list[Route]) -> None:
    assert api(*chosen).to_yaml() == api(*chosen).to_yaml()


@given(some.lists(some.sampled_from(["dev", "prod", "$default", "default", "v-1"]), min_size=1, unique=True))
def test_adding_a_stage_changes_no_other(names: list[str]) -> None:
    route = Route("GET /", FUNCTIONS[0])
    stages = [Stage(name) for name in names]
    fewer = parts(route, stages=stages[:1])
    assert fewer.items() <= parts(route, stages=stages).items()


_TEXTS = some.text(max_size=20)
_VALUES: some.SearchStrategy[Value] = some.one_of(
    some.builds(Parameter, some.sampled_from(["P", "Stage", "Q1"]), _TEXTS, description=_TEXTS),
    some.builds(Stage, some.sampled_from(["$default", "dev"]), description=_TEXTS),
    some.builds(Route, route_keys(), targets()),
    some.builds(
        lambda environment, tags: function(environment=environment, tags=tags),
        some.dictionaries(some.sampled_from(["AB", "CD"]), _TEXTS),
        some.dictionaries(_TEXTS, _TEXTS, max_size=2),
    ),
    some.builds(Allow, some.sampled_from(["s3:GetObject", "s3:PutObject"]), some.just("arn:aws:s3:::b")),
)


@given(_VALUES, _VALUES)
def test_equal_values_look_and_hash_alike(one: Value, other: Value) -> None:
    assert one == one.moved(one.source)
    assert (one == other) == (repr(one) == repr(other))
    assert one != other or hash(one) == hash(other)


@given(_VALUES)
def test_a_repr_gives_the_value_again(one: Value) -> None:
    import cfngw

    names: dict[str, Any] = {name: getattr(cfngw, name) for name in cfngw.__all__}
    assert eval(repr(one).replace("mappingproxy(", "dict("), names) == one
