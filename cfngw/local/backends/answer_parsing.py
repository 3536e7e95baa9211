"""An HTTP/1.1 answer as it comes in, by httptools, held to limits; what is no HTTP is BackendFailed (malformed)."""

from __future__ import annotations

from typing import Any

from cfngw.local.running import BackendAnswer, BackendFailed

MAX_BODY = 10 * 1024 * 1024
"""Bytes that API Gateway takes from an integration.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""
_MAX_TAKEN = 4 * MAX_BODY  # with the sizes and extensions of chunks, and trailers
_MAX_HEAD = 64 * 1024
_MAX_INTERIM = 8


class Parsing:
    """An answer as it comes in."""

    def __init__(self, without_body: bool) -> None:
        self._parser = _parser(self)
        self._without_body = without_body
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()
        self._taken = self._head_size = self._interim = 0
        self._headed = self._done = self._framed = False
        self._too_large = False
        self._status = 0
        self.keeps = False

    def feed(self, data: bytes) -> bool:
        """Take bytes; tell whether the answer is whole."""
        from httptools import HttpParserError, HttpParserUpgrade

        self._taken += len(data)
        if not self._headed:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            raise BackendFailed("malformed", "the answer changes the protocol (101)") from None
        except HttpParserError as error:
            if not self._done:
                raise _stopped(error) from None
            self.keeps = False
        if self._too_large or self._taken > _MAX_TAKEN:
            raise BackendFailed("too_large", f"the answer is larger than {MAX_BODY // 1024 // 1024} MB")
        if not self._headed and self._head_size > _MAX_HEAD:
            raise BackendFailed("too_large", f"the headers of the answer are larger than {_MAX_HEAD // 1024} KB")
        return self._done

    @property
    def ends_here(self) -> bool:
        """Tell whether an answer without a length may end where the connection ends."""
        return self._headed and not self._framed

    def result(self) -> BackendAnswer:
        """Give the answer."""
        # How the body was cut into pieces is of the connection: it is whole now.
        headers = tuple(pair for pair in self._headers if pair[0].lower() not in ("transfer-encoding", "trailer"))
        return BackendAnswer(self._status, headers, bytes(self._body))

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin, also after an answer of 1xx."""
        if self._done:
            self.keeps = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        if not self._headed:  # later ones are trailers of a chunked body
            self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """See what the body will be."""
        if self._done:
            return
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            return
        self._status, self._headed = status, True
        names = {name.lower(): value for name, value in self._headers}
        length = names.get("content-length", "")
        self._framed = bool(length) or "chunked" in names.get("transfer-encoding", "").lower()
        self.keeps = self._parser.should_keep_alive()
        if self._without_body:
            self._done = True
        elif length.isdigit() and status not in (204, 304) and int(length[:20]) > MAX_BODY:
            self._too_large = True

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        if self._done:
            self.keeps = False
            return
        if len(self._body) + len(data) > MAX_BODY:
            self._too_large = True
        else:
            self._body += data

    def on_message_complete(self) -> None:
        """End, or go on after an answer of 1xx."""
        if self._headed:
            self._done = True
            return
        self._headers.clear()
        self._head_size = 0
        self._interim += 1
        if self._interim > _MAX_INTERIM:
            raise BackendFailed("malformed", f"more than {_MAX_INTERIM} answers of 1xx came before the answer")


def _parser(parsing: Parsing) -> Any:
    from httptools import HttpResponseParser

    return HttpResponseParser(parsing)


def _stopped(error: Exception) -> BackendFailed:
    cause = error.__context__
    if isinstance(cause, BackendFailed):
        return cause
    return BackendFailed("malformed", f"the answer is no HTTP: {error}")
