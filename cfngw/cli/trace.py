"""A request's journey for a reader: each step, what it decided, and the template line that decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer, Call
    from cfngw.local.journey import Step
    from cfngw.local.passage import Passage

_MOST_LINES, _MOST_COLUMNS = 40, 200


def journey_text(call: Call, answer: Answer, passage: Passage | None, seconds: float) -> str:
    """Show a request, its steps and its answer."""
    query = f"?{call.query}" if call.query else ""
    lines = [f"{call.method} {call.path}{query}"]
    for step in () if passage is None else passage.journey.steps:
        lines += _step(step)
    for name, text in () if passage is None else passage.journey.output:
        lines += [f"  {'output':<12} {name}", *_indented(text, 15)]
    lines.append(f"  {'answer':<12} {answer.status}, {len(answer.body)} bytes, {seconds * 1000:.1f} ms")
    return "\n".join(lines) + "\n"


def _step(step: Step) -> Iterator[str]:
    where = f"  ({step.at.where})" if step.at is not None else ""
    yield f"  {step.name:<12} {_line(step.said)}{where}"
    from cfngw.local.trace import shown

    for name, value in shown(step).items():
        text = _text(value)
        if text is None:
            continue
        if "\n" in text.strip("\n") or len(text) > 100:
            yield f"{' ' * 15}{name}:"
            yield from _indented(text, 17)
        else:
            yield f"{' ' * 15}{name}: {_line(text.strip())}"


def _text(found: Any) -> str | None:
    """Give what a step shows as a text; None for what says nothing."""
    if found is None or found == "":
        return None
    if isinstance(found, str):
        return found
    if isinstance(found, Mapping) and set(found) <= {"base64", "bytes"} and "base64" in found:
        return f"base64: {found['base64']}"
    return json.dumps(found, ensure_ascii=False, default=str)


def _indented(text: str, width: int) -> Iterator[str]:
    """Give the lines of a text behind an indentation, not too many of them."""
    lines = text.rstrip("\n").splitlines()
    for line in lines[:_MOST_LINES]:
        yield f"{' ' * width}{_line(line)}".rstrip()
    if len(lines) > _MOST_LINES:
        yield f"{' ' * width}… {len(lines) - _MOST_LINES} more lines"


def _line(text: str) -> str:
    """Show a line without what would move a terminal's cursor, cut at a bound."""
    shown = "".join(each if each.isprintable() or each == "\t" else "�" for each in text[: _MOST_COLUMNS + 1])
    return shown if len(shown) <= _MOST_COLUMNS else f"{shown[:_MOST_COLUMNS]}…"
