"""HTTP APIs with every form of stage and domain name, and short ways to read what became of them."""

from __future__ import annotations

from typing import Any

from troposphere import Equals, Ref, Sub

from cfngw import (
    AccessLogs,
    Blueprint,
    Composition,
    Condition,
    HttpApiBlueprint,
    LambdaProxy,
    Parameter,
    Route,
    RouteSettings,
    Stage,
    Throttle,
)
from samples import function, inline, resources

STREAM = Sub("arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/amazon-apigateway-notes")
IS_PROD = Condition("IsProd", Equals(Ref("Environment"), "prod"))
BOTH = Throttle(rate=100, burst=50)


def http(*keys: str, **options: Any) -> HttpApiBlueprint:
    """Make an HTTP API called Notes; ``GET /notes`` and ``POST /notes`` on one function unless keys are given."""
    target = function()
    routes = [Route(key, target) for key in keys or ("GET /notes", "POST /notes")]
    return HttpApiBlueprint(**{"name": "Notes", "routes": routes, **options})


def made(blueprint: Blueprint, logical_id: str) -> Any:
    """Compile, and give the properties of one resource."""
    return resources(blueprint)[logical_id]["Properties"]


def told(blueprint: Blueprint) -> list[str]:
    """Compile, and give what the build has to say."""
    return [str(notice) for notice in blueprint.sealed().notices]


def every_stage() -> Composition:
    """Give every form of stage: each API has one that the others have not."""
    target = inline()
    routes = [
        Route("GET /notes", target),
        Route("GET /notes/{id}", target),
        Route("$default", target, condition=IS_PROD),
    ]
    limited = HttpApiBlueprint(
        name="Limited",
        conditions=[IS_PROD],
        parameters=[Parameter("Environment", "prod")],
        routes=routes,
        stages=[
            Stage(
                throttle=BOTH,
                metrics=True,
                route_settings={
                    "GET /notes/{id}": RouteSettings(throttle=Throttle(rate=5)),
                    "$default": RouteSettings(metrics=False),
                },
                tags={"team": "notes"},
            ),
            Stage("text", access_logs=AccessLogs("CLF")),
        ],
    )
    deployed = HttpApiBlueprint(
        name="Deployed",
        conditions=[IS_PROD],
        routes=routes,
        redeploy=2,
        stages=[
            Stage("staging", auto_deploy=False, access_logs=AccessLogs("XML")),
            Stage("prod", auto_deploy=False, access_logs=AccessLogs("CSV"), description="What users see."),
            Stage("edge", access_logs=None),
        ],
    )
    logged = HttpApiBlueprint(
        name="Logged",
        routes=routes[:1],
        stages=[
            Stage("own", access_logs=AccessLogs("$context.requestId $context.authorizer.claims.sub $context.status")),
            Stage("group", access_logs=AccessLogs(destination_arn=Parameter("LogsArn"))),
            Stage("stream", access_logs=AccessLogs(destination_arn=STREAM)),
        ],
    )
    aliased = HttpApiBlueprint(
        name="Aliased",
        invocation="role",
        routes=[
            Route("GET /notes", LambdaProxy(target, qualifier="${stageVariables.alias}")),
            Route("GET /old", LambdaProxy(target, qualifier="live")),
        ],
        stages=[Stage("dev", variables={"alias": "dev"}), Stage("prod", variables={"alias": "prod"})],
    )
    return Composition(limited, deployed, logged, aliased)
