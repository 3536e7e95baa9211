"""Limits of rate and burst: those of the account, and those of a stage for its routes.

``DefaultRouteSettings`` hold for each route of its own that has no ``RouteSettings``; a limit that a setting leaves out
is the account's. AWS does not document whether requests count before or after the authorizer (before, here), nor
whether the default settings share one bucket (each route has its own here).
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.document.values import At
from cfngw.local.fault import Fault
from cfngw.local.journey import Journey
from cfngw.local.throttle import Bucket
from cfngw.read.model import Route, Stage

ACCOUNT_RATE, ACCOUNT_BURST = 10_000, 5_000  # requests a second, requests at once
_LIMITS = ("ThrottlingRateLimit", "ThrottlingBurstLimit")


class Throttles:
    """The buckets of one stage."""

    def __init__(self, stage: Stage, routes: tuple[Route, ...], account: Bucket | None = None) -> None:
        self._at: At = stage.at
        self._account = account or Bucket(ACCOUNT_RATE, ACCOUNT_BURST)
        default = stage.settings.get("*")
        self._routes: dict[str, Bucket] = {}
        for route in routes:
            bucket = _bucket(stage.settings.get(route.key)) or _bucket(default)
            if bucket is not None:
                self._routes[route.key] = bucket

    def take(self, route: Route, now: float, journey: Journey) -> None:
        """Count a request; raise the fault THROTTLED where there is no room for it. ``now`` is in seconds."""
        own = self._routes.get(route.key)
        if own is not None:
            self._take(own, route, now, journey)
        if not self._account.take(now):
            raise Fault("THROTTLED", hint="the account's limit of requests is reached")

    def _take(self, own: Bucket, route: Route, now: float, journey: Journey) -> None:
        has_room = own.take(now)
        if has_room and not journey.on:
            return
        said = f"the stage allows {route.key} {own.rate:g} a second, {own.burst:g} at once"
        if not has_room:
            raise Fault("THROTTLED", hint=said, at=self._at)
        journey.step("throttle", said, self._at)


def _bucket(settings: Mapping[str, Any] | None) -> Bucket | None:
    rate, burst = (_number(settings.get(name)) for name in _LIMITS) if settings else (None, None)
    if rate is None and burst is None:
        return None
    return Bucket(ACCOUNT_RATE if rate is None else rate, ACCOUNT_BURST if burst is None else burst)


def _number(given: Any) -> float | None:
    """Read a number, also one that CloudFormation was given as a text."""
    try:
        number = float(given)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < float("inf") else None
