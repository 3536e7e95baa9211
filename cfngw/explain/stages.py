"""Stages in words: address, logs, throttles; and the throttles of routes and plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.values import Reference
from cfngw.explain.model import StageTold, Throttle
from cfngw.explain.words import is_true, member, named, reason, shown
from cfngw.read.model import Api, Route, Stage, UsagePlan

_RATES = ("ThrottlingRateLimit", "ThrottlingBurstLimit")
_ALL = "*"


def endpoint_of(api: Api) -> str:
    """Name the kind of endpoint."""
    if api.protocol != "REST":
        return "regional"
    kinds = [shown(each).lower() for each in api.endpoint_types]
    return " and ".join(kinds) if kinds else "edge"


def stage_of(api: Api, stage: Stage) -> StageTold:
    """Tell of a stage."""
    settings = stage.settings.get(_ALL, {})
    traced = any(is_true(each.get("DataTraceEnabled")) for each in stage.settings.values())
    return StageTold(
        logical_id=stage.logical_id,
        at=stage.at,
        only_if=reason(stage.made),
        name=shown(stage.name),
        url=_url(api, stage),
        deploys_itself=stage.auto_deploy is True,
        access_log=named(stage.log_destination) if stage.log_destination is not None else None,
        execution_log=_level(settings),
        data_trace=traced,
        throttle=_throttle(shown(stage.name), settings, whole=True),
        more=tuple(_more(stage, settings)),
        variables=tuple(stage.variables),
    )


def _url(api: Api, stage: Stage) -> str | None:
    if api.endpoint_disabled is True:
        return None
    scheme = "wss" if api.protocol == "WEBSOCKET" else "https"
    name = shown(stage.name)
    path = "" if name == "$default" else f"/{name}"
    return f"{scheme}://${{{api.logical_id}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}{path}"


def _level(settings: Mapping[str, Any]) -> str | None:
    level = member(settings, "LoggingLevel")
    return None if level is None or level.upper() == "OFF" else level


def _more(stage: Stage, settings: Mapping[str, Any]) -> Iterator[str]:
    if stage.tracing is True:
        yield "traced by X-Ray"
    if is_true(settings.get("MetricsEnabled")) or is_true(settings.get("DetailedMetricsEnabled")):
        yield "metrics of each route"
    if is_true(stage.cache.get("CacheClusterEnabled")):
        size = member(dict(stage.cache), "CacheClusterSize")
        yield f"cache of {size} GB" if size is not None else "a cache"
    if is_true(settings.get("CachingEnabled")):
        ttl = member(settings, "CacheTtlInSeconds")
        yield f"answers are cached{f' for {ttl} s' if ttl is not None else ''}"
    if stage.canary:
        percent = member(dict(stage.canary), "PercentTraffic")
        yield f"{percent or '?'} % of the calls go to a canary"
    if stage.client_certificate is not None:
        yield f"shows the client certificate {named(stage.client_certificate)}"


def _throttle(by: str, settings: Any, *, whole: bool = False) -> Throttle | None:
    rate, burst = (member(settings, name) for name in _RATES)
    return Throttle(by=by, rate=rate, burst=burst, whole_stage=whole) if rate or burst else None


# --- routes and plans -----------------------------------------------------------------------------------------------


def throttles_of(api: Api, route: Route, plans: tuple[UsagePlan, ...]) -> Iterator[Throttle]:
    """Give what throttles a route beyond its stage: settings of its own, and the plans that it asks a key for."""
    for stage in api.stages:
        own = _settings_of(stage, route)
        found = _throttle(shown(stage.name), own)
        if found is not None:
            yield found
    if route.api_key_required is not False:
        for plan in plans:
            yield from _of_plan(api, route, plan)


def _settings_of(stage: Stage, route: Route) -> Mapping[str, Any]:
    for key in (route.key, f"* {route.path}", f"{route.method} /*"):
        if key in stage.settings:
            return stage.settings[key]
    return {}


def _of_plan(api: Api, route: Route, plan: UsagePlan) -> Iterator[Throttle]:
    for row in plan.stages:
        if not (isinstance(row["api"], Reference) and row["api"].logical_id == api.logical_id):
            continue
        own = row["throttle"]
        limits = own.get(f"{route.path}/{route.method}") if isinstance(own, dict) else None
        by = f"{plan_name(plan)} in {shown(row['stage'])}"
        found = plan_throttle(by, limits if isinstance(limits, dict) else plan.throttle, plan.quota)
        if found is not None:
            yield found


def plan_name(plan: UsagePlan) -> str:
    """Name a plan."""
    return shown(plan.name) if plan.name is not None else plan.logical_id


def plan_throttle(by: str, limits: Any, quota: Any) -> Throttle | None:
    """Tell of the limits and the quota of a plan."""
    rate, burst = member(limits, "RateLimit"), member(limits, "BurstLimit")
    most, period = member(quota, "Limit"), member(quota, "Period")
    told = f"{most} a {period.lower() if period else 'period'}" if most is not None else None
    return Throttle(by=by, rate=rate, burst=burst, quota=told) if rate or burst or told else None
