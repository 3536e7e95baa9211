"""E9834: quick create, and what it makes made once more."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, STAGE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class QuickCreate(Rule):
    """Quick create, and what it makes made once more."""

    id = "E9834"
    short = "An API with Target makes its route, its integration and the stage $default itself"
    long = (
        "Target of an API is quick create: a route ($default, or RouteKey), an integration and a stage $default "
        "with AutoDeploy. RouteKey and CredentialsArn belong to it."
    )
    aws = "The stack fails when the second one is made: 409 ConflictException."
    fix = "Leave out Target and write the resources, or leave out the route or stage."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            own = api.resource
            if own.properties.get("Target") is None:
                if own.properties.get("RouteKey") is not None:
                    yield Problem(
                        at(own, "RouteKey"),
                        f"{own.logical_id} has RouteKey without Target, whose route it names: nothing "
                        "comes of it. Add Target, or "
                        "an AWS::ApiGatewayV2::Route",
                    )
                continue
            key = literal(own.properties.get("RouteKey")) if own.properties.get("RouteKey") is not None else "$default"
            for row in api.routes:
                if row.key is not None and row.key == key and row.resource.made is True:
                    yield Problem(
                        at(row.resource, "RouteKey"),
                        f"{own.logical_id} makes the route {key} by its Target: API Gateway refuses a "
                        "second (409). Leave out "
                        "Target, or this route",
                    )
            for stage in api.of(STAGE):
                if literal(stage.properties.get("StageName")) == "$default" and stage.made is True:
                    yield Problem(
                        at(stage, "StageName"),
                        f"{own.logical_id} makes the stage $default by its Target: API Gateway refuses a "
                        "second (409). Leave out "
                        "Target, or this stage",
                    )
