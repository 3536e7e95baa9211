"""Token buckets: a rate that fills them and a burst that they hold.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from __future__ import annotations


class Bucket:
    """A bucket of ``burst`` tokens that ``rate`` a second fill; it is full at first. Of 0 either lets none by."""

    __slots__ = ("_at", "_level", "burst", "rate")

    def __init__(self, rate: float, burst: float) -> None:
        self.rate = rate
        self.burst = burst
        self._level = float(burst)
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Take one token at a time in seconds; False when there is none. A clock that goes back fills nothing."""
        if self._at is not None and now > self._at:
            self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        if self._level < 1 or self.rate <= 0:
            return False
        self._level -= 1
        return True
