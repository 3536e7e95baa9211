"""The methods of $input and $util."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from cfngw.vtl.errors import JavaError
from cfngw.vtl.gateway import Input, Util
from cfngw.vtl.json_smart import parse_json, to_json
from cfngw.vtl.jsonpath import NotFoundError, compile_path
from cfngw.vtl.methods_object import ABSENT, Table, given, is_text
from cfngw.vtl.utf16 import apart, together
from cfngw.vtl.values import JsonArray, Value

if TYPE_CHECKING:
    from cfngw.vtl.jsonpath import Path
    from cfngw.vtl.scopes import Run

_CHEAP = 4096


def _payload(run: Run, this: Input) -> Value:
    if len(this.body) > _CHEAP:
        run.spend(len(this.body) >> 8)
    return this.payload()


def _compiled(run: Run, path: Value) -> Path:
    run.spend(len(given(path)))
    return compile_path(path)


def _path(run: Run, this: Input, path: Value) -> Value:
    if not is_text(path):
        return ABSENT
    if path == "$":
        return _payload(run, this)
    compiled = _compiled(run, path)
    try:
        return compiled.read(_payload(run, this), run)
    except NotFoundError:
        return None if compiled.definite else JsonArray()


def _json(run: Run, this: Input, path: Value) -> Value:
    if not is_text(path):
        return ABSENT
    compiled = _compiled(run, path)
    try:
        return to_json(compiled.read(_payload(run, this), run), slashes=False)
    except NotFoundError:
        return '""' if compiled.definite else "[]"


def _parameter(_: Run, this: Input, name: Value) -> Value:
    if not is_text(name):
        return ABSENT
    return this.parameter(name)


INPUT: Table = {
    ("getBody", 0): lambda _, this: this.body,
    ("path", 1): _path,
    ("json", 1): _json,
    ("params", 0): lambda _, this: this.parameters(),
    ("params", 1): _parameter,
}


# --- $util ----------------------------------------------------------------------------------------------------

_ESCAPED = {
    "\b": "\\b",
    "\n": "\\n",
    "\t": "\\t",
    "\f": "\\f",
    "\r": "\\r",
    "'": "\\'",
    '"': '\\"',
    "\\": "\\\\",
    "/": "\\/",
}
_UNSAFE = re.compile(r"""[^ !#-&(-.0-\[\]-\x7f]""")


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _ESCAPED.get(character) or f"\\u{ord(character):04X}"


def escape_javascript(text: str) -> str:
    """Escape as commons-lang's StringEscapeUtils.escapeJavaScript does."""
    return _UNSAFE.sub(_escape, text if text.isascii() else apart(text))


def _escape_javascript(_: Run, __: Util, text: Value) -> Value:
    if text.__class__ is not str:
        return None if text is None else ABSENT
    return escape_javascript(text)


def _parse_json(run: Run, _: Util, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    text = given(text)
    run.spend(10 + (len(text) >> 2))
    return parse_json(text)


def _url_encode(_: Run, __: Util, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    return quote_plus(_encodable(given(text)), safe="*-._").replace("~", "%7E")


def _encodable(text: str) -> str:
    """Put question marks for halves of characters, as Java's encoder does."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "?", together(text))


_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def _url_decode(_: Run, __: Util, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    decoded = given(text).replace("+", " ")
    if "%" in _PERCENT.sub("", decoded):
        raise JavaError("IllegalArgumentException", "URLDecoder: illegal hex characters in escape (%) pattern")
    return _PERCENT.sub(lambda found: bytes.fromhex(found.group().replace("%", "")).decode(errors="replace"), decoded)


def _base64_encode(_: Run, __: Util, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    return base64.b64encode(_encodable(given(text)).encode()).decode()


def _base64_decode(_: Run, __: Util, text: Value) -> Value:
    if not is_text(text):
        return ABSENT
    padded = given(text)
    if not re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", padded) or len(padded.rstrip("=")) % 4 == 1:
        raise JavaError("IllegalArgumentException", "Illegal base64 character")
    if "=" in padded and len(padded) % 4:
        raise JavaError("IllegalArgumentException", "Input byte array has wrong 4-byte ending unit")
    try:
        return base64.b64decode(padded.rstrip("=") + "=" * (-len(padded.rstrip("=")) % 4)).decode(errors="replace")
    except binascii.Error as error:
        raise JavaError("IllegalArgumentException", str(error)) from None


UTIL: Table = {
    ("escapeJavaScript", 1): _escape_javascript,
    ("parseJson", 1): _parse_json,
    ("urlEncode", 1): _url_encode,
    ("urlDecode", 1): _url_decode,
    ("base64Encode", 1): _base64_encode,
    ("base64Decode", 1): _base64_decode,
}
TABLES = {Input: INPUT, Util: UTIL}
