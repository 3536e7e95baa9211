"""API keys and usage plans of REST APIs. Ids come from names, so that adding one key leaves the others alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import Ref, Tags, apigateway

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.declare.parameter import Output
from cfngw.declare.rest_api import RestApi
from cfngw.declare.throttle import Throttle
from cfngw.declare.usage_plan import ApiKey, Quota, UsagePlan
from cfngw.errors import Notice

_SHOW = "aws apigateway get-api-key --include-value --api-key ID"


def add_usage_plans(assembly: Assembly, api: RestApi, stages: Mapping[str, str]) -> None:
    """Put an API's plans and keys into the template; ``stages``: the logical id of each stage by its name."""
    for plan in api.usage_plans:
        _add_plan(assembly, api, plan, stages)
        for key in plan.keys:
            _add_key(assembly, key)
            _tie(assembly, api, plan, key)
    _note_idle(assembly, api)


def _note_idle(assembly: Assembly, api: RestApi) -> None:
    """Tell of plans that count nothing, and of stages where no key lets anybody in."""
    asking = [method for method in api.methods if method.api_key_required not in (None, False)]
    if api.usage_plans and not asking:
        plan = api.usage_plans[0]
        fix = "give the methods that it is for api_key_required=True"
        assembly.notices.append(
            Notice(
                f"{plan.label}: no method of {api.name} asks for an API key, so that it counts nothing.",
                plan.source,
                fix,
            )
        )
    for stage in api.stages if asking and not api.external_usage_plans else ():
        if not any(plan.stages is None or stage.name in plan.stages for plan in api.usage_plans):
            assembly.notices.append(
                Notice(
                    f'{api.name}: no usage plan has the stage "{stage.name}": there, methods with a key refuse all.',
                    stage.source,
                    "add the stage to a plan's stages=, or leave stages= out for all",
                )
            )


def _add_plan(assembly: Assembly, api: RestApi, plan: UsagePlan, stages: Mapping[str, str]) -> None:
    throttles = {
        f"{route.path}/{route.method}": throttle_settings(assembly, each) for route, each in plan.throttled().items()
    }
    served = [stages[name] for name in (plan.stages if plan.stages is not None else stages) if name in stages]
    options = {
        "UsagePlanName": assembly.resolve(plan.usage_plan_name),
        "Description": assembly.resolve(plan.description),
        "ApiStages": [
            apigateway.ApiStage(
                ApiId=Ref(api.resource_id), Stage=Ref(stage), **({"Throttle": throttles} if throttles else {})
            )
            for stage in served
        ],
        "Quota": _quota(assembly, plan.quota),
        "Throttle": None if plan.throttle is None else throttle_settings(assembly, plan.throttle),
        "Tags": Tags(assembly.resolve(plan.tags)) if plan.tags else None,
    }
    title = plan.resource_id(api.name)
    assembly.add(apigateway.UsagePlan(title, **only_given(options)), (api.resource_id, plan), plan.source)


def _quota(assembly: Assembly, quota: Quota | None) -> apigateway.QuotaSettings | None:
    if quota is None:
        return None
    return apigateway.QuotaSettings(
        Limit=assembly.resolve(quota.limit),
        Offset=assembly.resolve(quota.offset),
        Period=assembly.resolve(quota.period),
    )


def throttle_settings(assembly: Assembly, throttle: Throttle) -> apigateway.ThrottleSettings:
    """Make the limits of a plan or of a method in it."""
    options = {"RateLimit": assembly.resolve(throttle.rate), "BurstLimit": assembly.resolve(throttle.burst)}
    return apigateway.ThrottleSettings(**only_given(options))


def _add_key(assembly: Assembly, key: ApiKey) -> None:
    title = key.resource_id
    if not assembly.claim("Resources", title, key, key.source):
        return
    options = {
        "Condition": assembly.condition(key),
        "Name": assembly.resolve(key.api_key_name),
        "Description": assembly.resolve(key.description),
        "Enabled": assembly.resolve(key.enabled),  # CloudFormation makes a disabled key unless told
        "Value": assembly.resolve(key.value),
        "CustomerId": assembly.resolve(key.customer_id),
        "Tags": Tags(assembly.resolve(key.tags)) if key.tags else None,
    }
    assembly.template.resources[title] = apigateway.ApiKey(title, **only_given(options))


def _tie(assembly: Assembly, api: RestApi, plan: UsagePlan, key: ApiKey) -> None:
    title = plan.key_id(api.name, key)
    options: dict[str, Any] = {
        "Condition": condition_name(key),
        "KeyId": Ref(key.resource_id),
        "KeyType": "API_KEY",
        "UsagePlanId": Ref(plan.resource_id(api.name)),
    }
    owner = (api.resource_id, plan.name, key.name)
    assembly.add(apigateway.UsagePlanKey(title, **only_given(options)), owner, key.source)


def key_outputs(api: RestApi) -> list[Output]:
    """Give an output for each key: its id, by which its value is read."""
    keys = {key.resource_id: key for plan in api.usage_plans for key in plan.keys}
    return [
        Output(
            f"{title}Id",
            Ref(title),
            description=f"Id of the API key {key.name}; its value: {_SHOW}",
            condition=condition_name(key),
        )
        for title, key in keys.items()
    ]
