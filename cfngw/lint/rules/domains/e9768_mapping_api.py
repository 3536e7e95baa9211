"""E9768: a mapping of an API that the domain name or the mapping is not for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import (
    API_MAPPING,
    BASE_PATH,
    BASE_PATH_V2,
    PRIVATE,
    V2,
    Mapping,
    domain_of,
    domains,
    mappings,
)
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_HTTP = "AWS::ApiGatewayV2::Api"
_REST = "AWS::ApiGateway::RestApi"


class MappingApi(Rule):
    """The kind of the API and of the domain name of a mapping."""

    id = "E9768"
    short = "A mapping, its API and its domain name are of one kind"
    long = (
        "A BasePathMapping is for REST APIs; an edge-optimized domain name leads to REST APIs alone, and private "
        "domain names to private REST APIs, by a BasePathMappingV2."
    )
    aws = "The mapping is refused: Invalid REST API identifier specified, or the endpoint types do not fit (400, 404)."
    fix = "Write an ApiMapping for HTTP and WebSocket APIs, with a REGIONAL domain name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html"
    types = (BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in mappings(view):
            wrong = _wrong(view, each)
            if wrong is not None:
                name = "ApiId" if each.resource.type == API_MAPPING else "RestApiId"
                yield Problem(below(each.resource.at, "Properties", name), wrong)


def _wrong(view: View, each: Mapping) -> str | None:
    api = each.api
    if api is None or api.type not in (_HTTP, _REST):
        return None
    own = each.resource
    if api.type == _HTTP and own.type != API_MAPPING:
        return (
            f"{api.logical_id} is no REST API, and an {own.type} takes no other: AWS refuses it. Write an {API_MAPPING}"
        )
    target = domain_of(view, each.domain)
    if target is None:
        return None
    domain = domains(view).get(target.key)
    name = target.logical_id
    if api.type == _HTTP and domain is not None and domain.kind == "EDGE":
        return (
            f"{api.logical_id} is no REST API, and {name} is EDGE, which leads to no other: AWS refuses it. Make it "
            "REGIONAL"
        )
    endpoint = api.properties.get("EndpointConfiguration") if api.type == _REST else None
    types = endpoint.get("Types") if endpoint is not None else None
    kinds = [literal(kind) for kind in types.each()] if types is not None else []
    if domain is not None and kinds == ["PRIVATE"]:
        return f"{api.logical_id} is private, and {name} is a public domain name: AWS refuses it. Make it an {PRIVATE}"
    if target.type == PRIVATE and api.type == _REST and kinds and None not in kinds and "PRIVATE" not in kinds:
        return f"{api.logical_id} is {kinds[0]}, and {name} is a private domain name: AWS refuses it. Make it an {V2}"
    return None
