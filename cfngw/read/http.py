"""An HTTP API (or a WebSocket API, as far as the same resources go) from its resources and its document.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Reference, Text, Unknown
from cfngw.read.authorizers import OF_HTTP as AUTHORIZER_WORDS
from cfngw.read.authorizers import authorizer
from cfngw.read.documents import document_of
from cfngw.read.found import Found
from cfngw.read.integration import OF_HTTP, integration, parameters_of, path_parts
from cfngw.read.model import Api, HttpTarget, Integration, Model, Route, Stage
from cfngw.read.openapi import cors_rules, with_document
from cfngw.read.rest import public
from cfngw.read.schemas import Schemas, schema_of
from cfngw.read.stages import http_stages
from cfngw.read.taking import Written, flag, literal, row, text, value

_PREFIX = "integrations/"
DEFAULT = "$default"


def http_api(found: Found, resource: Resource) -> Api:
    """Read one API."""
    own = resource.properties
    cors = own.get("CorsConfiguration")
    api = Api(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        protocol=value(own.get("ProtocolType")) or "HTTP",
        name=text(own.get("Name")),
        description=text(own.get("Description")),
        version=text(own.get("Version")),
        cors=cors_rules(Written(cors)) if cors is not None and cors.is_mapping else None,
        api_key_source=value(own.get("ApiKeySelectionExpression")),
        endpoint_disabled=flag(own.get("DisableExecuteApiEndpoint")),
    )
    document, unknown = document_of(resource)
    notes = [unknown] if unknown is not None else []
    if document is not None:
        api = with_document(api, document, found)
    quick = list(_quick(own, found, resource))
    reader = _Reader(found, resource, notes)
    routes = {route.key: route for route in (*api.routes, *quick, *reader.routes())}
    stages = list(http_stages(found, resource))
    if quick and not stages:
        # Quick create makes a stage that serves each change.
        stages = [Stage(at=resource.at, made=resource.made, name=DEFAULT, auto_deploy=True)]
    return replace(
        api,
        routes=tuple(routes.values()),
        authorizers=(*api.authorizers, *reader.authorizers()),
        models=(*api.models, *reader.models()),
        stages=tuple(stages),
        unknown=(*api.unknown, *notes),
    )


def _quick(own: Node, found: Found, resource: Resource) -> Iterator[Route]:
    """Give the route of an API that is made with ``Target``: all to one function or URL."""
    target = own.get("Target")
    if target is None:
        return
    uri = text(target)
    goal = found.targets.of_uri(uri)
    is_http = isinstance(goal, HttpTarget)
    answers = Integration(
        at=target.at,
        type="HTTP_PROXY" if is_http else "AWS_PROXY",
        target=goal,
        uri=uri,
        method="ANY" if is_http else "POST",
        credentials=value(own.get("CredentialsArn")),
        payload_version="1.0" if is_http else "2.0",
    )
    key = literal(own.get("RouteKey")) or DEFAULT
    yield route_of(key, resource, answers)


def route_of(key: str, resource: Resource, answers: Any, **options: Any) -> Route:
    """Make a route of its key."""
    verb, _, path = key.partition(" ")
    if not path:
        verb, path = "ANY", key
    return Route(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        key=f"{verb.upper()} {path}" if path != key else key,
        method=verb.upper(),
        path=path,
        parts=path_parts(path),
        integration=answers,
        **options,
    )


class _Reader:
    """The resources of one API."""

    def __init__(self, found: Found, api: Resource, notes: list[Unknown]) -> None:
        self._found = found
        self._api = api
        self._notes = notes
        self._integrations: dict[str, Integration] = {}

    def routes(self) -> Iterator[Route]:
        """Give the routes, as the template has them."""
        for each in self._found.of(self._api.key, "AWS::ApiGatewayV2::Route"):
            own = each.properties
            key = literal(own.get("RouteKey"))
            if key is None:
                self._notes.append(Unknown(f"the RouteKey of {each.key} is not told", each.at))
                continue
            yield route_of(
                key,
                each,
                self._integration(own.get("Target")),
                authorization=value(own.get("AuthorizationType")) or "NONE",
                authorizer=self._found.name(own.get("AuthorizerId")),
                scopes=row(own.get("AuthorizationScopes")),
                api_key_required=flag(own.get("ApiKeyRequired")),
                operation=value(own.get("OperationName")),
                request_parameters=parameters_of(own.get("RequestParameters")),
                public=public(each.node),
            )

    def _integration(self, node: Node | None) -> Any:
        """Follow ``integrations/<id>``."""
        if node is None:
            return None
        given = node.value
        pieces = given.pieces if isinstance(given, Text) else ()
        if len(pieces) == 2 and pieces[0] == _PREFIX and isinstance(pieces[1], Reference):
            given = pieces[1]
        if isinstance(given, Text) and given.unknown is not None:
            return given.unknown
        resource = self._found.index.get(given.logical_id) if isinstance(given, Reference) else None
        if resource is None or resource.type != "AWS::ApiGatewayV2::Integration":
            return node.unknown or Unknown("its integration is none of this template", node.at)
        if resource.key not in self._integrations:
            made = integration(
                Written(resource.properties, other=OF_HTTP), self._found.targets, logical_id=resource.key, http=True
            )
            self._integrations[resource.key] = replace(made, at=resource.at, made=resource.made)
        return self._integrations[resource.key]

    def authorizers(self) -> Iterator[Any]:
        """Give the authorizers."""
        for each in self._found.of(self._api.key, "AWS::ApiGatewayV2::Authorizer"):
            written = Written(each.properties, other=AUTHORIZER_WORDS)
            name = value(each.properties.get("Name"))
            yield replace(
                authorizer(written, self._found.targets, name=name, logical_id=each.key), at=each.at, made=each.made
            )

    def models(self) -> Iterator[Model]:
        """Give the models, which WebSocket APIs have."""
        resources = list(self._found.of(self._api.key, "AWS::ApiGatewayV2::Model"))
        names = {each.key: literal(each.properties.get("Name")) or each.key for each in resources}
        written = {names[each.key]: schema_of(each.properties.get("Schema")) for each in resources}
        schemas = Schemas(written, names)
        for each in resources:
            name = names[each.key]
            yield Model(
                at=each.at,
                made=each.made,
                logical_id=each.key,
                name=name,
                schema=schemas.schema(name),
                written=written[name],
            )
