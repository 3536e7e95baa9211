"""cfngw.testing: requests to a template's API from a test, without a server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cfngw.errors import UsageError
from cfngw.local.exchange import Answer
from cfngw.local.making import Makers
from cfngw.local.passage import Passage
from cfngw.local.running import Identities
from cfngw.testing import LocalApi, local_api

ONE = """\
Resources:
  Web:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: y, ProtocolType: HTTP}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Web, RouteKey: $default}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Web, StageName: dev}
"""
TWO_STAGES = (
    ONE
    + """\
  Prod:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Web, StageName: prod}
"""
)
TWO_APIS = (
    ONE
    + """\
  Other:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: z, ProtocolType: HTTP}
  OtherRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Other, RouteKey: $default}
"""
)


class Tells:
    """A gateway that answers with the request."""

    async def answer(self, passage: Passage) -> Answer:
        passage.journey.step("route", "the default one", at=passage.api.at, body=passage.call.body)
        passage.journey.output.append(("F", "printed\n"))
        call = passage.call
        if passage.path == "/text":
            return Answer(404, [("Set-Cookie", "a=1"), ("set-cookie", "b=2")], "nö".encode())
        told = {
            "method": call.method,
            "stage": passage.stage_name,
            "path": passage.path,
            "whole": call.path,
            "query": call.query,
            "headers": dict(call.headers),
            "body": call.body.decode(),
            "ip": call.source_ip,
            "tested": passage.tested,
        }
        return Answer(200, [("Content-Type", "application/json")], json.dumps(told).encode())


class Part:
    """Functions or backends."""

    closed = 0

    async def close(self) -> None:
        Part.closed += 1


def opened(folder: Path, text: str = ONE, **given: Any) -> LocalApi:
    (folder / "t.yaml").write_text(text)
    makers = Makers(lambda *_: Part(), lambda *_: Part(), lambda _: Identities(), lambda *_: lambda *_: Tells())  # type: ignore[arg-type]
    return local_api("t.yaml", folder=folder, makers=makers, **given)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[LocalApi]:
    with opened(tmp_path) as made:
        yield made


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
def test_each_method_asks_for_a_path_below_the_only_stage(api: LocalApi, method: str) -> None:
    told = getattr(api, method)("/a").json()
    assert (told["method"], told["stage"], told["path"], told["whole"]) == (method.upper(), "dev", "/a", "/dev/a")
    assert told["headers"] == {"Host": "localhost"}


def test_a_head_has_no_body(api: LocalApi) -> None:
    response = api.head("/a")
    assert (response.status, response.body) == (200, b"")


def test_a_value_is_sent_as_json_and_a_text_as_it_is(api: LocalApi) -> None:
    told = api.post("/a", json={"a": ["é"]}).json()
    assert json.loads(told["body"]) == {"a": ["é"]}
    assert told["headers"]["Content-Type"] == "application/json"
    told = api.post("/a", body="plain").json()
    assert told["body"] == "plain"
    assert "Content-Type" not in told["headers"]
    assert told["headers"]["Content-Length"] == "5"
    own = api.post("/a", json=1, headers={"content-type": "application/x"}).json()
    assert own["headers"]["content-type"] == "application/x"
    assert "Content-Type" not in own["headers"]


def test_queries_are_encoded_and_may_repeat(api: LocalApi) -> None:
    assert api.get("/a b?x=1", query={"y": ["1", "ü&"], "z": "3"}).json()["query"] == "x=1&y=1&y=%C3%BC%26&z=3"
    assert api.get("/a b/%2F").json()["path"] == "/a%20b/%2F"
    assert api.get("a").json()["path"] == "/a"


def test_a_caller_may_have_another_address(api: LocalApi) -> None:
    assert api.get("/a").json()["ip"] == "127.0.0.1"
    assert api.get("/a", source_ip="203.0.113.7").json()["ip"] == "203.0.113.7"


def test_a_request_is_checked_unless_it_is_a_test_of_the_consoles_kind(api: LocalApi) -> None:
    assert api.get("/a").json()["tested"] is False
    assert api.get("/a", tested=True).json()["tested"] is True


def test_an_answer_shows_what_it_is(api: LocalApi) -> None:
    response = api.get("/text")
    assert (response.status, response.text) == (404, "nö")
    assert response.headers["SET-COOKIE"] == "a=1, b=2"
    assert response.headers.all("Set-Cookie") == ["a=1", "b=2"]
    assert list(response.headers) == ["set-cookie"]
    assert "x" not in response.headers
    assert repr(response) == "<Response 404 'nö'>"
    with pytest.raises(ValueError, match="<Response 404 'nö'>"):
        response.json()


def test_the_journey_is_plain_data(api: LocalApi) -> None:
    journey = api.post("/a", body="x").journey
    assert journey["version"] == 1
    assert journey["stage"] == "dev"
    (step,) = journey["steps"]
    assert (step["name"], step["shown"]) == ("route", {"body": "x"})
    assert step["at"]["line"] == 2
    assert journey["output"] == [{"function": "F", "text": "printed\n"}]
    assert json.loads(json.dumps(journey)) == journey
    assert api.get("/a").output == "printed\n"


def test_of_several_stages_one_is_named(tmp_path: Path) -> None:
    with opened(tmp_path, TWO_STAGES) as api:
        assert api.get("/a", stage="prod").json()["whole"] == "/prod/a"
        with pytest.raises(UsageError, match="Web has several stages") as raised:
            api.get("/a")
        assert raised.value.allowed == "dev, prod"
        with pytest.raises(UsageError, match="has no stage prd") as raised:
            api.get("/a", stage="prd")
        assert raised.value.fix == "name prod"


def test_of_several_apis_one_is_named(tmp_path: Path) -> None:
    with opened(tmp_path, TWO_APIS, api="Other") as api:
        assert api.get("/a").json()["stage"] == "$default"
        assert "Other" in repr(api)
    before = threading.active_count()
    with pytest.raises(UsageError, match="several APIs") as raised:
        opened(tmp_path, TWO_APIS)
    assert raised.value.allowed == "Web, Other"
    assert threading.active_count() == before


def test_closing_ends_everything_once(tmp_path: Path) -> None:
    before, threads = Part.closed, threading.active_count()
    api = opened(tmp_path)
    assert threading.active_count() == threads + 1
    api.close()
    api.close()
    assert Part.closed == before + 2
    assert threading.active_count() == threads
    with pytest.raises(RuntimeError, match="closed"):
        api.get("/a")


def test_two_bodies_are_refused(api: LocalApi) -> None:
    with pytest.raises(UsageError, match="given twice"):
        api.post("/a", json=1, body="x")


def test_a_template_that_is_none_is_told_as_by_the_command(tmp_path: Path) -> None:
    threads = threading.active_count()
    with pytest.raises(Exception, match="no CloudFormation template"):
        opened(tmp_path, "a: 1\n")
    assert threading.active_count() == threads


def test_requests_from_several_threads_are_answered(api: LocalApi) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(api.get("/a").status)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200] * 8


def test_numbers_are_sent_as_texts(api: LocalApi) -> None:
    told = api.get("/a", query={"limit": 2, "of": [1, "b"]}, headers={"x-count": 3}).json()
    assert told["query"] == "limit=2&of=1&of=b"
    assert told["headers"]["x-count"] == "3"
    assert api.get("/a", query=[("limit", 2)]).json()["query"] == "limit=2"


def test_what_is_refused_has_no_frames_of_the_reader(api: LocalApi) -> None:
    with pytest.raises(UsageError) as raised:
        api.get("/a", stage="other")
    assert [entry.name for entry in raised.traceback][1:] == ["get", "request"]
    assert raised.value.__cause__ is None
