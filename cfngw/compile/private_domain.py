"""Private custom domain names, with what lets VPC endpoints through to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Select, Split, Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.certificate import certificate_arn
from cfngw.compile.domain import add_alias, doubted_mode, doubted_policy, routing_mode
from cfngw.declare.domain import is_enhanced
from cfngw.declare.intrinsic import shown_value
from cfngw.declare.parameter import Output
from cfngw.declare.private_domain import PrivateDomainName
from cfngw.declare.records import VpcEndpointRecords
from cfngw.errors import Notice

if TYPE_CHECKING:
    from cfngw.declare.rest_api import RestApi

_VERSION = "2012-10-17"


def add_private_domain(assembly: Assembly, domain: PrivateDomainName) -> None:
    """Put a private domain name into the template, once, with accesses, certificate and records."""
    title = domain.resource_id
    if not assembly.claim("Resources", title, domain, domain.source):
        return
    mode = domain.endpoint_access_mode
    strict = "STRICT" if is_enhanced(domain.security_policy) else None
    options = {
        "DomainName": assembly.resolve(domain.name),
        "CertificateArn": certificate_arn(assembly, domain, domain.certificate),
        "EndpointConfiguration": apigateway.EndpointConfiguration(Types=["PRIVATE"]),
        "SecurityPolicy": assembly.resolve(domain.security_policy),
        "EndpointAccessMode": assembly.resolve(mode) if mode is not None else strict,
        "Policy": _policy(assembly, domain),
        "RoutingMode": routing_mode(assembly, domain.routing_mode, classic=True),
        "Tags": Tags(assembly.resolve(domain.tags)) if domain.tags else None,
    }
    assembly.template.resources[title] = apigateway.DomainNameV2(title, **only_given(options))
    for endpoint in domain.vpc_endpoint_ids:
        access = apigateway.DomainNameAccessAssociation(
            domain.access_id(endpoint),
            DomainNameArn=GetAtt(title, "DomainNameArn"),
            AccessAssociationSource=assembly.resolve(endpoint),
            AccessAssociationSourceType="VPCE",
        )
        assembly.add(access, (title, endpoint), domain.source)
    if domain.records is not None:
        _add_records(assembly, domain, domain.records)
    assembly.notices.extend(doubted_mode(domain))
    assembly.notices.extend(doubted_policy(domain, ("TLS_1_2",)))


def _policy(assembly: Assembly, domain: PrivateDomainName) -> dict[str, Any]:
    if isinstance(domain.policy, Mapping):
        written: dict[str, Any] = assembly.resolve(domain.policy)
        return written
    return {"Version": _VERSION, "Statement": assembly.resolve(domain.statements)}


def _add_records(assembly: Assembly, domain: PrivateDomainName, records: VpcEndpointRecords) -> None:
    entry = records.dns_entry
    zone: Any
    name: Any
    if isinstance(entry, str):
        zone, _, name = entry.partition(":")
    else:
        zone, name = (Select(part, Split(":", assembly.resolve(entry))) for part in (0, 1))
    target = {
        "DNSName": name,
        "HostedZoneId": zone,
        "EvaluateTargetHealth": assembly.resolve(records.evaluate_target_health),
    }
    add_alias(assembly, domain, {}, target, ("A",) if records.ip_address_type == "ipv4" else ("A", "AAAA"))


def note_policy(api: RestApi, domain: PrivateDomainName) -> Iterator[Notice]:
    """Find VPC endpoints that the domain lets through and the API's own policy does not."""
    own = api.endpoint.vpc_endpoint_ids
    missing = [each for each in domain.vpc_endpoint_ids if each not in own]
    if api.policy is None and missing:
        shown = ", ".join(each if isinstance(each, str) else shown_value(each) for each in missing)
        yield Notice(
            f"{api.label}: {domain.label} lets {shown} through, and the API's own policy does not; each request from "
            "there gets 403.",
            api.source,
            'name them in endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=[...]) or in policy=, too',
        )


def private_domain_outputs(domain: PrivateDomainName) -> Iterator[Output]:
    """Give what tells the domain name from others of its name: to share it, and to map other stacks' APIs to it."""
    title = domain.resource_id
    yield Output(f"{title}Arn", GetAtt(title, "DomainNameArn"), description="ARN of the private domain name")
