"""The APIs that SAM makes of its resources and of events."""

from __future__ import annotations

from pathlib import Path

from cfngw.document import Reference, Unknown, parse
from cfngw.read import read_document
from cfngw.read.model import FunctionTarget, Integration, Reading, ServiceTarget

HEAD = "Transform: AWS::Serverless-2016-10-31\n"


def reading(text: str) -> Reading:
    return read_document(parse(HEAD + text, Path("x.yaml")))


IMPLICIT = """\
Globals:
  Function: {Runtime: python3.13, Timeout: 9, Environment: {Variables: {A: a}}}
  Api: {Cors: "'*'", Auth: {ApiKeyRequired: true, AddApiKeyRequiredToCorsPreflight: false}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {B: b}}
      AutoPublishAlias: live
      Events:
        Get: {Type: Api, Properties: {Path: '/notes/{id}', Method: get}}
        Any: {Type: Api, Properties: {Path: /notes, Method: any, RequestParameters: [method.request.header.X,
            method.request.querystring.p: {Required: true}]}}
        Http: {Type: HttpApi}
        Timer: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
"""


def test_events_that_name_no_api() -> None:
    rest, http = reading(IMPLICIT).apis
    assert (rest.logical_id, rest.protocol) == ("ServerlessRestApi", "REST")
    assert [route.key for route in rest.routes] == [
        "GET /notes/{id}",
        "ANY /notes",
        "OPTIONS /notes/{id}",
        "OPTIONS /notes",
    ]
    get, everything, preflight, _ = rest.routes
    assert isinstance(get.integration, Integration)
    hello = Reference("Hello")
    assert get.integration.target == FunctionTarget(function=hello, qualifier="live")
    assert everything.request_parameters == {("header", "X"): False, ("querystring", "p"): True}
    assert [get.api_key_required, preflight.api_key_required] == [True, False]
    assert isinstance(preflight.integration, Integration)
    assert preflight.integration.type == "MOCK"
    assert preflight.integration.responses[0].parameters == {
        "method.response.header.Access-Control-Allow-Origin": "'*'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'",
    }
    assert [stage.name for stage in rest.stages] == ["Prod"]
    assert (http.logical_id, [route.key for route in http.routes]) == ("ServerlessHttpApi", ["$default"])
    assert [stage.name for stage in http.stages] == ["$default"]


def test_globals_reach_functions() -> None:
    hello = reading(IMPLICIT).functions["Hello"]
    assert (hello.runtime, hello.timeout_seconds, hello.environment) == ("python3.13", 9, {"A": "a", "B": "b"})
    assert (hello.code.kind, hello.code.value) == ("path", "src/")


EXPLICIT = """\
Resources:
  Auth: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, InlineCode: x}}
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
      Variables: {a: b}
      BinaryMediaTypes: [image~1png]
      EndpointConfiguration: {Type: REGIONAL}
      Models: {Pet: {type: object}}
      GatewayResponses: {DEFAULT_4XX: {StatusCode: 418, ResponseParameters: {Headers: {X: "'y'"}}}}
      MethodSettings: [{HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 5}]
      Domain: {DomainName: a.example, BasePath: [/v1, v2]}
      Auth:
        DefaultAuthorizer: Token
        Authorizers:
          Token: {FunctionArn: !GetAtt Auth.Arn, Identity: {Header: X-Token, ReauthorizeEvery: 30}}
          Pool: {UserPoolArn: arn:pool, AuthorizationScopes: [s]}
          Request: {FunctionArn: !GetAtt Auth.Arn, FunctionPayloadType: REQUEST, Identity: {QueryStrings: [t]}}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: true
      Auth:
        Authorizers: {Jwt: {IdentitySource: $request.header.Authorization, JwtConfiguration: {issuer: 'https://i',
            audience: [a]}}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Events: {Start: {Type: Api, Properties: {Path: /start, Method: POST, RestApiId: !Ref Rest,
          Auth: {Authorizer: NONE}}}}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Rest, RequestModel: {Model: Pet,
            ValidateBody: true}}}
        B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref Rest, Auth: {Authorizer: Pool}}}
        C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref Rest, Auth: {Authorizer: AWS_IAM}}}
        D: {Type: Api, Properties: {Path: /d, Method: get, RestApiId: !Ref Rest, Auth: {Authorizer: Nope}}}
        E: {Type: HttpApi, Properties: {Path: /e, Method: get, ApiId: !Ref Http, Auth: {Authorizer: Jwt},
            TimeoutInMillis: 7}}
        F: {Type: Api, Properties: {Path: /f, Method: get, RestApiId: !ImportValue x}}
"""


def test_apis_with_authorizers() -> None:
    found = reading(EXPLICIT)
    rest, http = found.apis
    assert {route.path: (route.authorization, route.authorizer) for route in rest.routes} == {
        "/start": ("NONE", None),
        "/a": ("CUSTOM", "Token"),
        "/b": ("COGNITO_USER_POOLS", "Pool"),
        "/c": ("AWS_IAM", None),
        "/d": (Unknown("there is no authorizer Nope"), "Nope"),
    }
    token, pool, request = rest.authorizers
    assert (token.kind, token.identity_sources, token.ttl_seconds) == ("TOKEN", ("method.request.header.X-Token",), 30)
    assert token.target == FunctionTarget(function=Reference("Auth"))
    assert (pool.kind, pool.user_pools) == ("COGNITO_USER_POOLS", ("arn:pool",))
    assert request.identity_sources == ("method.request.querystring.t",)
    (route,) = http.routes
    assert (route.authorization, route.authorizer) == ("JWT", "Jwt")
    assert isinstance(route.integration, Integration)
    assert (route.integration.payload_version, route.integration.timeout_ms) == ("2.0", 7)
    assert http.authorizers[0].issuer == "https://i"
    assert http.cors is not None
    assert http.cors.origins == ("*",)
    assert [each.why for each in found.unknown] == ["an event of Hello names an API that is not told here"]


def test_what_a_sam_api_says_of_itself() -> None:
    found = reading(EXPLICIT)
    rest = found.apis[0]
    assert (rest.binary_media_types, rest.endpoint_types) == (("image/png",), ("REGIONAL",))
    a = rest.route("GET /a")
    assert a is not None
    assert a.request_models == {"application/json": "Pet"}
    assert rest.gateway_responses[0].parameters == {"gatewayresponse.header.X": "'y'"}
    (stage,) = rest.stages
    assert (stage.name, stage.variables, stage.settings) == ("dev", {"a": "b"}, {"*": {"ThrottlingRateLimit": 5}})
    assert [(each.domain, each.path, each.stage) for each in found.domains] == [
        ("a.example", "v1", "dev"),
        ("a.example", "v2", "dev"),
    ]


def test_an_event_of_a_state_machine_starts_it() -> None:
    start = reading(EXPLICIT).apis[0].route("POST /start")
    assert start is not None
    assert isinstance(start.integration, Integration)
    assert start.integration.target == ServiceTarget(service="states", action="StartExecution")
    assert str(start.integration.request_templates["application/json"].text).endswith('"${Machine}"}')


def test_a_document_of_its_own_takes_no_events() -> None:
    (api,) = reading("""\
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
      Auth: {DefaultAuthorizer: AWS_IAM}
      DefinitionBody: {openapi: 3.0.1, paths: {/x: {get: {x-amazon-apigateway-integration: {type: mock}}}}}
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Rest}}}
""").apis
    assert [(route.key, route.authorization) for route in api.routes] == [("GET /x", "AWS_IAM")]
