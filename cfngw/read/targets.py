"""What the URI of an integration or an authorizer leads to, with the pieces that are known.

https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html#apigw-PutIntegration-request-uri
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cfngw.document.values import Reference, Text, Unknown
from cfngw.read.model import FunctionTarget, HttpTarget, ServiceTarget, String, Target

if TYPE_CHECKING:
    from cfngw.document.scope import Resource

FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_ALIAS, _VERSION = "AWS::Lambda::Alias", "AWS::Lambda::Version"
_SERVICE = re.compile(
    r"arn:[^:]*:apigateway:(?P<region>[^:]*):(?:(?P<subdomain>[^.:/]+)\.)?(?P<service>[^:/]+):"
    r"(?P<kind>path|action)/(?P<rest>.*)\Z",
    re.DOTALL,
)
_INVOKED = re.compile(r"/?[0-9-]+/functions/(?P<function>.+)/(?:response-streaming-)?invocations/?\Z", re.DOTALL)
_FUNCTION = re.compile(r"arn:[^:]*:lambda:[^:]*:[^:]*:function:(?P<name>[^:]+)(?::(?P<qualifier>.+))?\Z", re.DOTALL)
_ARN_HOLE = re.compile(r"(?P<hole>\x00[0-9]+\x01)(?::(?P<qualifier>.+))?\Z", re.DOTALL)
_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")


class Targets:
    """Finds what URIs lead to among the resources of a template."""

    def __init__(self, index: Mapping[str, Resource]) -> None:
        self._index = index
        self._by_name: dict[str, Reference] | None = None
        self._open: set[str] = set()  # aliases and versions on the way to a function

    def of_uri(self, uri: String | None) -> Target:
        """Give what a URI of an integration leads to."""
        if uri is None or isinstance(uri, Unknown):
            return uri
        if isinstance(uri, Reference):
            return self._referred(uri) or HttpTarget(uri=uri)
        written = uri if isinstance(uri, Text) else Text((uri,))
        marked = written.marked()
        found = _SERVICE.match(marked)
        if found is not None:
            return self._service(found, written)
        function = self._function(marked, written)
        if function is not None:
            return function
        return HttpTarget(uri=uri)

    def of_function(self, given: String | None) -> Target:
        """Give the function that a name or an ARN stands for."""
        if given is None or isinstance(given, Unknown):
            return given
        if isinstance(given, Reference):
            return self._referred(given) or FunctionTarget(function=given)
        written = given if isinstance(given, Text) else Text((given,))
        return self._function(written.marked(), written) or self._named(given, None)

    def _service(self, found: re.Match[str], written: Text) -> Target:
        part = written.part
        invoked = _INVOKED.match(found["rest"]) if found["service"] == "lambda" else None
        if invoked is not None:
            return self.of_function(part(invoked["function"]))
        rest = part(found["rest"])
        is_action = found["kind"] == "action"
        action = rest
        if is_action and isinstance(rest, str):
            action = rest.partition("&")[0].removeprefix("Action=") if rest.startswith("Action=") else rest
        service = part(found["service"])
        return ServiceTarget(
            service=service if isinstance(service, str) else str(service),
            action=action if is_action else None,
            path=None if is_action else rest,
            subdomain=part(found["subdomain"]) if found["subdomain"] else None,
            region=part(found["region"]),
        )

    def _function(self, marked: str, written: Text) -> Target:
        found = _FUNCTION.match(marked)
        if found is not None:
            return self._named(written.part(found["name"]), self._qualifier(found["qualifier"], written))
        hole = _ARN_HOLE.match(marked)
        if hole is None:
            return None
        known = written.part(hole["hole"])
        target = self._referred(known) if isinstance(known, Reference) else None
        if isinstance(target, FunctionTarget) and hole["qualifier"]:
            return FunctionTarget(function=target.function, qualifier=self._qualifier(hole["qualifier"], written))
        return target or (known if isinstance(known, Unknown) and not hole["qualifier"] else None)

    def _qualifier(self, marked: str | None, written: Text) -> String | None:
        return written.part(marked) if marked else None

    def _named(self, name: String, qualifier: String | None) -> FunctionTarget:
        if isinstance(name, Reference):
            target = self._referred(name)
            if isinstance(target, FunctionTarget):
                return FunctionTarget(
                    function=target.function, qualifier=target.qualifier if qualifier is None else qualifier
                )
        if isinstance(name, str):
            name = self._names().get(name, name)
        return FunctionTarget(function=name, qualifier=qualifier)

    def _names(self) -> Mapping[str, Reference]:
        """Give the functions of the template that have a name of their own."""
        if self._by_name is None:
            self._by_name = {}
            for key, resource in self._index.items():
                if resource.type in FUNCTIONS:
                    name = resource.properties.get("FunctionName")
                    if name is not None and isinstance(name.value, str):
                        self._by_name[name.value] = Reference(key, "", resource.type)
        return self._by_name

    def _referred(self, found: Reference) -> FunctionTarget | None:
        """Follow a Ref or a GetAtt to a function, also by an alias or a version."""
        resource = self._index.get(found.logical_id)
        if resource is None:
            return self._of_sam(found)
        if resource.type in FUNCTIONS:
            if found.attribute in ("Alias", "Version"):
                return self._published(resource, found)
            return FunctionTarget(function=Reference(resource.key, "", resource.type))
        if resource.type not in (_ALIAS, _VERSION) or resource.key in self._open:
            return None
        self._open.add(resource.key)
        given = resource.properties.get("FunctionName")
        inner = self.of_function(given.value if given is not None else None)
        self._open.discard(resource.key)
        if not isinstance(inner, FunctionTarget):
            return None
        if resource.type == _VERSION:
            return FunctionTarget(function=inner.function, qualifier=Reference(resource.key, "Version", _VERSION))
        name = resource.properties.get("Name")
        return FunctionTarget(function=inner.function, qualifier=name.value if name is not None else None)

    def _of_sam(self, found: Reference) -> FunctionTarget | None:
        """Find ``HelloAliaslive`` and ``Hello.Alias``, which SAM makes."""
        name, dot, attribute = found.logical_id.partition(".")
        if not dot:
            name, dot, attribute = found.logical_id.partition("Alias")
            attribute = "Alias" if dot else ""
        resource = self._index.get(name)
        if resource is None or resource.type not in FUNCTIONS or attribute not in ("Alias", "Version"):
            return None
        return self._published(resource, Reference(name, attribute))

    def _published(self, resource: Resource, found: Reference) -> FunctionTarget:
        alias = resource.properties.get("AutoPublishAlias")
        qualifier = alias.value if alias is not None and found.attribute == "Alias" else found
        return FunctionTarget(function=Reference(resource.key, "", resource.type), qualifier=qualifier)

    def under(self, target: Target, variables: Mapping[str, object]) -> Target:
        """Put a stage's variables into what a URI leads to; an absent one is the empty text, as at the gateway."""
        if isinstance(target, FunctionTarget):
            name, qualifier = filled(target.function, variables), target.qualifier
            return self._named(name, filled(qualifier, variables) if qualifier is not None else None)
        if isinstance(target, HttpTarget):
            return HttpTarget(uri=filled(target.uri, variables))
        return target


def filled(given: String, variables: Mapping[str, object]) -> String:
    """Put a stage's variables into a text."""
    from cfngw.document.values import joined, scalar_text

    if not isinstance(given, (str, Text)):
        return given
    pieces: list[object] = []
    for piece in given.pieces if isinstance(given, Text) else (given,):
        if not isinstance(piece, str):
            pieces.append(piece)
            continue
        end = 0
        for found in _VARIABLE.finditer(piece):
            known = variables.get(found[1], "")
            written = scalar_text(known)
            pieces += [piece[end : found.start()], known if written is None else written]
            end = found.end()
        pieces.append(piece[end:])
    return joined(pieces)
