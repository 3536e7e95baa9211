"""The access log of a stage, in the stage's own format: JSON, XML, CSV or CLF, by putting $context variables in.

A variable that is absent or unknown is ``-``. One request is one line: AWS writes one log event, and a line break in
the format or in a value would make two lines of it here, so that it is written as ``\\n``. Whether AWS escapes a quote
in a value of a JSON format is not documented; it is not escaped here, but for ``error.validationErrorString``.
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cfngw.local.context import ABSENT, reader, value_text
from cfngw.local.substitution import Piece, cut

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Stage

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class AccessLog:
    """Writes a stage's log through ``around.log``; a stage without a format writes none.

    ``address`` is the stage's, the first word that ``around.log`` gets.
    """

    def __init__(self, stage: Stage, around: Surroundings, values: LocalValues, address: str) -> None:
        self.address = address
        self._log = around.log
        text = values.text(stage.log_format) if stage.log_format is not None else None
        if stage.log_format is not None and text is None:
            around.say(f"{stage.where}: the access log of {address} is not written: its format is not known here")
        pieces = cut(text.strip(), context_only=True) if text else None
        self._pieces = None if pieces is None else [_piece(each) for each in pieces]

    @property
    def on(self) -> bool:
        """Tell whether there is a format."""
        return self._pieces is not None

    def write(self, passage: Passage, answer: Answer, latency: float) -> None:
        """Write the line of a request; ``latency`` is in milliseconds."""
        if self._pieces is None:
            return
        passage.answer = answer
        passage.response_latency = latency
        line = "".join([each if isinstance(each, str) else _value(each(passage)) for each in self._pieces])
        if not line.isprintable():  # seldom: the search costs more than the question
            line = _CONTROL.sub(_shown, line)
        self._log(self.address, line)


def _piece(given: Piece) -> str | Callable[[Passage], Any]:
    return given if isinstance(given, str) else reader(given[1])


def _value(value: Any) -> str:
    if value.__class__ is str:
        return value or ABSENT
    text = value_text(value)
    return ABSENT if text is None else text


def _shown(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
