"""Stands around the integrations of REST APIs: functions and endpoints that answer what a test gives, and templates."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from cfngw.document import Given, parse
from cfngw.local.exchange import Answer, Call, Pairs
from cfngw.local.fault import Fault
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage
from cfngw.local.rest.integrations.run import Integrations
from cfngw.local.running import BackendAnswer, BackendRequest, Invocation, Surroundings
from cfngw.local.values import LocalValues
from cfngw.read import read_document, targets_of
from cfngw.read.model import FunctionTarget, Route, ServiceTarget, Stage

LAMBDA = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations"
Handler = Callable[[Any], Any]


class Raised(Exception):  # noqa: N818 - what is raised, not what is wrong
    """What a handler raises: the failed invocation's payload."""


def failed(message: Any, kind: str = "Exception") -> Handler:
    """Give a handler that fails with a message."""

    def handler(_: Any) -> Any:
        raise Raised({"errorMessage": message, "errorType": kind, "stackTrace": ["  File app.py, line 1"]})

    return handler


class StandFunctions:
    """Functions in this process; keeps what they were invoked with."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.events: list[Any] = []
        self.targets: list[FunctionTarget] = []
        self.asynchronous: list[bool] = []

    async def invoke(
        self, target: FunctionTarget, event: bytes, *, request_id: str, journey: Journey, asynchronous: bool = False
    ) -> Invocation:
        self.events.append(json.loads(event))
        self.targets.append(target)
        self.asynchronous.append(asynchronous)
        if asynchronous:
            return Invocation(b"")
        try:
            made = self.handler(self.events[-1])
        except Raised as raised:
            return Invocation(json.dumps(raised.args[0]).encode(), failed=True)
        if isinstance(made, (int, float)) and not isinstance(made, bool):
            await asyncio.sleep(made)  # a handler that takes its time
        return Invocation(made if isinstance(made, bytes) else json.dumps(made).encode())


class StandBackends:
    """Endpoints in this process; keeps what they were asked."""

    def __init__(self, answer: BackendAnswer | Exception) -> None:
        self.answer = answer
        self.requests: list[BackendRequest] = []
        self.services: list[ServiceTarget] = []

    async def http(self, request: BackendRequest, journey: Journey) -> BackendAnswer:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def service(self, target: ServiceTarget, request: BackendRequest, journey: Journey) -> BackendAnswer:
        self.services.append(target)
        return await self.http(request, journey)

    async def action(
        self, target: ServiceTarget, parameters: Mapping[str, Any], journey: Journey, *, timeout_seconds: float = 29.0
    ) -> BackendAnswer:
        raise AssertionError("a REST API has no such integration")


def context_of(passage: Passage) -> dict[str, Any]:
    """Make a small ``$context``, once."""
    if passage.context is None:
        passage.context = {
            "accountId": "123456789012",
            "apiId": passage.api_id,
            "domainName": passage.domain_name,
            "httpMethod": passage.call.method,
            "identity": {"sourceIp": passage.call.source_ip, "userAgent": None, "apiKey": passage.api_key},
            "path": passage.whole_path,
            "protocol": passage.call.protocol,
            "requestId": passage.request_id,
            "requestTimeEpoch": "1763719200000",
            "resourcePath": passage.route.path if passage.route else None,
            "stage": passage.stage_name,
        }
    return passage.context


class Stand:
    """One stage of one API, with what stands around it."""

    def __init__(
        self,
        template: str | Path,
        handler: Handler | None = None,
        answer: BackendAnswer | Exception | None = None,
        *,
        variables: Mapping[str, str] | None = None,
        context: Callable[[Passage], dict[str, Any]] = context_of,
    ) -> None:
        text = template.read_text() if isinstance(template, Path) else template
        document = parse(text, template if isinstance(template, Path) else Path("template.yaml"))
        given = Given(region="us-east-1", account="123456789012", partition="aws")
        self.api = read_document(document, given).apis[0]
        self.functions = StandFunctions(handler or (lambda event: event))
        self.backends = StandBackends(answer if answer is not None else BackendAnswer(200))
        self.said: list[str] = []
        self.variables = dict(variables or {})
        around = Surroundings(self.functions, self.backends, say=self.said.append)
        values = LocalValues(region="us-east-1", account="123456789012")
        self.stage = self.api.stages[0] if self.api.stages else Stage(at=self.api.at, name="dev")
        targets = targets_of(document, given)
        self.integrations = Integrations(self.api, self.stage, around, values, targets, context_of=context)
        self.passage: Passage

    def route(self, key: str) -> Route:
        found = self.api.route(key)
        assert found is not None, [route.key for route in self.api.routes]
        return found

    def pass_on(
        self,
        key: str,
        path: str | None = None,
        *,
        query: str = "",
        headers: Pairs = (),
        body: bytes | str = b"",
        whole_path: str | None = None,
        method: str | None = None,
        traced: bool = False,
    ) -> Passage:
        """Make the passage of a request to a route; headers are taken as they are."""
        route = self.route(key)
        path = route.path if path is None else path
        raw = body.encode() if isinstance(body, str) else body
        call = Call(
            method or ("GET" if route.method == "ANY" else route.method),
            f"/dev{path}" if whole_path is None else whole_path,
            query,
            headers,
            raw,
            received=1763719200.5,
        )
        return Passage(
            call=call,
            api=self.api,
            stage=self.stage,
            stage_name="dev",
            path=path,
            journey=Journey(on=traced),
            api_id="a1b2c3d4e5",
            domain_name="localhost",
            request_id="11111111-2222-3333-4444-555555555555",
            extended_request_id="x=",
            variables=self.variables,
            route=route,
            path_parameters=_decoded(route, path),
        )

    def run(self, key: str, path: str | None = None, **given: Any) -> Answer:
        """Take a request through."""
        self.passage = self.pass_on(key, path, **given)
        return asyncio.run(self.integrations.run(self.passage))

    def fault(self, key: str, path: str | None = None, **given: Any) -> Fault:
        """Give the fault that a request ends in."""
        try:
            answer = self.run(key, path, **given)
        except Fault as fault:
            return fault
        raise AssertionError(f"no fault but {answer}")


def _decoded(route: Route, path: str) -> dict[str, str]:
    pieces = path.split("/")[1:]
    found = {}
    for index, part in enumerate(route.parts):
        if part.kind != "static" and index < len(pieces):
            raw = "/".join(pieces[index:]) if part.kind == "greedy" else pieces[index]
            found[part.name] = unquote(raw)
    return found


def method(integration: str, *, path: str = "/", verb: str = "POST", responses: str = "", api: str = "") -> str:
    """Write a template of one method; ``integration`` and ``responses`` are YAML in flow style or indented by 8."""
    resource = "!GetAtt Api.RootResourceId"
    resources = ""
    parent = resource
    for number, piece in enumerate(part for part in path.split("/") if part):
        resources += f"""
  Path{number}:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: {parent}, PathPart: '{piece}'}}"""
        parent = resource = f"!Ref Path{number}"
    return f"""Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Role: arn:aws:iam::123456789012:role/hello
      Code: {{ZipFile: "def handler(event, context): return event"}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: Test{api}{resources}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: {resource}
      HttpMethod: {verb}
      AuthorizationType: NONE
      MethodResponses: {responses or "[{StatusCode: '200'}]"}
      Integration:
{integration}
"""
