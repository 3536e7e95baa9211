"""One template read: its APIs, and what stands around them."""

from __future__ import annotations

from cfngw.document.scope import Scope
from cfngw.document.values import Unknown
from cfngw.read.around import domains_of, keys_of, plans_of
from cfngw.read.found import HTTP, REST, Found
from cfngw.read.functions import aliases_of, functions_of
from cfngw.read.model import Api, Reading

_SAM = "AWS::Serverless::"


def _once(notes: tuple[Unknown, ...]) -> tuple[Unknown, ...]:
    """Leave out what was noted twice of one place."""
    return tuple({(each.why, each.at and each.at.path): each for each in notes}.values())


def reading_of(scope: Scope) -> Reading:
    """Give what a template holds."""
    found = Found(scope)
    apis: list[Api] = []
    if REST in found.by_type:
        from cfngw.read.rest import rest_api

        apis += [rest_api(found, each) for each in found.by_type[REST]]
    if HTTP in found.by_type:
        from cfngw.read.http import http_api

        apis += [http_api(found, each) for each in found.by_type[HTTP]]
    domains = list(domains_of(found))
    if any(kind.startswith(_SAM) for kind in found.by_type):
        from cfngw.read.sam import sam_apis, sam_domains

        apis += sam_apis(found)
        domains += sam_domains(found, tuple(apis))
    known = {api.logical_id for api in apis}
    strangers = [
        Unknown(f"{each.key} belongs to {name}, which is no API of this template", each.at)
        for name, each in found.strangers(known)
    ]
    return Reading(
        apis=tuple(apis),
        functions=functions_of(found),
        aliases=aliases_of(found),
        api_keys=tuple(keys_of(found)),
        usage_plans=tuple(plans_of(found)),
        domains=tuple(domains),
        unknown=_once((*scope.notes, *found.notes, *strangers)),
    )
