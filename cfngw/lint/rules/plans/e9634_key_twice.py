"""E9634: one value for two keys."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.plans.common import KEY
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class KeyTwice(Rule):
    """Two API keys with the same value."""

    id = "E9634"
    short = "Each API key of an account has a value of its own"
    long = "The value of a key tells who calls, so that no two keys of an account and region have the same."
    aws = "The second is refused: API Key already exists (409)."
    fix = "Give each its own value, or leave Value out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html"
    types = (KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[object, str] = {}
        for each in view.resources(KEY):
            given = each.properties.get("Value")
            value = given.value if given is not None and isinstance(given.value, Reference) else literal(given)
            if not value or each.made is not True:
                continue
            other = first.setdefault(value, each.logical_id)
            if other != each.logical_id:
                yield Problem(
                    below(each.at, "Properties", "Value"),
                    f"{other} has the same value: AWS answers API Key already exists. Give each key its own, or leave "
                    "Value out",
                )
