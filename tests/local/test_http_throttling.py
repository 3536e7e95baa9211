"""Limits of rate and burst of an HTTP API's stage."""

from __future__ import annotations

import pytest
from local_http import Local, lambda_api

from cfngw.local.journey import Journey
from cfngw.local.throttle import Bucket

LIMITED = ", DefaultRouteSettings: {ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2}"
ROUTES = ", RouteSettings: {'GET /free': {ThrottlingRateLimit: '100', ThrottlingBurstLimit: 100}}"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def statuses(local: Local, path: str, times: int) -> list[int]:
    return [local.ask("GET", path).status for _ in range(times)]


def test_a49_the_default_limits_hold_for_each_route_of_its_own() -> None:
    """A49."""
    clock = Clock()
    local = Local(lambda_api("GET /a", "GET /{any}", settings=LIMITED), clock=clock)
    assert statuses(local, "/a", 3) == [200, 200, 429]
    assert statuses(local, "/b", 3) == [200, 200, 429]
    clock.now += 1
    assert statuses(local, "/a", 2) == [200, 429]


def test_a_refused_request_reaches_nothing_and_is_told_why() -> None:
    local = Local(lambda_api("GET /a", settings=LIMITED), clock=Clock())
    statuses(local, "/a", 2)
    answer = local.ask("GET", "/a")
    assert (answer.body, answer.header("content-type")) == (b'{"message":"Too Many Requests"}', "application/json")
    assert len(local.functions.events) == 2
    assert local.passage is not None
    assert local.passage.fault is not None
    assert local.passage.fault.hint == "the stage allows GET /a 1 a second, 2 at once"


def test_the_limits_of_a_route_are_a_step() -> None:
    journey = Journey()
    Local(lambda_api("GET /a", settings=LIMITED)).ask("GET", "/a", journey=journey)
    assert [step.said for step in journey.steps if step.name == "throttle"] == [
        "the stage allows GET /a 1 a second, 2 at once"
    ]


def test_settings_of_a_route_take_the_place_of_the_default_ones() -> None:
    local = Local(lambda_api("GET /free", "GET /a", settings=LIMITED + ROUTES), clock=Clock())
    assert statuses(local, "/free", 50) == [200] * 50
    assert statuses(local, "/a", 3)[-1] == 429


def test_limits_of_0_let_nothing_by() -> None:
    zero = LIMITED.replace("1,", "0,").replace("2}", "0}")
    assert Local(lambda_api("GET /", settings=zero)).ask("GET", "/").status == 429


@pytest.mark.parametrize("given", ["{ThrottlingRateLimit: many}", "{DetailedMetricsEnabled: true}", "{}"])
def test_settings_without_limits_limit_nothing(given: str) -> None:
    local = Local(lambda_api("GET /", settings=f", DefaultRouteSettings: {given}"), clock=Clock())
    assert statuses(local, "/", 20) == [200] * 20


def test_a_limit_that_is_left_out_is_the_accounts() -> None:
    local = Local(lambda_api("GET /", settings=", DefaultRouteSettings: {ThrottlingBurstLimit: 1}"), clock=Clock())
    assert statuses(local, "/", 2) == [200, 429]


def test_the_accounts_limit_holds_for_all() -> None:
    local = Local(lambda_api("GET /a", "GET /b"), clock=Clock(), account=Bucket(1, 2))
    assert [local.ask("GET", path).status for path in ("/a", "/b", "/a")] == [200, 200, 429]


def test_test_invoke_goes_past_limits() -> None:
    local = Local(lambda_api("GET /", settings=LIMITED), clock=Clock())
    assert [local.ask("GET", "/", tested=True).status for _ in range(5)] == [200] * 5
