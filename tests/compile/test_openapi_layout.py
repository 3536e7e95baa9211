"""``layout="openapi"``: the same API as one resource (P05), its models composed without an order (P40)."""

from __future__ import annotations

import re
import runpy
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator
from troposphere import Equals, GetAtt, If, Join, Ref, apigateway, cognito

from api_reader import api_of, same_models
from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    AllowIp,
    AsyncLambda,
    BracketErrors,
    Composition,
    Condition,
    Cors,
    HttpIntegration,
    HttpProxy,
    Method,
    Mock,
    Model,
    Output,
    Parameter,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
)
from cfngw.compile.text_size import text_size
from cfngw.errors import BuildError, DeclarationError
from cfngw.lint import Options, lint_text
from cfngw.render import render
from rest_samples import HELLO, PETS, deployment_id, folded, made, rest
from samples import function

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
PET = Model("Pet", PETS)
PETS_OF = Model("Pets", {"type": "array", "items": {"$ref": PET}})
LOCAL = Model(
    "Local",
    {
        "type": "object",
        "properties": {"size": {"$ref": "#/definitions/size"}, "error": {"$ref": "Error"}},
        "definitions": {"size": {"type": "integer", "minimum": 1}},
    },
)
LIVE = Condition("IsLive", Equals(Ref("Live"), "yes"))
IS_LIVE = {"conditions": [LIVE], "parameters": [Parameter("Live", default="yes")]}
SAMPLES: dict[str, RestApiLambdaBlueprint] = {}


def sample(name: str, *methods: Method, **options: Any) -> None:
    SAMPLES[name] = rest(*methods, **{"name": name, "external_usage_plans": True, **options})


sample("Plain")
sample("Proxy", Method("ANY /{proxy+}", RestLambdaProxy(HELLO), public="the handler decides"))
sample(
    "Many",
    Method(
        "POST /pets/{id}",
        HELLO,
        api_key_required=True,
        request_parameters=["query.page", "header.X-User!"],
        cache_key_parameters=["query.page"],
        operation_name="addPet",
        timeout_ms=5000,
        request=Request(PET, template=PARSED_BODY, models={"application/xml": "Empty"}),
        response=Response(201, headers={"Location": "integration.response.header.L"}, model=PETS_OF),
    ),
    Method(
        "PUT /pets/{id}",
        AsyncLambda(HELLO),
        request=Request(
            LOCAL,
            template={"application/json": "$input.json('$')", "application/x-www-form-urlencoded": FORM_BODY},
            content_handling="CONVERT_TO_TEXT",
            validate="all",
        ),
        response=Response(202, template="", content_handling="CONVERT_TO_BINARY"),
    ),
    Method("GET /", Mock(), response=Response(204)),
    Method("GET /web/{id}", HttpProxy("https://a.example/{id}")),
    Method("POST /web", HttpIntegration("https://a.example/x", method="PATCH", vpc_link=Parameter("Link"))),
    errors=BracketErrors([400, 404], model="Error"),
    cors=Cors(["https://a.example", "https://b.example"]),
    policy=AllowIp("203.0.113.0/24"),
    binary_media_types=["image/png"],
    minimum_compression_size=1024,
    api_key_source="HEADER",
    description="What it is for",
    invocation="role",
)
sample("Perhaps", Method("GET /", HELLO), Method("GET /new", HELLO, condition=LIVE), **IS_LIVE)


def body_of(blueprint: RestApiLambdaBlueprint) -> Any:
    (api,) = (
        each["Properties"]
        for each in blueprint.sealed().document["Resources"].values()
        if each["Type"] == "AWS::ApiGateway::RestApi"
    )
    return api["Body"]


def assert_same(one: Any, other: Any) -> None:
    """Compare two layouts of one API."""
    before, after = api_of(one), api_of(other)
    assert same_models(before.pop("models"), after.pop("models"))
    assert after == before


@pytest.mark.parametrize("name", SAMPLES)
def test_both_layouts_read_back_as_the_same_api(name: str) -> None:
    assert_same(SAMPLES[name].sealed().document, folded(SAMPLES[name]).sealed().document)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_document_is_openapi(name: str) -> None:
    assert list(OpenAPIV30SpecValidator(as_openapi(body_of(folded(SAMPLES[name])))).iter_errors()) == []


def as_openapi(body: Any) -> Any:
    """Write what API Gateway and CloudFormation alone know as OpenAPI has it."""
    body = deepcopy(body)
    for path in [*body["paths"]]:
        item = body["paths"].pop(path)
        for verb, operation in [*item.items()]:
            operation = item[verb] = operation["Fn::If"][1] if "Fn::If" in operation else operation
            operation["responses"] = operation["responses"] or {"default": {"description": "what the proxy answers"}}
        body["paths"][re.sub(r"\+\}", "}", path)] = item
    return body


def test_cfn_lint_has_nothing_to_say() -> None:
    together = Composition(*(folded(each) for each in SAMPLES.values()))
    text = render(together.sealed().document)
    findings = lint_text(text, Path("together.yaml"), Options()).findings
    assert {each.rule for each in findings} == {"W9630"}  # a sample asks for a key, and has no plan


def test_an_api_is_three_resources_whatever_its_size() -> None:
    methods = [Method(f"GET /items{number}", HELLO) for number in range(200)]
    kinds = [each["Type"] for each in rest(*methods, layout="openapi").sealed().document["Resources"].values()]
    assert [kind for kind in kinds if kind.startswith("AWS::ApiGateway::")] == [
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::Stage",
    ]


def test_models_refer_to_each_other_in_one_document() -> None:
    """P40: no order of making or deleting, for an import takes all models at once."""
    schemas = body_of(rest(Method("GET /", HELLO, response=Response(200, model=PETS_OF)), layout="openapi"))[
        "components"
    ]
    assert schemas["schemas"]["Pets"] == {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    assert schemas["schemas"]["Pet"] == PETS


def test_a_models_own_definitions_become_models() -> None:
    schemas = body_of(rest(Method("POST /", HELLO, request=Request(LOCAL)), layout="openapi"))["components"]["schemas"]
    assert schemas["Local"]["properties"]["size"] == {"$ref": "#/components/schemas/LocalSize"}
    assert schemas["LocalSize"] == {"type": "integer", "minimum": 1}
    assert "definitions" not in schemas["Local"]


def test_the_api_says_that_an_import_takes_its_place_as_a_whole() -> None:
    resources = rest(layout="openapi").sealed().document["Resources"]
    own = resources["NotesApi"]["Properties"]
    assert (own["Mode"], own["FailOnWarnings"], own["Body"]["openapi"]) == ("overwrite", True, "3.0.1")


def test_a_changed_template_makes_another_deployment() -> None:
    def deployment(template: str) -> str:
        method = Method("GET /", HELLO, request=Request(template=template))
        return deployment_id(made(method, layout="openapi"))

    assert deployment('{"a": 1}') == deployment('{"a": 1}') != deployment('{"a": 2}')


def test_customize_sees_resources_and_what_it_changes_is_folded() -> None:
    class Changed(RestApiLambdaBlueprint):
        name = "Notes"
        layout = "openapi"
        methods = (Method("GET /", HELLO),)

        def customize(self, template: Any) -> None:
            template.resources["NotesMethodGetRoot"].OperationName = "first"
            template.add_resource(
                apigateway.Resource("Bare", RestApiId=Ref("NotesApi"), ParentId=Ref("More"), PathPart="b")
            )
            template.add_resource(
                apigateway.Resource(
                    "More",
                    RestApiId=Ref("NotesApi"),
                    ParentId=GetAtt("NotesApi", "RootResourceId"),
                    PathPart="a",
                )
            )

    paths = body_of(Changed())["paths"]
    assert paths["/"]["get"]["operationId"] == "first"
    assert paths["/a/b"] == {}


@pytest.mark.parametrize(
    ("attribute", "given"),
    [
        ("Integration", "x"),
        ("Integration", {"Type": "MOCK", "IntegrationResponses": ["x"]}),
        ("Integration", {"Type": "MOCK", "IntegrationResponses": If("A", [], [])}),
        ("MethodResponses", If("A", [], [])),
        ("MethodResponses", [{"StatusCode": "200", "ResponseModels": If("A", {}, {})}]),
        ("RequestModels", If("A", {}, {})),
        ("RequestParameters", If("A", {}, {})),
    ],
    ids=["text", "texts", "choice", "choice of answers", "choice of models", "choice of a request's", "of parameters"],
)
def test_what_gets_places_of_its_own_has_to_be_written_out(attribute: str, given: Any) -> None:
    class Changed(RestApiLambdaBlueprint):
        name = "Notes"
        layout = "openapi"
        methods = (Method("GET /", HELLO),)
        conditions = (Condition("A", Equals(Ref("AWS::Region"), "eu-west-1")),)

        def customize(self, template: Any) -> None:
            template.resources["NotesMethodGetRoot"].properties[attribute] = given

    with pytest.raises(DeclarationError, match=r"NotesMethodGetRoot: \w+ that is no .* written out, which layout"):
        Changed().sealed()


def test_a_key_that_is_no_text_is_measured() -> None:
    assert text_size({1: "x", None: "y"}) > 0


def test_another_name_or_version_of_the_api_is_no_other_deployment() -> None:
    def deployment(**options: Any) -> str:
        return deployment_id(made(layout="openapi", **options))

    assert deployment() == deployment(api_name="Others") == deployment(version="2")
    assert deployment() != deployment(minimum_compression_size=10)


def test_the_troposphere_template_holds_what_the_text_does() -> None:
    blueprint = rest(layout="openapi")
    assert blueprint.template().to_dict()["Resources"] == blueprint.sealed().document["Resources"]


def test_why_a_method_is_open_is_kept() -> None:
    blueprint = rest(Method("GET /health", HELLO, public="health check"), layout="openapi")
    metadata = blueprint.sealed().document["Resources"]["NotesApi"]["Metadata"]
    assert metadata["cfngw"]["Public"] == {"GET /health": "health check"}


def test_a_method_under_a_condition_stands_under_it() -> None:
    operation = body_of(folded(SAMPLES["Perhaps"]))["paths"]["/new"]["get"]
    assert operation["Fn::If"][0] == "IsLive"
    assert operation["Fn::If"][2] == {"Ref": "AWS::NoValue"}


def test_operations_keep_their_lines() -> None:
    blueprint = rest(Method("GET /a/b", HELLO), layout="openapi")
    found = blueprint.sealed().sources.find(
        ("Resources", "NotesApi", "Properties", "Body", "paths", "/a/b", "get", "responses")
    )
    assert found is not None
    assert found != blueprint.source
    assert found == blueprint.methods[0].source


def test_words_that_an_import_leaves_out_are_told() -> None:
    model = Model("Few", {"type": "array", "maxItems": 3, "items": {"type": ["string", "null"]}})
    told = [
        str(each) for each in rest(Method("POST /", HELLO, request=Request(model)), layout="openapi").sealed().notices
    ]
    assert any("maxItems, type" in each and "Few" in each for each in told)


class Guarded(RestApiLambdaBlueprint):
    """An API with what only customize() can say in this test: authorizers of each kind, streaming, documentation."""

    name = "Guarded"
    external_usage_plans = True
    methods = tuple(
        Method(f"GET /{name}", RestLambdaProxy(HELLO), api_key_required=name == "both")
        for name in ("iam", "token", "request", "pool", "both", "stream", "private")
    )
    resources = (cognito.UserPool("Pool"),)

    def customize(self, template: Any) -> None:
        def method(name: str) -> Any:
            return template.resources[f"GuardedMethodGet{name}"]

        uri = method("Token").Integration.properties["Uri"]
        options: dict[str, dict[str, Any]] = {
            "Token": {"IdentitySource": "method.request.header.X-Token", "IdentityValidationExpression": "^a"},
            "Request": {"IdentitySource": "method.request.header.A, context.stage", "AuthorizerResultTtlInSeconds": 60},
        }
        for name, given in options.items():
            template.add_resource(
                apigateway.Authorizer(
                    name, Name=name.lower(), RestApiId=Ref("GuardedApi"), Type=name.upper(), AuthorizerUri=uri, **given
                )
            )
            method(name).AuthorizationType = "CUSTOM"
            method(name).AuthorizerId = Ref(name)
        template.add_resource(
            apigateway.Authorizer(
                "Users",
                Name="users",
                RestApiId=Ref("GuardedApi"),
                Type="COGNITO_USER_POOLS",
                IdentitySource="method.request.header.Authorization",
                ProviderARNs=[GetAtt("Pool", "Arn")],
            )
        )
        for name in ("Pool", "Both"):
            method(name).AuthorizationType = "COGNITO_USER_POOLS"
            method(name).AuthorizerId = Ref("Users")
        method("Pool").AuthorizationScopes = ["notes/read", "notes/write"]
        method("Iam").AuthorizationType = "AWS_IAM"
        method("Stream").Integration.ResponseTransferMode = "STREAM"
        method("Private").Integration.IntegrationTarget = "arn:aws:elasticloadbalancing:x"
        template.add_resource(
            apigateway.DocumentationPart(
                "About",
                RestApiId=Ref("GuardedApi"),
                Location=apigateway.Location(Type="METHOD", Path="/iam", Method="GET"),
                Properties='{"description": "for those we know"}',
            )
        )


def test_who_may_call_reads_back_as_the_same() -> None:
    assert_same(Guarded().sealed().document, Guarded(layout="openapi").sealed().document)


def test_authorizers_are_security_schemes() -> None:
    body = body_of(Guarded(layout="openapi"))
    schemes, paths = body["components"]["securitySchemes"], body["paths"]
    assert {name: each["x-amazon-apigateway-authtype"] for name, each in schemes.items() if name != "api_key"} == {
        "sigv4": "awsSigv4",
        "token": "custom",
        "request": "custom",
        "users": "cognito_user_pools",
    }
    assert schemes["token"]["name"] == "X-Token"
    assert paths["/pool"]["get"]["security"] == [{"users": ["notes/read", "notes/write"]}]
    assert paths["/both"]["get"]["security"] == [{"users": []}, {"api_key": []}]
    assert paths["/iam"]["get"]["security"] == [{"sigv4": []}]
    assert list(OpenAPIV30SpecValidator(as_openapi(body)).iter_errors()) == []


def test_streaming_targets_and_documentation_are_carried() -> None:
    body = body_of(Guarded(layout="openapi"))
    integrations = {path: item["get"]["x-amazon-apigateway-integration"] for path, item in body["paths"].items()}
    assert integrations["/stream"]["responseTransferMode"] == "STREAM"
    assert integrations["/private"]["integrationTarget"] == "arn:aws:elasticloadbalancing:x"
    assert body["x-amazon-apigateway-documentation"] == {
        "documentationParts": [
            {
                "location": {"type": "METHOD", "path": "/iam", "method": "GET"},
                "properties": {"description": "for those we know"},
            }
        ]
    }


def test_a_reference_to_what_is_folded_says_what_to_refer_to() -> None:
    told = refusal(outputs=[Output("Method", Ref("NotesMethodGetRoot"))])
    assert "refer to the API: in its layout this is a part of it" in told


def refusal(*methods: Method, **options: Any) -> str:
    with pytest.raises((DeclarationError, BuildError)) as error:
        rest(*methods, layout="openapi", **options).sealed()
    return str(error.value)


def test_a_wrong_layout_is_told_with_the_nearest() -> None:
    with pytest.raises(DeclarationError, match='"openapi"') as error:
        rest(layout="openapy")
    assert "layout" in str(error.value)


def test_a_key_that_depends_on_the_stack_is_refused_at_the_method() -> None:
    told = refusal(Method("GET /", HELLO, api_key_required=Parameter("Key", default="true")), external_usage_plans=True)
    assert "NotesMethodGetRoot: api_key_required depends on the stack" in told
    assert "test_openapi_layout.py" in told


def test_an_operation_name_stands_once() -> None:
    told = refusal(
        Method("GET /", HELLO, operation_name="list"),
        Method("GET /a", HELLO, operation_name="list"),
    )
    assert "its operation_name 'list' is taken" in told


def test_a_pattern_is_a_text() -> None:
    told = refusal(
        Method("GET /", HELLO, responses=[Response(200), Response(400, pattern=Join("", ["4", Ref("AWS::Region")]))])
    )
    assert "the selection pattern" in told


def test_a_model_of_another_content_type_is_refused() -> None:
    model = Model("Xml", PETS, content_type="application/xml")
    assert "the content type application/xml of a model" in refusal(Method("POST /", HELLO, request=Request(model)))


def test_a_definition_that_leads_back_to_itself_is_refused() -> None:
    tree = {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/definitions/node"}}}}
    model = Model("Tree", {"$ref": "#/definitions/node", "definitions": {"node": tree}})
    assert "a definition that leads back to itself" in refusal(Method("POST /", HELLO, request=Request(model)))


def test_a_function_that_names_its_api_needs_it_in_a_circle() -> None:
    api = rest()
    named = function("Named", environment={"URL": api.url})
    assert "need each other in a circle" in refusal(Method("GET /", named))


def test_a_stage_is_as_ever() -> None:
    resources = rest(layout="openapi", stages=[Stage("dev"), Stage("prod")]).sealed().document["Resources"]
    assert [
        each["Properties"]["StageName"] for each in resources.values() if each["Type"].endswith("Gateway::Stage")
    ] == [
        "dev",
        "prod",
    ]


@pytest.mark.parametrize("name", ["redshift_select", "rest_api_nonproxy"])
def test_the_ready_blueprints_are_the_same_in_both_layouts(name: str) -> None:
    bound = runpy.run_path(str(BLUEPRINTS / f"{name}.py"))
    blueprint = next(each for each in bound.values() if isinstance(each, RestApiLambdaBlueprint))
    other = type(blueprint)(layout="openapi").sealed().document
    assert_same(blueprint.sealed().document, other)
