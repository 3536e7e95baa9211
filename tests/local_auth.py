"""A template's API with its authorizers, and stand-ins for what is around a gateway; shared by tests/local/auth."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cfngw.document import Given, parse
from cfngw.local.auth.check import Authorizers
from cfngw.local.auth.resource_policy import ResourcePolicy
from cfngw.local.exchange import Call
from cfngw.local.fault import Fault
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage
from cfngw.local.routing import Router
from cfngw.local.running import (
    BackendAnswer,
    BackendFailed,
    BackendRequest,
    Identities,
    Invocation,
    InvocationRefused,
    Surroundings,
)
from cfngw.local.values import LocalValues
from cfngw.read import read_document, targets_of
from cfngw.read.model import FunctionTarget, Reading, ServiceTarget

ACCOUNT = "123456789012"
API_ARN = f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc123"
URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations"
Answer = Callable[[dict[str, Any]], Any]


class StandInFunctions:
    """Functions that answer what a test says, and keep what they were asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.targets: list[FunctionTarget] = []

    async def invoke(
        self, target: FunctionTarget, event: bytes, *, request_id: str, journey: Journey, asynchronous: bool = False
    ) -> Invocation:
        self.targets.append(target)
        self.events.append(json.loads(event))
        found = self.answer(self.events[-1])
        if isinstance(found, float):
            await asyncio.sleep(found)
        if isinstance(found, InvocationRefused):
            raise found
        if isinstance(found, Invocation):
            return found
        return Invocation(json.dumps(found).encode())


class StandInBackends:
    """Backends that answer with the pages of a test, by URL."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    async def http(self, request: BackendRequest, journey: Journey) -> BackendAnswer:
        self.asked.append(request.url)
        if request.url not in self.pages:
            raise BackendFailed("unreachable", "connection refused")
        return BackendAnswer(200, body=self.pages[request.url])

    async def service(self, target: ServiceTarget, request: BackendRequest, journey: Journey) -> BackendAnswer:
        raise BackendFailed("refused", "no services here")

    async def action(
        self, target: ServiceTarget, parameters: Mapping[str, Any], journey: Journey, *, timeout_seconds: float = 29.0
    ) -> BackendAnswer:
        raise BackendFailed("refused", "no services here")


class Served:
    """The one API of a template, asked as a gateway asks: route, policy, authorizers."""

    def __init__(
        self,
        template: str,
        answer: Answer = lambda _event: None,
        *,
        identities: Identities | None = None,
        pages: Mapping[str, bytes] | None = None,
        variables: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        document = parse(template, Path("template.yaml"))
        given = Given(region="us-east-1", account=ACCOUNT, partition="aws", parameters=parameters or {})
        self.reading: Reading = read_document(document, given)
        self.api = self.reading.apis[0]
        self.now = 1_800_000_000.0
        self.said: list[str] = []
        self.functions = StandInFunctions(answer)
        self.backends = StandInBackends(pages or {})
        self.around = Surroundings(
            self.functions,
            self.backends,
            identities or Identities(),
            clock=lambda: self.now,
            say=self.said.append,
        )
        self.variables = variables or {}
        values = LocalValues(region="us-east-1", account=ACCOUNT)
        self.policy = ResourcePolicy(self.api, values, self.around)
        self.authorizers = Authorizers(self.api, self.around, values, targets_of(document, given), policy=self.policy)
        self.router = Router(self.api.routes, rest=self.api.protocol == "REST")

    def passage(self, key: str, **facts: Any) -> Passage:
        """Make a passage of ``GET /notes``; a query may follow the path."""
        method, _, path = key.partition(" ")
        path, _, query = path.partition("?")
        stage = facts.pop("stage", "dev")
        tested = facts.pop("tested", False)
        headers = tuple(facts.pop("headers", {}).items())
        call = Call(method, f"/{stage}{path}", query, headers, received=self.now, **facts)
        found = self.router.find(method, path)
        return Passage(
            call,
            self.api,
            self.api.stages[0] if self.api.stages else None,  # type: ignore[arg-type]
            stage,
            path,
            Journey(),
            "abc123",
            "abc123.execute-api.us-east-1.amazonaws.com",
            "request-1",
            "extended-1",
            self.variables,
            tested=tested,
            route=None if found is None else found.route,
            path_parameters={} if found is None else found.parameters,
        )

    async def go(self, passage: Passage) -> Passage:
        self.policy.check(passage)
        await self.authorizers.check(passage)
        return passage

    def ask(self, key: str, **facts: Any) -> Passage:
        """Give the passage that was let by; raise the Fault of one that was not."""
        return asyncio.run(self.go(self.passage(key, **facts)))

    def refused(self, key: str, **facts: Any) -> Fault:
        """Give the Fault that a request meets."""
        try:
            self.ask(key, **facts)
        except Fault as fault:
            return fault
        raise AssertionError(f"{key} was let by")


def rest(authorizer: str = "", methods: str = "", policy: str = "") -> str:
    """Write a REST API of GET and POST /notes and GET /open; ``methods``: what the first two have besides."""
    method = """
      RestApiId: !Ref Api
      Integration: {Type: MOCK}"""
    return f"""
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: notes{policy}
  Notes:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: notes}}
  Open:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: open}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      ResourceId: !Ref Notes{methods}{method}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: POST
      ResourceId: !Ref Notes{methods}{method}
  GetOpen:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      ResourceId: !Ref Open
      AuthorizationType: NONE{method}
  Check:
    Type: AWS::Lambda::Function
    Properties:
      {{Runtime: python3.13, Handler: index.handler, Role: "arn:aws:iam::{ACCOUNT}:role/r", Code: {{ZipFile: x}}}}
{authorizer}"""


def custom(properties: str) -> str:
    """Write a Lambda authorizer of the REST API."""
    return f"""  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: auth
      AuthorizerUri: !Sub {URI}
{properties}"""


CUSTOM = """
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Auth"""


def http(authorizer: str, route: str) -> str:
    """Write an HTTP API of GET /notes and POST /notes."""
    return f"""
Resources:
  Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{Name: notes, ProtocolType: HTTP}}}}
  Target:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {{ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: "http://127.0.0.1:1/"}}
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /notes
      Target: !Sub integrations/${{Target}}
{route}
  Post:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: POST /notes
      Target: !Sub integrations/${{Target}}
{route}
  Check:
    Type: AWS::Lambda::Function
    Properties:
      {{Runtime: python3.13, Handler: index.handler, Role: "arn:aws:iam::{ACCOUNT}:role/r", Code: {{ZipFile: x}}}}
{authorizer}"""


def answered(effect: str, resource: str, **more: Any) -> dict[str, Any]:
    """Give a Lambda authorizer's answer."""
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": "alice",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        **more,
    }
