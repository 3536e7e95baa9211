"""E9922: provisioned concurrency is for a published version."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.functions import shared
from cfngw.read.taking import value


class ProvisionedLatest(Rule):
    """Provisioned concurrency is for a published version."""

    id = "E9922"
    short = "Provisioned concurrency is for a published version"
    long = (
        "An alias that points to $LATEST, and a SAM function without AutoPublishAlias, have no published version that "
        "instances could be kept of."
    )
    aws = (
        "The stack fails: Provisioned Concurrency Configs cannot be applied to unpublished function versions; SAM: "
        "AutoPublishAlias must be defined."
    )
    fix = "Point the alias to an AWS::Lambda::Version, or write AutoPublishAlias."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Alias", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Alias"):
            own = each.properties
            if own.get("ProvisionedConcurrencyConfig") is not None and value(own.get("FunctionVersion")) == "$LATEST":
                yield Problem(
                    below(each.at, "Properties", "ProvisionedConcurrencyConfig"),
                    f"{each.key} points to $LATEST, which takes no provisioned concurrency: the stack would fail. "
                    "Point it to a version",
                )
        for each in view.resources("AWS::Serverless::Function"):
            both = shared(each, "Function")
            if both.get("ProvisionedConcurrencyConfig") is not None and both.get("AutoPublishAlias") is None:
                yield Problem(
                    below(each.at, "Properties", "ProvisionedConcurrencyConfig"),
                    f"{each.key} has provisioned concurrency and publishes no version: SAM would refuse it. Write "
                    "AutoPublishAlias: live",
                )
