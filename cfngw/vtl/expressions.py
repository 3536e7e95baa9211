"""References and expressions: what stands in parentheses and after dollars.

A reference keeps how it was written, since that is what prints when its value is null.
"""

from __future__ import annotations

import re

from cfngw.vtl.errors import PlacedProblemError
from cfngw.vtl.lexer import Token
from cfngw.vtl.lexical import Kind
from cfngw.vtl.number_text import parse_double
from cfngw.vtl.tokens import TokenReader
from cfngw.vtl.tree import (
    Binary,
    Call,
    Constant,
    Index,
    ListLiteral,
    MapLiteral,
    Node,
    Not,
    Property,
    Range,
    Reference,
    String,
    Word,
)

_LEVELS: tuple[dict[int, str], ...] = (
    {Kind.OR: "||"},
    {Kind.AND: "&&"},
    {Kind.EQUAL: "==", Kind.NOT_EQUAL: "!="},
    {Kind.LESS: "<", Kind.GREATER: ">", Kind.LESS_EQUAL: "<=", Kind.GREATER_EQUAL: ">="},
    {Kind.PLUS: "+", Kind.MINUS: "-"},
    {Kind.TIMES: "*", Kind.DIVIDE: "/", Kind.MODULO: "%"},
)
_REFERENCES = frozenset({Kind.IDENTIFIER, Kind.BRACE_OPEN})
_LITERALS = frozenset({Kind.STRING, Kind.INTEGER, Kind.FLOAT, Kind.TRUE, Kind.FALSE, Kind.BRACKET_OPEN, Kind.MAP_OPEN})
_INDEXES = frozenset({Kind.STRING, Kind.INTEGER, Kind.TRUE, Kind.FALSE})
_PARAMETERS = _LITERALS | _REFERENCES
_CALL_ENDS = _PARAMETERS | {Kind.BLANKS, Kind.CALL_CLOSE}
MOST_DIGITS = 4000
_NUMBER = re.compile(r"-?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{4}")
_OPENERS = frozenset({Kind.PAREN_OPEN, Kind.INDEX_OPEN, Kind.BRACKET_OPEN, Kind.MAP_OPEN})
_CLOSERS = frozenset({Kind.CALL_CLOSE, Kind.INDEX_CLOSE, Kind.BRACKET_CLOSE, Kind.MAP_CLOSE, Kind.PAREN_CLOSE})
_REFERENCE_PARTS = frozenset({Kind.IDENTIFIER, Kind.DOT, Kind.BRACE_OPEN, Kind.BRACE_CLOSE})


class ExpressionParser(TokenReader):
    """Parses references and expressions; ``strings`` are those whose own template is to be parsed later."""

    def __init__(self, text: str, base: int, depth: int) -> None:
        super().__init__(text, base, depth)
        self.strings: list[String] = []
        self.roots: set[str] = set()

    # --- references --------------------------------------------------------------------------------------------

    def reference(self) -> Reference:
        """Parse a reference."""
        first = self.upcoming()
        braces = first.kind == Kind.BRACE_OPEN
        if braces:
            self.take()
        name = self.expect(Kind.IDENTIFIER, "the name of a reference")
        steps: list[Property | Call | Index] = []
        self._indexes(steps)
        while self.peek() == Kind.DOT and self.peek(2) == Kind.IDENTIFIER:
            self.take()
            steps.append(self._call() if self._call_follows() else self._property())
            self._indexes(steps)
        if braces:
            self.expect(Kind.BRACE_CLOSE, "}")
        return self._make_reference(first, name, steps)

    def _make_reference(self, first: Token, name: Token, steps: list[Property | Call | Index]) -> Reference:
        """Sort out what stands before the name: backslashes, hashes, the dollar, a bang, a brace."""
        offset = self.base + first.start
        image = first.image
        bang = image.find("\\!")
        if bang >= 0:
            start = image.index("\\", image.index("$"))
            count = len(image[start:]) - len(image[start:].lstrip("\\"))
            text = image[: start + count - 1] + image[start + count :]
            return Reference(offset, text, steps, "dead", text, image, "")
        slashes = len(image) - len(image.lstrip("\\"))
        image = image[slashes:]
        dollar = max(image.rfind("$"), 0)
        before, image = image[:dollar], image[dollar:]
        first.image = image
        literal = self.printed(first)
        node = Reference(offset, image, steps, "runt", literal, literal, image[1:])
        node.escaped, node.escape, node.before = slashes % 2 == 1, "\\" * (slashes // 2), before
        if image.startswith("$!"):
            node.kind = "quiet"
            node.absent = literal if node.escaped else ""
            node.root = name.image if image.startswith("$!{") else image[2:]
        elif image == "${":
            node.kind, node.root = "formal", name.image
        elif image.startswith("$"):
            node.kind, node.root = "normal", image[1:]
        self.roots.add(node.root)
        return node

    def _indexes(self, steps: list[Property | Call | Index]) -> None:
        while self.peek() == Kind.INDEX_OPEN:
            token = self.take()
            self.skip_blanks()
            kind = self.peek()
            if kind not in _INDEXES and kind not in _REFERENCES:
                raise self.unexpected("an index")
            index = self.reference() if kind in _REFERENCES else self._literal(kind)
            self.skip_blanks()
            self.expect(Kind.INDEX_CLOSE, "]")
            steps.append(Index(offset=self.base + token.start, index=index, literal=self.printed(token)))

    def _call_follows(self) -> bool:
        """Look ahead for a name, a parenthesis and the beginning of an argument or the end."""
        return self.peek(2) == Kind.PAREN_OPEN and self.peek(3) in _CALL_ENDS

    def _property(self) -> Property:
        token = self.take()
        return Property(self.base + token.start, token.image)

    def _call(self) -> Call:
        name = self.take()
        self.take()
        arguments: list[Node] = []
        if self.peek() != Kind.CALL_CLOSE:
            arguments.append(self.parameter())
            while self.peek() == Kind.COMMA:
                self.take()
                arguments.append(self.parameter())
        self.expect(Kind.CALL_CLOSE, "a closing parenthesis")
        literal = self.printed(name)
        return Call(offset=self.base + name.start, name=name.image, arguments=arguments, literal=literal)

    # --- literals ----------------------------------------------------------------------------------------------

    def parameter(self) -> Node:
        """Parse an argument of a method, an element of a list or a map."""
        self.skip_blanks()
        kind = self.peek()
        if kind not in _PARAMETERS:
            raise self.unexpected("an argument")
        node = self.reference() if kind in _REFERENCES else self._literal(kind)
        self.skip_blanks()
        return node

    def argument_begins(self, ahead: int) -> bool:
        """Tell whether the token so far ahead begins an argument of a directive."""
        kind = self.peek(ahead)
        return kind in _PARAMETERS or kind == Kind.WORD

    def argument(self) -> Node:
        """Parse an argument of a directive."""
        kind = self.peek()
        if kind in _REFERENCES:
            return self.reference()
        if kind == Kind.WORD:
            token = self.take()
            return Word(offset=self.base + token.start, word=token.image, literal=token.image)
        if kind not in _LITERALS:
            raise self.unexpected("an argument")
        return self._literal(kind)

    def is_word(self, node: Node) -> bool:
        """Tell whether an argument is a bare word."""
        return isinstance(node, Word)

    def _literal(self, kind: int) -> Node:
        if kind == Kind.BRACKET_OPEN:
            return self.deeper(self._range if self._range_follows() else self._list)
        if kind == Kind.MAP_OPEN:
            return self.deeper(self._map)
        token = self.take()
        offset = self.base + token.start
        if kind == Kind.STRING:
            return self._string(token)
        value: object = kind == Kind.TRUE
        if kind in (Kind.INTEGER, Kind.FLOAT):
            value = self._number(token)
        return Constant(offset=offset, value=value, literal=token.image)

    def _number(self, token: Token) -> object:
        """Read a number; a sign that began the token without being part of one makes it none."""
        image = token.image
        if len(image) > MOST_DIGITS or not _NUMBER.fullmatch(image):
            raise PlacedProblemError(f"{image[:40]!r} is no number.", self.base + token.start)
        return int(image) if token.kind == Kind.INTEGER else parse_double(image)

    def _string(self, token: Token) -> String:
        image = token.image
        quote, text = image[0], image[1:-1]
        if quote == '"':
            text = self._unescape(text, token)
        node = String(offset=self.base + token.start, text=text.replace(quote * 2, quote), literal=image)
        if quote == '"' and ("$" in image or "#" in image):
            self.strings.append(node)
        return node

    def _unescape(self, text: str, token: Token) -> str:
        """Replace each ``\\uXXXX``."""
        if "\\u" not in text:
            return text
        pieces = text.split("\\u")
        for place, piece in enumerate(pieces[1:], 1):
            digits = piece[:4]
            if not _HEXADECIMAL.fullmatch(digits):
                problem = f"\\u{digits} in a string is no character."
                raise PlacedProblemError(problem, self.base + token.start, "write four hexadecimal digits after \\u")
            pieces[place] = chr(int(digits, 16)) + piece[4:]
        return "".join(pieces)

    def _range_follows(self) -> bool:
        """Look ahead for a bracket, a reference or integer, and two dots."""
        ahead = 3 if self.peek(2) == Kind.BLANKS else 2
        kind = self.peek(ahead)
        if kind == Kind.INTEGER:
            ahead += 1
        elif kind in _REFERENCES:
            ahead = self._after_reference(ahead)
        else:
            return False
        if self.peek(ahead) == Kind.BLANKS:
            ahead += 1
        return self.peek(ahead) == Kind.DOUBLE_DOT

    def _after_reference(self, ahead: int) -> int:
        """Skip a reference in the tokens to come, by its brackets."""
        opened = 0
        while True:
            kind = self.peek(ahead)
            if kind in _OPENERS:
                opened += 1
            elif kind in _CLOSERS:
                opened -= 1
                if opened < 0:
                    return ahead
            elif kind == Kind.END_OF_TEXT or (opened == 0 and kind not in _REFERENCE_PARTS):
                return ahead
            ahead += 1

    def _range(self) -> Range:
        token = self.take()
        first = self._range_end()
        self.expect(Kind.DOUBLE_DOT, "..")
        last = self._range_end()
        self.expect(Kind.BRACKET_CLOSE, "]")
        return Range(offset=self.base + token.start, first=first, last=last, literal=self.printed(token))

    def _range_end(self) -> Node:
        self.skip_blanks()
        kind = self.peek()
        if kind != Kind.INTEGER and kind not in _REFERENCES:
            raise self.unexpected("an integer or a reference")
        node = self.reference() if kind in _REFERENCES else self._literal(kind)
        self.skip_blanks()
        return node

    def _list(self) -> ListLiteral:
        token = self.take()
        elements: list[Node] = []
        if self.peek() != Kind.BRACKET_CLOSE:
            elements.append(self.parameter())
            while self.peek() == Kind.COMMA:
                self.take()
                elements.append(self.parameter())
        self.expect(Kind.BRACKET_CLOSE, "]")
        return ListLiteral(offset=self.base + token.start, elements=elements, literal=self.printed(token))

    def _map(self) -> MapLiteral:
        token = self.take()
        entries: list[tuple[Node, Node]] = []
        blanks = self.peek() == Kind.BLANKS
        if self.peek(2 if blanks else 1) in _PARAMETERS:
            entries.append(self._entry())
            while self.peek() == Kind.COMMA:
                self.take()
                entries.append(self._entry())
        self.skip_blanks()
        if self.peek() not in (Kind.MAP_CLOSE, Kind.BRACE_CLOSE):
            raise self.unexpected("}")
        self.take()
        return MapLiteral(offset=self.base + token.start, entries=entries, literal=self.printed(token))

    def _entry(self) -> tuple[Node, Node]:
        key = self.parameter()
        self.expect(Kind.COLON, "a colon")
        return key, self.parameter()

    # --- operators ---------------------------------------------------------------------------------------------

    def expression(self, level: int = 0) -> Node:
        """Parse an expression whose operators bind at least as strongly as the level."""
        if level == len(_LEVELS):
            return self._unary()
        node = self.expression(level + 1)
        operators = _LEVELS[level]
        while (operator := operators.get(self.peek())) is not None:
            offset = self.base + self.take().start
            first = self.upcoming()
            right = self.expression(level + 1)
            node = Binary(offset=offset, operator=operator, left=node, right=right, literal=self.printed(first))
        return node

    def _unary(self) -> Node:
        ahead = 2 if self.peek() == Kind.BLANKS else 1
        if self.peek(ahead) != Kind.NOT:
            return self._primary()
        self.skip_blanks()
        offset = self.base + self.take().start
        first = self.upcoming()
        operand = self.deeper(self._unary)
        return Not(offset=offset, operand=operand, literal=self.printed(first))

    def _primary(self) -> Node:
        self.skip_blanks()
        kind = self.peek()
        if kind == Kind.PAREN_OPEN:
            node = self.deeper(self._parenthesis)
        elif kind in _REFERENCES:
            node = self.reference()
        elif kind in _LITERALS:
            node = self._literal(kind)
        else:
            raise self.unexpected("a value")
        self.skip_blanks()
        return node

    def _parenthesis(self) -> Node:
        self.take()
        node = self.expression()
        self.expect(Kind.PAREN_CLOSE, "a closing parenthesis")
        return node
