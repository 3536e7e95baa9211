"""Pain P37: "Base path mapping already exists". What keeps its id, what is made anew, and what can't be at once."""
# ruff: noqa: N802

from __future__ import annotations

from typing import Any

import pytest

from cfngw import ApiMapping, Composition, RoutingRule, Stage
from http_stages import domain
from rest_around import methods, rest
from rest_domains import edge
from samples import document, of_type, problems, resources

MAPPINGS = ("AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGateway::BasePathMapping")


def mapped(*mappings: ApiMapping, **options: Any) -> dict[str, Any]:
    """Compile an API, and give its mappings."""
    made = resources(rest(stages=[Stage("dev"), Stage("prod")], api_mappings=mappings, **options))
    return {name: each for kind in MAPPINGS for name, each in of_type(made, kind).items()}


@pytest.mark.parametrize("make", [domain, edge])
def test_P37_a_mapping_waits_for_the_stage_that_it_leads_to(make: Any) -> None:
    (found,) = mapped(ApiMapping(make(), stage="prod")).values()
    assert found["Properties"]["Stage"] == {"Ref": "NotesStageProd"}


@pytest.mark.parametrize("make", [domain, edge])
def test_P37_another_deployment_leaves_the_mapping_as_it_is(make: Any) -> None:
    """The reports: a second deployment of the same template made the mapping again."""
    own = make()
    assert mapped(ApiMapping(own, "v1")) == mapped(ApiMapping(own, "v1"), redeploy=2, minimum_compression_size=0)


@pytest.mark.parametrize("make", [domain, edge])
def test_P37_another_stage_changes_the_same_mapping(make: Any) -> None:
    own = make()
    before, after = mapped(ApiMapping(own, "v1")), mapped(ApiMapping(own, "v1", stage="prod"))
    assert before.keys() == after.keys()
    assert before != after


@pytest.mark.parametrize("make", [domain, edge])
def test_P37_another_path_is_another_mapping_so_that_both_can_be_there_during_the_update(make: Any) -> None:
    """CloudFormation makes the new one before it deletes the old one; API Gateway refuses two of one path alone."""
    own = make()
    assert not mapped(ApiMapping(own, "v1")).keys() & mapped(ApiMapping(own, "v2")).keys()


@pytest.mark.parametrize("make", [domain, edge])
def test_P37_another_mapping_before_it_changes_no_id(make: Any) -> None:
    own = make()
    assert mapped(ApiMapping(own, "v1")).items() <= mapped(ApiMapping(own), ApiMapping(own, "v1")).items()


def test_P37_a_pinned_id_moves_a_path_to_another_api_in_one_update() -> None:
    """Otherwise the new API's mapping would be made while the old one still has the path."""
    pinned = ApiMapping(domain(), "v1", logical_id="V1")
    before, after = mapped(pinned), mapped(pinned, name="Others")
    assert list(before) == list(after) == ["V1"]
    assert after["V1"]["Properties"]["ApiId"] == {"Ref": "OthersApi"}


def test_P37_a_rule_that_moves_to_another_api_or_swaps_its_place_is_the_same_rule() -> None:
    def found(name: str, *versions: str) -> dict[str, Any]:
        own = domain()
        rules = [
            RoutingRule(own, priority=10 * place, headers={"x-version": version})
            for place, version in enumerate(versions, 1)
        ]
        return of_type(resources(rest(name=name, routing_rules=rules)), "AWS::ApiGatewayV2::RoutingRule")

    first, swapped, moved = found("Notes", "a", "b"), found("Notes", "b", "a"), found("Others", "a", "b")
    assert list(first) == list(swapped) == list(moved)
    assert [each["Properties"]["Priority"] for each in swapped.values()] == [10, 20]


def test_P37_a_path_that_two_apis_want_is_refused_before_anything_is_deployed() -> None:
    one, two = ApiMapping(domain(), "v1"), ApiMapping(domain(), "v1")
    apis = [rest(*methods("GET /"), name=name, api_mappings=[each]) for name, each in (("One", one), ("Two", two))]
    (error,) = problems(lambda: document(Composition(*apis)))
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)


def test_P37_a_domain_that_changes_its_type_keeps_its_id_so_that_cloudformation_refuses_before_it_begins() -> None:
    """With another id, it would make the second domain of that name, and fail in the midst of the update."""
    regional, by_edge = (resources(rest(api_mappings=[ApiMapping(make("a.example.com"))])) for make in (domain, edge))
    name = "ADotExampleDotComDomainName"
    assert {regional[name]["Type"], by_edge[name]["Type"]} == {
        "AWS::ApiGatewayV2::DomainName",
        "AWS::ApiGateway::DomainName",
    }
