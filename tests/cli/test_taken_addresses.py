"""Pain P37: what cfngw why-redeploy tells of domain names and mappings that an update can't make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, cfngw, start_project, write

from cfngw import ApiMapping, Blueprint, Composition, Parameter
from http_stages import domain, http
from rest_around import rest
from rest_domains import edge, inner, private

ID = "NotesMappingApiDotExampleDotComV1"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def why(old: Blueprint, new: Blueprint, *words: str) -> Ran:
    """Ask about two blueprints."""
    write({"old.yaml": old.to_yaml(), "new.yaml": new.to_yaml()})
    return cfngw("why-redeploy", "old.yaml", "new.yaml", *words)


def taken(old: Blueprint, new: Blueprint) -> Any:
    """Give the addresses that are told of, with both logical ids, as JSON; the exit code follows."""
    ran = why(old, new, "--json")
    found = json.loads(ran.out)["taken"]
    assert ran.code == (5 if found else 0)
    return [(each["address"], each["old"], each["new"]) for each in found]


def mapped(own: Any = None, path: str | None = "v1", name: str = "Notes", **options: Any) -> Blueprint:
    """Make an API with one mapping."""
    return rest(name=name, api_mappings=[ApiMapping(own if own is not None else domain(), path, **options)])


def test_P37_a_path_that_another_api_takes_over_is_told_with_both_ways_out() -> None:  # noqa: N802
    ran = why(mapped(), mapped(name="Others"))
    assert ran.code == 5
    assert (
        f"api.example.com/v1: OthersMappingApiDotExampleDotComV1 is made while {ID} still has it, and API Gateway "
        "refuses the second.\n"
        f'    fix:     keep the id, logical_id="{ID}", or make two updates: one without it, then one with it'
    ) in ran.out


@pytest.mark.parametrize("make", [domain, edge])
def test_a_path_without_another_api_is_no_clash(make: Any) -> None:
    own = make()
    assert taken(mapped(own), mapped(own)) == []
    assert taken(mapped(own), mapped(own, "v2")) == []
    assert taken(mapped(own), mapped(own, None)) == []
    assert taken(mapped(own, logical_id="V1"), mapped(own, name="Others", logical_id="V1")) == []


def test_a_domain_by_its_name_is_the_same_as_one_that_is_made() -> None:
    assert taken(mapped(), mapped("api.example.com", name="Others")) == [
        ("api.example.com/v1", ID, "OthersMappingApiDotExampleDotComV1")
    ]


def test_a_private_domain_is_known_by_its_name_and_one_of_another_stack_by_its_parameter() -> None:
    for own in (private(), Parameter("DomainArn")):
        before, after = (inner(name=name, api_mappings=[ApiMapping(own, "v1")]) for name in ("Inner", "Other"))
        ((address, _, _),) = taken(before, after)
        assert address in ("private.example.com/v1", '{"Ref": "DomainArn"}/v1')


def test_a_path_goes_over_to_an_http_api() -> None:
    after = http(name="Http", api_mappings=[ApiMapping(domain(), "v1")])
    assert [old for _, old, _ in taken(mapped(), after)] == [ID]


def test_another_id_of_a_domain_is_told_of() -> None:
    found = taken(mapped(domain(logical_id="Own")), mapped())
    assert ("api.example.com", "Own", "ApiDotExampleDotComDomainName") in found


def test_a_domain_that_becomes_another_type_is_told_of_with_its_mapping() -> None:
    ran = why(mapped(domain("a.example.com")), mapped(edge("a.example.com")))
    assert ran.code == 5
    for title in ("ADotExampleDotComDomainName", "NotesMappingADotExampleDotComV1"):
        assert f"{title} becomes another type, which CloudFormation refuses." in ran.out


def test_templates_without_an_api_may_have_domains() -> None:
    old, new = Blueprint(resources=[domain(logical_id="Old")]), Blueprint(resources=[domain(logical_id="New")])
    assert taken(old, new) == [("api.example.com", "Old", "New")]
    assert "There is no API" not in why(old, new).out


def test_several_apis_move_at_once() -> None:
    own = domain()
    before = Composition(mapped(own, "a"), mapped(own, "b", name="Others"))
    after = Composition(mapped(own, "b"), mapped(own, "a", name="Others"))
    assert len(taken(before, after)) == 2
