"""HTTP APIs: the API, its stages, one integration per target of its routes, one route per route key.

A function is invoked by one permission per API, whatever the number of its routes, or by the API's own role.
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.function import add_function
from cfngw.compile.http_integration import add_integration
from cfngw.compile.invocation import add_invocation
from cfngw.compile.stage import add_stage
from cfngw.declare.function import Function
from cfngw.declare.http_api import HttpApi, Route
from cfngw.declare.http_integration import RouteTarget
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
    _add_routes(assembly, api)


def _api(assembly: Assembly, api: HttpApi) -> apigatewayv2.Api:
    options = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "Version": assembly.resolve(api.version),
        "ProtocolType": "HTTP",
        "Tags": assembly.resolve(api.tags) or None,
    }
    return apigatewayv2.Api(api.resource_id, **only_given(options))


def _add_routes(assembly: Assembly, api: HttpApi) -> None:
    """Put integrations and routes into the template, each integration before the first route that uses it."""
    targets: dict[int, Sub] = {}
    api_ref = Ref(api.resource_id)
    for route in api.routes:
        target = targets.get(id(route.target))
        if target is None:
            integration = route.integration
            target = Sub(f"integrations/${{{add_integration(assembly, api, route, integration)}}}")
            if integration.shared:
                targets[id(route.target)] = target
        _add_route(assembly, api, route, {"ApiId": api_ref, "RouteKey": str(route.key), "Target": target})


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
    own, of_target = assembly.condition(route), _target_condition(route)
    if own is not None and of_target is not None and own != of_target:
        noun = "function" if route.function is not None else type(_made_with(route)).__name__
        assembly.problems.append(
            DeclarationError(
                f"{route.label}: its {noun} is made under another condition.",
                where=route.source,
                given=own,
                allowed=of_target,
                fix=f"use the {noun}'s condition, or combine both in one Condition",
            )
        )
    return own or of_target


def _made_with(route: Route) -> Any:
    """Give the value that a route's target can't do without: a function, a queue, a VPC link."""
    return route.target.made_with() if isinstance(route.target, RouteTarget) else route.target


def _target_condition(route: Route) -> str | None:
    return condition_name(_made_with(route))


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
        call = f"curl -i -X {example.key.method} {endpoint}{api.stages[0].path}{example.key.path}"
        made.append(Output(f"{name}Example", Sub(call.replace(" -X GET", "")), description="A call to try"))
    return made


def _example(api: HttpApi) -> Route | None:
    """Choose a route that can be called as it stands: a method of its own and no variables."""
    plain = [route for route in api.routes if route.key.method not in (None, "ANY") and "{" not in route.key.path]
    unconditional = [route for route in plain if condition_name(route) is None and _target_condition(route) is None]
    return next((route for route in unconditional if route.key.method == "GET"), next(iter(unconditional), None))
