"""The story of 002, with the integrations of this package and a stand-in for its function (C29, C39, C40)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cfngw.local.running import Invocation
from local_rest import Rest, told

OUTPUT = Path(__file__).parents[3] / "output" / "redshift_select.yaml"
BODY = '{"target_table": "public.orders"}'


class Select:
    """Answers as the handler does, or fails with a text."""

    def __init__(self, fails: str | None = None) -> None:
        self.fails = fails
        self.events: list[Any] = []

    async def invoke(self, target: Any, event: bytes, **options: Any) -> Invocation:
        self.events.append(json.loads(event))
        if self.fails is not None:
            failed = {"errorMessage": self.fails, "errorType": "Exception", "stackTrace": ["secret"]}
            return Invocation(json.dumps(failed).encode(), failed=True)
        done = {"body": json.dumps({"Status": "success", "result_value": 3, "ErrorReason": ""})}
        return Invocation(json.dumps(done).encode())


def story(fails: str | None = None) -> tuple[Rest, Select, str]:
    select = Select(fails)
    rest = Rest(OUTPUT, functions=select)
    return rest, select, rest.plans.keys[0].value


def test_a_post_with_key_and_body_is_200() -> None:
    rest, select, key = story()
    answer = rest.call("POST", "/redshift_select", BODY, headers={"x-api-key": key})
    assert answer.status == 200
    assert json.loads(answer.body)["Status"] == "success"
    assert select.events[0]["body"] == {"target_table": "public.orders"}


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}])
def test_without_the_key_it_is_403(headers: dict[str, str]) -> None:
    rest, select, _ = story()
    answer = rest.call("POST", "/redshift_select", BODY, headers=headers)
    assert told(answer) == (403, {"Status": 403, "ErrorReason": "Forbidden"})
    assert select.events == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{}", '[object has missing required properties (["target_table"])]'),
        ('{"target_table": ""}', '[string "" is too short (length: 0, required minimum: 1)]'),
        (
            '{"target_table": 5}',
            '[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
        ),
        ("no json", "[Unknown error parsing request body]"),
    ],
)
def test_a_body_that_breaks_the_model_is_400_and_says_why(body: str, reason: str) -> None:
    rest, select, key = story()
    answer = rest.call("POST", "/redshift_select", body, headers={"x-api-key": key})
    assert told(answer) == (400, {"Status": 400, "ErrorReason": reason})
    assert select.events == []


@pytest.mark.parametrize("status", [400, 500])
def test_what_the_handler_raises_becomes_its_status_without_the_stack(status: int) -> None:
    failed = json.dumps({"Status": status, "ErrorReason": "no such table"})
    rest, _, key = story(failed)
    answer = rest.call("POST", "/redshift_select", BODY, headers={"x-api-key": key})
    assert answer.status == status
    assert b"secret" not in answer.body


def test_the_console_s_test_needs_no_key() -> None:
    rest, _, _ = story()
    assert rest.call("POST", "/redshift_select", BODY, tested=True).status == 200
    assert rest.said == []
