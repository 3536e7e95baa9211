"""Lambda proxy: the event as AWS makes it, and what becomes of the result (A03, A13–A33, P31)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from integration_stand import LAMBDA, Stand, failed, method

PROXY = f"        Type: AWS_PROXY\n        IntegrationHttpMethod: POST\n        Uri: !Sub '{LAMBDA}'"
JSON = (("Content-Type", "application/json"),)


def proxy(path: str = "/", verb: str = "ANY", api: str = "") -> str:
    return method(PROXY, path=path, verb=verb, api=api)


def binary(*types: str) -> str:
    return "\n      BinaryMediaTypes: [" + ", ".join(f"'{each}'" for each in types) + "]"


def answered(result: Any, **given: Any) -> Any:
    return Stand(proxy(), lambda _: result).run("ANY /", **given)


class TestTheEvent:
    def event(self, stand: Stand, key: str, path: str | None = None, **given: Any) -> Any:
        stand.functions.handler = lambda _: {}
        stand.run(key, path, **given)
        return stand.functions.events[-1]

    def test_of_a_bare_request(self) -> None:
        """A25, A26: what is empty is null."""
        event = self.event(Stand(proxy()), "ANY /")
        assert event.pop("requestContext")["identity"] == {
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": "127.0.0.1",
            "user": None,
            "userAgent": None,
            "userArn": None,
        }
        added = {
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Port": "80",
            "X-Forwarded-Proto": "http",
            "X-Amzn-Trace-Id": "Root=1-69203820-111111112222333344445555",
        }
        assert event == {
            "resource": "/",
            "path": "/",
            "httpMethod": "GET",
            "headers": added,
            "multiValueHeaders": {name: [value] for name, value in added.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "body": None,
            "isBase64Encoded": False,
        }

    def test_of_repeated_parameters_the_last_and_all(self) -> None:
        """A22."""
        event = self.event(Stand(proxy()), "ANY /", query="a=1&a=2&b=x%20y&c")
        assert event["queryStringParameters"] == {"a": "2", "b": "x y", "c": ""}
        assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["x y"], "c": [""]}

    def test_of_headers_the_last_and_all(self) -> None:
        """A23: names as they were sent, but for a few."""
        sent = (
            ("x-one", "1"),
            ("X-One", "2"),
            ("authorization", "Bearer x"),
            ("HOST", "localhost:3000"),
            ("TE", "gzip"),
        )
        event = self.event(Stand(proxy()), "ANY /", headers=sent)
        assert event["headers"]["x-one"] == "2"
        assert event["multiValueHeaders"]["x-one"] == ["1", "2"]
        assert event["headers"]["Authorization"] == "Bearer x"
        assert (event["headers"]["Host"], event["headers"]["X-Forwarded-Port"]) == ("localhost:3000", "3000")
        assert "TE" not in event["headers"]

    def test_forwarded_addresses_are_added_to(self) -> None:
        event = self.event(Stand(proxy()), "ANY /", headers=(("X-Forwarded-For", "192.0.2.1"),))
        assert event["headers"]["X-Forwarded-For"] == "192.0.2.1, 127.0.0.1"

    def test_path_and_its_variables_come_as_they_were_sent(self) -> None:
        """A13, A14."""
        stand = Stand(proxy("/cities/{city}/{proxy+}"))
        event = self.event(stand, "ANY /cities/{city}/{proxy+}", "/cities/S%C3%A3o%2FPaulo/a%2Bb/c+d")
        assert event["resource"] == "/cities/{city}/{proxy+}"
        assert event["path"] == "/cities/S%C3%A3o%2FPaulo/a%2Bb/c+d"
        assert event["pathParameters"] == {"city": "S%C3%A3o%2FPaulo", "proxy": "a%2Bb/c+d"}

    def test_a_slash_at_the_end_is_no_part_of_a_variable(self) -> None:
        event = self.event(Stand(proxy("/{proxy+}")), "ANY /{proxy+}", "/a/b/")
        assert (event["path"], event["pathParameters"]) == ("/a/b/", {"proxy": "a/b"})

    def test_below_a_domains_mapping_the_path_is_the_whole(self) -> None:
        event = self.event(Stand(proxy("/notes")), "ANY /notes", "/notes", whole_path="/v1/notes")
        assert event["path"] == "/v1/notes"

    def test_stage_variables(self) -> None:
        """A26."""
        stand = Stand(proxy(), variables={"stage": "prod"})
        assert self.event(stand, "ANY /")["stageVariables"] == {"stage": "prod"}

    def test_a_text_body(self) -> None:
        """A21, A29, A30."""
        event = self.event(Stand(proxy()), "ANY /", body="a=ü", headers=(("Content-Type", "text/plain"),))
        assert (event["body"], event["isBase64Encoded"]) == ("a=ü", False)

    @pytest.mark.parametrize(
        ("types", "content_type", "is_base64"),
        [
            ((), "image/png", False),
            (("image/png",), "image/png", True),
            (("image/*",), "image/png; x=y", True),
            (("*~1*",), None, True),
            (("*/*",), "text/plain", True),
            (("image/png",), "text/plain", False),
            (("image/png",), None, False),
            (("application/json",), "application/json", True),
        ],
    )
    def test_a_binary_body(self, types: tuple[str, ...], content_type: str | None, is_base64: bool) -> None:
        """A24, A32, A33."""
        raw = b"\x1f\x8b\x08\xff"
        stand = Stand(proxy(api=binary(*types) if types else ""))
        headers = (("Content-Type", content_type),) if content_type else ()
        event = self.event(stand, "ANY /", body=raw, headers=headers, method="PUT")
        assert event["isBase64Encoded"] is is_base64
        expected = base64.b64encode(raw).decode() if is_base64 else raw.decode(errors="replace")
        assert event["body"] == expected

    def test_the_context_that_authorizers_add_to(self) -> None:
        def context(_: Any) -> dict[str, Any]:
            return {
                "authorizer": {"principalId": "me"},
                "identity": {"apiKey": "k", "apiKeyId": "id", "sourceIp": "::1"},
                "requestTimeEpoch": "17",
                "responseOverride": {},
            }

        event = self.event(Stand(proxy(), context=context), "ANY /")
        assert event["requestContext"]["authorizer"] == {"principalId": "me"}
        assert event["requestContext"]["requestTimeEpoch"] == 17
        assert event["requestContext"]["identity"]["apiKey"] == "k"
        assert "responseOverride" not in event["requestContext"]


class TestTheResult:
    def test_is_the_answer(self) -> None:
        """A03, A31."""
        answer = answered({"statusCode": 201, "headers": {"X-One": "1", "content-type": "text/plain"}, "body": "hello"})
        assert (answer.status, answer.body) == (201, b"hello")
        assert answer.headers[:2] == [("X-One", "1"), ("content-type", "text/plain")]
        assert answer.header("X-Amzn-Trace-Id")

    @pytest.mark.parametrize("result", [{}, {"statusCode": None, "headers": None, "body": None}])
    def test_may_leave_everything_out(self, result: Any) -> None:
        answer = answered(result)
        assert (answer.status, answer.header("Content-Type"), answer.body) == (200, "application/json", b"")

    @pytest.mark.parametrize(("given", "status"), [("404", 404), (404.0, 404), (599, 599)])
    def test_may_have_its_status_as_a_text(self, given: Any, status: int) -> None:
        assert answered({"statusCode": given}).status == status

    def test_merges_both_forms_of_headers(self) -> None:
        answer = answered(
            {
                "headers": {"A": "1", "B": "x"},
                "multiValueHeaders": {"A": ["1", "2"], "Set-Cookie": ["a=1", "b=2"]},
            }
        )
        assert [pair for pair in answer.headers if pair[0] in ("A", "B", "Set-Cookie")] == [
            ("A", "1"),
            ("A", "2"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("B", "x"),
        ]

    def test_may_have_headers_that_are_scalars(self) -> None:
        answer = answered({"headers": {"Access-Control-Allow-Credentials": True, "Access-Control-Max-Age": 600}})
        assert answer.header("access-control-allow-credentials") == "true"
        assert answer.header("access-control-max-age") == "600"

    def test_has_headers_renamed_that_are_the_gateways_own(self) -> None:
        sent = {"Date": "d", "Server": "s", "Connection": "c", "Content-Length": "5", "WWW-Authenticate": "Basic"}
        answer = answered({"headers": {**sent, "Transfer-Encoding": "chunked"}})
        assert {name for name, _ in answer.headers} == {
            *(f"x-amzn-Remapped-{name}" for name in sent),
            "Content-Type",
            "X-Amzn-Trace-Id",
        }

    @pytest.mark.parametrize(
        ("result", "why"),
        [
            ("hello", "returned a text rather than an object"),
            (None, "returned null rather than an object"),
            ([1], "an array"),
            (7.5e-9, "a number"),
            ({"message": "hello"}, "members that API Gateway does not know: message"),
            ({"statusCode": 200, "cookies": []}, "cookies"),
            ({"body": {"a": 1}}, "body is an object"),
            ({"body": 5}, "body is a number"),
            ({"statusCode": "ok"}, "statusCode"),
            ({"statusCode": True}, "statusCode"),
            ({"statusCode": 99}, "statusCode"),
            ({"statusCode": 10**30}, "statusCode"),
            ({"headers": {"X": {"a": 1}}}, "the header X is an object"),
            ({"headers": ["X"]}, "have to be objects"),
            ({"headers": {"X": "a\r\nSet-Cookie: b=1"}}, "can't be sent"),
            ({"headers": {"X Y": "a"}}, "can't be sent"),
            ({"multiValueHeaders": {"X": [["a"]]}}, "the header X is an array"),
            ({"isBase64Encoded": "yes"}, "isBase64Encoded"),
            (b"{", "no JSON"),
            (b"", "no JSON"),
            (b"\xff", "no JSON"),
        ],
    )
    def test_that_is_malformed_is_a_502(self, result: Any, why: str) -> None:
        stand = Stand(proxy(), lambda _: result)
        fault = stand.fault("ANY /")
        assert (fault.status, fault.message) == (502, "Internal server error")
        assert fault.hint.startswith("Malformed Lambda proxy response: ")
        assert why in fault.hint

    def test_of_a_function_that_failed_is_a_502(self) -> None:
        fault = Stand(proxy(), failed("boom")).fault("ANY /")
        assert (fault.status, fault.message, fault.hint) == (502, "Internal server error", "the function failed: boom")

    @pytest.mark.parametrize(
        ("types", "accept", "encoded", "expected"),
        [
            (("image/png",), "image/png", True, b"\xff\x00"),
            (("image/png",), "image/png, text/html", True, b"\xff\x00"),
            (("image/png",), "text/html, image/png", True, b"/wA="),
            (("image/png",), "*/*", True, b"/wA="),
            (("image/png",), None, True, b"/wA="),
            (("*/*",), "text/html", True, b"\xff\x00"),
            (("*/*",), None, True, b"\xff\x00"),
            (("*/*",), "text/html", False, b"/wA="),
            ((), "image/png", True, b"/wA="),
        ],
    )
    def test_is_binary_where_the_client_accepts_that(
        self, types: tuple[str, ...], accept: str | None, encoded: bool, expected: bytes
    ) -> None:
        """A33, P31."""
        stand = Stand(
            proxy(api=binary(*types) if types else ""), lambda _: {"body": "/wA=", "isBase64Encoded": encoded}
        )
        assert stand.run("ANY /", headers=(("Accept", accept),) if accept else ()).body == expected

    def test_that_is_no_base64_is_a_500(self) -> None:
        stand = Stand(proxy(api=binary("*/*")), lambda _: {"body": "no base64!", "isBase64Encoded": True})
        assert stand.fault("ANY /").status == 500

    def test_is_told_to_who_asks(self) -> None:
        stand = Stand(proxy(), lambda _: {"body": "x"})
        stand.run("ANY /", traced=True)
        assert [step.name for step in stand.passage.journey.steps] == ["invocation", "invocation", "response"]
        assert json.loads(stand.passage.journey.steps[0].shown["input"])["resource"] == "/"

    def test_a_long_answer_is_compressed_where_the_api_says_so(self) -> None:
        import gzip

        stand = Stand(
            proxy(api="\n      MinimumCompressionSize: 100"), lambda event: {"body": "x" * len(event["body"])}
        )
        answer = stand.run("ANY /", body="y" * 100, headers=(("Accept-Encoding", "br, gzip"),))
        assert (answer.header("Content-Encoding"), gzip.decompress(answer.body)) == ("gzip", b"x" * 100)
        for size, accepted in ((99, "gzip"), (100, "br"), (100, "gzip;q=0")):
            answer = stand.run("ANY /", body="y" * size, headers=(("Accept-Encoding", accepted),))
            assert (answer.header("Content-Encoding"), answer.body) == (None, b"x" * size)
