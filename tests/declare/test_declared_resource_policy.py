"""Resource policies and endpoints: who may call, and what does not go together."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import AllowAccounts, AllowIp, AllowVpcEndpoints, AllowVpcs, DenyIp, Endpoint, Public
from rest_around import rest
from samples import loose, problems, refused

RIGHT: list[tuple[str, Any]] = [
    ("AllowAccounts", "123456789012"),
    ("AllowAccounts", ["123456789012", "arn:aws:iam::123456789012:role/caller", Ref("Account")]),
    ("AllowOrganization", "o-a1b2c3d4e5"),
    ("AllowIp", "203.0.113.0/24"),
    ("AllowIp", ["203.0.113.5", "2001:db8::/32", Ref("Office")]),
    ("DenyIp", "203.0.113.5/24"),
    ("AllowVpcEndpoints", ["vpce-0a1b2c3d", Ref("Endpoint")]),
    ("AllowVpcs", "vpc-0a1b2c3d"),
]
WRONG: list[tuple[str, Any]] = [
    ("AllowAccounts", 123456789012),
    ("AllowAccounts", "1234"),
    ("AllowAccounts", []),
    ("AllowAccounts", "arn:aws:s3:::bucket"),
    ("AllowOrganization", "a1b2c3d4e5"),
    ("AllowIp", "203.0.113.0/33"),
    ("AllowIp", "office.example"),
    ("AllowIp", 3405803776),
    ("DenyIp", ["203.0.113.0", "*"]),
    ("AllowVpcEndpoints", "vpc-0a1b2c3d"),
    ("AllowVpcs", "vpce-0a1b2c3d"),
]


@pytest.mark.parametrize(("cls", "given"), RIGHT)
def test_a_part_of_a_policy_takes(cls: str, given: Any) -> None:
    made = getattr(loose, cls)(given)
    kept = getattr(made, next(iter(made.options)))
    assert kept in (given, (given,), tuple(given) if isinstance(given, list) else None)


@pytest.mark.parametrize(("cls", "given"), WRONG)
def test_a_part_of_a_policy_refuses(cls: str, given: Any) -> None:
    assert refused(lambda: getattr(loose, cls)(given)).allowed


def test_a_wrong_range_is_told_what_is_wrong_with_it() -> None:
    error = refused(lambda: AllowIp(["10.0.0.0/8", "10.0.0.0/33"]))
    assert error.given == "10.0.0.0/33"
    assert str(error.fix).startswith("correct it: ")


@pytest.mark.parametrize("given", [Public, [Public], "public", [], {"Version": "2012-10-17"}, 5])
def test_a_policy_is_parts_or_a_document(given: Any) -> None:
    assert problems(lambda: rest(policy=given))[0].option == "policy"


def test_a_document_is_taken_as_it_is() -> None:
    assert rest(policy={"Statement": []})


def test_who_is_named_is_not_everybody() -> None:
    public = Public()
    error = problems(lambda: rest(policy=[public, AllowAccounts("123456789012")]))[0]
    assert (error.where, error.fix) == (public.source, "leave out Public(), or the others")


@pytest.mark.parametrize("rule", [AllowVpcEndpoints("vpce-1a"), AllowVpcs("vpc-1a")])
def test_only_private_apis_are_called_from_vpcs(rule: Any) -> None:
    error = problems(lambda: rest(policy=rule))[0]
    assert (error.where, error.allowed) == (rule.source, "on a private API")
    assert rest(policy=rule, endpoint=Endpoint("PRIVATE"))


def test_the_endpoint_is_regional_unless_said() -> None:
    assert Endpoint().type == "REGIONAL"


@pytest.mark.parametrize("kind", ["REGIONAL", "EDGE"])
def test_vpc_endpoints_are_for_private_apis(kind: str) -> None:
    error = refused(lambda: Endpoint(kind, vpc_endpoint_ids=["vpce-1a"]))
    assert error.fix == 'write Endpoint("PRIVATE", vpc_endpoint_ids=[...]), or leave them out'


def test_a_private_api_is_dualstack() -> None:
    assert refused(lambda: Endpoint("PRIVATE", ip_address_type="ipv4")).fix == "leave out ip_address_type="
    assert Endpoint("EDGE", ip_address_type="ipv4").ip_address_type == "ipv4"


@pytest.mark.parametrize("given", ["regional", "GLOBAL", Ref("Type"), 5])
def test_an_endpoint_refuses(given: Any) -> None:
    refused(lambda: loose.Endpoint(given))


def test_an_address_may_be_kept_out() -> None:
    assert DenyIp("203.0.113.5").ranges == ("203.0.113.5",)
