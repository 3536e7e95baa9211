"""What troposphere prints when one of its validators fails is kept from the user: the error itself follows."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import Any

_CHATTER = " threw exception:\n"


class _Without:
    """A stream without troposphere's lines; all else goes where it went."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text unless it is troposphere's."""
        chatter = text.startswith("<class 'troposphere.") and text.endswith(_CHATTER)
        return len(text) if chatter or self._stream is None else self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep troposphere's lines from standard error inside the block."""
    with redirect_stderr(_Without(sys.stderr)):
        yield
