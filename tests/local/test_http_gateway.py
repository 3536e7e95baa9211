"""The steps of a request to an HTTP API: their order, what goes wrong on the way, and that there is an answer."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from local_http import HEAD, Local, integration_api, lambda_api

from cfngw.document import Given, parse
from cfngw.local.exchange import Answer, Call
from cfngw.local.fault import Fault
from cfngw.local.http.errors import answer_of
from cfngw.local.journey import STEPS, Journey
from cfngw.local.passage import Passage
from cfngw.read import read_document, read_template

OUTPUT = Path(__file__).parents[2] / "output"


class Authorizers:
    """Authorizers that raise a fault, or say who it is."""

    def __init__(self, fault: Fault | Exception | None = None) -> None:
        self.fault = fault
        self.routes: list[str] = []

    async def check(self, passage: Passage) -> None:
        assert passage.route is not None
        self.routes.append(passage.route.key)
        if self.fault is not None:
            raise self.fault
        passage.authorizer = {"lambda": {"who": "ann"}}


def guarded(*keys: str, **options: str) -> str:
    return lambda_api(*keys, **options).replace("Target: !Sub", "AuthorizationType: CUSTOM, Target: !Sub")


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("UNAUTHORIZED", 401, "Unauthorized"),
        ("ACCESS_DENIED", 403, "Forbidden"),
        ("MISSING_AUTHENTICATION_TOKEN", 403, "Forbidden"),
        ("INVALID_SIGNATURE", 403, "Forbidden"),
        ("AUTHORIZER_FAILURE", 500, "Internal Server Error"),
        ("AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal Server Error"),
        ("THROTTLED", 429, "Too Many Requests"),
        ("REQUEST_TOO_LARGE", 413, "Request Entity Too Large"),
        ("INTEGRATION_TIMEOUT", 503, "Service Unavailable"),
        ("WHAT_NOBODY_KNOWS", 500, "Internal Server Error"),
    ],
)
def test_faults_have_the_texts_of_http_apis(kind: str, status: int, message: str) -> None:
    fault = Fault(kind, "User is not authorized to access this resource", headers=(("www-authenticate", "Bearer"),))
    local = Local(guarded("GET /"), authorizers=Authorizers(fault))
    answer = local.ask("GET", "/")
    assert (answer.status, answer.body.decode()) == (status, f'{{"message":"{message}"}}')
    assert answer.headers[1] == ("www-authenticate", "Bearer")
    assert local.functions.events == []
    assert fault.message == message


@pytest.mark.parametrize(("status", "body"), [(418, b'{"message":"Bad Request"}'), (599, b"Internal"), (404, b"Not")])
def test_a_fault_may_have_a_status_of_its_own(status: int, body: bytes) -> None:
    answer = answer_of(Fault("ACCESS_DENIED", status=status))
    assert answer.status == status
    assert body in answer.body
    own = answer_of(Fault("REQUEST_TOO_LARGE", 'Request "URI" too long', status=414))
    assert (own.status, own.body) == (414, b'{"message":"Request \\"URI\\" too long"}')


def test_only_guarded_routes_ask_their_authorizer() -> None:
    both = guarded("GET /guarded") + (
        "  Open: {Type: AWS::ApiGatewayV2::Route, Properties: "
        "{ApiId: !Ref Api, RouteKey: GET /open, Target: !Sub 'integrations/${Lambda}'}}\n"
    )
    authorizers = Authorizers()
    local = Local(both, authorizers=authorizers)
    assert [local.ask("GET", path).status for path in ("/open", "/guarded", "/none")] == [200, 200, 404]
    assert authorizers.routes == ["GET /guarded"]
    assert local.event["requestContext"]["authorizer"] == {"lambda": {"who": "ann"}}


def test_test_invoke_goes_past_authorizers() -> None:
    local = Local(guarded("GET /"), authorizers=Authorizers(Fault("UNAUTHORIZED")))
    assert local.ask("GET", "/", tested=True).status == 200


def test_an_authorizer_that_breaks_does_not_let_anybody_by() -> None:
    local = Local(guarded("GET /"), authorizers=Authorizers(KeyError("x")))
    assert local.ask("GET", "/").status == 500
    assert local.functions.events == []


def test_x09_each_answer_is_logged_once() -> None:
    """X09."""
    local = Local(lambda_api("GET /", settings=", DefaultRouteSettings: {ThrottlingBurstLimit: 1}"))
    for method, path in (("GET", "/"), ("GET", "/"), ("POST", "/none")):
        local.ask(method, path)
    assert local.log.lines == [("GET /", 200), ("GET /", 429), (None, 404)]


def test_a_log_that_fails_does_not_cost_the_answer() -> None:
    class Broken:
        def write(self, passage: Passage, answer: Answer, latency: float) -> None:
            raise OSError("disk")

    local = Local(lambda_api("GET /"), access_log=Broken())
    assert local.ask("GET", "/").status == 200
    assert local.said == ["the access log: OSError: disk"]


BROKEN = {
    "IntegrationType: AWS_PROXY, IntegrationUri: !Ref Untold, PayloadFormatVersion: '2.0'": "Untold",
    "IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Hello.Arn, PayloadFormatVersion: '3.0'": "1.0 or 2.0",
    "IntegrationType: AWS_PROXY, IntegrationUri: 'https://a.example', PayloadFormatVersion: '2.0'": "leads to nothing",
    "IntegrationType: HTTP_PROXY, IntegrationUri: !GetAtt Hello.Arn, IntegrationMethod: GET": "leads to nothing",
    "IntegrationType: MOCK": "no integrations of type MOCK",
    "IntegrationType: !Ref Untold, IntegrationUri: x": "Untold",
    "IntegrationUri: x": "no type",
}


@pytest.mark.parametrize("given", BROKEN)
def test_a_route_that_can_not_be_served_is_500_and_says_why(given: str) -> None:
    local = Local(integration_api(given, "GET /"))
    answer = local.ask("GET", "/")
    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}')
    assert local.passage is not None
    assert local.passage.fault is not None
    assert BROKEN[given] in local.passage.fault.hint
    assert local.passage.fault.at is not None


def test_routes_without_an_integration_do_not_hinder_the_others() -> None:
    more = (
        "  Alone: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /alone}}\n"
        "  Lost: {Type: AWS::ApiGatewayV2::Route, Properties: "
        "{ApiId: !Ref Api, RouteKey: GET /lost, Target: integrations/abc}}\n"
    )
    local = Local(lambda_api("GET /") + more)
    assert [local.ask("GET", path).status for path in ("/alone", "/lost", "/")] == [500, 500, 200]


def test_a_route_under_a_condition_that_nobody_can_tell_is_500() -> None:
    template = lambda_api("GET /").replace("  Route0: {", "  Route0: {Condition: Maybe, ")
    text = "Conditions: {Maybe: !Equals [!Ref Untold, x]}\n" + HEAD + template
    local = Local(read_document(parse(text, Path("x.yaml"))))
    assert local.api.routes[0].made is not True
    assert local.ask("GET", "/").status == 500


def test_steps_are_told_with_the_places_that_decided() -> None:
    journey = Journey()
    local = Local(lambda_api("GET /pets/{id}"))
    local.ask("GET", "/pets/6", journey=journey)
    assert [step.name for step in journey.steps] == ["route", "invocation", "response"]
    assert journey.steps[0].said == "GET /pets/6 is GET /pets/{id}"
    assert journey.steps[1].said == "Hello is invoked with format 2.0"
    assert journey.steps[2].said == "200: the function's answer"
    assert all(step.at is not None and step.name in STEPS for step in journey.steps)
    journey = Journey()
    local.ask("GET", "/none", journey=journey)
    ((name, said, _, shown),) = journey.steps
    assert (name, said) == ("gateway response", "RESOURCE_NOT_FOUND is 404: no route takes GET /none")
    assert shown["output"] == b'{"message":"Not Found"}'


def test_steps_tell_what_was_inferred_and_what_cors_did() -> None:
    local = Local(lambda_api("GET /", api=", CorsConfiguration: {AllowOrigins: ['https://a.example']}"), {"a": 1})
    for origin, said in (("https://a.example", "are written"), ("https://b.example", "allows no headers")):
        journey = Journey()
        local.ask("GET", "/", (("Origin", origin),), journey=journey)
        assert journey.steps[2].said == "200: the function gave no statusCode: its answer is the body"
        assert said in journey.steps[3].said


@pytest.mark.parametrize("name", ["http_api_hello", "http_api_notes", "http_api_orders"])
def test_e16_the_committed_templates_are_served(name: str) -> None:
    """E12, E14, E16."""
    reading = read_template(OUTPUT / f"{name}.yaml", Given(region="us-east-1", parameters={}))
    local = Local(reading, {"statusCode": 200, "body": '"Hello from cfngw!"'}, authorizers=Authorizers())
    asked = [local.ask(route.method, route.path.replace("{id}", "1")) for route in local.api.routes]
    assert {answer.status for answer in asked} == {200}
    assert b'"Hello from cfngw!"' in {answer.body for answer in asked}
    if local.api.route("$default") is None:
        assert local.ask("GET", "/hogehoge").body == b'{"message":"Not Found"}'


HOSTILE = (
    "/",
    "//",
    "/a",
    "/%",
    "/%zz",
    "/%00",
    "/%2F%2f",
    "/..%2f",
    "/a/b/c",
    "/é",
    "/\x00",
    "/" + "a/" * 500,
    "",
    "*",
)


def test_hostile_requests_all_get_an_answer() -> None:
    chance = random.Random(7)
    alphabet = ["\x00", "%", "%41", "&", "=", "+", "é", ";", "\r\n", "a", "\ud800", "{", "}", "$", "$request.body.a"]
    mapping = ", RequestParameters: {'append:header.x': '$request.body.a.b', 'overwrite:path': '$request.header.p'}"
    uri = "IntegrationType: HTTP_PROXY, IntegrationMethod: ANY, IntegrationUri: 'http://localhost/{p}'" + mapping
    cors = lambda_api("ANY /{p+}", "$default", version="1.0", api=", CorsConfiguration: {AllowOrigins: ['*']}")
    gateways = [Local(lambda_api("ANY /{p+}", "$default")), Local(cors), Local(integration_api(uri, "ANY /{p+}"))]
    names = ("Origin", "Cookie", "Content-Type", "Host", "X-Forwarded-For", "Connection", "p", "Content-Encoding", "")
    for index in range(600):
        local = gateways[index % 3]

        def text() -> str:
            return "".join(chance.choices(alphabet, k=chance.randrange(6)))

        headers = tuple((chance.choice(names), text()) for _ in range(chance.randrange(4)))
        body = chance.choice(
            [b"", b"{", b'{"a":{"b":1}}', bytes(chance.randrange(256) for _ in range(20)), b"[" * 9999]
        )
        path = chance.choice(HOSTILE) + chance.choice(["", "?", "?a", "?" + text()])
        method = chance.choice(["GET", "HEAD", "OPTIONS", "POST", "", "get", "X" * 99])
        answer = local.ask(method, path, headers, body)
        assert answer.status in (200, 204, 404)
    assert not any(local.said for local in gateways)


def test_a_client_that_goes_away_ends_its_request() -> None:
    async def leave() -> None:
        local = Local(lambda_api("GET /"), 30.0)
        task = asyncio.create_task(local.gateway.answer(local.passage_of("GET", "/")))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())


def test_requests_of_one_gateway_run_side_by_side() -> None:
    async def both() -> list[int]:
        local = Local(lambda_api("GET /", more=", TimeoutInMillis: 30000"), 0.05)
        asked = [local.gateway.answer(local.passage_of("GET", "/")) for _ in range(50)]
        return [answer.status for answer in await asyncio.wait_for(asyncio.gather(*asked), 2)]

    assert asyncio.run(both()) == [200] * 50


def test_a_call_without_any_header_is_answered() -> None:
    local = Local(lambda_api("$default"))
    passage = local.passage_of("GET", "/")
    passage.call = Call("GET", "/")
    assert asyncio.run(local.gateway.answer(passage)).status == 200
    assert local.event["headers"]["host"] == "id.execute-api.us-east-1.amazonaws.com"
