"""A REST API from its resources, with what an OpenAPI document in it adds.

A document is imported first; resources of the template are made after it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Unknown
from cfngw.read.authorizers import authorizer
from cfngw.read.documents import document_of
from cfngw.read.found import Found
from cfngw.read.integration import integration, parameters_of, path_parts, with_path
from cfngw.read.model import Api, GatewayResponse, MethodResponse, Model, PathPart, Route, Validator
from cfngw.read.schemas import BUILT_IN, Schemas, schema_of
from cfngw.read.stages import rest_stages
from cfngw.read.taking import Written, flag, from_json, literal, members, row, templates, text, value, values

_ROOT = "RootResourceId"
_MOST_PARTS = 100


def rest_api(found: Found, resource: Resource) -> Api:
    """Read one REST API."""
    own = resource.properties
    api = _own(resource)
    document, unknown = document_of(resource)
    notes = [unknown] if unknown is not None else []
    if own.get("CloneFrom") is not None:
        notes.append(Unknown("what the API is cloned from is not in the template", own.at))
    if document is not None:
        from cfngw.read.openapi import with_document

        api = with_document(api, document, found)
        api = replace(api, routes=tuple(_with_reason(route, resource.node) for route in api.routes))
    reader = _Reader(found, resource, notes)
    routes = {route.key: route for route in api.routes}
    routes.update({route.key: route for route in reader.routes()})
    models = {model.name: model for model in (api.models if document is not None else _built_in(resource))}
    models.update({model.name: model for model in reader.models()})
    responses = {each.type: each for each in api.gateway_responses}
    responses.update({each.type: each for each in reader.gateway_responses()})
    return replace(
        api,
        routes=tuple(routes.values()),
        authorizers=(*api.authorizers, *reader.authorizers()),
        models=tuple(models.values()),
        validators=(*api.validators, *reader.validators.values()),
        gateway_responses=tuple(responses.values()),
        stages=tuple(rest_stages(found, resource)),
        unknown=(*api.unknown, *notes),
    )


def _built_in(resource: Resource) -> list[Model]:
    """Give the models that every API has that no document made."""
    return [Model(at=resource.at, name=name, schema=schema, written=schema) for name, schema in BUILT_IN.items()]


def _own(resource: Resource) -> Api:
    own = resource.properties
    endpoint = own.get("EndpointConfiguration")
    return Api(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        protocol="REST",
        name=text(own.get("Name")),
        description=text(own.get("Description")),
        binary_media_types=row(own.get("BinaryMediaTypes")),
        minimum_compression_size=value(own.get("MinimumCompressionSize")),
        api_key_source=value(own.get("ApiKeySourceType")),
        policy=policy(own.get("Policy")),
        endpoint_types=row(endpoint.get("Types")) if endpoint is not None else (),
        endpoint_disabled=flag(own.get("DisableExecuteApiEndpoint")),
    )


def policy(node: Node | None) -> Any:
    """Give a resource policy as plain data."""
    return from_json(node, "policy")


class _Reader:
    """The resources of one API."""

    def __init__(self, found: Found, api: Resource, notes: list[Unknown]) -> None:
        self._found = found
        self._api = api
        self._notes = notes
        self._paths: dict[str, str | Unknown] = {}
        self.validators = {
            each.key: Validator(
                at=each.at,
                made=each.made,
                logical_id=each.key,
                name=value(each.properties.get("Name")),
                body=flag(each.properties.get("ValidateRequestBody")),
                parameters=flag(each.properties.get("ValidateRequestParameters")),
            )
            for each in found.of(api.key, "AWS::ApiGateway::RequestValidator")
        }

    def routes(self) -> list[Route]:
        """Give the methods, as the template has them."""
        methods = self._found.of(self._api.key, "AWS::ApiGateway::Method")
        return [route for each in methods if (route := self._route(each)) is not None]

    def _route(self, method: Resource) -> Route | None:
        own = method.properties
        path, verb = self._path(own.get("ResourceId"), method), literal(own.get("HttpMethod"))
        if isinstance(path, Unknown) or verb is None:
            why = path.why if isinstance(path, Unknown) else "its HttpMethod is not told"
            self._notes.append(Unknown(f"{method.key} can't be placed: {why}", method.at))
            return None
        parts = path_parts(path)
        written = own.get("Integration")
        return Route(
            at=method.at,
            made=method.made,
            logical_id=method.key,
            key=f"{verb.upper()} {path}",
            method=verb.upper(),
            path=path,
            parts=parts,
            integration=_integration(written, self._found),
            authorization=value(own.get("AuthorizationType")) or "NONE",
            authorizer=self._found.name(own.get("AuthorizerId")),
            scopes=row(own.get("AuthorizationScopes")),
            api_key_required=flag(own.get("ApiKeyRequired")),
            operation=value(own.get("OperationName")),
            validator=self._validator(own.get("RequestValidatorId")),
            request_models=self._models(own.get("RequestModels")),
            request_parameters=self._parameters(own, parts),
            responses=tuple(self._response(each) for each in _each(own.get("MethodResponses"))),
            public=public(method.node),
        )

    def _parameters(self, own: Node, parts: tuple[PathPart, ...]) -> Mapping[tuple[str, str], Any]:
        return with_path(parameters_of(own.get("RequestParameters")), parts)

    def _path(self, given: Node | None, user: Resource) -> str | Unknown:
        """Follow a resource to the root."""
        steps: list[str] = []
        place = given
        while len(steps) <= _MOST_PARTS:
            if place is None:
                return Unknown("it names no resource", user.at)
            reference = place.value
            if getattr(reference, "attribute", "") == _ROOT and reference.logical_id == self._api.key:
                return "/" + "/".join(reversed(steps))
            resource = self._found.referred(place)
            if resource is None or resource.type != "AWS::ApiGateway::Resource":
                known = place.unknown
                return known or Unknown("its resource is none of this template", place.at)
            part = literal(resource.properties.get("PathPart"))
            if part is None:
                return Unknown(f"the PathPart of {resource.key} is not told", resource.at)
            steps.append(part)
            place = resource.properties.get("ParentId")
        return Unknown(f"its path has more than {_MOST_PARTS} parts, or goes in a circle", user.at)

    def _validator(self, given: Node | None) -> Validator | Unknown | None:
        if given is None:
            return None
        resource = self._found.referred(given)
        if resource is None or resource.key not in self.validators:
            return given.unknown or Unknown("the validator is none of this template", given.at)
        return self.validators[resource.key]

    def _models(self, node: Node | None) -> dict[str, Any]:
        return {kind: self._found.name(each) for kind, each in members(node)}

    def _response(self, node: Node) -> MethodResponse:
        if node.unknown is not None:
            return MethodResponse(at=node.at, status=node.unknown)
        headers = node.get("ResponseParameters")
        return MethodResponse(
            at=node.at,
            status=text(node.get("StatusCode")),
            models=self._models(node.get("ResponseModels")),
            headers=tuple(name.removeprefix("method.response.header.") for name, _ in headers.items())
            if headers is not None
            else (),
        )

    def authorizers(self) -> list[Any]:
        """Give the authorizers."""
        return [
            replace(
                authorizer(
                    Written(each.properties),
                    self._found.targets,
                    name=value(each.properties.get("Name")),
                    logical_id=each.key,
                ),
                made=each.made,
            )
            for each in self._found.of(self._api.key, "AWS::ApiGateway::Authorizer")
        ]

    def models(self) -> list[Model]:
        """Give the models; one without a name has its logical id."""
        resources = list(self._found.of(self._api.key, "AWS::ApiGateway::Model"))
        names = {each.key: literal(each.properties.get("Name")) or each.key for each in resources}
        written = {names[each.key]: schema_of(each.properties.get("Schema")) for each in resources}
        schemas = Schemas(written, names)
        return [
            Model(
                at=each.at,
                made=each.made,
                logical_id=each.key,
                name=names[each.key],
                schema=schemas.schema(names[each.key]),
                written=written[names[each.key]],
                content_type=value(each.properties.get("ContentType")) or "application/json",
            )
            for each in resources
        ]

    def gateway_responses(self) -> list[GatewayResponse]:
        """Give what the gateway answers by itself."""
        made = []
        for each in self._found.of(self._api.key, "AWS::ApiGateway::GatewayResponse"):
            kind = literal(each.properties.get("ResponseType"))
            if kind is None:
                self._notes.append(Unknown(f"the ResponseType of {each.key} is not told", each.at))
                continue
            made.append(replace(gateway_response(Written(each.properties), kind), logical_id=each.key, made=each.made))
        return made


def gateway_response(written: Written, kind: str) -> GatewayResponse:
    """Read one in either spelling."""
    return GatewayResponse(
        at=written.at,
        type=kind,
        status=text(written.get("StatusCode")),
        templates=templates(written.get("ResponseTemplates")),
        parameters=values(written.get("ResponseParameters")),
    )


def _integration(node: Node | None, found: Found) -> Any:
    if node is None:
        return None
    return integration(Written(node), found.targets) if node.is_mapping else node.unknown


def _each(node: Node | None) -> list[Node]:
    return list(node.each()) if node is not None else []


def _with_reason(route: Route, node: Node) -> Route:
    """Give a route of a document the reason that stands with the API, for an operation has no place for it."""
    reasons = _reasons(node)
    return replace(route, public=literal(reasons.get(route.key))) if reasons is not None else route


def _reasons(node: Node) -> Node | None:
    metadata = node.get("Metadata")
    ours = metadata.get("cfngw") if metadata is not None else None
    return ours.get("Public") if ours is not None else None


def public(node: Node) -> str | None:
    """Give the reason that a build leaves for an open route."""
    return literal(_reasons(node))
