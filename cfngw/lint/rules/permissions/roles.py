"""The roles of a template: who may take them on, and what they allow, as far as the template tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal, value

ROLE = "AWS::IAM::Role"
_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
_LOGS = ("logs:*",)
_ENI = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
# What AWS's own policies allow, of what the rules ask for.
_MANAGED: Mapping[str, tuple[str, ...]] = {
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaVPCAccessExecutionRole": (*_LOGS, *_ENI),
    "AWSLambdaENIManagementAccess": _ENI,
    "AWSXRayDaemonWriteAccess": _TRACES,
    "AWSXrayWriteOnlyAccess": _TRACES,
    "AWSLambdaRole": ("lambda:InvokeFunction",),
    "AmazonAPIGatewayPushToCloudWatchLogs": _LOGS,
    "CloudWatchLogsFullAccess": _LOGS,
    "AmazonDynamoDBReadOnlyAccess": ("dynamodb:Get*", "dynamodb:Query", "dynamodb:Scan"),
    "AmazonS3ReadOnlyAccess": ("s3:Get*", "s3:List*"),
}


@dataclass(frozen=True)
class Statement:
    """One statement of a policy. ``holes``: something in it is not told."""

    at: At
    effect: str
    actions: tuple[Any, ...]
    resources: tuple[Any, ...]
    principals: Mapping[str, tuple[Any, ...]]
    is_inverse: bool = False
    conditional: bool = False
    untold: bool = False

    def names(self, action: str) -> bool:
        """Tell whether an action is meant."""
        return any(isinstance(each, str) and _fits(each, action) for each in self.actions)


@dataclass(frozen=True)
class Role:
    """A role; ``complete``: the template tells all that it allows."""

    resource: Resource
    trust: tuple[Statement, ...] | None
    statements: tuple[Statement, ...]
    managed: tuple[tuple[str, At], ...]
    complete: bool
    attached: tuple[Resource, ...] = ()
    held: int = 0

    @property
    def own(self) -> Role:
        """Give the role without the policies that are resources of their own, which are made after it."""
        return replace(self, statements=self.statements[: self.held])

    @property
    def key(self) -> str:
        """Give its logical id."""
        return self.resource.key

    def place(self, *steps: str | int) -> At:
        """Give the place of a property."""
        return below(self.resource.at, "Properties", *steps)

    def trusts(self, service: str) -> bool | None:
        """Tell whether a service may take it on; None where the template doesn't tell."""
        if self.trust is None:
            return None
        for each in self.trust:
            if each.effect != "Allow" or not each.names("sts:AssumeRole"):
                if each.untold:
                    return None
                continue
            if each.untold or each.is_inverse:
                return None
            for kind, names in each.principals.items():
                for name in names:
                    if not isinstance(name, str):
                        return None
                    if name == "*" or (kind == "Service" and _is_service(name, service)):
                        return True
        return False

    def allows(self, action: str, fits: Callable[[Any], bool] = lambda _resource: True) -> bool:
        """Tell whether it allows an action, or may; ``fits`` tells of a resource in a policy whether it may be "
        "meant."""
        if not self.complete:
            return True
        if any(_fits(each, action) for name, _ in self.managed for each in _MANAGED.get(name, ("*",))):
            return True
        return any(
            each.untold
            or (each.effect == "Allow" and (each.is_inverse or (each.names(action) and any(map(fits, each.resources)))))
            for each in self.statements
        )


def roles(view: View) -> Mapping[str, Role]:
    """Give the roles by logical id."""
    return view.once(_roles)


def role_of(view: View, given: Any) -> Role | None:
    """Give the role of the template that an ARN refers to."""
    return roles(view).get(given.logical_id) if isinstance(given, Reference) else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern), re.IGNORECASE)


def _fits(pattern: str, action: str) -> bool:
    return _compiled(pattern).fullmatch(action) is not None


def _is_service(name: str, service: str) -> bool:
    """Tell whether a principal is that of a service; some partitions and regions have suffixes of their own."""
    return name == f"{service}.amazonaws.com" or (name.startswith(f"{service}.") and "amazonaws" in name)


def _roles(view: View) -> dict[str, Role]:
    attached: dict[str, list[Resource]] = {}
    is_open = view.is_open
    for each in view.resources(*_ATTACHED):
        given = each.properties.get("Roles") or each.properties.get("RoleName")
        names = [] if given is None else list(given.each()) if given.is_list else [given]
        if given is not None and not given.is_list and isinstance(given.value, Unknown):
            is_open = True
        for name in names:
            if isinstance(name.value, Reference):
                attached.setdefault(name.value.logical_id, []).append(each)
            elif not isinstance(name.value, str):
                is_open = True
            else:
                attached.setdefault(name.value, []).append(each)
    return {each.key: _role(each, view, attached, is_open=is_open) for each in view.resources(ROLE)}


def _role(resource: Resource, view: View, attached: Mapping[str, list[Resource]], *, is_open: bool) -> Role:
    own = resource.properties
    complete = not is_open and own.unknown is None
    found: list[Statement] = []
    policies = own.get("Policies")
    if policies is not None:
        complete = complete and policies.is_list
        for each in policies.each():
            complete = complete and each.is_mapping
            found += statements_of(each.get("PolicyDocument"))
    managed: list[tuple[str, At]] = []
    arns = own.get("ManagedPolicyArns")
    if arns is not None and not arns.is_list:
        complete = False
    for node in arns.each() if arns is not None else ():
        name = _name_of(node.value)
        if isinstance(node.value, Reference) and node.value.logical_id in view.found.index:
            found += statements_of(view.found.index[node.value.logical_id].properties.get("PolicyDocument"))
        elif name is None:
            complete = False
        else:
            managed.append((name, node.at))
            complete = complete and name in _MANAGED
    held = len(found)
    later = (*attached.get(resource.key, ()), *attached.get(literal(own.get("RoleName")) or "", ()))
    for each in later:
        found += statements_of(each.properties.get("PolicyDocument"))
    trust = own.get("AssumeRolePolicyDocument")
    told = trust is not None and trust.is_mapping and own.unknown is None
    trusted = tuple(statements_of(trust)) if told else None
    return Role(resource, trusted, tuple(found), tuple(managed), complete, later, held)


def _name_of(given: Any) -> str | None:
    """Give the name of one of AWS's own policies."""
    text = given if isinstance(given, str) else str(given.pieces[-1]) if isinstance(given, Text) else ""
    found = re.search(r":aws:policy/(?:[\w-]+/)*([\w-]+)\Z", text)
    return found[1] if found else None


def statements_of(document: Node | None) -> Iterator[Statement]:
    """Give the statements of a policy document."""
    if document is None:
        return
    held = document.get("Statement")
    if held is None or not (held.is_list or held.is_mapping):
        yield _untold(document.at)
        return
    for each in held.each() if held.is_list else (held,):
        yield _statement(each) if each.is_mapping else _untold(each.at)


def _untold(at: At) -> Statement:
    return Statement(at, "Allow", (), (), {}, untold=True)


def _row(node: Node | None) -> tuple[Any, ...]:
    if node is None:
        return ()
    return tuple(value(each) for each in node.each()) if node.is_list else (value(node),)


def _statement(node: Node) -> Statement:
    actions = _row(node.get("Action"))
    principal = node.get("Principal")
    principals: dict[str, tuple[Any, ...]] = {}
    if principal is not None:
        principals = {name: _row(each) for name, each in principal.items()} or {"": (value(principal),)}
    effect = literal(node.get("Effect"))
    inverse = any(node.get(name) is not None for name in ("NotAction", "NotResource", "NotPrincipal"))
    untold = effect is None or any(not isinstance(each, str) for each in actions) or (not actions and not inverse)
    return Statement(
        node.at,
        effect or "Allow",
        actions,
        _row(node.get("Resource")),
        principals,
        is_inverse=inverse,
        conditional=node.get("Condition") is not None,
        untold=untold,
    )
