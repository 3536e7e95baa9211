"""REST APIs: the API with its models, methods, deployment, stages, plans, and what the gateway itself answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from troposphere import Ref, Sub, Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.cors import note_proxies
from cfngw.compile.deployment import add_deployment
from cfngw.compile.example_call import example_call
from cfngw.compile.gateway_response import add_gateway_responses
from cfngw.compile.invocation import add_callees, add_invocation
from cfngw.compile.method import Methods
from cfngw.compile.model import Validators
from cfngw.compile.resource_policy import endpoint_configuration, policy_document
from cfngw.compile.rest_stage import add_rest_stage, note_logging_role
from cfngw.compile.usage_plan import add_usage_plans, key_outputs
from cfngw.declare.cors import policies, preflights
from cfngw.declare.error_contract import NO_CONTRACT
from cfngw.declare.gateway_response import GatewayResponse, default_of_type
from cfngw.declare.parameter import Output
from cfngw.declare.rest_api import RestApi, stage_url
from cfngw.naming import name_words


def add_rest_api(assembly: Assembly, api: RestApi) -> None:
    """Put an API and all that belongs to it into the template."""
    functions = api.functions()
    add_callees(assembly, functions)
    assembly.add(_api(assembly, api), api)
    add_invocation(assembly, api, functions)
    methods = Methods(assembly, api)
    asked = {preflight.last: preflight for preflight in preflights(api)}
    for method in api.methods:
        methods.add(method)
        if method in asked:
            methods.add_preflight(asked[method])
    note_proxies(assembly, api)
    answers = _gateway_responses(api, _occurring(api, methods.validators))
    add_gateway_responses(assembly, api, answers, policies(api))
    deployment = add_deployment(assembly, api, apigateway.Deployment, "RestApiId")
    stages = {stage.name: add_rest_stage(assembly, api, stage, deployment) for stage in api.stages}
    note_logging_role(assembly, api)
    add_usage_plans(assembly, api, stages)


def _gateway_responses(api: RestApi, occurring: Collection[str]) -> list[GatewayResponse]:
    """Give what was declared, and the rest in the form of the error contract."""
    own = {response.type for response in api.gateway_responses}
    contract = api.errors if api.errors is not None else NO_CONTRACT.moved(api.source)
    made: tuple[GatewayResponse, ...] = contract.gateway_responses(occurring)
    for_body = ("BAD_REQUEST_BODY",)  # what is wrong in a body is told even where a default was declared
    return [
        *api.gateway_responses,
        *(
            each
            for each in made
            if each.type not in own and (each.type in for_body or default_of_type(each.type) not in own)
        ),
    ]


def _occurring(api: RestApi, validators: Validators) -> Collection[str]:
    """Give the types of the gateway's own answers that this API can come to."""
    checked = [name for name, checks in _CHECKS.items() if validators.check(checks)]
    plans = ["QUOTA_EXCEEDED"] if any(plan.quota is not None for plan in api.usage_plans) else []
    refusing = any(method.request is not None and method.request.template is not None for method in api.methods)
    return {*_EVERYWHERE, *checked, *plans, *(["UNSUPPORTED_MEDIA_TYPE"] if refusing else [])}


_CHECKS = {"BAD_REQUEST_BODY": "body", "BAD_REQUEST_PARAMETERS": "parameters"}
_EVERYWHERE = ("INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED")


def _api(assembly: Assembly, api: RestApi) -> apigateway.RestApi:
    options: dict[str, Any] = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "EndpointConfiguration": endpoint_configuration(assembly, api.endpoint),
        "Policy": policy_document(assembly, api),
        "BinaryMediaTypes": assembly.resolve(api.binary_media_types) or None,
        "MinimumCompressionSize": assembly.resolve(api.minimum_compression_size),
        "ApiKeySourceType": assembly.resolve(api.api_key_source),
        "Tags": Tags(assembly.resolve(api.tags)) if api.tags else None,
    }
    return apigateway.RestApi(api.resource_id, **only_given(options))


def outputs(api: RestApi) -> list[Output]:
    """Give the outputs that every REST API has: one URL per stage, the id, a call to try, and the ids of keys."""
    name = name_words(api.name)
    made = []
    for position, stage in enumerate(api.stages):
        suffix = name_words(stage.name) if position or len(api.stages) > 1 else ""
        made.append(
            Output(f"{name}Url{suffix}", Sub(f"{stage_url(api, stage)}/"), description=f"URL of stage {stage.name}")
        )
    made.append(Output(f"{name}ApiId", Ref(api.resource_id), description=f"Id of the API {api.name}"))
    example = example_call(api)
    if example is not None:
        body = "; write body.json first, to fit the model" if "@body.json" in example else ""
        made.append(Output(f"{name}Example", Sub(example), description=f"A call to try{body}"))
    return made + key_outputs(api)
