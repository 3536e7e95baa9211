"""The steps that a request takes, told as they happen. A step that nobody listens to costs one look at ``on``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cfngw.document.values import At

STEPS = (
    "route",
    "policy",
    "authorizer",
    "key",
    "throttle",
    "validator",
    "mapping",
    "invocation",
    "backend",
    "pattern",
    "response",
    "gateway response",
)
"""The names of steps, in the order that most requests take them."""


class Step(NamedTuple):
    """One step: its name, one clause on what was decided, the place in the template that decided, and what to show."""

    name: str
    said: str
    at: At | None
    shown: dict[str, Any]


class Journey:
    """The steps of one request. Write ``if journey.on: journey.step(...)``, so that nothing is made for nobody."""

    __slots__ = ("on", "output", "steps")

    def __init__(self, *, on: bool = True) -> None:
        self.on = on
        self.steps: list[Step] = []
        self.output: list[tuple[str, str]] = []  # what functions wrote: logical id, text

    def step(self, name: str, said: str, at: At | None = None, **shown: Any) -> None:
        """Note a step. ``shown``: texts, bytes or plain data by a word, such as ``output=``."""
        self.steps.append(Step(name, said, at, shown))
