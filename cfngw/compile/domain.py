"""Custom domain names, with their certificates and records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import AWSObject, GetAtt, Tags, apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.certificate import certificate_arn
from cfngw.compile.tls_policies import CLASSIC, OF_EDGE, OF_OTHERS
from cfngw.declare.certificate import Certificate
from cfngw.declare.domain import EDGE_REGION, DomainName
from cfngw.declare.parameter import Output
from cfngw.declare.records import AliasRecords
from cfngw.errors import Notice

_ROUTING_MODES = ("API_MAPPING_ONLY", "ROUTING_RULE_THEN_API_MAPPING", "ROUTING_RULE_ONLY")


def add_domain(assembly: Assembly, domain: DomainName) -> None:
    """Put a domain name into the template, once, with the certificate and the records that are made for it."""
    if not assembly.claim("Resources", domain.resource_id, domain, domain.source):
        return
    made = _classic(assembly, domain) if domain.classic else _newer(assembly, domain)
    assembly.template.resources[made.title] = made
    if domain.records is not None:
        _add_records(assembly, domain, domain.records)
    assembly.notices.extend(_doubts(domain))


def _newer(assembly: Assembly, domain: DomainName) -> apigatewayv2.DomainName:
    configuration = {
        "EndpointType": "REGIONAL",
        "CertificateArn": certificate_arn(assembly, domain, domain.certificate),
        "OwnershipVerificationCertificateArn": certificate_arn(assembly, domain, domain.ownership_certificate),
        "SecurityPolicy": assembly.resolve(domain.security_policy),
        "IpAddressType": assembly.resolve(domain.ip_address_type),
    }
    options = {
        "DomainName": assembly.resolve(domain.name),
        "DomainNameConfigurations": [apigatewayv2.DomainNameConfiguration(**only_given(configuration))],
        "MutualTlsAuthentication": _mutual_tls(assembly, domain, apigatewayv2.MutualTlsAuthentication),
        "RoutingMode": routing_mode(assembly, domain.routing_mode, classic=False),
        "Tags": assembly.resolve(domain.tags) or None,
    }
    return apigatewayv2.DomainName(domain.resource_id, **only_given(options))


def _classic(assembly: Assembly, domain: DomainName) -> AWSObject:
    """Make the type that knows edge-optimized domain names and the newer TLS policies."""
    from troposphere import apigateway  # for those who have one

    mode = domain.endpoint_access_mode
    endpoint = {"Types": [domain.endpoint_type], "IpAddressType": assembly.resolve(domain.ip_address_type)}
    options = {
        "DomainName": assembly.resolve(domain.name),
        "CertificateArn" if domain.edge else "RegionalCertificateArn": certificate_arn(
            assembly, domain, domain.certificate
        ),
        "OwnershipVerificationCertificateArn": certificate_arn(assembly, domain, domain.ownership_certificate),
        "EndpointConfiguration": apigateway.EndpointConfiguration(**only_given(endpoint)),
        "SecurityPolicy": assembly.resolve(domain.security_policy),
        "EndpointAccessMode": assembly.resolve(mode) if mode is not None else "STRICT" if domain.enhanced else None,
        "MutualTlsAuthentication": _mutual_tls(assembly, domain, apigateway.MutualTlsAuthentication),
        "RoutingMode": routing_mode(assembly, domain.routing_mode, classic=True),
        "Tags": Tags(assembly.resolve(domain.tags)) if domain.tags else None,
    }
    return apigateway.DomainName(domain.resource_id, **only_given(options))


def _mutual_tls(assembly: Assembly, domain: DomainName, kind: type[Any]) -> Any:
    tls = domain.mutual_tls
    if tls is None:
        return None
    options = {
        "TruststoreUri": assembly.resolve(tls.truststore_uri),
        "TruststoreVersion": assembly.resolve(tls.truststore_version),
    }
    return kind(**only_given(options))


def routing_mode(assembly: Assembly, given: Any, *, classic: bool) -> Any:
    """Give a routing mode in the words of a type: where the newer says API mapping, the older says base path."""
    if not isinstance(given, str):
        return assembly.resolve(given)
    plain = given.replace("BASE_PATH_MAPPING", "API_MAPPING")
    return plain.replace("API_MAPPING", "BASE_PATH_MAPPING") if classic else plain


def doubted_mode(domain: Any) -> Iterator[Notice]:
    """Find a routing mode that is not known."""
    mode = domain.routing_mode
    if isinstance(mode, str) and mode.replace("BASE_PATH_MAPPING", "API_MAPPING") not in _ROUTING_MODES:
        problem = f"{domain.label}: {mode} is no routing mode that cfngw knows; it may be newer."
        yield Notice(problem, domain.source, f"known: {', '.join(_ROUTING_MODES)}")


def _doubts(domain: DomainName) -> Iterator[Notice]:
    """Find what AWS may have added since, and a certificate that is made in the stack's region for CloudFront."""
    yield from doubted_mode(domain)
    yield from doubted_policy(domain, (*CLASSIC, *(OF_EDGE if domain.edge else OF_OTHERS)))
    if domain.edge and isinstance(domain.certificate, Certificate):
        yield Notice(
            f"{domain.label}: its certificate is made in the stack's region, and CloudFront takes those of "
            f"{EDGE_REGION} alone; in another region the stack fails.",
            domain.certificate.source,
            f"create the stack in {EDGE_REGION}, or give the ARN of a certificate there",
        )


def doubted_policy(domain: Any, known: tuple[str, ...]) -> Iterator[Notice]:
    """Find a TLS policy that is not known for this kind of domain name."""
    policy = domain.security_policy
    if isinstance(policy, str) and policy not in known:
        kind = "private" if domain.private else "edge-optimized" if domain.edge else "regional"
        problem = f"{domain.label}: {policy} is no TLS policy of {kind} domain names that cfngw knows; it may be newer."
        yield Notice(problem, domain.source, f"known: {', '.join(known)}")


def _add_records(assembly: Assembly, domain: DomainName, records: AliasRecords) -> None:
    target = {
        "DNSName": assembly.resolve(domain.target_name),
        "HostedZoneId": assembly.resolve(domain.target_zone_id),
        "EvaluateTargetHealth": assembly.resolve(records.evaluate_target_health),
    }
    identifier = records.set_identifier if records.set_identifier is not None else records.region
    options = {
        "SetIdentifier": assembly.resolve(identifier),
        "Weight": assembly.resolve(records.weight),
        "Region": assembly.resolve(records.region),
    }
    kinds = ("A",) if domain.ip_address_type in (None, "ipv4") else ("A", "AAAA")
    add_alias(assembly, domain, options, target, kinds)


def add_alias(
    assembly: Assembly, domain: Any, options: dict[str, Any], target: dict[str, Any], kinds: tuple[str, ...]
) -> None:
    """Put alias records into the template, one of each kind."""
    from troposphere import route53  # for those who have one

    records = domain.records
    zone = records.hosted_zone_name
    written = {
        "HostedZoneId": assembly.resolve(records.hosted_zone_id),
        # Route 53 wants the dot at the end of a zone's name.
        "HostedZoneName": f"{zone.rstrip('.')}." if isinstance(zone, str) else assembly.resolve(zone),
        "Name": assembly.resolve(domain.name),
        **options,
        "AliasTarget": route53.AliasTarget(**only_given(target)),
    }
    for kind in kinds:
        title = f"{domain.resource_id}Record{kind.capitalize()}"
        record = route53.RecordSetType(title, **only_given(written), Type=kind)
        assembly.add(record, (domain, kind), records.source)


def domain_outputs(domain: DomainName) -> Iterator[Output]:
    """Give where DNS must lead: the name, and for an alias record its hosted zone."""
    title = domain.resource_id
    name, zone = domain.target_name.attribute, domain.target_zone_id.attribute
    yield Output(f"{title}Target", GetAtt(title, name), description="Name that DNS must lead to")
    yield Output(f"{title}TargetZoneId", GetAtt(title, zone), description="Hosted zone of that name, for an alias")
