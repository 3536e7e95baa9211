"""A template read and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.document.scope import Given, Resource, Scope
from cfngw.document.values import Reference, Unknown
from cfngw.explain.calls import authorizer_call
from cfngw.explain.functions import functions_of
from cfngw.explain.model import ApiTold, AuthorizerTold, Explanation, PlanTold, Untold
from cfngw.explain.policy import sentences
from cfngw.explain.routes import route_of
from cfngw.explain.stages import endpoint_of, plan_name, plan_throttle, stage_of
from cfngw.explain.uses import uses_of
from cfngw.explain.words import either, is_true, listed, named, reason, shown, whole
from cfngw.limits import Limits
from cfngw.read.found import Found
from cfngw.read.model import Api, Authorizer, CorsRules, DomainMapping, Reading, UsagePlan
from cfngw.read.reading import reading_of

if TYPE_CHECKING:
    from cfngw.document.model import Document

_LISTED_TYPES = (list, tuple)
_DOMAINS = ("AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::DomainName")


class Domain(NamedTuple):
    """A way to an API by a name; ``certified``: it asks for a certificate of the caller."""

    words: str
    certified: bool


def explain(document: Document, given: Given | None = None) -> Explanation:
    """Tell what a template holds under given values; raise TemplateError where they, or it, can't be."""
    given = given or Given()
    scope = Scope(document, given)
    reading = reading_of(scope)
    found = Found(scope)
    domains = _domains(reading, found)
    apis = tuple(_api(api, reading, found, domains.get(api.logical_id, [])) for api in reading.apis)
    description = document.data.get("Description")
    return Explanation(
        file=str(document.path),
        description=" ".join(description.split()) if isinstance(description, str) else None,
        resources=len(scope.index),
        given=dict(_given(document, scope)),
        apis=apis,
        functions=tuple(functions_of(found, reading, apis)),
        plans=tuple(_plan(plan) for plan in reading.usage_plans),
        uses=tuple(uses_of(scope, found, reading, Limits())),
        unknown=tuple(_unknown(reading)),
    )


def only(explanation: Explanation, api: ApiTold) -> Explanation:
    """Leave out the other APIs, what they alone call, and what is counted of them."""
    gone = {each.logical_id for each in explanation.apis} - {api.logical_id}
    called = {route.call.function for route in api.routes} | {each.function for each in api.authorizers}
    called |= {name.partition(":")[0] for route in api.routes for name in route.call.by_stage.values()}
    left = {each.logical_id for each in explanation.functions} - called
    hidden = gone | left
    return replace(
        explanation,
        apis=(api,),
        functions=tuple(each for each in explanation.functions if each.logical_id not in left),
        plans=tuple(
            plan for plan in explanation.plans if any(f"{api.logical_id} " in f"{each} " for each in plan.stages)
        ),
        uses=tuple(each for each in explanation.uses if each.of.partition(":")[0] not in hidden),
    )


def _given(document: Document, scope: Scope) -> Iterator[tuple[str, str | None]]:
    parameters = document.data.get("Parameters")
    for name, declared in parameters.items() if isinstance(parameters, Mapping) else ():
        found = scope.ref(name, scope.root.at)
        if isinstance(found, Unknown):
            yield name, None
        elif is_true(declared.get("NoEcho")):
            yield name, "(not shown)"
        else:
            yield name, ",".join(map(shown, found)) if isinstance(found, _LISTED_TYPES) else shown(found)


def _api(api: Api, reading: Reading, found: Found, domains: list[Domain]) -> ApiTold:
    certified = api.endpoint_disabled is True and bool(domains) and all(each.certified for each in domains)
    return ApiTold(
        logical_id=api.logical_id,
        at=api.at,
        only_if=reason(api.made),
        name=shown(api.name) if api.name is not None else "",
        kind=f"{shown(api.protocol)} API".replace("WEBSOCKET", "WebSocket"),
        endpoint=endpoint_of(api),
        default_endpoint=api.endpoint_disabled is not True,
        stages=tuple(stage_of(api, stage) for stage in api.stages),
        routes=tuple(
            route_of(api, route, found.targets, reading.usage_plans, certified=certified) for route in api.routes
        ),
        authorizers=tuple(_authorizer(each) for each in api.authorizers),
        policy=tuple(sentences(api.policy)) if api.policy is not None else (),
        cors=_cors(api.cors) if api.cors is not None else None,
        any_origin_with_credentials=api.cors is not None and api.cors.credentials is True and "*" in api.cors.origins,
        domains=tuple(dict.fromkeys(each.words for each in domains)),
    )


def _authorizer(each: Authorizer) -> AuthorizerTold:
    kind = shown(each.kind)
    by, function = "", ""
    if each.target is not None:
        by, function = authorizer_call(each.target)
    elif each.user_pools:
        by = either(named(pool) for pool in each.user_pools)
    elif each.issuer is not None:
        audience = f" for {either(listed(each.audience))}" if each.audience else ""
        by = f"{shown(each.issuer)}{audience}"
    return AuthorizerTold(
        logical_id=each.logical_id,
        at=each.at,
        only_if=reason(each.made),
        name=shown(each.name),
        kind=kind,
        by=by,
        function=function,
        ttl_seconds=whole(each.ttl_seconds),
    )


def _cors(cors: CorsRules) -> str:
    parts = [f"origins {', '.join(listed(cors.origins)) or 'none'}"]
    if cors.methods:
        parts.append(f"methods {', '.join(listed(cors.methods))}")
    if cors.headers:
        parts.append(f"headers {', '.join(listed(cors.headers))}")
    if cors.credentials is True:
        parts.append("with credentials")
    return "; ".join(parts)


def _domains(reading: Reading, found: Found) -> dict[str, list[Domain]]:
    """Give the domains that lead to each API."""
    told: dict[str, list[Domain]] = {}
    asking = [
        resource
        for kind in _DOMAINS
        for resource in found.by_type.get(kind, ())
        if resource.properties.get("MutualTlsAuthentication") is not None
    ]
    for each in reading.domains:
        if isinstance(each.api, Reference):
            stage = f" to {shown(each.stage)}" if each.stage is not None else ""
            asks = any(_is_domain(resource, each) for resource in asking)
            certified = ", with certificates of the callers" if asks else ""
            told.setdefault(each.api.logical_id, []).append(Domain(f"{_address(each)}{stage}{certified}", asks))
    return told


def _address(each: DomainMapping) -> str:
    path = shown(each.path).strip("/")
    return shown(each.domain) + (f"/{path}" if path and path != "(none)" else "")


def _is_domain(resource: Resource, mapping: DomainMapping) -> bool:
    if isinstance(mapping.domain, Reference):
        return mapping.domain.logical_id == resource.key
    name = resource.properties.get("DomainName")
    return name is not None and name.value == mapping.domain


def _plan(plan: UsagePlan) -> PlanTold:
    return PlanTold(
        logical_id=plan.logical_id,
        at=plan.at,
        only_if=reason(plan.made),
        name=plan_name(plan),
        stages=tuple(f"{named(row['api'])} {shown(row['stage'])}" for row in plan.stages),
        throttle=plan_throttle(plan_name(plan), plan.throttle, plan.quota),
        keys=len(plan.keys),
    )


def _unknown(reading: Reading) -> Iterator[Untold]:
    """Give what is not known, once each."""
    notes: list[Unknown] = [*reading.unknown]
    for api in reading.apis:
        notes += api.unknown
        parts: tuple[Any, ...] = (api, *api.routes, *api.stages, *api.authorizers)
        notes += [part.made for part in parts if isinstance(part.made, Unknown)]
        notes += [route.integration for route in api.routes if isinstance(route.integration, Unknown)]
        targets = (getattr(route.integration, "target", None) for route in api.routes)
        notes += [target for target in targets if isinstance(target, Unknown)]
    notes += [each.made for each in reading.functions.values() if isinstance(each.made, Unknown)]
    for note in {(each.why, each.at and each.at.path): each for each in notes}.values():
        yield Untold(why=note.why, at=note.at)
