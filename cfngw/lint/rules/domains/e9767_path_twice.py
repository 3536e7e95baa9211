"""E9767: one path of a domain name mapped twice."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.deployments.common import same_written
from cfngw.lint.rules.domains.common import API_MAPPING, BASE_PATH, BASE_PATH_V2, MAPPINGS, domain_key, mappings
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NONE = "(none)"


class PathTwice(Rule):
    """Two mappings of one address."""

    id = "E9767"
    short = "A path of a domain name is mapped once"
    long = "Each path of a domain name, the empty one too, leads to one stage, whichever type the mapping has."
    aws = "The second is refused: Base path already exists for this domain name (409)."
    fix = "Give one of them another path, or remove it."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html"
    types = (BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[object, str], Resource] = {}
        for each in mappings(view):
            own = each.resource
            path = literal(each.path) if each.path is not None else ""
            value = each.domain.value if each.domain is not None else None
            domain = domain_key(view, each.domain) or (value if isinstance(value, Reference) else None)
            written = own.properties.value
            left_out = each.path is None and not (isinstance(written, dict) and each.path_name not in written)
            if path is None or domain is None or own.made is not True or left_out:
                continue
            path = "" if path == _NONE else path
            other = first.setdefault((domain, path), own)
            if other is own:
                continue
            if own.type == API_MAPPING or not same_written(other, own, *MAPPINGS[own.type][:2]):
                shown = f"the path {path}" if path else "the whole domain name"
                at = below(own.at, "Properties", each.path_name) if each.path is not None else own.at
                yield Problem(
                    at,
                    f"{other.logical_id} maps {shown} already: AWS answers Base path already exists for this domain "
                    "name. Give one of them another path",
                )
