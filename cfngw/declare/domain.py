"""Custom domain names: the name with its certificate and DNS records.

A DomainName serves HTTP APIs and REST APIs alike; mappings and routing rules lead from it to stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from cfngw.declare.certificate import CERTIFICATE, Certificate, check_made
from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import TAGS, Instance, OneOf, Words
from cfngw.declare.records import DOMAIN, AliasRecords, called, out_of_zone, unnamed, without_choice
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import certificate_id, domain_id

TRUSTSTORE = Words("the address of an object in S3: s3://bucket/key", pattern=r"s3://[a-z0-9][a-z0-9.-]+/.+")
SECURITY_POLICY = Words("a TLS policy, such as TLS_1_2", pattern=r"[A-Za-z0-9_-]+")
ACCESS_MODE = OneOf("BASIC", "STRICT")
ROUTING_MODE = Words("a routing mode", pattern=r"[A-Z_]+")
ENHANCED = "SecurityPolicy_"  # what the names of the policies begin with that only AWS::ApiGateway has
EDGE_REGION = "us-east-1"  # where CloudFront's certificates are


class Domain:
    """What every kind of domain name is: a name, and what is named by it.

    ``private``: whether it serves private APIs, and them alone.
    """

    private: ClassVar[bool] = False
    name: Text
    logical_id: str | None

    @property
    def edge(self) -> bool:
        """Tell whether a distribution of CloudFront serves it."""
        return False

    @property
    def called(self) -> str | None:
        """Give what the domain is called in logical ids."""
        return called(self.name) or self.logical_id

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or domain_id(called(self.name) or without_choice(self, self.name))

    @property
    def certificate_id(self) -> str:
        """Give the logical id of a certificate that is made for it and has no name of its own."""
        return f"{self.resource_id}Certificate" if self.logical_id else certificate_id(called(self.name) or "")

    @property
    def arn(self) -> Reference:
        """Refer to the domain name's ARN, which routing rules name it by."""
        return Reference(self.resource_id, "DomainNameArn", target=self)


class MutualTls(Value):
    """Ask clients for a certificate, and let in those that a trust store vouches for.

    ``truststore_uri``: the object in S3 with the certificates of the authorities, ``s3://bucket/truststore.pem``.
    ``truststore_version``: of that object; a new one brings a changed trust store, which nothing else does.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
    """

    truststore_uri: Text = required(TRUSTSTORE, kw_only=False)
    truststore_version: Text | None = option(Words(longest=1024), default=None)


class DomainName(Value, Domain):
    """A domain name of your own for the stages of APIs.

    ``certificate``: the ARN of one that ACM has for this name in this region, or a ``Certificate`` that is made.
    ``records``: how DNS finds it; None where somebody else does that. ``endpoint_type``: ``"REGIONAL"``, or ``"EDGE"``,
    by a distribution of CloudFront: for REST APIs alone, with a certificate of us-east-1. ``security_policy``: which
    versions of TLS; HTTP APIs know ``"TLS_1_2"`` alone. ``endpoint_access_mode``: of a policy that begins with
    ``SecurityPolicy_``: ``"STRICT"`` when left out, or ``"BASIC"``. ``ip_address_type``: ``"ipv4"`` when left out, or
    ``"dualstack"``. ``mutual_tls``: the clients that are let in; with it, ``ownership_certificate`` for a
    ``certificate`` that ACM did not issue. ``routing_mode``: whether mappings count, or the routing rules of REST APIs;
    when left out, both where a rule is declared, and mappings where none is.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-domainname.html
    """

    fixed = frozenset({"logical_id"})

    name: Text = required(DOMAIN, kw_only=False)
    certificate: Text | Certificate = required(CERTIFICATE)
    records: AliasRecords | None = option(Instance(AliasRecords), default=None)
    endpoint_type: str = option(OneOf("REGIONAL", "EDGE", literal=True), default="REGIONAL")
    security_policy: Text = option(SECURITY_POLICY, default="TLS_1_2")
    endpoint_access_mode: Text | None = option(ACCESS_MODE, default=None)
    ip_address_type: Text | None = option(OneOf("ipv4", "dualstack"), default=None)
    mutual_tls: MutualTls | None = option(Instance(MutualTls), default=None)
    ownership_certificate: Text | Certificate | None = option(CERTIFICATE, default=None)
    routing_mode: Text | None = option(ROUTING_MODE, default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check what concerns the certificate, the zone, TLS, and clients' certificates."""
        if self.logical_id is None and called(self.name) is None:
            yield unnamed(self)
        for certificate in (self.certificate, self.ownership_certificate):
            if isinstance(certificate, Certificate):
                yield from check_made(self, self.name, certificate, self.validation_zone(certificate))
        yield from out_of_zone(self, self.name, self.records.hosted_zone_name if self.records is not None else None)
        yield from misplaced_access_mode(self, self.security_policy, self.endpoint_access_mode)
        if self.edge:
            yield from self._check_edge()
        elif self.mutual_tls is not None:
            yield from self._check_mutual_tls()
        if self.ownership_certificate is not None and self.mutual_tls is None:
            yield self.refusal(
                "ownership_certificate is for mutual TLS alone.",
                given=self.ownership_certificate,
                fix="give mutual_tls=MutualTls(...), or leave it out",
                option="ownership_certificate",
            )

    def _check_edge(self) -> Iterator[CfngwError]:
        if self.mutual_tls is not None:
            yield self.refusal(
                "API Gateway asks for clients' certificates at regional domain names alone.",
                given=self.mutual_tls,
                allowed='mutual_tls with endpoint_type="REGIONAL"',
                fix='leave out endpoint_type="EDGE", or mutual_tls=',
                option="mutual_tls",
            )
        region = self.certificate.split(":")[3] if isinstance(self.certificate, str) else EDGE_REGION
        if region != EDGE_REGION:
            yield self.refusal(
                f"CloudFront, which serves it, takes certificates of {EDGE_REGION} alone, and this one is in {region}.",
                given=self.certificate,
                allowed=f"the ARN of a certificate in {EDGE_REGION}",
                fix=f'have one made in {EDGE_REGION}, or leave out endpoint_type="EDGE"',
                option="certificate",
            )

    def _check_mutual_tls(self) -> Iterator[CfngwError]:
        policy = self.security_policy
        if self.enhanced or policy == "TLS_1_0":
            yield self.refusal(
                f"API Gateway asks for no client's certificate with the policy {policy}.",
                given=policy,
                allowed="TLS_1_2 with mutual_tls",
                fix="leave out security_policy=, or mutual_tls=",
                option="security_policy",
            )

    @property
    def edge(self) -> bool:
        """Tell whether a distribution of CloudFront serves it."""
        return self.endpoint_type == "EDGE"

    @property
    def enhanced(self) -> bool:
        """Tell whether its TLS policy is known to be one of the newer ones, which want an access mode."""
        return is_enhanced(self.security_policy)

    @property
    def classic(self) -> bool:
        """Tell whether AWS::ApiGateway::DomainName is needed: the newer type lacks what is asked for."""
        return self.edge or self.enhanced or self.endpoint_access_mode is not None

    @property
    def target_name(self) -> Reference:
        """Refer to the name that DNS leads to, for records that are made elsewhere."""
        return Reference(self.resource_id, f"{self._target}DomainName", target=self)

    @property
    def target_zone_id(self) -> Reference:
        """Refer to the id of the hosted zone of the target, for alias records that are made elsewhere."""
        return Reference(self.resource_id, f"{self._target}HostedZoneId", target=self)

    @property
    def _target(self) -> str:
        return "Distribution" if self.edge else "Regional"

    def validation_zone(self, certificate: Certificate) -> Text | None:
        """Give the zone that gets the records which validate a certificate."""
        if certificate.hosted_zone_id is not None or self.records is None:
            return certificate.hosted_zone_id
        return self.records.hosted_zone_id


def is_enhanced(policy: Any) -> bool:
    """Tell a TLS policy that wants an access mode; what only CloudFormation knows is taken for another."""
    return isinstance(policy, str) and policy.startswith(ENHANCED)


def misplaced_access_mode(domain: Value, policy: Text, mode: Text | None) -> Iterator[CfngwError]:
    """Find an access mode beside a policy that has none."""
    if mode is not None and isinstance(policy, str) and policy.startswith("TLS_"):
        yield domain.refusal(
            f"the policy {policy} has no access mode.",
            given=mode,
            allowed=f"endpoint_access_mode with a security_policy that begins with {ENHANCED}",
            fix=f'leave it out, or give security_policy="{ENHANCED}..."',
            option="endpoint_access_mode",
        )
