"""Stages of HTTP APIs, with their limits and metrics, and the log group of their access logs.

A stage deploys each change by itself, or refers to the API's deployment, whose id ends in the digest of what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from troposphere import GetAtt, If, NoValue, Ref, Select, apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.deployment import add_deployment
from cfngw.compile.log_group import log_group
from cfngw.compile.stage_variables import stage_variables
from cfngw.declare.http_api import HttpApi
from cfngw.declare.log_group import AccessLogs
from cfngw.declare.log_variables import unknown_variables
from cfngw.declare.route_settings import RouteSettings
from cfngw.declare.stage import DEFAULT_STAGE, Stage, deploys_itself
from cfngw.declare.throttle import Throttle
from cfngw.errors import Notice
from cfngw.naming import stage_id


class Place(NamedTuple):
    """A route as it stands in the template: its key, its logical id, and the condition that it is made under."""

    key: str
    title: str
    condition: str | None


def add_stages(assembly: Assembly, api: HttpApi, places: list[tuple[str, Place]]) -> dict[str, str]:
    """Put the stages of an API into the template, and the deployment of those that make none themselves.

    ``places``: by the key of each declared route, what stands for it in the template. Gives the logical ids by name.
    """
    deployment = None
    if not all(deploys_itself(stage, api.stages) for stage in api.stages):
        deployment = add_deployment(assembly, api, apigatewayv2.Deployment, "ApiId")
    return {stage.name: _add_stage(assembly, api, stage, places, deployment) for stage in api.stages}


def _add_stage(
    assembly: Assembly, api: HttpApi, stage: Stage, places: list[tuple[str, Place]], deployment: str | None
) -> str:
    title = stage.logical_id or stage_id(api.name, stage.name)
    settings = stage.route_settings or {}
    routes = {place: settings[key] for key, place in places if key in settings}
    depends = [place.title for place in routes if place.condition is None]
    options = {
        "DependsOn": depends or None,
        "ApiId": Ref(api.resource_id),
        "StageName": stage.name,
        "Description": _description(assembly, stage, [place for place in routes if place.condition is not None]),
        **_served(assembly, api, stage, deployment),
        "DefaultRouteSettings": _of_all(assembly, stage),
        "RouteSettings": {place.key: _of_route(assembly, place, each.over(stage)) for place, each in routes.items()}
        or None,
        "StageVariables": stage_variables(assembly, stage.variables) or None,
        "AccessLogSettings": _access_logs(assembly, api, stage, title),
        "Tags": assembly.resolve(stage.tags) or None,
    }
    # A stage with a pinned id that two APIs share would be two resources of one name.
    owner = (api.resource_id, stage)
    assembly.add(apigatewayv2.Stage(title, **only_given(options)), owner, _source(api, stage))
    assembly.notices.extend(_halves(stage))
    return title


def _served(assembly: Assembly, api: HttpApi, stage: Stage, deployment: str | None) -> dict[str, Any]:
    """Give the deployment of a stage that makes none itself."""
    automatic = deploys_itself(stage, api.stages)
    if automatic or deployment is None:
        return {"AutoDeploy": automatic}
    if stage.promoted_from is None:
        return {"AutoDeploy": False, "DeploymentId": Ref(deployment)}
    from cfngw.compile.promotion import stage_options  # for those who have one

    return {"AutoDeploy": False, **stage_options(assembly, api.name, stage, deployment)}


def _source(api: HttpApi, stage: Stage) -> Any:
    """Give the stage's line; the default stage was declared by nobody, so that the API's line stands for it."""
    return api.source if stage is DEFAULT_STAGE else stage.source


def _description(assembly: Assembly, stage: Stage, perhaps: list[Place]) -> Any:
    """Write the description; it makes the stage wait for the routes that a condition may leave out.

    DependsOn may not name these. A Ref makes the stage wait as well, and of all the texts of this list the first is
    the description.
    """
    given = assembly.resolve(stage.description)
    if not perhaps:
        return given
    text = given if given is not None else "Made after the routes that it limits"
    return Select(0, [text, *(If(place.condition, Ref(place.title), "") for place in perhaps)])


def _of_all(assembly: Assembly, stage: Stage) -> apigatewayv2.RouteSettings | None:
    options = _options(assembly, stage.throttle, stage.metrics)
    return apigatewayv2.RouteSettings(**options) if options else None


def _of_route(assembly: Assembly, place: Place, settings: RouteSettings) -> Any:
    made = _options(assembly, settings.throttle, settings.metrics)
    return made if place.condition is None else If(place.condition, made, NoValue)


def _options(assembly: Assembly, throttle: Throttle | None, metrics: Any) -> dict[str, Any]:
    options = {
        "DetailedMetricsEnabled": assembly.resolve(metrics),
        "ThrottlingRateLimit": assembly.resolve(throttle.rate) if throttle is not None else None,
        "ThrottlingBurstLimit": assembly.resolve(throttle.burst) if throttle is not None else None,
    }
    return only_given(options)


def _halves(stage: Stage) -> Iterator[Notice]:
    """Find limits of which one is left to AWS, which doesn't say what it makes of that."""
    of_routes = [each.over(stage).throttle for each in (stage.route_settings or {}).values()]
    for throttle in [stage.throttle, *of_routes]:
        if throttle is None or (throttle.rate is not None and throttle.burst is not None):
            continue
        given, absent = ("rate", "burst") if throttle.burst is None else ("burst", "rate")
        yield Notice(
            f'Stage "{stage.name}": Throttle has a {given} and no {absent}. AWS does not say what holds then on an '
            "HTTP API; reports tell of 0, by which every request is answered with 429.",
            throttle.source,
            f"give {absent}=, too",
        )


def _access_logs(assembly: Assembly, api: HttpApi, stage: Stage, title: str) -> apigatewayv2.AccessLogSettings | None:
    declared = stage.access_logs
    if declared is None:
        return None
    assembly.notices.extend(_doubts(stage, declared))
    destination = assembly.resolve(declared.destination_arn)
    if destination is None:
        group = log_group(assembly, declared.logical_id or f"{title}AccessLogs", declared, None)
        assembly.add(group, (title, declared), _source(api, stage))
        destination = GetAtt(group, "Arn")
    return apigatewayv2.AccessLogSettings(DestinationArn=destination, Format=assembly.resolve(declared.line()))


def _doubts(stage: Stage, declared: AccessLogs) -> Iterator[Notice]:
    """Find what AWS's documents don't have for HTTP APIs: it may be newer than they are."""
    line = declared.line()
    if isinstance(line, str):
        for variable, fix in unknown_variables(line):
            problem = f'Stage "{stage.name}": HTTP APIs are not documented to have {variable} in access logs.'
            yield Notice(problem, declared.source, fix)
    if declared.stream:
        yield Notice(
            f'Stage "{stage.name}": its access logs go to Data Firehose, which AWS documents for REST APIs alone; the '
            "stack may fail.",
            declared.source,
            "if it does, give a log group, and let a subscription filter of it feed the stream",
        )
