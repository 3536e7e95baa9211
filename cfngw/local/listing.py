"""What a server offers: each route with its URL, what it invokes and who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cfngw.document.values import Reference, Text, Unknown, scalar_text
from cfngw.local.front import DEFAULT
from cfngw.read.model import FunctionTarget, HttpTarget, Integration, ServiceTarget

if TYPE_CHECKING:
    from cfngw.local.front import ServedApi, ServedStage
    from cfngw.read.model import Route


class Offered(NamedTuple):
    """One route of one stage."""

    method: str
    url: str
    invokes: str
    callers: str


class Key(NamedTuple):
    """An API key; ``made`` where its value was made for this server."""

    name: str
    value: str
    made: bool


def offered(api: ServedApi, base: str) -> Iterator[Offered]:
    """Give the routes of all stages below a base URL."""
    for stage in api.stages.values():
        prefix = base if stage.name == DEFAULT else f"{base}/{stage.name}"
        for route in api.api.routes:
            path = "/*" if route.path == DEFAULT else route.path
            method = "ANY" if route.path == DEFAULT else route.method
            yield Offered(method, prefix + path, invoked(api, stage, route), callers(route))


def invoked(api: ServedApi, stage: ServedStage, route: Route) -> str:
    """Name what a route invokes at a stage."""
    integration = route.integration
    if not isinstance(integration, Integration):
        return "unknown" if isinstance(integration, Unknown) else "nothing"
    target = api.template.targets.under(integration.target, stage.variables)
    if isinstance(target, FunctionTarget):
        name = _shown(target.function)
        return name if target.qualifier is None else f"{name}:{_shown(target.qualifier)}"
    if isinstance(target, HttpTarget):
        return _shown(target.uri)
    if isinstance(target, ServiceTarget):
        return _shown(target.subtype) if target.subtype else f"{target.service}:{_shown(target.action or target.path)}"
    return "unknown" if isinstance(target, Unknown) else _shown(integration.type)


def _shown(value: object) -> str:
    if isinstance(value, Reference):
        return value.logical_id + (f".{value.attribute}" if value.attribute not in ("", "Arn") else "")
    if isinstance(value, (Text, Unknown)):
        return "?" if isinstance(value, Unknown) else str(value)
    return scalar_text(value) or "?"


def callers(route: Route) -> str:
    """Say who may call a route."""
    kind = route.authorization
    name = _shown(route.authorizer) if route.authorizer is not None else ""
    said = {
        "NONE": "anyone",
        "AWS_IAM": "IAM identities",
        "JWT": f"tokens for {name}",
        "COGNITO_USER_POOLS": f"tokens of {name}",
        "CUSTOM": f"whom {name} lets in",
    }.get(kind if isinstance(kind, str) else "", "unknown")
    if route.api_key_required is True:
        return "an API key" if said == "anyone" else f"{said}, with an API key"
    return said


def keys(api: ServedApi) -> tuple[Key, ...]:
    """Give the API keys of an API's template, with the values that this server takes."""
    if not api.is_rest or not api.template.reading.api_keys:
        return ()
    from cfngw.local.rest.keys import keys_of

    return tuple(Key(each.name, each.value, each.made) for each in keys_of(api.template.reading, api.template.values))
