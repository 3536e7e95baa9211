"""The roles that APIs use: of integrations and of authorizers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cfngw.document.values import At, Reference, Text
from cfngw.lint.rules.permissions.callers import member_at
from cfngw.lint.rules.permissions.roles import ROLE, Role, role_of
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget, Integration, MappingTemplate, ServiceTarget, Target

_NAMES = (
    *("Credentials", "CredentialsArn", "credentials", "AuthorizerCredentials", "AuthorizerCredentialsArn"),
    *("authorizerCredentials", "FunctionInvokeRole"),
)
_PREFIXES = {
    "EventBridge": "events",
    "SQS": "sqs",
    "Kinesis": "kinesis",
    "StepFunctions": "states",
    "AppConfig": "appconfig",
}
# Services whose actions of IAM have the names of those of the API.
_SERVICES = ("sqs", "sns", "dynamodb", "kinesis", "firehose", "states", "events", "ssm", "secretsmanager", "sts")
_OF_S3 = {"GET": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject", "HEAD": "s3:GetObject"}
_ACTION = re.compile(r"\bAction=([A-Za-z]+)")


@dataclass(frozen=True)
class Use:
    """A role that a route or an authorizer uses."""

    name: str
    credentials: Any
    at: At
    target: Target
    integration: Integration | None
    role: Role | None


def uses(view: View) -> tuple[Use, ...]:
    """Give them, once for each integration."""
    return view.once(_uses)


def _uses(view: View) -> tuple[Use, ...]:
    return tuple(_found(view))


def _found(view: View) -> Iterator[Use]:
    seen: set[object] = set()
    for api in view.reading.apis:
        for route in api.routes:
            made = route.integration
            if isinstance(made, Integration) and made.credentials is not None:
                at = member_at(made.at, _NAMES)
                key = (at.document.path, at.path)
                if key not in seen:
                    seen.add(key)
                    yield Use(route.key, made.credentials, at, made.target, made, role_of(view, made.credentials))
        for each in api.authorizers:
            if each.credentials is not None:
                name = f"the authorizer {each.name}" if isinstance(each.name, str) else "an authorizer"
                at = member_at(each.at, _NAMES)
                yield Use(name, each.credentials, at, each.target, None, role_of(view, each.credentials))


def is_name_of_role(given: Any) -> bool:
    """Tell whether a role is given by its name, where its ARN is wanted."""
    return isinstance(given, Reference) and given.type == ROLE and given.attribute != "Arn"


def invoking(view: View, target: FunctionTarget) -> Callable[[Any], bool]:
    """Give what tells whether a resource in a policy is a function, or may be."""

    def fits(resource: Any) -> bool:
        if isinstance(resource, str):
            return "*" in resource or "?" in resource or _is(view, resource, target)
        if isinstance(resource, Text):
            last = resource.pieces[-1]
            names = [each.logical_id for each in resource.holes if isinstance(each, Reference)]
            wild = isinstance(last, str) and last.endswith("*")
            known = target.function.logical_id if isinstance(target.function, Reference) else ""
            if wild:
                return not names or known in names
            return _is(view, resource, target)
        return _is(view, resource, target) if isinstance(resource, Reference) else True

    return fits


def _is(view: View, resource: Any, target: FunctionTarget) -> bool:
    found = view.found.targets.of_function(resource)
    if not isinstance(found, FunctionTarget):
        return True
    if isinstance(found.function, Text) or isinstance(target.function, Text):
        return True
    if isinstance(found.function, Reference) and found.function.logical_id not in view.reading.functions:
        return found.function.type not in ("AWS::Lambda::Function", "")
    if found.function != target.function:
        return False
    if isinstance(found.qualifier, Text) or isinstance(target.qualifier, Text):
        return True
    if isinstance(target.qualifier, str) and "${stageVariables." in target.qualifier:
        return found.qualifier is not None  # each stage says which: the policy lists those that there are
    return found.qualifier in (target.qualifier, "*")


def needed(use: Use) -> str | None:
    """Give the action of IAM that an integration with a service needs."""
    target, made = use.target, use.integration
    if not isinstance(target, ServiceTarget) or made is None:
        return None
    if target.subtype is not None:
        name, _, action = str(target.subtype).partition("-")
        return f"{_PREFIXES[name]}:{action}" if name in _PREFIXES and action else None
    if target.service == "s3" and isinstance(target.path, str) and isinstance(made.method, str):
        deep = len([part for part in target.path.split("/") if part]) > 1
        return _OF_S3.get(made.method.upper()) if deep else None
    if target.service not in _SERVICES:
        return None
    if isinstance(target.action, str):
        action = target.action.partition("&")[0]
        return f"{target.service}:{action}" if action.isalpha() else None
    return _told(made, target.service)


def _told(made: Integration, service: str) -> str | None:
    """Give the action that a query or a body names."""
    given = made.request_parameters.get("integration.request.querystring.Action")
    if isinstance(given, str):
        action = given.strip("'")
        return f"{service}:{action}" if action.isalpha() else None
    found = {match for each in made.request_templates.values() for match in _actions(each)}
    return f"{service}:{found.pop()}" if len(found) == 1 else None


def _actions(template: MappingTemplate) -> list[str]:
    return _ACTION.findall(template.text) if isinstance(template.text, str) else _ACTION.findall(str(template.text))
