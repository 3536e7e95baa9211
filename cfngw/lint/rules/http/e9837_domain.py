"""E9837: a domain that can't lead to an API of version 2."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Domain(Rule):
    """A domain that can't lead to an API of version 2."""

    id = "E9837"
    short = "HTTP and WebSocket APIs have regional domains with TLS 1.2, and WebSocket APIs have theirs alone"
    long = "AWS::ApiGatewayV2::DomainName is REGIONAL and TLS_1_2; a domain leads to WebSocket APIs or to others."
    aws = (
        "The stack fails: 400, Only REGIONAL domain names with a security policy of TLS 1.2 can be managed through "
        "the API Gateway V2 API."
    )
    fix = "Write EndpointType: REGIONAL and SecurityPolicy: TLS_1_2; give WebSocket APIs a domain of their own."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html"
    types = ("AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping")

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
        kinds: dict[str, str] = {}
        for mapping in view.resources("AWS::ApiGatewayV2::ApiMapping"):
            yield from _of_mapping(view, mapping, kinds)


def _of_mapping(view: View, mapping: Resource, kinds: dict[str, str]) -> Iterator[Problem]:
    domain = given(mapping, "DomainName")
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
            "APIs share a domain with no others (400). Make a second domain",
        )
