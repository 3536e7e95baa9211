"""HTTP, HTTP proxy and AWS services, and what becomes of one that does not answer (P11, P42)."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest

from cfngw.local.fault import Fault
from cfngw.local.running import BackendAnswer, BackendFailed
from integration_stand import Stand, method
from rest_services import ALL

BY_STATUS = (
    r"[{StatusCode: '200'}, {StatusCode: '400', SelectionPattern: '4\d\d'}, "
    r"{StatusCode: '500', SelectionPattern: '5\d\d'}]"
)
THREE = "[{StatusCode: '200'}, {StatusCode: '400'}, {StatusCode: '500'}]"


def endpoint(kind: str, uri: str, more: str = "", verb: str = "ANY", path: str = "/", api: str = "") -> str:
    lines = "\n".join(f"        {line}" for line in more.strip("\n").splitlines())
    head = f"        Type: {kind}\n        IntegrationHttpMethod: ANY\n        Uri: {uri}\n"
    head += "" if kind == "HTTP_PROXY" else f"        IntegrationResponses: {BY_STATUS}\n"
    return method(head + lines, verb=verb, path=path, responses=THREE, api=api)


class TestHttp:
    def test_only_the_content_type_goes_on_by_itself(self) -> None:
        stand = Stand(endpoint("HTTP", "http://localhost:9/x"))
        sent = (("Accept", "text/html"), ("X-One", "1"), ("Content-Type", "text/csv"), ("User-Agent", "curl"))
        stand.run("ANY /", headers=sent, query="q=1", body="a;b", method="POST")
        request = stand.backends.requests[0]
        assert (request.method, request.url, request.body) == ("POST", "http://localhost:9/x", b"a;b")
        assert request.headers == (
            ("Accept", "application/json"),
            ("User-Agent", "AmazonAPIGateway_a1b2c3d4e5"),
            ("X-Amzn-Trace-Id", "Root=1-69203820-111111112222333344445555"),
            ("Content-Type", "text/csv"),
            ("x-amzn-apigateway-api-id", "a1b2c3d4e5"),
        )

    def test_get_has_no_body(self) -> None:
        stand = Stand(endpoint("HTTP", "http://localhost:9/x"))
        stand.run("ANY /", body="a")
        assert stand.backends.requests[0].body == b""

    @pytest.mark.parametrize(("backend", "status"), [(200, 200), (201, 200), (404, 400), (503, 500)])
    def test_the_status_selects(self, backend: int, status: int) -> None:
        stand = Stand(endpoint("HTTP", "http://localhost:9/x"), answer=BackendAnswer(backend, (), b"said"))
        answer = stand.run("ANY /")
        assert (answer.status, answer.body) == (status, b"said")
        assert stand.passage.integration_status == backend

    def test_stage_variables_stand_in_the_uri(self) -> None:
        """D29."""
        stand = Stand(endpoint("HTTP", "'http://${stageVariables.host}/x'"), variables={"host": "localhost:9"})
        stand.run("ANY /")
        assert stand.backends.requests[0].url == "http://localhost:9/x"

    def test_tls_and_time_are_handed_on(self) -> None:
        more = "TimeoutInMillis: 500\nTlsConfig: {InsecureSkipVerification: true, ServerNameToVerify: a.example}"
        stand = Stand(endpoint("HTTP_PROXY", "https://localhost:9/", more))
        stand.run("ANY /")
        request = stand.backends.requests[0]
        assert (request.timeout_seconds, request.verify_tls, request.server_name) == (0.5, False, "a.example")

    def test_an_answer_that_is_compressed_is_opened(self) -> None:
        packed = BackendAnswer(200, (("Content-Encoding", "gzip"),), gzip.compress(b'{"a": 1}'))
        assert Stand(endpoint("HTTP", "http://localhost:9/"), answer=packed).run("ANY /").body == b'{"a": 1}'
        bomb = BackendAnswer(200, (("Content-Encoding", "gzip"),), gzip.compress(bytes(11 * 1024 * 1024)))
        assert len(Stand(endpoint("HTTP_PROXY", "http://localhost:9/"), answer=bomb).run("ANY /").body) < 20_000

    def test_a_uri_that_is_known_later_is_a_500(self) -> None:
        fault = Stand(endpoint("HTTP", "!ImportValue Elsewhere")).fault("ANY /")
        assert (fault.type, fault.status) == ("API_CONFIGURATION_ERROR", 500)


class TestProxy:
    PATH = "RequestParameters: {integration.request.path.proxy: method.request.path.proxy}"

    def test_everything_goes_on(self) -> None:
        stand = Stand(endpoint("HTTP_PROXY", "'http://localhost:9/v1/{proxy}'", self.PATH, path="/{proxy+}"))
        stand.run(
            "ANY /{proxy+}",
            "/a%2Fb/%C3%BC%25",
            query="q=1&q=a%20b",
            headers=(("X-One", "1"), ("X-One", "2"), ("Host", "localhost:3000"), ("Connection", "close"), ("Via", "x")),
            body="raw",
            method="PUT",
        )
        request = stand.backends.requests[0]
        assert request.url == "http://localhost:9/v1/a/b/%C3%BC%25?q=1&q=a%20b"
        assert (request.method, request.body) == ("PUT", b"raw")
        assert [pair for pair in request.headers if pair[0] == "X-One"] == [("X-One", "1"), ("X-One", "2")]
        names = {name.lower() for name, _ in request.headers}
        assert {"host", "connection", "via"}.isdisjoint(names)
        assert {"x-forwarded-for", "x-amzn-apigateway-api-id"} <= names

    def test_mapped_parameters_are_added(self) -> None:
        more = """
RequestParameters:
  integration.request.header.X-One: "'mapped'"
  integration.request.querystring.q: "'added'"
"""
        stand = Stand(endpoint("HTTP_PROXY", "http://localhost:9/", more))
        stand.run("ANY /", query="q=own", headers=(("x-one", "own"),))
        request = stand.backends.requests[0]
        assert request.url == "http://localhost:9/?q=own&q=added"
        assert [value for name, value in request.headers if name.lower() == "x-one"] == ["mapped"]

    def test_what_comes_back_is_the_answer(self) -> None:
        sent = (
            ("Content-Type", "text/html"),
            ("Date", "d"),
            ("Server", "s"),
            ("x-amzn-RequestId", "r"),
            ("Transfer-Encoding", "chunked"),
            ("Set-Cookie", "a"),
            ("Set-Cookie", "b"),
        )
        stand = Stand(endpoint("HTTP_PROXY", "http://localhost:9/"), answer=BackendAnswer(302, sent, b"<p>"))
        answer = stand.run("ANY /")
        assert (answer.status, answer.body) == (302, b"<p>")
        assert answer.headers[:-1] == [
            ("Content-Type", "text/html"),
            ("x-amzn-Remapped-Date", "d"),
            ("x-amzn-Remapped-Server", "s"),
            ("x-amzn-Remapped-x-amzn-RequestId", "r"),
            ("Set-Cookie", "a"),
            ("Set-Cookie", "b"),
        ]

    @pytest.mark.parametrize(
        ("types", "accept", "expected"),
        [
            ("", "image/png", "\ufffd\x00".encode()),
            ("image/png", "image/png", b"\xff\x00"),
            ("image/png", "*/*", b"/wA="),
            ("'*/*'", "*/*", b"\xff\x00"),
        ],
    )
    def test_binary_answers_need_binary_types(self, types: str, accept: str, expected: bytes) -> None:
        """P31."""
        api = f"\n      BinaryMediaTypes: [{types}]" if types else ""
        picture = BackendAnswer(200, (("Content-Type", "image/png"),), b"\xff\x00")
        stand = Stand(endpoint("HTTP_PROXY", "http://localhost:9/", api=api), answer=picture)
        assert stand.run("ANY /", headers=(("Accept", accept),)).body == expected


class TestServices:
    def test_a_path_with_its_variables_and_query(self) -> None:
        more = """
RequestParameters:
  integration.request.path.key: method.request.path.key
  integration.request.querystring.versionId: "'7'"
  integration.request.header.Content-Type: "'text/plain'"
"""
        uri = "!Sub 'arn:aws:apigateway:${AWS::Region}:s3:path/bucket/{key}'"
        stand = Stand(endpoint("AWS", uri, more, path="/{key}"), answer=BackendAnswer(404, (), b"<Error/>"))
        answer = stand.run("ANY /{key}", "/a%20b", body="x", method="PUT")
        assert (answer.status, answer.body) == (400, b"<Error/>")
        request, target = stand.backends.requests[0], stand.backends.services[0]
        assert (target.service, target.path, target.action, target.region) == ("s3", "bucket/a%20b", None, "us-east-1")
        assert (request.method, request.url, request.body) == ("PUT", "/bucket/a%20b?versionId=7", b"x")
        assert dict(request.headers)["Content-Type"] == "text/plain"

    def test_an_action_with_a_rendered_body(self) -> None:
        more = 'RequestTemplates: {application/json: \'{"TableName": "T"}\'}'
        stand = Stand(endpoint("AWS", "arn:aws:apigateway:us-east-1:dynamodb:action/GetItem", more))
        stand.run("ANY /", method="POST")
        request, target = stand.backends.requests[0], stand.backends.services[0]
        assert (target.service, target.action, request.url) == ("dynamodb", "GetItem", "")
        assert request.body == b'{"TableName": "T"}'

    def test_stage_variables_stand_in_the_path(self) -> None:
        uri = "'arn:aws:apigateway:us-east-1:sqs:path/123456789012/${stageVariables.queue}'"
        stand = Stand(endpoint("AWS", uri), variables={"queue": "jobs"})
        stand.run("ANY /")
        assert stand.backends.services[0].path == "123456789012/jobs"

    def test_two_slashes_are_the_root(self) -> None:
        stand = Stand(endpoint("AWS", "'arn:aws:apigateway:us-east-1:sqs:path//'"))
        stand.run("ANY /")
        assert stand.backends.requests[0].url == "/"

    @pytest.mark.parametrize("blueprint", ALL, ids=lambda each: each.name)
    def test_what_cfngw_writes_for_services_reaches_them(self, blueprint: Any) -> None:
        made = BackendAnswer(200, (("Content-Type", "application/json"),), b'{"Item": {"a": {"S": "b"}}}')
        stand = Stand(blueprint.to_yaml(), answer=made, variables={"env": "prod"})
        known = [route for route in stand.api.routes if not _is_told(stand, route)]
        body = '{"user": "u", "id": 4, "receiptHandle": "h", "delay": 3, "input": {}, "arn": "a", "x": 1}'
        for route in known:
            path = "/" + "/".join(part.name if part.kind == "static" else "a%20b" for part in route.parts)
            answer = stand.run(route.key, path, body=body, query="kind=k&key=kk", headers=(("x-group", "g"),))
            assert 200 <= answer.status < 300 or stand.backends.services[-1].action == "StartSyncExecution"
        assert len(stand.backends.services) == len(known) > 5

    def test_authorization_is_no_destination(self) -> None:
        more = "RequestParameters: {integration.request.header.Authorization: \"'x'\"}"
        stand = Stand(endpoint("AWS", "arn:aws:apigateway:us-east-1:sqs:action/SendMessage", more))
        assert stand.fault("ANY /").status == 500


def _is_told(stand: Stand, route: Any) -> bool:
    """Tell whether a template of a route needs a parameter's value or a resource's, which was said at the start."""
    return any(f"{each.where}:" in told for each in route.integration.request_templates.values() for told in stand.said)


class TestWithoutAnAnswer:
    @pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
    @pytest.mark.parametrize(
        ("failure", "type_", "status", "message"),
        [
            ("unreachable", "INTEGRATION_FAILURE", 504, "Network error communicating with endpoint"),
            ("refused", "INTEGRATION_FAILURE", 504, "Network error communicating with endpoint"),
            ("tls", "INTEGRATION_FAILURE", 504, "Network error communicating with endpoint"),
            ("malformed", "INTEGRATION_FAILURE", 504, "Network error communicating with endpoint"),
            ("timeout", "INTEGRATION_TIMEOUT", 504, "Endpoint request timed out"),
            ("too_large", "API_CONFIGURATION_ERROR", 500, "Internal server error"),
        ],
    )
    def test_the_client_gets(self, kind: str, failure: str, type_: str, status: int, message: str) -> None:
        stand = Stand(endpoint(kind, "http://localhost:9/"), answer=BackendFailed(failure, "why it failed"))
        fault = stand.fault("ANY /")
        assert (fault.type, fault.status, fault.message, fault.hint) == (type_, status, message, "why it failed")
        assert stand.passage.integration_error == "why it failed"


class TestMethodsThatCannotBeServed:
    @pytest.mark.parametrize(
        ("integration", "why"),
        [
            (
                "{Type: HTTP, Uri: 'arn:aws:apigateway:us-east-1:s3:path/x', IntegrationHttpMethod: GET}",
                "HTTP endpoint",
            ),
            ("{Type: AWS, Uri: 'http://localhost/', IntegrationHttpMethod: GET}", "is an ARN"),
            ("{Type: AWS_PROXY, Uri: 'http://localhost/', IntegrationHttpMethod: POST}", "a Lambda function"),
            ("{Type: WHAT, Uri: 'http://localhost/'}", "WHAT is no type of integration"),
            ("{Uri: 'http://localhost/'}", "type of integration"),
            ("!ImportValue Elsewhere", "Elsewhere"),
            ("{Type: AWS, Uri: !ImportValue Elsewhere, IntegrationHttpMethod: POST}", "not known"),
        ],
    )
    def test_answer_500_and_say_why(self, integration: str, why: str) -> None:
        fault = Stand(method(f"        {integration}")).fault("POST /")
        assert (fault.type, fault.status, fault.message) == ("API_CONFIGURATION_ERROR", 500, "Internal server error")
        assert why in fault.hint

    def test_a_request_without_a_method_is_one_of_them(self) -> None:
        stand = Stand(endpoint("HTTP", "http://localhost:9/"))
        passage = stand.pass_on("ANY /")
        passage.route = None
        with pytest.raises(Fault):
            asyncio.run(stand.integrations.run(passage))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[" * 100_000, b'{"a": ' * 5000, b"\x00", b'{"a": "\\ud800"}'])
@pytest.mark.parametrize(
    "headers",
    [
        (("Content-Type", ""), ("Accept", "")),
        (("Content-Type", "/;;,,"), ("Accept", ",")),
        (("Content-Type", "\xff"), ("X-Forwarded-For", "\xff"), ("Host", ":::")),
    ],
)
def test_hostile_requests_end_in_an_answer_or_a_fault(body: bytes, headers: Any) -> None:
    template = "$input.path('$.a')$input.params('q')$input.json('$')$context.identity.x"
    more = (
        f'RequestTemplates: {{application/json: "{template}"}}\n'
        "RequestParameters: {integration.request.header.X: method.request.body.a}"
    )
    for text in (endpoint("HTTP", "http://localhost:9/", more), endpoint("HTTP_PROXY", "http://localhost:9/")):
        assert _status(Stand(text), body=body, headers=headers, query="q=%ff%00&=&&a=%", method="POST") in (
            200,
            400,
            500,
        )


def _status(stand: Stand, **given: Any) -> int | None:
    try:
        return stand.run("ANY /", **given).status
    except Fault as fault:
        return fault.status
