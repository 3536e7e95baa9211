"""What a method's integration leads to, found when the gateway is made as far as stage variables let it be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Unknown
from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.flow import Flow
from cfngw.read.model import FunctionTarget, HttpTarget, ServiceTarget
from cfngw.read.targets import filled

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.values import LocalValues
    from cfngw.read.targets import Targets

Plan = Callable[[Flow], Awaitable[Answer]]
FunctionOf = Callable[[Flow], FunctionTarget]
UriOf = Callable[[Flow], str]
ServiceOf = Callable[[Flow], ServiceTarget]


def misconfigured(hint: str, at: At | None) -> Fault:
    """Give the fault of a method that API Gateway could not serve either."""
    return Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=at)


class Broken:
    """A method that can't be served; every other one can."""

    def __init__(self, hint: str, at: At | None) -> None:
        self._given = (hint, at)

    async def __call__(self, flow: Flow) -> Answer:  # noqa: ARG002 - as all plans
        """Raise the fault."""
        raise misconfigured(*self._given)


def _has_variables(target: Any) -> bool:
    return "stageVariables" in repr(target)


def function_of(target: FunctionTarget, targets: Targets, at: At) -> FunctionOf:
    """Find the function of a request."""

    def resolved(variables: Any) -> FunctionTarget:
        found = targets.under(target, variables)
        if not isinstance(found, FunctionTarget) or isinstance(found.function, Unknown):
            why = found.why if isinstance(found, Unknown) else "the URI names no function"
            raise misconfigured(f"no function is known: {why}", at)
        return found

    if _has_variables(target):
        return lambda flow: resolved(flow.variables)
    if isinstance(target.function, Unknown):
        return lambda _: resolved({})
    known = resolved({})
    return lambda _: known


def uri_of(target: HttpTarget, targets: Targets, values: LocalValues, at: At) -> UriOf:
    """Find the URI of a request, path variables still in braces."""

    def resolved(variables: Any) -> str:
        found = targets.under(target, variables)
        text = values.text(found.uri) if isinstance(found, HttpTarget) else None
        if not text:
            raise misconfigured("the endpoint's URI is not known before the stack is made", at)
        return text

    if _has_variables(target) or not values.text(target.uri):
        return lambda flow: resolved(flow.variables)
    known = resolved({})
    return lambda _: known


def service_of(target: ServiceTarget, values: LocalValues, at: At) -> ServiceOf:
    """Find the service of a request, path variables still in braces."""

    def text(given: Any, variables: Any) -> str | None:
        if given is None:
            return None
        found = values.text(filled(given, variables))
        if found is None:
            raise misconfigured("the service's action or path is not known before the stack is made", at)
        return found

    def resolved(variables: Any) -> ServiceTarget:
        return ServiceTarget(
            service=text(target.service, variables) or "",
            action=text(target.action, variables),
            path=text(target.path, variables),
            subdomain=text(target.subdomain, variables),
            region=values.text(filled(target.region, variables)) if target.region is not None else None,
            subtype=target.subtype,
        )

    if _has_variables(target):
        return lambda flow: resolved(flow.variables)
    try:
        known = resolved({})
    except Fault as fault:
        hint = fault.hint

        def unknown(_: Flow) -> ServiceTarget:
            raise misconfigured(hint, at)

        return unknown
    return lambda _: known
