"""Custom domain names with their certificates and records, and the mappings of stages to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import GetAtt, Ref, Sub, Tags, apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.domain import AliasRecords, ApiMapping, Certificate, DomainName, taken
from cfngw.declare.http_api import HttpApi
from cfngw.declare.intrinsic import Text
from cfngw.declare.parameter import Output
from cfngw.errors import DeclarationError, Notice
from cfngw.naming import certificate_id

_HTTP_POLICY = "TLS_1_2"
_ROUTING_MODES = ("API_MAPPING_ONLY", "ROUTING_RULE_THEN_API_MAPPING", "ROUTING_RULE_ONLY")


def add_mappings(assembly: Assembly, api: HttpApi, stages: Mapping[str, str]) -> None:
    """Map stages, by their names' logical ids, to domains; a domain that several APIs share is made once."""
    for mapping in api.api_mappings:
        owner, first = assembly.mapped.setdefault((mapping.called, mapping.path), (api.resource_id, mapping))
        if owner != api.resource_id:
            assembly.problems.append(taken(mapping, first))
            continue
        domain = mapping.domain
        if isinstance(domain, DomainName):
            add_domain(assembly, domain)
            assembly.notices.extend(_doubts(api, mapping, domain))
        title = mapping.resource_id(api)
        options = {
            "ApiId": Ref(api.resource_id),
            "DomainName": Ref(domain.resource_id) if isinstance(domain, DomainName) else assembly.resolve(domain),
            "Stage": Ref(stages[mapping.stage or api.stages[0].name]),
            "ApiMappingKey": mapping.path,
        }
        assembly.add(apigatewayv2.ApiMapping(title, **only_given(options)), (api.resource_id, mapping), mapping.source)
    if not api.execute_api_endpoint and not api.api_mappings:
        assembly.notices.append(
            Notice(
                f"{api.label}: its own endpoint is off and no domain leads to it, so that nobody can call it.",
                api.source,
                "give api_mappings=[ApiMapping(domain)], unless another stack maps a domain to it",
            )
        )


def add_domain(assembly: Assembly, domain: DomainName) -> None:
    """Put a domain name into the template, once, with the certificate and the records that are made for it."""
    if not assembly.claim("Resources", domain.resource_id, domain, domain.source):
        return
    tls = domain.mutual_tls
    configuration = {
        "EndpointType": "REGIONAL",
        "CertificateArn": _certificate(assembly, domain, domain.certificate),
        "OwnershipVerificationCertificateArn": _certificate(assembly, domain, domain.ownership_certificate),
        "SecurityPolicy": assembly.resolve(domain.security_policy),
        "IpAddressType": assembly.resolve(domain.ip_address_type),
    }
    options = {
        "DomainName": assembly.resolve(domain.name),
        "DomainNameConfigurations": [apigatewayv2.DomainNameConfiguration(**only_given(configuration))],
        "MutualTlsAuthentication": apigatewayv2.MutualTlsAuthentication(
            **only_given(
                {
                    "TruststoreUri": assembly.resolve(tls.truststore_uri),
                    "TruststoreVersion": assembly.resolve(tls.truststore_version),
                }
            )
        )
        if tls is not None
        else None,
        "RoutingMode": assembly.resolve(domain.routing_mode),
        "Tags": assembly.resolve(domain.tags) or None,
    }
    title = domain.resource_id
    assembly.template.resources[title] = apigatewayv2.DomainName(title, **only_given(options))
    if domain.records is not None:
        _add_records(assembly, domain, domain.records)
    mode = domain.routing_mode
    if isinstance(mode, str) and mode not in _ROUTING_MODES:
        problem = f"{domain.label}: {mode} is no routing mode that cfngw knows; it may be newer."
        assembly.notices.append(Notice(problem, domain.source, f"known: {', '.join(_ROUTING_MODES)}"))


def _certificate(assembly: Assembly, domain: DomainName, given: Text | Certificate | None) -> Any:
    """Give a certificate's ARN; one that is made gets into the template, before the domain that needs it."""
    if not isinstance(given, Certificate):
        return assembly.resolve(given)
    name = given.domain_name if given.domain_name is not None else domain.name
    title = given.resource_id or _certificate_id(domain)
    _add_certificate(assembly, given, title, name, domain.validation_zone(given))
    return Ref(title)


def _certificate_id(domain: DomainName) -> str:
    return f"{domain.resource_id}Certificate" if domain.logical_id else certificate_id(_words(domain))


def _words(domain: DomainName) -> str:
    name = domain.name
    return name if isinstance(name, str) else str(getattr(name, "name", ""))


def add_certificate(assembly: Assembly, certificate: Certificate) -> None:
    """Put a certificate into the template that a reference or ``resources`` names."""
    if certificate.domain_name is None or certificate.hosted_zone_id is None:
        assembly.problems.append(
            DeclarationError(
                "Certificate: outside a DomainName it has neither a name nor a zone but its own.",
                where=certificate.source,
                given=certificate.given(),
                allowed="domain_name and hosted_zone_id",
                fix='write Certificate("api.example.com", hosted_zone_id="Z...")',
            )
        )
        return
    title = certificate.resource_id or ""
    _add_certificate(assembly, certificate, title, certificate.domain_name, certificate.hosted_zone_id)


def _add_certificate(assembly: Assembly, certificate: Certificate, title: str, name: Text, zone: Text | None) -> None:
    from troposphere import certificatemanager  # for those who have one

    names = [name, *certificate.alternative_names]
    options = {
        "DomainName": assembly.resolve(name),
        "SubjectAlternativeNames": assembly.resolve(certificate.alternative_names) or None,
        "ValidationMethod": "DNS",
        "DomainValidationOptions": [
            certificatemanager.DomainValidationOption(
                DomainName=assembly.resolve(each), HostedZoneId=assembly.resolve(zone)
            )
            for each in _validated(names)
        ],
        "Tags": Tags(assembly.resolve(certificate.tags)) if certificate.tags else None,
    }
    made = certificatemanager.Certificate(title, **only_given(options))
    assembly.add(made, (certificate, name, zone), certificate.source)


def _validated(names: list[Any]) -> Iterator[Any]:
    """Give the names that need a record of their own: a wildcard is validated by the record of what is below it."""
    for name in names:
        if not (isinstance(name, str) and name.startswith("*.") and name[2:] in names):
            yield name


def _add_records(assembly: Assembly, domain: DomainName, records: AliasRecords) -> None:
    from troposphere import route53  # for those who have one

    target = {
        "DNSName": GetAtt(domain.resource_id, "RegionalDomainName"),
        "HostedZoneId": GetAtt(domain.resource_id, "RegionalHostedZoneId"),
        "EvaluateTargetHealth": assembly.resolve(records.evaluate_target_health),
    }
    zone = records.hosted_zone_name
    identifier = records.set_identifier if records.set_identifier is not None else records.region
    options = {
        "HostedZoneId": assembly.resolve(records.hosted_zone_id),
        # Route 53 wants the dot at the end of a zone's name.
        "HostedZoneName": f"{zone.rstrip('.')}." if isinstance(zone, str) else assembly.resolve(zone),
        "Name": assembly.resolve(domain.name),
        "SetIdentifier": assembly.resolve(identifier),
        "Weight": assembly.resolve(records.weight),
        "Region": assembly.resolve(records.region),
        "AliasTarget": route53.AliasTarget(**only_given(target)),
    }
    for kind in ("A",) if domain.ip_address_type in (None, "ipv4") else ("A", "AAAA"):
        title = f"{domain.resource_id}Record{kind.capitalize()}"
        record = route53.RecordSetType(title, **only_given(options), Type=kind)
        assembly.add(record, (domain, kind), records.source)


def _doubts(api: HttpApi, mapping: ApiMapping, domain: DomainName) -> Iterator[Notice]:
    """Find what lets clients past the domain, and what AWS does not do for HTTP APIs today."""
    if domain.mutual_tls is not None and api.execute_api_endpoint:
        yield Notice(
            f"{api.label}: {domain.label} asks for certificates, but its own endpoint lets all in without one.",
            api.source,
            "give execute_api_endpoint=False",
        )
    policy = domain.security_policy
    if isinstance(policy, str) and policy != _HTTP_POLICY:
        yield Notice(
            f"{mapping.label}: AWS maps HTTP APIs to domains with the policy {_HTTP_POLICY} alone, not {policy}; the "
            "stack may fail.",
            domain.source,
            "leave out security_policy=",
        )
    if domain.routing_mode == "ROUTING_RULE_ONLY":
        yield Notice(
            f"{mapping.label}: with ROUTING_RULE_ONLY no mapping counts, and routing rules lead to REST APIs alone.",
            domain.source,
            'leave out routing_mode=, or write "ROUTING_RULE_THEN_API_MAPPING"',
        )


def mapping_outputs(api: HttpApi) -> Iterator[Output]:
    """Give the URL of each mapping, and where DNS must lead for it."""
    for mapping in api.api_mappings:
        url = url_text(mapping)
        if url is not None:
            description = f"URL of stage {mapping.stage or api.stages[0].name} under its domain"
            yield Output(
                f"{mapping.resource_id(api)}Url", Sub(f"{url}/") if "${" in url else f"{url}/", description=description
            )
    for mapping in api.api_mappings:
        if isinstance(mapping.domain, DomainName):
            yield from domain_outputs(mapping.domain)


def domain_outputs(domain: DomainName) -> Iterator[Output]:
    """Give where DNS must lead: the name, and for an alias record its hosted zone."""
    title = domain.resource_id
    yield Output(f"{title}Target", GetAtt(title, "RegionalDomainName"), description="Name that DNS must lead to")
    yield Output(
        f"{title}TargetZoneId",
        GetAtt(title, "RegionalHostedZoneId"),
        description="Hosted zone of that name, for an alias",
    )


def url_text(mapping: ApiMapping) -> str | None:
    """Give a mapping's URL for the inside of a Sub, or None."""
    url = mapping.url
    return url if url is None or isinstance(url, str) else url.text
