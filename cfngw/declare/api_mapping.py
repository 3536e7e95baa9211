"""Mappings: under which domain name and path a stage of an API is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cfngw.declare.domain import Domain
from cfngw.declare.intrinsic import Substitution, Text
from cfngw.declare.kinds import Checked, Choice, Either, Instance, Many, OneOf, RejectedError, Words
from cfngw.declare.parameter import Parameter
from cfngw.declare.records import DOMAIN, called, unnamed
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError, nearest
from cfngw.naming import mapping_id

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.rest_api import RestApi

# https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
_PATH = r"[A-Za-z0-9$\-_.+!*'()]+(/[A-Za-z0-9$\-_.+!*'()]+)*"


def _plain_path(given: str) -> str | None:
    plain = given.strip("/")
    if not plain:
        return "leave it out: without a path, the API has the whole domain"
    return f'write "{plain}"' if re.fullmatch(_PATH, plain) else None


PATH = Words(
    "a path of letters, digits and $-_.+!*'(), without slashes around it",
    pattern=_PATH,
    longest=300,
    literal=True,
    mend=_plain_path,
)
PRIVATE_ARN = Words(
    "the ARN of a private domain name", pattern=r"arn:[^:]+:apigateway:[^:]+:[^:]+:/domainnames/[^+]+\+.+"
)
ANY_DOMAIN = Either(
    Instance(Domain),
    DOMAIN,
    PRIVATE_ARN,
    described="a DomainName, or the name of one that exists, a Parameter or an intrinsic",
)


class ApiMapping(Value):
    """Serve a stage of the API under a domain name: ``ApiMapping(domain, "v1/orders")``.

    ``domain``: a DomainName or a PrivateDomainName, which is made once however many APIs are mapped to it, or the name
    of one that exists; of a private one, its ARN. ``path``: the beginning of the paths that go to this API, in one part
    or several, in one alone at edge-optimized and private domain names; left out, all that no other mapping takes.
    ``stage``: the name of a stage of the API; the first when left out. ``endpoint_type``: ``"EDGE"`` where the domain
    is given by its name, and is edge-optimized.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
    """

    domain: Domain | Text = required(ANY_DOMAIN, kw_only=False)
    path: str | None = option(PATH, default=None, kw_only=False)
    stage: str | None = option(Words("the name of a stage", literal=True), default=None)
    endpoint_type: str | None = option(OneOf("REGIONAL", "EDGE", literal=True), default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def label(self) -> str:
        """Name this value by the address that it serves."""
        return f'ApiMapping "{self.address}"'

    def check(self) -> Iterator[CfngwError]:
        """Ask for an id where nothing can be named by the domain; check what the domain's kind takes."""
        if self.logical_id is None and self.called is None:
            yield unnamed(self)
        if isinstance(self.domain, Domain):
            if self.endpoint_type is not None:
                yield self.refusal(
                    "the domain itself says of which type it is.",
                    given=self.endpoint_type,
                    fix="leave out endpoint_type=",
                    option="endpoint_type",
                )
            yield from self.in_parts(private=self.domain.private)
        else:
            yield from self.in_parts(private=False)

    def in_parts(self, *, private: bool) -> Iterator[CfngwError]:
        """Find a path of several parts where API Gateway takes one."""
        if self.path is None or "/" not in self.path or not (private or self.edge):
            return
        rule = f'RoutingRule(domain, priority=100, base_path="{self.path}", strip_base_path=True)'
        yield self.refusal(
            f"{'a private' if private else 'an edge-optimized'} domain name is mapped by paths of one part.",
            given=self.path,
            allowed="one part, or several with a regional DomainName",
            fix=f"write a path without slashes, or routing_rules=[{rule}]" if private else "write one without slashes",
        )

    @property
    def edge(self) -> bool:
        """Tell whether the domain is known to be edge-optimized."""
        return bool(self.domain.edge) if isinstance(self.domain, Domain) else self.endpoint_type == "EDGE"

    @property
    def called(self) -> str | None:
        """Give what the domain is called in logical ids."""
        return domain_called(self.domain)

    @property
    def address(self) -> str:
        """Give the address in words: the domain and the path."""
        return f"{self.called or 'a domain'}/{self.path or ''}"

    @property
    def hostname(self) -> Text:
        """Give the domain's name."""
        return domain_hostname(self.domain)

    @property
    def url(self) -> str | Substitution | None:
        """Give the URL that clients call, without a slash at its end; None where only CloudFormation can write it."""
        return domain_url(self.domain, self.path)

    def resource_id(self, api: HttpApi | RestApi) -> str:
        """Give the logical id."""
        return self.logical_id or mapping_id(api.name, self.called or "", self.path)


def domain_hostname(domain: Domain | Text) -> Text:
    """Give the name of a domain: of an ARN that is written out, what stands in it."""
    if isinstance(domain, Domain):
        return domain.name
    if isinstance(domain, str) and domain.startswith("arn:"):
        return domain.partition("/domainnames/")[2].partition("+")[0]
    return domain


def domain_called(domain: Domain | Text) -> str | None:
    """Give what a domain is called in logical ids; None for an intrinsic."""
    return domain.called if isinstance(domain, Domain) else called(domain_hostname(domain))


def domain_url(domain: Domain | Text, path: str | None) -> str | Substitution | None:
    """Give the URL of a path of a domain, without a slash at its end; None where only CloudFormation can write it."""
    hostname = domain_hostname(domain)
    if isinstance(hostname, Choice):
        return hostname.each(lambda name: domain_url(name, path))  # type: ignore[return-value]
    below = f"/{path}" if path else ""
    if isinstance(hostname, str):
        return None if hostname.startswith("*") else f"https://{hostname}{below}"
    if isinstance(hostname, Parameter):
        return Substitution(f"https://${{{hostname.name}}}{below}", hostname)
    return None


_HOST = re.compile(r"[^/\s]+\.[A-Za-z]{2,}")


def _mapping(given: Any) -> ApiMapping:
    if isinstance(given, ApiMapping):
        return given
    if isinstance(given, Domain):
        raise RejectedError("write ApiMapping(domain)")
    if isinstance(given, str):
        raise RejectedError(
            f'write ApiMapping("{given}")' if _HOST.fullmatch(given) else f'write ApiMapping(domain, "{given}")'
        )
    raise RejectedError


MAPPINGS = Many(Checked("an ApiMapping", _mapping), intrinsic=False)


def check_mappings(api: HttpApi | RestApi) -> Iterator[CfngwError]:
    """Check that mappings lead to stages of the API from domains of its kind, each path of a domain once."""
    private = is_private(api)
    seen: dict[tuple[Any, str | None], ApiMapping] = {}
    for mapping in api.api_mappings:
        yield from stage_missing(mapping, mapping.stage, api)
        yield from other_network(mapping, mapping.domain, api)
        if private and not isinstance(mapping.domain, Domain):
            yield from mapping.in_parts(private=True)
        if api.protocol == "HTTP" and mapping.edge:
            yield mapping.refusal(
                "edge-optimized domain names lead to REST APIs alone.",
                given="EDGE",
                allowed="regional domain names",
                fix='leave out endpoint_type="EDGE"',
            )
        first = seen.setdefault((mapping.called, mapping.path), mapping)
        if first is not mapping:
            yield taken(mapping, first)


def is_private(api: HttpApi | RestApi) -> bool:
    """Tell whether an API can be called from VPCs alone."""
    return api.protocol == "REST" and api.endpoint.type == "PRIVATE"


def stage_missing(value: Value, stage: str | None, api: HttpApi | RestApi) -> Iterator[CfngwError]:
    """Find the name of a stage that the API doesn't have."""
    stages = {each.name for each in api.stages}
    if stage is not None and stage not in stages:
        close = nearest(stage, sorted(stages))
        yield value.refusal(
            f'the API has no stage "{stage}".',
            given=stage,
            allowed=", ".join(sorted(stages)),
            fix=f'write "{close}"' if close else "name one of these, or leave out stage= for the first",
        )


def other_network(value: Value, domain: Domain | Text, api: HttpApi | RestApi) -> Iterator[CfngwError]:
    """Find a public domain name of a private API, and a private one of a public API."""
    if isinstance(domain, Domain) and domain.private != is_private(api):
        own, other = ("private", "DomainName") if domain.private else ("public", "PrivateDomainName")
        way_out = ', or give the API endpoint=Endpoint("PRIVATE", ...)'
        yield value.refusal(
            f"a {own} domain name leads to {own} {'REST APIs' if domain.private else 'APIs'} alone.",
            given=domain.name,
            allowed=f"a {other} for {api.label}",
            fix=f'write {other}("{domain.called}", ...)'
            + (way_out if domain.private and api.protocol == "REST" else ""),
        )


def taken(mapping: ApiMapping, first: ApiMapping) -> DuplicateError:
    """Describe two mappings of one path."""
    return DuplicateError(
        f"{mapping.label} is declared twice: a path of a domain leads to one stage.",
        where=mapping.source,
        other=first.source,
        given=mapping.path,
        fix='give one of them another path, such as "v2"',
    )


def mapping_url(api: HttpApi | RestApi, mapping: ApiMapping) -> str | Substitution | None:
    """Give a mapping's URL; None where only CloudFormation can write it, as of a private domain's ARN."""
    if is_private(api) and not isinstance(mapping.domain, Domain | str):
        return None
    return mapping.url


def url_mapping(api: HttpApi | RestApi) -> ApiMapping | None:
    """Give the mapping whose URL is the API's: the first of the first stage."""
    first = api.stages[0].name
    found = (each for each in api.api_mappings if each.stage in (None, first) and mapping_url(api, each) is not None)
    return next(found, None)
