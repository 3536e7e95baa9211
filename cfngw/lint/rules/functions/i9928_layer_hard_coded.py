"""I9928: the region of a layer is that of the stack."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class LayerHardCoded(Rule):
    """The region of a layer is that of the stack."""

    id = "I9928"
    short = "The region of a layer is that of the stack"
    long = "The ARN of a layer has its region written out: in another region the function can't be made."
    aws = "In another region the stack fails: Layer version … is not in the region of the function."
    fix = "Write `${AWS::Region}`, or a parameter or a mapping for the whole ARN."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources("AWS::Lambda::Function", "AWS::Serverless::Function"):
            layers = each.properties.get("Layers")
            for index, layer in enumerate(layers.value) if layers is not None and layers.is_list else ():
                found = _ARN.match(layer) if isinstance(layer, str) else None
                if found and layers is not None:
                    yield Problem(
                        below(layers.at, index),
                        f"The layer {found['name']} of {each.key} is of {found['region']}: in another region the "
                        "stack would fail. Write ${AWS::Region}",
                    )


_ARN = re.compile(r"arn:aws[a-z-]*:lambda:(?P<region>[a-z0-9-]+):\d{12}:layer:(?P<name>[^:]+):\d+\Z")
