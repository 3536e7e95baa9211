"""What a test gets back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.local.attempt import Attempt

_MOST_SHOWN = 500


class Headers(Mapping[str, str]):
    """Headers by name, whatever its case; several of one name are joined by commas, and apart in ``all``."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)

    def all(self, name: str) -> list[str]:
        """Give each value of a name, in order."""
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        values = self.all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.all(name))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key.lower() for key, _ in self.pairs))

    def __len__(self) -> int:
        return len({key.lower() for key, _ in self.pairs})

    def __repr__(self) -> str:
        return f"Headers({list(self.pairs)})"


class Response:
    """An answer. ``body`` are its bytes; ``journey`` the request and its steps, as ``--trace json`` gives them."""

    def __init__(self, made: Attempt) -> None:
        self._made = made
        self.status = made.answer.status
        self.headers = Headers(made.answer.headers)
        self.body = bytes(made.answer.body)
        self.seconds = made.seconds

    @property
    def text(self) -> str:
        """Give the body as a text; what is no UTF-8 becomes a replacement character."""
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """Give what the body says in JSON; raise a ValueError that shows the body where it is none."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ValueError(f"the body is no JSON ({error}): {self!r}") from None

    @property
    def journey(self) -> dict[str, Any]:
        """Give the request, its steps and the answer as plain data."""
        from cfngw.local.trace import journey_data

        return journey_data(self._made.call, self._made.answer, self._made.passage, self._made.seconds)

    @property
    def output(self) -> str:
        """Give what functions wrote for this request, to stdout and stderr."""
        return "".join(text for _, text in self._made.passage.journey.output)

    def __repr__(self) -> str:
        text = self.text
        shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}… ({len(self.body)} bytes)"
        return f"<Response {self.status} {shown!r}>"
