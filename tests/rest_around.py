"""A REST API to put plans, policies, stages and CORS around, and short ways to read what became of them."""

from __future__ import annotations

from typing import Any

from cfngw import Blueprint, Method, RestApiLambdaBlueprint
from samples import function, of_type, resources


def methods(*keys: str, **options: Any) -> list[Method]:
    """Make methods on one function."""
    target = function()
    return [Method(key, target, **options) for key in keys]


def rest(*made: Method, **options: Any) -> RestApiLambdaBlueprint:
    """Make a REST API called Notes; ``GET /notes`` on one function unless methods are given."""
    return RestApiLambdaBlueprint(**{"name": "Notes", "methods": made or methods("GET /notes"), **options})


def properties(blueprint: Blueprint, logical_id: str) -> Any:
    """Compile, and give the properties of one resource."""
    return resources(blueprint)[logical_id]["Properties"]


def all_of(blueprint: Blueprint, kind: str) -> dict[str, Any]:
    """Compile, and give the properties of all resources of one kind of API Gateway."""
    found = of_type(resources(blueprint), f"AWS::ApiGateway::{kind}")
    return {name: each["Properties"] for name, each in found.items()}


def notices(blueprint: Blueprint) -> list[str]:
    """Compile, and give what the build has to say."""
    return [str(notice) for notice in blueprint.sealed().notices]
