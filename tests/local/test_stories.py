"""The documents' stories by curl, against the running command, on the committed outputs."""

# ruff: noqa: N802

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_runs import OUTPUT, Running, curl, needs_curl, serving
from redshift_stand_in import redshift

pytestmark = [needs_curl, pytest.mark.slow, pytest.mark.checked]

RETURNS = """
SHAPES = {
    "text": "[400:BadRequest] this is only a text",
    "message": {"message": "[400:BadRequest] this is only a message"},
    "error": {"errorMessage": "[400:BadRequest] nobody raised this", "errorType": "BadRequest"},
}


def lambda_handler(event, context):
    return SHAPES[event["pathParams"]["hoge"]]
"""
# --- document 001 -----------------------------------------------------------------------------------------------------


def test_B24_document_001_answers_200_and_400(tmp_path: Path) -> None:
    with serving(OUTPUT / "rest_api_nonproxy.yaml", folder=tmp_path) as running:
        good = curl(running.url("/snapshot/hoge"))
        assert (good.status, good.json()) == (200, {"message": "hogehoge"})
        assert good.headers["content-type"] == "application/json"
        bad = curl(running.url("/snapshot/fuga"))
        assert (bad.status, bad.json()) == (400, {"message": "[400:BadRequest] fuga is not hoge"})
        assert "Traceback" not in bad.text


def test_B16_what_a_function_returns_stays_200(tmp_path: Path) -> None:
    code = tmp_path / "returns"
    code.mkdir()
    (code / "index.py").write_text(RETURNS)
    with serving(OUTPUT / "rest_api_nonproxy.yaml", "--code", f"DemoFunction={code}", folder=tmp_path) as running:
        for shape in ("text", "message", "error"):
            reply = curl(running.url(f"/snapshot/{shape}"))
            assert (reply.status, "[400:BadRequest]" in reply.text) == (200, True), shape


# --- document 002 -----------------------------------------------------------------------------------------------------

WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/sample"


def key_of(running: Running) -> str:
    """Read the value of the API key, which the command made, and prints when it listens."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = re.search(r"X-Api-Key: (\S{20,})", running.said())
        if found is not None:
            return found[1]
        time.sleep(0.01)
    raise AssertionError(running.said())


def select(running: Running, body: str, *words: str) -> tuple[int, object]:
    reply = curl(running.url("/dev/redshift_select"), "-H", "Content-Type: application/json", "-d", body, *words)
    return reply.status, reply.json()


def test_C40_document_002_with_and_without_key_and_each_status(tmp_path: Path) -> None:
    template = OUTPUT / "redshift_select.yaml"
    with (
        redshift() as endpoint,
        serving(
            template, "--parameter", f"WorkgroupArn={WORKGROUP}", "--aws-endpoint", endpoint, folder=tmp_path
        ) as it,
    ):
        body = json.dumps({"target_table": "flightdata"})
        key = ("-H", f"X-Api-Key: {key_of(it)}")
        assert select(it, body) == (403, {"Status": 403, "ErrorReason": "Forbidden"})
        assert select(it, body, "-H", "X-Api-Key: wrong-wrong-wrong-wrong")[0] == 403
        status, answer = select(it, body, *key)
        assert (status, answer) == (200, {"Status": "success", "result_value": 42, "ErrorReason": "None"}), it.said()
        status, answer = select(it, json.dumps({"target_table": "nothing"}), *key)
        assert (status, answer) == (400, {"Status": 400, "ErrorReason": 'relation "nothing" does not exist'})


def test_C21_a_body_that_breaks_the_model_is_refused_and_a_fault_is_500(tmp_path: Path) -> None:
    template = OUTPUT / "redshift_select.yaml"
    with (
        redshift() as endpoint,
        serving(
            template, "--parameter", f"WorkgroupArn={WORKGROUP}", "--aws-endpoint", endpoint, folder=tmp_path
        ) as it,
    ):
        key = ("-H", f"X-Api-Key: {key_of(it)}")
        status, answer = select(it, json.dumps({"target_table": ""}), *key)
        assert status == 400
        status, answer = select(it, "{}", *key)
        assert status == 400
        assert "target_table" in json.dumps(answer)
        status, answer = select(it, json.dumps({"target_table": "broken"}), *key)
        assert (status, answer) == (500, {"Status": 500, "ErrorReason": "Internal server error"})


# --- document 003 -----------------------------------------------------------------------------------------------------


def test_D01_document_003_staging_and_prod_are_apart(tmp_path: Path, tables: str) -> None:
    template = OUTPUT / "user_api_staging_prod.yaml"
    with serving(template, "--aws-endpoint", tables, folder=tmp_path) as running:
        staging, prod = running.url("/staging/user/abcdefgh1"), running.url("/prod/user/abcdefgh1")
        json_type = ("-H", "Content-Type: application/json")
        made = curl(staging, *json_type, "-d", '{"name": "Ada O\'Neil"}')
        assert (made.status, made.json()) == (200, {"id": "abcdefgh1", "name": "Ada O'Neil"}), running.said()
        assert curl(staging).json() == {"id": "abcdefgh1", "name": "Ada O'Neil"}
        missing = curl(prod)
        assert (missing.status, missing.json()) == (400, {"error": "There is no such user."})
        wrong = curl(running.url("/prod/user/x"))
        assert (wrong.status, "should match" in wrong.json()["error"]) == (400, True)


def test_D01_document_003_answers_under_its_domain(tmp_path: Path) -> None:
    with serving(OUTPUT / "user_api_staging_prod.yaml", folder=tmp_path) as running:
        reply = curl(running.url("/user/x"), "-H", "Host: api1.sample.example")
        assert (reply.status, "should match" in reply.json()["error"]) == (400, True)


# --- document 004 -----------------------------------------------------------------------------------------------------


def test_E14_E16_document_004_says_hello_and_knows_no_other_path(tmp_path: Path) -> None:
    with serving(OUTPUT / "http_api_hello.yaml", folder=tmp_path) as running:
        hello = curl(running.url("/"))
        assert (hello.status, hello.text) == (200, '"Hello from cfngw!"')
        other = curl(running.url("/hogehoge"))
        assert (other.status, other.text) == (404, '{"message":"Not Found"}')


@pytest.fixture(scope="module")
def tables() -> Iterator[str]:
    """Serve moto on loopback, with the tables of document 003; a table has its logical id for a name here."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    secret = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    client = boto3.client("dynamodb", endpoint_url=url, region_name="us-east-1", **secret)
    for name in ("UsersTable", "StagingUsersTable"):
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
    yield url
    server.stop()
