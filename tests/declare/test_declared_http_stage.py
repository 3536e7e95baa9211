"""Stages of HTTP APIs: what they take and refuse, and what belongs to other kinds of API."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Sub

from cfngw import AccessLogs, HttpApiBlueprint, LambdaProxy, Parameter, Route, RouteSettings, Stage, Throttle
from cfngw.declare.stage import HTTP_ALONE
from http_stages import BOTH, STREAM, http
from rest_around import rest
from samples import function, loose, problems, refused

METRICS = RouteSettings(metrics=True)


# --- settings of routes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("GET /note", 'write "GET /notes"'),
        ("GET /notes/{name}", 'write "GET /notes/{id}"'),
        ("DELETE /x", "leave it out"),
    ],
)
def test_settings_name_routes_of_the_api(key: str, fix: str) -> None:
    stage = Stage(route_settings={key: METRICS})
    (error,) = problems(lambda: http("GET /notes", "GET /notes/{id}", stages=[stage]))
    assert error.problem == f'Stage "$default": the API has no route "{key}".'
    assert (error.where, error.given, error.fix) == (stage.source, key, fix)
    assert error.allowed == "GET /notes, GET /notes/{id}"


def test_the_route_for_all_the_rest_has_settings_too() -> None:
    assert http("GET /notes", "$default", stages=[Stage(route_settings={"$default": METRICS})])


def test_settings_without_a_route_say_where_they_go() -> None:
    error = refused(lambda: loose.Stage(route_settings=METRICS))
    assert error.fix == 'write {"GET /notes": RouteSettings(...)}; for all routes, throttle= and metrics='


def test_settings_set_something() -> None:
    assert refused(lambda: RouteSettings()).problem == "RouteSettings: it sets nothing."


@pytest.mark.parametrize("option", ["logging_level", "data_trace"])
def test_an_http_api_has_no_execution_log(option: str) -> None:
    error = refused(lambda: loose.RouteSettings(**{option: "INFO"}))
    assert error.problem == f"RouteSettings: there is no option {option}: an HTTP API writes no execution log."
    assert error.fix == "leave it out; access_logs=AccessLogs() of the stage writes a line for each request"


@pytest.mark.parametrize("option", ["caching", "cache_ttl_seconds", "cache_encrypted"])
def test_an_http_api_has_no_cache(option: str) -> None:
    assert "an HTTP API has no cache" in refused(lambda: loose.RouteSettings(**{option: 1})).problem


# --- what belongs to one kind of API -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "given", "fix"),
    [
        ("auto_deploy", False, "leave out auto_deploy="),
        ("throttle", BOTH, "write method_settings=MethodSettings(throttle=...)"),
        ("metrics", True, "write method_settings=MethodSettings(metrics=...)"),
        ("route_settings", {"GET /notes": METRICS}, "write method_settings=MethodSettings(...)"),
    ],
)
def test_a_rest_api_has_no_settings_of_http(option: str, given: Any, fix: str) -> None:
    stage = loose.Stage("dev", **{option: given})
    (error,) = problems(lambda: rest(stages=[stage]))
    assert error.problem == f'Stage "dev": a REST API\'s stage has no {option}.'
    assert (error.where, error.fix) == (stage.source, fix)
    assert option in HTTP_ALONE


def test_settings_of_methods_name_what_an_http_api_has() -> None:
    stage = loose.Stage("dev", method_settings=loose.MethodSettings(metrics=True))
    (error,) = problems(lambda: http(stages=[stage]))
    assert error.fix == "write throttle= and metrics= for all routes, route_settings= by route"


# --- deployments ---------------------------------------------------------------------------------------------


def test_redeploy_needs_a_stage_that_does_not_deploy_by_itself() -> None:
    (error,) = problems(lambda: http(redeploy=2))
    assert error.problem == 'Blueprint "Notes": redeploy has no effect: its stages deploy each change by themselves.'
    assert http(redeploy=2, stages=[Stage(auto_deploy=False), Stage("dev")])


# --- access logs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["json", "clf", "Xml", " csv"])
def test_a_ready_format_is_written_in_capitals(given: str) -> None:
    assert refused(lambda: AccessLogs(given)).fix == f'write "{given.strip().upper()}"'


@pytest.mark.parametrize("given", ["$context.requestIdentity", "$context.requestId2", "context.requestId", "x"])
def test_a_format_names_the_request_id_itself(given: str) -> None:
    assert refused(lambda: AccessLogs(given)).fix == "add $context.requestId"


@pytest.mark.parametrize(
    "given", ["<a>$context.requestId</a>", "$context.requestId,", "id=$context.extendedRequestId;"]
)
def test_a_format_of_ones_own(given: str) -> None:
    assert AccessLogs(given).line() == given


def test_a_format_has_at_most_3_kb() -> None:
    line = "$context.requestId "
    assert AccessLogs(line + "x" * (3072 - len(line)))
    assert refused(lambda: AccessLogs(line + "x" * (3073 - len(line)))).allowed == "at most 3072"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:firehose:eu-central-1:123456789012:deliverystream/notes",
        Sub("arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/notes"),
        Sub("arn:aws:firehose:${R}:123456789012:deliverystream/notes", R="eu-central-1"),
    ],
)
def test_a_stream_has_the_prefix_that_api_gateway_asks_for(arn: Any) -> None:
    error = refused(lambda: AccessLogs(destination_arn=arn))
    assert error.problem == 'AccessLogs: API Gateway writes to no stream called "notes".'
    assert error.fix == 'name the stream "amazon-apigateway-notes"'


@pytest.mark.parametrize(
    ("arn", "stream"),
    [
        ("arn:aws:firehose:eu-central-1:123456789012:deliverystream/amazon-apigateway-notes", True),
        (STREAM, True),
        (Sub("arn:aws:firehose:eu-central-1:123456789012:deliverystream/${Stream}"), True),
        ("arn:aws:logs:eu-central-1:123456789012:log-group:notes", False),
        (Parameter("Arn"), False),
        (None, False),
    ],
)
def test_a_destination_is_a_stream_or_a_log_group(arn: Any, stream: bool) -> None:
    assert AccessLogs(destination_arn=arn).stream is stream


# --- aliases -------------------------------------------------------------------------------------------------


def test_an_alias_that_cloudformation_alone_knows_is_called_by_the_role() -> None:
    proxy = LambdaProxy(function(), qualifier="${stageVariables.alias}")
    stages = [Stage(variables={"alias": Parameter("Alias")})]
    (error,) = problems(lambda: HttpApiBlueprint(name="Notes", routes=[Route("GET /", proxy)], stages=stages))
    assert error.where == stages[0].source
    assert error.fix == 'write it out, or give the API invocation="role"'


@pytest.mark.parametrize("name", ["5", "a.b", "a:b"])
def test_a_stage_names_an_alias_by_what_can_be_one(name: str) -> None:
    proxy = LambdaProxy(function(), qualifier="${stageVariables.alias}")
    stages = [Stage("prod", variables={"alias": name})]
    (error,) = problems(lambda: HttpApiBlueprint(name="Notes", routes=[Route("GET /", proxy)], stages=stages))
    assert error.where == stages[0].source
    assert error.fix == 'write variables={"alias": "prod"} and Alias("prod", ...)'


def test_each_stage_names_the_alias() -> None:
    proxy = LambdaProxy(function(), qualifier="${stageVariables.alias}")
    stages = [Stage("dev", variables={"alias": "dev"}), Stage("prod", variables={"name": "prod"})]
    routes = [Route("GET /", proxy), Route("GET /a", proxy)]
    (error,) = problems(lambda: HttpApiBlueprint(name="Notes", invocation="role", routes=routes, stages=stages))
    assert error.problem == 'Stage "prod": it has no variable "alias", which names the alias of a function.'
    assert (error.where, error.allowed) == (stages[1].source, "name")
    assert error.fix == 'give variables={"alias": "..."}'


def test_a_limit_of_nothing_is_refused() -> None:
    assert refused(lambda: Throttle()).fix == "give rate=2, burst=3"
