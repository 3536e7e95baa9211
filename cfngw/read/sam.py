"""The APIs that SAM makes: of ``AWS::Serverless::Api`` and ``HttpApi``, and of events that name none.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.read.documents import document_of
from cfngw.read.found import SAM_HTTP, SAM_REST, Found
from cfngw.read.functions import Merged, shared
from cfngw.read.model import Api, CorsRules, DomainMapping, Model, Stage
from cfngw.read.openapi import cors_rules, with_document
from cfngw.read.rest import policy
from cfngw.read.sam_auth import Auth
from cfngw.read.sam_events import Event, events_of
from cfngw.read.sam_rest import preflights, sam_gateway_responses
from cfngw.read.schemas import Schemas, schema_of
from cfngw.read.stages import method_settings, rest_stage
from cfngw.read.taking import Written, flag, plain, row, text, value, values

IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
_STAGES = {"Api": "Prod", "HttpApi": "$default"}


def sam_apis(found: Found) -> Iterator[Api]:
    """Give the APIs that SAM makes."""
    events = list(events_of(found, IMPLICIT))
    for kind, section in ((SAM_REST, "Api"), (SAM_HTTP, "HttpApi")):
        for resource in found.by_type.get(kind, ()):
            own = shared(resource, section)
            mine = [event for event in events if event.api == resource.key]
            yield _api(found, resource, own, section, mine)
    for section, name in IMPLICIT.items():
        for prefix in dict.fromkeys(event.prefix for event in events):
            mine = [event for event in events if event.api == prefix + name and event.kind == section]
            if mine and prefix + name not in found.index:
                yield _implicit(found, section, prefix + name, mine)


def _implicit(found: Found, section: str, key: str, events: list[Event]) -> Api:
    """Give the API of the events that name none."""
    scope = events[0].resource.node.scope
    globals_ = scope.root.get("Globals")
    settings = globals_.get(section) if globals_ is not None else None
    node = Node(scope, scope.document, {}, events[0].resource.node.path)
    kind = SAM_REST if section == "Api" else SAM_HTTP
    resource = Resource(key, key.rpartition("/")[2], kind, node)
    api = _api(found, resource, Merged(node, settings), section, events)
    return replace(api, made=events[0].resource.made if len(events) == 1 else True)


def _api(found: Found, resource: Resource, own: Merged, section: str, events: list[Event]) -> Api:
    is_http = section == "HttpApi"
    endpoint = own.get("EndpointConfiguration")
    api = Api(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        protocol="HTTP" if is_http else "REST",
        name=text(own.get("Name")),
        description=text(own.get("Description")),
        binary_media_types=tuple(
            each.replace("~1", "/") if isinstance(each, str) else each for each in row(own.get("BinaryMediaTypes"))
        ),
        minimum_compression_size=value(own.get("MinimumCompressionSize")),
        api_key_source=value(own.get("ApiKeySourceType")),
        endpoint_types=_endpoint(endpoint),
        endpoint_disabled=flag(own.get("DisableExecuteApiEndpoint")),
        cors=_cors(own.get("CorsConfiguration")) if is_http else None,
    )
    document, unknown = document_of(resource)
    notes = [unknown] if unknown is not None else []
    auth = Auth(own.all("Auth"), found, is_http=is_http)
    notes += auth.notes
    if document is not None:
        api = with_document(api, document, found)
    routes = {route.key: auth.default(route) for route in api.routes}
    # SAM writes events into a document of its own alone.
    if document is None and unknown is None:
        routes.update({event.key: auth.of_event(event.route(), event.auth) for event in events})
    if not is_http:
        extra = preflights(own.get("Cors"), list(routes.values()), resource)
        routes.update({route.key: auth.of_preflight(route) for route in extra if route.key not in routes})
    models = {model.name: model for model in (*api.models, *_models(own.get("Models")))}
    return replace(
        api,
        routes=tuple(routes.values()),
        authorizers=(*api.authorizers, *auth.authorizers()),
        models=tuple(models.values()),
        gateway_responses=(*api.gateway_responses, *sam_gateway_responses(own.get("GatewayResponses"))),
        policy=api.policy if api.policy is not None else policy(auth.policy),
        stages=(_stage(own, resource, section),),
        unknown=(*api.unknown, *notes),
    )


def _endpoint(node: Node | None) -> tuple[Any, ...]:
    if node is not None and node.is_mapping:
        return row(node.get("Type"))
    return row(node)


def _cors(node: Node | None) -> CorsRules | None:
    """Read the CORS configuration; ``true`` lets all origins in."""
    if node is None:
        return None
    if node.is_mapping:
        return cors_rules(Written(node))
    return CorsRules(at=node.at, origins=("*",)) if flag(node) is True else None


def _stage(own: Merged, resource: Resource, section: str) -> Stage:
    given = own.get("StageName")
    if section == "Api":
        node = own.own.made({})
        made = rest_stage(node, resource, name=given if given is not None else node.made(_STAGES[section]))
        logs = own.get("AccessLogSetting")
        return replace(
            made,
            variables=_all(own, "Variables"),
            settings=_settings(own),
            log_format=text(logs.get("Format")) if logs is not None else None,
            log_destination=value(logs.get("DestinationArn")) if logs is not None else None,
            tracing=flag(own.get("TracingEnabled")),
            canary=plain(own.get("CanarySetting")),
        )
    logs = own.get("AccessLogSettings")
    default = plain(own.get("DefaultRouteSettings"))
    name = text(given)
    return Stage(
        at=resource.at,
        made=resource.made,
        logical_id=resource.key,
        name=name if name is not None else _STAGES[section],
        variables=_all(own, "StageVariables"),
        settings={**({"*": default} if default else {}), **plain(own.get("RouteSettings"))},
        auto_deploy=True,
        log_format=text(logs.get("Format")) if logs is not None else None,
        log_destination=value(logs.get("DestinationArn")) if logs is not None else None,
    )


def _all(own: Merged, name: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for each in own.all(name):
        made.update(values(each))
    return made


def _settings(own: Merged) -> dict[str, Any]:
    node = own.get("MethodSettings")
    return dict(method_settings(node)) if node is not None else {}


def _models(node: Node | None) -> list[Model]:
    members = list(node.items()) if node is not None else []
    written = {name: schema_of(each) for name, each in members}
    schemas = Schemas(written, {})
    return [Model(at=each.at, name=name, schema=schemas.schema(name), written=written[name]) for name, each in members]


def sam_domains(found: Found, apis: tuple[Api, ...]) -> Iterator[DomainMapping]:
    """Give the paths of domains that SAM maps."""
    for kind, section in ((SAM_REST, "Api"), (SAM_HTTP, "HttpApi")):
        for resource in found.by_type.get(kind, ()):
            domain = shared(resource, section).get("Domain")
            if domain is None:
                continue
            stage = next((api.stages[0].name for api in apis if api.logical_id == resource.key), None)
            for path in row(domain.get("BasePath")) or ("",):
                name = text(domain.get("DomainName"))
                api = found.scope.ref(resource.logical_id, resource.at)
                given = path.removeprefix("/") if isinstance(path, str) else path
                yield DomainMapping(at=domain.at, domain=name, path=given, api=api, stage=stage)
