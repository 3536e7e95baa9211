"""Who may call a route, as the finished template says: what customize() changed counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_open(route: Mapping[str, Any]) -> bool:
    """Tell whether everybody may call a route."""
    return bool(route["Properties"].get("AuthorizationType", "NONE") == "NONE")


def who(route: Mapping[str, Any]) -> str:
    """Say in words who may call a route."""
    kind = route["Properties"].get("AuthorizationType", "NONE")
    if is_open(route):
        reason = _reason(route)
        return f"everybody ({reason})" if reason else "everybody"
    words = {"JWT": "a valid token", "AWS_IAM": "an IAM identity", "CUSTOM": "whom the authorizer lets in"}
    return words.get(kind, "whom a condition decides") if isinstance(kind, str) else "whom a condition decides"


def open_routes(document: Mapping[str, Any]) -> dict[str, str | None]:
    """Give the logical ids of the open routes, each with the reason that was given."""
    routes = {name: each for name, each in document["Resources"].items() if each["Type"] == "AWS::ApiGatewayV2::Route"}
    return {name: _reason(route) for name, route in routes.items() if is_open(route)}


def _reason(route: Mapping[str, Any]) -> str | None:
    reason = route.get("Metadata", {}).get("cfngw", {}).get("Public")
    return reason if isinstance(reason, str) else None
