"""Stage variables: which names and texts API Gateway takes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
"""

from __future__ import annotations

from typing import Any

from cfngw.declare.function import FunctionAlias
from cfngw.declare.kinds import Either, Instance, Table, Words

_TEXT = Words("a text of letters, digits and -._~:/?#&=,", pattern=r"[A-Za-z0-9\-._~:/?#&=,]+", longest=512)
VARIABLES = Table(
    Either(Instance(FunctionAlias), _TEXT, described=f"{_TEXT.allowed}, or an Alias"),
    key=Words("a name: letters, digits and '_'", pattern=r"[A-Za-z0-9_]+", longest=64, literal=True),
)


def named(given: Any) -> Any:
    """Give what a stage variable is: of an alias, its name."""
    return given.name if isinstance(given, FunctionAlias) else given
