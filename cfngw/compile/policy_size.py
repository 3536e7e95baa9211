"""The sizes of IAM and Lambda policies, which AWS checks only when the stack is made.

What CloudFormation fills in is counted by the shortest that it can be, so that what is refused here never fits.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cfngw.errors import LimitError
from cfngw.limits import Limits
from cfngw.source import Source

_ROLE_CHARACTERS = 10_240
_FUNCTION_BYTES = Limits().function_policy_bytes
_FEW = 30  # permissions of a function never pass the limit
_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")
_LENGTHS = {"AWS::AccountId": 12, "AWS::NoValue": 0, "AWS::Partition": 3, "AWS::Region": 9, "AWS::URLSuffix": 13}
_FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:f"


def large_policies(resources: Mapping[str, Any], locate: Callable[[str], Source | None]) -> Iterator[LimitError]:
    """Find the roles and functions whose policies can't be made."""
    called: dict[str, list[str]] = {}
    for logical_id, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            yield from _large_role(logical_id, resource.get("Properties", {}), locate)
        elif resource["Type"] == "AWS::Lambda::Permission":
            called.setdefault(str(resource.get("Properties", {}).get("FunctionName")), []).append(logical_id)
    for permissions in called.values():
        if len(permissions) > _FEW:
            yield from _large_function(permissions, resources, locate)


def _large_role(
    logical_id: str, properties: Mapping[str, Any], locate: Callable[[str], Source | None]
) -> Iterator[LimitError]:
    policies = properties.get("Policies")
    size = sum(map(_policy_size, policies)) if isinstance(policies, list) else 0
    if size > _ROLE_CHARACTERS:
        yield LimitError(
            f"the policies of the role {logical_id} have at least {size:,} characters.",
            where=locate(logical_id),
            given=size,
            allowed=f"at most {_ROLE_CHARACTERS:,} in all inline policies of a role, blanks not counted",
            fix="name fewer ARNs, or one with a wildcard behind a common beginning; give functions roles of their own; "
            "or move statements into managed policies: managed_policies=",
        )


def _policy_size(policy: Any) -> int:
    if isinstance(policy, dict) and "Fn::If" in policy:
        return _shortest(policy, _policy_size)
    return _size(policy.get("PolicyDocument")) if isinstance(policy, dict) else 0


def _large_function(
    permissions: list[str], resources: Mapping[str, Any], locate: Callable[[str], Source | None]
) -> Iterator[LimitError]:
    statements = [_statement(each, resources[each].get("Properties", {})) for each in permissions]
    size = _size({"Version": "2012-10-17", "Id": "default", "Statement": statements})
    if size > _FUNCTION_BYTES:
        yield LimitError(
            f"the {len(permissions)} permissions to invoke one function have at least {size:,} bytes.",
            where=locate(permissions[0]),
            given=permissions[0],
            allowed=f"at most {_FUNCTION_BYTES:,} in the policy of a function",
            fix='let APIs call it by a role: invocation="role"; or let one permission stand for several callers',
        )


def _statement(logical_id: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give a permission as the statement that Lambda makes of it."""
    made = {
        "Sid": f"s-{logical_id}-123456789012",
        "Effect": "Allow",
        "Principal": {"Service": properties.get("Principal", "")},
        "Action": properties.get("Action", ""),
        "Resource": _FUNCTION_ARN,
    }
    if "SourceArn" in properties:
        made["Condition"] = {"ArnLike": {"AWS:SourceArn": properties["SourceArn"]}}
    return made


def _size(node: Any) -> int:
    """Count the characters of JSON without blanks."""
    if isinstance(node, str):
        return len("".join(node.split())) + 2
    if isinstance(node, dict):
        if len(node) == 1 and _is_function(next(iter(node))):
            return _shortest(node, _size)
        return 1 + sum(len(name) + 4 + _size(member) for name, member in node.items()) + (not node)
    if isinstance(node, list):
        return 1 + sum(1 + _size(member) for member in node) + (not node)
    return 1


def _is_function(name: str) -> bool:
    return name == "Ref" or name.startswith("Fn::")


def _shortest(function: Mapping[str, Any], size: Callable[[Any], int]) -> int:
    """Count what CloudFormation puts in place of a function, by the shortest that it can be."""
    ((name, argument),) = function.items()
    if name == "Fn::If" and isinstance(argument, list) and len(argument) == 3:
        return min(0 if branch == {"Ref": "AWS::NoValue"} else size(branch) for branch in argument[1:])
    if name == "Ref":
        return _LENGTHS.get(argument, 1) + 2
    if name == "Fn::Sub":
        text = argument[0] if isinstance(argument, list) and argument else argument
        if isinstance(text, str):
            return _size(_VARIABLE.sub(lambda found: "x" * _LENGTHS.get(found[1].strip(), 0), text))
    if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], list):
        inner = sum(size(member) - 2 for member in argument[1])
        return inner + len(str(argument[0]).strip()) * max(len(argument[1]) - 1, 0) + 2
    return 2
