"""A stage of a REST API with real neighbours' stand-ins: plain classes, nothing patched."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfngw.document import Given, parse, read
from cfngw.local.exchange import Answer, Call
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage
from cfngw.local.rest.gateway import RestGateway
from cfngw.local.rest.keys import Plans
from cfngw.local.running import Surroundings
from cfngw.local.values import LocalValues
from cfngw.read import read_document, targets_of
from cfngw.read.model import Api, Reading, Stage

RECEIVED = 1_763_719_200.5  # 21 November 2025, 10:00:00 UTC
NOBODY: Any = None


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def rest_template(
    paths: Mapping[str, Mapping[str, Mapping[str, Any]]],
    *,
    api: Mapping[str, Any] | None = None,
    stages: Mapping[str, Mapping[str, Any]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give a template with methods by path and verb; a stage "dev" unless others are given."""
    resources: dict[str, Any] = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "Api", **(api or {})}}
    }
    made: dict[str, Any] = {"/": {"Fn::GetAtt": ["Api", "RootResourceId"]}}
    for path, methods in paths.items():
        place = _place(path, made, resources)
        for verb, properties in methods.items():
            resources[f"M{len(resources)}"] = {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {
                    "RestApiId": ref("Api"),
                    "ResourceId": place,
                    "HttpMethod": verb,
                    "AuthorizationType": "NONE",
                    "Integration": {"Type": "MOCK"},
                    **properties,
                },
            }
    for name, properties in ({"dev": {}} if stages is None else stages).items():
        resources[f"Stage{name}"] = {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {"RestApiId": ref("Api"), "StageName": name, "DeploymentId": "d1", **properties},
        }
    return {"Resources": {**resources, **(more or {})}}


def _place(path: str, made: dict[str, Any], resources: dict[str, Any]) -> Any:
    if path in made:
        return made[path]
    parent, _, part = path.rpartition("/")
    above = _place(parent or "/", made, resources)
    name = f"R{len(resources)}"
    resources[name] = {
        "Type": "AWS::ApiGateway::Resource",
        "Properties": {"RestApiId": ref("Api"), "ParentId": above, "PathPart": part},
    }
    made[path] = ref(name)
    return made[path]


class Echo:
    """Integrations that answer with what they saw; ``raises`` or ``gives`` instead."""

    def __init__(self, gives: Answer | None = None, raises: Exception | None = None) -> None:
        self.gives = gives
        self.raises = raises
        self.seen: list[Passage] = []

    async def run(self, passage: Passage) -> Answer:
        self.seen.append(passage)
        if self.raises is not None:
            raise self.raises
        route = passage.route
        assert route is not None
        given = {"route": route.key, "path": passage.path_parameters, "variables": dict(passage.variables)}
        return self.gives or Answer(200, [("Content-Type", "application/json")], json.dumps(given).encode())


class Doors:
    """Authorizers and a policy that let by, note who came in which order, or raise what they are given."""

    def __init__(self, order: list[str], name: str, raises: Exception | None = None, adds: Any = None) -> None:
        self._order = order
        self._name = name
        self.raises = raises
        self._adds = adds

    def _ask(self, passage: Passage) -> None:
        self._order.append(self._name)
        if self.raises is not None:
            raise self.raises
        if self._adds is not None:
            passage.authorizer = dict(self._adds)


class Authorizers(Doors):
    async def check(self, passage: Passage) -> None:
        self._ask(passage)


class Policy(Doors):
    def check(self, passage: Passage) -> None:
        self._ask(passage)


class Rest:
    """A served stage, to be called."""

    def __init__(self, template: Mapping[str, Any] | Path, *, stage: str = "dev", **options: Any) -> None:
        is_file = isinstance(template, Path)
        document = read(template) if isinstance(template, Path) else parse(json.dumps(template), Path("x.yaml"))
        given: Given | None = options.pop("given", None)
        self.reading: Reading = read_document(document, given)
        self.api: Api = next(each for each in self.reading.apis if is_file or each.logical_id == "Api")
        self.stage: Stage = next(each for each in self.api.stages if each.name == stage)
        self.said: list[str] = []
        self.logged: list[tuple[str, str]] = []
        self.order: list[str] = []
        self.now = RECEIVED
        self.around = Surroundings(
            functions=options.pop("functions", NOBODY),
            backends=NOBODY,
            clock=lambda: self.now,
            log=lambda address, line: self.logged.append((address, line)),
            say=self.said.append,
        )
        self.values = LocalValues(region="us-east-1", account="123456789012")
        self.variables: dict[str, str] = options.pop("variables", {})
        self.plans: Plans = options.pop("plans", None) or Plans(self.reading, self.values, say=self.said.append)
        self.echo: Echo = options.pop("integrations", None) or Echo()
        policy = options.pop("policy", None) or Policy(self.order, "policy")
        self.gateway = RestGateway(
            self.api,
            self.stage,
            self.around,
            self.values,
            self.reading,
            targets_of(document, given),
            plans=self.plans,
            integrations=None if is_file else self.echo,
            authorizers=options.pop("authorizers", None) or Authorizers(self.order, "authorizer", **options),
            policy=policy,
        )
        self.passage: Passage = NOBODY

    def passage_of(
        self,
        method: str,
        path: str,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        *,
        tested: bool = False,
    ) -> Passage:
        path, _, query = path.partition("?")
        data = body.encode() if isinstance(body, str) else body
        call = Call(method, f"/dev{path}", query, tuple((headers or {}).items()), data, received=self.now)
        return Passage(
            call=call,
            api=self.api,
            stage=self.stage,
            stage_name=self.gateway.stage_name,
            path=path,
            journey=Journey(),
            api_id="a1b2c3d4e5",
            domain_name="a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            request_id="11111111-2222-3333-4444-555555555555",
            extended_request_id="JKJaXmPLvHcESHA=",
            variables=self.variables,
            tested=tested,
        )

    def call(self, method: str, path: str, body: bytes | str = b"", **options: Any) -> Answer:
        """Call the stage. ``headers`` and ``tested`` are options."""
        self.passage = self.passage_of(method, path, body, options.get("headers"), tested=options.get("tested", False))
        return asyncio.run(self.gateway.answer(self.passage))

    def steps(self) -> list[tuple[str, str]]:
        """Give the steps of the last call."""
        return [(step.name, step.said) for step in self.passage.journey.steps]


def told(answer: Answer) -> tuple[int, Any]:
    """Give status and body."""
    return answer.status, json.loads(answer.body)
