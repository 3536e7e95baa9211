"""An OpenAPI document beyond what a template holds (P05): in S3, without intrinsics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from troposphere import Equals, GetAtt, Ref, Sub, apigateway, cognito

from api_reader import _of_body
from cfngw import (
    Alias,
    AllowAccounts,
    Composition,
    Condition,
    GatewayResponse,
    HttpIntegration,
    HttpProxy,
    ImportedFunction,
    Method,
    Model,
    Parameter,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Stage,
)
from cfngw.compile.seal import Sealed
from cfngw.compile.text_size import text_size
from cfngw.errors import BuildError, DeclarationError
from cfngw.limits import Limits
from cfngw.lint import Options, lint_text
from cfngw.render import render
from rest_samples import HELLO, deployment_id, rest
from samples import function

NAMED = function("Named", function_name="named")
SMALL = Limits(template_bytes=10)  # nothing fits into the template


def stored(*methods: Method, **options: Any) -> Sealed:
    """Compile an API whose document does not fit into its template."""
    return rest(*methods, layout="openapi", **options).sealed(SMALL, Path("output/app.yaml").resolve())


def operation(sealed: Sealed, path: str = "/", verb: str = "get") -> Any:
    (file,) = sealed.beside
    return file.document["paths"][path][verb]["x-amazon-apigateway-integration"]


def variables(sealed: Sealed) -> Any:
    (stage,) = (each for each in sealed.document["Resources"].values() if each["Type"] == "AWS::ApiGateway::Stage")
    return stage["Properties"]["Variables"]


def refusal(*methods: Method, **options: Any) -> str:
    with pytest.raises((DeclarationError, BuildError)) as error:
        stored(*methods, **options)
    return str(error.value)


def test_the_template_names_the_file_beside_it() -> None:
    sealed = stored()
    (file,) = sealed.beside
    api = sealed.document["Resources"]["NotesApi"]
    assert file.name == "app.openapi.yaml"
    assert api["Metadata"]["aws:asset:path"] == file.name
    assert api["Metadata"]["aws:asset:property"] == "BodyS3Location"
    assert api["Properties"]["BodyS3Location"] == {"Bucket": {"Ref": "CodeBucket"}, "Key": {"Ref": "NotesApiFileKey"}}
    assert "Body" not in api["Properties"]
    assert list(sealed.document["Parameters"]) == ["CodeBucket", "NotesApiFileKey"]


def test_without_a_path_the_file_is_named_after_the_api() -> None:
    (file,) = rest(layout="openapi").sealed(SMALL).beside
    assert file.name == "NotesApi.openapi.yaml"


def test_two_apis_of_a_template_have_a_file_each() -> None:
    two = Composition(rest(layout="openapi"), rest(name="Other", layout="openapi"))
    assert [each.name for each in two.sealed(SMALL).beside] == [
        "NotesApi.NotesApi.openapi.yaml",
        "OtherApi.OtherApi.openapi.yaml",
    ]


def test_a_small_document_stays_in_the_template() -> None:
    assert rest(layout="openapi").sealed().beside == ()


@pytest.mark.parametrize("count", [1, 40])
def test_the_size_is_estimated_a_little_high(count: int) -> None:
    document = rest(*(Method(f"GET /items{n}", HELLO, response=Response(200)) for n in range(count))).sealed().document
    written = len(render(document).encode())
    assert written <= text_size(document) <= 1.35 * written


def test_what_is_larger_than_a_template_goes_beside_by_itself(tmp_path: Path) -> None:
    methods = [
        Method(f"POST /items{number}", HELLO, request=Request(template=f'{{"n": {number}, "v": "{"x" * 9000}"}}'))
        for number in range(120)
    ]
    file = tmp_path / "big.yaml"
    assert rest(*methods, layout="openapi").write(file)
    assert file.stat().st_size < 50_000
    assert 1_000_000 < (tmp_path / "big.openapi.yaml").stat().st_size < 6_000_000
    assert not rest(*methods, layout="openapi").write(file)


def test_a_function_comes_by_a_stage_variable() -> None:
    sealed = stored(Method("GET /", HELLO))
    assert operation(sealed)["uri"] == (
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${stageVariables.HelloFunction}/invocations"
    )
    assert variables(sealed) == {"HelloFunction": {"Ref": "HelloFunction"}}
    metadata = sealed.document["Resources"]["NotesApi"]["Metadata"]
    assert metadata["cfngw"]["Fill"] == ["AccountId", "Partition", "Region"]


def test_a_function_of_a_known_name_takes_no_variable() -> None:
    sealed = stored(Method("GET /", function("Named", function_name="named")))
    assert operation(sealed)["uri"].endswith(":function:named/invocations")


def test_every_stage_gets_the_variables_beside_its_own() -> None:
    sealed = stored(stages=[Stage("dev", variables={"table": "notes"}), Stage("prod")])
    stages = [
        each["Properties"] for each in sealed.document["Resources"].values() if each["Type"].endswith("Gateway::Stage")
    ]
    assert [each["Variables"] for each in stages] == [
        {"table": "notes", "HelloFunction": {"Ref": "HelloFunction"}},
        {"HelloFunction": {"Ref": "HelloFunction"}},
    ]


def test_a_variable_of_the_users_own_is_not_overwritten() -> None:
    assert "a stage variable called HelloFunction" in refusal(stages=[Stage("dev", variables={"HelloFunction": "x"})])


def test_another_name_of_the_api_is_no_other_deployment() -> None:
    names = [stored(**options).document["Resources"] for options in ({}, {"api_name": "Others"}, {"version": "2"})]
    assert len({deployment_id(each) for each in names}) == 1


def test_a_role_comes_by_the_end_of_its_arn() -> None:
    sealed = stored(Method("GET /", HELLO), invocation="role")
    assert operation(sealed)["credentials"] == (
        "arn:${AWS::Partition}:iam::${AWS::AccountId}:${stageVariables.NotesInvocationRole_Resource}"
    )
    assert variables(sealed)["NotesInvocationRole_Resource"] == {
        "Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": ["NotesInvocationRole", "Arn"]}]}]
    }


def test_an_alias_stands_behind_the_variable_of_its_function() -> None:
    sealed = stored(Method("GET /", Alias("live", HELLO)), Method("GET /own", Alias("live", NAMED)))
    assert "function:${stageVariables.HelloFunction}:live/invocations" in operation(sealed)["uri"]
    assert "function:named:live/invocations" in operation(sealed, "/own")["uri"]
    assert variables(sealed) == {"HelloFunction": {"Ref": "HelloFunction"}}


@pytest.mark.parametrize(
    "given",
    [
        GatewayResponse("DEFAULT_4XX", headers={"X": Sub("'${AWS::StackName}'")}),
        GatewayResponse("DEFAULT_4XX", templates={"application/json": Sub("${AWS::StackName}")}),
    ],
    ids=["headers", "templates"],
)
def test_no_stage_variable_stands_in_a_gateway_response(given: GatewayResponse) -> None:
    assert "that only CloudFormation knows, in a document in S3" in refusal(gateway_responses=[given])


def test_a_region_is_filled_in_in_a_gateway_response() -> None:
    region = {"application/json": Sub("${AWS::Region}")}
    (file,) = stored(gateway_responses=[GatewayResponse("DEFAULT_4XX", templates=region)]).beside
    assert "${AWS::Region}" in str(file.document["x-amazon-apigateway-gateway-responses"])


def test_what_one_name_gives_in_two_ways_has_two_variables() -> None:
    whole, part = {"Fn::GetAtt": ["NotesInvocationRole", "Arn"]}, Sub("${NotesInvocationRole.Arn}")
    sealed = stored(Method("GET /", HELLO, request=Request(template=part)), invocation="role")
    assert operation(sealed)["requestTemplates"] == {"application/json": "${stageVariables.NotesInvocationRole_Arn}"}
    assert variables(sealed)["NotesInvocationRole_Arn"] == whole
    assert variables(sealed)["NotesInvocationRole_Resource"] != whole


def test_an_attribute_and_a_logical_id_of_the_same_letters_have_two_variables() -> None:
    names = Sub("${HelloFunctionArn} ${HelloFunction.Arn}", {})
    sealed = stored(Method("GET /", HELLO, request=Request(template=names)), parameters=[Parameter("HelloFunctionArn")])
    assert variables(sealed)["HelloFunctionArn"] == {"Ref": "HelloFunctionArn"}
    assert variables(sealed)["HelloFunction_Arn"] == {"Fn::GetAtt": ["HelloFunction", "Arn"]}


def test_the_account_alone_stays_a_text_when_it_is_filled_in() -> None:
    sealed = stored(Method("GET /", HELLO, request=Request(template=Ref("AWS::AccountId"))))
    filled = yaml.safe_load(render(sealed.beside[0].document).replace("${AWS::AccountId}", "012345670123"))
    found = filled["paths"]["/"]["get"]["x-amazon-apigateway-integration"]["requestTemplates"]
    assert found == {"application/json": "012345670123"}


@pytest.mark.parametrize(
    "uri",
    [{"Fn::Sub": ["x"]}, {"Fn::Sub": 5}, {"Fn::Join": []}, {"Fn::Join": ["", 5]}, {"Fn::GetAtt": []}],
    ids=str,
)
def test_an_intrinsic_of_another_form_is_refused(uri: Any) -> None:
    class Changed(RestApiLambdaBlueprint):
        name = "Notes"
        layout = "openapi"
        methods = (Method("GET /", HELLO),)

        def customize(self, template: Any) -> None:
            template.resources["NotesMethodGetRoot"].properties["Integration"] = {"Type": "AWS", "Uri": uri}

    with pytest.raises(DeclarationError, match="GET /: uri that only CloudFormation knows"):
        Changed().sealed(SMALL)


def test_names_in_urls_links_and_templates_come_by_stage_variables() -> None:
    link, more = Parameter("Link"), [Parameter("Host")]
    sealed = stored(
        Method("GET /", HttpProxy(Sub("https://${Host}/x"), vpc_link=link)),
        Method(
            "POST /",
            HttpIntegration("https://a.example", method="POST"),
            request=Request(parameters={"header.X": Sub("'${Host}'")}),
        ),
        parameters=more,
    )
    assert operation(sealed)["uri"] == "https://${stageVariables.Host}/x"
    assert operation(sealed)["connectionId"] == "${stageVariables.Link}"
    assert operation(sealed, verb="post")["requestParameters"] == {
        "integration.request.header.X": "stageVariables.Host"
    }
    assert variables(sealed) == {"Host": {"Ref": "Host"}, "Link": {"Ref": "Link"}}


def test_what_has_no_place_for_a_variable_is_refused_at_its_line() -> None:
    told = refusal(Method("GET /", HELLO, timeout_ms=Parameter("Wait", default=5000, type="Number")))
    assert "GET /: timeoutInMillis that only CloudFormation knows" in told or "only CloudFormation knows" in told
    assert "test_openapi_stored.py" in told


def test_a_function_of_another_stack_is_refused_unless_its_arn_is_written_out() -> None:
    assert "uri that only CloudFormation knows" in refusal(Method("GET /", ImportedFunction("F", Parameter("Arn"))))
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    assert operation(stored(Method("GET /", ImportedFunction("F", arn))))["uri"].endswith(f"{arn}/invocations")


class Guarded(RestApiLambdaBlueprint):
    """An API whose authorizer's function may have a name, and one of a user pool."""

    name = "Notes"
    layout = "openapi"
    resources = (cognito.UserPool("Pool"),)

    def customize(self, template: Any) -> None:
        uri = template.resources["NotesMethodGetRoot"].Integration.properties["Uri"]
        template.add_resource(
            apigateway.Authorizer("Guard", Name="guard", RestApiId=Ref("NotesApi"), Type="TOKEN", AuthorizerUri=uri)
        )
        template.add_resource(
            apigateway.Authorizer(
                "Users",
                Name="users",
                RestApiId=Ref("NotesApi"),
                Type="COGNITO_USER_POOLS",
                ProviderARNs=[GetAtt("Pool", "Arn")],
            )
        )


def test_an_authorizers_function_has_a_name_of_its_own() -> None:
    with pytest.raises((DeclarationError, BuildError), match="authorizerUri that only CloudFormation knows"):
        Guarded(methods=[Method("GET /", HELLO)]).sealed(SMALL)
    named = function("Named", function_name="named")
    sealed = Guarded(methods=[Method("GET /", named)]).sealed(SMALL)
    schemes = sealed.beside[0].document["components"]["securitySchemes"]
    assert schemes["guard"]["x-amazon-apigateway-authorizer"]["authorizerUri"].endswith(":function:named/invocations")
    assert schemes["users"]["x-amazon-apigateway-authorizer"]["providerARNs"] == [
        "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${stageVariables.Pool}"
    ]
    assert variables(sealed) == {"Pool": {"Ref": "Pool"}}


def test_a_condition_is_refused() -> None:
    live = Condition("IsLive", Equals(Ref("Live"), "yes"))
    told = refusal(
        Method("GET /", HELLO, condition=live), conditions=[live], parameters=[Parameter("Live", default="yes")]
    )
    assert "GET /: a method under a condition, in a document in S3" in told


def test_text_that_looks_like_what_is_filled_in_is_refused() -> None:
    told = refusal(Method("GET /", HELLO, request=Request(Model("Odd", {"title": "in ${AWS::Region}"}))))
    assert "looks like what is filled in" in told


def test_a_function_may_name_its_api_here() -> None:
    api = rest()
    named = function("Named", environment={"URL": api.url})
    assert stored(Method("GET /", named)).document["Resources"]["NamedFunction"]["Properties"]["Environment"]


def test_the_deployment_changes_with_the_document() -> None:
    def deployment(template: str) -> str:
        resources = stored(Method("GET /", HELLO, request=Request(template=template))).document["Resources"]
        (name,) = (name for name, each in resources.items() if each["Type"] == "AWS::ApiGateway::Deployment")
        return str(name)

    assert deployment("a") == deployment("a") != deployment("b")


def test_nothing_but_names_differs_from_the_document_in_the_template() -> None:
    methods = [Method("POST /{id}", HELLO, api_key_required=True, response=Response(201)), Method("GET /", HELLO)]
    (file,) = stored(*methods, external_usage_plans=True).beside
    body = rest(*methods, external_usage_plans=True, layout="openapi").sealed().document["Resources"]["NotesApi"]
    one, other = _of_body(file.document), _of_body(body["Properties"]["Body"])
    for each in (*one["methods"].values(), *other["methods"].values()):
        del each["integration"]["uri"]
    assert one == other


def test_cfn_lint_has_nothing_to_say() -> None:
    text = render(stored().document)
    assert list(lint_text(text, Path("stored.yaml"), Options()).findings) == []


def test_what_is_a_property_too_may_be_an_intrinsic() -> None:
    source = Parameter("Source", default="HEADER")
    sealed = stored(api_key_source=source, policy=AllowAccounts(Parameter("Account")), binary_media_types=["image/png"])
    extensions = [name for name in sealed.beside[0].document if name.startswith("x-")]
    assert extensions == ["x-amazon-apigateway-binary-media-types"]
    own = sealed.document["Resources"]["NotesApi"]["Properties"]
    assert own["ApiKeySourceType"] == {"Ref": "Source"}
    assert "Policy" in own


def test_no_more_than_a_hundred_variables() -> None:
    methods = [Method(f"GET /f{number}", function(f"F{number}")) for number in range(101)]
    told = refusal(*methods)
    assert "takes 101 names by stage variables" in told
    assert "function_name=" in told
