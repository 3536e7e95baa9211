"""Where methods of REST APIs lead to in networks, and how private APIs are called: P28, P42 and row E17."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals, GetAtt, If, Ref, ec2, elasticloadbalancingv2

from cfngw import (
    Composition,
    Condition,
    Endpoint,
    HttpIntegration,
    HttpProxy,
    Method,
    Output,
    Parameter,
    PrivateIntegration,
    Request,
    Response,
    Stage,
    VpcLink,
    VpcLinkV1,
)
from rest_around import all_of, methods, properties, rest
from rest_networks import ALL, BALANCER, LINK, NETWORK, OLD
from rest_samples import deployment_id, integration
from rest_samples import rest as api
from samples import document, of_type, problems, resources

GOLDEN = Path(__file__).parent.parent / "golden" / "rest_networks.yaml"
URL = "http://a.example"


def test_all_of_it_is_the_golden_template() -> None:
    text = Composition(*ALL).to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


@pytest.mark.slow
@pytest.mark.checked
def test_nothing_of_it_has_findings() -> None:
    # A function that streams for 15 minutes answers a method that waits for the whole, too.
    assert [each.rule for each in Composition(*ALL).lint()] == ["W9916"]


# Links


def test_a_link_of_version_2_leads_to_the_load_balancer_and_the_address_says_the_rest() -> None:
    target = PrivateIntegration(BALANCER, LINK, url="https://orders.example:8443/v1/{proxy}", method="POST")
    assert integration(Method("ANY /{proxy+}", target)) == {
        "Type": "HTTP_PROXY",
        "IntegrationHttpMethod": "POST",
        "Uri": "https://orders.example:8443/v1/{proxy}",
        "ConnectionType": "VPC_LINK",
        "ConnectionId": {"Ref": "BackendVpcLink"},
        "IntegrationTarget": BALANCER,
        "RequestParameters": {"integration.request.path.proxy": "method.request.path.proxy"},
    }


def test_the_request_may_be_mapped_before_it_goes_through_a_link() -> None:
    request = Request(parameters={"header.X-Stage": "context.stage"})
    found = integration(Method("GET /", PrivateIntegration(BALANCER, LINK, url=URL), request=request))
    assert found["RequestParameters"] == {"integration.request.header.X-Stage": "context.stage"}


def test_a_link_of_version_2_serves_mapping_templates_too() -> None:
    target = HttpIntegration(URL, vpc_link=LINK, target_arn=Parameter("BalancerArn"))
    found = integration(Method("POST /", target, response=Response(201)))
    assert (found["Type"], found["ConnectionType"]) == ("HTTP", "VPC_LINK")
    assert (found["ConnectionId"], found["IntegrationTarget"]) == ({"Ref": "BackendVpcLink"}, {"Ref": "BalancerArn"})
    assert [each["StatusCode"] for each in found["IntegrationResponses"]] == ["201", "400", "500"]


@pytest.mark.parametrize("kind", [HttpProxy, HttpIntegration])
def test_a_link_of_version_1_leads_to_its_one_load_balancer(kind: Any) -> None:
    found = resources(rest(Method("GET /", kind(URL, vpc_link=OLD))))
    (method,) = of_type(found, "AWS::ApiGateway::Method").values()
    target = method["Properties"]["Integration"]
    assert (target["ConnectionType"], target["ConnectionId"]) == ("VPC_LINK", {"Ref": "OldVpcLink"})
    assert "IntegrationTarget" not in target
    assert found["OldVpcLink"] == {
        "Type": "AWS::ApiGateway::VpcLink",
        "Properties": {
            "Name": "Old",
            "Description": "Until all is moved",
            "TargetArns": [NETWORK],
            "Tags": [{"Key": "team", "Value": "notes"}],
        },
    }


@pytest.mark.parametrize(
    ("link", "written"), [("abc123", "abc123"), (Parameter("Link"), {"Ref": "Link"}), ("${stageVariables.x}",) * 2]
)
def test_a_link_that_exists_is_named_by_its_id(link: Any, written: Any) -> None:
    for target in (
        HttpProxy(URL, vpc_link=link),
        HttpIntegration(URL, vpc_link=link, target_arn=BALANCER),
        PrivateIntegration(BALANCER, link, url=URL),
    ):
        stage = Stage("dev", variables={"x": "abc123"})
        assert integration(Method("GET /", target), stages=[stage])["ConnectionId"] == written


@pytest.mark.parametrize(
    "target",
    [
        HttpProxy(URL, vpc_link="${stageVariables.x}"),
        HttpIntegration(URL, vpc_link="${stageVariables.x}", target_arn=BALANCER),
        PrivateIntegration(BALANCER, "${stageVariables.x}", url=URL),
        PrivateIntegration(BALANCER, LINK, url="http://${stageVariables.x}/v1"),
        HttpProxy("https://${stageVariables.x}"),
    ],
)
def test_a_stage_variable_of_an_address_or_a_link_must_be_there(target: Any) -> None:
    """A stage without it would answer each call with 500."""
    given = Stage("dev", variables={"x": "1"})
    (problem,) = problems(api(Method("GET /", target)).sealed)
    assert 'it has no variable "x", which the address of Method "GET /" is made of' in str(problem)
    prod = Stage("prod")
    (problem,) = problems(api(Method("GET /", target), stages=[given, prod]).sealed)
    assert problem.where == prod.source
    assert not api(Method("GET /", target), stages=[given]).sealed().notices


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        (PrivateIntegration(BALANCER, LINK, url="http://a.example/{prox}"), "write {proxy} there"),
        (HttpProxy("https://a.example/{proxy+}/{x}"), 'give request=Request(parameters={"path.x": '),
        (HttpIntegration("https://a.example/{x}"), 'give request=Request(parameters={"path.x": '),
    ],
)
def test_each_variable_of_an_address_is_filled_in(target: Any, fix: str) -> None:
    (problem,) = problems(lambda: Method("ANY /{proxy+}", target))
    assert "of what it calls" in str(problem)
    assert fix in str(problem)
    asked = Request(parameters={"path.x": "querystring.x", "path.prox": "path.proxy"})
    assert Method("ANY /{proxy+}", target, request=asked, request_parameters=["query.x"])


def test_a_link_is_made_once_for_all_methods_and_apis() -> None:
    target = PrivateIntegration(BALANCER, LINK, url=URL)
    one = rest(Method("GET /a", target), Method("GET /b", HttpProxy(URL, vpc_link=OLD)))
    two = rest(Method("GET /a", target), Method("GET /b", HttpProxy(URL, vpc_link=OLD)), name="Other")
    found = resources(Composition(one, two))
    assert len(of_type(found, "AWS::ApiGatewayV2::VpcLink")) == len(of_type(found, "AWS::ApiGateway::VpcLink")) == 1


@pytest.mark.parametrize("link", [LINK, OLD])
def test_a_link_that_only_an_output_names_is_made(link: Any) -> None:
    found = document(rest(outputs=[Output("Link", link.ref)]))
    assert found["Outputs"]["Link"]["Value"] == {"Ref": link.resource_id}
    assert link.resource_id in found["Resources"]


def test_a_method_stands_under_the_condition_of_its_link() -> None:
    target = HttpProxy(URL, vpc_link=VpcLinkV1("Old", NETWORK, condition="Inside"))
    inside = Condition("Inside", Equals("a", "b"))
    found = resources(rest(Method("GET /", target), *methods("GET /a"), conditions=[inside]))
    assert found["OldVpcLink"]["Condition"] == found["NotesMethodGetRoot"]["Condition"] == "Inside"
    assert "Condition" not in found["NotesMethodGetA"]


def test_a_method_and_its_link_want_one_condition() -> None:
    target = HttpProxy(URL, vpc_link=VpcLinkV1("Old", NETWORK, condition="A"))
    (error,) = problems(lambda: resources(rest(Method("GET /", target, condition="B"))))
    assert "its VPC link is made under another condition" in error.problem


def linked(link: Any) -> str:
    """Give the logical id of the deployment of an API with this link."""
    target = (
        HttpProxy(URL, vpc_link=link) if isinstance(link, VpcLinkV1) else PrivateIntegration(BALANCER, link, url=URL)
    )
    return deployment_id(resources(rest(Method("GET /", target))))


def test_another_link_in_place_of_the_old_one_makes_another_deployment() -> None:
    """Other subnets make another link with another id, which the snapshot would not know."""
    assert linked(VpcLink("B", ["subnet-1"])) != linked(VpcLink("B", ["subnet-2"]))
    assert linked(VpcLink("B", ["subnet-1"])) != linked(VpcLink("B", ["subnet-1"], ["sg-1"]))
    assert linked(VpcLink("B", ["subnet-1"])) == linked(VpcLink("B", ["subnet-1"], vpc_link_name="other"))
    other = NETWORK.replace("inner", "outer")
    assert linked(VpcLinkV1("B", NETWORK)) != linked(VpcLinkV1("B", other))
    assert linked(VpcLinkV1("B", NETWORK)) == linked(VpcLinkV1("B", NETWORK, description="new"))


def balancer(kind: str | None) -> Any:
    """Make a load balancer of troposphere."""
    return elasticloadbalancingv2.LoadBalancer("Balancer", Subnets=["subnet-1"], **({"Type": kind} if kind else {}))


def test_a_listener_of_the_template_in_place_of_its_load_balancer_is_refused() -> None:
    listener = elasticloadbalancingv2.Listener("Listener", LoadBalancerArn="x", DefaultActions=[])
    method = Method("GET /", PrivateIntegration(Ref("Listener"), LINK, url=URL))
    (error,) = problems(lambda: resources(rest(method, resources=[listener])))
    assert error.where == method.source
    assert "leads to a load balancer, not to its listener" in error.problem


@pytest.mark.parametrize("kind", [None, "application", "network"])
def test_a_link_of_version_1_wants_a_network_load_balancer(kind: str | None) -> None:
    made = rest(Method("GET /", HttpProxy(URL, vpc_link=VpcLinkV1("B", Ref("Balancer")))), resources=[balancer(kind)])
    if kind == "network":
        assert properties(made, "BVpcLink")["TargetArns"] == [{"Ref": "Balancer"}]
        return
    (error,) = problems(lambda: resources(made))
    assert "a Network Load Balancer alone" in error.problem


# Private APIs


def urls(*ids: Any) -> Any:
    """Give the outputs of a private API at these VPC endpoints."""
    made = ec2.VPCEndpoint("Made", VpcId="vpc-1")
    here = Condition("C", Equals("a", "b"))
    outputs = document(rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=ids), resources=[made], conditions=[here]))[
        "Outputs"
    ]
    return {name: each["Value"] for name, each in outputs.items()}


def test_a_private_api_tells_the_name_that_it_has_at_each_vpc_endpoint() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html"""
    host = "https://${NotesApi}-%s.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev/"
    found = urls("vpce-1a", Parameter("Endpoint"), GetAtt("Made", "Id"), If("C", "a", "b"))
    assert found["NotesUrlVpceDash1a"] == {"Fn::Sub": host % "vpce-1a"}
    assert found["NotesUrlEndpoint"] == {"Fn::Sub": host % "${Endpoint}"}
    assert found["NotesUrlMadeId"] == {"Fn::Sub": host % "${Made.Id}"}
    assert sum(name.startswith("NotesUrl") for name in found) == 4


def test_one_parameter_may_name_all_vpc_endpoints() -> None:
    given = Parameter("Ids", type="List<AWS::EC2::VPCEndpoint::Id>")
    made = rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=[given]))
    found = properties(made, "NotesApi")
    assert found["EndpointConfiguration"]["VpcEndpointIds"] == {"Ref": "Ids"}
    assert found["Policy"]["Statement"][1]["Condition"] == {"StringNotEquals": {"aws:SourceVpce": {"Ref": "Ids"}}}
    assert [name for name in document(made)["Outputs"] if "Url" in name] == ["NotesUrl"]
    assert "${NotesApi}.execute-api" in document(made)["Outputs"]["NotesExample"]["Value"]["Fn::Sub"]


def test_a_private_api_is_tried_out_by_the_name_that_needs_no_private_dns() -> None:
    assert "${NotesApi}-vpce-1a.execute-api" in urls("vpce-1a")["NotesExample"]["Fn::Sub"]
    assert "${NotesApi}.execute-api" in document(rest())["Outputs"]["NotesExample"]["Value"]["Fn::Sub"]


def test_another_policy_is_another_deployment() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html: it needs one."""
    one, other = (
        deployment_id(resources(rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=[name]))))
        for name in ("vpce-1a", "vpce-1b")
    )
    assert one != other


def test_a_private_api_is_always_dualstack() -> None:
    made = rest(endpoint=Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a"], ip_address_type="dualstack"))
    assert all_of(made, "RestApi")["NotesApi"]["EndpointConfiguration"]["IpAddressType"] == "dualstack"
