"""Private custom domain names: what they take, and what they refuse at which line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import GetAtt, ImportValue, Join, Ref, Select

from cfngw import AliasRecords, AllowVpcs, Certificate, Parameter, PrivateDomainName, VpcEndpointRecords
from http_stages import ZONE
from rest_domains import ENDPOINT, IN_VIRGINIA, STRICT, private
from samples import loose, problems, refused

ENTRY = "Z2ABCDEFGHIJKL:vpce-0123-abcd.execute-api.eu-west-1.vpce.amazonaws.com"


def test_a_private_domain_name_needs_somebody_who_may_call() -> None:
    error = refused(lambda: PrivateDomainName("a.example.com", certificate=IN_VIRGINIA))
    assert error.problem.endswith("it needs a policy: without one, nobody can call it.")
    assert private(vpc_endpoint_ids=(), policy=AllowVpcs("vpc-1"))


@pytest.mark.parametrize("name", ["*.example.com", "API.example.com", "localhost"])
def test_a_name_refuses(name: str) -> None:
    error = refused(lambda: PrivateDomainName(name, certificate=IN_VIRGINIA, vpc_endpoint_ids=[ENDPOINT]))
    assert error.option == "name"


def test_a_name_that_only_cloudformation_knows_needs_an_id() -> None:
    name = ImportValue("name")
    error = refused(lambda: PrivateDomainName(name, certificate=IN_VIRGINIA, vpc_endpoint_ids=[ENDPOINT]))
    assert error.fix == 'give logical_id="..."'
    assert private(name, logical_id="Own").resource_id == "Own"
    assert private(Parameter("Name")).resource_id == "NameDomainName"


def test_a_certificate_is_validated_in_a_public_zone() -> None:
    records = VpcEndpointRecords(ZONE, dns_entry=ENTRY)
    certificate = Certificate()
    (error,) = problems(lambda: private(certificate=certificate, records=records))
    assert error.where == certificate.source
    assert error.fix == 'give Certificate(hosted_zone_id="Z...")'
    other = Certificate("b.example.com", hosted_zone_id=ZONE)
    (error,) = problems(lambda: private(certificate=other))
    assert error.problem.endswith("its certificate is for other names.")
    assert private(certificate=Certificate(hosted_zone_id=ZONE), records=records)


@pytest.mark.parametrize(
    ("endpoints", "problem"),
    [
        (["vpc-1"], "vpc_endpoint_ids does not take this member."),
        (ENDPOINT, "vpc_endpoint_ids does not take this value."),
        ([ENDPOINT, ENDPOINT], "a VPC endpoint is named twice."),
        ([Join("-", ["vpce", "1"])], "the logical id of its access can't be made"),
    ],
)
def test_vpc_endpoints_refuse(endpoints: Any, problem: str) -> None:
    error = refused(
        lambda: loose.PrivateDomainName("a.example.com", certificate=IN_VIRGINIA, vpc_endpoint_ids=endpoints)
    )
    assert error.option == "vpc_endpoint_ids"
    assert problem in error.problem


def test_accesses_are_named_by_their_endpoints() -> None:
    own = private(vpc_endpoint_ids=["vpce-1", Parameter("Endpoint"), Ref("Made"), ImportValue("other-vpce")])
    assert [own.access_id(each).removeprefix(own.resource_id) for each in own.vpc_endpoint_ids] == [
        "AccessVpceDash1",
        "AccessEndpoint",
        "AccessMade",
        "AccessOtherDashVpce",
    ]


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("records", AliasRecords(ZONE)),
        ("policy", "vpc-1"),
        ("endpoint_access_mode", "LOOSE"),
        ("routing_mode", "rules"),
        ("certificate", "x"),
        ("tags", ["a"]),
    ],
)
def test_the_other_options_refuse(option: str, given: Any) -> None:
    error = refused(
        lambda: loose.PrivateDomainName(
            "a.example.com", **{"certificate": IN_VIRGINIA, "vpc_endpoint_ids": [ENDPOINT], option: given}
        )
    )
    assert error.option == option


def test_an_access_mode_is_for_the_newer_policies() -> None:
    error = refused(
        lambda: PrivateDomainName(
            "a.example.com", certificate=IN_VIRGINIA, vpc_endpoint_ids=[ENDPOINT], endpoint_access_mode="STRICT"
        )
    )
    assert error.option == "endpoint_access_mode"
    assert private(security_policy=STRICT, endpoint_access_mode="STRICT")


# --- records -------------------------------------------------------------------------------------------------


def test_records_lead_to_an_entry_of_a_vpc_endpoint() -> None:
    assert VpcEndpointRecords(ZONE, dns_entry=ENTRY)
    assert VpcEndpointRecords(hosted_zone_name="example.com", dns_entry=Select(0, GetAtt("Endpoint", "DnsEntries")))


@pytest.mark.parametrize(
    ("options", "fix"),
    [
        ({"dns_entry": ENTRY}, "give one of them"),
        ({"hosted_zone_id": ZONE, "hosted_zone_name": "example.com", "dns_entry": ENTRY}, "give one of them"),
        ({"hosted_zone_id": ZONE}, "give dns_entry"),
        (
            {"hosted_zone_id": ZONE, "dns_entry": ENTRY.partition(":")[2]},
            "put the id of the endpoint's zone in front: Z...:vpce-...",
        ),
        ({"hosted_zone_id": ZONE, "dns_entry": ENTRY, "ip_address_type": "ipv6"}, 'write "ipv4"'),
    ],
)
def test_records_refuse(options: dict[str, Any], fix: str) -> None:
    assert str(refused(lambda: loose.VpcEndpointRecords(**options)).fix).startswith(fix)


def test_records_are_in_the_zone_of_the_domain() -> None:
    records = VpcEndpointRecords(hosted_zone_name="example.org", dns_entry=ENTRY)
    error = refused(
        lambda: PrivateDomainName(
            "a.example.com", certificate=IN_VIRGINIA, vpc_endpoint_ids=[ENDPOINT], records=records
        )
    )
    assert error.problem.endswith("it is not in the zone of its records.")
