"""Mappings of stages to domain names, and the URLs that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from troposphere import AWSObject, GetAtt, Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.domain import add_domain, domain_outputs
from cfngw.declare.api_mapping import ApiMapping, is_private, mapping_url, taken
from cfngw.declare.domain import Domain, DomainName
from cfngw.declare.parameter import Output
from cfngw.errors import Notice

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.private_domain import PrivateDomainName
    from cfngw.declare.rest_api import RestApi

_HTTP_POLICY = "TLS_1_2"


def add_mappings(assembly: Assembly, api: HttpApi | RestApi, stages: Mapping[str, str]) -> None:
    """Map stages, by their names' logical ids, to domains; a domain that several APIs share is made once."""
    for mapping in api.api_mappings:
        owner, first = assembly.mapped.setdefault((mapping.called, mapping.path), (api.resource_id, mapping))
        if owner != api.resource_id:
            assembly.problems.append(taken(mapping, first))
            continue
        add_any_domain(assembly, mapping.domain)
        assembly.notices.extend(_doubts(api, mapping))
        stage = Ref(stages[mapping.stage or api.stages[0].name])
        assembly.add(_made(assembly, api, mapping, stage), (api.resource_id, mapping), mapping.source)


def add_any_domain(assembly: Assembly, domain: Any) -> None:
    """Put a domain name into the template, of either kind; one that exists is left as it is."""
    if not isinstance(domain, Domain):
        return
    if domain.private:
        from cfngw.compile.private_domain import add_private_domain  # for those who have one

        add_private_domain(assembly, cast("PrivateDomainName", domain))
    else:
        add_domain(assembly, cast("DomainName", domain))


def _made(assembly: Assembly, api: HttpApi | RestApi, mapping: ApiMapping, stage: Ref) -> AWSObject:
    """Make the mapping that the domain's kind takes: the newest knows neither edge-optimized nor private ones."""
    title = mapping.resource_id(api)
    domain = mapping.domain
    name = Ref(domain.resource_id) if isinstance(domain, Domain) else assembly.resolve(domain)
    if not mapping.edge and not is_private(api):
        options = {"ApiId": Ref(api.resource_id), "DomainName": name, "Stage": stage, "ApiMappingKey": mapping.path}
        return apigatewayv2.ApiMapping(title, **only_given(options))
    from troposphere import apigateway  # for those who have one

    options = {"RestApiId": Ref(api.resource_id), "Stage": stage, "BasePath": mapping.path}
    if mapping.edge:
        return apigateway.BasePathMapping(title, DomainName=name, **only_given(options))
    arn = GetAtt(domain.resource_id, "DomainNameArn") if isinstance(domain, Domain) else name
    return apigateway.BasePathMappingV2(title, DomainNameArn=arn, **only_given(options))


def note_unreachable(assembly: Assembly, api: HttpApi | RestApi) -> None:
    """Tell of an API whose own endpoint is off, and which no domain leads to."""
    assembly.notices.append(
        Notice(
            f"{api.label}: its own endpoint is off and no domain leads to it, so that nobody can call it.",
            api.source,
            "give api_mappings=[ApiMapping(domain)], unless another stack maps a domain to it",
        )
    )


def doubted_access(api: HttpApi | RestApi, domain: Any) -> Iterator[Notice]:
    """Find what lets clients past a domain that asks for certificates, and what keeps out those of a private one."""
    if isinstance(domain, Domain) and domain.private:
        from cfngw.compile.private_domain import note_policy  # for those who have one

        yield from note_policy(cast("RestApi", api), cast("PrivateDomainName", domain))
    elif isinstance(domain, DomainName) and domain.mutual_tls is not None and api.execute_api_endpoint:
        yield Notice(
            f"{api.label}: {domain.label} asks for certificates, but its own endpoint lets all in without one.",
            api.source,
            "give execute_api_endpoint=False",
        )


def _doubts(api: HttpApi | RestApi, mapping: ApiMapping) -> Iterator[Notice]:
    """Find what lets clients past the domain, and what AWS does not do today."""
    domain = mapping.domain
    if not isinstance(domain, Domain):
        return
    yield from doubted_access(api, domain)
    policy = getattr(domain, "security_policy", None)
    if api.protocol == "HTTP" and isinstance(policy, str) and policy != _HTTP_POLICY:
        yield Notice(
            f"{mapping.label}: AWS maps HTTP APIs to domains with the policy {_HTTP_POLICY} alone, not {policy}; the "
            "stack may fail.",
            getattr(domain, "source", None),
            "leave out security_policy=",
        )
    elif policy == "TLS_1_0" and "/" in (mapping.path or ""):
        yield Notice(
            f"{mapping.label}: AWS documents paths of several parts for domains with the policy TLS_1_2, not {policy}; "
            "the stack may fail.",
            mapping.source,
            "leave out security_policy= of the domain, or write a path of one part",
        )
    if getattr(domain, "routing_mode", None) == "ROUTING_RULE_ONLY":
        rest = api.protocol == "REST"
        yield Notice(
            f"{mapping.label}: with ROUTING_RULE_ONLY no mapping counts"
            + ("." if rest else ", and routing rules lead to REST APIs alone."),
            getattr(domain, "source", None),
            'leave out routing_mode=, or write "ROUTING_RULE_THEN_API_MAPPING"'
            + (", or RoutingRule(domain, priority=...) in place of the mapping" if rest else ""),
        )


def mapping_outputs(api: HttpApi | RestApi) -> Iterator[Output]:
    """Give the URL of each mapping, and where DNS must lead for it."""
    for mapping in api.api_mappings:
        url = url_text(api, mapping)
        if url is not None:
            description = f"URL of stage {mapping.stage or api.stages[0].name} under its domain"
            yield Output(
                f"{mapping.resource_id(api)}Url", Sub(f"{url}/") if "${" in url else f"{url}/", description=description
            )
    for mapping in api.api_mappings:
        yield from any_domain_outputs(mapping.domain)


def any_domain_outputs(domain: Any) -> Iterator[Output]:
    """Give the outputs of a domain name of either kind; none of one that exists."""
    if isinstance(domain, DomainName):
        yield from domain_outputs(domain)
    elif isinstance(domain, Domain):
        from cfngw.compile.private_domain import private_domain_outputs  # for those who have one

        yield from private_domain_outputs(cast("PrivateDomainName", domain))


def url_text(api: HttpApi | RestApi, mapping: ApiMapping) -> str | None:
    """Give a mapping's URL for the inside of a Sub, or None."""
    url = mapping_url(api, mapping)
    return url if url is None or isinstance(url, str) else url.text


def example_base(api: HttpApi | RestApi) -> str | None:
    """Give what stands before the path in a call to try, where the API's own endpoint is off."""
    mapping = api.url_mapping
    return url_text(api, mapping) if mapping is not None else None


def certificate_options(api: HttpApi | RestApi) -> str:
    """Give what curl needs where the domain that is called asks clients for a certificate."""
    mapping = api.url_mapping if not api.execute_api_endpoint else None
    asked = mapping is not None and getattr(mapping.domain, "mutual_tls", None) is not None
    return " --cert CLIENT.pem --key CLIENT.key" if asked else ""
