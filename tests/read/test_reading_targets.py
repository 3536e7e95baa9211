"""What a URI leads to, in every form that templates write it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.document import Reference, Text, Unknown, parse
from cfngw.read import read_document, targets_of
from cfngw.read.model import FunctionTarget, HttpTarget, Integration, ServiceTarget

HEAD = """\
Parameters:
  Url: {Type: String}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}
  Hello: {Type: AWS::Lambda::Function, Properties: {FunctionName: hello}}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Hello}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !GetAtt Hello.Arn, Name: live}}
  Loop: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Loop, Name: live}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS
"""
HELLO = Reference("Hello")
START = "arn:${AWS::Partition}:apigateway:${AWS::Region}"
JOINED = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
INVOKED = START + ":lambda:path/2015-03-31/functions/%s/invocations"


def target(uri: str) -> Any:
    document = parse(f"{HEAD}        Uri: {uri}\n", Path("x.yaml"))
    (api,) = read_document(document).apis
    answers = api.routes[0].integration
    assert isinstance(answers, Integration)
    return answers.target


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (f"!Sub '{INVOKED % '${Hello.Arn}'}'", FunctionTarget(function=HELLO)),
        (f"!Sub '{INVOKED % '${Live}'}'", FunctionTarget(function=HELLO, qualifier="live")),
        (
            f"!Sub '{INVOKED % '${Version}'}'",
            FunctionTarget(function=HELLO, qualifier=Reference("Version", "Version")),
        ),
        (
            f"!Sub '{INVOKED % '${Hello.Arn}:${!stageVariables.stage}'}'",
            FunctionTarget(function=HELLO, qualifier="${stageVariables.stage}"),
        ),
        (
            f"!Sub '{START}:lambda:path/2021-11-15/functions/${{Hello.Arn}}/response-streaming-invocations'",
            FunctionTarget(function=HELLO),
        ),
        (
            f"!Sub '{INVOKED % 'arn:aws:lambda:us-east-1:1:function:${Hello}:${!stageVariables.stage}'}'",
            FunctionTarget(function=HELLO, qualifier="${stageVariables.stage}"),
        ),
        (
            f"!Sub '{INVOKED % 'arn:aws:lambda:us-east-1:1:function:hello'}'",
            FunctionTarget(function=HELLO),
        ),
        (
            f"!Sub '{INVOKED % 'arn:aws:lambda:us-east-1:1:function:elsewhere:7'}'",
            FunctionTarget(function="elsewhere", qualifier="7"),
        ),
        (
            f"!Sub '{INVOKED % 'arn:aws:lambda:us-east-1:1:function:${!stageVariables.fn}'}'",
            FunctionTarget(function="${stageVariables.fn}"),
        ),
        (
            f"!Join ['', ['{JOINED}', !GetAtt Hello.Arn, '/invocations']]",
            FunctionTarget(function=HELLO),
        ),
        (
            f"!Sub '{START}:dynamodb:action/GetItem'",
            ServiceTarget(service="dynamodb", action="GetItem", region=Unknown("AWS::Region is not given")),
        ),
        (
            "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path//endpoints/x/invocations",
            ServiceTarget(
                service="sagemaker", path="/endpoints/x/invocations", subdomain="runtime", region="eu-west-1"
            ),
        ),
        (
            "arn:aws:apigateway:eu-west-1:sqs:action/SendMessage&Version=1",
            ServiceTarget(service="sqs", action="SendMessage&Version=1", region="eu-west-1"),
        ),
        ("https://example.com/{proxy}", HttpTarget(uri="https://example.com/{proxy}")),
        ("!Ref Url", Unknown("the parameter Url has no value")),
        (
            "!Sub '${Url}/x'",
            HttpTarget(uri=Text((Unknown("the parameter Url has no value"), "/x"))),
        ),
        (f"!Sub '{INVOKED % '${Nope.Arn}'}'", Unknown("there is no Nope in the template")),
        (f"!Sub '{INVOKED % '${Loop}'}'", FunctionTarget(function=Reference("Loop"), qualifier="live")),
    ],
)
def test_a_uri_gives_what_is_known_of_it(uri: str, expected: Any) -> None:
    assert target(uri) == expected


def test_a_stages_variables_are_put_in() -> None:
    targets = targets_of(parse(f"{HEAD}        Uri: x\n", Path("x.yaml")))
    by_variable = FunctionTarget(function="${stageVariables.fn}", qualifier="${stageVariables.stage}")
    assert targets.under(by_variable, {"fn": "hello", "stage": "prod"}) == FunctionTarget(
        function=HELLO, qualifier="prod"
    )
    assert targets.under(by_variable, {"fn": Reference("Hello")}) == FunctionTarget(function=HELLO, qualifier="")
    assert targets.under(HttpTarget(uri="http://${stageVariables.host}/"), {"host": "a"}) == HttpTarget(uri="http://a/")
