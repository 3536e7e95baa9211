"""The limits that a stage sets for its routes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource

_NAMES = ("ThrottlingRateLimit", "ThrottlingBurstLimit")


def limits(stage: Resource) -> Iterator[tuple[tuple[str, ...], float]]:
    """Give each limit that is a number, with its place."""
    default = stage.properties.get("DefaultRouteSettings")
    routes = stage.properties.get("RouteSettings")
    rows = [(("DefaultRouteSettings",), default)] if default is not None else []
    found = [*rows, *((("RouteSettings", key), each) for key, each in (routes.items() if routes is not None else ()))]
    for steps, each in found:
        for name in _NAMES:
            limit = each.get(name)
            if limit is None:
                continue
            try:
                yield (*steps, name), float(limit.value)
            except (TypeError, ValueError):
                continue
