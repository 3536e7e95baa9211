"""Client certificates."""

from __future__ import annotations

from troposphere import Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.client_certificate import ClientCertificate


def add_client_certificate(assembly: Assembly, certificate: ClientCertificate) -> None:
    """Put a certificate into the template, once."""
    title = certificate.resource_id
    if not assembly.claim("Resources", title, certificate, certificate.source):
        return
    options = {
        "Condition": assembly.condition(certificate),
        "Description": assembly.resolve(certificate.description),
        "Tags": Tags(assembly.resolve(certificate.tags)) if certificate.tags else None,
    }
    assembly.template.resources[title] = apigateway.ClientCertificate(title, **only_given(options))
