"""The bounds of a rendering, and the budget that is charged for work.

API Gateway documents two of them (1,000 turns of a #foreach, 300 KB of template, neither adjustable); Velocity's own
are the depth of macros and of #define. The others exist so that no template can hang or flood the process.
"""

from __future__ import annotations

import threading

from cfngw.vtl.errors import LimitExceededError

MOST_TEMPLATE_CHARACTERS = 300 * 1024
MOST_TURNS = 1000
MOST_MACRO_DEPTH = 20
MOST_DEFINE_DEPTH = 2
MOST_NESTING = 60
MOST_JSON_NESTING = 100
MOST_EVALUATIONS = 20
MOST_STEPS = 5_000_000
MOST_OUTPUT = 10_000_000
MOST_STRING = 5_000_000
MOST_ITEMS = 1_000_000
MOST_BITS = 65_536
MOST_PATTERN = 2_000

LONG_STRING = 256
"""A string above this length is charged for by its length."""


class Budget:
    """The work that one rendering may still do. A step is some node, element or thirty-two characters handled."""

    __slots__ = ("left", "output")

    def __init__(self) -> None:
        self.left = MOST_STEPS
        self.output = MOST_OUTPUT

    def spend(self, steps: int) -> None:
        """Charge for work about to be done."""
        self.left -= steps
        if self.left < 0:
            raise LimitExceededError("the template does more work than one rendering may")

    def spend_text(self, length: int) -> None:
        """Charge for handling a string, and refuse one that is too long."""
        if length > MOST_STRING:
            raise LimitExceededError(f"a string grows beyond {MOST_STRING:,} characters")
        self.spend(length >> 5)

    def spend_output(self, length: int) -> None:
        """Charge for a long piece of output."""
        self.output -= length
        if self.output < 0:
            raise LimitExceededError(f"the output grows beyond {MOST_OUTPUT:,} characters")


class _Present(threading.local):
    budget: Budget | None = None


PRESENT = _Present()
"""The rendering that goes on in this thread."""


def charge(steps: int) -> None:
    """Charge the present rendering for what is done with each member of a list, a map or a string.

    Printing, comparing and copying happen deep in other work, and a map's key may be a map: the budget is not handed
    down there, as it is where the work begins.
    """
    budget = PRESENT.budget
    if budget is not None:
        budget.spend(steps)


def spend_items(count: int) -> None:
    """Refuse a list or map that is too large."""
    if count > MOST_ITEMS:
        raise LimitExceededError(f"a list grows beyond {MOST_ITEMS:,} elements")
