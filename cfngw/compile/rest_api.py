"""REST APIs: the API with its models, methods, deployment, stages, plans, and what the gateway itself answers."""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, Tags, apigateway

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.cors import note_proxies
from cfngw.compile.deployment import add_deployment
from cfngw.compile.function import add_function
from cfngw.compile.gateway_response import add_gateway_responses
from cfngw.compile.invocation import add_invocation
from cfngw.compile.method import Methods
from cfngw.compile.resource_policy import endpoint_configuration, policy_document
from cfngw.compile.rest_stage import add_rest_stage, note_logging_role
from cfngw.compile.usage_plan import add_usage_plans, key_outputs
from cfngw.declare.cors import policies, preflights
from cfngw.declare.error_contract import NO_CONTRACT
from cfngw.declare.function import Function
from cfngw.declare.gateway_response import GatewayResponse
from cfngw.declare.method import Method
from cfngw.declare.parameter import Output
from cfngw.declare.rest_api import RestApi, stage_url
from cfngw.naming import name_words


def add_rest_api(assembly: Assembly, api: RestApi) -> None:
    """Put an API and all that belongs to it into the template."""
    functions = api.functions()
    for function in functions:
        if isinstance(function, Function):
            add_function(assembly, function)
    assembly.add(_api(assembly, api), api)
    add_invocation(assembly, api, functions)
    methods = Methods(assembly, api)
    asked = {preflight.last: preflight for preflight in preflights(api)}
    for method in api.methods:
        methods.add(method)
        if method in asked:
            methods.add_preflight(asked[method])
    note_proxies(assembly, api)
    answers = _gateway_responses(api, checks_bodies=methods.validators.checks_bodies)
    add_gateway_responses(assembly, api, answers, policies(api))
    deployment = add_deployment(assembly, api, apigateway.Deployment, "RestApiId")
    stages = {stage.name: add_rest_stage(assembly, api, stage, deployment) for stage in api.stages}
    note_logging_role(assembly, api)
    add_usage_plans(assembly, api, stages)


def _gateway_responses(api: RestApi, *, checks_bodies: bool) -> list[GatewayResponse]:
    """Give what was declared, and the rest in the form of the error contract."""
    own = {response.type for response in api.gateway_responses}
    contract = api.errors if api.errors is not None else NO_CONTRACT.moved(api.source)
    made: tuple[GatewayResponse, ...] = contract.gateway_responses(checks_bodies=checks_bodies)
    return [*api.gateway_responses, *(each for each in made if each.type not in own)]


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
    example = _example(api)
    if example is not None:
        made.append(Output(f"{name}Example", Sub(_call(api, example)), description="A call to try"))
    return made + key_outputs(api)


def _call(api: RestApi, method: Method) -> str:
    key = " -H 'X-Api-Key: KEY'" if method.api_key_required not in (None, False) else ""
    body = " -H 'Content-Type: application/json' -d '{}'" if method.key.method in ("POST", "PUT", "PATCH") else ""
    verb = "" if method.key.method == "GET" else f" -X {method.key.method}"
    path = "" if method.key.path == "/" else method.key.path
    return f"curl -i{verb}{key}{body} {stage_url(api, api.stages[0])}{path or '/'}"


def _example(api: RestApi) -> Method | None:
    """Choose a method that can be called as it stands: one of its own and no variables."""
    plain = [method for method in api.methods if method.key.method != "ANY" and "{" not in method.key.path]
    unconditional = [
        method
        for method in plain
        if condition_name(method) is None and (method.function is None or condition_name(method.function) is None)
    ]
    return next((method for method in unconditional if method.key.method == "GET"), next(iter(unconditional), None))
