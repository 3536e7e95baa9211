"""Parameter mapping: what is appended to, put in place of, or removed from a request or an answer.

Values are taken from the request as the client sent it, and from the answer as the integration gave it, so that a
header can be renamed whatever the order. Reserved headers can't be mapped: AWS refuses the template, here the row is
passed over and told at the start.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.local.http.expressions import Expression, Seen
from cfngw.local.http.outgoing import Outgoing, pairs_of, query_of

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.exchange import Answer
    from cfngw.local.values import LocalValues

_KEY = re.compile(
    r"(?P<what>append|overwrite|remove):(?P<place>header|querystring)\.(?P<name>.+)\Z"
    r"|overwrite[:.](?P<whole>path|statuscode)\Z",
    re.DOTALL,
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_BROKEN = re.compile(r"[\r\n\x00]")
_RESERVED = frozenset(
    (
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-location",
        "forwarded",
        "keep-alive",
        "origin",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "via",
    )
)
_RESERVED_PREFIXES = ("access-control-", "apigw-", "x-amz-", "x-amzn-")


class Row(NamedTuple):
    """One mapping: ``what`` is append, overwrite or remove; ``place`` header, querystring, path or statuscode."""

    what: str
    place: str
    name: str
    value: Expression


class Problems(list[str]):
    """What of an integration's mappings can't be done, as clauses."""


def rows_of(given: Mapping[str, Any], values: LocalValues, problems: Problems) -> tuple[Row, ...]:
    """Read mappings by their keys, such as ``append:header.x``."""
    rows = (_row(key, given[key], values, problems) for key in given)
    return tuple(row for row in rows if row is not None)


def _row(key: str, written: Any, values: LocalValues, problems: Problems) -> Row | None:
    found = _KEY.match(key)
    if found is None:
        problems.append(f"{key!r} is no key of a parameter mapping")
        return None
    what, place, name = found["what"] or "overwrite", found["place"] or found["whole"], found["name"] or ""
    if place == "header" and not _may_map(name):
        problems.append(f"the header {name!r} is reserved, or is no name of a header")
        return None
    text = values.text(written)
    if text is None and what != "remove":
        problems.append(f"the value of {key!r} is not told by the template")
        return None
    expression = Expression(text or "")
    problems.extend(expression.problems)
    return Row(what, place, name, expression)


def _may_map(name: str) -> bool:
    lower = name.lower()
    return bool(_TOKEN.match(name)) and lower not in _RESERVED and not lower.startswith(_RESERVED_PREFIXES)


def map_request(rows: tuple[Row, ...], request: Outgoing, seen: Seen, at: At | None = None) -> None:
    """Change a request that is about to be sent."""
    pairs: list[tuple[str, str]] | None = None
    headers = list(request.headers)
    changes = _changes(rows, seen)
    for row, value in changes:
        if row.place == "path":
            request.path = value if value.startswith("/") else "/" + value
            request.overwritten = True
        elif row.place == "querystring":
            pairs = pairs_of(request.query) if pairs is None else pairs
            _change(pairs, row, value, row.name)
        elif row.place == "header":
            _change(headers, row, _on_one_line(value), row.name.lower())
    request.headers = headers
    if pairs is not None:
        request.query = query_of(pairs)
    if seen.passage.journey.on:
        seen.passage.journey.step("mapping", "the request's parameters are mapped", at, parameters=_shown(changes))


def map_answer(rows: tuple[Row, ...], answer: Answer, seen: Seen, at: At | None = None) -> None:
    """Change an answer that an integration gave. A status that is none is passed over."""
    before = answer.status
    changes = _changes(rows, seen)
    for row, value in changes:
        if row.place == "statuscode":
            if re.fullmatch("[2-5][0-9][0-9]", value):
                answer.status = int(value)
        elif row.place == "header":
            _change(answer.headers, row, _on_one_line(value), row.name.lower())
    if seen.passage.journey.on:
        said = f"the answer of status {before} is mapped"
        seen.passage.journey.step("mapping", said, at, parameters=_shown(changes))


def _change(pairs: list[tuple[str, str]], row: Row, value: str, name: str) -> None:
    if row.what != "append":
        exact = row.place == "querystring"
        pairs[:] = [pair for pair in pairs if (pair[0] if exact else pair[0].lower()) != name]
    if row.what != "remove":
        pairs.append((row.name, value))


def _on_one_line(value: str) -> str:
    """Keep a value from becoming another header; headers are bytes read as Latin-1, and what is not goes in UTF-8."""
    value = _BROKEN.sub(" ", value)
    return value.encode().decode("latin-1") if any(character > "\xff" for character in value) else value


def _changes(rows: tuple[Row, ...], seen: Seen) -> list[tuple[Row, str]]:
    """Give the rows that do something, with their values."""
    found = ((row, "" if row.what == "remove" else row.value.text(seen)) for row in rows)
    return [(row, value) for row, value in found if value is not None]


def _shown(changes: list[tuple[Row, str]]) -> dict[str, str]:
    return {f"{row.what}:{row.place}{'.' if row.name else ''}{row.name}": value for row, value in changes}
