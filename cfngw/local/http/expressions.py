"""Values of parameter mapping: texts with ``$request``, ``$response``, ``$context`` and ``$stageVariables`` in them.

Both forms are taken, ``$request.header.x`` and ``${request.header.x}``, also several in one text. A value that is one
variable alone, and is not there, is no value: the mapping does nothing (AWS does not document it); within a text it is
empty. JSONPath knows no recursive descent and no filters, and sees the first 100 KB of the body.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cfngw.local.http.outgoing import decoded, folded, pairs_of

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.passage import Passage
    from cfngw.vtl.jsonpath import Path

ContextValue = Callable[["Passage", str], str | None]
MOST_BODY = 100 * 1024  # bytes that a JSONPath sees
_ROOTS = "request|response|context|stageVariables"
_VARIABLE = re.compile(
    rf"\$\{{((?:{_ROOTS})[.\[][^{{}}]*)\}}|\$((?:{_ROOTS})(?:\.[A-Za-z0-9_*-]+|\[[^\[\]]*\])+)",
)
_UNREAD: Any = object()


class Seen:
    """What the values of one request's mapping look at; ``answer`` is there for mappings of responses."""

    __slots__ = ("_body", "_context_value", "_headers", "answer", "passage")

    def __init__(self, passage: Passage, context_value: ContextValue, answer: Answer | None = None) -> None:
        self.passage = passage
        self.answer = answer
        self._context_value = context_value
        self._body: Any = _UNREAD
        self._headers: dict[str, list[str]] | None = None

    def context(self, name: str) -> str | None:
        """Give a variable of $context; None where it is absent."""
        return self._context_value(self.passage, name)

    @property
    def document(self) -> Any:
        """Give the JSON of the body, the answer's where there is one; None for what is no JSON."""
        if self._body is _UNREAD:
            body = self.passage.call.body if self.answer is None else self.answer.body
            try:
                self._body = json.loads(body[:MOST_BODY])
            except (ValueError, RecursionError):
                self._body = None
        return self._body

    @property
    def answer_headers(self) -> dict[str, list[str]]:
        """Give the answer's headers by their names in lower case."""
        if self._headers is None:
            self._headers = {} if self.answer is None else folded(self.answer.headers)
        return self._headers


Reader = Callable[[Seen], str | None]


class Expression:
    """A value, read once. ``problems``: what of it AWS would not take."""

    def __init__(self, text: str) -> None:
        self.written = text
        self.problems: list[str] = []
        self._parts: list[str | Reader] = []
        end = 0
        for found in _VARIABLE.finditer(text):
            if found.start() > end:
                self._parts.append(text[end : found.start()])
            self._parts.append(self._variable(found[1] or found[2]))
            end = found.end()
        if end < len(text) or not self._parts:
            self._parts.append(text[end:])

    def text(self, seen: Seen) -> str | None:
        """Give the value for a request; None where it is one variable that is not there."""
        if len(self._parts) == 1:
            (only,) = self._parts
            return only if isinstance(only, str) else only(seen)
        return "".join(part if isinstance(part, str) else part(seen) or "" for part in self._parts)

    def _variable(self, name: str) -> Reader:
        for beginning, reader in _READERS.items():
            if name == beginning or (beginning[-1] == "." and name.startswith(beginning)):
                return reader(name[len(beginning) :])
        for beginning in ("request.body", "response.body"):
            if name.startswith((beginning + ".", beginning + "[")):
                return self._of_body(name[len(beginning) :])
        self.problems.append(f"${name} is no variable of a parameter mapping")
        return _nothing

    def _of_body(self, path: str) -> Reader:
        from cfngw.vtl.errors import JavaError
        from cfngw.vtl.jsonpath import compile_path

        if ".." in path or "?(" in path:
            self.problems.append(f"the JSONPath ${path} has a recursive descent or a filter")
            return _nothing
        try:
            compiled = compile_path("$" + path)
        except JavaError as error:
            self.problems.append(f"the JSONPath ${path} can't be read: {error}")
            return _nothing
        return lambda seen: _found(compiled, seen.document)


def _nothing(_seen: Seen) -> str | None:
    return None


def _found(path: Path, document: Any) -> str | None:
    from cfngw.vtl.errors import JavaError, LimitExceededError
    from cfngw.vtl.jsonpath import NotFoundError
    from cfngw.vtl.limits import Budget

    try:
        found = path.read(document, Budget())
        if found is None:
            return None
        text = found if isinstance(found, str) else json.dumps(found, separators=(",", ":"), ensure_ascii=False)
        # JSON may hold halves of characters; nothing that is sent can.
        return text if text.isascii() else text.encode("utf-8", "replace").decode()
    except (NotFoundError, JavaError, LimitExceededError, RecursionError, TypeError):
        return None


def _header(name: str) -> Reader:
    name = name.lower()

    def read(seen: Seen) -> str | None:
        values = seen.passage.call.folded.get(name)
        return ",".join(values) if values else None

    return read


def _answer_header(name: str) -> Reader:
    name = name.lower()

    def read(seen: Seen) -> str | None:
        values = seen.answer_headers.get(name)
        return ",".join(values) if values else None

    return read


def _querystring(name: str) -> Reader:
    def read(seen: Seen) -> str | None:
        values = [value for key, value in pairs_of(seen.passage.call.query) if key == name]
        return ",".join(values) if values else None

    return read


def _whole_body(_rest: str) -> Reader:
    return lambda seen: seen.passage.call.body.decode("utf-8", "replace") or None


def _whole_answer(_rest: str) -> Reader:
    return lambda seen: seen.answer.body.decode("utf-8", "replace") if seen.answer is not None else None


_READERS: Mapping[str, Callable[[str], Reader]] = {
    "request.header.": _header,
    "request.querystring.": _querystring,
    "request.path": lambda _rest: lambda seen: decoded(seen.passage.path),
    "request.path.": lambda name: lambda seen: seen.passage.path_parameters.get(name),
    "request.body": _whole_body,
    "response.header.": _answer_header,
    "response.body": _whole_answer,
    "context.": lambda name: lambda seen: seen.context(name),
    "stageVariables.": lambda name: lambda seen: seen.passage.variables.get(name),
}
