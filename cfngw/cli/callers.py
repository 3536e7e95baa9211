"""Who may call a route, as the finished template says: what customize() changed counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROUTES = ("AWS::ApiGatewayV2::Route", "AWS::ApiGateway::Method")


def is_open(route: Mapping[str, Any]) -> bool:
    """Tell whether everybody may call a route."""
    return bool(route["Properties"].get("AuthorizationType", "NONE") == "NONE")


def who(route: Mapping[str, Any], resources: Mapping[str, Any]) -> str:
    """Say in words who may call a route."""
    kind = route["Properties"].get("AuthorizationType", "NONE")
    if is_open(route):
        reason = _reason(route)
        allowed = "everybody with an API key" if _needs_key(route) else "everybody"
        return f"{allowed} ({reason})" if reason else allowed
    name = _authorizer(route, resources)
    words = {
        "JWT": f"a valid token of {name}" if name else "a valid token",
        "COGNITO_USER_POOLS": f"a valid token of {name}" if name else "a valid token",
        "AWS_IAM": "an IAM identity",
        "CUSTOM": f"whom {name} lets in" if name else "whom the authorizer lets in",
    }
    allowed = words.get(kind, "whom a condition decides") if isinstance(kind, str) else "whom a condition decides"
    scopes = route["Properties"].get("AuthorizationScopes")
    return f"{allowed} with {_named(scopes)}" if scopes else allowed


def _named(scopes: Any) -> str:
    """Write scopes down; one that only CloudFormation knows by its name."""
    if isinstance(scopes, list):
        return " or ".join(map(_named, scopes))
    if isinstance(scopes, Mapping) and isinstance(scopes.get("Ref"), str):
        return str(scopes["Ref"])
    return scopes if isinstance(scopes, str) else "a scope"


def _authorizer(route: Mapping[str, Any], resources: Mapping[str, Any]) -> str | None:
    """Give the name of a route's authorizer, where it is one of the template's."""
    given = route["Properties"].get("AuthorizerId")
    made = resources.get(str(given.get("Ref"))) if isinstance(given, Mapping) else None
    name = made["Properties"].get("Name") if made is not None else None
    return name if isinstance(name, str) else None


def open_routes(document: Mapping[str, Any]) -> dict[str, str | None]:
    """Give the logical ids of the open routes and methods, each with the reason that was given.

    What asks for an API key is not among them, and neither is what only answers a browser's preflight.
    """
    routes = {name: each for name, each in document["Resources"].items() if each["Type"] in _ROUTES}
    return {
        name: _reason(route)
        for name, route in routes.items()
        if is_open(route) and not _needs_key(route) and not _is_preflight(route)
    }


def _needs_key(route: Mapping[str, Any]) -> bool:
    return route["Properties"].get("ApiKeyRequired", False) is not False


def _is_preflight(route: Mapping[str, Any]) -> bool:
    properties = route["Properties"]
    mock: bool = properties.get("Integration", {}).get("Type") == "MOCK"
    return mock and properties.get("HttpMethod") == "OPTIONS"


def _reason(route: Mapping[str, Any]) -> str | None:
    reason = route.get("Metadata", {}).get("cfngw", {}).get("Public")
    return reason if isinstance(reason, str) else None
