"""Which API and stage a request is for: stages, domains, the addresses of APIs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from served import HTTP, HTTP_ALONE, REST, opened

from cfngw.local.exchange import Answer, Call
from cfngw.local.front import Done, host_name, request_id, short_id
from cfngw.local.passage import Passage
from cfngw.local.start import Served, Voice

DOMAIN = """\
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: {DomainName: API.example.com}
  Root:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Domain, RestApiId: !Ref Api, Stage: !Ref Dev}
  Deep:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: {DomainName: !Ref Domain, ApiId: !Ref Web, Stage: !Ref WebTest, ApiMappingKey: shop/v1}
  AnyStage:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: other.example.com, RestApiId: !Ref Api, BasePath: any}
"""


def asked(served: Served, path: str, *, api: str | None = None, host: str | None = None, **call: Any) -> Answer:
    headers = (("Host", host),) if host is not None else ()
    target, _, query = path.partition("?")
    return asyncio.run(served.front.answer(Call("GET", target, query, headers, **call), served.api(api)))


def told(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer
    found: dict[str, Any] = json.loads(answer.body)
    return found


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("/dev", "/"),
        ("/dev/", "/"),
        ("/dev/a/b", "/a/b"),
        ("/dev/a%2Fb/%C3%A9//c/../d?x=%20&y", "/a%2Fb/%C3%A9//c/../d"),
        ("/dev//a", "//a"),
    ],
)
def test_a_rest_apis_stage_is_the_first_piece_and_the_rest_stays_raw(tmp_path: Path, path: str, below: str) -> None:
    found = told(asked(opened(tmp_path, REST), path))
    assert (found["stage"], found["path"], found["whole"]) == ("dev", below, path.partition("?")[0])
    assert found["variables"] == {"table": "local"}


@pytest.mark.parametrize("path", ["/", "/prod", "/Dev/a", "/de", "/devs/a", "//dev/a", "/%64ev/a", "/$default"])
def test_an_unknown_stage_of_a_rest_api_is_forbidden(tmp_path: Path, path: str) -> None:
    answer = asked(opened(tmp_path, REST), path)
    assert (answer.status, json.loads(answer.body)) == (403, {"message": "Forbidden"})
    assert answer.header("X-Amzn-ErrorType") == "ForbiddenException"


@pytest.mark.parametrize(
    ("path", "stage", "below"),
    [
        ("/", "$default", "/"),
        ("/a/b", "$default", "/a/b"),
        ("/test", "test", "/"),
        ("/test/a", "test", "/a"),
        ("/tests/a", "$default", "/tests/a"),
        ("/$default/a", "$default", "/$default/a"),
    ],
)
def test_an_http_apis_default_stage_begins_at_the_root(tmp_path: Path, path: str, stage: str, below: str) -> None:
    found = told(asked(opened(tmp_path, HTTP_ALONE), path))
    assert (found["stage"], found["path"]) == (stage, below)


def test_an_http_api_without_a_default_stage_finds_nothing_elsewhere(tmp_path: Path) -> None:
    text = HTTP_ALONE.replace("StageName: $default", "StageName: dev")
    answer = asked(opened(tmp_path, text), "/nowhere")
    assert (answer.status, answer.body) == (404, b'{"message":"Not Found"}')


@pytest.mark.parametrize("host", ["api.example.com", "API.EXAMPLE.COM:3000", "api.example.com."])
def test_a_domain_is_found_by_the_host_at_any_door(tmp_path: Path, host: str) -> None:
    served = opened(tmp_path, REST + HTTP + DOMAIN)
    for door in ("Api", "Web"):
        assert told(asked(served, "/a/b", api=door, host=host))["stage"] == "dev"


@pytest.mark.parametrize(
    ("path", "stage", "below"),
    [
        ("/shop/v1", "test", "/"),
        ("/shop/v1/x", "test", "/x"),
        ("/shop/v11/x", "dev", "/shop/v11/x"),
        ("/shop", "dev", "/shop"),
        ("/", "dev", "/"),
    ],
)
def test_the_longest_path_of_a_domain_wins(tmp_path: Path, path: str, stage: str, below: str) -> None:
    served = opened(tmp_path, REST + HTTP + DOMAIN)
    found = told(asked(served, path, api="Web", host="api.example.com"))
    assert (found["stage"], found["path"], found["whole"]) == (stage, below, path)


def test_a_mapping_without_a_stage_leaves_it_to_the_path(tmp_path: Path) -> None:
    served = opened(tmp_path, REST + HTTP + DOMAIN)
    assert told(asked(served, "/any/dev/x", api="Api", host="other.example.com"))["path"] == "/x"
    assert asked(served, "/any/prod/x", api="Api", host="other.example.com").status == 403
    assert asked(served, "/else", api="Api", host="other.example.com").status == 403


def test_an_apis_own_host_name_leads_to_it_at_any_door(tmp_path: Path) -> None:
    served = opened(tmp_path, REST + HTTP)
    host = f"{served.api('Web').id}.execute-api.us-east-1.amazonaws.com"
    assert told(asked(served, "/x", api="Api", host=host))["stage"] == "$default"


def test_a_wildcard_domain_stands_for_one_name_below_it(tmp_path: Path) -> None:
    served = opened(tmp_path, REST + HTTP + DOMAIN.replace("other.example.com", "'*.example.org'"))
    assert told(asked(served, "/any/dev/x", api="Web", host="shop.example.org"))["path"] == "/x"
    assert told(asked(served, "/x", api="Web", host="a.shop.example.org"))["stage"] == "$default"


def test_an_address_that_is_switched_off_serves_by_its_domain_alone(tmp_path: Path) -> None:
    text = (REST + HTTP + DOMAIN).replace("{Name: x}", "{Name: x, DisableExecuteApiEndpoint: true}")
    served = opened(tmp_path, text)
    assert asked(served, "/dev/a", api="Api").status == 403
    assert asked(served, "/dev/a", api="Api", host="localhost:3000").status == 403
    assert told(asked(served, "/a", api="Api", host="api.example.com"))["path"] == "/a"


def test_an_address_that_is_switched_off_without_a_domain_serves_all_the_same_and_says_so(tmp_path: Path) -> None:
    served = opened(tmp_path, REST.replace("{Name: x}", "{Name: x, DisableExecuteApiEndpoint: true}"))
    assert told(asked(served, "/dev/a"))["path"] == "/a"
    assert "switched off" in str(served.notices[0])


def test_a_caller_has_the_address_that_the_user_gives(tmp_path: Path) -> None:
    assert told(asked(opened(tmp_path, REST), "/dev/"))["ip"] == "127.0.0.1"
    assert told(asked(opened(tmp_path, REST, source_ip="203.0.113.7"), "/dev/"))["ip"] == "203.0.113.7"


def test_a_fault_of_ours_answers_500_and_is_told(tmp_path: Path) -> None:
    async def fails(_: Passage) -> Answer:
        raise ZeroDivisionError("oh")

    said: list[str] = []
    served = opened(tmp_path, REST, answers=fails, voice=Voice(say=said.append))
    answer = asked(served, "/dev/a")
    assert (answer.status, json.loads(answer.body)) == (500, {"message": "Internal server error"})
    assert "ZeroDivisionError: oh" in said[0]
    assert served.front.active == 0


def test_each_answer_is_told_to_the_listener(tmp_path: Path) -> None:
    served, heard = opened(tmp_path, REST, trace=True), list[Done]()
    served.front.listener = heard.append
    asked(served, "/dev/a")
    asked(served, "/no/a")
    assert [(done.call.path, done.answer.status, done.passage is None) for done in heard] == [
        ("/dev/a", 200, False),
        ("/no/a", 403, True),
    ]
    assert heard[0].passage is not None
    assert heard[0].passage.journey.on


def test_nothing_is_kept_of_steps_that_nobody_asks_for(tmp_path: Path) -> None:
    served, heard = opened(tmp_path, REST), list[Done]()
    served.front.listener = heard.append
    asked(served, "/dev/a")
    assert heard[0].passage is not None
    assert not heard[0].passage.journey.on


@pytest.mark.parametrize(
    ("host", "name"),
    [("a.b:80", "a.b"), ("A.b", "a.b"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), ("", ""), (":", ":")],
)
def test_a_hosts_name_is_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name


def test_request_ids_look_like_those_of_aws() -> None:
    import re

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", request_id())
    assert re.fullmatch(r"[A-Za-z0-9+/]{15}=", short_id())
    assert len({request_id() for _ in range(1000)}) == 1000
