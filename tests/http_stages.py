"""HTTP APIs with every form of stage and domain name, and short ways to read what became of them."""

from __future__ import annotations

from typing import Any

from troposphere import Equals, Ref, Sub

from cfngw import (
    AccessLogs,
    Alias,
    AliasRecords,
    ApiMapping,
    Blueprint,
    Certificate,
    Composition,
    Condition,
    DomainName,
    HttpApiBlueprint,
    LambdaProxy,
    MutualTls,
    Parameter,
    Route,
    RouteSettings,
    Stage,
    Throttle,
)
from samples import function, inline, resources

CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
ZONE = "Z0123456789ABCDEFGHIJ"
STREAM = Sub("arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/amazon-apigateway-notes")
IS_PROD = Condition("IsProd", Equals(Ref("Environment"), "prod"))
BOTH = Throttle(rate=100, burst=50)


def http(*keys: str, **options: Any) -> HttpApiBlueprint:
    """Make an HTTP API called Notes; ``GET /notes`` and ``POST /notes`` on one function unless keys are given."""
    target = function()
    routes = [Route(key, target) for key in keys or ("GET /notes", "POST /notes")]
    return HttpApiBlueprint(**{"name": "Notes", "routes": routes, **options})


def domain(name: Any = "api.example.com", **options: Any) -> DomainName:
    """Make a domain name with a certificate that exists."""
    return DomainName(name, **{"certificate": CERTIFICATE, **options})


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
        resources=[Alias(name, target, version="$LATEST") for name in ("dev", "prod", "live")],
    )
    return Composition(limited, deployed, logged, aliased)


def every_domain() -> Composition:
    """Give every form of domain name, and of the mappings to it."""
    target = inline()
    shared = DomainName("api.example.com", certificate=Certificate(), records=AliasRecords(ZONE))
    wildcard = Certificate("example.org", alternative_names=["*.example.org"], hosted_zone_id=ZONE)
    partners = DomainName(
        "partners.example.org",
        certificate=CERTIFICATE,
        ownership_certificate=wildcard,
        mutual_tls=MutualTls("s3://trust/store.pem", truststore_version="abc"),
        records=AliasRecords(hosted_zone_name="example.org", weight=10, set_identifier="blue"),
        ip_address_type="dualstack",
        tags={"team": "notes"},
    )
    near = DomainName(
        "near.example.org",
        certificate=wildcard,
        records=AliasRecords(ZONE, region=Ref("AWS::Region"), evaluate_target_health=True),
        routing_mode="ROUTING_RULE_THEN_API_MAPPING",
    )
    chosen = DomainName(Parameter("Domain"), certificate=Parameter("CertificateArn"))
    notes = HttpApiBlueprint(
        name="Notes",
        routes=[Route("GET /notes", target)],
        stages=[Stage("v1"), Stage("v2")],
        ip_address_type="dualstack",
        api_mappings=[
            ApiMapping(shared),
            ApiMapping(shared, "notes/v2", stage="v2"),
            ApiMapping(near),
            ApiMapping(chosen, "notes"),
            ApiMapping("old.example.org", "notes"),
        ],
    )
    orders = HttpApiBlueprint(
        name="Orders",
        routes=[Route("GET /orders", target)],
        execute_api_endpoint=False,
        api_mappings=[ApiMapping(partners), ApiMapping(shared, "orders")],
    )
    return Composition(notes, orders)
