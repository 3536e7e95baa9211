"""E9761: a certificate that lies where it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import PUBLIC, certificate_region, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_EDGE = "us-east-1"


class CertificateRegion(Rule):
    """The region of an edge-optimized domain name's certificate; an ARN that is none of ACM."""

    id = "E9761"
    short = "The certificate of an edge-optimized domain name is one of ACM in us-east-1"
    long = (
        "CloudFront serves such a domain name, and takes certificates of us-east-1 alone; of ACM, as all domain names "
        "do."
    )
    aws = "The domain name is refused: Invalid certificate ARN (400)."
    fix = "Have a certificate made in us-east-1, or make the domain name REGIONAL."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-edge-optimized-custom-domain-name.html"
    types = PUBLIC

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for domain in domains(view).values():
            for name in ("CertificateArn", "RegionalCertificateArn"):
                given = domain.node.get(name)
                region, text = certificate_region(given), literal(given)
                at = below(domain.node.at, name)
                if text is not None and not (text.startswith("arn:") and ":acm:" in text):
                    yield Problem(at, f"{text!r} is the ARN of no certificate of ACM: AWS refuses it. Write one")
                if domain.kind == "EDGE" and name == "CertificateArn" and region not in (None, "", _EDGE):
                    yield Problem(
                        at,
                        f"{domain.resource.logical_id} is EDGE, which takes certificates of {_EDGE} alone, and this "
                        f"one is in {region}: AWS refuses it. Have one made in {_EDGE}, or write REGIONAL",
                    )
