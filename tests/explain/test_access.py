"""Who may call: kinds and words."""

from __future__ import annotations

import pytest
from explained import ROOT, api_of, http, rest, route_of

from cfngw.explain.access import KINDS
from cfngw.explain.security_formats import _WORDS

FOR_ALL = '{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}'
BY_IP = (
    '{Effect: Deny, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*", '
    'Condition: {NotIpAddress: {"aws:SourceIp": [203.0.113.0/24]}}}'
)
SOME = "Parameters: {Which: {Type: String}}\n"
POOL = """\
Users:
  Type: AWS::ApiGateway::Authorizer
  Properties: {RestApiId: !Ref Api, Name: Users, Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt Pool.Arn]}
Pool: {Type: AWS::Cognito::UserPool}
"""
GATE = """\
Gate:
  Type: AWS::ApiGateway::Authorizer
  Properties:
    RestApiId: !Ref Api
    Name: Gate
    Type: TOKEN
    AuthorizerUri: !Sub arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b}}
"""
JWT = """\
Jwt:
  Type: AWS::ApiGatewayV2::Authorizer
  Properties:
    ApiId: !Ref Api
    Name: Tokens
    AuthorizerType: JWT
    IdentitySource: [$request.header.Authorization]
    JwtConfiguration: {Issuer: https://id.example.com, Audience: [notes]}
"""


def policy(*statements: str) -> str:
    return f", Policy: {{Version: '2012-10-17', Statement: [{', '.join(statements)}]}}"


@pytest.mark.parametrize(
    ("template", "kind", "who"),
    [
        (rest(), "open", "everybody"),
        (rest(", ApiKeyRequired: true"), "key", "everybody with an API key"),
        (rest(", HttpMethod: OPTIONS"), "preflight", "everybody (preflight)"),
        (rest(", AuthorizationType: AWS_IAM"), "iam", "an IAM identity"),
        (rest(", AuthorizationType: AWS_IAM, ApiKeyRequired: true"), "iam", "an IAM identity, and an API key"),
        (
            rest(", AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: !Ref Users", more=POOL),
            "token",
            "a valid token of Users",
        ),
        (
            rest(
                ", AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: !Ref Users, AuthorizationScopes: [a/r, a/w]",
                more=POOL,
            ),
            "token",
            "a valid token of Users with a/r or a/w",
        ),
        (rest(", AuthorizationType: CUSTOM, AuthorizerId: !Ref Gate", more=GATE), "authorizer", "whom Gate lets in"),
        (
            http(", AuthorizationType: JWT, AuthorizerId: !Ref Jwt, AuthorizationScopes: [n/w]", more=JWT),
            "token",
            "a valid token of Tokens with n/w",
        ),
        (rest(api=policy(FOR_ALL)), "open", "everybody"),
        (rest(api=policy(FOR_ALL, BY_IP)), "policy", "whom the resource policy lets in"),
        (
            rest(", ApiKeyRequired: true", api=policy(FOR_ALL, BY_IP)),
            "policy",
            "everybody with an API key, whom the resource policy lets in",
        ),
        (
            rest(", AuthorizationType: AWS_IAM", api=policy(BY_IP)),
            "iam",
            "an IAM identity, as the resource policy allows",
        ),
        (
            rest(api=", EndpointConfiguration: {Types: [PRIVATE]}"),
            "nobody",
            "nobody: a private API without a policy lets no call in",
        ),
        (
            rest(api=f", EndpointConfiguration: {{Types: [PRIVATE]}}{policy(FOR_ALL)}"),
            "private",
            "everybody whose VPC endpoint reaches it",
        ),
        (http(), "open", "everybody"),
    ],
)
def test_who_may_call(template: str, kind: str, who: str) -> None:
    access = route_of(template).access
    assert (access.kind, access.who) == (kind, who)


def test_a_reason_makes_an_open_route_public() -> None:
    template = rest().replace("Method:\n", "Method:\n  Metadata: {cfngw: {Public: the front page}}\n")
    access = route_of(template).access
    assert (access.kind, access.who, access.reason) == ("public", "everybody (the front page)", "the front page")


def test_what_a_parameter_decides_is_not_guessed() -> None:
    access = route_of(rest(", AuthorizationType: !Ref Which"), SOME).access
    assert (access.kind, access.who) == ("unknown", "not known: the parameter Which has no value")
    keyed = route_of(rest(", ApiKeyRequired: !Ref Which"), SOME).access
    assert keyed.kind == "unknown"
    assert route_of(rest(", ApiKeyRequired: !Ref Which"), SOME, parameters={"Which": "true"}).access.kind == "key"
    assert route_of(rest(api=", Policy: !Ref Which"), SOME).access.kind == "unknown"


SAM = """\
Api:
  Type: AWS::Serverless::Api
  Properties: {StageName: dev, Auth: {ResourcePolicy: {IpRangeWhitelist: [203.0.113.0/24]}}}
Fn:
  Type: AWS::Serverless::Function
  Properties:
    Handler: a.b
    Runtime: python3.13
    Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}
"""


def test_a_policy_that_is_not_read_opens_nothing() -> None:
    access = route_of(SAM, "Transform: AWS::Serverless-2016-10-31\n").access
    assert (access.kind, access.who) == ("unknown", "not known: the policy that SAM makes is not read")


def test_only_connect_of_a_websocket_api_asks_who_calls() -> None:
    text = http(", RouteKey: $connect").replace("ProtocolType: HTTP", "ProtocolType: WEBSOCKET")
    assert route_of(text).access.kind == "open"
    assert route_of(text.replace("$connect", "send")).access.kind == "connected"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (FOR_ALL, "allows everybody"),
        (BY_IP, "denies everybody where the address is not 203.0.113.0/24"),
        (
            "{Effect: Allow, Principal: {AWS: 'arn:aws:iam::123456789012:root'}, Resource: ['execute-api:/dev/GET/a']}",
            "allows the account 123456789012 to call dev/GET/a",
        ),
        (
            "{Effect: Allow, Principal: '*', Resource: '*', Condition: {StringEquals: {'aws:SourceVpce': vpce-1}}}",
            "allows everybody where the VPC endpoint is vpce-1",
        ),
        ("{Principal: '*'}", "has a statement whose effect is not told"),
        (
            "{Effect: Allow, Principal: {AWS: [a, b, c, d, e, f, g]}}",
            "allows a or b or c or d or e or 2 more",
        ),
    ],
)
def test_a_policy_is_told_statement_by_statement(statement: str, sentence: str) -> None:
    assert api_of(rest(api=policy(statement))).policy == (sentence,)


def test_every_kind_has_a_word() -> None:
    assert set(_WORDS) == set(KINDS)


MUTUAL = """\
Domain:
  Type: AWS::ApiGatewayV2::DomainName
  Properties: {DomainName: api.example.com, MutualTlsAuthentication: {TruststoreUri: s3://a/b}}
Mapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {ApiId: !Ref Api, DomainName: !Ref Domain, Stage: $default}}
"""


def test_a_certificate_counts_where_no_way_goes_past_it() -> None:
    off = ", DisableExecuteApiEndpoint: true"
    access = route_of(http(api=off, more=MUTUAL)).access
    assert (access.kind, access.who) == ("certificate", "everybody, with a client certificate")
    assert route_of(http(more=MUTUAL)).access.kind == "open"
    assert route_of(http(api=off)).access.kind == "open"
    second = MUTUAL.replace("Domain:", "Domain2:").replace("Mapping:", "Mapping2:").replace("Ref Domain", "Ref Domain2")
    plain = second.replace(", MutualTlsAuthentication: {TruststoreUri: s3://a/b}", "").replace("api.ex", "b.ex")
    assert route_of(http(api=off, more=MUTUAL + plain)).access.kind == "open"


def test_the_page_lists_the_kinds() -> None:
    page = (ROOT / "docs" / "explain.md").read_text(encoding="utf-8")
    assert "".join(f"| `{kind}` | {words} |\n" for kind, words in KINDS.items()) in page
