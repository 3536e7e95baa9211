"""Content encodings: what an endpoint compressed is opened; what the API's minimum size asks for is compressed.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html

gzip and deflate; any other encoding passes as it is. Not documented: which of several accepted ones is taken; gzip.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from cfngw.local.rest.integrations.calls import MOST_BYTES
from cfngw.local.running import BackendAnswer

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer, Call

_GZIP, _ZLIB = 31, 15
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


def opened(answer: BackendAnswer) -> BackendAnswer:
    """Give an endpoint's answer uncompressed; as it is where that fails, or comes to more than 10 MB."""
    given = next((value for name, value in answer.headers if name.lower() == "content-encoding"), None)
    if given is None:
        return answer
    encoding = given.strip().lower()
    body: bytes | None = answer.body
    if encoding in _WINDOWS and answer.body:
        body = _inflated(answer.body, _WINDOWS[encoding])
    elif encoding not in _WINDOWS and encoding != "identity":
        body = None
    if body is None:
        return answer
    headers = tuple(pair for pair in answer.headers if pair[0].lower() not in ("content-encoding", "content-length"))
    return BackendAnswer(answer.status, headers, body)


def _inflated(body: bytes, window: int) -> bytes | None:
    try:
        reader = zlib.decompressobj(window)
        made = reader.decompress(body, MOST_BYTES)
    except zlib.error:
        return None
    return made if reader.eof else None


def compress(answer: Answer, call: Call, minimum: int) -> None:
    """Compress an answer of at least a size, where the client takes that."""
    if len(answer.body) < minimum or not answer.body or answer.header("content-encoding") is not None:
        return
    accepted = _accepted(call.header("accept-encoding") or "")
    encoding = next((name for name in ("gzip", "deflate") if name in accepted), None)
    if encoding is None:
        return
    writer = zlib.compressobj(wbits=_WINDOWS[encoding])
    answer.body = writer.compress(answer.body) + writer.flush()
    answer.headers.append(("Content-Encoding", encoding))


def _accepted(header: str) -> set[str]:
    found = set()
    for each in header.lower().split(","):
        name, _, weight = each.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            found.add(name.strip())
    return found
