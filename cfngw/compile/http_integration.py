"""Integrations of HTTP APIs: of a function, an address, and what a VPC link leads to. Equal ones are made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, apigatewayv2

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.invocation import called_by, credentials, function_arn, invocation_uri, sub_arn
from cfngw.declare.function import FunctionAlias
from cfngw.declare.http_api import HttpApi, LambdaProxy, Route
from cfngw.declare.http_integration import PrivateIntegration, RouteTarget, milliseconds
from cfngw.declare.vpc_link import VpcLink
from cfngw.source import Source

if TYPE_CHECKING:
    from cfngw.declare.integration import HttpProxy

_FORMAT = "1.0"  # the only one for all that is no function


def add_integration(assembly: Assembly, api: HttpApi, route: Route, target: RouteTarget) -> str:
    """Put the integration of a route into the template, unless it is there; give its logical id."""
    title = target.integration_id(api, route)
    if isinstance(target, LambdaProxy):
        if not assembly.lost(target.function):
            options = _of_function(assembly, api, target)
            _add(assembly, api, target, title, options, _same_call(api, target, options), route.source)
        return title
    where: Source = getattr(target, "source", route.source)
    _add(
        assembly, api, target, title, _elsewhere(assembly, api, route, target, title), (api.resource_id, target), where
    )
    return title


def _same_call(api: HttpApi, target: LambdaProxy, options: dict[str, Any]) -> tuple[Any, ...]:
    """Two ways to call a function that come to the same are one; the same way in two APIs is two."""
    parameters = (target.request_parameters, target.response_parameters)
    version, timeout = options["PayloadFormatVersion"], target.timeout_seconds
    called = called_by(target.function, target.qualifier)
    return (api.resource_id, called, version, timeout, target.description, *parameters)


def _add(
    assembly: Assembly,
    api: HttpApi,
    target: RouteTarget,
    title: str,
    options: dict[str, Any],
    owner: tuple[Any, ...],
    where: Source,
) -> None:
    if not assembly.claim("Resources", title, owner, where):
        return
    mapped = options.pop("Mapped", target.mapped())
    if mapped or target.response_parameters or any(target.read()):
        from cfngw.compile.parameter_mapping import check_sources, request_parameters, response_parameters

        options["RequestParameters"] = request_parameters(assembly, mapped)
        options["ResponseParameters"] = response_parameters(assembly, target.response_parameters)
        check_sources(assembly, api, target, where)
    options.setdefault("TimeoutInMillis", _timeout(target))
    options = {"ApiId": Ref(api.resource_id), "Description": assembly.resolve(target.description), **options}
    assembly.template.resources[title] = apigatewayv2.Integration(title, **only_given(options))


def _timeout(target: RouteTarget) -> int | None:
    return milliseconds(target.timeout_seconds) if target.timeout_seconds is not None else None


def _of_function(assembly: Assembly, api: HttpApi, target: LambdaProxy) -> dict[str, Any]:
    return {
        "Condition": condition_name(target.function),
        "IntegrationType": "AWS_PROXY",
        "ConnectionType": "INTERNET",
        "IntegrationMethod": "POST",
        "IntegrationUri": _uri(assembly, target),
        "PayloadFormatVersion": target.payload_format_version or api.payload_format_version,
        "TimeoutInMillis": _timeout(target),
        "CredentialsArn": credentials(api),
    }


def _uri(assembly: Assembly, target: LambdaProxy) -> Any:
    """Name the function; with an alias, in the long form, which alone is documented to take a stage variable."""
    if isinstance(target.function, FunctionAlias):
        return invocation_uri(assembly, target.function)
    arn = function_arn(assembly, target.function)
    if target.qualifier is None:
        return arn
    qualifier = target.qualifier.replace("${", "${!")
    path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions"
    return sub_arn(f"{path}/%s:{qualifier}/invocations", arn)


def _elsewhere(assembly: Assembly, api: HttpApi, route: Route, target: Any, title: str) -> dict[str, Any]:
    """Give the options of what calls no function; what they need is imported for those who have one."""
    if isinstance(target, PrivateIntegration):
        return _private(assembly, api, target)
    from cfngw.declare.integration import HttpProxy

    if isinstance(target, HttpProxy):
        return _of_address(assembly, target)
    from cfngw.compile.service_integration import service_options

    return service_options(assembly, api, route, target, title)


def _of_address(assembly: Assembly, target: HttpProxy) -> dict[str, Any]:
    return {
        "IntegrationType": "HTTP_PROXY",
        "ConnectionType": "INTERNET",
        "IntegrationMethod": target.method or "ANY",
        "IntegrationUri": assembly.resolve(target.url),
        "PayloadFormatVersion": _FORMAT,
    }


def _private(assembly: Assembly, api: HttpApi, target: PrivateIntegration) -> dict[str, Any]:
    from cfngw.compile.vpc_link import add_vpc_link

    link = target.vpc_link
    if isinstance(link, VpcLink):
        add_vpc_link(assembly, link)
    name = assembly.resolve(target.tls_server_name)
    return {
        "Condition": condition_name(target.made_with()),
        "IntegrationType": "HTTP_PROXY",
        "ConnectionType": "VPC_LINK",
        "ConnectionId": Ref(link.resource_id) if isinstance(link, VpcLink) else assembly.resolve(link),
        "IntegrationMethod": target.method or "ANY",
        "IntegrationUri": assembly.resolve(target.target_arn),
        "PayloadFormatVersion": _FORMAT,
        "TlsConfig": apigatewayv2.TlsConfig(ServerNameToVerify=name) if name is not None else None,
        "Mapped": _without_stage(api, target),
    }


def _without_stage(api: HttpApi, target: PrivateIntegration) -> dict[str, Any]:
    """Give the changes of the request, among them that a named stage does not stand before its path."""
    mapped = dict(target.mapped())
    named = any(stage.path for stage in api.stages)
    if named and not target.keep_stage_in_path and "overwrite:path" not in mapped:
        return {"overwrite:path": "$request.path", **mapped}
    return mapped
