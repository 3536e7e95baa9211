"""What a route or an authorizer invokes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.document.values import Reference, Unknown
from cfngw.explain.model import Call
from cfngw.explain.words import named, shown
from cfngw.read.model import Api, FunctionTarget, HttpTarget, Integration, Route, ServiceTarget
from cfngw.read.targets import Targets

_WAITS = {"HTTP": 30_000}  # as long as nothing is given; REST and WebSocket APIs wait 29 s
_WAITS_ELSE = 29_000
_STAGE_VARIABLE = "${stageVariables."


def call_of(api: Api, route: Route, targets: Targets) -> Call:
    """Say what answers a route."""
    answers = route.integration
    if answers is None:
        return Call(kind="nothing", what="nothing")
    if isinstance(answers, Unknown):
        return Call(kind="unknown", what=f"not known: {answers.why}")
    kind, what, function = _target(answers.target, answers)
    given = answers.timeout_ms
    waits = given if isinstance(given, int) else shown(given) if given is not None else _waits(api)
    return Call(
        kind=kind,
        what=what,
        type=shown(answers.type),
        function=function,
        role=named(answers.credentials) if answers.credentials is not None else "",
        by_stage=dict(_by_stage(api, answers, targets)) if _STAGE_VARIABLE in what else {},
        waits_ms=None if kind == "mock" else waits,
        timeout_is_given=given is not None,
    )


def _waits(api: Api) -> int:
    return _WAITS.get(str(api.protocol), _WAITS_ELSE)


def authorizer_call(target: Any) -> tuple[str, str]:
    """Say what an authorizer invokes, and give the function's logical id where it is one of the template."""
    _, what, function = _target(target, None)
    return what, function


def function_words(target: FunctionTarget) -> str:
    """Name a function with the alias or version that is called."""
    name = named(target.function)
    if target.qualifier is None:
        return name
    return f"{name}:{named(target.qualifier)}"


def _target(target: Any, answers: Integration | None) -> tuple[str, str, str]:
    if answers is not None and answers.type == "MOCK":
        return "mock", "mock", ""
    if isinstance(target, FunctionTarget):
        function = target.function.logical_id if isinstance(target.function, Reference) else ""
        return "function", function_words(target), function
    if isinstance(target, HttpTarget):
        return "http", _http(target, answers), ""
    if isinstance(target, ServiceTarget):
        return "service", _service(target), ""
    if isinstance(target, Unknown):
        return "unknown", f"not known: {target.why}", ""
    return "nothing", "nothing", ""


def _http(target: HttpTarget, answers: Integration | None) -> str:
    # A query may hold a key.
    url = shown(target.uri).partition("?")[0]
    method = shown(answers.method) if answers is not None and answers.method is not None else ""
    through = ""
    if answers is not None and answers.connection is not None and answers.connection_type == "VPC_LINK":
        through = f" through {named(answers.connection)}"
    return f"{method} {url}{through}".lstrip()


def _service(target: ServiceTarget) -> str:
    if target.subtype is not None:
        return f"{target.service} {shown(target.action)}"
    name = f"{shown(target.subdomain)}.{target.service}" if target.subdomain is not None else target.service
    if target.action is not None:
        return f"{name} {shown(target.action)}"
    return f"{name} path {shown(target.path)}"


def _by_stage(api: Api, answers: Integration, targets: Targets) -> Any:
    """Say what a stage variable leads to, stage by stage."""
    for stage in api.stages:
        under = targets.under(answers.target, _plain(stage.variables))
        yield shown(stage.name), _target(under, answers)[1]


def _plain(variables: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: each for name, each in variables.items() if not isinstance(each, Unknown)}
