"""W9924: an alias points to a version of its own function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget
from cfngw.read.taking import text, value


class AliasOtherVersion(Rule):
    """An alias points to a version of its own function."""

    id = "W9924"
    short = "An alias points to a version of its own function"
    long = (
        "FunctionVersion of the alias is that of a version of another function of the template: only its number is "
        "taken."
    )
    aws = (
        "The stack fails where the function has no version of that number, or the alias calls another version than is "
        "meant."
    )
    fix = "Refer to a version of the same function."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Alias",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Alias"):
            version = value(each.properties.get("FunctionVersion"))
            if not isinstance(version, Reference) or version.type != "AWS::Lambda::Version":
                continue
            own = view.found.targets.of_function(text(each.properties.get("FunctionName")))
            other = view.found.targets.of_function(Reference(version.logical_id, "", version.type))
            if (
                not isinstance(own, FunctionTarget)
                or not isinstance(other, FunctionTarget)
                or own.function == other.function
            ):
                continue
            if isinstance(own.function, Reference) and isinstance(other.function, Reference):
                yield Problem(
                    below(each.at, "Properties", "FunctionVersion"),
                    f"{each.key} is an alias of {own.function.logical_id}, and {version.logical_id} a version of "
                    f"{other.function.logical_id}: only its number would be taken. Refer to a version of the same "
                    "function",
                )
