"""What private custom domain names become, with accesses, mappings and records."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import GetAtt, Select

from cfngw import (
    AllowIp,
    ApiMapping,
    Blueprint,
    Certificate,
    Endpoint,
    Output,
    Parameter,
    PrivateDomainName,
    RoutingRule,
    VpcEndpointRecords,
)
from http_stages import ZONE
from rest_around import notices, properties
from rest_domains import ENDPOINT, IN_VIRGINIA, STRICT, inner, private
from samples import document, of_type, problems, resources

DOMAIN = "PrivateDotExampleDotComDomainName"
ARN = {"Fn::GetAtt": [DOMAIN, "DomainNameArn"]}
ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}


def under(own: PrivateDomainName, path: str | None = None, **options: Any) -> Any:
    """Make a private API that is mapped to one private domain."""
    return inner(api_mappings=[ApiMapping(own, path)], **options)


def test_a_private_domain_lets_its_vpc_endpoints_through() -> None:
    made = resources(under(private(tags={"team": "notes"})))
    assert made[DOMAIN] == {
        "Type": "AWS::ApiGateway::DomainNameV2",
        "Properties": {
            "DomainName": "private.example.com",
            "CertificateArn": IN_VIRGINIA,
            "EndpointConfiguration": {"Types": ["PRIVATE"]},
            "SecurityPolicy": "TLS_1_2",
            "Policy": {
                "Version": "2012-10-17",
                "Statement": [
                    ALLOW,
                    {**ALLOW, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceVpce": [ENDPOINT]}}},
                ],
            },
            "Tags": [{"Key": "team", "Value": "notes"}],
        },
    }
    assert made[f"{DOMAIN}AccessVpceDash0123456789abcdef0"] == {
        "Type": "AWS::ApiGateway::DomainNameAccessAssociation",
        "Properties": {
            "DomainNameArn": ARN,
            "AccessAssociationSource": ENDPOINT,
            "AccessAssociationSourceType": "VPCE",
        },
    }


def test_the_policy_may_be_said_in_parts_or_in_full() -> None:
    made = properties(under(private(policy=AllowIp("10.0.0.0/8"))), DOMAIN)
    (_, deny) = made["Policy"]["Statement"]
    assert deny["Condition"] == {"NotIpAddress": {"aws:VpcSourceIp": ["10.0.0.0/8"]}}
    full = {"Version": "2012-10-17", "Statement": [{**ALLOW, "Resource": "execute-api:/dev/*"}]}
    assert properties(under(private(policy=full)), DOMAIN)["Policy"] == full


def test_no_access_is_made_without_vpc_endpoints() -> None:
    made = resources(under(private(vpc_endpoint_ids=(), policy=AllowIp("10.0.0.0/8"))))
    assert of_type(made, "AWS::ApiGateway::DomainNameAccessAssociation") == {}


def test_a_newer_tls_policy_has_an_access_mode() -> None:
    found = properties(under(private(security_policy=STRICT)), DOMAIN)
    assert found["EndpointAccessMode"] == "STRICT"
    found = properties(under(private(security_policy=STRICT, endpoint_access_mode="BASIC")), DOMAIN)
    assert found["EndpointAccessMode"] == "BASIC"
    (notice,) = notices(under(private(security_policy=STRICT)))
    assert f"{STRICT} is no TLS policy of private domain names that cfngw knows" in notice


@pytest.mark.parametrize("path", [None, "notes"])
def test_a_mapping_names_the_private_domain_by_its_arn(path: str | None) -> None:
    (mapping,) = of_type(resources(under(private(), path)), "AWS::ApiGateway::BasePathMappingV2").values()
    expected = {"DomainNameArn": ARN, "RestApiId": {"Ref": "InnerApi"}, "Stage": {"Ref": "InnerStageDev"}}
    assert mapping["Properties"] == (expected if path is None else {**expected, "BasePath": path})


def test_a_private_domain_of_another_stack_is_given_by_its_arn() -> None:
    made = document(inner(api_mappings=[ApiMapping(Parameter("DomainArn"), "notes")]))
    (mapping,) = of_type(made["Resources"], "AWS::ApiGateway::BasePathMappingV2").values()
    assert mapping["Properties"]["DomainNameArn"] == {"Ref": "DomainArn"}
    assert "InnerMappingDomainArnNotesUrl" not in made["Outputs"]


def test_the_arn_of_another_stacks_domain_gives_no_url() -> None:
    found = inner(api_mappings=[ApiMapping(Parameter("DomainArn"))]).url
    assert not isinstance(found, str)
    assert found.text.startswith("https://${InnerApi}.execute-api.")


def test_a_certificate_that_is_made_is_validated_in_its_own_zone() -> None:
    made = resources(under(private(certificate=Certificate(hosted_zone_id=ZONE))))
    (certificate,) = of_type(made, "AWS::CertificateManager::Certificate").values()
    assert certificate["Properties"]["DomainValidationOptions"] == [
        {"DomainName": "private.example.com", "HostedZoneId": ZONE}
    ]
    assert made[DOMAIN]["Properties"]["CertificateArn"] == {"Ref": "PrivateDotExampleDotComCertificate"}


def test_rules_give_a_private_domain_a_mode() -> None:
    made = inner("GET /v1/notes", routing_rules=[RoutingRule(private(), priority=1, base_path="v1/notes")])
    assert properties(made, DOMAIN)["RoutingMode"] == "ROUTING_RULE_THEN_BASE_PATH_MAPPING"
    assert properties(made, "PrivateDotExampleDotComRoutingRule1")["DomainNameArn"] == ARN


# --- records -------------------------------------------------------------------------------------------------


def test_a_record_leads_to_the_entry_of_a_vpc_endpoint() -> None:
    entry = "Z2ABCDEFGHIJKL:vpce-0123-abcd.execute-api.eu-west-1.vpce.amazonaws.com"
    own = private(records=VpcEndpointRecords(ZONE, dns_entry=entry, ip_address_type="dualstack"))
    made = resources(under(own))
    expected = {
        "HostedZoneId": ZONE,
        "Name": "private.example.com",
        "AliasTarget": {
            "DNSName": "vpce-0123-abcd.execute-api.eu-west-1.vpce.amazonaws.com",
            "HostedZoneId": "Z2ABCDEFGHIJKL",
        },
    }
    assert made[f"{DOMAIN}RecordA"]["Properties"] == {**expected, "Type": "A"}
    assert made[f"{DOMAIN}RecordAaaa"]["Properties"] == {**expected, "Type": "AAAA"}


def test_an_entry_that_cloudformation_knows_is_taken_apart_there() -> None:
    entry = Select(0, GetAtt("Endpoint", "DnsEntries"))
    records = VpcEndpointRecords(hosted_zone_name="example.com", dns_entry=entry, evaluate_target_health=True)
    made = Blueprint(resources=[private(records=records), _endpoint()])
    found = resources(made)
    parts = {"Fn::Split": [":", {"Fn::Select": [0, {"Fn::GetAtt": ["Endpoint", "DnsEntries"]}]}]}
    assert found[f"{DOMAIN}RecordA"]["Properties"] == {
        "HostedZoneName": "example.com.",
        "Name": "private.example.com",
        "AliasTarget": {
            "DNSName": {"Fn::Select": [1, parts]},
            "HostedZoneId": {"Fn::Select": [0, parts]},
            "EvaluateTargetHealth": True,
        },
        "Type": "A",
    }
    assert f"{DOMAIN}RecordAaaa" not in found


def _endpoint() -> Any:
    from troposphere.ec2 import VPCEndpoint

    return VPCEndpoint("Endpoint", VpcId="vpc-0123abcd", ServiceName="com.amazonaws.eu-west-1.execute-api")


# --- what the build says, and outputs ----------------------------------------------------------------------------


def test_an_endpoint_that_the_apis_own_policy_keeps_out_is_told_of() -> None:
    own = private(vpc_endpoint_ids=[ENDPOINT, "vpce-2", Parameter("Made")])
    (notice,) = notices(under(own))
    assert "lets vpce-2, !Ref Made through, and the API's own policy does not" in notice
    (notice,) = notices(inner(routing_rules=[RoutingRule(own, priority=1)]))
    assert "gets 403" in notice
    all_of_them = Endpoint("PRIVATE", vpc_endpoint_ids=[ENDPOINT, "vpce-2", Parameter("Made")])
    made = under(own, endpoint=all_of_them)
    assert [each for each in notices(made) if "403" in each] == []
    assert notices(under(own, policy=AllowIp("10.0.0.0/8"))) == []


def test_the_outputs_tell_the_arn_and_the_url() -> None:
    own = private()
    found = document(under(own, "notes", outputs=[Output("Id", own.domain_id)]))["Outputs"]
    assert found[f"{DOMAIN}Arn"]["Value"] == ARN
    assert found["Id"]["Value"] == {"Fn::GetAtt": [DOMAIN, "DomainNameId"]}
    assert found["InnerMappingPrivateDotExampleDotComNotesUrl"]["Value"] == "https://private.example.com/notes/"


def test_a_private_domain_may_have_a_stack_of_its_own() -> None:
    found = document(Blueprint(resources=[private()]))
    assert set(found["Resources"]) == {DOMAIN, f"{DOMAIN}AccessVpceDash0123456789abcdef0"}
    assert set(found["Outputs"]) == {f"{DOMAIN}Arn"}


def test_domains_of_one_name_that_differ_show_both_lines() -> None:
    one, two = private(), private(tags={"a": "b"})
    (error,) = problems(lambda: document(inner(api_mappings=[ApiMapping(one), ApiMapping(two, "v2")])))
    assert error.problem == f"the logical id {DOMAIN} is taken."
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)
