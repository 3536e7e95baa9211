"""W9670: API Gateway may invoke the function of an authorizer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import Reference, Text
from cfngw.lint.rules.authorizers.common import BY_FUNCTION, authorizers, called, is_of_sam
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Authorizer, FunctionTarget

_PERMISSION = "AWS::Lambda::Permission"
_POLICY = "AWS::Lambda::ResourcePolicy"
_PATH = re.compile(r"arn:[^:]*:execute-api:[^:]*:[^:]*:(?P<rest>.*)\Z", re.DOTALL)
_HOLE = re.compile("\x00[0-9]+\x01")


class MayBeInvoked(Rule):
    """The function of an authorizer that no permission lets API Gateway invoke."""

    id = "W9670"
    short = "API Gateway may invoke the function of an authorizer"
    long = (
        "An authorizer's function needs a permission of its own, or the authorizer credentials. To a permission the "
        "caller is api-id/authorizers/authorizer-id: a SourceArn that ends in /*/*/* or names a method does not cover "
        "that. Looked at where the function is in the template."
    )
    aws = "The stack is created; each call is answered with 500: Authorizer error, or Internal Server Error."
    fix = "Add an AWS::Lambda::Permission whose SourceArn ends in the API's id and /authorizers/*, or in /*."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html"
    tags = ("apigateway", "authorizers", "permissions")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        permissions: dict[str, list[Resource]] | None = None
        for _api, authorizer in authorizers(view):
            function = _function(authorizer)
            if function is None or authorizer.kind not in BY_FUNCTION or authorizer.credentials is not None:
                continue
            if is_of_sam(authorizer) or view.is_open or view.has(_POLICY):
                continue
            if permissions is None:
                permissions = _permissions(view)
            mine = permissions.get(function.logical_id, [])
            if "" in permissions or any(_covers(each) for each in mine):
                continue
            if mine:
                problem = "the permissions of its function {} cover methods, not authorizers"
            else:
                problem = "nothing lets API Gateway invoke its function {}"
            yield Problem(
                authorizer.at,
                f"{called(authorizer)} can't be asked, for {problem.format(function.logical_id)}: each call would be "
                "answered with 500. Add an AWS::Lambda::Permission whose SourceArn ends in /authorizers/*",
            )


def _function(authorizer: Authorizer) -> Reference | None:
    target = authorizer.target
    known = isinstance(target, FunctionTarget) and isinstance(target.function, Reference)
    return target.function if known and authorizer.made is True else None  # type: ignore[union-attr,return-value]


def _permissions(view: View) -> dict[str, list[Resource]]:
    """Give the permissions of API Gateway by function; under the empty name those whose function can't be told."""
    found: dict[str, list[Resource]] = {}
    for resource in view.resources(_PERMISSION):
        own = resource.properties
        principal = own.get("Principal")
        if principal is not None and isinstance(principal.value, str) and "apigateway" not in principal.value:
            continue
        name = own.get("FunctionName")
        target = view.found.targets.of_function(name.value if name is not None else None)
        key = target.function if isinstance(target, FunctionTarget) else None
        if isinstance(key, Reference):
            found.setdefault(key.logical_id, []).append(resource)
        elif not isinstance(key, str):
            found.setdefault("", []).append(resource)
    return found


def _covers(permission: Resource) -> bool:
    given: Any = permission.properties.get("SourceArn")
    if given is None:
        return True
    value = given.value
    text = value.marked() if isinstance(value, Text) else value
    found = _PATH.match(text) if isinstance(text, str) else None
    if found is None:
        return True
    _, slash, path = found["rest"].partition("/")
    if not slash:
        return not isinstance(value, str) or found["rest"].endswith("*")
    # A hole may stand for anything, slashes too.
    pattern = "".join(".*" if piece == "*" or _HOLE.fullmatch(piece) else re.escape(piece) for piece in _pieces(path))
    return re.fullmatch(pattern, "authorizers/abc123") is not None or _names_one(path)


def _pieces(path: str) -> list[str]:
    return [piece for piece in re.split("(\x00[0-9]+\x01|\\*)", path) if piece]


def _names_one(path: str) -> bool:
    """Tell of the id of one authorizer."""
    return path.startswith("authorizers/")
