"""Stages: where an API is served, with its variables and access logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import TAGS, Checked, RejectedError, Table, Words
from cfngw.declare.log_group import AccessLogs
from cfngw.declare.value import Value, option, pinned

# https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
_VARIABLES = Table(
    Words("a text of letters, digits and -._~:/?#&=,", pattern=r"[A-Za-z0-9\-._~:/?#&=,]+", longest=512),
    key=Words("a name: letters, digits and '_'", pattern=r"[A-Za-z0-9_]+", longest=64, literal=True),
)


class Stage(Value):
    """A stage that serves the API's newest state.

    ``name``: ``$default``, whose URL has no stage in its path, or a name. ``access_logs``: JSON lines kept for 30
    days; None switches them off. ``variables`` are read as ``${stageVariables.name}``.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html
    """

    name: str = option(
        Words(
            "$default or a name: letters, digits, '-' and '_'",
            pattern=r"\$default|[A-Za-z0-9_-]+",
            longest=128,
            literal=True,
        ),
        default="$default",
        kw_only=False,
    )
    description: Text | None = option(Words(longest=1024), default=None)
    variables: Mapping[str, Text] | None = option(_VARIABLES, default=None)
    access_logs: AccessLogs | None = option(
        Checked("an AccessLogs or None", lambda given: _access_logs(given)),
        default=AccessLogs(),
    )
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def path(self) -> str:
        """Give what the stage adds to the API's URL."""
        return "" if self.name == "$default" else f"/{self.name}"


def _access_logs(given: Any) -> AccessLogs | None:
    if given is None or isinstance(given, AccessLogs):
        return given
    raise RejectedError("write AccessLogs(format), or None")


DEFAULT_STAGE = Stage()
