"""HTTP APIs of resources, of documents and by quick create; WebSocket APIs as far as the same resources go."""

from __future__ import annotations

from pathlib import Path

from cfngw.document import Reference, Unknown, parse
from cfngw.read import read_document
from cfngw.read.model import Api, FunctionTarget, HttpTarget, Integration, Reading, ServiceTarget

HEAD = """\
Resources:
  Hello: {Type: AWS::Lambda::Function}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: Notes
      ProtocolType: HTTP
"""


def reading(text: str) -> Reading:
    return read_document(parse(HEAD + text, Path("x.yaml")))


def one(text: str) -> Api:
    (api,) = reading(text).apis
    return api


FULL = """\
      CorsConfiguration: {AllowOrigins: ['*'], AllowMethods: [GET], MaxAge: 5, AllowCredentials: false}
      DisableExecuteApiEndpoint: true
  Lambda:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Hello.Arn
      PayloadFormatVersion: 2.0
      TimeoutInMillis: 3000
  Queue:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationSubtype: SQS-SendMessage
      RequestParameters: {QueueUrl: u, MessageBody: $request.body}
      CredentialsArn: role
      PayloadFormatVersion: '1.0'
  Private:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationMethod: GET
      IntegrationUri: !Ref Listener
      ConnectionType: VPC_LINK
      ConnectionId: !Ref Link
      TlsConfig: {ServerNameToVerify: a.example}
      ResponseParameters: {'200': {ResponseParameters: [{Destination: 'overwrite:header.x', Source: y}]}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener}
  Link: {Type: AWS::ApiGatewayV2::VpcLink}
  Users:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: users
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {Issuer: 'https://i', Audience: [a]}
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /notes/{id}
      AuthorizationType: JWT
      AuthorizerId: !Ref Users
      AuthorizationScopes: [notes/read]
      Target: !Join ['/', [integrations, !Ref Lambda]]
  Post: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: POST /,
      Target: !Sub 'integrations/${Queue}'}}
  Any: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: 'ANY /{proxy+}',
      Target: !Sub 'integrations/${Private}'}}
  Rest: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $default, Target: integrations/abc}}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
      StageVariables: {a: b}
      DefaultRouteSettings: {ThrottlingRateLimit: 5}
      RouteSettings: {GET /notes/{id}: {ThrottlingRateLimit: 1}}
  Domain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: a.example}}
  Mapped: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {ApiId: !Ref Api, DomainName: !Ref Domain,
      Stage: !Ref Stage, ApiMappingKey: v1}}
""".replace("GET /notes/{id}: {T", "'GET /notes/{id}': {T")


def test_routes_and_their_integrations() -> None:
    api = one(FULL)
    assert [(route.method, route.path) for route in api.routes] == [
        ("GET", "/notes/{id}"),
        ("POST", "/"),
        ("ANY", "/{proxy+}"),
        ("ANY", "$default"),
    ]
    get, post, everything, rest = api.routes
    assert (get.authorization, get.authorizer, get.scopes) == ("JWT", "users", ("notes/read",))
    found = [route.integration for route in (get, post, everything)]
    answers = [each for each in found if isinstance(each, Integration)]
    assert len(answers) == 3
    assert answers[0].target == FunctionTarget(function=Reference("Hello"))
    assert (answers[0].payload_version, answers[0].timeout_ms) == ("2.0", 3000)
    assert answers[1].target == ServiceTarget(service="sqs", action="SendMessage", subtype="SQS-SendMessage")
    assert answers[1].request_parameters == {"QueueUrl": "u", "MessageBody": "$request.body"}
    assert answers[2].target == HttpTarget(uri=Reference("Listener"))
    assert (answers[2].connection, answers[2].tls_server_name) == (Reference("Link"), "a.example")
    assert answers[2].response_parameters == {"200": {"overwrite:header.x": "y"}}
    assert rest.integration == Unknown("its integration is none of this template")


def test_what_stands_beside_the_routes() -> None:
    api = one(FULL)
    assert api.cors is not None
    assert (api.cors.origins, api.cors.methods, api.cors.max_age_seconds) == (("*",), ("GET",), 5)
    assert api.endpoint_disabled is True
    (users,) = api.authorizers
    assert (users.kind, users.issuer, users.audience) == ("JWT", "https://i", ("a",))
    (stage,) = api.stages
    assert (stage.name, stage.auto_deploy, stage.variables) == ("$default", True, {"a": "b"})
    assert stage.settings == {"*": {"ThrottlingRateLimit": 5}, "GET /notes/{id}": {"ThrottlingRateLimit": 1}}
    (mapped,) = reading(FULL).domains
    assert (mapped.domain, mapped.path, mapped.stage) == ("a.example", "v1", "$default")


def test_quick_create_gives_a_route_and_a_stage() -> None:
    api = one("      Target: !GetAtt Hello.Arn\n")
    (route,) = api.routes
    assert (route.key, route.path) == ("$default", "$default")
    assert isinstance(route.integration, Integration)
    assert route.integration.target == FunctionTarget(function=Reference("Hello"))
    assert route.integration.payload_version == "2.0"
    assert [(stage.name, stage.auto_deploy) for stage in api.stages] == [("$default", True)]
    (route,) = one("      Target: https://a.example\n      RouteKey: GET /x\n").routes
    assert isinstance(route.integration, Integration)
    assert (route.key, route.integration.type) == ("GET /x", "HTTP_PROXY")


def test_a_document() -> None:
    api = one("""\
      Body:
        openapi: 3.0.1
        info: {title: Notes}
        x-amazon-apigateway-cors: {allowOrigins: ['https://a'], maxAge: 9}
        paths:
          /$default:
            x-amazon-apigateway-any-method:
              isDefaultRoute: true
              x-amazon-apigateway-integration:
                $ref: '#/components/x-amazon-apigateway-integrations/shared'
          /a:
            get:
              security: [{jwt: [s]}]
              x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/none'}
        components:
          x-amazon-apigateway-integrations:
            shared:
              type: AWS_PROXY
              payloadFormatVersion: '2.0'
              uri: !GetAtt Hello.Arn
              responseParameters: {'200': {'append:header.x': y}}
          securitySchemes:
            jwt:
              type: oauth2
              x-amazon-apigateway-authorizer:
                type: jwt
                identitySource: $request.header.Authorization
                jwtConfiguration: {issuer: 'https://i', audience: [a]}
""")
    default, get = api.routes
    assert (default.key, default.path) == ("$default", "$default")
    assert isinstance(default.integration, Integration)
    assert default.integration.target == FunctionTarget(function=Reference("Hello"))
    assert default.integration.response_parameters == {"200": {"append:header.x": "y"}}
    assert get.integration == Unknown("there is no #/components/x-amazon-apigateway-integrations/none")
    assert (get.authorization, get.authorizer, get.scopes) == ("JWT", "jwt", ("s",))
    assert api.authorizers[0].identity_sources == ("$request.header.Authorization",)
    assert api.cors is not None
    assert (api.cors.origins, api.cors.max_age_seconds) == (("https://a",), 9)


def test_a_websocket_api_has_its_route_keys() -> None:
    text = "  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: $connect}}\n"
    (api,) = read_document(parse(HEAD.replace("HTTP", "WEBSOCKET") + text, Path("x.yaml"))).apis
    assert (api.protocol, [route.key for route in api.routes]) == ("WEBSOCKET", ["$connect"])
