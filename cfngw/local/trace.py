"""A request's journey as plain data: what ``--trace json`` prints, one object for each request.

The form is public; ``version`` grows by one when a member changes its meaning or goes away. Bytes are texts where they
are UTF-8, and ``{"base64": …}`` where not. Of credentials in headers the ends are shown. A text of more than 100,000
characters is cut, and says so.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Reference, Text, Unknown

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer, Call
    from cfngw.local.journey import Step
    from cfngw.local.passage import Passage

VERSION = 1
_SECRET = frozenset({"authorization", "x-api-key", "cookie", "x-amz-security-token", "proxy-authorization"})
_TOLD_OF_SECRET = 6
_MOST_TEXT, _MOST_DEEP = 100_000, 20


def journey_data(call: Call, answer: Answer, passage: Passage | None, seconds: float) -> dict[str, Any]:
    """Give a request, its answer and the steps between them."""
    return {
        "version": VERSION,
        "request": {
            "method": call.method,
            "path": call.path,
            "query": call.query,
            "headers": hidden(call.headers),
            "body": plain(call.body),
            "sourceIp": call.source_ip,
        },
        "api": None if passage is None else passage.api.logical_id,
        "stage": None if passage is None else passage.stage_name,
        "route": None if passage is None or passage.route is None else passage.route.key,
        "requestId": None if passage is None else passage.request_id,
        "steps": [] if passage is None else [_step(each) for each in passage.journey.steps],
        "output": []
        if passage is None
        else [{"function": name, "text": plain(text)} for name, text in _output(passage)],
        "response": {
            "status": answer.status,
            "headers": [list(pair) for pair in answer.headers],
            "body": plain(answer.body),
        },
        "milliseconds": round(seconds * 1000, 3),
    }


def _output(passage: Passage) -> list[tuple[str, str]]:
    return passage.journey.output


def _step(step: Step) -> dict[str, Any]:
    where = step.at.where if step.at is not None else None
    place = None if where is None else {"file": where.path, "line": where.line, "column": where.column}
    return {
        "name": step.name,
        "said": step.said,
        "at": place,
        "shown": shown(step),
    }


def shown(step: Step) -> dict[str, Any]:
    """Give what a step shows as plain data, its headers without secrets."""
    return {name: hidden(value) if name == "headers" else plain(value) for name, value in step.shown.items()}


def hidden(headers: Any) -> Any:
    """Give headers, as pairs or by name, with the secrets in them hidden but for their ends, as AWS's logs do."""
    if isinstance(headers, Mapping):
        return {str(name): _hidden(str(name), plain(value)) for name, value in headers.items()}
    if isinstance(headers, (list, tuple)) and all(
        isinstance(each, (list, tuple)) and len(each) == 2 for each in headers
    ):
        return [[str(name), _hidden(str(name), plain(value))] for name, value in headers]
    return plain(headers)


def _hidden(name: str, value: Any) -> Any:
    if name.lower() not in _SECRET:
        return value
    if not isinstance(value, str):
        return [_hidden(name, each) for each in value] if isinstance(value, list) else "*****"
    return "*****" + (value[-_TOLD_OF_SECRET:] if len(value) >= 3 * _TOLD_OF_SECRET else "")


def plain(value: Any, deep: int = 0) -> Any:
    """Give a value as JSON can hold it."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _of_bytes(bytes(value))
    if isinstance(value, str):
        return value if len(value) <= _MOST_TEXT else f"{value[:_MOST_TEXT]}… ({len(value)} characters)"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (Reference, Text, Unknown)) or deep > _MOST_DEEP:
        return plain(str(value), deep + 1) if deep <= _MOST_DEEP else "…"
    if isinstance(value, Mapping):
        return {str(name): plain(each, deep + 1) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each, deep + 1) for each in value]
    return plain(str(value), deep + 1)


def _of_bytes(value: bytes) -> Any:
    try:
        return plain(value.decode())
    except UnicodeDecodeError:
        cut = value[:_MOST_TEXT]
        return {"base64": b64encode(cut).decode(), **({"bytes": len(value)} if len(value) > _MOST_TEXT else {})}
