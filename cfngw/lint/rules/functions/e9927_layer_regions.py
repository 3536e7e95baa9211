"""E9927: the layers of a function are of one region and partition."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class LayerRegions(Rule):
    """The layers of a function are of one region and partition."""

    id = "E9927"
    short = "The layers of a function are of one region and partition"
    long = (
        "A function takes layers of its own region alone. Two layers whose ARNs have different regions or partitions "
        "can't both be there."
    )
    aws = "The stack fails: Layer version … is not in the region of the function."
    fix = "Take the layers from the region of the stack, as in `${AWS::Region}`."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.reading.functions.values():
            said = [
                (layer.split(":")[1:4:2], layer)
                for layer in each.layers
                if isinstance(layer, str) and layer.count(":") >= 6
            ]
            different = next((layer for place, layer in said if place != said[0][0] and all(place)), None)
            if different is not None:
                yield Problem(
                    below(each.at, "Properties", "Layers"),
                    f"{each.logical_id} has layers of two regions ({said[0][1]} and {different}): the stack would "
                    "fail in either. Take all from the region of the stack",
                )
