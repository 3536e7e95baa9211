"""HTTP APIs: the API, its stages, one integration per way to call a function, one route per route key.

A function is invoked by one permission per API, whatever the number of its routes, or by the API's own role.
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.authorizer import add_authorizers, example_options, example_query, route_options
from cfngw.compile.function import add_function
from cfngw.compile.http_cors import cors_configuration, note_preflights
from cfngw.compile.invocation import add_invocation, credentials, function_arn
from cfngw.compile.stage import add_stage
from cfngw.declare.function import Function
from cfngw.declare.http_api import HttpApi, Route
from cfngw.declare.parameter import Output
from cfngw.errors import DeclarationError
from cfngw.naming import name_words


def add_http_api(assembly: Assembly, api: HttpApi) -> None:
    """Put an API and all that belongs to it into the template."""
    functions = api.functions()
    for function in functions:
        if isinstance(function, Function):
            add_function(assembly, function)
    assembly.add(_api(assembly, api), api)
    for stage in api.stages:
        add_stage(assembly, api, stage)
    add_invocation(assembly, api, functions)
    add_authorizers(assembly, api)
    _add_routes(assembly, api)


def _api(assembly: Assembly, api: HttpApi) -> apigatewayv2.Api:
    options = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "Version": assembly.resolve(api.version),
        "ProtocolType": "HTTP",
        "CorsConfiguration": cors_configuration(assembly, api),
        "Tags": assembly.resolve(api.tags) or None,
    }
    return apigatewayv2.Api(api.resource_id, **only_given(options))


def _add_routes(assembly: Assembly, api: HttpApi) -> None:
    """Put integrations and routes into the template, each integration before the first route that uses it."""
    targets: dict[int, Sub] = {}
    api_ref = Ref(api.resource_id)
    for route in api.written_routes():
        target = targets.get(id(route.target))
        if target is None:
            target = targets[id(route.target)] = Sub(f"integrations/${{{_integration(assembly, api, route)}}}")
        options = {"ApiId": api_ref, "RouteKey": str(route.key), **route_options(assembly, api, route)}
        _add_route(assembly, api, route, {**options, "Target": target})
    note_preflights(assembly, api)


def _integration(assembly: Assembly, api: HttpApi, route: Route) -> str:
    integration = route.integration
    title = integration.resource_id(api)
    version = integration.payload_format_version or api.payload_format_version
    timeout = integration.timeout_seconds
    options = {
        "Condition": condition_name(integration.function),
        "ApiId": Ref(api.resource_id),
        "Description": assembly.resolve(integration.description),
        "IntegrationType": "AWS_PROXY",
        "ConnectionType": "INTERNET",
        "IntegrationMethod": "POST",
        "IntegrationUri": function_arn(assembly, integration.function),
        "PayloadFormatVersion": version,
        "TimeoutInMillis": timeout * 1000 if timeout is not None else None,
        "CredentialsArn": credentials(api),
    }
    # Two ways to call a function that come to the same are one; the same way in two APIs is two.
    owner = (api.resource_id, integration.function, version, timeout, integration.description)
    if not assembly.lost(integration.function) and assembly.claim("Resources", title, owner, route.source):
        assembly.template.resources[title] = apigatewayv2.Integration(title, **only_given(options))
    return title


def _add_route(assembly: Assembly, api: HttpApi, route: Route, options: dict[str, Any]) -> None:
    title = route.resource_id(api)
    condition = _route_condition(assembly, api, route)
    if condition is not None:
        options["Condition"] = condition
    if route.operation_name is not None:
        options["OperationName"] = assembly.resolve(route.operation_name)
    if route.public is not None:
        options["Metadata"] = {"cfngw": {"Public": route.public}}
    assembly.add(apigatewayv2.Route(title, **options), (api.resource_id, route), route.source)


def _route_condition(assembly: Assembly, api: HttpApi, route: Route) -> str | None:
    """Give the condition of a route: its own, its function's or that of the function which authorizes it."""
    own = assembly.condition(route)
    authorizer = api.authorizer_of(route)
    needed = {"its function": route.function, "its authorizer's function": authorizer and authorizer.function}
    for noun, function in needed.items():
        condition = None if function is None else condition_name(function)
        if condition is not None and own not in (None, condition):
            assembly.problems.append(
                DeclarationError(
                    f"{route.label}: {noun} is made under another condition.",
                    where=route.source,
                    given=own,
                    allowed=condition,
                    fix="use the function's condition, or combine both in one Condition",
                )
            )
        own = own or condition
    return own


def outputs(api: HttpApi) -> list[Output]:
    """Give the outputs that every HTTP API has: one URL per stage, the id, and a call to try."""
    name = name_words(api.name)
    endpoint = f"${{{api.resource_id}.ApiEndpoint}}"
    made = []
    for stage in api.stages:
        suffix = "" if stage.name == "$default" else name_words(stage.name)
        made.append(
            Output(
                f"{name}Url{suffix}",
                Sub(f"{endpoint}{stage.path}/"),
                description=f"URL of stage {stage.name}",
            )
        )
    made.append(Output(f"{name}ApiId", Ref(api.resource_id), description=f"Id of the API {api.name}"))
    example = _example(api)
    if example is not None:
        authorizer = api.authorizer_of(example)
        address = f"{endpoint}{api.stages[0].path}{example.key.path}{example_query(authorizer)}"
        call = f"curl -i -X {example.key.method}{example_options(authorizer)} {address}"
        made.append(Output(f"{name}Example", Sub(call.replace(" -X GET", "")), description="A call to try"))
    return made


def _example(api: HttpApi) -> Route | None:
    """Choose a route that can be called as it stands: a method of its own and no variables."""
    plain = [route for route in api.routes if route.key.method not in (None, "ANY") and "{" not in route.key.path]
    unconditional = [
        route for route in plain if condition_name(route) is None and condition_name(route.function) is None
    ]
    return next((route for route in unconditional if route.key.method == "GET"), next(iter(unconditional), None))
