"""REST APIs of resources and of OpenAPI documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.document import Given, Reference, Unknown, parse
from cfngw.errors import CfngwError
from cfngw.read import read_document, read_template
from cfngw.read.model import (
    Api,
    FunctionTarget,
    HttpTarget,
    Integration,
    MappingTemplate,
    PathPart,
    Reading,
    Route,
    Validator,
)

FUNCTION = "  Hello: {Type: AWS::Lambda::Function, Properties: {Handler: a.b, Code: {ZipFile: x}}}\n"
URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations"
API = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: Notes}}\n"


def reading(resources: str, before: str = "", **given: Any) -> Reading:
    return read_document(parse(f"{before}Resources:\n{resources}", Path("x.yaml")), Given(**given))


def one(resources: str, before: str = "", **given: Any) -> Api:
    (api,) = reading(resources, before, **given).apis
    return api


def answers(route: Route | None) -> Integration:
    assert route is not None
    assert isinstance(route.integration, Integration)
    return route.integration


def body(text: str) -> Api:
    """Read an OpenAPI document inside a RestApi."""
    indented = "".join(f"        {line}\n" for line in text.splitlines())
    return one(f"{FUNCTION}  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n{indented}")


FULL = f"""\
{FUNCTION}{API}\
  Notes: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId,
      PathPart: notes}}}}
  Note: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref Notes,
      PathPart: '{{id}}'}}}}
  Rest: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref Note,
      PathPart: '{{all+}}'}}}}
  Size: {{Type: AWS::ApiGateway::Model, Properties: {{RestApiId: !Ref Api, Name: Size, Schema: {{type: integer}}}}}}
  Pet:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Pet
      ContentType: application/json
      Schema:
        type: object
        definitions: {{name: {{type: string}}}}
        properties:
          name: {{$ref: '#/definitions/name'}}
          size: {{$ref: !Sub 'https://apigateway.amazonaws.com/restapis/${{Api}}/models/${{Size}}'}}
          parent: {{$ref: '#'}}
  Checks: {{Type: AWS::ApiGateway::RequestValidator, Properties: {{RestApiId: !Ref Api, ValidateRequestBody: 'true'}}}}
  Users:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: Users
      Type: REQUEST
      AuthorizerUri: !Sub '{URI}'
      IdentitySource: method.request.header.A, method.request.querystring.b
      AuthorizerResultTtlInSeconds: 60
  Put:
    Type: AWS::ApiGateway::Method
    Metadata: {{cfngw: {{Public: why not}}}}
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Note
      HttpMethod: PUT
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Users
      ApiKeyRequired: true
      OperationName: put
      RequestValidatorId: !Ref Checks
      RequestModels: {{application/json: !Ref Pet}}
      RequestParameters: {{method.request.querystring.page: true, method.request.header.X: false}}
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub '{URI}'
        TimeoutInMillis: 5000
        PassthroughBehavior: NEVER
        RequestTemplates:
          application/json: |
            {{"a": 1}}
        IntegrationResponses:
          - StatusCode: 200
            ResponseParameters: {{method.response.header.L: "'x'"}}
          - StatusCode: '400'
            SelectionPattern: bad.*
            ResponseTemplates: {{application/json: '{{}}'}}
      MethodResponses:
        - {{StatusCode: 200, ResponseModels: {{application/json: !Ref Pet}},
            ResponseParameters: {{method.response.header.L: true}}}}
        - StatusCode: 400
  All: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Api, ResourceId: !Ref Rest, HttpMethod: ANY,
      Integration: {{Type: MOCK}}}}}}
  Denied:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {{RestApiId: !Ref Api, ResponseType: ACCESS_DENIED, StatusCode: '418',
        ResponseTemplates: {{application/json: 'no'}}}}
  Deployed: {{Type: AWS::ApiGateway::Deployment, Properties: {{RestApiId: !Ref Api, StageName: old,
      StageDescription: {{Variables: {{a: b}}}}}}}}
  Dev:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: dev
      DeploymentId: !Ref Deployed
      Variables: {{stage: dev}}
      TracingEnabled: true
      AccessLogSetting: {{Format: $context.requestId, DestinationArn: arn}}
      MethodSettings:
        - {{ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO}}
        - {{ResourcePath: '/~1notes~1{{id}}', HttpMethod: PUT, ThrottlingRateLimit: 5}}
      CanarySetting: {{PercentTraffic: 10}}
  Key: {{Type: AWS::ApiGateway::ApiKey, Properties: {{Name: k, Enabled: true}}}}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties: {{ApiStages: [{{ApiId: !Ref Api, Stage: !Ref Dev}}], Quota: {{Limit: 9, Period: DAY}}}}
  Planned: {{Type: AWS::ApiGateway::UsagePlanKey, Properties: {{KeyId: !Ref Key, KeyType: API_KEY,
      UsagePlanId: !Ref Plan}}}}
  Domain: {{Type: AWS::ApiGateway::DomainName, Properties: {{DomainName: a.example}}}}
  Mapped: {{Type: AWS::ApiGateway::BasePathMapping, Properties: {{DomainName: !Ref Domain, BasePath: v1,
      RestApiId: !Ref Api, Stage: !Ref Dev}}}}
"""


def test_methods_with_their_paths() -> None:
    api = one(FULL)
    assert [route.key for route in api.routes] == ["PUT /notes/{id}", "ANY /notes/{id}/{all+}"]
    assert api.routes[1].parts == (
        PathPart(kind="static", name="notes"),
        PathPart(kind="variable", name="id"),
        PathPart(kind="greedy", name="all"),
    )
    assert answers(api.routes[1]).target is None
    assert api.unknown == ()


def test_a_method_whole() -> None:
    route = one(FULL).route("PUT /notes/{id}")
    assert route is not None
    assert (route.authorization, route.authorizer, route.api_key_required) == ("CUSTOM", "Users", True)
    assert route.validator == Validator(at=route.at, body=True)
    assert route.request_models == {"application/json": "Pet"}
    assert route.request_parameters == {("querystring", "page"): True, ("header", "X"): False, ("path", "id"): True}
    assert (route.operation, route.public, route.logical_id) == ("put", "why not", "Put")
    assert [(each.status, each.models, each.headers) for each in route.responses] == [
        ("200", {"application/json": "Pet"}, ("L",)),
        ("400", {}, ()),
    ]


def test_an_integration_whole_with_the_place_of_its_template() -> None:
    found = answers(one(FULL).route("PUT /notes/{id}"))
    assert (found.type, found.method, found.timeout_ms, found.passthrough) == ("AWS", "POST", 5000, "NEVER")
    assert found.target == FunctionTarget(function=Reference("Hello"))
    template = found.request_templates["application/json"]
    assert template == MappingTemplate(at=template.at, text='{"a": 1}\n')
    line = FULL.splitlines().index("          application/json: |") + 2
    assert template.where == ("x.yaml", line, 11)
    assert [(each.pattern, each.status) for each in found.responses] == [("", "200"), ("bad.*", "400")]
    assert found.responses[0].parameters == {"method.response.header.L": "'x'"}


def test_models_stand_in_the_places_of_their_references() -> None:
    pet = one(FULL).model("Pet")
    assert pet is not None
    own = {"name": {"type": "string"}, "size": {"type": "integer"}, "parent": {"$ref": "#/definitions/Pet"}}
    plain = {"type": "object", "properties": own}
    assert pet.schema == {**plain, "definitions": {"Pet": plain}}


def test_every_api_has_the_two_models_of_the_gateway() -> None:
    api = one(API)
    assert [model.name for model in api.models] == ["Empty", "Error"]


def test_authorizers_stages_and_responses() -> None:
    api = one(FULL)
    (users,) = api.authorizers
    assert (users.kind, users.ttl_seconds) == ("REQUEST", 60)
    assert users.identity_sources == ("method.request.header.A", "method.request.querystring.b")
    assert users.target == FunctionTarget(function=Reference("Hello"))
    dev, old = api.stages
    assert (dev.name, dev.variables, dev.tracing, dev.log_format) == (
        "dev",
        {"stage": "dev"},
        True,
        "$context.requestId",
    )
    assert dev.settings == {"*": {"LoggingLevel": "INFO"}, "PUT /notes/{id}": {"ThrottlingRateLimit": 5}}
    assert dev.canary == {"PercentTraffic": 10}
    assert (old.name, old.variables) == ("old", {"a": "b"})
    assert [(each.type, each.status) for each in api.gateway_responses] == [("ACCESS_DENIED", "418")]


def test_what_stands_around() -> None:
    found = reading(FULL)
    (plan,) = found.usage_plans
    assert plan.stages == ({"api": Reference("Api"), "stage": "dev", "throttle": {}},)
    assert (plan.quota, plan.keys) == ({"Limit": 9, "Period": "DAY"}, (Reference("Key"),))
    assert [(key.name, key.enabled) for key in found.api_keys] == [("k", True)]
    assert [(each.domain, each.path, each.stage) for each in found.domains] == [("a.example", "v1", "dev")]
    hello = found.functions["Hello"]
    assert (hello.handler, hello.timeout_seconds, hello.memory_size_mb) == ("a.b", 3, 128)
    assert (hello.code.kind, hello.code.value) == ("inline", "x")


OPENAPI = """\
openapi: 3.0.1
info: {title: Notes, version: '1'}
security: [{api_key: []}]
x-amazon-apigateway-binary-media-types: [image/png]
x-amazon-apigateway-minimum-compression-size: 5
x-amazon-apigateway-api-key-source: HEADER
x-amazon-apigateway-policy: {Statement: []}
x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}
x-amazon-apigateway-importexport-version: '1.0'
x-amazon-apigateway-request-validators: {all: {validateRequestBody: true, validateRequestParameters: true}}
x-amazon-apigateway-request-validator: all
x-amazon-apigateway-gateway-responses: {DEFAULT_5XX: {statusCode: 503, responseTemplates: {application/json: 'x'}}}
paths:
  /notes/{id}:
    parameters: [{name: id, in: path, required: true}]
    put:
      operationId: put
      parameters: [{name: page, in: query, required: true}, {$ref: '#/components/parameters/X'}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses:
        '200': {headers: {L: {}}, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      security: [{Users: [], api_key: []}]
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: post
        uri: !Sub 'URI'
        passthroughBehavior: never
        requestTemplates: {application/json: '{}'}
        responses: {default: {statusCode: '200'}, 'bad.*': {statusCode: 400}}
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-request-validator: nope
      security: [{sigv4: []}]
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: 'https://a.example'}
    get: !If [Gone, {}, {x-amazon-apigateway-auth: {type: AWS_IAM}}]
components:
  parameters: {X: {name: X, in: header}}
  schemas:
    Pet: {type: object, properties: {size: {$ref: '#/components/schemas/Size'}}}
    Size: {type: integer}
  securitySchemes:
    api_key: {type: apiKey, name: x-api-key, in: header}
    sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    Users:
      type: apiKey
      name: X-Token
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer: {type: token, authorizerUri: !Sub 'URI', authorizerResultTtlInSeconds: 0}
""".replace("URI", URI)


def test_an_openapi_document_with_its_extensions() -> None:
    api = body(OPENAPI)
    assert [route.key for route in api.routes] == ["PUT /notes/{id}", "ANY /notes/{id}"]
    put, everything = api.routes
    assert (put.authorization, put.authorizer, put.api_key_required) == ("CUSTOM", "Users", True)
    assert put.request_parameters == {("path", "id"): True, ("querystring", "page"): True, ("header", "X"): False}
    assert put.request_models == {"application/json": "Pet"}
    assert put.validator == Validator(at=put.at, body=True, parameters=True)
    assert [(each.status, each.models, each.headers) for each in put.responses] == [
        ("200", {"application/json": "Pet"}, ("L",))
    ]
    found = answers(put)
    assert (found.type, found.method, found.passthrough) == ("AWS", "POST", "NEVER")
    assert found.target == FunctionTarget(function=Reference("Hello"))
    assert [(each.pattern, each.status) for each in found.responses] == [("", "200"), ("bad.*", "400")]
    assert everything.authorization == "AWS_IAM"
    assert everything.validator == Unknown("there is no request validator nope")
    assert answers(everything).target == HttpTarget(uri="https://a.example")


def test_what_an_openapi_document_says_of_the_api() -> None:
    api = body(OPENAPI)
    assert (api.name, api.binary_media_types, api.minimum_compression_size) == ("Notes", ("image/png",), 5)
    assert (api.api_key_source, api.policy, api.endpoint_disabled) == ("HEADER", {"Statement": []}, True)
    pet = api.model("Pet")
    assert pet is not None
    assert pet.schema == {"type": "object", "properties": {"size": {"type": "integer"}}}
    (users,) = api.authorizers
    assert (users.kind, users.identity_sources, users.ttl_seconds) == ("TOKEN", ("method.request.header.X-Token",), 0)
    assert [(each.type, each.status) for each in api.gateway_responses] == [("DEFAULT_5XX", "503")]
    assert {each.why for each in api.unknown} == {
        "a security at the root is not applied: API Gateway takes that of operations",
        "the condition Gone is not known: there is no condition Gone",
    }


def test_a_swagger_document() -> None:
    api = body("""\
swagger: '2.0'
info: {title: Old}
consumes: [application/xml]
paths:
  /:
    post:
      parameters: [{in: body, name: b, schema: {$ref: '#/definitions/Pet'}}]
      responses: {'200': {$ref: '#/responses/Fine'}}
      security: [{Pool: [a/b]}]
      x-amazon-apigateway-integration: {type: mock}
responses: {Fine: {schema: {$ref: '#/definitions/Pet'}}}
definitions: {Pet: {type: string}}
securityDefinitions:
  Pool:
    type: apiKey
    name: Authorization
    in: header
    x-amazon-apigateway-authtype: cognito_user_pools
    x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [arn:pool]}
""")
    (post,) = api.routes
    assert post.request_models == {"application/xml": "Pet"}
    assert post.responses[0].models == {"application/json": "Pet"}
    assert (post.authorization, post.authorizer, post.scopes) == ("COGNITO_USER_POOLS", "Pool", ("a/b",))
    assert api.authorizers[0].user_pools == ("arn:pool",)


def test_a_document_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(
        '{"openapi": "3.0.1", "paths": {"/": {"get": {"x-amazon-apigateway-integration": '
        '{"type": "http", "uri": "https://${AWS::Region}.example"}}}}}'
    )
    path = tmp_path / "x.yaml"
    path.write_text(
        "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n"
        "    Metadata: {aws:asset:path: api.json, aws:asset:property: BodyS3Location}\n"
        "    Properties: {BodyS3Location: {Bucket: b, Key: k}}\n"
    )
    (api,) = read_template(path, Given(region="eu-west-1")).apis
    assert answers(api.routes[0]).uri == "https://eu-west-1.example"
    assert api.routes[0].where.path == str(tmp_path / "api.json")


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("{BodyS3Location: {Bucket: b, Key: k}}", "the document of Api is in S3 (s3://b/k)"),
        ("{BodyS3Location: gone.yaml}", "the document of Api can't be read: gone.yaml is not there"),
        ("{Body: text}", "an OpenAPI document is a mapping"),
        ("{CloneFrom: abc}", "what the API is cloned from is not in the template"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(properties: str, why: str) -> None:
    api = one(f"  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {properties}}}\n")
    assert [each.why for each in api.unknown] == [why]


METHOD = "  M: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, HttpMethod: GET, ResourceId: %s}}\n"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("!Ref Nope", "M can't be placed: there is no Nope in the template"),
        ("!Ref Round", "M can't be placed: its path has more than 100 parts, or goes in a circle"),
        ("abc", "M can't be placed: its resource is none of this template"),
    ],
)
def test_a_method_without_a_place_is_told(place: str, why: str) -> None:
    rounds = "{RestApiId: !Ref Api, ParentId: !Ref Round, PathPart: a}"
    api = one(f"{API}  Round: {{Type: AWS::ApiGateway::Resource, Properties: {rounds}}}\n{METHOD % place}")
    assert api.routes == ()
    assert [each.why for each in api.unknown] == [why]


def test_a_template_without_an_api_gives_nothing() -> None:
    assert reading("  A: {Type: T}\n") == Reading()


def test_a_part_of_an_api_that_is_elsewhere_is_told() -> None:
    found = reading("  S: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !ImportValue api}}\n")
    assert [each.why for each in found.unknown] == [
        "S belongs to an API that is not told here (api is an export of another stack)"
    ]


def test_conditions_leave_methods_out() -> None:
    before = "Parameters: {Kind: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Kind, prod]}\n"
    method = (METHOD % "!GetAtt Api.RootResourceId").replace("{Type:", "{Condition: Prod, Type:")
    assert one(API + method, before).routes == ()
    assert [each.key for each in one(API + method, before, parameters={"Kind": "prod"}).routes] == ["GET /"]


UNKNOWN = Unknown("the condition Prod is not known: the parameter Kind has no value")


def test_what_an_unknown_condition_decides_is_no_default() -> None:
    before = "Parameters: {Kind: {Type: String}}\nConditions: {Prod: !Equals [!Ref Kind, prod]}\n"
    text = """\
  M:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      HttpMethod: GET
      ResourceId: !GetAtt Api.RootResourceId
      Integration:
        Type: MOCK
        RequestTemplates: !If [Prod, {application/json: a}, {}]
        IntegrationResponses: [!If [Prod, {StatusCode: 200}, {StatusCode: 201}]]
      MethodResponses: [!If [Prod, {StatusCode: 200}, {StatusCode: 201}]]
"""
    found = reading(API + text, before)
    route = found.apis[0].routes[0]
    assert [(each.pattern, each.status) for each in answers(route).responses] == [(UNKNOWN, UNKNOWN)]
    assert [each.status for each in route.responses] == [UNKNOWN]
    assert found.unknown == (UNKNOWN,)
    (route,) = one(API + text, before, parameters={"Kind": "prod"}).routes
    assert [(each.pattern, each.status) for each in answers(route).responses] == [("", "200")]


def test_what_is_no_template_is_our_error() -> None:
    with pytest.raises(CfngwError) as caught:
        read_document(parse("Resources: []", Path("x.yaml")))
    assert caught.value.where is not None
