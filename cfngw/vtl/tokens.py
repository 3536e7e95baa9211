"""Looking ahead in the tokens of one text, no further than asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cfngw.vtl.errors import PlacedProblemError
from cfngw.vtl.lexer import Lexer, Token
from cfngw.vtl.lexical import Kind
from cfngw.vtl.limits import MOST_NESTING

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class TokenReader:
    """Reads tokens. ``base`` is the offset of the text in the template, ``depth`` how deep it already stands."""

    def __init__(self, text: str, base: int, depth: int) -> None:
        self.lexer = Lexer(text)
        self.base = base
        self.depth = depth
        self._last = Token(Kind.END_OF_TEXT, "", 0, 0, None)

    def _ahead(self, count: int) -> Token:
        token = self._last
        for _ in range(count):
            following = token.next
            if following is None:
                if token.kind == Kind.END_OF_TEXT and token.start:
                    return token
                try:
                    following = token.next = self.lexer.next()
                except PlacedProblemError as problem:
                    problem.offset += self.base
                    raise
            token = following
        return token

    def peek(self, count: int = 1) -> int:
        """Tell the kind of a token to come."""
        token = self._last.next
        if count > 1 or token is None:
            token = self._ahead(count)
        return token.kind

    def upcoming(self) -> Token:
        """Give the next token without taking it."""
        return self._last.next or self._ahead(1)

    def looks_ahead(self) -> bool:
        """Tell whether a token has been read that is not taken yet."""
        return self._last.next is not None

    def place(self) -> int:
        """Give the offset of what comes next."""
        return self.lexer.at if self._last.next is None else self._last.next.start

    def take(self) -> Token:
        """Take the next token."""
        self._last = token = self._last.next or self._ahead(1)
        return token

    def expect(self, kind: int, what: str) -> Token:
        """Take the next token if it is of the kind."""
        if self.peek() != kind:
            raise self.unexpected(what)
        return self.take()

    def skip_blanks(self) -> None:
        """Take blanks if they come next."""
        if self.peek() == Kind.BLANKS:
            self.take()

    def unexpected(self, expected: str | None = None) -> PlacedProblemError:
        """Describe the next token as one that does not fit."""
        token = self.upcoming()
        found = "the template ends" if token.kind == Kind.END_OF_TEXT else f"{token.image.strip()[:40]!r} stands"
        wanted = f" where {expected} should be" if expected else " where it means nothing"
        return PlacedProblemError(f"{found}{wanted}.", self.base + token.start)

    def taken(self, token: Token) -> bool:
        """Tell whether a token that was upcoming has been taken since."""
        return token.start <= self._last.start

    def deeper(self, parse: Callable[[], T]) -> T:
        """Parse something nested, within the bound on nesting."""
        self.depth += 1
        if self.depth > MOST_NESTING:
            token = self.upcoming()
            raise PlacedProblemError(f"the template nests deeper than {MOST_NESTING} levels.", self.base + token.start)
        parsed = parse()
        self.depth -= 1
        return parsed

    def written(self, first: Token) -> str:
        """Give the tokens from the first to the last taken as they are written."""
        return "".join([token.image for token in self._since(first)])

    def printed(self, first: Token) -> str:
        """Give the tokens from the first to the last taken as they print where they turn out to be text."""
        return "".join([token.literal() for token in self._since(first)])

    def _since(self, first: Token) -> list[Token]:
        tokens = [first]
        token: Token = first
        while token is not self._last and token.next is not None:
            token = token.next
            tokens.append(token)
        return tokens
