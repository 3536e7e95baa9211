"""E9766: a path that no mapping can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.domains.common import API_MAPPING, BASE_PATH, BASE_PATH_V2, Mapping, domain_of, domains, mappings
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_REFUSED = re.compile(r"[^A-Za-z0-9$\-_.+!*'()/]")
_LONGEST = 300


class BasePath(Rule):
    """BasePath and ApiMappingKey."""

    id = "E9766"
    short = "The path of a mapping has no slash around it, and several parts where that may be"
    long = (
        "A path is written without slashes at its ends, of letters, digits and $-_.+!*'(). An ApiMapping of a "
        "regional domain name takes several parts; a BasePathMapping, an edge-optimized and a private domain name "
        "take one."
    )
    aws = "The mapping is refused: Invalid base path, or invalid API mapping key (400)."
    fix = "Leave the slashes out; for several parts write an AWS::ApiGatewayV2::ApiMapping to a REGIONAL domain name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html"
    types = (BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in mappings(view):
            path = literal(each.path)
            wrong = _wrong(view, each, path) if path else None
            if wrong is not None:
                yield Problem(below(each.resource.at, "Properties", each.path_name), wrong)


def _wrong(view: View, each: Mapping, path: str) -> str | None:
    refused = _REFUSED.search(path)
    if refused is not None:
        return f"The path {path!r} holds {refused[0]!r}, which AWS refuses in a mapping. Leave it out"
    if path.startswith("/") or path.endswith("/") or "//" in path:
        plain = "/".join(part for part in path.split("/") if part)
        fix = f"Write {plain}" if plain else f"Leave {each.path_name} out for the whole domain name"
        return f"The path {path!r} of a mapping has slashes around it, or two in a row: AWS refuses it. {fix}"
    if len(path) > _LONGEST:
        return f"The path of a mapping has {len(path)} characters, and AWS takes {_LONGEST}. Shorten it"
    if "/" not in path:
        return None
    if each.resource.type != API_MAPPING:
        return (
            f"The path {path!r} has several parts, and an {each.resource.type} takes one: AWS refuses it. Write an "
            f"{API_MAPPING} to a regional domain name"
        )
    target = domain_of(view, each.domain)
    domain = domains(view).get(target.key) if target is not None else None
    if domain is not None and domain.kind == "EDGE":
        name = domain.resource.logical_id
        return (
            f"The path {path!r} has several parts, and {name} is EDGE, which takes one: AWS refuses it. Make it "
            "REGIONAL"
        )
    return None
