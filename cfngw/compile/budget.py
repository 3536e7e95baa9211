"""How far a template is from the most resources that it may hold: what takes them, what still fits, the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.errors import Notice
from cfngw.limits import Limits
from cfngw.source import Source

_FROM = 0.8  # the share from which on it is told
_SHOWN = 5
_NOUNS = {  # of what there is for each route, or for each function
    "AWS::ApiGateway::Method": "methods",
    "AWS::ApiGateway::Resource": "paths",
    "AWS::ApiGateway::Model": "models",
    "AWS::ApiGatewayV2::Route": "routes",
    "AWS::ApiGatewayV2::Integration": "integrations",
    "AWS::Lambda::Function": "functions",
    "AWS::Lambda::Permission": "permissions",
    "AWS::IAM::Role": "roles",
    "AWS::Logs::LogGroup": "log groups",
}
_BY_ROUTE = {
    "AWS::ApiGateway::Method": ("AWS::ApiGateway::Method", "AWS::ApiGateway::Resource"),
    "AWS::ApiGatewayV2::Route": ("AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration"),
}
LAYOUTS = 'layout="openapi" makes one resource of a REST API, layout="nested" puts its methods into nested stacks'
SPLIT = "split the blueprint into two, each with its own template"


def way_out(resources: Mapping[str, Any]) -> str:
    """Say what to do about too many resources."""
    methods = any(each["Type"] == "AWS::ApiGateway::Method" for each in resources.values())
    return f"{LAYOUTS}; or {SPLIT}" if methods else SPLIT


def budget(document: Mapping[str, Any], limits: Limits, where: Source | None) -> Iterator[Notice]:
    """Tell when a template comes near the most resources that it may hold."""
    resources = document["Resources"]
    count, most = len(resources), limits.resources
    if not _FROM * most <= count <= most:
        return
    kinds = Counter(each["Type"] for each in resources.values())
    many = sorted((kind for kind in _NOUNS if kinds[kind] > 1), key=lambda kind: -kinds[kind])
    named = [f"{kinds[kind]} {_NOUNS[kind]}" for kind in many[:_SHOWN]]
    routes = next((kind for kind in _BY_ROUTE if kinds[kind]), None)
    fits = f"; about {_fitting(kinds, routes, most - count)}" if routes is not None else ""
    yield Notice(
        f"the template has {count} of {most} resources{': ' if named else ''}{', '.join(named)}{fits}.",
        where,
        way_out(resources),
    )


def _fitting(kinds: Counter[str], route: str, left: int) -> str:
    """Say how many more routes fit that take as much as those that are there."""
    taken = sum(kinds[kind] for kind in _BY_ROUTE[route])
    return f"{left * kinds[route] // taken} more {_NOUNS[route]} of this kind fit"
