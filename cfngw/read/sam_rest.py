"""What SAM adds to a REST API: preflights of CORS, and gateway responses.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import joined, scalar_text
from cfngw.read.integration import with_path
from cfngw.read.model import GatewayResponse, Integration, IntegrationResponse, MappingTemplate, MethodResponse, Route
from cfngw.read.taking import templates, text, value, values

_ALL = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_JSON = "application/json"
_HEADERS = {
    "AllowOrigin": "Access-Control-Allow-Origin",
    "AllowHeaders": "Access-Control-Allow-Headers",
    "MaxAge": "Access-Control-Max-Age",
}


def preflights(cors: Node | None, routes: list[Route], resource: Resource) -> Iterator[Route]:
    """Give an OPTIONS for each path that has none; nothing without CORS."""
    if cors is None or (value(cors) in (None, "", False) and not cors.is_mapping):
        return
    by_path: dict[str, list[Route]] = {}
    for route in routes:
        by_path.setdefault(route.path, []).append(route)
    for path, mine in by_path.items():
        if not any(route.method == "OPTIONS" for route in mine):
            yield _preflight(cors, path, mine, resource)


def _preflight(cors: Node, path: str, routes: list[Route], resource: Resource) -> Route:
    headers = _headers(cors, routes)
    answer = IntegrationResponse(
        at=cors.at,
        status="200",
        templates={_JSON: MappingTemplate(at=cors.at, text="{}\n")},
        parameters={f"method.response.header.{name}": given for name, given in headers.items()},
    )
    mock = Integration(
        at=cors.at,
        type="MOCK",
        request_templates={_JSON: MappingTemplate(at=cors.at, text='{\n  "statusCode" : 200\n}\n')},
        responses=(answer,),
    )
    parts = routes[0].parts
    return Route(
        at=cors.at,
        made=resource.made,
        logical_id=resource.key,
        key=f"OPTIONS {path}",
        method="OPTIONS",
        path=path,
        parts=parts,
        integration=mock,
        request_parameters=with_path({}, parts),
        responses=(MethodResponse(at=cors.at, status="200", headers=tuple(headers)),),
    )


def _headers(cors: Node, routes: list[Route]) -> dict[str, Any]:
    if not cors.is_mapping:
        found: dict[str, Any] = {"Access-Control-Allow-Origin": text(cors)}
        given = None
    else:
        found = {header: text(cors.get(name)) for name, header in _HEADERS.items() if cors.get(name) is not None}
        found.setdefault("Access-Control-Allow-Origin", "'*'")
        given = cors.get("AllowMethods")
        if str(value(cors.get("AllowCredentials"))).lower() == "true":
            found["Access-Control-Allow-Credentials"] = "'true'"
    methods = text(given) if given is not None else f"'{','.join(_methods(routes))}'"
    if "Access-Control-Max-Age" in found and (age := scalar_text(found["Access-Control-Max-Age"])) is not None:
        found["Access-Control-Max-Age"] = age if age.startswith("'") else joined(["'", age, "'"])
    return {**found, "Access-Control-Allow-Methods": methods}


def _methods(routes: list[Route]) -> tuple[str, ...]:
    named = {route.method for route in routes}
    return _ALL if "ANY" in named else tuple(sorted({*named, "OPTIONS"}))


def sam_gateway_responses(node: Node | None) -> Iterator[GatewayResponse]:
    """Give gateway responses as SAM writes them, with parameters by place."""
    for kind, each in node.items() if node is not None else ():
        parameters: dict[str, Any] = {}
        given = each.get("ResponseParameters")
        for place, word in (("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring")):
            section = given.get(place) if given is not None else None
            parameters.update({f"gatewayresponse.{word}.{name}": written for name, written in values(section).items()})
        yield GatewayResponse(
            at=each.at,
            type=kind,
            status=text(each.get("StatusCode")),
            templates=templates(each.get("ResponseTemplates")),
            parameters=parameters,
        )
