"""Stages of REST APIs: what a deployment is served as, with logs, metrics, limits and cache.

A stage refers to its deployment, which never names a stage itself: that would make a second one.
"""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Tags, apigateway

from cfngw.compile.assembly import Assembly, condition_name, conditional, only_given
from cfngw.compile.log_group import log_group
from cfngw.compile.stage_variables import stage_variables
from cfngw.declare.log_group import AccessLogs
from cfngw.declare.method_settings import ALL, MethodSettings
from cfngw.declare.path import parse_route_key
from cfngw.declare.rest_api import REST_STAGE, RestApi
from cfngw.declare.stage import Stage
from cfngw.errors import Notice
from cfngw.naming import stage_id
from cfngw.source import Source


def add_rest_stage(
    assembly: Assembly, api: RestApi, stage: Stage, deployment: str, documentation: str | None = None
) -> str:
    """Put a stage that serves a deployment and shows a version of the documentation into the template; give its id."""
    title = stage.logical_id or stage_id(api.name, stage.name)
    cached = stage.cache_cluster_size is not None
    options = {
        "RestApiId": Ref(api.resource_id),
        **_served(assembly, api, stage, title, deployment),
        "StageName": stage.name,
        "Description": assembly.resolve(stage.description),
        "Variables": stage_variables(assembly, stage.variables) or None,
        "TracingEnabled": assembly.resolve(stage.tracing),
        "CacheClusterEnabled": True if cached else None,
        "CacheClusterSize": assembly.resolve(stage.cache_cluster_size),
        "ClientCertificateId": _certificate(assembly, stage),
        "DocumentationVersion": assembly.resolve(
            stage.documentation_version if stage.documentation_version is not None else documentation
        ),
        "AccessLogSetting": _access_logs(assembly, stage, title),
        "MethodSettings": _settings(assembly, stage) or None,
        "Tags": Tags(assembly.resolve(stage.tags)) if stage.tags else None,
    }
    assembly.add(apigateway.Stage(title, **only_given(options)), (api.resource_id, stage), _source(api, stage))
    if stage.waf is not None:
        from cfngw.compile.web_acl import add_web_acl  # for those who have one

        add_web_acl(assembly, api, stage, title)
    return title


def _served(assembly: Assembly, api: RestApi, stage: Stage, title: str, deployment: str) -> dict[str, Any]:
    """Give the deployment, and the canary if there is one."""
    if stage.promoted_from is not None:
        from cfngw.compile.promotion import stage_options  # for those who have one

        return stage_options(assembly, api.name, stage, deployment)
    if stage.canary is None:
        return {"DeploymentId": Ref(deployment)}
    from cfngw.compile.canary import canary_options  # for those who have one

    return canary_options(assembly, stage.canary, title, deployment)


def _certificate(assembly: Assembly, stage: Stage) -> Any:
    given = stage.client_certificate
    if given is None:
        return None
    from cfngw.compile.client_certificate import add_client_certificate  # for those who have one
    from cfngw.declare.client_certificate import ClientCertificate

    if not isinstance(given, ClientCertificate):
        return assembly.resolve(given)
    add_client_certificate(assembly, given)
    return conditional(Ref(given.resource_id), condition_name(given))


def _source(api: RestApi, stage: Stage) -> Source:
    """Give the stage's line; the usual stage was declared by nobody, so that the API's line stands for it."""
    return api.source if stage is REST_STAGE else stage.source


def _access_logs(assembly: Assembly, stage: Stage, title: str) -> apigateway.AccessLogSetting | None:
    declared: AccessLogs | None = stage.asked_access_logs
    if declared is None:
        return None
    destination = assembly.resolve(declared.destination_arn)
    if destination is None:
        group = log_group(assembly, declared.logical_id or f"{title}AccessLogs", declared, None)
        assembly.add(group, (title, declared), stage.source)
        destination = GetAtt(group, "Arn")
    return apigateway.AccessLogSetting(DestinationArn=destination, Format=assembly.resolve(declared.line(rest=True)))


def _settings(assembly: Assembly, stage: Stage) -> list[apigateway.MethodSetting]:
    """Make the settings; those of one method repeat what holds for all, since they take its place as a whole."""
    of_all = stage.settings.get(ALL)
    return [_setting(assembly, key, each.over(of_all)) for key, each in stage.settings.items()]


def _setting(assembly: Assembly, key: str, declared: MethodSettings) -> apigateway.MethodSetting:
    throttle = declared.throttle
    options = {
        **_place(key),
        "LoggingLevel": assembly.resolve(declared.logging_level),
        "DataTraceEnabled": assembly.resolve(declared.data_trace),
        "MetricsEnabled": assembly.resolve(declared.metrics),
        "ThrottlingRateLimit": assembly.resolve(throttle.rate) if throttle is not None else None,
        "ThrottlingBurstLimit": assembly.resolve(throttle.burst) if throttle is not None else None,
        "CachingEnabled": assembly.resolve(declared.caches),
        "CacheTtlInSeconds": assembly.resolve(declared.cache_ttl_seconds),
        "CacheDataEncrypted": assembly.resolve(declared.cache_encrypted),
    }
    return apigateway.MethodSetting(**only_given(options))


def _place(key: str) -> dict[str, Any]:
    """Write which methods are meant: a path's slashes, but the first, are ``~1``, and the root is one slash."""
    if key == ALL:
        return {"ResourcePath": "/*", "HttpMethod": "*"}
    route = parse_route_key(key)
    path = "/" if route.path == "/" else f"/{route.path.replace('/', '~1')}"
    return {"ResourcePath": path, "HttpMethod": route.method}


def note_logging_role(assembly: Assembly, api: RestApi) -> None:
    """Say which role the logs of an API's stages need; it belongs to the account, so that no API's stack makes it."""
    logging = [
        stage.name
        for stage in api.stages
        if stage.asked_access_logs is not None or any(each.logs for each in stage.settings.values())
    ]
    if logging:
        many = len(logging) > 1
        assembly.notices.append(
            Notice(
                f"{api.name}: {', '.join(logging)} write{'' if many else 's'} logs, which needs the CloudWatch role of "
                "API Gateway's settings, once for each account and region.",
                api.source,
                "create the stack of blueprints/account.py first, Blueprint(resources=[ApiGatewayAccount()]), unless "
                "aws apigateway get-account shows a cloudwatchRoleArn",
            )
        )
