"""Stages of HTTP APIs, with the log group of their access logs."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.log_group import log_group
from cfngw.declare.http_api import HttpApi
from cfngw.declare.stage import DEFAULT_STAGE, Stage
from cfngw.naming import stage_id


def add_stage(assembly: Assembly, api: HttpApi, stage: Stage) -> None:
    """Put a stage into the template."""
    title = stage.logical_id or stage_id(api.name, stage.name)
    options = {
        "ApiId": Ref(api.resource_id),
        "StageName": stage.name,
        "Description": assembly.resolve(stage.description),
        "AutoDeploy": True,
        "StageVariables": assembly.resolve(stage.variables) or None,
        "AccessLogSettings": _access_logs(assembly, api, stage, title),
        "Tags": assembly.resolve(stage.tags) or None,
    }
    # A stage with a pinned id that two APIs share would be two resources of one name.
    owner = (api.resource_id, stage)
    assembly.add(apigatewayv2.Stage(title, **only_given(options)), owner, _source(api, stage))


def _source(api: HttpApi, stage: Stage) -> Any:
    """Give the stage's line; the default stage was declared by nobody, so that the API's line stands for it."""
    return api.source if stage is DEFAULT_STAGE else stage.source


def _access_logs(assembly: Assembly, api: HttpApi, stage: Stage, title: str) -> apigatewayv2.AccessLogSettings | None:
    declared = stage.access_logs
    if declared is None:
        return None
    destination = assembly.resolve(declared.destination_arn)
    if destination is None:
        group = log_group(assembly, declared.logical_id or f"{title}AccessLogs", declared, None)
        assembly.add(group, (title, declared), _source(api, stage))
        destination = GetAtt(group, "Arn")
    return apigatewayv2.AccessLogSettings(DestinationArn=destination, Format=assembly.resolve(declared.line()))
