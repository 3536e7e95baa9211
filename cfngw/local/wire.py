"""An answer as the bytes that HTTP/1.1 sends, and the answers of the server's own.

Content-Length, Connection and Transfer-Encoding are the server's: those of an answer are left out. A header that no
HTTP message can hold (a name that is no token, a value with a line break) is left out too.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from http import HTTPStatus

from cfngw.local.exchange import Answer

MOST_BODY = 10 * 1024 * 1024
MOST_HEAD = 10_240
_OWN = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive", "date"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@lru_cache(maxsize=1024)
def _line(status: int) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n"


@lru_cache(maxsize=4096)
def _named(name: str) -> str | None:
    """Give a header's name as it is sent; None for one that the server sends itself, or that nobody can send."""
    return f"{name}: " if _NAME.match(name) and name.lower() not in _OWN else None


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return time.strftime("Date: %a, %d %b %Y %H:%M:%S GMT\r\n", time.gmtime(second))


def message(answer: Answer, method: str, *, close: bool, kept_1_0: bool = False) -> bytes:
    """Write an answer; a HEAD's has the length of its body, and no body."""
    if not 200 <= answer.status <= 999:
        answer = Answer(500, [("Content-Type", "application/json")], b'{"message": "Internal server error"}')
    parts = [_line(answer.status), _date(int(time.time()))]
    for name, value in answer.headers:
        named = _named(name)
        if named is not None and not _BREAKS.search(value):
            parts.append(f"{named}{value}\r\n")
    body = answer.body
    if answer.status == 204 or answer.status == 304:
        body = b""
    elif method == "HEAD":
        length = answer.header("content-length") if not body else None
        parts.append(f"Content-Length: {length if length and length.isdecimal() else len(body)}\r\n")
        body = b""
    else:
        parts.append(f"Content-Length: {len(body)}\r\n")
    if close:
        parts.append("Connection: close\r\n")
    elif kept_1_0:
        parts.append("Connection: keep-alive\r\n")
    parts.append("\r\n")
    head = "".join(parts)
    try:
        return head.encode("latin-1") + body
    except UnicodeEncodeError:
        return head.encode("utf-8", "replace") + body


def refused(status: int, *, rest: bool) -> Answer:
    """Give the answer to a request that no gateway sees.

    Of a REST API's 413 users report a plain text and no gateway response; the other texts are not documented.
    """
    if status == 413 and rest:
        text = f"HTTP content length exceeded {MOST_BODY} bytes."
        return Answer(413, [("Content-Type", "text; charset=utf-8")], text.encode())
    words = {413: "Request Entity Too Large", 431: "Request Header Fields Too Large", 408: "Request Timeout"}
    text = words.get(status) or HTTPStatus(status).phrase
    return Answer(status, [("Content-Type", "application/json")], b'{"message":"%s"}' % text.encode())
