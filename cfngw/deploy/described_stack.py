"""What AWS says of a stack: the JSON that ``aws cloudformation describe-stacks`` prints.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any, NamedTuple

from cfngw.errors import OutputError
from cfngw.files import read_text
from cfngw.source import Source, shown

_STEADY = (
    *("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"),
    *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
)


class DescribedStack(NamedTuple):
    """A stack as it is: its outputs and the values of its parameters, by name."""

    name: str
    region: str | None
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    where: Source


def describe_command(stack: str, file: str = "outputs.json") -> str:
    """Give the line that writes such a file."""
    return f"aws cloudformation describe-stacks --stack-name {quote(stack)} --output json > {quote(file)}"


def read_stack(path: Path, expected: str) -> DescribedStack:
    """Read the one stack of a file; ``expected`` is the name to propose. Raises OutputError."""
    where = Source(str(path), 1, 1)
    fix = describe_command(expected, shown(str(path)))
    allowed = "what aws cloudformation describe-stacks prints of one stack, as JSON"
    try:
        found = json.loads(read_text(path).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        at = Source(str(path), error.lineno, error.colno)
        raise OutputError(f"these outputs are not JSON: {error.msg}.", where=at, allowed=allowed, fix=fix) from error
    except RecursionError as error:
        raise OutputError("these outputs are nested too deeply.", where=where, allowed=allowed, fix=fix) from error
    stacks = found.get("Stacks") if isinstance(found, dict) else None
    if not isinstance(stacks, list) or not all(_is_stack(each) for each in stacks):
        raise OutputError("this is not what AWS says of a stack.", where=where, allowed=allowed, fix=fix)
    if len(stacks) != 1:
        names = ", ".join(each["StackName"] for each in stacks) or "none"
        raise OutputError("it is not about one stack.", where=where, given=names, allowed="one stack", fix=fix)
    (stack,) = stacks
    _check_status(stack, where)
    return DescribedStack(
        stack["StackName"],
        _region(stack.get("StackId")),
        _table(stack, "Outputs", "OutputKey", "OutputValue"),
        _table(stack, "Parameters", "ParameterKey", "ParameterValue"),
        where,
    )


def _is_stack(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and isinstance(given.get("StackName"), str)
        and isinstance(given.get("StackStatus"), str)
        and all(
            isinstance(given.get(name, []), list)
            and all(isinstance(each, dict) and isinstance(each.get(key), str) for each in given.get(name, []))
            for name, key in (("Outputs", "OutputKey"), ("Parameters", "ParameterKey"))
        )
    )


def _check_status(stack: Mapping[str, Any], where: Source) -> None:
    status = stack["StackStatus"]
    if status in _STEADY:
        return
    again = describe_command(stack["StackName"], shown(where.path))
    under_way = status.endswith("_IN_PROGRESS")
    raise OutputError(
        f"the stack {stack['StackName']} is {'still changing' if under_way else 'not in order'}, so that what it "
        "serves is not known.",
        where=where,
        given=status,
        allowed=", ".join(_STEADY[:3]),
        fix=f"{'wait for it' if under_way else 'mend it'}, then: {again}",
    )


def _table(stack: Mapping[str, Any], section: str, key: str, value: str) -> dict[str, str]:
    return {each[key]: str(each.get(value, "")) for each in stack.get(section, [])}


def _region(stack_id: Any) -> str | None:
    """Give the region out of arn:aws:cloudformation:<region>:<account>:stack/..."""
    parts = stack_id.split(":") if isinstance(stack_id, str) else []
    return parts[3] if len(parts) > 5 and parts[0] == "arn" and parts[3] else None
