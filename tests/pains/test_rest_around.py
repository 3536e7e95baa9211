"""Pains P06, P07, P08, P12, P13, P14, P28 and P29: what users of other tools run into, and the cure of each."""
# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw import (
    ApiGatewayAccount,
    ApiKey,
    Blueprint,
    Cors,
    Endpoint,
    MethodSettings,
    Parameter,
    Stage,
    UsagePlan,
)
from cfngw.cli.loading import load
from rest_around import all_of, methods, notices, properties, rest
from samples import of_type, problems, resources

HERE = "https://a.example"
ROOT = Path(__file__).parents[2]


def test_P06_a_preflight_asks_for_neither_authorizer_nor_key() -> None:
    made = rest(
        *methods("GET /notes", "POST /notes", api_key_required=True),
        cors=Cors(HERE),
        usage_plans=[UsagePlan("free", keys=[ApiKey("web")])],
    )
    found = all_of(made, "Method")
    assert [each["ApiKeyRequired"] for each in found.values()] == [True, True, False]
    preflight = found["NotesMethodOptionsNotes"]
    assert preflight["AuthorizationType"] == "NONE"
    assert "AuthorizerId" not in preflight


@pytest.mark.parametrize("name", ["NotesGatewayResponseDefault4xx", "NotesGatewayResponseDefault5xx"])
def test_P07_errors_that_the_gateway_makes_have_the_same_origin(name: str) -> None:
    made = rest(cors=Cors(HERE))
    errors = properties(made, name)["ResponseParameters"]
    method = properties(made, "NotesMethodGetNotes")["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
    assert (
        errors["gatewayresponse.header.Access-Control-Allow-Origin"]
        == method["method.response.header.Access-Control-Allow-Origin"]
        == "'https://a.example'"
    )


def test_P08_the_accounts_role_is_in_no_apis_stack_and_outlives_its_own() -> None:
    logging = rest(stages=[Stage("dev", method_settings=MethodSettings(logging_level="INFO"))])
    assert not of_type(resources(logging), "AWS::ApiGateway::Account")
    (said,) = notices(logging)
    assert "create the stack of blueprints/account.py first" in said
    made = resources(Blueprint(resources=[ApiGatewayAccount()]))
    assert {each["DeletionPolicy"] for each in made.values()} == {"Retain"}


def test_P08_the_blueprint_that_the_notice_names_is_there() -> None:
    (loaded,), wrong = load([ROOT / "blueprints" / "account.py"])
    assert not wrong
    assert loaded.blueprint.to_yaml().encode() == (ROOT / "output" / "account.yaml").read_bytes()


def test_P12_a_plan_waits_for_its_stages_since_it_refers_to_them() -> None:
    made = rest(
        *methods("GET /", api_key_required=True), stages=[Stage("dev"), Stage("prod")], usage_plans=[UsagePlan("free")]
    )
    stages = [each["Stage"] for each in properties(made, "NotesUsagePlanFree")["ApiStages"]]
    assert stages == [{"Ref": "NotesStageDev"}, {"Ref": "NotesStageProd"}]


def test_P13_a_key_without_a_plan_is_refused_at_the_methods_line() -> None:
    (method,) = methods("GET /notes", api_key_required=True)
    (error,) = problems(lambda: rest(method))
    assert error.where == method.source
    assert "it would refuse everybody with 403" in error.problem
    assert error.fix == 'give the blueprint usage_plans=[UsagePlan("free", keys=[ApiKey("client")])]'


def test_P13_one_line_makes_the_key_work() -> None:
    made = rest(*methods("GET /", api_key_required=True), usage_plans=[UsagePlan("free", keys=[ApiKey("client")])])
    assert properties(made, "ClientApiKey") == {"Enabled": True}
    assert properties(made, "NotesUsagePlanFreeKeyClient")["KeyId"] == {"Ref": "ClientApiKey"}


def keyed(*names: str) -> dict[str, Any]:
    """Give the keys, plans and ties of an API whose plan has these keys."""
    plan = UsagePlan("free", keys=[ApiKey(name) for name in names])
    made = resources(rest(*methods("GET /", api_key_required=True), usage_plans=[plan]))
    return {name: each for name, each in made.items() if "UsagePlan" in each["Type"] or "ApiKey" in each["Type"]}


def test_P14_a_key_that_comes_or_goes_touches_no_other() -> None:
    all_three, without = keyed("a", "b", "c"), keyed("c", "a")
    assert set(all_three) - set(without) == {"BApiKey", "NotesUsagePlanFreeKeyB"}
    assert all(all_three[name] == each for name, each in without.items())


def test_P14_no_key_has_a_name_that_would_stand_in_the_way_of_its_replacement() -> None:
    value = Parameter("Key", no_echo=True, min_length=20, max_length=128)
    plan = UsagePlan("free", keys=[ApiKey("web", value=value)])
    made = rest(*methods("GET /", api_key_required=True), usage_plans=[plan])
    assert properties(made, "WebApiKey") == {"Enabled": True, "Value": {"Ref": "Key"}}


def test_P28_a_private_api_without_a_policy_is_refused() -> None:
    (error,) = problems(lambda: rest(endpoint=Endpoint("PRIVATE")))
    assert "a private API needs a resource policy" in error.problem
    assert error.fix is not None
    assert 'Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-…"])' in error.fix


def test_P28_a_private_api_is_called_through_its_vpc_endpoints_alone() -> None:
    made = rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a"]))
    _, deny = properties(made, "NotesApi")["Policy"]["Statement"]
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"StringNotEquals": {"aws:SourceVpce": ["vpce-1a"]}}


@pytest.mark.parametrize("names", [["dev"], ["dev", "prod"]])
def test_P29_there_are_no_stages_but_those_that_were_declared(names: list[str]) -> None:
    made = rest(stages=[Stage(name) for name in names])
    (deployment,) = all_of(made, "Deployment").values()
    assert "StageName" not in deployment
    assert "StageDescription" not in deployment
    assert [stage["StageName"] for stage in all_of(made, "Stage").values()] == names
