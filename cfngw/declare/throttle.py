"""How many requests are let through: of a usage plan, of a method in it, of a stage's methods."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.declare.intrinsic import Integer, Intrinsic
from cfngw.declare.kinds import Number, Whole
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError


class Throttle(Value):
    """Let ``rate`` requests a second through, and ``burst`` at once; what is left out is the account's limit.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
    """

    rate: float | Intrinsic | None = option(Number(0, "requests a second"), default=None)
    burst: Integer | None = option(Whole(0, None, "requests"), default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Throttle"

    def check(self) -> Iterator[CfngwError]:
        """Ask for something to be limited, and for a way through."""
        if self.rate is None and self.burst is None:
            yield self.refusal("it limits nothing.", allowed="rate, burst or both", fix="give rate=2, burst=3")
        if self.burst == 0 and self.rate != 0:
            yield self.refusal(
                "no request gets through a burst of 0.", given=self.burst, fix="give a burst of at least 1, or rate=0"
            )
