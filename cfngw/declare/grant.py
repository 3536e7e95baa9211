"""Grants: what a function may do with one resource, and the environment variable that names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import TEXT, VARIABLE, Instance, OneOrMany
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.role import Statement
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError


class Grant(Value):
    """Let a function work with one resource, and tell it the resource's name; for ``allow`` of a Function or a Role.

    Tables, buckets, queues and parameters make it: ``table.grant("GetItem")``. For a resource of another kind make it
    yourself: ``Grant(Allow("sns:Publish", Ref(topic)), variable="TOPIC_ARN", value=Ref(topic))``. ``condition``: under
    which the resource is made; the statements and the variable stand under it as well.
    """

    statements: Any = required(  # kept as a tuple, whatever it was given
        OneOrMany(Instance(Statement, described="an Allow or a Deny"), intrinsic=False), kw_only=False
    )
    variable: str | None = option(VARIABLE, default=None)
    value: Text | None = option(TEXT, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Grant"

    def check(self) -> Iterator[CfngwError]:
        """Check that the variable has a value."""
        if (self.variable is None) != (self.value is None):
            yield self.refusal(
                "variable and value belong together.",
                given=self.variable if self.value is None else self.value,
                allowed="both or none",
                fix="give the other one" if self.value is None else "give variable=, or leave out value=",
            )


def statements_in(allowed: Iterable[Statement | Grant]) -> Iterator[Statement]:
    """Give the statements of a list, those of its grants included."""
    for each in allowed:
        yield from each.statements if isinstance(each, Grant) else (each,)


def grants_in(allowed: Iterable[Statement | Grant]) -> Iterator[Grant]:
    """Give the grants of a list that set an environment variable."""
    return (each for each in allowed if isinstance(each, Grant) and each.variable is not None)
