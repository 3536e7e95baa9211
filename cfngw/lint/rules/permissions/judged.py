"""What is wrong between the callers of functions and the permissions, each told once, by the rule that tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.permissions.callers import Caller, callers
from cfngw.lint.rules.permissions.grants import Grant, calls_of, grants_by_function, refused_form
from cfngw.lint.rules.rule import Problem
from cfngw.lint.rules.view import View

MISSING, UNCOVERED, QUALIFIER, OTHER_API = "missing", "uncovered", "qualifier", "other API"
_ANSWER = "each call would be answered with 500"
_POLICIES = ("AWS::Lambda::ResourcePolicy",)


class Judged(NamedTuple):
    """One mistake."""

    kind: str
    problem: Problem


def judged(view: View, kind: str) -> Iterator[Problem]:
    """Give the mistakes of a kind."""
    for each in view.once(_judged):
        if each.kind == kind:
            yield each.problem


def _judged(view: View) -> tuple[Judged, ...]:
    if view.is_open or view.has(*_POLICIES) or any(_may_be_any(each) for each in _untold(view)):
        return ()
    missing: dict[object, tuple[At, list[Caller]]] = {}
    uncovered: dict[object, tuple[At, list[tuple[Caller, str]]]] = {}
    wrong: dict[object, Judged] = {}
    for caller in callers(view):
        if caller.credentials is not None or caller.by_sam or caller.made is not True:
            continue
        verdict = _verdict(caller, view)
        if verdict is None:
            continue
        kind, at, note = verdict
        key = (at.document.path, at.path)
        if kind == MISSING:
            missing.setdefault(key, (at, []))[1].append(caller)
        elif kind == UNCOVERED:
            uncovered.setdefault((key, caller.function), (at, []))[1].append((caller, note))
        else:
            wrong.setdefault(key, Judged(kind, Problem(at, note)))
    return (
        *(Judged(MISSING, Problem(at, _missing(unserved, view))) for at, unserved in missing.values()),
        *(Judged(UNCOVERED, Problem(at, _uncovered(unlet))) for at, unlet in uncovered.values()),
        *wrong.values(),
    )


def _untold(view: View) -> list[Grant]:
    return [each for each in grants_by_function(view).get(None, ()) if each.lets_gateway]


def _may_be_any(grant: Grant) -> bool:
    """Tell whether a permission may be for any function: its name is not told."""
    target = grant.target
    given = getattr(target, "function", target)
    return given is None or isinstance(given, Unknown) or (isinstance(given, Text) and given.unknown is not None)


def _verdict(caller: Caller, view: View) -> tuple[str, At, str] | None:
    own = [each for each in grants_by_function(view).get(caller.function, ()) if each.lets_gateway]
    wanted = caller.qualifier
    if isinstance(wanted, (Unknown, Text)) or wanted == "$LATEST":
        return None
    fitting = [each for each in own if _same(each.qualifier, wanted)]
    if any(each.made is not True for each in (one.resource for one in fitting)):
        return None
    mine = [each for each in fitting if each.names(caller.api.logical_id)]
    if mine:
        return _covered(caller, mine)
    if any(each.names(caller.api.logical_id) for each in own):
        return QUALIFIER, caller.at, _qualifier(caller, own)
    strange = [each for each in fitting if not _is_invoked_by(each, view)]
    if strange:
        return OTHER_API, strange[0].place("SourceArn"), _other_api(strange[0], caller)
    if not fitting and _told_by_others(caller, view):
        return None
    return MISSING, caller.at, ""


def _same(given: Any, wanted: Any) -> bool:
    if isinstance(given, (Unknown, Text)) or given == "$LATEST":
        return True
    return bool(given == wanted)


def _covered(caller: Caller, mine: list[Grant]) -> tuple[str, At, str] | None:
    if any(each.covers_all for each in mine):
        return None
    if any(refused_form(each) for each in mine):
        return None  # another rule tells that such an ARN is that of no call
    names = [stage.name for stage in caller.api.stages] if caller.stage is None else [caller.stage.name]
    told = [name for name in names if isinstance(name, str)]
    stages = tuple(told) if len(told) == len(names) else ()
    for shown, call in calls_of(caller.route, caller.api.protocol, stages):
        if not any(each.covers(call) for each in mine):
            return UNCOVERED, mine[0].place("SourceArn") if len(mine) == 1 else caller.at, shown
    return None


def _is_invoked_by(grant: Grant, view: View) -> bool:
    """Tell whether the API of a permission does invoke the function."""
    named = grant.api
    if not isinstance(named, Reference):
        return False
    return any(each.function == grant.function and each.api.logical_id == named.logical_id for each in callers(view))


def _told_by_others(caller: Caller, view: View) -> bool:
    """Tell whether another rule says why a permission with the ARN of this API lets the gateway not in."""
    return any(
        each.is_of_gateway and not each.lets_gateway for each in grants_by_function(view).get(caller.function, ())
    )


def _missing(unserved: list[Caller], view: View) -> str:
    first = unserved[0]
    keys = list(dict.fromkeys(each.name for each in unserved))
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    verb = "invokes" if len(keys) == 1 else "invoke"
    others = [each for each in grants_by_function(view).get(first.function, ()) if each.lets_gateway]
    which = f"no permission for {first.api.logical_id}" if others else "no permission for API Gateway"
    what = f"{first.function}{_shown(first.qualifier)}"
    return (
        f"{keys[0]}{more} {verb} {what}, which has {which}: {_ANSWER} unless another stack gives it. Add an "
        "AWS::Lambda::Permission, or the ARN of a role that may invoke it"
    )


def _shown(qualifier: Any) -> str:
    if qualifier is None:
        return ""
    return f":{qualifier}" if isinstance(qualifier, str) else " (a version)"


def _uncovered(unlet: list[tuple[Caller, str]]) -> str:
    caller, shown = unlet[0]
    keys = list(dict.fromkeys(each.name for each, _ in unlet))
    more = f" (and {len(keys) - 1} more)" if len(keys) > 1 else ""
    hint = "/*/*" if caller.route is not None and caller.api.protocol != "WEBSOCKET" else "/*"
    hint = "/*" if caller.route is not None and caller.route.path == "$default" else hint
    return (
        f"The permission lets {caller.name}{more} not in: it invokes {caller.function} as "
        f"…:{caller.api.logical_id}/{shown}, which SourceArn does not match; each such call would be answered with "
        f"500. End SourceArn in {hint}"
    )


def _qualifier(caller: Caller, own: list[Grant]) -> str:
    held = ", ".join(dict.fromkeys(f"{each.function}{_shown(each.qualifier)}" for each in own))
    of_stage = f" at stage {caller.stage.name}" if caller.stage is not None else ""
    return (
        f"{caller.name}{of_stage} invokes {caller.function}{_shown(caller.qualifier)}, and the permission is for "
        f"{held}: the policies of a function, its versions and its aliases are separate, so that {_ANSWER}. Give "
        "FunctionName of the permission the same alias or version"
    )


def _other_api(grant: Grant, caller: Caller) -> str:
    given = grant.api
    shown = f"the API {given.logical_id}" if isinstance(given, Reference) else f"an API by its id, {given}"
    return (
        f"SourceArn names {shown}, and {caller.name} of {caller.api.logical_id} invokes {caller.function}: {_ANSWER} "
        f"unless another stack gives a permission. Write ${{{caller.api.logical_id}}} in SourceArn"
    )
