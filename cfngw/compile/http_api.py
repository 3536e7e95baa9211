"""HTTP APIs: the API, its stages, one integration per target of its routes, one route per route key.

A function is invoked by one permission per API, whatever the number of its routes, or by the API's own role.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import EllipsisType
from typing import TYPE_CHECKING, Any, TypeAlias

from troposphere import Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.http_cors import cors_configuration, note_preflights
from cfngw.compile.http_integration import add_integration
from cfngw.compile.invocation import add_callees, add_invocation, permission_commands
from cfngw.compile.stage import Place, add_stages
from cfngw.declare.function import Callee
from cfngw.declare.http_api import HttpApi, Route
from cfngw.declare.http_cors import PREFLIGHT, written_routes
from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.parameter import Output
from cfngw.declare.qualifier import alias_calls, qualifiers
from cfngw.errors import DeclarationError
from cfngw.naming import name_words

if TYPE_CHECKING:
    from cfngw.declare.authorizer import Authorizer


_JUDGED_BY_TYPE = frozenset({"ApiId", "RouteKey", "AuthorizationType", "AuthorizerId", "Target"})
_Models: TypeAlias = dict[tuple[Any, ...], apigatewayv2.Route]


def add_http_api(assembly: Assembly, api: HttpApi) -> None:
    """Put an API and all that belongs to it into the template."""
    functions = api.functions()
    add_callees(assembly, functions)
    assembly.add(_api(assembly, api), api)
    stages = add_stages(assembly, api, _places(api))
    add_invocation(assembly, api, functions, qualifiers(api))
    _expect_aliases(assembly, api)
    if api.authorizers():
        from cfngw.compile.authorizer import add_authorizers  # for those who have one

        add_authorizers(assembly, api)
    _add_routes(assembly, api)
    if api.api_mappings or not api.execute_api_endpoint:
        from cfngw.compile.api_mapping import add_mappings, note_unreachable  # for those who have one

        add_mappings(assembly, api, stages)
        if not api.api_mappings:
            note_unreachable(assembly, api)


def _expect_aliases(assembly: Assembly, api: HttpApi) -> None:
    calls = list(alias_calls(api))
    if calls:
        from cfngw.compile.qualifier import expect_aliases  # for those who call one

        expect_aliases(assembly, calls)


def _api(assembly: Assembly, api: HttpApi) -> apigatewayv2.Api:
    options = {
        "Name": assembly.resolve(api.api_name if api.api_name is not None else api.name),
        "Description": assembly.resolve(api.api_description),
        "Version": assembly.resolve(api.version),
        "ProtocolType": "HTTP",
        "CorsConfiguration": cors_configuration(assembly, api),
        "DisableExecuteApiEndpoint": True if api.execute_api_endpoint is False else None,
        "IpAddressType": assembly.resolve(api.ip_address_type),
        "Tags": assembly.resolve(api.tags) or None,
    }
    return apigatewayv2.Api(api.resource_id, **only_given(options))


def _places(api: HttpApi) -> list[tuple[str, Place]]:
    """Give, by the key of each declared route, those that stand for it in the template, but not its preflights."""
    if not any(stage.route_settings for stage in api.stages):
        return []
    return [
        (str(declared.key), Place(str(route.key), route.resource_id(api), _condition_of(api, route)))
        for declared, route in written_routes(api)
        if route is declared or route.key.method != PREFLIGHT
    ]


def _add_routes(assembly: Assembly, api: HttpApi) -> None:
    """Put integrations and routes into the template, each integration before the first route that uses it."""
    targets: dict[int, Sub] = {}
    models: _Models = {}
    api_ref = Ref(api.resource_id)
    for declared, route in written_routes(api):
        alone = isinstance(declared.target, RouteTarget) and not declared.target.shared
        user = id(declared if alone else declared.target)
        target = targets.get(user)
        if target is None:
            integration = add_integration(assembly, api, declared, declared.integration)
            target = targets[user] = Sub(f"integrations/${{{integration}}}")
        options = {"ApiId": api_ref, "RouteKey": route.route_key, **_who_may_call(assembly, api, route)}
        _add_route(assembly, api, route, {**options, "Target": target}, models)
    note_preflights(assembly, api)


def _who_may_call(assembly: Assembly, api: HttpApi, route: Route) -> dict[str, Any]:
    if api.authorizer is None and isinstance(route.authorizer, EllipsisType):
        return {}
    from cfngw.compile.authorizer import route_options

    return route_options(assembly, api, route)


def _add_route(assembly: Assembly, api: HttpApi, route: Route, options: dict[str, Any], models: _Models) -> None:
    title = route.resource_id(api)
    condition = _route_condition(assembly, api, route)
    if condition is not None:
        options["Condition"] = condition
    if route.operation_name is not None:
        options["OperationName"] = assembly.resolve(route.operation_name)
    if route.public is not None:
        options["Metadata"] = {"cfngw": {"Public": route.public}}
    assembly.add(_made(title, options, models), (api.resource_id, route), route.source)


def _made(title: str, options: dict[str, Any], models: _Models) -> apigatewayv2.Route:
    """Make a route; after the first of its form, which troposphere checks, like that one.

    troposphere goes through all that a route may have for each, which is a fifth of what a route costs.
    """
    form = (*options, *map(type, options.values()))
    model = models.get(form)
    if model is None:
        made = apigatewayv2.Route(title, **options)
        if options.keys() <= _JUDGED_BY_TYPE:
            models[form] = made
        return made
    made = object.__new__(apigatewayv2.Route)
    vars(made).update(vars(model), title=title, properties=options)
    vars(made)["resource"] = {**model.resource, "Properties": options}
    return made


def _route_condition(assembly: Assembly, api: HttpApi, route: Route) -> str | None:
    """Give the condition of a route: its own, its target's or that of the function which authorizes it."""
    own = None if route.condition is None else assembly.condition(route)
    for whose, needed in _needs(api, route):
        condition = condition_name(needed)
        if condition is not None and own not in (None, condition):
            noun = "function" if isinstance(needed, Callee) else type(needed).__name__
            assembly.problems.append(
                DeclarationError(
                    f"{route.label}: {whose} {noun} is made under another condition.",
                    where=route.source,
                    given=own,
                    allowed=condition,
                    fix=f"use the {noun}'s condition, or combine both in one Condition",
                )
            )
        own = own or condition
    return own


def _condition_of(api: HttpApi, route: Route) -> str | None:
    """Give the condition that a route stands under."""
    found = (condition_name(needed) for _, needed in (("", route), *_needs(api, route)))
    return next((name for name in found if name is not None), None)


def _needs(api: HttpApi, route: Route) -> Iterator[tuple[str, Any]]:
    """Give what a route can't do without: its function, queue or VPC link, and the function of its authorizer."""
    target = route.target.made_with() if isinstance(route.target, RouteTarget) else route.target
    authorizer = api.authorizer_of(route)
    for whose, needed in (("its", target), ("its authorizer's", authorizer and authorizer.function)):
        if needed is not None:
            yield whose, needed


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
        from cfngw.compile.api_mapping import mapping_outputs

        made += mapping_outputs(api)
    if any(stage.promoted_from is not None for stage in api.stages):
        from cfngw.compile.promotion import promotion_outputs  # for those who have one

        made += promotion_outputs(api.name, api.stages)
    made.append(Output(f"{name}ApiId", Ref(api.resource_id), description=f"Id of the API {api.name}"))
    example, base = _example(api), _base(api)
    if example is not None and base is not None:
        authorizer = api.authorizer_of(example)
        options, query = ("", "") if authorizer is None else _let_in(authorizer)
        address = f"{base}{example.key.path}{query}"
        call = f"curl -i -X {example.key.method}{_certificate_options(api)}{options} {address}"
        made.append(Output(f"{name}Example", _filled(call.replace(" -X GET", "")), description="A call to try"))
    return made + permission_commands(api, api.functions())


def _let_in(authorizer: Authorizer) -> tuple[str, str]:
    """Give what a call to try holds to be let in: options of curl, and the end of the address."""
    from cfngw.compile.authorizer_example import example_options, example_query

    return example_options(authorizer), example_query(authorizer)


def _filled(text: str) -> Any:
    return Sub(text) if "${" in text else text


def _base(api: HttpApi) -> str | None:
    """Give what stands before the path in a call to try, inside a Sub; None where no such URL is known."""
    if api.execute_api_endpoint:
        return f"${{{api.resource_id}.ApiEndpoint}}{api.stages[0].path}"
    from cfngw.compile.api_mapping import example_base

    return example_base(api)


def _certificate_options(api: HttpApi) -> str:
    """Give what curl needs where the domain that is called asks clients for a certificate."""
    if api.execute_api_endpoint:
        return ""
    from cfngw.compile.api_mapping import certificate_options

    return certificate_options(api)


def _example(api: HttpApi) -> Route | None:
    """Choose a route that can be called as it stands: a method of its own and no variables."""
    plain = [route for route in api.routes if route.key.method not in (None, "ANY") and "{" not in route.key.path]
    plain.sort(key=lambda route: route.key.method != "GET")
    return next((route for route in plain if _condition_of(api, route) is None), None)
