"""Functions with every form of version and alias, and the APIs that call them."""

from __future__ import annotations

from typing import Any

from troposphere import Equals, If, Ref, Sub, cloudwatch

from cfngw import (
    Alias,
    Allow,
    Composition,
    Condition,
    Function,
    FunctionUrl,
    Grant,
    HttpApiBlueprint,
    LambdaAuthorizer,
    LambdaProxy,
    Method,
    Parameter,
    ProvisionedConcurrency,
    RestApiLambdaBlueprint,
    Role,
    Route,
    Stage,
    TrafficShifting,
    Version,
    VersionWeight,
)
from samples import function

IS_PROD = Condition("IsProd", Equals(Parameter("Environment", "dev"), "prod"))
PROD_VERSION = Parameter("ProdVersion", "$LATEST")


def user_api() -> HttpApiBlueprint:
    """Give document 003's aliases behind an HTTP API: staging is what was deployed last, prod what was chosen."""
    user = function("User", environment={"TABLE": If(IS_PROD, "user", Parameter("Table", "s-user"))})
    return HttpApiBlueprint(
        name="User",
        routes=[
            Route("GET /user/{id}", LambdaProxy(user, qualifier="${stageVariables.stage}")),
            Route("POST /user/{id}", LambdaProxy(user, qualifier="${stageVariables.stage}")),
        ],
        stages=[Stage(name, variables={"stage": name}) for name in ("staging", "prod")],
        resources=[Version(user), Alias("staging", user, version="$LATEST"), Alias("prod", user, version=PROD_VERSION)],
    )


def shifted() -> HttpApiBlueprint:
    """Give aliases with all that CodeDeploy, weights and provisioned concurrency bring."""
    orders = function("Orders", memory_size_mb=Parameter("Memory", 256, type="Number"))
    version = Version(orders)
    told = Grant(Allow("lambda:InvokeFunction", version.arn), variable="NEW_VERSION", value=version.arn)
    check = function("Check", allow=[told])
    errors = cloudwatch.Alarm(
        "OrdersErrors",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Dimensions=[cloudwatch.MetricDimension(Name="Resource", Value=Sub("${OrdersFunction}:live"))],
        Period=60,
        Statistic="Sum",
        Threshold=0,
    )
    live = Alias(
        "live",
        orders,
        provisioned_concurrency=ProvisionedConcurrency(2, max_capacity=10),
        traffic_shifting=TrafficShifting("Canary10Percent5Minutes", alarms=[Ref(errors)], before=check, after=check),
        description="What clients call.",
    )
    weighed = Alias(
        "weighed",
        orders,
        version=Parameter("Stable", "1"),
        weights=[VersionWeight(version, Parameter("Share", 0.1, type="Number"))],
    )
    return HttpApiBlueprint(
        name="Orders",
        authorizer=LambdaAuthorizer(
            "Guard", Alias("guard", function("Guard", snap_start=True), provisioned_concurrency=None)
        ),
        routes=[Route("GET /orders", live), Route("POST /orders", LambdaProxy(live, timeout_seconds=5))],
        resources=[errors, weighed, Alias("warm", orders, version="1", provisioned_concurrency=3)],
    )


def by_role() -> HttpApiBlueprint:
    """Give aliases that an API calls by its role, under a condition, with a URL and a shared role for the hook."""
    bills: Function = function("Bills", condition=IS_PROD)
    probe = function("Probe", role=Role("Prober"), condition=IS_PROD)
    shifting = TrafficShifting("AllAtOnce", after=probe)
    return HttpApiBlueprint(
        name="Bills",
        invocation="role",
        routes=[Route("GET /bills", Alias("live", bills, traffic_shifting=shifting, function_url=FunctionUrl("NONE")))],
    )


def rest() -> RestApiLambdaBlueprint:
    """Give a REST API whose methods call aliases."""
    notes = function("Notes")
    return RestApiLambdaBlueprint(
        name="Notes",
        stages=[Stage("dev")],
        methods=[Method("GET /notes", Alias("live", notes)), Method("POST /notes", notes)],
    )


def every_release() -> Composition:
    """Give all of them in one template."""
    parts: list[Any] = [user_api(), shifted(), by_role(), rest()]
    return Composition(*parts)
