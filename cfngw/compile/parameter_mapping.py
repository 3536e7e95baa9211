"""Parameter mapping of HTTP APIs: what is changed, as CloudFormation takes it; whether what is read exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.compile.assembly import Assembly
from cfngw.declare.http_integration import RouteTarget
from cfngw.declare.parameter_mapping import CONTEXT
from cfngw.errors import DeclarationError, Notice, nearest
from cfngw.source import Source

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.rest_api import RestApi


def request_parameters(assembly: Assembly, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give what the request is changed by; every value is a text."""
    return {name: _text(assembly, source) for name, source in given.items()} or None


def response_parameters(assembly: Assembly, given: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Any] | None:
    """Give what answers are changed by, status by status."""
    return {
        status: {
            "ResponseParameters": [
                {"Destination": place, "Source": _text(assembly, source)} for place, source in mappings.items()
            ]
        }
        for status, mappings in (given or {}).items()
    } or None


def _text(assembly: Assembly, given: Any) -> Any:
    return str(given) if isinstance(given, int | float) else assembly.resolve(given)


def check_sources(assembly: Assembly, api: HttpApi, target: RouteTarget, where: Source) -> None:
    """Find stage variables that no stage has, and tell of context variables that are not known."""
    for expression in dict.fromkeys(target.read()):
        root, _, name = expression.partition(".")
        if root == "stageVariables":
            check_variable(assembly, api, target, name, where)
        elif root == "context" and not _is_known(name):
            _note_context(assembly, target, name, where)


def check_variable(assembly: Assembly, api: HttpApi | RestApi, target: Any, name: str, where: Source) -> None:
    """Find a stage variable that no stage has, and tell of one that some have not."""
    kind = type(target).__name__
    without = [stage.name for stage in api.stages if name not in (stage.variables or {})]
    if len(without) == len(api.stages):
        known = list(dict.fromkeys(each for stage in api.stages for each in stage.variables or {}))
        close = nearest(name, known)
        assembly.problems.append(
            DeclarationError(
                f"{kind}: no stage has the variable {name}.",
                where=where,
                given=f"$stageVariables.{name}",
                allowed=", ".join(known) or "none: no stage has variables",
                fix=f'write "$stageVariables.{close}"' if close else f'give a Stage variables={{"{name}": ...}}',
            )
        )
    elif without:
        assembly.notices.append(
            Notice(
                f"{kind}: it reads the stage variable {name}, which {', '.join(without)} has not.",
                where,
                "give each Stage the variable, unless it may be missing there",
            )
        )


def _is_known(name: str) -> bool:
    return name in CONTEXT or name.startswith("authorizer.")


def _note_context(assembly: Assembly, target: RouteTarget, name: str, where: Source) -> None:
    close = nearest(name, CONTEXT)
    assembly.notices.append(
        Notice(
            f"{type(target).__name__}: $context.{name} is not among the variables that AWS documents for HTTP APIs.",
            where,
            f'did you mean "$context.{close}"?' if close else "look it up in AWS's list of logging variables",
        )
    )
