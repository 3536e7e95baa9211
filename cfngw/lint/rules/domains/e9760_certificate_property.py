"""E9760: a certificate in the property of the other kind of domain name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import V1, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_WANTED = {
    "EDGE": ("CertificateArn", "RegionalCertificateArn"),
    "REGIONAL": ("RegionalCertificateArn", "CertificateArn"),
}


class CertificateProperty(Rule):
    """CertificateArn and RegionalCertificateArn of AWS::ApiGateway::DomainName."""

    id = "E9760"
    short = "A domain name has the certificate of its endpoint type"
    long = (
        "An edge-optimized domain name, which one without EndpointConfiguration is, has CertificateArn; a regional "
        "one has RegionalCertificateArn."
    )
    aws = "The domain name is refused: it lacks a certificate, or has one of another endpoint type (400)."
    fix = "Write CertificateArn with EDGE, RegionalCertificateArn with REGIONAL."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-domainname.html"
    )
    types = (V1,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for domain in domains(view).values():
            own = domain.resource
            written = own.properties.value
            if own.type != V1 or domain.kind not in _WANTED or not isinstance(written, dict):
                continue
            if any(name.startswith("Fn::") for name in written):
                continue
            wanted, other = _WANTED[domain.kind]
            if wanted in written:
                continue
            said = "" if "EndpointConfiguration" in written else ", as it is without EndpointConfiguration,"
            if other in written:
                yield Problem(
                    below(own.at, "Properties", other),
                    f"{own.logical_id} is {domain.kind}{said} and takes its certificate as {wanted}: AWS refuses it. "
                    f"Write {wanted}, or the other type into EndpointConfiguration",
                )
            else:
                text = f"{own.logical_id} has no certificate: AWS refuses it. Add {wanted}"
                yield Problem(own.at, text)
