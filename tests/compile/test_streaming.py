"""Methods of REST APIs that stream: P33, one switch sets mode, address and timeout together."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw import (
    Endpoint,
    HttpProxy,
    ImportedFunction,
    Method,
    MethodSettings,
    Parameter,
    PrivateIntegration,
    RestLambdaProxy,
    Stage,
)
from rest_around import all_of, notices, rest
from rest_networks import BALANCER, LINK
from rest_samples import deployment_id, integration
from samples import function, of_type, resources, statements

STREAMING = function("Streaming", runtime="nodejs22.x", timeout_seconds=300)
STREAM = RestLambdaProxy(STREAMING, stream=True)


def test_one_word_sets_mode_address_and_timeout() -> None:
    found = integration(Method("POST /chat", STREAM))
    assert found == {
        "Type": "AWS_PROXY",
        "IntegrationHttpMethod": "POST",
        "Uri": {
            "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/"
            "${StreamingFunction.Arn}/response-streaming-invocations"
        },
        "ResponseTransferMode": "STREAM",
        "TimeoutInMillis": 900_000,
    }


def test_the_right_to_stream_is_that_to_invoke() -> None:
    """https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html"""
    made = resources(rest(Method("POST /chat", STREAM)))
    (permission,) = of_type(made, "AWS::Lambda::Permission").values()
    assert permission["Properties"]["Action"] == "lambda:InvokeFunction"
    by_role = resources(rest(Method("POST /chat", STREAM), invocation="role"))
    (said,) = statements(by_role["NotesInvocationRole"])
    assert said["Action"] == ["lambda:InvokeFunction"]


@pytest.mark.parametrize(
    "target",
    [HttpProxy("https://a.example", stream=True), PrivateIntegration(BALANCER, LINK, url="http://a", stream=True)],
)
def test_addresses_stream_as_well(target: Any) -> None:
    found = integration(Method("GET /", target))
    assert (found["ResponseTransferMode"], found["TimeoutInMillis"]) == ("STREAM", 900_000)


@pytest.mark.parametrize("timeout", [50, 60_000, 900_000, Parameter("Timeout", type="Number")])
def test_a_stream_may_end_sooner(timeout: Any) -> None:
    found = integration(Method("POST /chat", STREAM, timeout_ms=timeout))["TimeoutInMillis"]
    assert found == ({"Ref": "Timeout"} if isinstance(timeout, Parameter) else timeout)
    assert notices(rest(Method("POST /chat", STREAM, timeout_ms=timeout))) == []


def test_one_function_may_stream_here_and_answer_whole_there() -> None:
    made = rest(Method("POST /chat", STREAM), Method("POST /whole", RestLambdaProxy(STREAMING)))
    first, second = (each["Integration"]["Uri"]["Fn::Sub"] for each in all_of(made, "Method").values())
    assert first.endswith("/response-streaming-invocations")
    assert second.endswith("/invocations")
    assert len(of_type(resources(made), "AWS::Lambda::Permission")) == 1


@pytest.mark.parametrize("arn", ["arn:aws:lambda:eu-west-1:123456789012:function:x", Parameter("Arn")])
def test_a_function_of_another_stack_streams(arn: Any) -> None:
    found = integration(Method("GET /", RestLambdaProxy(ImportedFunction("Other", arn), stream=True)))
    assert "/2021-11-15/functions/" in found["Uri"]["Fn::Sub"]


def test_to_stream_makes_another_deployment() -> None:
    one, other = (
        deployment_id(resources(rest(Method("GET /", RestLambdaProxy(STREAMING, stream=stream)))))
        for stream in (True, False)
    )
    assert one != other


# What AWS leaves out of streams


def said(*targets: Any, **options: Any) -> list[str]:
    """Give what the build says of an API with one stream."""
    return notices(rest(Method("GET /", *targets or (STREAM,)), **options))


def test_a_stream_that_fits_needs_no_word() -> None:
    assert said() == []
    assert said(HttpProxy("https://a.example", stream=True)) == []


def test_a_stream_is_not_compressed() -> None:
    (note,) = said(minimum_compression_size=0)
    assert "API Gateway compresses no stream: GET /" in note


def test_a_stream_is_not_cached() -> None:
    cached = MethodSettings(cache_ttl_seconds=60)
    for settings in (cached, {"GET /": cached}):
        (note,) = said(stages=[Stage("dev", cache_cluster_size="0.5", method_settings=settings)])
        assert 'API Gateway caches no stream, whatever the stage "dev" says' in note
    apart = {"*": cached, "GET /": MethodSettings(caching=False)}
    assert said(stages=[Stage("dev", cache_cluster_size="0.5", method_settings=apart)]) == []


def test_an_edge_optimized_api_waits_for_30_seconds_alone() -> None:
    (note,) = said(endpoint=Endpoint("EDGE"))
    assert "silent for 30 seconds" in note


def test_a_function_without_a_timeout_of_its_own_ends_the_stream_at_once() -> None:
    (note,) = said(RestLambdaProxy(function("Other", runtime="nodejs22.x"), stream=True))
    assert 'Lambda ends Function "Other" after 3 seconds, and its stream with it' in note


def test_python_does_not_stream_by_itself() -> None:
    (note,) = said(RestLambdaProxy(function("Other", runtime="python3.13", timeout_seconds=300), stream=True))
    assert "Lambda streams from Node.js and custom runtimes; python3.13 is neither" in note
