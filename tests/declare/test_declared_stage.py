"""Stages: the settings of REST APIs, and what belongs to one kind of API alone."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import AccessLogs, MethodSettings, Stage, Throttle
from cfngw.declare.stage import REST_ALONE
from rest_around import rest
from samples import api, loose, problems, refused

INFO = MethodSettings(logging_level="INFO")


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("method_settings", INFO),
        ("tracing", True),
        ("cache_cluster_size", "0.5"),
        ("client_certificate", "abc"),
        ("documentation_version", "1"),
    ],
)
def test_an_http_api_has_no_settings_of_rest(option: str, given: Any) -> None:
    stage = loose.Stage("dev", **{option: given})
    (error,) = problems(lambda: api(stages=[stage]))
    assert error.problem == f'Stage "dev": an HTTP API\'s stage has no {option}.'
    assert error.where == stage.source
    assert option in REST_ALONE


def test_a_rest_api_has_no_default_stage() -> None:
    stage = Stage()
    assert problems(lambda: rest(stages=[stage]))[0].where == stage.source


def test_settings_are_for_all_methods_or_by_method() -> None:
    assert dict(Stage("dev", method_settings=INFO).settings) == {"*": INFO}
    assert dict(Stage("dev", method_settings={"GET /": INFO}).settings) == {"GET /": INFO}
    assert Stage("dev").settings == {}


@pytest.mark.parametrize(
    "given", ["INFO", {"/notes": INFO}, {"GET notes": INFO}, {"*": "INFO"}, MethodSettings, [INFO]]
)
def test_settings_refuse(given: Any) -> None:
    assert refused(lambda: loose.Stage("dev", method_settings=given)).option == "method_settings"


def test_settings_name_methods_of_the_api() -> None:
    stage = Stage("dev", method_settings={"GET /note": INFO})
    error = problems(lambda: rest(stages=[stage]))[0]
    assert (error.where, error.fix) == (stage.source, 'write "GET /notes"')


@pytest.mark.parametrize("level", ["info", "DEBUG", True])
def test_a_level_is_one_of_three(level: Any) -> None:
    assert refused(lambda: loose.MethodSettings(logging_level=level)).allowed


@pytest.mark.parametrize("level", [None, "OFF"])
def test_a_data_trace_needs_a_log(level: str | None) -> None:
    error = refused(lambda: MethodSettings(logging_level=level, data_trace=True))
    assert error.fix == 'give logging_level="INFO", or leave out data_trace='
    assert MethodSettings(logging_level=Ref("Level"), data_trace=True)


def test_settings_set_something() -> None:
    assert refused(lambda: MethodSettings()).problem == "MethodSettings: it sets nothing."


@pytest.mark.parametrize("options", [{"cache_ttl_seconds": 3601}, {"cache_ttl_seconds": -1}, {"cache_encrypted": True}])
def test_a_cache_refuses(options: dict[str, Any]) -> None:
    refused(lambda: loose.MethodSettings(**options))


def test_what_is_cached_needs_a_cache() -> None:
    cached = MethodSettings(cache_ttl_seconds=300)
    error = problems(lambda: Stage("dev", method_settings=cached))[0]
    assert error.problem == 'MethodSettings: the stage "dev" has no cache.'
    assert error.where == cached.source
    assert Stage("dev", method_settings=cached, cache_cluster_size="0.5")
    assert Stage("dev", method_settings=MethodSettings(caching=False))


def test_settings_of_a_method_keep_what_holds_for_all() -> None:
    both = MethodSettings(metrics=True, throttle=Throttle(rate=1)).over(
        MethodSettings(logging_level="INFO", metrics=False, throttle=Throttle(rate=5, burst=9))
    )
    assert both == MethodSettings(logging_level="INFO", metrics=True, throttle=Throttle(rate=1, burst=9))


def test_a_stage_has_at_most_100_variables() -> None:
    variables = {f"v{number}": "x" for number in range(101)}
    assert refused(lambda: Stage("dev", variables=variables)).allowed == "at most 100"


def test_the_access_logs_of_rest_are_those_that_were_asked_for() -> None:
    assert Stage("dev").asked_access_logs is None
    assert Stage("dev", access_logs=None).asked_access_logs is None
    assert Stage("dev", access_logs=AccessLogs()).asked_access_logs == AccessLogs()
