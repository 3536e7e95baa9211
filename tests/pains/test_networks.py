"""Pains P28, P30, P33, P35 and P42: what users of other tools run into around networks, and the cure of each."""
# ruff: noqa: N802

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import (
    Canary,
    Endpoint,
    HttpIntegration,
    HttpProxy,
    Method,
    Mock,
    PrivateIntegration,
    RestLambdaProxy,
    Route,
    Stage,
    VpcLinkV1,
)
from rest_around import all_of, properties, rest
from rest_networks import ACL, BALANCER, LINK, LISTENER, NETWORK
from rest_samples import deployment_id
from samples import api, document, function, loose, of_type, problems, resources

URL = "http://a.example"


def test_P28_a_private_api_can_be_called_without_private_dns() -> None:
    outputs = document(rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a"])))["Outputs"]
    assert "${NotesApi}-vpce-1a.execute-api" in outputs["NotesExample"]["Value"]["Fn::Sub"]


def test_P28_another_vpc_endpoint_is_let_in_at_once() -> None:
    """A policy holds from the next deployment on."""
    ids = [
        deployment_id(resources(rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=ids))))
        for ids in (["vpce-1a"], ["vpce-1a", "vpce-1b"])
    ]
    assert len({*ids}) == 2


def test_P30_a_web_acl_is_one_line_and_waits_for_its_stage() -> None:
    made = properties(rest(stages=[Stage("prod", waf=ACL)]), "NotesStageProdWebAcl")
    assert made["WebACLArn"] == ACL
    assert made["ResourceArn"]["Fn::Sub"].endswith("::/restapis/${NotesApi}/stages/${NotesStageProd}")


def test_P30_an_http_api_has_no_web_acl_and_is_told_of_another_way() -> None:
    (error,) = problems(lambda: api(stages=[Stage(waf=ACL)]))
    assert error.fix is not None
    assert "put CloudFront with the web ACL before it" in error.fix


def test_P33_one_switch_sets_mode_address_permission_and_timeout() -> None:
    made = rest(Method("POST /chat", RestLambdaProxy(function(runtime="nodejs22.x"), stream=True)))
    (method,) = all_of(made, "Method").values()
    found = method["Integration"]
    assert (found["ResponseTransferMode"], found["TimeoutInMillis"]) == ("STREAM", 900_000)
    assert found["Uri"]["Fn::Sub"].endswith("/response-streaming-invocations")
    (permission,) = of_type(resources(made), "AWS::Lambda::Permission").values()
    assert permission["Properties"]["Action"] == "lambda:InvokeFunction"


@pytest.mark.parametrize(
    "make",
    [
        lambda: loose.NonProxy(function(), stream=True),
        lambda: loose.AsyncLambda(function(), stream=True),
        lambda: loose.HttpIntegration(URL, stream=True),
        lambda: loose.Mock(stream=True),
    ],
)
def test_P33_what_is_no_proxy_does_not_stream(make: Any) -> None:
    (error,) = problems(make)
    assert error.problem.endswith("there is no option stream: proxies alone stream.")
    assert Mock.stream is False


def test_P35_the_deployment_before_is_kept_and_named_by_a_parameter() -> None:
    made = document(rest(stages=[Stage("prod", canary=Canary(10))]))
    newest = deployment_id(made["Resources"])
    stage = made["Resources"]["NotesStageProd"]["Properties"]
    assert made["Resources"][newest]["DeletionPolicy"] == "Retain"
    assert stage["DeploymentId"]["Fn::If"][1:] == [{"Ref": "NotesStageProdBase"}, {"Ref": newest}]
    assert stage["CanarySetting"]["Fn::If"][1]["DeploymentId"] == {"Ref": newest}
    assert made["Outputs"]["NotesDeploymentId"]["Value"] == {"Ref": newest}


def test_P42_a_rest_api_reaches_an_application_load_balancer_by_a_link_of_version_2() -> None:
    made = resources(rest(Method("GET /", PrivateIntegration(BALANCER, LINK, url=URL))))
    assert of_type(made, "AWS::ApiGatewayV2::VpcLink")
    assert not of_type(made, "AWS::ApiGateway::VpcLink")
    (method,) = of_type(made, "AWS::ApiGateway::Method").values()
    assert method["Properties"]["Integration"]["IntegrationTarget"] == BALANCER


@pytest.mark.parametrize(
    "make",
    [
        lambda: loose.VpcLinkV1("Old", BALANCER),
        lambda: loose.PrivateIntegration(LISTENER, VpcLinkV1("Old", NETWORK)),
        lambda: Route("GET /", HttpProxy(URL, vpc_link=VpcLinkV1("Old", NETWORK))),
        lambda: Route("GET /", PrivateIntegration(BALANCER, LINK)),
        lambda: Method("GET /", PrivateIntegration(LISTENER, LINK, url=URL)),
        lambda: Method(
            "GET /", PrivateIntegration("arn:aws:servicediscovery:eu-west-1:123456789012:service/s", LINK, url=URL)
        ),
        lambda: loose.HttpProxy(URL, vpc_link=LINK),
        lambda: HttpIntegration(URL, vpc_link=LINK),
        lambda: HttpIntegration(URL, vpc_link=VpcLinkV1("Old", Ref("N")), target_arn=Ref("N")),
        lambda: loose.Method("GET /", LINK),
        lambda: loose.Route("GET /", VpcLinkV1("Old", NETWORK)),
    ],
)
def test_P42_a_link_where_it_can_not_lead_is_refused_with_the_right_one(make: Any) -> None:
    (error,) = problems(make)
    assert error.where is not None
    assert error.fix
