"""Templates served with gateways that are plain classes: what lies behind the front is other tests' matter."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cfngw.local.exchange import Answer
from cfngw.local.making import Makers
from cfngw.local.options import Options
from cfngw.local.passage import Passage
from cfngw.local.running import Identities
from cfngw.local.server import Server
from cfngw.local.start import Served, Voice, open_served

Answers = Callable[[Passage], Awaitable[Answer]]

REST = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: x}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api}
  Dev:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: dev, Variables: {table: local}}
"""
HTTP = """\
  Web:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: y, ProtocolType: HTTP}
  WebRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Web, RouteKey: GET /}
  WebDefault:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Web, StageName: $default, AutoDeploy: true}
  WebTest:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Web, StageName: test, AutoDeploy: true}
"""
HTTP_ALONE = f"Resources:\n{HTTP}"


async def tells(passage: Passage) -> Answer:
    """Answer with what the front found out."""
    told = {
        "stage": passage.stage_name,
        "path": passage.path,
        "whole": passage.whole_path,
        "query": passage.call.query,
        "variables": dict(passage.variables),
        "ip": passage.call.source_ip,
        "domain": passage.domain_name,
        "tested": passage.tested,
        "headers": passage.call.headers,
        "body": len(passage.call.body),
    }
    return Answer(200, [("Content-Type", "application/json"), ("X-Case", "kept")], json.dumps(told).encode())


class Behind:
    """A gateway that answers by a function."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def answer(self, passage: Passage) -> Answer:
        return await self._answers(passage)


class Part:
    """Functions or backends that only know whether they were closed."""

    def __init__(self) -> None:
        self.closed = False

    async def close(self) -> None:
        self.closed = True


def makers(answers: Answers = tells, parts: list[Any] | None = None) -> Makers:
    """Make servers whose stages answer by a function."""

    def part(*_: Any) -> Any:
        made = Part()
        if parts is not None:
            parts.append(made)
        return made

    return Makers(part, part, lambda _options: Identities(), lambda *_: lambda *_: Behind(answers))


def opened(folder: Path, text: str, *, answers: Answers = tells, voice: Voice | None = None, **options: Any) -> Served:
    """Open a template of this text."""
    path = folder / "template.yaml"
    path.write_text(text)
    return open_served([path], Options(**options), voice=voice, makers=makers(answers))


@contextmanager
def running(server_of: Callable[[], Server]) -> Iterator[Server]:
    """Run a server in a thread; it is made there. Nothing may fail unseen."""
    ready = threading.Event()
    unseen: list[dict[str, Any]] = []
    held: dict[str, Any] = {}

    async def serve() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: unseen.append(context))
        held["loop"], held["stop"] = asyncio.get_running_loop(), asyncio.Event()
        held["server"] = server = server_of()
        await server.run(held["stop"], ready.set)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(5)
    try:
        yield held["server"]
    finally:
        held["loop"].call_soon_threadsafe(held["stop"].set)
        thread.join(5)
        assert not thread.is_alive()
        gc.collect()  # a task's error is told when nobody can ask for it any more
        assert unseen == []
