"""E9837: a domain that can't lead to an API of version 2."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import API, at, given, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Domain(Rule):
    """A domain that can't lead to an API of version 2."""

    id = "E9837"
    short = "HTTP and WebSocket APIs have regional domains with TLS 1.2, and WebSocket APIs have theirs alone"
    long = (
        "AWS::ApiGatewayV2::DomainName is REGIONAL and TLS_1_2; ApiMapping leads from such a domain; "
        "BasePathMapping leads to REST APIs; a domain leads to WebSocket APIs or to others."
    )
    aws = (
        "The stack fails: 400, Only REGIONAL domain names with a security policy of TLS 1.2 can be managed through "
        "the API Gateway V2 API."
    )
    fix = (
        "Write EndpointType: REGIONAL and SecurityPolicy: TLS_1_2; map by AWS::ApiGatewayV2::ApiMapping; give "
        "WebSocket APIs a domain of their own."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html"
    types = ("AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::ApiGateway::BasePathMapping")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for domain in view.resources("AWS::ApiGatewayV2::DomainName"):
            rows = domain.properties.get("DomainNameConfigurations")
            for index, each in enumerate(rows.each() if rows is not None else ()):
                for name, right in (("EndpointType", "REGIONAL"), ("SecurityPolicy", "TLS_1_2")):
                    written = literal(each.get(name))
                    if written in ("EDGE", "TLS_1_0"):
                        yield Problem(
                            at(domain, "DomainNameConfigurations", index, name),
                            f"{domain.logical_id} has {name} {written}, and domains of version 2 are "
                            "regional with TLS 1.2 "
                            f"(400). Write {right}",
                        )
        for mapping in view.resources("AWS::ApiGateway::BasePathMapping"):
            api = given(mapping, "RestApiId")
            if referred(api)[0] in (API, "AWS::Serverless::HttpApi"):
                yield Problem(
                    at(mapping, "RestApiId"),
                    f"{api.logical_id} is no REST API, and BasePathMapping leads to those alone (400). Write an "
                    "AWS::ApiGatewayV2::ApiMapping",
                )
        kinds: dict[str, str] = {}
        for mapping in view.resources("AWS::ApiGatewayV2::ApiMapping"):
            yield from _of_mapping(view, mapping, kinds)


def _of_mapping(view: View, mapping: Resource, kinds: dict[str, str]) -> Iterator[Problem]:
    domain = given(mapping, "DomainName")
    found = view.found.index.get(domain.logical_id) if isinstance(domain, Reference) else None
    if found is not None and found.type == "AWS::ApiGateway::DomainName" and _is_edge(found):
        yield Problem(
            at(mapping, "DomainName"),
            f"{found.logical_id} is an edge-optimized domain, and ApiMapping takes regional ones (400). Give it "
            "EndpointConfiguration: {Types: [REGIONAL]} and RegionalCertificateArn",
        )
    name = domain.logical_id if isinstance(domain, Reference) else domain if isinstance(domain, str) else None
    api = given(mapping, "ApiId")
    read = view.reading.api(api.logical_id) if isinstance(api, Reference) else None
    if name is None or read is None or not isinstance(read.protocol, str) or mapping.made is not True:
        return
    kind = "WebSocket" if read.protocol == "WEBSOCKET" else "HTTP or REST"
    first = kinds.setdefault(name, kind)
    if first != kind:
        yield Problem(
            at(mapping, "ApiId"),
            f"{name} leads to {'a' if first == 'WebSocket' else 'an'} {first} API already, and WebSocket "
            "APIs share a domain "
            "with no others (400). Make a second domain",
        )


def _is_edge(domain: Resource) -> bool:
    own = domain.properties
    endpoint = own.get("EndpointConfiguration")
    if endpoint is None:
        return own.get("CertificateArn") is not None and own.get("RegionalCertificateArn") is None
    types = endpoint.get("Types")
    return types is not None and types.is_list and [literal(each) for each in types.each()] == ["EDGE"]
