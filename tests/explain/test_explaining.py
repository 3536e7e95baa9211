"""What is told of routes, stages, functions, quotas, and of what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from explained import OUTPUT, api_of, document, http, rest, route_of, told

from cfngw.document import Given, TemplateError, read
from cfngw.explain import explain, only

LAMBDA = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions"
FN = "Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Timeout: 60}}\n"


def calls(integration: str, more: str = "") -> tuple[str, str]:
    call = route_of(rest(f", Integration: {{{integration}}}", more=more)).call
    return call.kind, call.what


@pytest.mark.parametrize(
    ("integration", "kind", "what"),
    [
        ("Type: MOCK", "mock", "mock"),
        (f'Type: AWS_PROXY, Uri: !Sub "{LAMBDA}/${{Fn.Arn}}/invocations"', "function", "Fn"),
        (f'Type: AWS_PROXY, Uri: !Sub "{LAMBDA}/${{Fn.Arn}}:live/invocations"', "function", "Fn:live"),
        (
            f'Type: AWS_PROXY, Uri: "{LAMBDA}/arn:aws:lambda:us-east-1:123456789012:function:far/invocations"',
            "function",
            "far",
        ),
        (
            "Type: HTTP_PROXY, Uri: 'https://x.example/a?key=1', IntegrationHttpMethod: POST",
            "http",
            "POST https://x.example/a",
        ),
        (
            "Type: HTTP_PROXY, Uri: 'https://x.example', ConnectionType: VPC_LINK, ConnectionId: !Ref Link",
            "http",
            "https://x.example through Link",
        ),
        ("Type: AWS, Uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem'", "service", "dynamodb PutItem"),
        ("Type: AWS, Uri: 'arn:aws:apigateway:us-east-1:sqs:path/1/q'", "service", "sqs path 1/q"),
        ("Type: AWS_PROXY, Uri: !Ref Nope", "unknown", "not known: there is no Nope in the template"),
    ],
)
def test_what_answers(integration: str, kind: str, what: str) -> None:
    more = f"{FN}Link: {{Type: AWS::ApiGateway::VpcLink, Properties: {{Name: a}}}}\n"
    assert calls(integration, more) == (kind, what)


def test_a_stage_variable_is_told_stage_by_stage() -> None:
    uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Fn.Arn}:${!stageVariables.a}/invocations"
    stages = "".join(
        f"{name}: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api, StageName: {name}, "
        f"Variables: {{a: {name}2}}}}}}\n"
        for name in ("dev", "prod")
    )
    call = route_of(rest(f', Integration: {{Type: AWS_PROXY, Uri: !Sub "{uri}"}}', more=FN + stages)).call
    assert call.by_stage == {"dev": "Fn:dev2", "prod": "Fn:prod2"}
    (function,) = told(rest(f', Integration: {{Type: AWS_PROXY, Uri: !Sub "{uri}"}}', more=FN + stages)).functions
    assert [caller.what for caller in function.callers] == ["GET /"]


def test_how_long_the_gateway_waits() -> None:
    call = route_of(http()).call
    assert (call.waits_ms, call.timeout_is_given) == (30_000, False)
    assert (
        route_of(rest(", Integration: {Type: HTTP, Uri: 'https://x.example', TimeoutInMillis: 500}")).call.waits_ms
        == 500
    )


def test_what_is_checked_and_what_is_only_declared() -> None:
    model = "Note: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref Api, Name: Note, Schema: {}}}\n"
    check = (
        "Check: {Type: AWS::ApiGateway::RequestValidator, "
        "Properties: {RestApiId: !Ref Api, ValidateRequestBody: true, ValidateRequestParameters: true}}\n"
    )
    wants = (
        ", RequestModels: {application/json: !Ref Note}, "
        "RequestParameters: {method.request.header.X: true, method.request.querystring.q: false}"
    )
    assert route_of(rest(wants, more=model)).checks == (
        "does not check Note: no validator asks for it",
        "does not check header X: no validator asks for it",
    )
    assert route_of(rest(f"{wants}, RequestValidatorId: !Ref Check", more=model + check)).checks == (
        "checks the body against Note",
        "wants header X",
    )


def test_a_stage_with_logs_throttles_and_more() -> None:
    stage = """\
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: !Ref Api
    StageName: dev
    TracingEnabled: true
    CacheClusterEnabled: true
    CacheClusterSize: "0.5"
    AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: a}
    CanarySetting: {PercentTraffic: 10}
    MethodSettings:
      - {ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: true, ThrottlingRateLimit: 5}
      - {ResourcePath: /, HttpMethod: GET, ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2}
Logs: {Type: AWS::Logs::LogGroup}
"""
    api = api_of(rest(more=stage))
    (found,) = api.stages
    assert (found.name, found.access_log, found.execution_log, found.data_trace) == ("dev", "Logs", "INFO", True)
    assert found.url == "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev"
    assert found.throttle is not None
    assert (found.throttle.rate, found.throttle.burst) == ("5", None)
    assert found.more == ("traced by X-Ray", "cache of 0.5 GB", "10 % of the calls go to a canary")
    (throttle,) = api.routes[0].throttles
    assert (throttle.by, throttle.rate, throttle.burst) == ("dev", "1", "2")


def test_a_default_endpoint_that_is_off_has_no_address() -> None:
    stage = (
        "S: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}}\n"
    )
    (on,) = api_of(http(more=stage)).stages
    assert (on.url, on.deploys_itself) == ("https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}", True)
    off = api_of(http(api=", DisableExecuteApiEndpoint: true", more=stage))
    assert (off.default_endpoint, off.stages[0].url) == (False, None)


def test_a_plan_throttles_the_routes_that_ask_for_a_key() -> None:
    plan = """\
Plan:
  Type: AWS::ApiGateway::UsagePlan
  Properties:
    UsagePlanName: free
    ApiStages: [{ApiId: !Ref Api, Stage: dev}]
    Throttle: {RateLimit: 2, BurstLimit: 3}
    Quota: {Limit: 100, Period: DAY}
"""
    (throttle,) = route_of(rest(", ApiKeyRequired: true", more=plan)).throttles
    assert (throttle.by, throttle.rate, throttle.burst, throttle.quota) == ("free in dev", "2", "3", "100 a day")
    assert route_of(rest(more=plan)).throttles == ()
    assert told(rest(more=plan)).plans[0].stages == ("Api dev",)


def test_a_domain_says_whose_certificates_it_asks_for() -> None:
    domain = """\
Domain:
  Type: AWS::ApiGatewayV2::DomainName
  Properties: {DomainName: api.example.com, MutualTlsAuthentication: {TruststoreUri: s3://a/b}}
Mapping:
  Type: AWS::ApiGatewayV2::ApiMapping
  Properties: {ApiId: !Ref Api, DomainName: !Ref Domain, Stage: $default, ApiMappingKey: v1}
"""
    assert api_of(http(more=domain)).domains == ("api.example.com/v1 to $default, with certificates of the callers",)


def test_a_function_is_told_with_all_who_call_it_and_no_value() -> None:
    around = """\
Permission:
  Type: AWS::Lambda::Permission
  Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: events.amazonaws.com}
Queue:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: !Ref Fn, EventSourceArn: "arn:aws:sqs:us-east-1:123456789012:jobs"}
Url:
  Type: AWS::Lambda::Url
  Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}
"""
    (function,) = told(
        http(more=around).replace("Handler: a.b", "Handler: a.b, Environment: {Variables: {TOKEN: very-secret}}")
    ).functions
    assert [(each.by, each.what) for each in function.callers] == [
        ("Api", "GET /notes"),
        ("", "events"),
        ("", "events of jobs"),
    ]
    assert function.environment == ("TOKEN",)
    assert function.urls == ("NONE",)
    assert "very-secret" not in repr(function)


def test_quotas_are_counted() -> None:
    uses = {(use.of, use.what): (use.used, use.most) for use in told(http()).uses}
    assert uses["template", "resources"] == (4, 500)
    assert uses["Api", "routes"] == (1, 300)
    assert uses["Api", "integrations"] == (1, 300)
    assert {use.what for use in told(rest()).uses if use.of == "Api"} == {"paths", "stages", "authorizers"}


PERMISSION = """\
P0:
  Type: AWS::Lambda::Permission
  Properties:
    Action: lambda:InvokeFunction
    FunctionName: !Ref Fn
    Principal: apigateway.amazonaws.com
    SourceArn: !Sub "arn:aws:execute-api:us-east-1:123456789012:${Api}/*/GET/notes"
"""


def test_the_policy_of_a_function_is_estimated() -> None:
    many = "".join(PERMISSION.replace("P0", f"P{number}") for number in range(60))
    (use,) = [use for use in told(http(more=many)).uses if use.what == "bytes of policy"]
    assert (use.of, use.about) == ("Fn", True)
    assert 0.9 < use.share < 1.6


def test_what_is_not_known_is_told_once_with_its_line() -> None:
    head = "Parameters: {Key: {Type: String}}\nConditions: {Is: !Equals [!Ref Key, a]}\n"
    text = rest().replace("Method:\n", "Method:\n  Condition: Is\n")
    found = told(text, head)
    assert [each.why for each in found.unknown] == ["the parameter Key has no value"]
    (route,) = found.apis[0].routes
    assert route.only_if is not None
    assert told(text, head, parameters={"Key": "a"}).unknown == ()
    assert told(text, head, parameters={"Key": "b"}).apis[0].routes == ()


def test_a_hidden_parameter_stays_hidden() -> None:
    key, zones = "{Type: String, NoEcho: true, Default: secret}", "{Type: CommaDelimitedList, Default: 'a,b'}"
    head = f"Parameters:\n  Key: {key}\n  Zones: {zones}\n"
    assert told(rest(), head).given == {"Key": "(not shown)", "Zones": "a,b"}


def test_one_api_alone() -> None:
    both = http() + rest().replace("Api:", "Other:").replace("Ref Api", "Ref Other").replace(
        "GetAtt Api", "GetAtt Other"
    )
    found = told(both)
    assert [api.logical_id for api in found.apis] == ["Other", "Api"]
    alone = only(found, found.apis[0])
    assert (len(alone.apis), alone.functions) == (1, ())
    assert "Api" not in {use.of for use in alone.uses}
    assert only(found, found.apis[1]).functions == found.functions


def test_a_wrong_parameter_is_refused() -> None:
    with pytest.raises(TemplateError, match="no parameter Nope"):
        explain(document(rest()), Given(parameters={"Nope": "1"}))


@pytest.mark.parametrize("path", sorted(OUTPUT.glob("*.yaml")), ids=lambda path: path.stem)
def test_of_what_cfngw_builds_nothing_is_unknown(path: Path) -> None:
    found = explain(read(path))
    assert [each.why for each in found.unknown if "has no value" not in each.why] == []
    for api in found.apis:
        assert all(route.call.kind != "unknown" and route.access.kind != "unknown" for route in api.routes)
