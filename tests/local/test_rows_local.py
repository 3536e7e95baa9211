"""The rows of the five documents that a running gateway decides, each by its name."""

# ruff: noqa: N802

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from cfngw.testing import LocalApi, local_api

HERE = Path(__file__).parent
OUTPUT = HERE.parent.parent / "output"
TEMPLATE = HERE / "rows.yaml"


@pytest.fixture(scope="module")
def api() -> Iterator[LocalApi]:
    """Serve the hand-written template: document 000's REST proxies."""
    with local_api(TEMPLATE) as served:
        yield served


def event(api: LocalApi, method: str = "GET", path: str = "/echo/x", **given: Any) -> Any:
    """Give the event that the function got."""
    answer = api.request(method, path, stage=given.pop("stage", "api"), **given)
    assert answer.status == 200, answer
    return answer.json()


# --- document 000 -----------------------------------------------------------------------------------------------------


def test_A03_A10_a_handlers_dict_is_json_with_200_on_this_machine(api: LocalApi) -> None:
    answer = api.get("/cities/seattle", stage="api")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()["city"] == "seattle"


def test_A13_A14_a_path_variable_comes_by_its_name(api: LocalApi) -> None:
    assert api.get("/cities/seattle", stage="api").json()["parameters"] == {"city": "seattle"}
    # As recorded of gateways: a REST API hands path variables on as they were sent.
    assert api.get("/cities/new%20york", stage="api").json()["city"] == "new%20york"


def test_A15_A16_a_frameworks_400_and_404_reach_the_client(api: LocalApi) -> None:
    bad, missing = api.get("/cities/bad", stage="api"), api.get("/cities/nowhere", stage="api")
    assert (bad.status, bad.json()["Message"]) == (400, "bad")
    assert (missing.status, missing.json()["Code"]) == (404, "NotFoundError")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_A17_other_methods_than_the_declared_one_are_refused(api: LocalApi, method: str) -> None:
    assert event(api, "PUT", "/resource")["httpMethod"] == "PUT"
    answer = api.request(method, "/resource", stage="api")
    assert (answer.status, answer.json()) == (403, {"message": "Missing Authentication Token"})


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_A18_A20_one_handler_tells_several_methods_apart(api: LocalApi, method: str) -> None:
    assert event(api, method, "/things")["httpMethod"] == method


def test_A19_two_functions_share_a_path_by_method(api: LocalApi) -> None:
    assert event(api, "GET", "/split")["resource"] == "/split"
    assert api.post("/split", stage="api").text == "the other"


def test_A21_A24_A30_a_body_is_the_text_that_was_sent_whatever_its_type(api: LocalApi) -> None:
    for kind in ("application/json", "text/plain"):
        sent = event(api, "POST", body='{"a": "é"}', headers={"Content-Type": kind})
        assert (sent["body"], sent["isBase64Encoded"]) == ('{"a": "é"}', False)
    empty = event(api, "POST")
    assert (empty["body"], empty["isBase64Encoded"]) == (None, False)


def test_A22_query_parameters_are_decoded_and_keep_their_repeats(api: LocalApi) -> None:
    found = event(api, path="/echo/x?a=1&a=2&b=%C3%A9+%2B&c=&d")
    assert found["queryStringParameters"] == {"a": "2", "b": "é +", "c": "", "d": ""}
    assert found["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": ["é +"], "c": [""], "d": [""]}
    without = event(api)
    assert (without["queryStringParameters"], without["multiValueQueryStringParameters"]) == (None, None)


def test_A23_headers_keep_case_and_repeats(api: LocalApi) -> None:
    headers = [("X-Two", "1"), ("x-two", "2"), ("lower", "a"), ("user-agent", "me"), ("TE", "gone")]
    found = event(api, headers=headers)
    assert (found["headers"]["X-Two"], found["multiValueHeaders"]["X-Two"]) == ("2", ["1", "2"])
    assert (found["headers"]["lower"], found["headers"]["User-Agent"]) == ("a", "me")
    assert "TE" not in found["headers"]
    assert {"X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Amzn-Trace-Id"} <= set(found["headers"])


def test_A25_A27_the_event_has_exactly_the_members_of_a_rest_proxys(api: LocalApi) -> None:
    found = event(api, path="/echo/a%20b/c", headers={"User-Agent": "me"})
    assert set(found) == {
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    }
    assert (found["resource"], found["path"]) == ("/echo/{proxy+}", "/echo/a%20b/c")
    context = found["requestContext"]
    assert (context["stage"], context["path"]) == ("api", "/api/echo/a%20b/c")
    assert (context["resourcePath"], context["httpMethod"]) == ("/echo/{proxy+}", "GET")
    assert {"apiId", "accountId", "requestId", "extendedRequestId", "resourceId", "domainName", "protocol"} <= set(
        context
    )
    identity = context["identity"]
    assert (identity["sourceIp"], identity["userAgent"]) == ("127.0.0.1", "me")
    assert {name for name, value in identity.items() if value is None} == {
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    }


def test_A26_stage_variables_are_null_where_a_stage_has_none(api: LocalApi) -> None:
    assert event(api)["stageVariables"] is None
    assert event(api, stage="varied")["stageVariables"] == {"color": "blue"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [("application/json", 200), ("application/json; charset=utf-8", 200), ("text/plain", 415), ("text/xml", 415)],
)
def test_A28_content_types_that_are_not_declared_are_refused(api: LocalApi, kind: str, status: int) -> None:
    answer = api.post("/typed", body="{}", headers={"Content-Type": kind}, stage="api")
    assert answer.status == status
    if status == 415:
        assert answer.json() == {"message": "Unsupported Media Type"}
        assert answer.headers["x-amzn-errortype"] == "BadRequestException"


def test_A29_forms_arrive_as_they_are(api: LocalApi) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert event(api, "POST", body="a=1&b=%20", headers=headers)["body"] == "a=1&b=%20"
    assert api.post("/typed", body="a=1", headers=headers, stage="api").status == 200


def test_A31_status_headers_and_plain_text_are_the_handlers(api: LocalApi) -> None:
    answer = api.get("/plain", stage="api")
    assert (answer.status, answer.text) == (201, "hello")
    assert (answer.headers["content-type"], answer.headers["x-own"]) == ("text/plain", "1")


def test_A32_A33_a_gzip_body_of_a_binary_type_is_the_same_bytes_both_ways(api: LocalApi) -> None:
    packed = gzip.compress(b"hello " * 100)
    headers = {"Content-Type": "application/octet-stream", "Accept": "application/octet-stream"}
    answer = api.post("/bytes", body=packed, headers=headers, stage="api")
    assert (answer.status, answer.body) == (200, packed)
    assert answer.headers["content-encoding"] == "gzip"
    # Without an Accept of a binary type the client gets the base64 itself.
    unasked = api.post("/bytes", body=packed, headers={"Content-Type": "application/octet-stream"}, stage="api")
    assert gzip.decompress(base64.b64decode(unasked.body)) == b"hello " * 100


def test_A38_A39_a_preflight_has_each_header_and_other_paths_have_none(api: LocalApi) -> None:
    answer = api.options("/cors", headers={"Origin": "https://foo.example.com"}, stage="api")
    found = {name: answer.headers[f"access-control-{name}"] for name in ("allow-origin", "allow-headers", "max-age")}
    assert (answer.status, answer.body) == (204, b"")
    assert found == {
        "allow-origin": "https://foo.example.com",
        "allow-headers": "X-Special-Header",
        "max-age": "600",
    }
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["access-control-expose-headers"] == "X-Special-Header"
    assert api.options("/plain", stage="api").status == 403


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("origin", ["https://a.example", "https://b.example"])
def test_A40_listed_origins_are_echoed(api: LocalApi, method: str, origin: str) -> None:
    assert (
        api.request(method, "/origins", headers={"Origin": origin}, stage="api").headers["access-control-allow-origin"]
        == origin
    )
    other = api.request(method, "/origins", headers={"Origin": "https://c.example"}, stage="api")
    assert "access-control-allow-origin" not in other.headers


def test_A47_each_kind_of_authorization_refuses_as_the_gateway_does(api: LocalApi) -> None:
    said = {path: api.get(path, stage="api") for path in ("/keyed", "/signed", "/gated", "/pool")}
    assert {path: (each.status, each.json()["message"]) for path, each in said.items()} == {
        "/keyed": (403, "Forbidden"),
        "/signed": (403, "Missing Authentication Token"),
        "/gated": (401, "Unauthorized"),
        "/pool": (401, "Unauthorized"),
    }
    denied = api.get("/gated", headers={"Authorization": "please"}, stage="api")
    assert (denied.status, denied.headers["x-amzn-errortype"]) == (403, "AccessDeniedException")
    assert "explicit deny" in denied.json()["Message"]  # as users report it: a capital letter, of this type alone
    allowed = event(api, path="/gated", headers={"Authorization": "let me in"})
    assert allowed["requestContext"]["authorizer"]["principalId"] == "me"


def test_A48_A49_a_key_lets_in_until_its_bucket_is_empty(api: LocalApi) -> None:
    key = {"x-api-key": "a-slow-key-of-these-rows"}
    wrong = api.get("/keyed", headers={"X-Api-Key": "another-key-of-these-rows"}, stage="api")
    assert (wrong.status, wrong.json(), wrong.headers["x-amzn-errortype"]) == (
        403,
        {"message": "Forbidden"},
        "ForbiddenException",
    )
    assert api.get("/keyed", headers=key, stage="varied").status == 403  # its plan is for the other stage
    answers = [api.get("/keyed", headers=key, stage="api") for _ in range(4)]
    assert [each.status for each in answers] == [200, 200, 200, 429]
    assert answers[0].json()["requestContext"]["identity"]["apiKey"] == key["x-api-key"]
    assert (answers[3].json(), answers[3].headers["x-amzn-errortype"]) == (
        {"message": "Too Many Requests"},
        "TooManyRequestsException",
    )


def test_A50_A51_a_quota_is_counted_over_the_stages_of_a_plan(api: LocalApi) -> None:
    key = {"x-api-key": "a-key-for-a-few-requests"}
    answers = [api.get("/keyed", headers=key, stage=stage) for stage in ("api", "varied", "api")]
    assert [each.status for each in answers] == [200, 200, 429]
    assert (answers[2].json(), answers[2].headers["x-amzn-errortype"]) == (
        {"message": "Limit Exceeded"},
        "LimitExceededException",
    )


# --- document 001 -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalApi]:
    """Serve document 001's API with a function that tells what it was given, or fails as it is told."""
    code = tmp_path_factory.mktemp("demo")
    (code / "index.py").write_text(
        "def lambda_handler(event, context):\n"
        "    word = event['pathParams']['hoge']\n"
        "    if word.startswith('raise '):\n"
        "        raise Exception(word[6:])\n"
        "    return {'given': event}\n"
    )
    with local_api(OUTPUT / "rest_api_nonproxy.yaml", code={"DemoFunction": code}) as served:
        yield served


@pytest.mark.parametrize("word", ["hoge", "it's", 'a "b"', "a\\b", "日本", "a/b", "😀"])
def test_B06_B10_B12_the_function_gets_the_path_parameters_that_the_template_wrote(demo: LocalApi, word: str) -> None:
    answer = demo.get(f"/{quote(word, safe='')}")
    assert (answer.status, answer.json()) == (200, {"given": {"pathParams": {"hoge": word}}})


def test_B13_B14_a_result_passes_through(demo: LocalApi) -> None:
    answer = demo.get("/hoge")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"given": {"pathParams": {"hoge": "hoge"}}}


def test_B15_B17_B18_a_message_that_begins_with_400_is_answered_without_its_trace(demo: LocalApi) -> None:
    answer = demo.get("/raise%20[400:BadRequest]%20no")
    assert (answer.status, answer.json()) == (400, {"message": "[400:BadRequest] no"})


def test_B26_an_exception_that_nobody_foresaw_tells_nothing(demo: LocalApi) -> None:
    answer = demo.get("/raise%20oops")
    assert answer.status == 500
    assert "oops" not in answer.text
    assert "Trace" not in answer.text


def test_B24_the_documents_own_function_answers_200_and_400() -> None:
    with local_api(OUTPUT / "rest_api_nonproxy.yaml") as served:
        assert (served.get("/hoge").status, served.get("/hoge").json()) == (200, {"message": "hogehoge"})
        bad = served.get("/fuga")
        assert (bad.status, bad.json()) == (400, {"message": "[400:BadRequest] fuga is not hoge"})


# --- document 002 -----------------------------------------------------------------------------------------------------

WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/sample"


@pytest.fixture(scope="module")
def select(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalApi]:
    """Serve document 002's API with a function that tells its event, or raises what the table's name says."""
    code = tmp_path_factory.mktemp("select")
    (code / "index.py").write_text(
        "import json\n"
        "def lambda_handler(event, context):\n"
        "    table = event['body']['target_table']\n"
        "    if table.isdecimal():\n"
        "        raise Exception(json.dumps({'Status': int(table), 'ErrorReason': 'told'}))\n"
        "    return {'statusCode': 200, 'body': json.dumps({'event': event})}\n"
        "handler = lambda_handler\n"
    )
    given = {"WorkgroupArn": WORKGROUP}
    with local_api(OUTPUT / "redshift_select.yaml", parameters=given, code={"SelectFunction": code}) as served:
        yield served


def posted(select: LocalApi, table: str) -> Any:
    """Ask as the console's test does: the document's plan lets but three requests in at once."""
    return select.post("/redshift_select", json={"target_table": table}, tested=True)


def test_C05_C09_C40_who_has_the_key_may_call_three_times_at_once(select: LocalApi) -> None:
    def called(**headers: str) -> Any:
        return select.post("/redshift_select", json={"target_table": "t"}, source_ip="203.0.113.9", headers=headers)

    (key,) = select.keys.values()
    refused = called()
    assert (refused.status, refused.headers["x-amzn-errortype"]) == (403, "ForbiddenException")
    statuses = [called(**{"X-Api-Key": key}).status for _ in range(8)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses


def test_C39_a_test_takes_a_body_alone(select: LocalApi) -> None:
    assert posted(select, "t").status == 200


def test_C23_the_event_has_the_body_and_what_is_around_it(select: LocalApi) -> None:
    answer = select.post("/redshift_select?a=it's", json={"target_table": "it's"}, tested=True)
    found = answer.json()["event"]
    assert found["body"] == {"target_table": "it's"}
    assert (found["method"], found["stage"], found["requestPath"]) == ("POST", "dev", "/redshift_select")
    assert found["query"] == {"a": "it's"}
    assert {"principalId", "headers", "path", "identity", "stageVariables"} <= set(found)


def test_C21_C22_a_body_that_breaks_the_model_is_refused(select: LocalApi) -> None:
    for body in ({}, {"target_table": 1}):
        assert select.post("/redshift_select", json=body, tested=True).status == 400


@pytest.mark.parametrize("status", [400, 500])
def test_C25_C27_C28_C29_the_message_is_the_answer(select: LocalApi, status: int) -> None:
    answer = posted(select, str(status))
    assert (answer.status, answer.json()["Status"]) == (status, status)
    assert answer.headers["content-type"] == "application/json"


def test_C26_a_success_is_the_body_that_the_handler_made(select: LocalApi) -> None:
    answer = posted(select, "t")
    assert (answer.status, set(answer.json())) == (200, {"event"})


def test_C32_other_types_than_the_templates_are_refused(select: LocalApi) -> None:
    body = json.dumps({"target_table": "t"})
    answer = select.post("/redshift_select", body=body, headers={"Content-Type": "text/plain"}, tested=True)
    assert answer.status == 415


# --- document 003 -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalApi]:
    """Serve document 003's API with a function that tells its event, or raises what the id says."""
    code = tmp_path_factory.mktemp("users")
    body = (
        "def lambda_handler(event, context):\n"
        "    if event['id'].startswith('raise'):\n"
        "        raise Exception(event['id'][5:])\n"
        "    return {'event': event, 'arn': context.invoked_function_arn}\n"
        "handler = lambda_handler\n"
    )
    for name in ("index", "main"):
        (code / f"{name}.py").write_text(body)
    with local_api(OUTPUT / "user_api_staging_prod.yaml", code={"UserFunction": code}) as served:
        yield served


@pytest.mark.parametrize("stage", ["staging", "prod"])
def test_D08_D11_D14_D22_a_get_has_the_id_of_the_path(users: LocalApi, stage: str) -> None:
    answer = users.get("/user/abcdefgh1", stage=stage)
    found = answer.json()["event"]
    assert (answer.status, found["id"], found["_method"], found["stage"]) == (200, "abcdefgh1", "GET", stage)


@pytest.mark.parametrize("name", ["Ada", "O'Neil", 'a "b"', "日本"])
def test_D12_a_post_has_the_name_of_the_body(users: LocalApi, name: str) -> None:
    found = users.post("/user/abcdefgh1", json={"name": name}, stage="prod").json()["event"]
    assert (found["id"], found["name"], found["_method"]) == ("abcdefgh1", name, "POST")


@pytest.mark.parametrize(("message", "status", "error"), [("400: wrong", 400, "wrong"), ("500: down", 500, "down")])
def test_D15_D16_D17_a_prefix_selects_the_status_and_is_cut_off(
    users: LocalApi, message: str, status: int, error: str
) -> None:
    answer = users.get(f"/user/raise{message}", stage="prod")
    assert answer.status == status
    if status == 400:
        assert answer.json() == {"error": error}


def test_D21_no_client_sees_a_stack_trace(users: LocalApi) -> None:
    answer = users.get("/user/raiseoops", stage="prod")
    assert answer.status == 500
    assert "Trace" not in answer.text


def test_D29_each_stage_invokes_its_own_alias(users: LocalApi) -> None:
    for stage in ("staging", "prod"):
        assert users.get("/user/abcdefgh1", stage=stage).json()["arn"].endswith(f":{stage}")


# --- document 004 -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hello() -> Iterator[LocalApi]:
    """Serve document 004's HTTP API."""
    with local_api(OUTPUT / "http_api_hello.yaml") as served:
        yield served


def test_E08_E12_E16_the_default_stage_answers_at_the_root_with_the_body_as_it_is(hello: LocalApi) -> None:
    answer = hello.get("/")
    assert (answer.status, answer.text) == (200, '"Hello from cfngw!"')
    assert list(hello.get("/").headers).count("apigw-requestid") == 1


@pytest.mark.parametrize(("method", "path"), [("GET", "/hogehoge"), ("POST", "/"), ("OPTIONS", "/")])
def test_E14_what_no_route_takes_is_not_found(hello: LocalApi, method: str, path: str) -> None:
    answer = hello.request(method, path)
    assert (answer.status, answer.text) == (404, '{"message":"Not Found"}')
    assert answer.headers["content-type"] == "application/json"


# --- across documents -------------------------------------------------------------------------------------------------


def test_X04_the_usual_stages_are_in_the_path_and_others_are_forbidden(api: LocalApi) -> None:
    assert event(api, stage="api")["requestContext"]["stage"] == "api"
    assert event(api, stage="varied")["requestContext"]["path"] == "/varied/echo/x"
