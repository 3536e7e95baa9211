"""E9798: an integration of an HTTP API that leads to what it can't."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Text, Unknown
from cfngw.lint.rules.http.common import API, FUNCTIONS, INTEGRATION, apis, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget

_SERVICES = frozenset(
    {
        *("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::DynamoDB::Table", "AWS::StepFunctions::StateMachine"),
        *("AWS::Events::EventBus", "AWS::Kinesis::Stream", "AWS::S3::Bucket", "AWS::IAM::Role"),
    }
)
_REFUSED = "API Gateway refuses it (400)"
_NOT_LAMBDA = re.compile(r"arn:[^:]*:(?!lambda:|apigateway:|elasticloadbalancing:|servicediscovery:)([a-z0-9-]+):")


class IntegrationUri(Rule):
    """An integration of an HTTP API that leads to what it can't."""

    id = "E9798"
    short = "An integration of an HTTP API has the URI that its type asks for"
    long = (
        "AWS_PROXY leads to a function by its ARN, or by IntegrationSubtype to a service; HTTP_PROXY to an http:// "
        "or https:// address, or through a VPC link to a listener."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Write GetAtt Function.Arn for a function, IntegrationSubtype for a service, a whole address for HTTP_PROXY."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                found = row.found
                if found.connection is not None or found.connection_type not in (None, "INTERNET"):
                    continue
                subtype = isinstance(found.target, ServiceTarget) and found.target.subtype is not None
                wrong = None
                if found.type == "AWS_PROXY" and not subtype and not isinstance(found.target, Unknown):
                    wrong = _wrong_function(found.uri)
                elif found.type == "HTTP_PROXY":
                    wrong = _wrong_address(found.uri)
                if wrong is not None:
                    yield Problem(row.at("IntegrationUri"), f"{row.name} {wrong}")


def _wrong_function(uri: Any) -> str | None:
    kind, attribute = referred(uri)
    if uri is None:
        return f"names no function: {_REFUSED}. Give it IntegrationUri, the function's ARN, or an IntegrationSubtype"
    if kind in FUNCTIONS and attribute == "":
        name = uri.logical_id
        return f"names {name} by Ref, which gives its name and not its ARN: {_REFUSED}. Write !GetAtt {name}.Arn"
    if kind in _SERVICES:
        return f"leads to {uri.logical_id}, which is no function: {_REFUSED}. A service is called by IntegrationSubtype"
    text = _beginning(uri)
    if re.match(r"https?://", text):
        return f"is AWS_PROXY and leads to an address: {_REFUSED}. Write IntegrationType: HTTP_PROXY"
    other = _NOT_LAMBDA.match(text)
    if other is not None:
        return (
            f"leads to an ARN of {other[1]}, which is no function: {_REFUSED}. Services are called by "
            "IntegrationSubtype"
        )
    return None


def _wrong_address(uri: Any) -> str | None:
    kind, _ = referred(uri)
    if uri is None:
        return f"has no address: {_REFUSED}. Give it IntegrationUri"
    if kind in FUNCTIONS:
        return f"is HTTP_PROXY and leads to the function {uri.logical_id}: {_REFUSED}. Write IntegrationType: AWS_PROXY"
    text = _beginning(uri)
    if ":lambda:" in text:
        return f"is HTTP_PROXY and leads to a function: {_REFUSED}. Write IntegrationType: AWS_PROXY"
    if text and not re.match(r"(?i)https?:|arn:|\$\{|h?t?t?p?$", text):
        return f"leads to {text!r}, which is no whole address: {_REFUSED}. Write https:// before it"
    return None


def _beginning(uri: Any) -> str:
    if isinstance(uri, Text):
        return uri.pieces[0] if isinstance(uri.pieces[0], str) else ""
    return uri if isinstance(uri, str) else ""
