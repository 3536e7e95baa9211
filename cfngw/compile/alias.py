"""Aliases of functions, with their provisioned concurrency, its scaling, and their URL."""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, applicationautoscaling, awslambda

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.function import add_function, add_url
from cfngw.compile.version import add_version
from cfngw.declare.alias import Alias, ProvisionedConcurrency
from cfngw.declare.function import FunctionAlias
from cfngw.declare.version import Version

_DIMENSION = "lambda:function:ProvisionedConcurrency"


def add_alias(assembly: Assembly, alias: FunctionAlias) -> None:
    """Put an alias, its function and what belongs to it into the template, once."""
    if not isinstance(alias, Alias):
        raise TypeError(f"{type(alias).__name__} is no Alias")
    add_function(assembly, alias.function)
    title = alias.resource_id
    name = f"{alias.function.name}:{alias.name}"
    if not assembly.claim("Aliases", name, alias, alias.source):  # Lambda takes a name once, whatever the ids
        return
    if not assembly.claim("Resources", title, alias, alias.source):
        return
    condition = assembly.condition(alias)
    options = {
        "Condition": condition,
        "UpdatePolicy": _update_policy(assembly, alias, condition),
        "Name": alias.name,
        "Description": assembly.resolve(alias.description),
        "FunctionName": Ref(alias.function.resource_id),
        "FunctionVersion": _number(assembly, alias.points_to),
        "RoutingConfig": _routing(assembly, alias),
        "ProvisionedConcurrencyConfig": _concurrency(assembly, alias),
    }
    assembly.template.resources[title] = awslambda.Alias(title, **only_given(options))
    if isinstance(alias.provisioned_concurrency, ProvisionedConcurrency):
        _add_scaling(assembly, alias, alias.provisioned_concurrency, condition)
    if alias.function_url is not None:
        target = {
            "DependsOn": title,
            "TargetFunctionArn": Ref(alias.function.resource_id),
            "Qualifier": alias.name,
        }
        add_url(assembly, alias, alias.function_url, target, condition)


def _update_policy(assembly: Assembly, alias: Alias, condition: str | None) -> Any:
    if alias.traffic_shifting is None:
        return None
    from cfngw.compile.traffic_shifting import update_policy  # for those who have one

    return update_policy(assembly, alias, alias.traffic_shifting, condition)


def _number(assembly: Assembly, version: Any) -> Any:
    """Give the number of a version; one that the stack publishes gets into the template."""
    if isinstance(version, Version):
        add_version(assembly, version)
        return assembly.resolve(version.number)
    return assembly.resolve(version)


def _routing(assembly: Assembly, alias: Alias) -> awslambda.AliasRoutingConfiguration | None:
    if not alias.weights:
        return None
    weights = [
        awslambda.VersionWeight(
            FunctionVersion=_number(assembly, each.version), FunctionWeight=assembly.resolve(each.weight)
        )
        for each in alias.weights
    ]
    return awslambda.AliasRoutingConfiguration(AdditionalVersionWeights=weights)


def _concurrency(assembly: Assembly, alias: Alias) -> awslambda.ProvisionedConcurrencyConfiguration | None:
    given = alias.provisioned_concurrency
    if given is None:
        return None
    least = given.min_capacity if isinstance(given, ProvisionedConcurrency) else given
    return awslambda.ProvisionedConcurrencyConfiguration(ProvisionedConcurrentExecutions=assembly.resolve(least))


def _add_scaling(assembly: Assembly, alias: Alias, scaled: ProvisionedConcurrency, condition: str | None) -> None:
    """Let Application Auto Scaling move the number; it makes the role that it needs in the account itself.

    https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-lambda.html
    """
    title, policy = f"{alias.resource_id}ScalableTarget", f"{alias.resource_id}ScalingPolicy"
    target = applicationautoscaling.ScalableTarget(
        title,
        # The id below names the alias by its name alone, and nothing may scale it before it is there.
        DependsOn=alias.resource_id,
        ServiceNamespace="lambda",
        ScalableDimension=_DIMENSION,
        ResourceId=Sub(f"function:${{{alias.function.resource_id}}}:{alias.name}"),
        MinCapacity=assembly.resolve(scaled.min_capacity),
        MaxCapacity=assembly.resolve(scaled.max_capacity),
        **only_given({"Condition": condition}),
    )
    assembly.add(target, (alias.resource_id, "ScalableTarget"), alias.source)
    tracking = applicationautoscaling.TargetTrackingScalingPolicyConfiguration(
        PredefinedMetricSpecification=applicationautoscaling.PredefinedMetricSpecification(
            PredefinedMetricType="LambdaProvisionedConcurrencyUtilization"
        ),
        TargetValue=assembly.resolve(scaled.target_utilization),
    )
    made = applicationautoscaling.ScalingPolicy(
        policy,
        PolicyName="Utilization",
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Ref(title),
        TargetTrackingScalingPolicyConfiguration=tracking,
        **only_given({"Condition": condition}),
    )
    assembly.add(made, (alias.resource_id, "ScalingPolicy"), alias.source)
