"""An API from an OpenAPI document, 3.0 or 2.0, with API Gateway's extensions; of both kinds of APIs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cfngw.document.node import Node
from cfngw.document.values import Unknown
from cfngw.read.authorizers import authorizer
from cfngw.read.found import Found
from cfngw.read.integration import OF_OPENAPI, integration, path_parts, with_path
from cfngw.read.model import Api, Authorizer, CorsRules, GatewayResponse, MethodResponse, Model, Route, Validator
from cfngw.read.rest import gateway_response, policy
from cfngw.read.schemas import Schemas, schema_of
from cfngw.read.taking import Written, flag, literal, members, row, text, value, whole

_X = "x-amazon-apigateway-"
_ANY = f"{_X}any-method"
_VERBS = {
    **{verb: verb.upper() for verb in ("get", "put", "post", "delete", "options", "head", "patch")},
    _ANY: "ANY",
}
_PLACES = {"path": "path", "query": "querystring", "header": "header"}
_DEFAULT = ("$default", "/$default")


def with_document(api: Api, document: Node, found: Found) -> Api:
    """Add what a document says to an API; what the API's own properties say stands."""
    return _Document(document, found, is_http=api.protocol == "HTTP").added(api)


def cors_rules(written: Written, prefix: str = "Allow") -> CorsRules:
    """Read the CORS configuration of an HTTP API in either spelling."""
    get = written.get
    return CorsRules(
        at=written.at,
        origins=row(get(f"{prefix}Origins")),
        methods=row(get(f"{prefix}Methods")),
        headers=row(get(f"{prefix}Headers")),
        exposed=row(get("ExposeHeaders")),
        max_age_seconds=whole(get("MaxAge")),
        credentials=flag(get(f"{prefix}Credentials")),
    )


class _Document:
    """One document."""

    def __init__(self, node: Node, found: Found, *, is_http: bool) -> None:
        self._node = node
        self._found = found
        self._is_http = is_http
        self._notes: list[Unknown] = []
        components = node.get("components")
        holder = components if components is not None else node
        swagger = node.get("swagger") is not None
        self._schemes = _members(node.get("securityDefinitions") if swagger else holder.get("securitySchemes"))
        self._schemas = _members(node.get("definitions") if swagger else holder.get("schemas"))
        self._parameters = _members(holder.get("parameters"))
        self._bodies = _members(holder.get("requestBodies"))
        self._answers = _members(node.get("responses") if swagger else holder.get("responses"))
        self._consumes, self._produces = _types(node.get("consumes")), _types(node.get("produces"))
        self._validators = {name: _validator(name, each) for name, each in self._extension("request-validators")}
        self._integrations: Mapping[str, Node] = (
            _members(components.get(f"{_X}integrations")) if components is not None else {}
        )

    def added(self, api: Api) -> Api:
        """Give the API with all that the document says."""
        node = self._node
        info = node.get("info")
        cors = self._get("cors")
        if node.get("security") is not None:
            self._note("a security at the root is not applied: API Gateway takes that of operations", node)
        routes = {route.key: route for route in self._routes()}
        endpoint = self._get("endpoint-configuration")
        disabled = endpoint.get("disableExecuteApiEndpoint") if endpoint is not None else None
        title = text(info.get("title")) if info is not None else None
        return replace(
            api,
            name=api.name if api.name is not None else title,
            description=api.description
            if api.description is not None or info is None
            else text(info.get("description")),
            version=api.version if api.version is not None or info is None else text(info.get("version")),
            routes=tuple(routes.values()),
            authorizers=tuple(self._authorizers()),
            models=tuple(self._models()),
            validators=tuple(self._validators.values()),
            gateway_responses=tuple(self._gateway_responses()),
            cors=api.cors or (cors_rules(Written(cors, openapi=True)) if cors is not None else None),
            binary_media_types=api.binary_media_types or row(self._get("binary-media-types")),
            minimum_compression_size=_first(api.minimum_compression_size, value(self._get("minimum-compression-size"))),
            api_key_source=_first(api.api_key_source, value(self._get("api-key-source"))),
            policy=_first(api.policy, policy(self._get("policy"))),
            endpoint_disabled=flag(disabled) if disabled is not None else api.endpoint_disabled,
            unknown=(*api.unknown, *self._notes),
        )

    # --- routes ------------------------------------------------------------------------------------------------

    def _routes(self) -> Iterator[Route]:
        paths = self._node.get("paths")
        for path, item in members(paths):
            if item.unknown:
                self._notes.append(item.unknown)
            shared = list(_each(item.get("parameters")))
            for verb, operation in item.items():
                if verb.lower() not in _VERBS:
                    continue
                if not operation.is_mapping:
                    self._notes.append(operation.unknown or Unknown(f"{verb} {path} is no mapping", operation.at))
                    continue
                yield self._route(_VERBS[verb.lower()], path, operation, shared)

    def _route(self, verb: str, path: str, node: Node, shared: list[Node]) -> Route:
        authorization, name, scopes, needs_key = self._security(node)
        is_default = self._is_http and path in _DEFAULT
        parts = () if is_default else path_parts(path)
        parameters, body = self._asked([*shared, *_each(node.get("parameters"))])
        responses = node.get("responses")
        shown = "$default" if is_default else path
        return Route(
            at=node.at,
            key="$default" if is_default else f"{verb} {path}",
            method="ANY" if is_default else verb,
            path=shown,
            parts=parts,
            integration=self._integration(node.get(f"{_X}integration")),
            authorization=authorization,
            authorizer=name,
            scopes=scopes,
            api_key_required=needs_key,
            operation=value(node.get("operationId")),
            validator=self._checked(node),
            request_models=self._request(node, body),
            request_parameters=parameters if self._is_http else with_path(parameters, parts),
            responses=tuple(self._response(status, each, node) for status, each in _items(responses)),
        )

    def _integration(self, node: Node | None) -> Any:
        if node is None:
            return None
        if not node.is_mapping:
            return node.unknown or Unknown("the integration is no mapping", node.at)
        ref = literal(node.get("$ref"))
        if ref is not None:
            shared = self._integrations.get(ref.rpartition("/")[2])
            if shared is None:
                return Unknown(f"there is no {ref}", node.at)
            node = shared
        return integration(Written(node, openapi=True, other=OF_OPENAPI), self._found.targets, http=self._is_http)

    def _asked(self, nodes: list[Node]) -> tuple[dict[tuple[str, str], Any], Node | None]:
        """Give the parameters of an operation by place and name, and the body of a Swagger document."""
        found: dict[tuple[str, str], Any] = {}
        body = None
        for written in nodes:
            each = self._followed(written, self._parameters)
            place, name = literal(each.get("in")), literal(each.get("name"))
            if place == "body":
                body = each
            elif place in _PLACES and name is not None:
                found[_PLACES[place], name] = flag(each.get("required"))
        return found, body

    def _request(self, node: Node, body: Node | None) -> dict[str, Any]:
        if body is not None:
            kinds = _types(node.get("consumes")) or self._consumes or ["application/json"]
            name = self._model_of(body.get("schema"))
            return {} if name is None else dict.fromkeys(kinds, name)
        given = node.get("requestBody")
        return self._content(self._followed(given, self._bodies)) if given is not None else {}

    def _response(self, status: str, written: Node, operation: Node) -> MethodResponse:
        node = self._followed(written, self._answers)
        schema = node.get("schema")
        models = self._content(node)
        if schema is not None:
            name = self._model_of(schema)
            kinds = _types(operation.get("produces")) or self._produces or ["application/json"]
            models = {} if name is None else dict.fromkeys(kinds, name)
        headers = tuple(name for name, _ in _items(node.get("headers")))
        return MethodResponse(at=written.at, status=status, models=models, headers=headers)

    def _content(self, node: Node) -> dict[str, Any]:
        found = {kind: self._model_of(each.get("schema")) for kind, each in _items(node.get("content"))}
        return {kind: name for kind, name in found.items() if name is not None}

    def _model_of(self, schema: Node | None) -> Any:
        """Name the model of a body; API Gateway makes one of a schema that has no name, with a name of its own."""
        if schema is None:
            return None
        ref = literal(schema.get("$ref"))
        return ref.rpartition("/")[2] if ref is not None else Unknown("the schema has no name", schema.at)

    def _followed(self, node: Node, known: Mapping[str, Node]) -> Node:
        ref = literal(node.get("$ref"))
        return known.get(ref.rpartition("/")[2], node) if ref is not None else node

    def _checked(self, node: Node) -> Validator | Unknown | None:
        given = node.get(f"{_X}request-validator")
        given = given if given is not None else self._get("request-validator")
        if given is None:
            return None
        known = self._validators.get(literal(given) or "")
        return known or given.unknown or Unknown(f"there is no request validator {given.value}", given.at)

    # --- security ----------------------------------------------------------------------------------------------

    def _security(self, node: Node) -> tuple[Any, Any, tuple[Any, ...], bool]:
        """Give authorization, authorizer, scopes, and whether a key is asked for."""
        authorization, name, needs_key = "NONE", None, False
        scopes: tuple[Any, ...] = ()
        auth = node.get(f"{_X}auth")
        if auth is not None:
            authorization = literal(auth.get("type")) or authorization
        for entry in _each(node.get("security")):
            for scheme, asked in entry.items():
                kind = self._kind(scheme)
                if kind == "KEY":
                    needs_key = True
                elif kind != "NONE":
                    authorization, name, scopes = kind, scheme if kind != "AWS_IAM" else None, row(asked)
        return authorization, name, scopes, needs_key

    def _kind(self, name: str) -> str:
        scheme = self._schemes.get(name)
        if scheme is None:
            # What the gateway knows without a definition.
            return {"sigv4": "AWS_IAM", "api_key": "KEY"}.get(name, "NONE")
        given = scheme.get(f"{_X}authorizer")
        kind = literal(given.get("type")) if given is not None else None
        if kind is not None:
            kinds = {"cognito_user_pools": "COGNITO_USER_POOLS", "jwt": "JWT"}
            return kinds.get(kind.lower(), "CUSTOM")
        if (literal(scheme.get(f"{_X}authtype")) or "").lower() == "awssigv4":
            return "AWS_IAM"
        return "KEY" if (literal(scheme.get("name")) or "").lower() == "x-api-key" else "NONE"

    def _authorizers(self) -> Iterator[Authorizer]:
        for name, scheme in self._schemes.items():
            given = scheme.get(f"{_X}authorizer")
            if given is not None and given.is_mapping:
                yield authorizer(Written(given, openapi=True), self._found.targets, name=name, scheme=scheme)

    # --- the rest ----------------------------------------------------------------------------------------------

    def _models(self) -> Iterator[Model]:
        written = {name: schema_of(each) for name, each in self._schemas.items()}
        schemas = Schemas(written, {})
        for name, each in self._schemas.items():
            yield Model(at=each.at, name=name, schema=schemas.schema(name), written=written[name])

    def _gateway_responses(self) -> Iterator[GatewayResponse]:
        for kind, each in self._extension("gateway-responses"):
            yield gateway_response(Written(each, openapi=True), kind)

    def _get(self, name: str) -> Node | None:
        return self._node.get(_X + name)

    def _extension(self, name: str) -> Iterator[tuple[str, Node]]:
        yield from _items(self._get(name))

    def _note(self, why: str, node: Node) -> None:
        self._notes.append(Unknown(why, node.at))


def _validator(name: str, node: Node) -> Validator:
    body, parameters = node.get("validateRequestBody"), node.get("validateRequestParameters")
    return Validator(at=node.at, name=name, body=flag(body), parameters=flag(parameters))


def _members(node: Node | None) -> dict[str, Node]:
    return dict(members(node))


def _items(node: Node | None) -> Iterator[tuple[str, Node]]:
    yield from members(node)


def _each(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from node.each()


def _types(node: Node | None) -> list[str]:
    return [each for each in row(node) if isinstance(each, str)]


def _first(own: Any, other: Any) -> Any:
    return own if own is not None else other
