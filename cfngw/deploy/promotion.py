"""Promotion: the values of some parameters of a stack become those of some outputs, or what they were before.

Which output feeds which parameter, of which stage, is read from the template's metadata (``cfngw.Promotion``), what is
served from the stack. What was before is kept in a parameter of the stack, as ``Name=value Name=value``, so that it is
there for whoever can read the stack. Nothing is written here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from cfngw.deploy.described_stack import DescribedStack, describe_command
from cfngw.deploy.parameters import HIDDEN, Entry, hidden, merge
from cfngw.document import Document, TemplateError
from cfngw.errors import OutputError, UsageError, nearest
from cfngw.source import shown

_LONGEST = 4096  # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_BEFORE = re.compile(r"(?:[A-Za-z0-9]+=[^\s=]*(?: (?=[A-Za-z0-9])|\Z))*")
_LATEST = "$LATEST"
_SAFE = "$:/@+,;._-~*"


class Promotion(NamedTuple):
    """What a stage takes over: the output that feeds each parameter; ``before`` remembers what was before."""

    origin: str
    stage: str
    parameters: Mapping[str, str]
    before: str


class Change(NamedTuple):
    """A parameter that gets another value."""

    parameter: str
    old: str
    new: str


class Outcome(NamedTuple):
    """What changes, the parameters of the stage that don't, and all values that are written."""

    changes: Sequence[Change]
    unchanged: Mapping[str, str]
    values: Mapping[str, str]


def find_promotions(document: Document) -> dict[str, Promotion]:
    """Give the promotions of a template by the stage that is promoted to. Raises TemplateError."""
    found: dict[str, Promotion] = {}
    for logical_id, resource in document.resources():
        metadata = resource.get("Metadata")
        ours = metadata.get("cfngw") if isinstance(metadata, Mapping) else None
        if not isinstance(ours, Mapping) or "Promotion" not in ours:
            continue
        made = _read(document, logical_id, ours["Promotion"])
        first = found.get(made.stage, made)
        if (first.origin, first.before) != (made.origin, made.before):
            raise TemplateError(
                f"{made.stage} is promoted from {first.origin} and from {made.origin}.",
                where=document.source(("Resources", logical_id, "Metadata")),
                allowed="one stage that another one is promoted from",
                fix="give both the same promoted_from=, or build them into stacks of their own",
            )
        found[made.stage] = made._replace(parameters={**first.parameters, **made.parameters})
    return found


def choose(document: Document, stage: str, origin: str | None) -> Promotion:
    """Give the promotion that was asked for on the command line. Raises UsageError."""
    found = find_promotions(document)
    if not found:
        raise UsageError(
            f"{shown(str(document.path))} has no stage that is promoted to.",
            given=stage,
            allowed="a stage with promoted_from=",
            fix=f'write Stage("{stage}", promoted_from="{origin or "staging"}"), then cfngw build',
        )
    if origin == stage:
        raise UsageError("--from and --to name the same stage.", given=stage, fix="name two")
    ways = ", ".join(f"--from {each.origin} --to {each.stage}" for each in found.values())
    if stage not in found:
        close = nearest(stage, found)
        raise UsageError(
            f"no stage called {stage} is promoted to.",
            given=stage,
            allowed=ways,
            fix=f"--to {close}" if close else "name a stage with promoted_from=",
        )
    chosen = found[stage]
    if origin is not None and origin != chosen.origin:
        raise UsageError(
            f"{stage} is not promoted from {origin}.", given=origin, allowed=ways, fix=f"--from {chosen.origin}"
        )
    return chosen


def promote(document: Document, promotion: Promotion, stack: DescribedStack, expected: str) -> Outcome:
    """Give the parameters of a stage the values of the outputs. Raises OutputError, UsageError.

    ``expected``: the name that the template's stack has unless it was given another one.
    """
    _check_deployed(document, promotion, stack, expected)
    new = {name: stack.outputs[output] for name, output in promotion.parameters.items()}
    _check_values(document, stack, new, promotion.parameters)
    _check_held(promotion, stack, new)
    changes = _changes(stack, new)
    if not changes:
        raise UsageError(
            f"{promotion.stage} serves already what {promotion.origin} serves; there is nothing to promote.",
            given=_told(new),
            fix="deploy a change first, and look at it; or describe the stack again, if these outputs are old",
        )
    defaults = _defaults(document, promotion)
    pinned = {each.parameter: each.old for each in changes if each.old != defaults[each.parameter]}
    before = " ".join(f"{name}={quote(value, _SAFE)}" for name, value in pinned.items())
    if len(before.encode()) > _LONGEST:
        raise OutputError(
            f"what {promotion.stage} serves now does not fit into {promotion.before}.",
            given=len(before.encode()),
            allowed=f"{_LONGEST} bytes",
            fix="build the functions into several stacks",
        )
    return _outcome(promotion, stack, changes, before)


def roll_back(document: Document, promotion: Promotion, stack: DescribedStack, expected: str) -> Outcome:
    """Give the parameters of a stage what they had before the last promotion. Raises OutputError, UsageError."""
    _check_deployed(document, promotion, stack, expected)
    text = stack.parameters[promotion.before]
    if not _BEFORE.fullmatch(text):
        raise OutputError(
            f"{promotion.before} does not say what was before: cfngw promote did not write it.",
            where=stack.where,
            given=text,
            allowed="Name=value Name=value",
            fix=f"put the values of {', '.join(promotion.parameters)} into the parameter file yourself",
        )
    kept = dict(pair.split("=") for pair in text.split())
    values = {name: unquote(kept[name]) for name in promotion.parameters if name in kept}
    if not values:
        raise UsageError(
            f"there is nothing before what {promotion.stage} serves.",
            given=text,
            allowed="one step back after each promotion but the first: before that, it followed the stack",
            fix=f"promote something else, or put an older id into {next(iter(promotion.parameters))} yourself",
        )
    _check_values(document, stack, values, dict.fromkeys(values, promotion.before))
    changes = _changes(stack, values)
    if not changes:
        raise UsageError(
            f"{promotion.stage} serves already what it served before.",
            given=_told(values),
            fix="promote something else; or describe the stack again, if these outputs are old",
        )
    return _outcome(promotion, stack, changes, "")


def next_entries(
    document: Document, stack: DescribedStack, entries: Sequence[Entry], values: Mapping[str, str]
) -> list[Entry]:
    """Give the next parameter file: as it was but for ``values``; what it lacks is what the stack has.

    Else an update would give these parameters their defaults again.
    """
    declared = document.data.get("Parameters") or {}
    given = {entry["ParameterKey"] for entry in entries}
    kept: list[Entry] = [
        {"ParameterKey": name, "UsePreviousValue": True}
        if hidden(declared[name]) or value == HIDDEN
        else {"ParameterKey": name, "ParameterValue": value}
        for name, value in stack.parameters.items()
        if name in declared and name not in given
    ]
    return merge([*entries, *kept], values)


def carried_along(
    document: Document, stack: DescribedStack, entries: Iterable[Entry], values: Mapping[str, str]
) -> list[Change]:
    """Give what else an update by the parameter file would change; what is hidden can't be compared."""
    declared = document.data.get("Parameters") or {}
    return [
        Change(name, stack.parameters[name], str(entry["ParameterValue"]))
        for entry in entries
        if (name := entry["ParameterKey"]) in stack.parameters
        and name not in values
        and "ParameterValue" in entry
        and not hidden(declared.get(name, {}))
        and stack.parameters[name] not in (HIDDEN, str(entry["ParameterValue"]))
    ]


def _read(document: Document, logical_id: str, given: Any) -> Promotion:
    """Read one resource's metadata."""
    path = ("Resources", logical_id, "Metadata", "cfngw", "Promotion")
    wrong = TemplateError(
        f"{logical_id}: this is no promotion.",
        where=document.source(path),
        allowed="{From: stage, To: stage, Parameters: {Parameter: Output}, Before: !Ref Parameter}",
        fix="build the template anew, or correct it",
    )
    if not isinstance(given, Mapping):
        raise wrong
    origin, stage, parameters, before = (given.get(name) for name in ("From", "To", "Parameters", "Before"))
    remembered = before.get("Ref") if isinstance(before, Mapping) else None
    if not (isinstance(origin, str) and isinstance(stage, str) and isinstance(remembered, str)):
        raise wrong
    if not isinstance(parameters, Mapping) or not all(isinstance(each, str) for each in parameters.values()):
        raise wrong
    for section, names in (("Parameters", (*parameters, remembered)), ("Outputs", parameters.values())):
        for name in names:
            if name not in (document.data.get(section) or {}):
                raise TemplateError(
                    f"{logical_id}: the template has no {section.lower()[:-1]} {name}, which a promotion is made with.",
                    where=document.source(path),
                    given=name,
                    fix="build the template anew, or correct it",
                )
    for name in (*parameters, remembered):
        if hidden(document.data["Parameters"][name]):
            raise TemplateError(
                f"{logical_id}: {name} has NoEcho, so that nobody learns what it was before.",
                where=document.source(("Parameters", name)),
                fix="leave out NoEcho",
            )
    return Promotion(origin, stage, dict(parameters), remembered)


def _check_deployed(document: Document, promotion: Promotion, stack: DescribedStack, expected: str) -> None:
    """Refuse a stack that does not have what is needed, and say whether it is another one, or an older one."""
    outputs = [name for name in promotion.parameters.values() if not stack.outputs.get(name)]
    wanted = [name for name in (*promotion.parameters, promotion.before) if name not in stack.parameters]
    if not outputs and not wanted:
        return
    kinds = (("output", outputs), ("parameter", wanted))
    lacking = " and ".join(f"no {kind} {', '.join(names)}" for kind, names in kinds if names)
    own = set(document.data.get("Outputs") or {}) & set(stack.outputs)
    template = shown(str(document.path))
    if stack.name != expected and not own:
        raise OutputError(
            f"these are the outputs of another stack than that of {template}: {stack.name} has {lacking}.",
            where=stack.where,
            given=stack.name,
            fix=describe_command(expected, shown(stack.where.path)),
        )
    raise OutputError(
        f"what {promotion.stage} is promoted with is not deployed: the stack {stack.name} has {lacking}.",
        where=stack.where,
        fix=f"update the stack with {template}, then: {describe_command(stack.name, shown(stack.where.path))}",
    )


def _check_values(
    document: Document, stack: DescribedStack, values: Mapping[str, str], tellers: Mapping[str, str]
) -> None:
    """Refuse what CloudFormation would refuse in the middle of the update."""
    for name, value in values.items():
        declared = document.data["Parameters"][name]
        if not _fits(declared, value):
            raise OutputError(
                f"the parameter {name} does not take what {tellers[name]} tells.",
                where=stack.where,
                given=value,
                allowed=str(declared.get("AllowedPattern") or declared.get("AllowedValues")),
                fix=describe_command(stack.name, shown(stack.where.path)),
            )


def _check_held(promotion: Promotion, stack: DescribedStack, values: Mapping[str, str]) -> None:
    """Refuse $LATEST, which a stage in the middle has until it is promoted to: it changes with the next deployment."""
    again = describe_command(stack.name, shown(stack.where.path))
    for name, value in values.items():
        if value == _LATEST:
            raise OutputError(
                f"{promotion.origin} follows the stack, so that {promotion.stage} would, too: "
                f"{promotion.parameters[name]} tells of no version.",
                where=stack.where,
                given=value,
                allowed="the number of a version",
                fix=f"give {promotion.origin} a version first, by a promotion or its parameter; then: {again}",
            )


def _fits(declared: Mapping[str, Any], value: str) -> bool:
    """Tell whether a parameter takes a value; a pattern that only Java reads is not judged."""
    allowed, pattern = declared.get("AllowedValues"), declared.get("AllowedPattern")
    if isinstance(allowed, list) and value not in map(str, allowed):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of what Java reads otherwise
            return not isinstance(pattern, str) or re.fullmatch(pattern, value) is not None
    except (re.error, RecursionError, OverflowError):
        return True


def _defaults(document: Document, promotion: Promotion) -> dict[str, str | None]:
    """Give what each parameter is while the stage follows the stack."""
    declared = document.data["Parameters"]
    found = {name: declared[name].get("Default") for name in promotion.parameters}
    return {name: None if default is None else str(default) for name, default in found.items()}


def _changes(stack: DescribedStack, values: Mapping[str, str]) -> list[Change]:
    return [
        Change(name, stack.parameters[name], value) for name, value in values.items() if stack.parameters[name] != value
    ]


def _outcome(promotion: Promotion, stack: DescribedStack, changes: Sequence[Change], before: str) -> Outcome:
    changed = {each.parameter: each.new for each in changes}
    same = {name: stack.parameters[name] for name in promotion.parameters if name not in changed}
    return Outcome(changes, same, {**same, **changed, promotion.before: before})


def _told(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
