"""Certificates of ACM: those that exist, by their ARN, and those that are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import TAGS, Either, Instance, Many, Words
from cfngw.declare.records import DOMAIN, ZONE_ID, called, unnamed, without_choice
from cfngw.declare.value import Value, option, pinned
from cfngw.errors import CfngwError
from cfngw.naming import certificate_id

CERTIFICATE_ARN = Words("the ARN of a certificate of ACM", pattern=r"arn:[^:]+:acm:[^:]+:[^:]+:certificate/.+")


class Certificate(Value):
    """A certificate that ACM makes, and renews while the records by which it validated the domain stay in the zone.

    ``domain_name``: the domain's own name when left out. ``hosted_zone_id``: the zone that gets these records; that of
    the domain's records when left out. The stack waits until ACM has seen them.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html
    """

    domain_name: Text | None = option(DOMAIN, default=None, kw_only=False)
    alternative_names: Sequence[Text] = option(Many(DOMAIN, most=99, intrinsic=False), default=())
    hosted_zone_id: Text | None = option(ZONE_ID, default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Ask for an id where nothing can be named by the domain."""
        if self.domain_name is not None and self.logical_id is None and called(self.domain_name) is None:
            yield unnamed(self)

    @property
    def resource_id(self) -> str | None:
        """Give the logical id; None while the certificate has no name of its own."""
        if self.logical_id is not None or self.domain_name is None:
            return self.logical_id
        return certificate_id(called(self.domain_name) or without_choice(self, self.domain_name))

    @property
    def arn(self) -> Reference:
        """Refer to the certificate's ARN; it must have a name of its own, or an id."""
        return Reference(self.resource_id or "", target=self)


CERTIFICATE = Either(
    Instance(Certificate),
    CERTIFICATE_ARN,
    described="the ARN of a certificate of ACM, a Parameter or an intrinsic, or a Certificate",
)


def covers(name: str, domain: str) -> bool:
    """Tell whether a certificate's name is good for a domain: itself, or a wildcard for its first label."""
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


def check_made(domain: Value, name: Text, certificate: Certificate, zone: Text | None) -> Iterator[CfngwError]:
    """Check a certificate that is made for a domain: the zone that validates it, and its names."""
    if zone is None:
        yield certificate.refusal(
            "ACM needs the id of a hosted zone for the records that validate it.",
            given=certificate.hosted_zone_id,
            allowed="the id of the zone that holds its domain",
            fix='give Certificate(hosted_zone_id="Z..."), or the domain records=AliasRecords("Z...")',
        )
    first = certificate.domain_name
    names = [first if first is not None else name, *certificate.alternative_names]
    known = [each for each in names if isinstance(each, str)]
    if len(known) == len(names) and isinstance(name, str) and not any(covers(each, name) for each in known):
        yield domain.refusal(
            "its certificate is for other names.",
            given=", ".join(known),
            allowed=f"{name} among its names, or a wildcard one label up",
            fix="leave out the certificate's name, or add the domain to alternative_names",
            option="certificate",
        )
