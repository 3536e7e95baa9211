"""Rows E01 to E19: document 004, an HTTP API with one function, by blueprints/http_api_hello.py.

Where the document does what the laws of DESIGN.md section 6 advise against (physical names, managed policies), the
ready blueprint keeps the law, and the row's test shows the one keyword that gives the document's form.
"""
# ruff: noqa: N802

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ready import again, changed, one, ready, rows_tested, rows_tested_locally
from troposphere import GetAtt, Sub
from troposphere.cloudformation import Stack

from cfngw import (
    Blueprint,
    File,
    HttpApiBlueprint,
    HttpProxy,
    Image,
    ImportedFunction,
    Inline,
    Parameter,
    PrivateIntegration,
    Queue,
    Role,
    Route,
    S3Object,
    SqsSendMessage,
    Stage,
    VpcLink,
)
from cfngw.source import Source

LATER: dict[str, str] = {}
HELLO = ready("http_api_hello")
BLUEPRINT: HttpApiBlueprint = HELLO["blueprint"]
FUNCTION = HELLO["hello"]


@pytest.fixture(scope="module")
def template() -> Any:
    """Give the ready blueprint's template as plain data."""
    return BLUEPRINT.sealed().document


def with_function(**options: Any) -> Any:
    """Give the template with another function."""
    return again(BLUEPRINT, routes=[Route("GET /", changed(FUNCTION, **options))])


def test_every_row_is_tested_or_listed_with_the_subject_that_brings_it() -> None:
    rows = {f"E{number:02}" for number in range(1, 20)}
    assert rows_tested(globals()) | rows_tested_locally() & rows | set(LATER) == rows
    assert (rows_tested(globals()) | rows_tested_locally()) & set(LATER) == set()


def test_E01_what_differs_from_stack_to_stack_is_a_parameter_with_a_default(template: Any) -> None:
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    assert defaults == {
        "Prefix": "hello",
        "Architecture": "x86_64",
        "Runtime": "python3.13",
        "Handler": "index.lambda_handler",
    }


def test_E02_the_code_is_inline_or_in_s3_or_an_image(template: Any) -> None:
    assert (
        "def lambda_handler(event, context):" in one(template, "AWS::Lambda::Function")["Properties"]["Code"]["ZipFile"]
    )
    from_s3 = one(with_function(code=S3Object("bucket", "key", version="1")), "AWS::Lambda::Function")
    assert from_s3["Properties"]["Code"] == {"S3Bucket": "bucket", "S3Key": "key", "S3ObjectVersion": "1"}
    image = Image("123456789012.dkr.ecr.eu-west-1.amazonaws.com/hello:1")
    from_image = one(with_function(code=image, handler=None, runtime=None), "AWS::Lambda::Function")["Properties"]
    assert from_image["Code"] == {"ImageUri": image.uri}
    assert from_image["PackageType"] == "Image"
    assert not {"Handler", "Runtime"} & set(from_image)


def test_E03_the_architecture_is_a_parameter_and_x86_64_unless_chosen(template: Any) -> None:
    assert one(template, "AWS::Lambda::Function")["Properties"]["Architectures"] == [{"Ref": "Architecture"}]
    assert template["Parameters"]["Architecture"]["AllowedValues"] == ["x86_64", "arm64"]
    fixed = one(with_function(architecture="arm64"), "AWS::Lambda::Function")
    assert fixed["Properties"]["Architectures"] == ["arm64"]


def test_E04_the_runtime_is_a_parameter_and_one_at_its_end_is_found_by_the_linter(template: Any) -> None:
    assert one(template, "AWS::Lambda::Function")["Properties"]["Runtime"] == {"Ref": "Runtime"}
    old = changed(FUNCTION, runtime="python3.8", architecture=None)
    blueprint = type(BLUEPRINT)(routes=[Route("GET /", old)])
    assert blueprint.sealed().notices == ()  # a warning of ours would be out of date some day; cfn-lint keeps the dates
    rules = [finding.rule for finding in blueprint.lint() if finding.path[:2] == ("Resources", "HelloFunction")]
    assert rules in (["E2531"], ["W2531"])


def test_E05_names_are_built_from_the_prefix(template: Any) -> None:
    assert one(template, "AWS::ApiGatewayV2::Api")["Properties"]["Name"] == {"Fn::Sub": "${Prefix}-HttpApi"}
    assert "FunctionName" not in one(template, "AWS::Lambda::Function")["Properties"]  # law 7: no physical names
    named = one(with_function(function_name=Sub("${Prefix}-function")), "AWS::Lambda::Function")
    assert named["Properties"]["FunctionName"] == {"Fn::Sub": "${Prefix}-function"}


def test_E06_the_function_has_a_role_of_its_own_that_lambda_assumes(template: Any) -> None:
    role = template["Resources"]["HelloFunctionRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Effect"], trust["Action"]) == ("Allow", ["sts:AssumeRole"])
    assert trust["Principal"] == {"Service": ["lambda.amazonaws.com"]}
    assert "ManagedPolicyArns" not in role  # law 6: no managed policy; it writes to its own log group alone
    ((logs,),) = [policy["PolicyDocument"]["Statement"] for policy in role["Policies"]]
    assert logs["Resource"] == [{"Fn::GetAtt": ["HelloFunctionLogGroup", "Arn"]}]


def test_E06_a_role_gives_the_managed_policy_and_the_deletion_policy_of_the_document() -> None:
    basic = Role(
        "Function",
        managed_policies=["service-role/AWSLambdaBasicExecutionRole"],
        deletion_policy="Delete",
        write_logs=False,
    )
    role = with_function(role=basic)["Resources"]["FunctionRole"]
    assert role["DeletionPolicy"] == "Delete"
    assert role["Properties"]["ManagedPolicyArns"] == [
        {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}
    ]
    assert "Policies" not in role["Properties"]


def test_E07_the_api_has_name_description_and_protocol(template: Any) -> None:
    assert one(template, "AWS::ApiGatewayV2::Api")["Properties"] == {
        "Name": {"Fn::Sub": "${Prefix}-HttpApi"},
        "Description": "One inline function behind an HTTP API",
        "ProtocolType": "HTTP",
    }
    described = again(BLUEPRINT, api_description="HttpApi.")
    assert one(described, "AWS::ApiGatewayV2::Api")["Properties"]["Description"] == "HttpApi."


def test_E08_the_default_stage_deploys_by_itself_and_is_not_in_the_url(template: Any) -> None:
    stage = one(template, "AWS::ApiGatewayV2::Stage")["Properties"]
    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert template["Outputs"]["HelloUrl"]["Value"] == {"Fn::Sub": "${HelloApi.ApiEndpoint}/"}
    bare = one(again(BLUEPRINT, stages=[Stage(access_logs=None)]), "AWS::ApiGatewayV2::Stage")
    assert bare["Properties"] == {"ApiId": {"Ref": "HelloApi"}, "StageName": "$default", "AutoDeploy": True}


def test_E09_the_integration_hands_the_request_to_the_function(template: Any) -> None:
    assert one(template, "AWS::ApiGatewayV2::Integration")["Properties"] == {
        "ApiId": {"Ref": "HelloApi"},
        "IntegrationType": "AWS_PROXY",
        "ConnectionType": "INTERNET",
        "IntegrationMethod": "POST",
        "IntegrationUri": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
        "PayloadFormatVersion": "2.0",
        "CredentialsArn": {"Fn::GetAtt": ["HelloInvocationRole", "Arn"]},
    }


def test_E10_the_gateway_assumes_a_role_that_may_invoke_that_function_only(template: Any) -> None:
    role = template["Resources"]["HelloInvocationRole"]["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["apigateway.amazonaws.com"]}
    ((invoke,),) = [policy["PolicyDocument"]["Statement"] for policy in role["Policies"]]
    assert invoke == {
        "Effect": "Allow",
        "Action": ["lambda:InvokeFunction"],
        "Resource": [{"Fn::GetAtt": ["HelloFunction", "Arn"]}],
    }


def test_E11_a_permission_takes_the_place_of_the_role_and_never_stands_beside_it(template: Any) -> None:
    assert "AWS::Lambda::Permission" not in [each["Type"] for each in template["Resources"].values()]
    by_permission = again(BLUEPRINT, invocation="permission")
    permission = one(by_permission, "AWS::Lambda::Permission")["Properties"]
    assert permission["FunctionName"] == {"Ref": "HelloFunction"}
    assert (permission["Action"], permission["Principal"]) == ("lambda:InvokeFunction", "apigateway.amazonaws.com")
    assert "${HelloApi}/*" in permission["SourceArn"]["Fn::Sub"]
    assert "HelloInvocationRole" not in by_permission["Resources"]
    assert "CredentialsArn" not in one(by_permission, "AWS::ApiGatewayV2::Integration")["Properties"]


def test_E12_the_route_leads_to_the_integration(template: Any) -> None:
    assert one(template, "AWS::ApiGatewayV2::Route")["Properties"] == {
        "ApiId": {"Ref": "HelloApi"},
        "RouteKey": "GET /",
        "Target": {"Fn::Sub": "integrations/${HelloIntegrationHello}"},
    }


@pytest.mark.parametrize(
    ("invocation", "allowed_by"), [("role", "AWS::IAM::Role"), ("permission", "AWS::Lambda::Permission")]
)
def test_E13_the_smallest_api_takes_five_resources(invocation: str, allowed_by: str) -> None:
    imported = ImportedFunction("Hello", Parameter("FunctionArn"))
    smallest = again(
        BLUEPRINT, invocation=invocation, stages=[Stage(access_logs=None)], routes=[Route("GET /", imported)]
    )
    assert Counter(resource["Type"] for resource in smallest["Resources"].values()) == {
        "AWS::ApiGatewayV2::Api": 1,
        "AWS::ApiGatewayV2::Stage": 1,
        "AWS::ApiGatewayV2::Integration": 1,
        "AWS::ApiGatewayV2::Route": 1,
        allowed_by: 1,
    }


def test_E15_the_endpoint_is_an_output(template: Any) -> None:
    # ApiEndpoint is https://<api-id>.execute-api.<region>.amazonaws.com
    assert template["Outputs"]["HelloUrl"]["Value"] == {"Fn::Sub": "${HelloApi.ApiEndpoint}/"}
    assert template["Outputs"]["HelloExample"]["Value"] == {"Fn::Sub": "curl -i ${HelloApi.ApiEndpoint}/"}


def test_E16_the_function_answers_with_a_status_and_a_body_of_json(template: Any) -> None:
    module: dict[str, Any] = {}
    exec(one(template, "AWS::Lambda::Function")["Properties"]["Code"]["ZipFile"], module)  # the text that Lambda runs
    handler = template["Parameters"]["Handler"]["Default"].removeprefix("index.")
    answer = module[handler]({"routeKey": "GET /"}, None)
    assert answer == {"statusCode": 200, "body": '"Hello from cfngw!"'}
    assert json.loads(answer["body"]) == "Hello from cfngw!"


def test_E19_the_arn_of_a_function_passes_from_one_nested_stack_to_another() -> None:
    function = Blueprint(functions=[changed(FUNCTION)]).sealed().document
    assert function["Outputs"]["HelloFunctionArn"]["Value"] == {"Fn::GetAtt": ["HelloFunction", "Arn"]}
    gateway = again(BLUEPRINT, routes=[Route("GET /", ImportedFunction("Hello", Parameter("FunctionArn")))])
    integration = one(gateway, "AWS::ApiGatewayV2::Integration")["Properties"]
    assert integration["IntegrationUri"] == {"Ref": "FunctionArn"}
    assert "FunctionArn" in gateway["Parameters"]
    assert "AWS::Lambda::Function" not in [each["Type"] for each in gateway["Resources"].values()]
    parent = Blueprint(
        resources=[
            Stack("FunctionStack", TemplateURL="https://bucket.s3.amazonaws.com/function.yaml"),
            Stack(
                "GatewayStack",
                TemplateURL="https://bucket.s3.amazonaws.com/gateway.yaml",
                Parameters={"FunctionArn": GetAtt("FunctionStack", "Outputs.HelloFunctionArn")},
            ),
        ]
    )
    nested = parent.sealed().document["Resources"]["GatewayStack"]["Properties"]
    assert nested["Parameters"] == {"FunctionArn": {"Fn::GetAtt": ["FunctionStack", "Outputs.HelloFunctionArn"]}}


def test_E17_an_integration_goes_through_a_vpc_link() -> None:
    link = VpcLink("Inside", ["subnet-0123abcd"])
    listener = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/inside/1/2"
    template = again(BLUEPRINT, routes=[Route("GET /", PrivateIntegration(listener, link))])
    integration = one(template, "AWS::ApiGatewayV2::Integration")["Properties"]
    assert (integration["ConnectionType"], integration["ConnectionId"]) == ("VPC_LINK", {"Ref": link.resource_id})


def test_E18_routes_lead_to_functions_services_and_addresses() -> None:
    targets = {
        "GET /": FUNCTION,
        "POST /jobs": SqsSendMessage(Queue("Jobs"), body="$request.body"),
        "GET /elsewhere": HttpProxy("https://a.example"),
    }
    template = again(BLUEPRINT, routes=[Route(key, target) for key, target in targets.items()])
    found = [each["Properties"] for each in template["Resources"].values() if each["Type"].endswith("::Integration")]
    kinds = [(each["IntegrationType"], each.get("IntegrationSubtype")) for each in found]
    assert kinds == [("AWS_PROXY", None), ("AWS_PROXY", "SQS-SendMessage"), ("HTTP_PROXY", None)]


def test_the_ready_blueprint_is_clean_and_its_findings_would_name_its_line() -> None:
    assert BLUEPRINT.lint() == []
    source = BLUEPRINT.sealed().sources.find(("Resources", "HelloRouteGetRoot", "Properties", "RouteKey"))
    assert isinstance(source, Source)
    assert 'Route("GET /"' in Path(source.path).read_text().splitlines()[source.line - 1]


def test_the_code_of_the_ready_blueprint_may_lie_in_a_file_of_its_own() -> None:
    code = Inline(File("../../blueprints/handlers/notes_reader.py"))
    moved = one(with_function(code=code, handler="index.handler"), "AWS::Lambda::Function")["Properties"]
    assert "def handler(event, context):" in moved["Code"]["ZipFile"]
