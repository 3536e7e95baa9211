"""Canaries: a new deployment of a REST API that gets a part of a stage's requests."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.declare.function import FunctionAlias
from cfngw.declare.intrinsic import Flag, Text
from cfngw.declare.kinds import FLAG, Number
from cfngw.declare.stage_variables import VARIABLES
from cfngw.declare.value import Value, option, required


class Canary(Value):
    """Let a part of a stage's requests go to the new deployment, the rest to the one before: ``Canary(10)``.

    The stack gets a parameter, called as the stage and ``Base``. While it is empty, the stage serves the new deployment
    alone; with the id of the deployment before, it serves that and gives ``percent`` of all requests to the new one.
    Deployments are then kept when the next one takes their place. ``variables``: stage variables that are others there,
    or further ones. ``use_cache``: whether the canary shares the stage's cache; it doesn't when left out.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
    """

    percent: float | Text = required(Number(0, highest=100), kw_only=False)
    variables: Mapping[str, Text | FunctionAlias] | None = option(VARIABLES, default=None)
    use_cache: Flag | None = option(FLAG, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Canary"
