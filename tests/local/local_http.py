"""HTTP APIs of short templates on a gateway, with stand-ins for what stands around it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cfngw.document import parse
from cfngw.local.exchange import Answer, Call, Pairs
from cfngw.local.http.gateway import HttpGateway
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage
from cfngw.local.running import BackendAnswer, BackendRequest, Invocation, Surroundings
from cfngw.local.values import LocalValues
from cfngw.read import read_document
from cfngw.read.model import Api, FunctionTarget, Reading, ServiceTarget
from cfngw.read.targets import Targets

RECEIVED = 1_583_348_638.39  # 04/Mar/2020:19:03:58 +0000

HEAD = """\
Parameters:
  Told: {Type: String, Default: told}
  Untold: {Type: String}
Resources:
  Hello: {Type: AWS::Lambda::Function}
  Queue: {Type: AWS::SQS::Queue}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener}
"""


class Functions:
    """A function that notes its events, and answers with what it is given: a payload, an exception or a callable."""

    def __init__(self, answer: Any = b'{"statusCode":200,"body":"hello"}') -> None:
        self.answer = answer
        self.events: list[dict[str, Any]] = []
        self.targets: list[FunctionTarget] = []

    async def invoke(
        self, target: FunctionTarget, event: bytes, *, request_id: str, journey: Journey, asynchronous: bool = False
    ) -> Invocation:
        self.targets.append(target)
        self.events.append(json.loads(event))
        found = self.answer(self.events[-1]) if callable(self.answer) else self.answer
        if isinstance(found, BaseException):
            raise found
        if isinstance(found, float):
            await asyncio.sleep(found)
            return Invocation(b"{}")
        if isinstance(found, Invocation):
            return found
        return Invocation(found if isinstance(found, bytes) else json.dumps(found).encode())


class Backends:
    """Endpoints that note what they are sent."""

    def __init__(self, answer: BackendAnswer | Exception | float | None = None) -> None:
        self.answer = answer if answer is not None else BackendAnswer(200, (("Content-Type", "text/plain"),), b"there")
        self.requests: list[BackendRequest] = []
        self.actions: list[tuple[ServiceTarget, dict[str, Any]]] = []

    async def http(self, request: BackendRequest, journey: Journey) -> BackendAnswer:
        self.requests.append(request)
        return await self._found()

    async def service(self, target: ServiceTarget, request: BackendRequest, journey: Journey) -> BackendAnswer:
        raise AssertionError("HTTP APIs have no such integrations")

    async def action(
        self, target: ServiceTarget, parameters: Mapping[str, Any], journey: Journey, *, timeout_seconds: float = 29.0
    ) -> BackendAnswer:
        self.actions.append((target, dict(parameters)))
        return await self._found()

    async def _found(self) -> BackendAnswer:
        if isinstance(self.answer, Exception):
            raise self.answer
        if isinstance(self.answer, float):
            await asyncio.sleep(self.answer)
            raise AssertionError("nobody waits so long")
        return self.answer


def context(passage: Passage, name: str) -> str | None:
    known = {"requestId": passage.request_id, "stage": passage.stage_name, "identity.sourceIp": passage.call.source_ip}
    return known.get(name)


class Log:
    """An access log that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str | None, int]] = []

    def write(self, passage: Passage, answer: Answer, latency: float) -> None:
        self.lines.append((passage.route.key if passage.route else None, answer.status))


class Local:
    """A gateway on one stage of the API that a template has."""

    def __init__(
        self,
        template: str | Reading,
        answer: Any = None,
        *,
        backend: BackendAnswer | Exception | float | None = None,
        stage: int = 0,
        clock: Callable[[], float] = lambda: RECEIVED,
        **options: Any,
    ) -> None:
        self.functions = Functions() if answer is None else Functions(answer)
        self.backends = Backends(backend)
        self.said: list[str] = []
        self.reading = read_document(parse(HEAD + template, Path("x.yaml"))) if isinstance(template, str) else template
        (self.api,) = self.reading.apis
        self.stage = self.api.stages[stage]
        around = Surroundings(self.functions, self.backends, clock=clock, say=self.said.append)
        values = LocalValues(region=around.region, account=around.account)
        self.log = Log()
        options = {"context_value": context, "access_log": self.log, **options}
        self.gateway = HttpGateway(self.api, self.stage, around, values, self.reading, Targets({}), **options)
        self.stage_name = values.text(self.stage.name) or ""
        self.variables = {name: values.text(each) or "" for name, each in self.stage.variables.items()}
        self.passage: Passage | None = None

    def ask(
        self, method: str, path: str, headers: Pairs = (), body: bytes = b"", *, prefix: str = "", **options: Any
    ) -> Answer:
        """Send a request; ``prefix`` is the mapping of a domain that stands before the path."""
        return asyncio.run(self.gateway.answer(self.passage_of(method, path, headers, body, prefix=prefix, **options)))

    def passage_of(
        self, method: str, path: str, headers: Pairs = (), body: bytes = b"", *, prefix: str = "", **options: Any
    ) -> Passage:
        path, _, query = path.partition("?")
        stage = "" if self.stage_name == "$default" or prefix else f"/{self.stage_name}"
        headers = (("Host", "id.execute-api.us-east-1.amazonaws.com"), ("User-Agent", "agent"), *headers)
        call = Call(method, prefix + stage + path, query, headers, body, received=RECEIVED)
        self.passage = Passage(
            call=call,
            api=self.api,
            stage=self.stage,
            stage_name=self.stage_name,
            path=path,
            journey=options.pop("journey", Journey(on=False)),
            api_id="id",
            domain_name="id.execute-api.us-east-1.amazonaws.com",
            request_id="JKJaXmPLvHcESHA=",
            extended_request_id="JKJaXmPLvHcESHA=",
            variables=self.variables,
            **options,
        )
        return self.passage

    @property
    def event(self) -> dict[str, Any]:
        return self.functions.events[-1]

    @property
    def sent(self) -> BackendRequest:
        return self.backends.requests[-1]


def lambda_api(
    *keys: str, version: str = "2.0", stage: str = "$default", more: str = "", api: str = "", settings: str = ""
) -> str:
    """Write an API whose routes lead to one function."""
    routes = "".join(
        f"  Route{index}: {{Type: AWS::ApiGatewayV2::Route, Properties: "
        f"{{ApiId: !Ref Api, RouteKey: '{key}', Target: !Sub 'integrations/${{Lambda}}'}}}}\n"
        for index, key in enumerate(keys)
    )
    return (
        f"  Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{Name: Notes, ProtocolType: HTTP{api}}}}}\n"
        f"  Stage: {{Type: AWS::ApiGatewayV2::Stage, Properties: "
        f"{{ApiId: !Ref Api, StageName: '{stage}', AutoDeploy: true{settings}}}}}\n"
        f"  Lambda:\n    Type: AWS::ApiGatewayV2::Integration\n    Properties:\n"
        f"      {{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Hello.Arn, "
        f"PayloadFormatVersion: '{version}'{more}}}\n{routes}"
    )


def integration_api(properties: str, *keys: str, stage: str = "$default", settings: str = "") -> str:
    """Write an API whose routes lead to an integration of the given properties."""
    written = lambda_api(*keys, stage=stage, settings=settings)
    start, end = written.index("  Lambda:"), written.index("  Route0:")
    made = f"  Lambda:\n    Type: AWS::ApiGatewayV2::Integration\n    Properties: {{ApiId: !Ref Api, {properties}}}\n"
    return written[:start] + made + written[end:]


def api_of(template: str) -> Api:
    (api,) = read_document(parse(HEAD + template, Path("x.yaml"))).apis
    return api
