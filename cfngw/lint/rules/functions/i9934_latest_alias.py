"""I9934: an alias points to a published version."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import value


class LatestAlias(Rule):
    """An alias points to a published version."""

    id = "I9934"
    short = "An alias points to a published version"
    long = "An alias on $LATEST changes with every deployment: nothing can be held or taken back by it."
    aws = "Nothing fails."
    fix = "Point the alias to an AWS::Lambda::Version."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Alias",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Alias"):
            if value(each.properties.get("FunctionVersion")) == "$LATEST":
                yield Problem(
                    below(each.at, "Properties", "FunctionVersion"),
                    f"{each.key} points to $LATEST, and calls through it get each new code at once. Point it to a "
                    "version",
                )
