"""Resource policies, endpoints and gateway responses in the template."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import (
    AllowAccounts,
    AllowIp,
    AllowOrganization,
    AllowVpcEndpoints,
    AllowVpcs,
    DenyIp,
    Endpoint,
    GatewayResponse,
    Parameter,
    Public,
)
from rest_around import notices, properties, rest

ALL = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*/*/*"}
EVERYBODY = {"Effect": "Allow", "Principal": "*", **ALL}
OFFICE = "203.0.113.0/24"


def policy_of(policy: Any, **options: Any) -> Any:
    """Compile, and give the statements of the resource policy."""
    document = properties(rest(policy=policy, **options), "NotesApi")["Policy"]
    assert document["Version"] == "2012-10-17"
    return document["Statement"]


def kept_out(operator: str, key: str, *members: Any) -> dict[str, Any]:
    """Write the statement that keeps callers out."""
    return {"Effect": "Deny", "Principal": "*", **ALL, "Condition": {operator: {key: [*members]}}}


def test_without_a_policy_there_is_none() -> None:
    assert "Policy" not in properties(rest(), "NotesApi")


def test_everybody_may_call_a_public_api() -> None:
    assert policy_of(Public()) == [EVERYBODY]


def test_accounts_are_principals() -> None:
    assert policy_of([AllowAccounts(["123456789012", Parameter("Partner")])]) == [
        {"Effect": "Allow", "Principal": {"AWS": ["123456789012", {"Ref": "Partner"}]}, **ALL}
    ]


def test_an_organization_is_a_condition() -> None:
    (statement,) = policy_of(AllowOrganization("o-a1b2c3d4e5"))
    assert statement == {**EVERYBODY, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}


def test_addresses_are_let_in_by_keeping_out_all_others() -> None:
    """An Allow alone would not do: an identity of the same account may have the right from its own policy."""
    assert policy_of(AllowIp(OFFICE)) == [EVERYBODY, kept_out("NotIpAddress", "aws:SourceIp", OFFICE)]


def test_addresses_are_kept_out() -> None:
    made = policy_of([DenyIp("203.0.113.5"), AllowIp(OFFICE)])
    assert made == [
        EVERYBODY,
        kept_out("NotIpAddress", "aws:SourceIp", OFFICE),
        kept_out("IpAddress", "aws:SourceIp", "203.0.113.5"),
    ]


def test_several_ranges_are_one_statement_whatever_value_they_come_from() -> None:
    """Two statements that each keep out all other addresses would keep out everybody."""
    made = policy_of([AllowIp(OFFICE), AllowIp("2001:db8::/32")])
    assert made == [EVERYBODY, kept_out("NotIpAddress", "aws:SourceIp", OFFICE, "2001:db8::/32")]


def test_a_caller_must_fit_who_and_where() -> None:
    who, where = policy_of([AllowIp(OFFICE), AllowAccounts("123456789012")])
    assert (who["Effect"], who["Principal"]) == ("Allow", {"AWS": ["123456789012"]})
    assert where["Effect"] == "Deny"


def test_a_private_api_lets_its_vpc_endpoints_in() -> None:
    endpoint = Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a", Ref("AWS::StackName")])
    made = policy_of(None, endpoint=endpoint)
    assert made == [EVERYBODY, kept_out("StringNotEquals", "aws:SourceVpce", "vpce-1a", {"Ref": "AWS::StackName"})]


def test_a_private_api_knows_other_places() -> None:
    rules = [AllowVpcs("vpc-1a"), AllowVpcEndpoints("vpce-1a"), AllowIp("10.0.0.0/8")]
    assert policy_of(rules, endpoint=Endpoint("PRIVATE")) == [
        EVERYBODY,
        kept_out("NotIpAddress", "aws:VpcSourceIp", "10.0.0.0/8"),
        kept_out("StringNotEquals", "aws:SourceVpce", "vpce-1a"),
        kept_out("StringNotEquals", "aws:SourceVpc", "vpc-1a"),
    ]


def test_a_document_is_written_as_it_is() -> None:
    document = {"Version": "2012-10-17", "Statement": [EVERYBODY]}
    assert properties(rest(policy=document), "NotesApi")["Policy"] == document


def test_a_long_policy_is_told_with_the_length_that_aws_counts() -> None:
    ranges = [f"10.{number // 256}.{number % 256}.0/24" for number in range(600)]
    (said,) = notices(rest(policy=AllowIp(ranges)))
    assert "Notes: the resource policy has about 8," in said or "has about 9," in said
    assert "a new account allows 8,192" in said
    assert notices(rest(policy=AllowIp(ranges[:300]))) == []


@pytest.mark.parametrize("rule", [AllowAccounts("123456789012"), AllowOrganization("o-a1b2c3d4e5")])
def test_who_can_not_be_known_is_told(rule: Any) -> None:
    (said,) = notices(rest(policy=rule))
    assert "no IAM identity is asked for by 1 method of Notes" in said


# Endpoints


@pytest.mark.parametrize("kind", ["REGIONAL", "EDGE"])
def test_the_type_is_written_out(kind: str) -> None:
    assert properties(rest(endpoint=Endpoint(kind)), "NotesApi")["EndpointConfiguration"] == {"Types": [kind]}


def test_the_default_is_regional() -> None:
    assert properties(rest(), "NotesApi")["EndpointConfiguration"] == {"Types": ["REGIONAL"]}


def test_a_private_endpoint_has_its_vpc_endpoints() -> None:
    endpoint = Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a"], ip_address_type="dualstack")
    assert properties(rest(endpoint=endpoint), "NotesApi")["EndpointConfiguration"] == {
        "Types": ["PRIVATE"],
        "VpcEndpointIds": ["vpce-1a"],
        "IpAddressType": "dualstack",
    }


def test_binary_types_compression_tags_and_description_are_emitted() -> None:
    made = rest(
        binary_media_types=["image/png"],
        minimum_compression_size=0,
        tags={"team": "notes"},
        api_description="All notes.",
    )
    found = properties(made, "NotesApi")
    assert found["BinaryMediaTypes"] == ["image/png"]
    assert found["MinimumCompressionSize"] == 0
    assert found["Tags"] == [{"Key": "team", "Value": "notes"}]
    assert found["Description"] == "All notes."


# Gateway responses


def test_a_gateway_response_has_status_headers_and_templates() -> None:
    response = GatewayResponse(
        "THROTTLED",
        status=503,
        headers={"Retry-After": "1", "X-Request": "context.requestId", "X-Stack": Ref("AWS::StackName")},
        templates={"application/json": "{}", "text/plain": "slowly"},
    )
    assert properties(rest(gateway_responses=[response]), "NotesGatewayResponseThrottled") == {
        "RestApiId": {"Ref": "NotesApi"},
        "ResponseType": "THROTTLED",
        "StatusCode": "503",
        "ResponseTemplates": {"application/json": "{}", "text/plain": "slowly"},
        "ResponseParameters": {
            "gatewayresponse.header.Retry-After": "'1'",
            "gatewayresponse.header.X-Request": "context.requestId",
            "gatewayresponse.header.X-Stack": {"Ref": "AWS::StackName"},
        },
    }


def test_a_type_that_troposphere_does_not_know_passes() -> None:
    response = GatewayResponse("WAF_FILTERED", status=403)
    assert properties(rest(gateway_responses=[response]), "NotesGatewayResponseWafFiltered")["StatusCode"] == "403"
    assert notices(rest(gateway_responses=[response])) == []


def test_a_type_that_nobody_knows_is_told_with_the_nearest() -> None:
    (said,) = notices(rest(gateway_responses=[GatewayResponse("DEFUALT_4XX", status=403)]))
    assert 'write "DEFAULT_4XX"' in said
