"""What a deployment is made of: what counts, what doesn't, and that the order of keys says nothing."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw.deployment_digest import deployment_inputs, deployments, deploys_itself, digest_of, owner_of

API: dict[str, Any] = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "Notes"}}
OF_API = {"RestApiId": {"Ref": "Api"}}


def part(kind: str, **properties: Any) -> dict[str, Any]:
    """Write a resource of the API."""
    return {"Type": f"AWS::ApiGateway::{kind}", "Properties": {**OF_API, **properties}}


def digest(conditions: dict[str, Any] | None = None, **resources: Any) -> str:
    """Give the digest of the API in a template."""
    document = {"Resources": {"Api": API, **resources}, "Conditions": conditions or {}}
    return digest_of(deployment_inputs(document)["Api"])


@pytest.mark.parametrize(
    "kind", ["Authorizer", "DocumentationPart", "GatewayResponse", "Method", "Model", "RequestValidator", "Resource"]
)
def test_every_part_of_an_api_counts(kind: str) -> None:
    assert digest(A=part(kind, X=1)) != digest(A=part(kind, X=2)) != digest()


@pytest.mark.parametrize("kind", ["Stage", "BasePathMapping"])
def test_what_serves_a_deployment_does_not_count(kind: str) -> None:
    assert digest(A=part(kind, X=1)) == digest()


def test_the_parts_of_another_api_do_not_count() -> None:
    other = {"Type": "AWS::ApiGateway::Method", "Properties": {"RestApiId": {"Ref": "Other"}}}
    assert digest(A=other, Other=API) == digest()


def test_what_a_part_looks_up_counts_and_nothing_else_of_the_mapping() -> None:
    def made(key: Any = "Wait", **columns: Any) -> str:
        looked = part("Method", Timeout={"Fn::FindInMap": ["M", {"Ref": "E"}, key]})
        document = {"Resources": {"Api": API, "A": looked}, "Mappings": {"M": {"dev": columns}, "Other": {"a": {}}}}
        return digest_of(deployment_inputs(document)["Api"])

    assert made(Wait=1) != made(Wait=2)
    assert made(Wait=1, Other=1) == made(Wait=1, Other=2)
    assert made({"Ref": "Key"}, Other=1) != made({"Ref": "Key"}, Other=2)


@pytest.mark.parametrize("mappings", [None, {}, {"M": "x"}, {"M": {"dev": "x"}}, {"N": {"dev": {"Wait": 1}}}])
def test_a_mapping_that_is_none_is_left_out(mappings: Any) -> None:
    looked = part("Method", Timeout={"Fn::FindInMap": ["M", "dev", "Wait"]}, Odd={"Fn::FindInMap": "x"})
    document = {"Resources": {"Api": API, "A": looked}, "Mappings": mappings}
    assert ".Mappings" not in deployment_inputs(document)["Api"]


@pytest.mark.parametrize("name", ["Name", "Description", "Tags"])
def test_what_clients_never_meet_does_not_count(name: str) -> None:
    assert digest(Api={**API, "Properties": {name: "x"}}) == digest(Api={**API, "Properties": {}})


@pytest.mark.parametrize("name", ["Policy", "BinaryMediaTypes", "MinimumCompressionSize", "ApiKeySourceType", "Body"])
def test_the_rest_of_the_api_counts(name: str) -> None:
    assert digest(Api={**API, "Properties": {name: "x"}}) != digest(Api={**API, "Properties": {}})


def test_the_order_of_keys_does_not_count() -> None:
    one, two = part("Method", X=1, Y=2), part("Model")
    turned = {"Properties": dict(reversed(one["Properties"].items())), "Type": one["Type"]}
    assert digest(A=one, B=two) == digest(B=two, A=turned)


LINKED = part("Method", Integration={"ConnectionId": {"Ref": "Link"}})


def link(kind: str, **properties: Any) -> dict[str, Any]:
    """Write a VPC link, which belongs to no API."""
    return {"Type": kind, "Properties": {"Name": "x", **properties}}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AWS::ApiGateway::VpcLink", "TargetArns"),
        ("AWS::ApiGatewayV2::VpcLink", "SubnetIds"),
        ("AWS::ApiGatewayV2::VpcLink", "SecurityGroupIds"),
    ],
)
def test_a_link_that_is_made_anew_counts_where_it_is_referred_to(kind: str, name: str) -> None:
    """Its id is in the snapshot: https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html"""
    one, other = link(kind, **{name: ["a"]}), link(kind, **{name: ["b"]})
    assert digest(A=LINKED, Link=one) != digest(A=LINKED, Link=other)
    assert digest(A=part("Method"), Link=one) == digest(A=part("Method"), Link=other)
    assert digest(A=LINKED, Link=one) == digest(A=LINKED, Link=link(kind, **{name: ["a"], "Name": "y"}))


def test_the_number_of_a_redeployment_counts() -> None:
    plain = part("Deployment")
    again = {**plain, "Metadata": {"cfngw": {"Redeploy": 2}}}
    assert digest(D=plain) == digest() != digest(D=again)
    assert digest(D={**plain, "Metadata": {"cfngw": {"Redeploy": 3}}}) != digest(D=again)


def test_the_conditions_that_a_part_stands_under_count() -> None:
    conditional = {**part("Method"), "Condition": "Live"}
    one = {"Live": {"Condition": "Base"}, "Base": {"Fn::Equals": ["a", "a"]}, "Unused": {"Fn::Equals": ["a", "b"]}}
    two = {**one, "Base": {"Fn::Equals": ["a", "b"]}}
    assert digest(one, A=conditional) != digest(two, A=conditional)
    assert digest({**one, "Unused": {}}, A=conditional) == digest(one, A=conditional)
    chosen = part("Method", X={"Fn::If": ["Live", 1, 2]})
    assert digest(one, A=chosen) != digest(two, A=chosen)


def test_a_digest_is_ten_hexadecimal_digits() -> None:
    assert len(digest()) == 10
    assert int(digest(), 16)


@pytest.mark.parametrize(
    "resource", [{}, {"Properties": None}, {"Properties": {"RestApiId": "abc"}}, {"Properties": {"RestApiId": {}}}]
)
def test_what_belongs_to_no_api_of_the_template(resource: dict[str, Any]) -> None:
    assert owner_of(resource) == ""


def test_the_deployments_of_an_api() -> None:
    document = {"Resources": {"Api": API, "One": part("Deployment"), "Two": part("Deployment"), "S": part("Stage")}}
    assert deployments(document, "Api") == ["One", "Two"]


# --- HTTP and WebSocket APIs ---------------------------------------------------------------------------------

HTTP_API: dict[str, Any] = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "HTTP"}}


def http_part(kind: str, **properties: Any) -> dict[str, Any]:
    """Write a resource of an HTTP API."""
    return {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": {"ApiId": {"Ref": "Api"}, **properties}}


@pytest.mark.parametrize(
    "kind", ["Authorizer", "Integration", "IntegrationResponse", "Model", "Route", "RouteResponse"]
)
def test_every_part_of_an_http_api_counts(kind: str) -> None:
    one, two = (digest(Api=HTTP_API, A=http_part(kind, X=number)) for number in (1, 2))
    assert one != two != digest(Api=HTTP_API)


@pytest.mark.parametrize("kind", ["Stage", "ApiMapping", "Deployment"])
def test_what_serves_an_http_api_does_not_count(kind: str) -> None:
    assert digest(Api=HTTP_API, A=http_part(kind, X=1)) == digest(Api=HTTP_API)


@pytest.mark.parametrize("name", ["Name", "Description", "Version", "Tags"])
def test_what_clients_of_an_http_api_never_meet_does_not_count(name: str) -> None:
    changed = {**HTTP_API, "Properties": {**HTTP_API["Properties"], name: "x"}}
    assert digest(Api=changed) == digest(Api=HTTP_API)


@pytest.mark.parametrize("name", ["CorsConfiguration", "DisableExecuteApiEndpoint", "IpAddressType"])
def test_the_rest_of_an_http_api_counts(name: str) -> None:
    changed = {**HTTP_API, "Properties": {**HTTP_API["Properties"], name: "x"}}
    assert digest(Api=changed) != digest(Api=HTTP_API)


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([{}], False),
        ([{"AutoDeploy": False}], False),
        ([{"AutoDeploy": "false"}], False),
        ([{"AutoDeploy": True}], True),
        ([{"AutoDeploy": {"Ref": "P"}}], True),
        ([{"AutoDeploy": False}, {"AutoDeploy": True}], True),
        ([{"AutoDeploy": True, "ApiId": {"Ref": "Other"}}], False),
    ],
)
def test_a_stage_may_deploy_by_itself(stages: list[dict[str, Any]], expected: bool) -> None:
    found = {f"S{number}": http_part("Stage", **stage) for number, stage in enumerate(stages)}
    assert deploys_itself({"Resources": {"Api": HTTP_API, **found}}, "Api") is expected
