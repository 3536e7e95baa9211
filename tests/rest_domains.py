"""REST APIs with every form of domain name, mapping and routing rule, and short ways to read what became of them."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, ImportValue, Ref, Select, Sub
from troposphere.ec2 import VPCEndpoint

from cfngw import (
    AliasRecords,
    ApiMapping,
    Certificate,
    Composition,
    DomainName,
    Endpoint,
    HttpApiBlueprint,
    Method,
    MutualTls,
    Parameter,
    PrivateDomainName,
    RestApiLambdaBlueprint,
    Route,
    RoutingRule,
    Stage,
    VpcEndpointRecords,
)
from http_stages import ZONE
from rest_around import methods
from samples import inline

IN_VIRGINIA = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
ENDPOINT = "vpce-0123456789abcdef0"
STRICT = "SecurityPolicy_TLS13_1_3_2025_09"
STAGES = [Stage("dev"), Stage("prod")]


def edge(name: Any = "edge.example.com", **options: Any) -> DomainName:
    """Make an edge-optimized domain name."""
    return DomainName(name, **{"certificate": IN_VIRGINIA, "endpoint_type": "EDGE", **options})


def private(name: Any = "private.example.com", **options: Any) -> PrivateDomainName:
    """Make a private domain name that one VPC endpoint reaches."""
    return PrivateDomainName(name, **{"certificate": IN_VIRGINIA, "vpc_endpoint_ids": [ENDPOINT], **options})


def inner(*keys: str, **options: Any) -> RestApiLambdaBlueprint:
    """Make a private REST API called Inner that the same VPC endpoint reaches."""
    made = {
        "name": "Inner",
        "methods": methods(*keys or ("GET /notes",)),
        "endpoint": Endpoint("PRIVATE", vpc_endpoint_ids=[ENDPOINT]),
    }
    return RestApiLambdaBlueprint(**{**made, **options})


def every_rest_domain() -> Composition:
    """Give every form of domain name that a REST API has, of the ways to it, and one that an HTTP API shares."""
    target = inline()
    get = [Method("GET /notes", target), Method("GET /v1/notes", target)]
    shared = DomainName("api.example.com", certificate=Certificate(), records=AliasRecords(ZONE))
    strict = DomainName(
        "strict.example.com",
        certificate=IN_VIRGINIA,
        security_policy=STRICT,
        ip_address_type="dualstack",
        records=AliasRecords(ZONE, region=Ref("AWS::Region"), evaluate_target_health=True),
        tags={"team": "notes"},
    )
    guarded = DomainName(
        "partners.example.com",
        certificate=IN_VIRGINIA,
        ownership_certificate=IN_VIRGINIA,
        mutual_tls=MutualTls("s3://trust/store.pem", truststore_version="abc"),
        endpoint_access_mode=Parameter("AccessMode"),
        security_policy=Parameter("TlsPolicy"),
    )
    everywhere = edge(
        ip_address_type="dualstack",
        records=AliasRecords(hosted_zone_name="example.com", weight=10, set_identifier="blue"),
    )
    ruled = DomainName("ruled.example.com", certificate=IN_VIRGINIA)
    notes = RestApiLambdaBlueprint(
        name="Notes",
        methods=get,
        stages=STAGES,
        execute_api_endpoint=False,
        api_mappings=[
            ApiMapping(shared, "notes/v1"),
            ApiMapping(strict, stage="prod"),
            ApiMapping(guarded),
            ApiMapping(everywhere),
            ApiMapping(everywhere, "next", stage="prod"),
            ApiMapping("old.example.com", "notes", endpoint_type="EDGE"),
            ApiMapping(ruled, "notes"),
        ],
        routing_rules=[
            RoutingRule(ruled, priority=10, base_path="v1", headers={"x-version": "beta"}, stage="prod"),
            RoutingRule(ruled, priority=20, headers={"x-version": ["b*", "*a"]}),
            RoutingRule(ruled, priority=30, base_path="notes/old", strip_base_path=True),
            RoutingRule("old.example.org", priority=10),
            RoutingRule(Parameter("Domain"), priority=10, headers={"Accept": "*json*", "x-user": Parameter("User")}),
            RoutingRule(ImportValue("domain"), priority=10, logical_id="Imported"),
        ],
    )
    orders = HttpApiBlueprint(
        name="Orders", routes=[Route("GET /orders", target)], api_mappings=[ApiMapping(shared, "orders")]
    )
    own = private(
        certificate=Certificate(hosted_zone_id=ZONE),
        vpc_endpoint_ids=[ENDPOINT, Ref("VpcEndpoint")],
        records=VpcEndpointRecords(ZONE, dns_entry=Select(0, GetAtt("VpcEndpoint", "DnsEntries"))),
        tags={"team": "notes"},
    )
    written = private(
        "written.example.com",
        records=VpcEndpointRecords(
            hosted_zone_name="example.com",
            dns_entry="Z2ABCDEFGHIJKL:vpce-0123-abcd.execute-api.eu-west-1.vpce.amazonaws.com",
            ip_address_type="dualstack",
            evaluate_target_health=True,
        ),
        routing_mode="ROUTING_RULE_ONLY",
    )
    endpoint = VPCEndpoint(
        "VpcEndpoint",
        VpcId="vpc-0123456789abcdef0",
        ServiceName=Sub("com.amazonaws.${AWS::Region}.execute-api"),
        VpcEndpointType="Interface",
    )
    within = inner(
        methods=get,
        endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=[ENDPOINT, Ref("VpcEndpoint")]),
        api_mappings=[ApiMapping(own), ApiMapping(own, "notes"), ApiMapping(Parameter("PrivateDomainArn"), "notes")],
        routing_rules=[
            RoutingRule(written, priority=10, base_path="v1"),
            RoutingRule(written, priority=20, base_path="notes/old", strip_base_path=True),
            RoutingRule(Parameter("PrivateDomainArn"), priority=10),
        ],
    )
    return Composition(notes, orders, within, resources=[endpoint])
