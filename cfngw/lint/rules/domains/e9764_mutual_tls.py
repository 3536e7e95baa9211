"""E9764: mutual TLS that API Gateway refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.domains.common import ENHANCED, PUBLIC, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_URI = re.compile(r"s3://[a-z0-9][a-z0-9.-]+/.+")


class MutualTls(Rule):
    """The trust store and the endpoint of mutual TLS."""

    id = "E9764"
    short = "Mutual TLS is for regional domain names with TLS_1_2, and a trust store in S3"
    long = (
        "API Gateway asks clients for certificates at regional domain names with the policy TLS_1_2, and looks for "
        "their authorities in an object of S3: s3://bucket/key."
    )
    aws = "The domain name is refused: The truststore URI or the endpoint configuration is not valid (400)."
    fix = "Write s3://bucket/key, EndpointConfiguration REGIONAL and SecurityPolicy TLS_1_2."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
    types = PUBLIC

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for domain in domains(view).values():
            own = domain.resource.properties
            mutual = own.get("MutualTlsAuthentication")
            if mutual is None or not mutual.is_mapping:
                continue
            name, policy = domain.resource.logical_id, domain.policy
            uri = literal(mutual.get("TruststoreUri"))
            if uri is not None and not _URI.match(uri):
                text = f"The trust store {uri!r} is no object in S3: AWS refuses it. Write s3://bucket/key"
                yield Problem(below(mutual.at, "TruststoreUri"), text)
            if "TruststoreUri" not in mutual.value and "TruststoreVersion" in mutual.value:
                text = f"{name} has a version of no trust store: AWS refuses it. Add TruststoreUri"
                yield Problem(mutual.at, text)
            if domain.kind == "EDGE":
                text = f"{name} is EDGE, and mutual TLS is for REGIONAL domain names: AWS refuses it. Write REGIONAL"
                yield Problem(mutual.at, text)
            elif policy is not None and (policy == "TLS_1_0" or policy.startswith(ENHANCED)):
                text = (
                    f"Mutual TLS goes with TLS_1_2, not with {policy}: AWS refuses {name}. Write SecurityPolicy: "
                    "TLS_1_2"
                )
                yield Problem(below(domain.node.at, "SecurityPolicy"), text)
