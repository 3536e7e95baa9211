"""I9968: SAM makes no stage that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_REST
from cfngw.read.functions import shared


class StageOfSam(Rule):
    """An AWS::Serverless::Api without OpenApiVersion."""

    id = "I9968"
    short = "An AWS::Serverless::Api says its OpenApiVersion, or gets a second stage named Stage"
    long = (
        "Without OpenApiVersion, of the API or in Globals, SAM's deployment makes a stage named Stage beside the one "
        "that StageName asks for: open to the world as the first, without its logs, throttles and variables."
    )
    aws = "The stack is created with a stage named Stage besides."
    fix = "Write `OpenApiVersion: 3.0.1`."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html"
    tags = ("apigateway", "sam", "security")
    types = (SAM_REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(SAM_REST):
            if isinstance(resource.properties.value, Unknown):
                continue
            if shared(resource, "Api").get("OpenApiVersion") is None:
                yield Problem(
                    resource.at,
                    f"{resource.logical_id} has no OpenApiVersion: SAM makes a stage named Stage besides, without the "
                    "settings of yours. Write OpenApiVersion: 3.0.1",
                )
