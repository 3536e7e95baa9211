"""Certificates of ACM that are made, each with the records in Route 53 that validate it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from troposphere import Ref, Tags

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.certificate import Certificate
from cfngw.declare.intrinsic import Text
from cfngw.errors import DeclarationError

if TYPE_CHECKING:
    from cfngw.declare.domain import DomainName
    from cfngw.declare.private_domain import PrivateDomainName


def certificate_arn(
    assembly: Assembly, domain: DomainName | PrivateDomainName, given: Text | Certificate | None
) -> Any:
    """Give a certificate's ARN; one that is made gets into the template, before the domain that needs it."""
    if not isinstance(given, Certificate):
        return assembly.resolve(given)
    name = given.domain_name if given.domain_name is not None else domain.name
    title = given.resource_id or domain.certificate_id
    _add(assembly, given, title, name, domain.validation_zone(given))
    return Ref(title)


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
    _add(assembly, certificate, certificate.resource_id or "", certificate.domain_name, certificate.hosted_zone_id)


def _add(assembly: Assembly, certificate: Certificate, title: str, name: Text, zone: Text | None) -> None:
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
