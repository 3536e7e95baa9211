"""REST APIs: the API with its models, methods, deployment, stages, plans, and what the gateway itself answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from troposphere import Ref, Sub, Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.authorizer_reads import note_reads
from cfngw.compile.cors import note_proxies
from cfngw.compile.deployment import add_deployment
from cfngw.compile.example_call import example_call
from cfngw.compile.gateway_response import add_gateway_responses
from cfngw.compile.invocation import add_callees, add_invocation, permission_commands
from cfngw.compile.method import Methods
from cfngw.compile.model import Validators
from cfngw.compile.plain import plain
from cfngw.compile.resource_policy import endpoint_configuration, policy_document
from cfngw.compile.rest_stage import add_rest_stage, note_logging_role
from cfngw.compile.usage_plan import add_usage_plans, key_outputs
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.cors import policies, preflights
from cfngw.declare.error_contract import NO_CONTRACT
from cfngw.declare.gateway_response import GatewayResponse, default_of_type
from cfngw.declare.parameter import Output
from cfngw.declare.rest_api import RestApi, stage_url, text_of
from cfngw.naming import address_words, deployment_id, name_words


def add_rest_api(assembly: Assembly, api: RestApi) -> None:
    """Put an API and all that belongs to it into the template."""
    if api.layout != "resources":
        assembly.layouts[api.resource_id] = api.layout
    if api.layout == "nested":
        assembly.nested[api.resource_id] = (api.name, api.nested)
    functions = api.functions()
    add_callees(assembly, functions)
    assembly.add(_api(assembly, api), api)
    add_invocation(assembly, api, functions)
    if api.authorizers():
        from cfngw.compile.rest_authorizer import add_authorizers  # for those who have one

        add_authorizers(assembly, api)
    methods = Methods(assembly, api)
    asked = {preflight.last: preflight for preflight in preflights(api)}
    for method in api.methods:
        methods.add(method)
        if method in asked:
            methods.add_preflight(asked[method])
    note_reads(assembly, api)
    note_proxies(assembly, api)
    answers = _gateway_responses(api, _occurring(api, methods.validators))
    add_gateway_responses(assembly, api, answers, policies(api))
    deployment = add_deployment(assembly, api, apigateway.Deployment, "RestApiId")
    version = _documentation(assembly, api)
    stages = {stage.name: add_rest_stage(assembly, api, stage, deployment, version) for stage in api.stages}
    note_logging_role(assembly, api)
    _note_rarely(assembly, api)
    add_usage_plans(assembly, api, stages)
    _add_domains(assembly, api, stages)


def _add_domains(assembly: Assembly, api: RestApi, stages: dict[str, str]) -> None:
    """Lead domain names to the stages; what that needs is imported for those who have one."""
    if api.api_mappings:
        from cfngw.compile.api_mapping import add_mappings

        add_mappings(assembly, api, stages)
    if api.routing_rules:
        from cfngw.compile.routing_rule import add_rules

        add_rules(assembly, api, stages)
    if not (api.execute_api_endpoint or api.api_mappings or api.routing_rules):
        from cfngw.compile.api_mapping import note_unreachable

        note_unreachable(assembly, api)


def _documentation(assembly: Assembly, api: RestApi) -> str | None:
    """Document the API; what that needs is imported for those who do."""
    documented = (
        api.documentation is not None
        or api.documentation_parts
        or any(method.documentation is not None for method in api.methods)
        or any(model.documentation is not None for model in api.all_models().values())
    )
    if not documented:
        return None
    from cfngw.compile.documentation import add_documentation

    return add_documentation(assembly, api)


def _note_rarely(assembly: Assembly, api: RestApi) -> None:
    """Tell what is to know of streams and security policies; imported for those who have them."""
    if any(method.streams for method in api.methods):
        from cfngw.compile.streaming import stream_notes

        assembly.notices += stream_notes(api)
    if api.security_policy is not None:
        from cfngw.compile.security_policy import security_notes

        assembly.notices += security_notes(api)


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
    refusing = any(
        isinstance(method.target, AwsTarget) or (method.request is not None and method.request.template is not None)
        for method in api.methods
    )
    unsupported = ["UNSUPPORTED_MEDIA_TYPE"] if refusing else []
    guarding = [name for each in api.authorizers() for name in _OF_AUTHORIZERS[each.kind == "AWS_IAM"]]
    return {*_EVERYWHERE, *checked, *plans, *unsupported, *guarding}


_CHECKS = {"BAD_REQUEST_BODY": "body", "BAD_REQUEST_PARAMETERS": "parameters"}
_OF_AUTHORIZERS = (  # those that ask for a token or a function, and IAM
    ("ACCESS_DENIED", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE", "EXPIRED_TOKEN", "UNAUTHORIZED"),
    ("ACCESS_DENIED", "EXPIRED_TOKEN", "INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN"),
)
_EVERYWHERE = ("INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED")


def _api(assembly: Assembly, api: RestApi) -> apigateway.RestApi:
    options: dict[str, Any] = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "Version": assembly.resolve(api.version),
        "EndpointConfiguration": endpoint_configuration(assembly, api.endpoint),
        "DisableExecuteApiEndpoint": True if api.execute_api_endpoint is False else None,
        "Policy": policy_document(assembly, api),
        "BinaryMediaTypes": assembly.resolve(api.binary_media_types) or None,
        "MinimumCompressionSize": assembly.resolve(api.minimum_compression_size),
        "SecurityPolicy": assembly.resolve(api.security_policy),
        "EndpointAccessMode": assembly.resolve(api.endpoint_access_mode),
        "ApiKeySourceType": assembly.resolve(api.api_key_source),
        "Tags": Tags(assembly.resolve(api.tags)) if api.tags else None,
    }
    return apigateway.RestApi(api.resource_id, **only_given(options))


def _private_urls(api: RestApi, name: str) -> Iterator[Output]:
    """Give the URLs by the names that a private API has at its VPC endpoints; they need no private DNS."""
    for endpoint in api.endpoint.vpc_endpoint_ids:
        words, text = address_words(plain(endpoint)), text_of(endpoint)
        for stage in api.stages if words is not None and text is not None else ():
            suffix = name_words(stage.name) if len(api.stages) > 1 else ""
            url = Sub(f"{stage_url(api, stage, text)}/")
            yield Output(f"{name}Url{suffix}{words}", url, description=f"URL of stage {stage.name} by a VPC endpoint")


def outputs(api: RestApi) -> list[Output]:
    """Give the outputs that every REST API has: one URL per stage, the id, a call to try, and the ids of keys."""
    name = name_words(api.name)
    made = []
    for position, stage in enumerate(api.stages if api.execute_api_endpoint else ()):
        suffix = name_words(stage.name) if position or len(api.stages) > 1 else ""
        made.append(
            Output(f"{name}Url{suffix}", Sub(f"{stage_url(api, stage)}/"), description=f"URL of stage {stage.name}")
        )
    made += _domain_outputs(api)
    made += _private_urls(api, name)
    if any(stage.canary is not None for stage in api.stages):
        title = deployment_id(api.name)
        made.append(Output(f"{name}DeploymentId", Ref(title), description="Id of the newest deployment"))
    if any(stage.promoted_from is not None for stage in api.stages):
        from cfngw.compile.promotion import promotion_outputs  # for those who have one

        made += promotion_outputs(api.name, api.stages)
    made.append(Output(f"{name}ApiId", Ref(api.resource_id), description=f"Id of the API {api.name}"))
    example = example_call(api)
    if example is not None:
        body = "; write body.json first, to fit the model" if "@body.json" in example else ""
        call = Sub(example) if "${" in example else example
        made.append(Output(f"{name}Example", call, description=f"A call to try{body}"))
    return made + permission_commands(api, api.functions()) + key_outputs(api)


def _domain_outputs(api: RestApi) -> list[Output]:
    found: list[Output] = []
    if api.api_mappings:
        from cfngw.compile.api_mapping import mapping_outputs

        found += mapping_outputs(api)
    if api.routing_rules:
        from cfngw.compile.routing_rule import rule_outputs

        found += rule_outputs(api)
    return found
