"""Events of SAM's functions and state machines that are routes.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.document.values import Reference, Unknown, joined
from cfngw.read.found import Found
from cfngw.read.integration import parameters_of, path_parts, with_path
from cfngw.read.model import (
    FunctionTarget,
    Integration,
    IntegrationResponse,
    MappingTemplate,
    Route,
    ServiceTarget,
    Validator,
)
from cfngw.read.taking import flag, literal, text, value, whole

EVENTS = ("Api", "HttpApi")
_MACHINE = "AWS::Serverless::StateMachine"
_HOLDERS = ("AWS::Serverless::Function", _MACHINE)
_DEFAULT = "$default"
_OF_EVENT = {"Api": "RestApiId", "HttpApi": "ApiId"}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event: ``api`` is the key of the API that it belongs to."""

    kind: str
    resource: Resource
    node: Node
    api: str
    verb: str
    path: str

    @property
    def prefix(self) -> str:
        """Give the stacks around, as keys have them."""
        return self.resource.key.removesuffix(self.resource.logical_id)

    @property
    def key(self) -> str:
        """Give the route key."""
        return _DEFAULT if self.path == _DEFAULT else f"{self.verb} {self.path}"

    @property
    def auth(self) -> Node | None:
        """Give what the event says of who may call it."""
        return self.node.get("Auth")

    def route(self) -> Route:
        """Give the route, without who may call it."""
        parts = path_parts(self.path)
        asked = _parameters(self.node.get("RequestParameters"))
        model, validator = self._model()
        return Route(
            at=self.node.at,
            made=self.resource.made,
            logical_id=self.resource.key,
            key=self.key,
            method=self.verb,
            path=self.path,
            parts=parts,
            integration=self._integration(),
            request_models={} if model is None else {"application/json": model},
            request_parameters=with_path(asked, parts) if self.kind == "Api" else asked,
            validator=validator,
        )

    def _model(self) -> tuple[Any, Validator | None]:
        node = self.node.get("RequestModel")
        if node is None:
            return None, None
        body, parameters = flag(node.get("ValidateBody")), flag(node.get("ValidateParameters"))
        checks = Validator(at=node.at, body=body, parameters=parameters) if body or parameters else None
        return value(node.get("Model")), checks

    def _integration(self) -> Integration:
        if self.resource.type == _MACHINE:
            return self._execution()
        own = Reference(self.resource.key, "", self.resource.type)
        alias = self.resource.properties.get("AutoPublishAlias")
        version = text(self.node.get("PayloadFormatVersion"))
        return Integration(
            at=self.node.at,
            type="AWS_PROXY",
            target=FunctionTarget(function=own, qualifier=text(alias)),
            uri=joined([Reference(self.resource.key, "Arn", self.resource.type)]),
            method="POST",
            timeout_ms=whole(self.node.get("TimeoutInMillis")),
            payload_version=None if self.kind == "Api" else version or "2.0",
            transfer_mode=value(self.node.get("ResponseTransferMode")),
        )

    def _execution(self) -> Integration:
        """Give what starts a state machine; SAM makes the role that may."""
        own = Reference(self.resource.key, "", self.resource.type)
        unescaped = value(self.node.get("UnescapeMappingTemplate")) is True
        repair = r""".replaceAll("\\'", "'")""" if unescaped else ""
        head = f'{{"input": "$util.escapeJavaScript($input.json(\'$\')){repair}", "stateMachineArn": "'
        template = MappingTemplate(at=self.node.at, text=joined([head, own, '"}']))
        answers = [IntegrationResponse(at=self.node.at, status="200")]
        answers.append(IntegrationResponse(at=self.node.at, pattern="400", status="400"))
        is_rest = self.kind == "Api"
        return Integration(
            at=self.node.at,
            type="AWS" if is_rest else "AWS_PROXY",
            target=ServiceTarget(
                service="states", action="StartExecution", subtype=None if is_rest else "StepFunctions-StartExecution"
            ),
            method="POST",
            credentials=Unknown("SAM makes the role", self.node.at),
            request_templates={"application/json": template} if is_rest else {},
            responses=tuple(answers) if is_rest else (),
            payload_version=None if is_rest else "1.0",
        )


def events_of(found: Found, implicit: Mapping[str, str]) -> Iterator[Event]:
    """Give the events that are routes; what can't be told goes to the notes."""
    for kind in _HOLDERS:
        for resource in found.by_type.get(kind, ()):
            events = resource.properties.get("Events")
            for _, node in events.items() if events is not None else ():
                event = _event(found, resource, node, implicit)
                if event is not None:
                    yield event


def _event(found: Found, resource: Resource, node: Node, implicit: Mapping[str, str]) -> Event | None:
    kind = literal(node.get("Type"))
    if kind not in EVENTS:
        if node.unknown is not None:
            found.notes.append(node.unknown)
        return None
    own = node.get("Properties") or node.made({})
    api = own.get(_OF_EVENT[kind])
    prefix = resource.key.removesuffix(resource.logical_id)
    key: str
    if api is None:
        key = prefix + implicit[kind]
    elif isinstance(api.value, Reference):
        key = api.value.logical_id
    else:
        named = literal(api)
        if named is None or prefix + named not in found.index:
            found.notes.append(Unknown(f"an event of {resource.key} names an API that is not told here", api.at))
            return None
        key = prefix + named
    path: str | None = literal(own.get("Path"))
    verb: str | None = literal(own.get("Method"))
    if kind == "HttpApi" and own.get("Path") is None and own.get("Method") is None:
        path, verb = _DEFAULT, "ANY"
    if path is None or verb is None:
        found.notes.append(Unknown(f"path or method of an event of {resource.key} is not told", own.at))
        return None
    method = "ANY" if verb.upper() in ("ANY", "X-AMAZON-APIGATEWAY-ANY-METHOD") else verb.upper()
    return Event(kind=kind, resource=resource, node=own, api=key, verb=method, path=path)


def _parameters(node: Node | None) -> dict[tuple[str, str], Any]:
    """Read request parameters: a list of names, or of names with what they are."""
    found: dict[tuple[str, str], Any] = {}
    for each in node.each() if node is not None else ():
        if each.is_mapping:
            for name, facts in each.items():
                found.update(parameters_of(each.made({name: flag(facts.get("Required"))})))
        else:
            written = literal(each)
            if written is not None:
                found.update(parameters_of(each.made({written: False})))
    return found
