"""W9929: a layer fits the function's architecture and runtime."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.functions.layers import in_name, in_template
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class LayerFits(Rule):
    """A layer fits the function's architecture and runtime."""

    id = "W9929"
    short = "A layer fits the function's architecture and runtime"
    long = (
        "The name of a layer tells another architecture (Arm64, x86_64) or another Python than the function has, or a "
        "layer of the template does not list them in CompatibleArchitectures and CompatibleRuntimes."
    )
    aws = "The stack is created; what is compiled in the layer can't be loaded, and each call that needs it fails."
    fix = "Take the layer for the function's architecture and runtime."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"
    tags = ("lambda",)
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.reading.functions.values():
            runs = each.architectures[0] if len(each.architectures) == 1 else None
            for layer in each.layers:
                why = in_name(layer, runs, each.runtime) or in_template(view, layer, runs, each.runtime)
                if why:
                    yield Problem(
                        below(each.at, "Properties", "Layers"),
                        f"{each.logical_id} runs {why[0]}, and its layer {why[1]} is for {why[2]}: what it holds "
                        "could not be loaded. Take the layer that fits",
                    )
