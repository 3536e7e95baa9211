"""29 mistakes that people make, 28 of which cfn-lint passes in silence: each is found, at its line, by the rule for it.

A mistake is one change of a template in which no rule finds anything; ``# here`` stands where it has to be found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.lint import Options, lint_text

TEMPLATE = Path("template.yaml")
OURS = Options(engine="rules", include=("I",))

REST = r"""Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/hello
      Code: {ZipFile: "def handler(event, context): return {}"}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: Hello, EndpointConfiguration: {Types: [REGIONAL]}}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: '{item}'}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: POST
      AuthorizationType: NONE
      RequestParameters: {method.request.path.item: true}
      MethodResponses:
        - StatusCode: '200'
          ResponseParameters: {method.response.header.X-Kind: true}
        - StatusCode: '500'
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations
        PassthroughBehavior: NEVER
        RequestTemplates:
          application/json: '{"id": "$util.escapeJavaScript($input.params("item")).replaceAll("\\''", "''")"}'
        IntegrationResponses:
          - StatusCode: '200'
            ResponseParameters: {method.response.header.X-Kind: "'hello'"}
          - StatusCode: '500'
            SelectionPattern: '[\s\S]+'
            ResponseTemplates: {application/json: '{"message": "failed"}'}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Hello
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*
  Deployment5f3a9c1e07:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Method
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment5f3a9c1e07
      StageName: live
"""

HTTP = """\
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/hello
      Code: {ZipFile: "def handler(event, context): return {}"}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: Hello
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ['https://example.com']
        AllowMethods: [GET]
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Hello.Arn
      PayloadFormatVersion: '2.0'
      TimeoutInMillis: 10000
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /hello
      Target: !Sub integrations/${Integration}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Hello
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
"""


PERMISSION = REST[REST.index("  Permission:") : REST.index("  Deployment5f3a9c1e07:")]
SECOND = """\
  Other:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: '{NAME}' # here
  Method:
"""
SETTINGS = """\
      StageName: live
      MethodSettings:
        - {HttpMethod: '*', ResourcePath: /*, LoggingLevel: LEVEL} # here
"""
PLAN = """\
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Quota: {Limit: 100, Period: FORTNIGHT} # here
  Stage:
"""
EARLY_PLAN = """\
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages:
        - ApiId: !Ref Api
          Stage: live # here
  Stage:
"""
AGAIN = """\
  Again:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /hello # here
      Target: !Sub integrations/${Integration}
  Permission:
"""

STAGE = "    Properties:\n      ApiId: !Ref Api\n      StageName"

Mistake = tuple[str, str, dict[str, str]]

MISTAKES: dict[str, Mistake] = {
    "01 deployment without DependsOn any method": (
        "E9720",
        REST,
        {"Deployment5f3a9c1e07:": "Deployment5f3a9c1e07: # here", "    DependsOn: Method\n": ""},
    ),
    "02 URI without invocations": ("E9532", REST, {"${Hello.Arn}/invocations": "${Hello.Arn} # here"}),
    "03 GET for a function": ("E9531", REST, {"IntegrationHttpMethod: POST": "IntegrationHttpMethod: GET # here"}),
    "04 status without method response": (
        "E9546",
        REST,
        {"    - StatusCode: '500'\n            S": "    - StatusCode: '503' # here\n            S"},
    ),
    "05 template that does not parse": (
        "E9570",
        REST,
        {"json: '{\"id": "json: '#if($x {\"id", "\"}'\n": "\"}' # here\n"},
    ),
    "06 pattern that does not compile": ("E9549", REST, {"'[\\s\\S]+'": "'[a-' # here"}),
    "07 two defaults": ("E9547", REST, {"'500'\n            SelectionPattern: '[\\s\\S]+'": "'500' # here"}),
    "08 sibling variables": ("E9501", REST, {"  Method:\n": SECOND.replace("NAME", "other")}),
    "09 duplicate sibling": ("E9502", REST, {"  Method:\n": SECOND.replace("NAME", "item")}),
    "10 key without plan": ("W9630", REST, {"Type: NONE\n": "Type: NONE\n      ApiKeyRequired: true # here\n"}),
    "11 plan that does not wait for its stage": ("W9631", REST, {"  Stage:\n": EARLY_PLAN}),
    "12 header that is not declared": ("E9555", REST, {"X-Kind: \"'hello'\"}": "X-Other: \"'hello'\"} # here"}),
    "13 model that does not exist": (
        "E9606",
        REST,
        {"Type: NONE\n": "Type: NONE\n      RequestModels: {application/json: Missing} # here\n"},
    ),
    "14 logs without the account's role": (
        "W9732",
        REST,
        {"      StageName: live\n": SETTINGS.replace("LEVEL", "INFO")},
    ),
    "15 level that does not exist": (
        "E9729",
        REST,
        {"      StageName: live\n": SETTINGS.replace("LEVEL", "LOUD")},
    ),
    "16 period that does not exist": ("E9636", REST, {"  Stage:\n": PLAN}),
    "17 passthrough that does not exist": ("E3030", REST, {"Behavior: NEVER": "Behavior: WHEN_NO_TEMPLATE # here"}),
    "18 no permission": ("W9870", REST, {PERMISSION: "", "/invocations": "/invocations # here"}),
    "19 literal without quotes": ("E9556", REST, {"\"'hello'\"}": "hello} # here"}),
    "20 stream through the address of whole answers": (
        "W9564",
        REST,
        {
            "Type: AWS\n": "Type: AWS_PROXY\n        ResponseTransferMode: STREAM\n",
            "/invocations": "/invocations # here",
        },
    ),
    "31 bare target": ("E9794", HTTP, {"!Sub integrations/${Integration}": "!Ref Integration # here"}),
    "32 route key in small letters": ("E9790", HTTP, {"GET /hello": "get hello # here"}),
    "33 key for an HTTP API": ("E9813", HTTP, {"GET /hello\n": "GET /hello\n      ApiKeyRequired: true # here\n"}),
    "34 JWT without authorizer": ("E9650", HTTP, {"GET /hello\n": "GET /hello\n      AuthorizationType: JWT # here\n"}),
    "35 stage that gets no deployment": (
        "W9817",
        HTTP,
        {
            STAGE: STAGE.replace(":\n", ": # here\n"),
            "      AutoDeploy: true\n": "",
        },
    ),
    "36 credentials for any origin": (
        "E9829",
        HTTP,
        {"['https://example.com']\n": "['*']\n        AllowCredentials: true # here\n"},
    ),
    "37 payload 3.0": ("E9800", HTTP, {"'2.0'": "'3.0' # here"}),
    "38 route key twice": ("E9791", HTTP, {"  Permission:\n": AGAIN}),
    "39 timeout of a minute": ("E9802", HTTP, {"Millis: 10000": "Millis: 60000 # here"}),
}


@pytest.mark.parametrize("base", [REST, HTTP], ids=["REST", "HTTP"])
def test_nothing_is_found_before_a_mistake_is_made(base: str) -> None:
    assert lint_text(base, TEMPLATE, OURS).files[0].findings == ()


@pytest.mark.parametrize(("rule", "base", "changes"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_at_its_line(rule: str, base: str, changes: dict[str, str]) -> None:
    text = base
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (line,) = (number for number, each in enumerate(text.splitlines(), 1) if each.endswith("# here"))
    found = lint_text(text, TEMPLATE, OURS if rule > "E94" else Options()).findings
    assert (line, rule) in {(each.line, each.rule) for each in found}
