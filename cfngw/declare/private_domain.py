"""Private custom domain names: those of private REST APIs, called through VPC endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from cfngw.declare.certificate import CERTIFICATE, Certificate, check_made
from cfngw.declare.domain import ACCESS_MODE, ROUTING_MODE, SECURITY_POLICY, Domain, misplaced_access_mode
from cfngw.declare.endpoint import VPC_ENDPOINT, Endpoint
from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import TAGS, Instance, Many
from cfngw.declare.parameter import Parameter
from cfngw.declare.records import DOMAIN, VpcEndpointRecords, called, out_of_zone, unnamed
from cfngw.declare.resource_policy import POLICY, Policy, policy_statements
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import access_id, address_words


class PrivateDomainName(Value, Domain):
    """A domain name of your own for private REST APIs, which VPC endpoints reach.

    ``certificate``: the ARN of one that ACM has for this name in this region, or a ``Certificate`` that is made, with
    the public zone that validates it. ``vpc_endpoint_ids``: of this account; each is let through to the domain, and
    unless ``policy`` says who may call, they may. The API's own policy must let them in as well. ``records``: how DNS
    finds it; None where somebody else does that. ``security_policy``: ``"TLS_1_2"`` when left out, which may be the
    only one. ``endpoint_access_mode``: of a policy that begins with ``SecurityPolicy_``. ``routing_mode``: whether
    mappings count, or routing rules; when left out, both where a rule is declared, and mappings where none is.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
    """

    private: ClassVar[bool] = True

    fixed = frozenset({"logical_id"})

    name: Text = required(DOMAIN, kw_only=False)
    certificate: Text | Certificate = required(CERTIFICATE)
    vpc_endpoint_ids: Sequence[Text] = option(Many(VPC_ENDPOINT, intrinsic=False), default=())
    policy: Policy | None = option(POLICY, default=None)
    records: VpcEndpointRecords | None = option(Instance(VpcEndpointRecords), default=None)
    security_policy: Text = option(SECURITY_POLICY, default="TLS_1_2")
    endpoint_access_mode: Text | None = option(ACCESS_MODE, default=None)
    routing_mode: Text | None = option(ROUTING_MODE, default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Ask for a name, for who may call, and for a zone that the world can see."""
        if self.logical_id is None and called(self.name) is None:
            yield unnamed(self)
        if isinstance(self.name, str) and self.name.startswith("*."):
            yield self.refusal(
                "a private domain name is no wildcard.",
                given=self.name,
                allowed="a whole name; its certificate may be for a wildcard",
                fix="declare one PrivateDomainName for each name",
                option="name",
            )
        if self.policy is None and not self.vpc_endpoint_ids:
            yield self.refusal(
                "it needs a policy: without one, nobody can call it.",
                allowed="vpc_endpoint_ids, or policy",
                fix='give vpc_endpoint_ids=["vpce-..."], or policy=AllowVpcs("vpc-...")',
            )
        if isinstance(self.certificate, Certificate):
            yield from self._check_made(self.certificate)
        yield from out_of_zone(self, self.name, self.records.hosted_zone_name if self.records is not None else None)
        yield from misplaced_access_mode(self, self.security_policy, self.endpoint_access_mode)
        yield from self._check_endpoints()

    def _check_made(self, certificate: Certificate) -> Iterator[CfngwError]:
        if certificate.hosted_zone_id is None:
            yield certificate.refusal(
                "ACM validates it in a zone that the world can see, and that of a private domain's records is private.",
                given=certificate.hosted_zone_id,
                allowed="the id of a public zone that holds its domain",
                fix='give Certificate(hosted_zone_id="Z...")',
            )
        else:
            yield from check_made(self, self.name, certificate, certificate.hosted_zone_id)

    def _check_endpoints(self) -> Iterator[CfngwError]:
        seen: list[Any] = []
        for endpoint in self.vpc_endpoint_ids:
            if endpoint in seen:
                yield self.refusal(
                    "a VPC endpoint is named twice.",
                    given=endpoint,
                    allowed="each once",
                    fix="leave one out",
                    option="vpc_endpoint_ids",
                )
            elif _words(endpoint) is None:
                yield self.refusal(
                    "the logical id of its access can't be made of a VPC endpoint that only CloudFormation knows.",
                    given=endpoint,
                    allowed="an id that is written out, a Parameter, a Ref, GetAtt, Sub or ImportValue",
                    fix="write it as one of these",
                    option="vpc_endpoint_ids",
                )
            seen.append(endpoint)

    @property
    def statements(self) -> list[dict[str, Any]]:
        """Give the statements of its policy: whom the parts name, or its VPC endpoints."""
        found = policy_statements(self.policy, Endpoint("PRIVATE", vpc_endpoint_ids=self.vpc_endpoint_ids))
        # As AWS writes it: the stages and methods in an API's policy are none of a domain name.
        return [{**each, "Resource": "execute-api:/*"} for each in found]

    @property
    def domain_id(self) -> Reference:
        """Refer to the id that tells it from other private domain names of this name."""
        return Reference(self.resource_id, "DomainNameId", target=self)

    def access_id(self, endpoint: Text) -> str:
        """Name the access of a VPC endpoint to it."""
        return access_id(self.resource_id, _words(endpoint) or "")

    def validation_zone(self, certificate: Certificate) -> Text | None:
        """Give the zone that gets the records which validate a certificate."""
        return certificate.hosted_zone_id


def _words(endpoint: Text) -> str | None:
    if isinstance(endpoint, Parameter):
        return address_words({"Ref": endpoint.name})
    return address_words(endpoint if isinstance(endpoint, str) else endpoint.to_dict())
