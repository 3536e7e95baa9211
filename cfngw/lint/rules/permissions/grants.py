"""The permissions of a template, each with what its SourceArn lets in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cfngw.document.scope import Resource
from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget, Route, Target
from cfngw.read.taking import text, value

TYPE = "AWS::Lambda::Permission"
GATEWAY = "apigateway.amazonaws.com"
INVOKES = ("lambda:InvokeFunction", "lambda:*", "*")
_PARTS = 6  # arn, partition, service, region, account, the rest
_HOLE = re.compile("\x00[0-9]+\x01")
UNTOLD = "\x02"  # a stage whose name the template does not tell
_OTHERS = {
    "apigateway": "SourceArn is that of the API as a resource, not of its calls",
    "lambda": "SourceArn is that of a function, not of what calls it",
}
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY")
_VERBS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Grant:
    """One permission."""

    resource: Resource
    target: Target
    action: Any
    principal: Any
    source: Any
    account: Any

    @property
    def at(self) -> At:
        """Give the place of the resource."""
        return self.resource.at

    def place(self, name: str) -> At:
        """Give the place of a property."""
        return below(self.resource.at, "Properties", name)

    @property
    def function(self) -> str | None:
        """Give the logical id of the function, where it is one of the template."""
        if isinstance(self.target, FunctionTarget) and isinstance(self.target.function, Reference):
            return self.target.function.logical_id
        return None

    @property
    def qualifier(self) -> Any:
        """Give the alias or version that it is for."""
        return self.target.qualifier if isinstance(self.target, FunctionTarget) else None

    @cached_property
    def arn(self) -> tuple[str, ...] | None:
        """Give the parts of the SourceArn, holes as ``marked()`` writes them; None where they can't be told."""
        if not isinstance(self.source, (str, Text)):
            return None
        parts = self._text.marked().split(":", _PARTS - 1)
        return tuple(parts) if len(parts) == _PARTS and parts[0] == "arn" else None

    @cached_property
    def _text(self) -> Text:
        return self.source if isinstance(self.source, Text) else Text((str(self.source),))

    @property
    def is_of_gateway(self) -> bool:
        """Tell whether its SourceArn is that of calls through an API."""
        return self.arn is not None and self.arn[2] == "execute-api"

    @property
    def lets_gateway(self) -> bool:
        """Tell whether the gateway is let in, or may be."""
        principals = not isinstance(self.principal, str) or self.principal in (GATEWAY, "*")
        actions = not isinstance(self.action, str) or self.action in INVOKES
        return principals and actions

    @cached_property
    def api(self) -> Any:
        """Give the API that the SourceArn names: a Reference, a text with wildcards, or an Unknown."""
        if not self.is_of_gateway or self.arn is None:
            return Unknown("it is not told")
        return self._text.part(self.arn[5].partition("/")[0])

    @cached_property
    def tail(self) -> str | None:
        """Give what stands behind the API, as ``marked()`` writes it; None where nothing does."""
        if self.arn is None:
            return None
        _, slash, tail = self.arn[5].partition("/")
        return tail if slash else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_pattern(self.tail or ""), re.DOTALL)

    @property
    def is_open(self) -> bool:
        """Tell whether nothing can be said about which calls it lets in."""
        return self.source is not None and self.arn is None

    def names(self, api: str) -> bool:
        """Tell whether it is for calls of an API, or may be."""
        if self.source is None or self.is_open:
            return True
        found = self.api
        if isinstance(found, Reference):
            return found.logical_id == api
        if isinstance(found, str):
            return "*" in found or "?" in found
        return True

    @property
    def covers_all(self) -> bool:
        """Tell whether all calls of its API are let in."""
        return self.source is None or self.tail in ("*", "*/*")

    def covers(self, call: tuple[str, ...]) -> bool:
        """Tell whether one of the forms that the ARN of a call has behind the API is let in."""
        if self.source is None or self.is_open:
            return True
        if self.tail is None:
            return isinstance(self.api, (str, Text)) and str(self.api).endswith("*")
        if isinstance(self.api, str) and self.api.endswith("*"):
            return True
        return any(self._matches(form) for form in call)

    def _matches(self, form: str) -> bool:
        if self._pattern.fullmatch(form):
            return True
        stage, slash, rest = form.partition("/")
        if stage != UNTOLD or not slash:
            return False
        own, _, pattern = (self.tail or "").partition("/")  # its own stage stands for the one that is not told
        return re.fullmatch(_pattern(pattern), rest, re.DOTALL) is not None and bool(own)


def _pattern(marked: str) -> str:
    """Write a SourceArn's wildcards as a pattern; what is not told may be anything."""
    pieces = []
    end = 0
    for hole in _HOLE.finditer(marked):
        pieces += [_glob(marked[end : hole.start()]), ".*"]
        end = hole.end()
    return "".join([*pieces, _glob(marked[end:])])


def _glob(written: str) -> str:
    return "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in written)


def grants(view: View) -> tuple[Grant, ...]:
    """Give the permissions."""
    return view.once(_grants)


def grants_by_function(view: View) -> Mapping[str | None, list[Grant]]:
    """Give the permissions by the logical id of the function; None: it is not told."""
    return view.once(_by_function)


def _by_function(view: View) -> dict[str | None, list[Grant]]:
    found: dict[str | None, list[Grant]] = {}
    for grant in grants(view):
        found.setdefault(grant.function, []).append(grant)
    return found


def _grants(view: View) -> tuple[Grant, ...]:
    return tuple(_grant(each, view) for each in view.resources(TYPE))


def _grant(resource: Resource, view: View) -> Grant:
    own = resource.properties
    return Grant(
        resource,
        view.found.targets.of_function(text(own.get("FunctionName"))),
        value(own.get("Action")),
        value(own.get("Principal")),
        text(own.get("SourceArn")),
        text(own.get("SourceAccount")),
    )


def refused_form(grant: Grant) -> str | None:
    """Tell why an ARN is that of no call; None where it may be."""
    if isinstance(grant.source, Reference) and grant.source.type.startswith("AWS::Lambda::"):
        return _OTHERS["lambda"]
    if grant.arn is None:
        return None
    _, _, service, region, account, _ = grant.arn
    if service != "execute-api":
        return _OTHERS.get(service)
    if "*" in region or "*" in account:
        return "SourceArn has a wildcard for region or account, which Lambda refuses"
    if not region or not account:
        return "SourceArn has no region or no account"
    return _tail_problem(grant)


def _tail_problem(grant: Grant) -> str | None:
    if grant.tail is None:
        is_whole = isinstance(grant.api, Reference) or (isinstance(grant.api, str) and "*" not in grant.api)
        ends = "SourceArn ends behind the id of the API, and a call's ARN has /<stage>/<method>/<path> there"
        return ends if is_whole else None
    first = grant.tail.partition("/")[0]
    if first in _METHODS:
        return f"SourceArn has the method {first} in the place of the stage"
    return "SourceArn has an empty stage" if first == "" else None


def calls_of(route: Route | None, protocol: Any, stages: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the calls of a route, or of an authorizer: what it is called, and the forms that its ARN may have."""
    if route is None:
        yield "authorizers/<id>", ("authorizers/abc123",)
        return
    for stage in stages or (UNTOLD,):
        shown = "<stage>" if stage == UNTOLD else stage
        if protocol == "WEBSOCKET" or route.path == "$default":
            yield f"{shown}/{route.key}", (f"{stage}/{route.key}",)
            continue
        path = route.path.removeprefix("/")
        sample = re.sub(r"\{[^{}]*\}", "\x03", path)
        paths = {sample, sample.rstrip("/")}
        if protocol != "REST":
            paths.add(path)
        if route.method != "ANY":
            yield f"{shown}/{route.method}/{path}", _forms(stage, route.method, paths)
            continue
        # "ANY" itself is taken for all of them.
        any_of = _forms(stage, "ANY", paths)
        for verb in _VERBS:
            yield f"{shown}/{verb}/{path}", (*_forms(stage, verb, paths), *any_of)


def _forms(stage: str, verb: str, paths: set[str]) -> tuple[str, ...]:
    return tuple(f"{stage}/{verb}/{path}" for path in sorted(paths))
