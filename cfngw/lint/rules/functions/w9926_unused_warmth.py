"""W9926: routes call the version or alias that is kept warm."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget
from cfngw.read.taking import literal, text


class UnusedWarmth(Rule):
    """Routes call the version or alias that is kept warm."""

    id = "W9926"
    short = "Routes call the version or alias that is kept warm"
    long = (
        "SnapStart works for published versions, provisioned concurrency for the version or alias that has it. A "
        "route that invokes the function without a qualifier calls $LATEST, which has neither."
    )
    aws = "The stack is created; calls start cold all the same, and provisioned concurrency is paid for."
    fix = "Write the alias or the version into the URI, and give it the permission."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Alias", "AWS::Lambda::Version", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        warm = _warm(view)
        for key, those in functions_behind(view).items():
            plain = [each for each in those if each.qualifier is None]
            if key in warm and len(plain) == len(those):
                yield Problem(
                    plain[0].at,
                    f"{plain[0].name} invokes {key} as $LATEST, and {warm[key]} is for published versions: calls "
                    "would start cold. Invoke the alias or the version",
                )


def _warm(view: View) -> dict[str, str]:
    """Give what keeps functions warm, by their logical ids."""
    found: dict[str, str] = {}
    published: set[str] = set()
    for each in view.resources("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        target = view.found.targets.of_function(text(each.properties.get("FunctionName")))
        if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
            published.add(target.function.logical_id)
            if each.properties.get("ProvisionedConcurrencyConfig") is not None and each.made is True:
                found[target.function.logical_id] = f"the provisioned concurrency of {each.key}"
    for each in view.resources("AWS::Lambda::Function"):
        start = each.properties.get("SnapStart")
        if start is not None and each.key in published and literal(start.get("ApplyOn")) == "PublishedVersions":
            found.setdefault(each.key, "SnapStart")
    return found
