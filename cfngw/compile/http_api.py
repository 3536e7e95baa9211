"""HTTP APIs: the API, its stages, one integration per way to call a function, one route per route key.

A function is invoked by one permission per API, whatever the number of its routes, or by the API's own role.
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.function import add_function
from cfngw.compile.invocation import add_invocation, credentials, function_arn, sub_arn
from cfngw.compile.stage import Place, add_stages
from cfngw.declare.alias import qualifiers
from cfngw.declare.function import Function
from cfngw.declare.http_api import HttpApi, LambdaProxy, Route
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
    stages = add_stages(assembly, api, _places(api))
    add_invocation(assembly, api, functions, qualifiers(api))
    _add_routes(assembly, api)
    if api.api_mappings or not api.execute_api_endpoint:
        from cfngw.compile.domain import add_mappings  # for those who have one

        add_mappings(assembly, api, stages)


def _api(assembly: Assembly, api: HttpApi) -> apigatewayv2.Api:
    options = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "Version": assembly.resolve(api.version),
        "ProtocolType": "HTTP",
        "DisableExecuteApiEndpoint": True if api.execute_api_endpoint is False else None,
        "IpAddressType": assembly.resolve(api.ip_address_type),
        "Tags": assembly.resolve(api.tags) or None,
    }
    return apigatewayv2.Api(api.resource_id, **only_given(options))


def _places(api: HttpApi) -> list[tuple[str, Place]]:
    """Give where each declared route stands in the template."""
    return [
        (str(route.key), Place(str(route.key), route.resource_id(api), _condition_of(route))) for route in api.routes
    ]


def _condition_of(route: Route) -> str | None:
    return condition_name(route) or condition_name(route.function)


def _add_routes(assembly: Assembly, api: HttpApi) -> None:
    """Put integrations and routes into the template, each integration before the first route that uses it."""
    targets: dict[int, Sub] = {}
    api_ref = Ref(api.resource_id)
    for route in api.routes:
        target = targets.get(id(route.target))
        if target is None:
            target = targets[id(route.target)] = Sub(f"integrations/${{{_integration(assembly, api, route)}}}")
        _add_route(assembly, api, route, {"ApiId": api_ref, "RouteKey": str(route.key), "Target": target})


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
        "IntegrationUri": _uri(assembly, integration),
        "PayloadFormatVersion": version,
        "TimeoutInMillis": timeout * 1000 if timeout is not None else None,
        "CredentialsArn": credentials(api),
    }
    # Two ways to call a function that come to the same are one; the same way in two APIs is two.
    owner = (api.resource_id, integration.function, version, timeout, integration.qualifier, integration.description)
    if not assembly.lost(integration.function) and assembly.claim("Resources", title, owner, route.source):
        assembly.template.resources[title] = apigatewayv2.Integration(title, **only_given(options))
    return title


def _uri(assembly: Assembly, integration: LambdaProxy) -> Any:
    """Name the function; with an alias, in the long form, which alone is documented to take a stage variable."""
    arn = function_arn(assembly, integration.function)
    if integration.qualifier is None:
        return arn
    qualifier = integration.qualifier.replace("${", "${!")
    path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return sub_arn(f"{path}/%s:{qualifier}/invocations", arn)


def _add_route(assembly: Assembly, api: HttpApi, route: Route, options: dict[str, Any]) -> None:
    title = route.resource_id(api)
    condition = _route_condition(assembly, route)
    if condition is not None:
        options["Condition"] = condition
    if route.operation_name is not None:
        options["OperationName"] = assembly.resolve(route.operation_name)
    if route.public is not None:
        options["Metadata"] = {"cfngw": {"Public": route.public}}
    assembly.add(apigatewayv2.Route(title, **options), (api.resource_id, route), route.source)


def _route_condition(assembly: Assembly, route: Route) -> str | None:
    own, of_function = assembly.condition(route), condition_name(route.function)
    if own is not None and of_function is not None and own != of_function:
        assembly.problems.append(
            DeclarationError(
                f"{route.label}: its function is made under another condition.",
                where=route.source,
                given=own,
                allowed=of_function,
                fix="use the function's condition, or combine both in one Condition",
            )
        )
    return own or of_function


def outputs(api: HttpApi) -> list[Output]:
    """Give the outputs that every HTTP API has: its URLs, the id, and a call to try."""
    name = name_words(api.name)
    endpoint = f"${{{api.resource_id}.ApiEndpoint}}"
    made = []
    for stage in api.stages if api.execute_api_endpoint else ():
        suffix = "" if stage.name == "$default" else name_words(stage.name)
        made.append(
            Output(
                f"{name}Url{suffix}",
                Sub(f"{endpoint}{stage.path}/"),
                description=f"URL of stage {stage.name}",
            )
        )
    if api.api_mappings:
        from cfngw.compile.domain import mapping_outputs

        made += mapping_outputs(api)
    made.append(Output(f"{name}ApiId", Ref(api.resource_id), description=f"Id of the API {api.name}"))
    example, base = _example(api), _base(api)
    if example is not None and base is not None:
        call = f"curl -i -X {example.key.method} {base}{example.key.path}"
        made.append(Output(f"{name}Example", _filled(call.replace(" -X GET", "")), description="A call to try"))
    return made


def _filled(text: str) -> Any:
    return Sub(text) if "${" in text else text


def _base(api: HttpApi) -> str | None:
    """Give what stands before the path in a call to try, inside a Sub; None where no such URL is known."""
    if api.execute_api_endpoint:
        return f"${{{api.resource_id}.ApiEndpoint}}{api.stages[0].path}"
    from cfngw.compile.domain import url_text

    return url_text(api.url_mapping) if api.url_mapping is not None else None


def _example(api: HttpApi) -> Route | None:
    """Choose a route that can be called as it stands: a method of its own and no variables."""
    plain = [route for route in api.routes if route.key.method not in (None, "ANY") and "{" not in route.key.path]
    unconditional = [
        route for route in plain if condition_name(route) is None and condition_name(route.function) is None
    ]
    return next((route for route in unconditional if route.key.method == "GET"), next(iter(unconditional), None))
