"""What a function returns, as the gateway reads it.

Format 2.0: an object with ``statusCode`` is an answer; whatever else is the body of a 200 of application/json, as the
function wrote it, and the content of a text without its quotes. That holds for what is no JSON too, as AWS's own test
tool notes of the live service. Format 1.0: an object with ``statusCode``, or 500. An answer without a Content-Type is
``text/plain; charset=utf-8`` (observed, see that tool: https://github.com/aws/aws-lambda-dotnet, LambdaTestTool-v2).

A status is a whole number from 200 to 599, or its digits; a body is a text; the value of a header is a text, a number
or a boolean. Anything else is 500. Not documented: numbers as values of headers, digits as a status.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.document.values import scalar_text
from cfngw.local.exchange import Answer
from cfngw.local.http.outgoing import HOP_BY_HOP

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_BROKEN = re.compile(r"[\r\n\x00]")
# The gateway writes these itself.
_OWN = HOP_BY_HOP | {"content-length", "date", "apigw-requestid"}
_JSON = ("Content-Type", "application/json")
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")


class Malformed(Exception):  # noqa: N818 (an outcome that the gateway maps)
    """A function's answer that the gateway does not take; the text says why, to the person at the terminal."""


def read_2(payload: bytes) -> Answer:
    """Read an answer in format 2.0; raise Malformed."""
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        return Answer(200, [_JSON], payload)
    if isinstance(given, dict) and "statusCode" in given:
        headers = list(_headers(given.get("headers")))
        headers += [("Set-Cookie", each) for each in _cookies(given.get("cookies"))]
        return _answer(given, headers)
    return Answer(200, [_JSON], _bytes(given) if isinstance(given, str) else payload)


def is_inferred(payload: bytes) -> bool:
    """Tell whether format 2.0 finds no ``statusCode``, and takes what was returned for a body."""
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        return True
    return not (isinstance(given, dict) and "statusCode" in given)


def read_1(payload: bytes) -> Answer:
    """Read an answer in format 1.0; raise Malformed."""
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or "statusCode" not in given:
        raise Malformed("format 1.0 needs an object with statusCode")
    several = list(_several(given.get("multiValueHeaders")))
    known = {(name.lower(), value) for name, value in several}
    headers = [pair for pair in _headers(given.get("headers")) if (pair[0].lower(), pair[1]) not in known]
    return _answer(given, headers + several)


def _answer(given: Mapping[str, Any], headers: list[tuple[str, str]]) -> Answer:
    status = _status(given["statusCode"])
    body = _body(given.get("body"), given.get("isBase64Encoded"))
    if body and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(_PLAIN)
    return Answer(status, headers, body)


def _status(given: Any) -> int:
    if isinstance(given, str) and re.fullmatch("[0-9]{3}", given):
        given = int(given)
    if type(given) is not int or not 200 <= given <= 599:
        raise Malformed(f"statusCode is {_shown(given)}: it must be a whole number from 200 to 599")
    return given


def _body(given: Any, is_base64: Any) -> bytes:
    if given is None:
        return b""
    if not isinstance(given, str):
        raise Malformed(f"body is {_shown(given)}: it must be a text, such as json.dumps makes")
    if is_base64 is not True:
        return _bytes(given)
    try:
        return b64decode(given, validate=True)
    except ValueError:
        raise Malformed("isBase64Encoded is true, and body is no base64") from None


def _headers(given: Any) -> Iterator[tuple[str, str]]:
    if given is None:
        return
    if not isinstance(given, dict):
        raise Malformed(f"headers is {_shown(given)}: it must be an object")
    for name, value in given.items():
        if value is not None:
            yield from _header(name, value)


def _several(given: Any) -> Iterator[tuple[str, str]]:
    if given is None:
        return
    if not isinstance(given, dict):
        raise Malformed(f"multiValueHeaders is {_shown(given)}: it must be an object")
    for name, values in given.items():
        if values is not None and not isinstance(values, list):
            raise Malformed(f"multiValueHeaders has {_shown(values)} for {name}: it must be a list")
        for value in values or ():
            yield from _header(name, value)


def _header(name: str, value: Any) -> Iterator[tuple[str, str]]:
    text = scalar_text(value)
    if text is None or not _TOKEN.match(name) or _BROKEN.search(text):
        raise Malformed(f"the header {name[:80]!r} has {_shown(value)}: HTTP has no such header")
    if name.lower() not in _OWN:
        # Headers are bytes read as Latin-1; a text beyond ASCII goes out in UTF-8.
        yield name, text if text.isascii() else _bytes(text).decode("latin-1")


def _cookies(given: Any) -> Iterator[str]:
    if given is None:
        return
    if not isinstance(given, list):
        raise Malformed(f"cookies is {_shown(given)}: it must be a list of texts")
    for each in given:
        if not isinstance(each, str):
            raise Malformed(f"cookies has {_shown(each)}: it must be a list of texts")
        yield from (value for _, value in _header("Set-Cookie", each))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _shown(given: Any) -> str:
    try:
        text = json.dumps(given)
    except RecursionError:
        return "a value that is too deep"
    return text if len(text) <= 60 else text[:57] + "…"
