"""Which routes and authorizers invoke which functions of the template, as which version or alias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, FunctionTarget, Integration, Route, Stage
from cfngw.read.sam import IMPLICIT
from cfngw.read.sam_events import events_of

_VARIABLE = "${stageVariables."
_URIS = ("Uri", "IntegrationUri", "AuthorizerUri", "uri", "authorizerUri", "FunctionArn")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A route or an authorizer that invokes a function; ``qualifier`` is None, an alias's name, or what is known of it.

    ``stage`` is the one whose variables tell the function. ``by_sam``: SAM makes the permission.
    """

    api: Api
    name: str
    function: str
    qualifier: Any
    place: At
    route: Route | None = None
    integration: Integration | None = None
    credentials: Any = None
    stage: Stage | None = None
    by_sam: bool = False
    made: bool | Unknown = True

    @property
    def at(self) -> At:
        """Give the place of the URI; looked up when it is asked for, for few callers have a problem."""
        return uri_of(self.place)


def callers(view: View) -> tuple[Caller, ...]:
    """Give them all, those of one integration of an HTTP API for each of its routes."""
    return view.once(_callers)


def functions_behind(view: View) -> Mapping[str, list[Caller]]:
    """Give the callers by the logical id of the function."""
    return view.once(_by_function)


def written_at(at: At) -> Any:
    """Give what is written at a place; None where nothing is."""
    found: Any = at.document.data
    for step in at.path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def uri_of(at: At) -> At:
    """Give the place of the URI of an integration or an authorizer."""
    return member_at(at, _URIS)


def member_at(at: At, names: tuple[str, ...]) -> At:
    """Give the place of the first of some members that is written, of a resource or of a part; else the place "
    "itself."""
    found = written_at(at)
    steps = ("Properties",) if isinstance(found, dict) and "Properties" in found else ()
    inner = found["Properties"] if steps else found
    name = next((name for name in names if isinstance(inner, dict) and name in inner), None)
    return below(at, *steps, name) if name else at


def _by_function(view: View) -> dict[str, list[Caller]]:
    found: dict[str, list[Caller]] = {}
    for caller in callers(view):
        found.setdefault(caller.function, []).append(caller)
    return found


def _callers(view: View) -> tuple[Caller, ...]:
    own = {(event.api, event.key) for event in events_of(view.found, IMPLICIT)} if _has_sam(view) else set()
    return tuple(caller for api in view.reading.apis for caller in _of_api(api, view, own))


def _has_sam(view: View) -> bool:
    return any(kind.startswith("AWS::Serverless::") for kind in view.found.by_type)


def _of_api(api: Api, view: View, own: set[tuple[str, str]]) -> Iterator[Caller]:
    for route in api.routes:
        found = route.integration
        if isinstance(found, Integration) and isinstance(found.target, FunctionTarget):
            for stage, function, qualifier in _resolved(found.target, api, view):
                yield Caller(
                    api=api,
                    name=route.key,
                    function=function,
                    qualifier=qualifier,
                    place=found.at,
                    route=route,
                    integration=found,
                    credentials=found.credentials,
                    stage=stage,
                    by_sam=(api.logical_id, route.key) in own,
                    made=_least(api.made, route.made, found.made),
                )
    for each in api.authorizers:
        if isinstance(each.target, FunctionTarget):
            name = each.name if isinstance(each.name, str) else each.logical_id
            for stage, function, qualifier in _resolved(each.target, api, view):
                yield Caller(
                    api=api,
                    name=f"the authorizer {name}" if name else "an authorizer",
                    function=function,
                    qualifier=qualifier,
                    place=each.at,
                    credentials=each.credentials,
                    stage=stage,
                    by_sam=_is_granted_by_sam(each.at, api),
                    made=_least(api.made, each.made),
                )


def _least(*made: bool | Unknown) -> bool | Unknown:
    return next((each for each in made if each is not True), True)


def _is_granted_by_sam(at: At, api: Api) -> bool:
    """Tell whether SAM makes the permission of an authorizer: for REST unless told, for HTTP APIs when told."""
    found = written_at(at)
    if not isinstance(found, dict) or "FunctionArn" not in found:
        return False
    given = found.get("EnableFunctionDefaultPermissions", api.protocol == "REST")
    return str(given).lower() != "false"


def _resolved(target: FunctionTarget, api: Api, view: View) -> Iterator[tuple[Stage | None, str, Any]]:
    """Give the functions of the template that a target leads to, for each stage whose variables tell it."""
    if not _names_variable(target.function) and not _names_variable(target.qualifier):
        if isinstance(target.function, Reference) and target.function.logical_id in view.reading.functions:
            yield None, target.function.logical_id, _plain(target.qualifier)
        return
    for stage in api.stages:
        if any(isinstance(value, (Unknown, Text)) for value in stage.variables.values()):
            continue
        found = view.found.targets.under(target, stage.variables)
        if (
            isinstance(found, FunctionTarget)
            and isinstance(found.function, Reference)
            and found.function.logical_id in view.reading.functions
        ):
            yield stage, found.function.logical_id, _plain(found.qualifier)


def _plain(qualifier: Any) -> Any:
    return None if qualifier == "" else qualifier


def _names_variable(given: Any) -> bool:
    pieces = given.pieces if isinstance(given, Text) else (given,)
    return any(isinstance(piece, str) and _VARIABLE in piece for piece in pieces)
