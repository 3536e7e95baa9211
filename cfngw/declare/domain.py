"""Custom domain names: the name with its certificate and DNS records, and the stages that it leads to.

A DomainName serves HTTP APIs and, later, REST APIs alike: both are mapped to it by an ApiMapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cfngw.declare.intrinsic import Flag, Integer, Reference, Substitution, Text
from cfngw.declare.kinds import (
    FLAG,
    TAGS,
    Checked,
    Choice,
    Either,
    Instance,
    Many,
    OneOf,
    RejectedError,
    Whole,
    Words,
)
from cfngw.declare.parameter import Parameter
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError, nearest, report
from cfngw.naming import certificate_id, domain_id, mapping_id

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi

_LABEL = r"[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?"


_DOMAIN = rf"(\*\.)?({_LABEL}\.)+[a-z][a-z0-9-]*"


def _plain_domain(given: str) -> str | None:
    """Give the domain name in a URL, in capitals or with a dot at its end."""
    plain = re.sub(r"^[a-z]+://", "", given.strip().lower()).partition("/")[0].rstrip(".")
    return f'write "{plain}"' if plain != given and re.fullmatch(_DOMAIN, plain) else None


DOMAIN = Words("a domain name in small letters", pattern=_DOMAIN, longest=253, mend=_plain_domain)
CERTIFICATE_ARN = Words("the ARN of a certificate of ACM", pattern=r"arn:[^:]+:acm:[^:]+:[^:]+:certificate/.+")
_CERTIFICATE = "the ARN of a certificate of ACM, a Parameter or an intrinsic, or a Certificate"
ZONE_ID = Words(
    "the id of a hosted zone",
    pattern=r"Z[A-Z0-9]{1,31}",
    mend=lambda given: f'write "{given.rpartition("/")[2]}"' if "/" in given else None,
)
ZONE_NAME = Words(
    "the name of a hosted zone",
    pattern=rf"({_LABEL}\.)*[a-z][a-z0-9-]*\.?",
    longest=254,
    mend=lambda given: "write it in small letters" if given != given.lower() else None,
)
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
_PATH = r"[A-Za-z0-9$\-_.+!*'()]+(/[A-Za-z0-9$\-_.+!*'()]+)*"
PATH = Words(
    "a path of letters, digits and $-_.+!*'(), without slashes around it",
    pattern=_PATH,
    longest=300,
    literal=True,
    mend=lambda given: _plain_path(given),
)
TRUSTSTORE = Words("the address of an object in S3: s3://bucket/key", pattern=r"s3://[a-z0-9][a-z0-9.-]+/.+")


def _plain_path(given: str) -> str | None:
    plain = given.strip("/")
    if not plain:
        return "leave it out: without a path, the API has the whole domain"
    return f'write "{plain}"' if re.fullmatch(_PATH, plain) else None


def _called(name: Text) -> str | None:
    """Give what a name is called in logical ids: itself, or its parameter; None for another intrinsic."""
    if isinstance(name, Parameter):
        return name.name
    return name if isinstance(name, str) else None


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
        if self.domain_name is not None and self.logical_id is None and _called(self.domain_name) is None:
            yield _unnamed(self)

    @property
    def resource_id(self) -> str | None:
        """Give the logical id; None while the certificate has no name of its own."""
        if self.logical_id is not None or self.domain_name is None:
            return self.logical_id
        return certificate_id(_called(self.domain_name) or _without_choice(self, self.domain_name))

    @property
    def arn(self) -> Reference:
        """Refer to the certificate's ARN; it must have a name of its own, or an id."""
        return Reference(self.resource_id or "", target=self)


class AliasRecords(Value):
    """Records of Route 53 by which a domain name leads to API Gateway: A, and AAAA where the domain is dual stack.

    ``hosted_zone_id`` or ``hosted_zone_name``: where they are made. ``weight`` shares requests among records of one
    name, each with a ``set_identifier``; ``region``, such as ``Ref("AWS::Region")``, answers by latency.
    ``evaluate_target_health``: whether Route 53 leaves out an endpoint that is not well.
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-api-gateway.html
    """

    hosted_zone_id: Text | None = option(ZONE_ID, default=None, kw_only=False)
    hosted_zone_name: Text | None = option(ZONE_NAME, default=None)
    weight: Integer | None = option(Whole(0, 255), default=None)
    region: Text | None = option(
        Words("a region, such as eu-central-1", pattern=r"[a-z]{2}(-[a-z]+)+-[0-9]"), default=None
    )
    set_identifier: Text | None = option(Words(longest=128), default=None)
    evaluate_target_health: Flag | None = option(FLAG, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "AliasRecords"

    def check(self) -> Iterator[CfngwError]:
        """Ask for one zone, and for one way to choose among records."""
        if (self.hosted_zone_id is None) == (self.hosted_zone_name is None):
            yield self.refusal(
                "it needs one hosted zone.",
                given=self.given(),
                allowed="hosted_zone_id or hosted_zone_name",
                fix="give one of them",
            )
        if self.weight is not None and self.region is not None:
            yield self.refusal(
                "records are chosen by weight or by latency.", given=self.given(), fix="leave out weight= or region="
            )
        elif self.weight is not None and self.set_identifier is None:
            yield self.refusal(
                "records with weights are told apart by a set identifier.",
                given=self.weight,
                fix='give set_identifier="blue", another one for each record of this name',
                option="weight",
            )
        elif self.set_identifier is not None and self.weight is None and self.region is None:
            yield self.refusal(
                "a set identifier without a weight or a region has no effect.",
                given=self.set_identifier,
                fix="give weight=100 or region=, or leave it out",
                option="set_identifier",
            )


class MutualTls(Value):
    """Ask clients for a certificate, and let in those that a trust store vouches for.

    ``truststore_uri``: the object in S3 with the certificates of the authorities, ``s3://bucket/truststore.pem``.
    ``truststore_version``: of that object; a new one brings a changed trust store, which nothing else does.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html
    """

    truststore_uri: Text = required(TRUSTSTORE, kw_only=False)
    truststore_version: Text | None = option(Words(longest=1024), default=None)


class DomainName(Value):
    """A domain name of your own for the stages of APIs, in this region.

    ``certificate``: the ARN of one that ACM has for this name in this region, or a ``Certificate`` that is made.
    ``records``: how DNS finds it; None where somebody else does that. ``security_policy``: which versions of TLS; HTTP
    APIs know ``"TLS_1_2"`` alone. ``ip_address_type``: ``"ipv4"`` when left out, or ``"dualstack"``. ``mutual_tls``:
    the clients that are let in; with it, ``ownership_certificate`` for a ``certificate`` that ACM did not issue.
    ``routing_mode``: whether mappings count, or the routing rules of REST APIs.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-domainname.html
    """

    fixed = frozenset({"logical_id"})

    name: Text = required(DOMAIN, kw_only=False)
    certificate: Text | Certificate = required(Either(Instance(Certificate), CERTIFICATE_ARN, described=_CERTIFICATE))
    records: AliasRecords | None = option(Instance(AliasRecords), default=None)
    security_policy: Text = option(Words("a TLS policy, such as TLS_1_2", pattern=r"[A-Za-z0-9_-]+"), default="TLS_1_2")
    ip_address_type: Text | None = option(OneOf("ipv4", "dualstack"), default=None)
    mutual_tls: MutualTls | None = option(Instance(MutualTls), default=None)
    ownership_certificate: Text | Certificate | None = option(
        Either(Instance(Certificate), CERTIFICATE_ARN, described=_CERTIFICATE),
        default=None,
    )
    routing_mode: Text | None = option(Words("a routing mode", pattern=r"[A-Z_]+"), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check what concerns the certificate, the zone, and clients' certificates."""
        if self.logical_id is None and _called(self.name) is None:
            yield _unnamed(self)
        for certificate in (self.certificate, self.ownership_certificate):
            if isinstance(certificate, Certificate):
                yield from self._check_made(certificate)
        yield from self._check_zone()
        if self.ownership_certificate is not None and self.mutual_tls is None:
            yield self.refusal(
                "ownership_certificate is for mutual TLS alone.",
                given=self.ownership_certificate,
                fix="give mutual_tls=MutualTls(...), or leave it out",
                option="ownership_certificate",
            )

    def _check_made(self, certificate: Certificate) -> Iterator[CfngwError]:
        if self.validation_zone(certificate) is None:
            yield certificate.refusal(
                "ACM needs the id of a hosted zone for the records that validate it.",
                given=certificate.hosted_zone_id,
                allowed="the id of the zone that holds its domain",
                fix='give Certificate(hosted_zone_id="Z..."), or the domain records=AliasRecords("Z...")',
            )
        name = certificate.domain_name
        names = [name if name is not None else self.name, *certificate.alternative_names]
        known = [each for each in names if isinstance(each, str)]
        if (
            len(known) == len(names)
            and isinstance(self.name, str)
            and not any(covers(each, self.name) for each in known)
        ):
            yield self.refusal(
                "its certificate is for other names.",
                given=", ".join(known),
                allowed=f"{self.name} among its names, or a wildcard one label up",
                fix="leave out the certificate's name, or add the domain to alternative_names",
                option="certificate",
            )

    def _check_zone(self) -> Iterator[CfngwError]:
        zone = self.records.hosted_zone_name if self.records is not None else None
        if not isinstance(zone, str) or not isinstance(self.name, str):
            return
        if not f".{self.name}".endswith(f".{zone.rstrip('.')}"):
            yield self.refusal(
                "it is not in the zone of its records.",
                given=zone,
                allowed="a zone whose name is the domain's or its end",
                fix="name another zone, or correct the domain",
                option="records",
            )

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or domain_id(_called(self.name) or _without_choice(self, self.name))

    @property
    def target_name(self) -> Reference:
        """Refer to the name that DNS leads to, for records that are made elsewhere."""
        return Reference(self.resource_id, "RegionalDomainName", target=self)

    @property
    def target_zone_id(self) -> Reference:
        """Refer to the id of the hosted zone of the target, for alias records that are made elsewhere."""
        return Reference(self.resource_id, "RegionalHostedZoneId", target=self)

    def validation_zone(self, certificate: Certificate) -> Text | None:
        """Give the zone that gets the records which validate a certificate."""
        if certificate.hosted_zone_id is not None or self.records is None:
            return certificate.hosted_zone_id
        return self.records.hosted_zone_id


class ApiMapping(Value):
    """Serve a stage of the API under a domain name: ``ApiMapping(domain, "v1/orders")``.

    ``domain``: a DomainName, which is made once however many APIs are mapped to it, or the name of one that exists.
    ``path``: the beginning of the paths that go to this API, in one part or several; left out, all that no other
    mapping takes. ``stage``: the name of a stage of the API; the first when left out.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
    """

    domain: DomainName | Text = required(
        Either(
            Instance(DomainName),
            DOMAIN,
            described="a DomainName, or the name of one that exists, a Parameter or an intrinsic",
        ),
        kw_only=False,
    )
    path: str | None = option(PATH, default=None, kw_only=False)
    stage: str | None = option(Words("the name of a stage", literal=True), default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def label(self) -> str:
        """Name this value by the address that it serves."""
        return f'ApiMapping "{self.address}"'

    def check(self) -> Iterator[CfngwError]:
        """Ask for an id where nothing can be named by the domain."""
        if self.logical_id is None and self.called is None:
            yield _unnamed(self)

    @property
    def called(self) -> str | None:
        """Give what the domain is called in logical ids."""
        if isinstance(self.domain, DomainName):
            return _called(self.domain.name) or self.domain.resource_id
        return _called(self.domain)

    @property
    def address(self) -> str:
        """Give the address in words: the domain and the path."""
        return f"{self.called or 'a domain'}/{self.path or ''}"

    @property
    def hostname(self) -> Text:
        """Give the domain's name."""
        return self.domain.name if isinstance(self.domain, DomainName) else self.domain

    @property
    def url(self) -> str | Substitution | None:
        """Give the URL that clients call, without a slash at its end; None where only CloudFormation can write it."""
        if isinstance(self.hostname, Choice):
            return self.hostname.each(self._url)  # type: ignore[return-value]
        return self._url(self.hostname)

    def _url(self, hostname: Text) -> str | Substitution | None:
        path = f"/{self.path}" if self.path else ""
        if isinstance(hostname, str):
            return None if hostname.startswith("*") else f"https://{hostname}{path}"
        if isinstance(hostname, Parameter):
            return Substitution(f"https://${{{hostname.name}}}{path}", hostname)
        return None

    def resource_id(self, api: HttpApi) -> str:
        """Give the logical id."""
        return self.logical_id or mapping_id(api.name, self.called or "", self.path)


def _without_choice(value: Value, name: object) -> str:
    """Refuse to name by a domain that each environment has another of, before there is one."""
    if isinstance(name, Choice):
        report(
            value.refusal(
                "its logical id is asked for, and is another in each environment.",
                given=name,
                fix='give logical_id="..."',
            )
        )
    return ""


def _unnamed(value: Value) -> CfngwError:
    return value.refusal(
        "its logical id can't be made of a name that only CloudFormation knows.",
        allowed="a name that is written out, a Parameter, or logical_id=",
        fix='give logical_id="..."',
    )


def covers(name: str, domain: str) -> bool:
    """Tell whether a certificate's name is good for a domain: itself, or a wildcard for its first label."""
    return name == domain or (name.startswith("*.") and domain.partition(".")[2] == name[2:])


_HOST = re.compile(r"[^/\s]+\.[A-Za-z]{2,}")


def _mapping(given: Any) -> ApiMapping:
    if isinstance(given, ApiMapping):
        return given
    if isinstance(given, DomainName):
        raise RejectedError("write ApiMapping(domain)")
    if isinstance(given, str):
        raise RejectedError(
            f'write ApiMapping("{given}")' if _HOST.fullmatch(given) else f'write ApiMapping(domain, "{given}")'
        )
    raise RejectedError


MAPPINGS = Many(Checked("an ApiMapping", _mapping), intrinsic=False)


def check_mappings(api: HttpApi) -> Iterator[CfngwError]:
    """Check that mappings lead to stages of the API, each path of a domain once."""
    stages = {stage.name for stage in api.stages}
    seen: dict[tuple[Any, str | None], ApiMapping] = {}
    for mapping in api.api_mappings:
        if mapping.stage is not None and mapping.stage not in stages:
            close = nearest(mapping.stage, sorted(stages))
            yield mapping.refusal(
                f'the API has no stage "{mapping.stage}".',
                given=mapping.stage,
                allowed=", ".join(sorted(stages)),
                fix=f'write "{close}"' if close else "name one of these, or leave out stage= for the first",
            )
        first = seen.setdefault((mapping.called, mapping.path), mapping)
        if first is not mapping:
            yield taken(mapping, first)


def taken(mapping: ApiMapping, first: ApiMapping) -> DuplicateError:
    """Describe two mappings of one path."""
    return DuplicateError(
        f"{mapping.label} is declared twice: a path of a domain leads to one stage.",
        where=mapping.source,
        other=first.source,
        given=mapping.path,
        fix='give one of them another path, such as "v2"',
    )
