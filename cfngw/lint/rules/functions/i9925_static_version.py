"""I9925: a version is published again when the function changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class StaticVersion(Rule):
    """A version is published again when the function changes."""

    id = "I9925"
    short = "A version is published again when the function changes"
    long = (
        "CloudFormation publishes a version when the resource is created and never again: with a fixed logical id and "
        "no property that changes with the code, an alias on it stays at the first version."
    )
    aws = "The stack is updated; calls through the alias go on to the old code."
    fix = "Put a digest of the code into the logical id or into Description, or use AutoPublishAlias of SAM."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Version",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Version"):
            given = each.properties.get("Description")
            told = given is None or (isinstance(given.value, str) and not _DIGEST.search(given.value))
            if told and each.properties.get("CodeSha256") is None and not _DIGEST.search(each.logical_id):
                yield Problem(
                    each.at,
                    f"{each.key} is published once: later code would not reach what calls it. Put a digest of the "
                    "code into its logical id or its Description",
                )


_DIGEST = re.compile(r"[0-9A-Fa-f]{8,}")
