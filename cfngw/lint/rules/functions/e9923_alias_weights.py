"""E9923: an alias shares calls between two published versions."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Unknown
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal, value


class AliasWeights(Rule):
    """An alias shares calls between two published versions."""

    id = "E9923"
    short = "An alias shares calls between two published versions"
    long = (
        "RoutingConfig sends a part of the calls to one second version. $LATEST can be neither of the two, the two "
        "must differ, and a weight is from 0 to 1."
    )
    aws = (
        "The stack fails: Alias with weights can not be used with $LATEST, or Invalid value for "
        "AdditionalVersionWeights."
    )
    fix = "Point the alias and its weight to two published versions."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Alias",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Alias"):
            own = each.properties
            routing = own.get("RoutingConfig")
            weights = routing.get("AdditionalVersionWeights") if routing is not None else None
            main = value(own.get("FunctionVersion"))
            listed = list(weights.each()) if weights is not None else []
            why = _why(main, listed)
            if why:
                yield Problem(
                    below(each.at, "Properties", "RoutingConfig", "AdditionalVersionWeights"),
                    f"{each.key} {why}: the stack would fail. Share calls between two published versions",
                )


def _why(main: object, listed: list[Node]) -> str | None:
    """Tell what is wrong; None where nothing is."""
    others = [value(each.get("FunctionVersion")) for each in listed]
    if not listed:
        return None
    if main == "$LATEST":
        return "shares the calls of $LATEST"
    if "$LATEST" in others:
        return "sends a part of the calls to $LATEST"
    if main in others and not isinstance(main, Unknown):
        return "shares calls between a version and itself"
    if len(listed) > 1:
        return "has more than one second version"
    weight = literal(listed[0].get("FunctionWeight"))
    try:
        wrong = weight is not None and not 0 <= float(weight) <= 1
    except ValueError:
        return None
    return f"has the weight {weight}, which is not from 0 to 1" if wrong else None
