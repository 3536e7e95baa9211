"""What holds for all REST APIs, by hypothesis and by table: ids are stable, and every input changes the deployment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from troposphere import Template

from cfngw import (
    PARSED_BODY,
    AsyncLambda,
    BracketErrors,
    CfngwError,
    Cors,
    GatewayResponse,
    HttpIntegration,
    JsonErrors,
    Method,
    Mock,
    Model,
    PrefixErrors,
    Public,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
)
from cfngw.deployment_digest import deployment_inputs, digest_of
from rest_samples import HELLO, PETS, deployment_id, made, rest
from samples import function, of_type

pytestmark = [pytest.mark.slow, pytest.mark.checked]

FUNCTIONS = [HELLO, function("Two"), function("Three")]
SEGMENTS = some.sampled_from(["a", "b", "user-id", "userId", "User", "v1", "2024", "{x}", "{y}", "var", "a.b"])
SCHEMAS = some.sampled_from([{}, PETS, {"type": "array", "items": {"$ref": "Pet"}}, {"type": "strng"}, {"$ref": "No"}])
TEMPLATES = some.sampled_from(
    ["{}", PARSED_BODY, "$input.params('x')", "$input.params('q')", "#if(", "$input.json('$')"]
)


@some.composite
def keys(draw: some.DrawFn) -> str:
    segments = draw(some.lists(SEGMENTS, max_size=3, unique=True)) + draw(some.sampled_from([[], [], ["{rest+}"]]))
    return f"{draw(some.sampled_from(['GET', 'POST', 'OPTIONS', 'ANY']))} /{'/'.join(segments)}"


def renamed(key: str) -> str:
    """Give the key with other names for its variables."""
    return key.replace("{x}", "{other}").replace("{y}", "{another}").replace("{rest+}", "{proxy+}")


def apart(chosen: list[str]) -> list[str]:
    """Keep the keys that can stand together: variables of a place have one name, and nothing is there twice."""
    kept: dict[tuple[str, str], str] = {}
    variables: dict[str, str] = {}
    for key in chosen:
        verb, _, path = key.partition(" ")
        parts = path.split("/")
        spots = {"/".join(parts[:n]): part for n, part in enumerate(parts) if part.startswith("{")}
        if all(variables.get(spot, part) == part for spot, part in spots.items()):
            variables.update(spots)
            kept.setdefault((verb, path), key)
    return list(kept.values())


KEYS = some.lists(keys(), min_size=1, max_size=8).map(apart)


def parts(chosen: list[str], **options: Any) -> dict[str, str]:
    """Give each resource but the deployment and its stages as text by its logical id."""
    found = made(*(Method(key, FUNCTIONS[len(key.split("/")) % 3]) for key in chosen), **options)
    late = ("AWS::ApiGateway::Deployment", "AWS::ApiGateway::Stage")
    return {name: json.dumps(each, sort_keys=True) for name, each in found.items() if each["Type"] not in late}


@given(KEYS, some.randoms(use_true_random=False))
def test_shuffling_methods_changes_nothing(chosen: list[str], random: Any) -> None:
    shuffled = chosen.copy()
    random.shuffle(shuffled)
    assert parts(shuffled) == parts(chosen)
    methods, others = ([Method(key, HELLO) for key in each] for each in (chosen, shuffled))
    assert deployment_id(made(*methods)) == deployment_id(made(*others))


@given(KEYS)
def test_renaming_variables_changes_no_id(chosen: list[str]) -> None:
    assert parts([renamed(key) for key in chosen], invocation="permission").keys() == parts(chosen).keys()


@given(KEYS)
def test_removing_a_method_changes_no_other(chosen: list[str]) -> None:
    if len(chosen) > 1:
        assert parts(chosen[1:]).items() <= parts(chosen).items()


@given(KEYS)
def test_each_key_is_a_method_and_the_deployment_waits_for_all(chosen: list[str]) -> None:
    found = made(*(Method(key, HELLO) for key in chosen))
    methods = of_type(found, "AWS::ApiGateway::Method")
    assert len(methods) == len(chosen)
    assert set(found[deployment_id(found)]["DependsOn"]) == set(methods)


@given(KEYS)
def test_each_answer_is_declared_with_its_headers(chosen: list[str]) -> None:
    contract = BracketErrors([400], headers={"X-A": "b"})
    for each in of_type(
        made(*(Method(key, HELLO) for key in chosen), errors=contract), "AWS::ApiGateway::Method"
    ).values():
        answers = each["Properties"]["Integration"]["IntegrationResponses"]
        mapped = {one["StatusCode"]: set(one.get("ResponseParameters", ())) for one in answers}
        declared = {
            one["StatusCode"]: set(one.get("ResponseParameters", ())) for one in each["Properties"]["MethodResponses"]
        }
        assert mapped == declared


# Small APIs of all kinds


@some.composite
def anything(draw: some.DrawFn) -> Callable[[], RestApiLambdaBlueprint]:
    """Give what makes an API; much of it is wrong."""
    chosen = draw(some.lists(keys(), max_size=4))
    plans = [(key, draw(some.integers(0, 9)), draw(TEMPLATES), draw(SCHEMAS), draw(some.booleans())) for key in chosen]
    errors = draw(some.sampled_from([None, BracketErrors([400]), PrefixErrors([404]), JsonErrors("Status")]))
    cors = draw(
        some.sampled_from([None, None, Cors(["https://a.example"]), Cors(["https://a.example", "https://b.example"])])
    )
    stages = draw(some.lists(some.sampled_from(["dev", "prod", "v-1"]), min_size=1, max_size=2))
    invocation = draw(some.sampled_from(["permission", "role"]))

    def make() -> RestApiLambdaBlueprint:
        return rest(
            methods=[_method(*plan) for plan in plans],
            errors=errors,
            cors=cors,
            stages=[Stage(name) for name in stages],
            invocation=invocation,
        )

    return make


def _method(key: str, kind: int, template: str, schema: Any, asked: bool) -> Method:
    targets: list[Any] = [
        HELLO,
        FUNCTIONS[1],
        RestLambdaProxy(HELLO),
        Mock(),
        HttpIntegration("https://a.example"),
        AsyncLambda(HELLO),
    ]
    target = targets[kind % len(targets)]
    options: dict[str, Any] = {"request_parameters": ["query.q!"] if asked else []}
    if kind % 2:
        options["request"] = Request(Model("Pet" if asked else "Other", schema), template=template)
    if kind % 3 == 0 and kind:
        options["response"] = Response(200 + kind, headers={"X-A": "b"}, template=template)
    return Method(key, target, **options)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(anything())
def test_an_api_compiles_or_is_refused_by_us(make: Callable[[], RestApiLambdaBlueprint]) -> None:
    try:
        text = make().to_yaml()
    except CfngwError:
        return
    assert text == make().to_yaml()


# What is drawn may be a mistake that a rule tells: a mock whose template gives no status, a model for OPTIONS.
DRAWN = {"E9545", "W9613", "W9622"}


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(anything())
def test_what_compiles_has_no_findings(make: Callable[[], RestApiLambdaBlueprint]) -> None:
    try:
        blueprint = make()
        blueprint.sealed()
    except CfngwError:
        return
    assert [each for each in blueprint.lint() if each.rule not in DRAWN] == []


# The deployment


def sample(**changes: Any) -> dict[str, Any]:
    """Give the resources of an API with some of everything; ``changes`` are its parts anew."""
    options = {
        "template": '{"a": 1}',
        "schema": PETS,
        "answer": "$input.json('$')",
        "header": "a",
        "status": 422,
        "key": "POST /pets/{id}",
        "target": HELLO,
        "parameters": ["query.q"],
        "timeout_ms": None,
        "api": {},
        **changes,
    }
    method = Method(
        options["key"],
        options["target"],
        request=Request(Model("Pet", options["schema"]), template=options["template"]),
        response=Response(200, template=options["answer"], headers={"X-A": options["header"]}),
        request_parameters=options["parameters"],
        timeout_ms=options["timeout_ms"],
    )
    own = {
        "errors": BracketErrors([400]),
        "gateway_responses": [GatewayResponse("THROTTLED", status=options["status"])],
        **options["api"],
    }
    found: dict[str, Any] = made(method, Method("GET /", HELLO), **own)
    return found


INPUTS: dict[str, dict[str, Any]] = {
    "a template": {"template": '{"a": 2}'},
    "a model": {"schema": {**PETS, "required": []} | {"required": ["id"]}},
    "an answer": {"answer": "$input.json('$.a')"},
    "a header": {"header": "b"},
    "a gateway response": {"status": 429},
    "a path": {"key": "POST /pets/{id}/toys"},
    "a variable's name": {"key": "POST /pets/{name}"},
    "a verb": {"key": "PUT /pets/{id}"},
    "the function": {"target": FUNCTIONS[1]},
    "a parameter": {"parameters": ["query.q!"]},
    "a timeout": {"timeout_ms": 5000},
    "the contract": {"api": {"errors": PrefixErrors([400])}},
    "the policy": {"api": {"policy": Public()}},
    "binary types": {"api": {"binary_media_types": ["image/png"]}},
    "compression": {"api": {"minimum_compression_size": 5}},
    "the key's source": {"api": {"api_key_source": "AUTHORIZER"}},
    "another model": {"api": {"models": [Model("Toy", {})]}},
    "the invocation": {"api": {"invocation": "role"}},
    "CORS": {"api": {"cors": Cors(["https://a.example"])}},
    "redeploy": {"api": {"redeploy": 2}},
}
NO_INPUTS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a function's description": {"target": function(description="other")},
    "a function's memory": {"target": function(memory_size_mb=512)},
    "a stage": {"api": {"stages": [Stage("dev"), Stage("prod")]}},
    "a stage's variable": {"api": {"stages": [Stage("dev", variables={"a": "b"})]}},
    "the API's name": {"api": {"api_name": "Other"}},
    "the API's description": {"api": {"api_description": "Other"}},
    "a tag": {"api": {"tags": {"a": "b"}}},
}
BEFORE = deployment_id(sample())


@pytest.mark.parametrize("what", INPUTS)
def test_every_input_changes_the_deployment(what: str) -> None:
    assert deployment_id(sample(**INPUTS[what])) != BEFORE


@pytest.mark.parametrize("what", NO_INPUTS)
def test_what_is_no_part_of_the_api_does_not(what: str) -> None:
    changes = dict(NO_INPUTS[what])
    if isinstance(changes.get("target"), type(HELLO)):  # the other method calls the same function
        target = changes["target"]
        found = made(Method("POST /pets/{id}", target), Method("GET /", target))
        assert deployment_id(found) == deployment_id(made(Method("POST /pets/{id}", HELLO), Method("GET /", HELLO)))
        return
    assert deployment_id(sample(**changes)) == BEFORE


def test_customize_counts() -> None:
    class Changed(RestApiLambdaBlueprint):
        name = "Notes"
        methods = [Method("GET /", HELLO)]  # noqa: RUF012

        def customize(self, template: Template) -> None:
            template.resources["NotesMethodGetRoot"].OperationName = "Get"

    found = Changed().sealed().document["Resources"]
    assert deployment_id(found) != deployment_id(made())
    assert found["NotesStageDev"]["Properties"]["DeploymentId"] == {"Ref": deployment_id(found)}


def test_a_method_that_customize_takes_out_is_not_waited_for() -> None:
    class Fewer(RestApiLambdaBlueprint):
        name = "Notes"
        methods = [Method("GET /", HELLO), Method("GET /a", HELLO)]  # noqa: RUF012

        def customize(self, template: Template) -> None:
            del template.resources["NotesMethodGetA"]

    found = Fewer().sealed().document["Resources"]
    assert found[deployment_id(found)]["DependsOn"] == ["NotesMethodGetRoot"]


def test_the_digest_can_be_made_again_from_the_text() -> None:

    document = rest(Method("GET /{id}", HELLO), redeploy=3).sealed().document
    assert (
        deployment_id(document["Resources"]) == f"NotesDeployment{digest_of(deployment_inputs(document)['NotesApi'])}"
    )


def test_the_bytes_depend_on_no_hash_seed() -> None:
    code = (
        "from cfngw import *\n"
        "f = Function('F', 'index.handler', runtime='python3.13', code=Inline('def handler(e, c): ...'))\n"
        "print(RestApiLambdaBlueprint(name='N', errors=JsonErrors('Status'), cors=Cors(['https://a.example']),\n"
        "    methods=[Method('GET /a/{b}', f),\n"
        "        Method('POST /', f, request=Request(Model('P', {'type': 'object'})))]).to_yaml())"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1
