"""The shapes that most templates are made of, parsed by one expression each: plain text, ``$a.b``, ``#if($a.b)``,
``#foreach($a in $b.c)``, ``#set($a = $b.c)``.

What is found here is what the tokens would give; whatever looks different goes that way. It saves more than half of the
time of parsing. Where somebody will ask for the tokens (in #literal and in a macro's body argument), all go that way.
"""

from __future__ import annotations

import re

from cfngw.vtl.expressions import ExpressionParser
from cfngw.vtl.lexer import Token
from cfngw.vtl.lexical import TEXT_STATE, Kind
from cfngw.vtl.tree import Call, Constant, Index, Node, Property, Reference, String, Text, Word

_NAME = r"(?!(?:true|false)(?![A-Za-z0-9_-]))[A-Za-z_][A-Za-z0-9_-]*+"
_NAMES = r"((?:\.(?!(?:true|false)(?![A-Za-z0-9_-]))[A-Za-z][A-Za-z0-9_-]*+)*+)"
# What may follow a reference so that the text goes on as anywhere else; a brace is a token of its own there.
_ENDS = r"(?:(?!\.[A-Za-z]|[\[({}$#\\ \t])|(?=[ \t]++(?!#))|(?=#(?!set)[A-Za-z_@])|(\}))"
_B = r"[ \t\r\n]*+"
_CLOSE = rf"{_B}\)(?:[ \t]*(?:\r\n|\n|\r))?"
_READ = rf"(\$(!?)({_NAME}){_NAMES})"

_RUN = re.compile(
    r"([^$#\\ \t][^$#\\]*+|[ \t]++(?!#)[^$#\\]*+)?"
    rf"(\$(!?)(?:({_NAME}){_NAMES}{_ENDS}|\{{({_NAME}){_NAMES}\}}))?"
)
_END = re.compile(r"#end(?![A-Za-z0-9_@])(?:[ \t]*(?:\r\n|\n|\r))?")
_CONDITION = re.compile(rf"{_B}\({_B}{_READ}{_CLOSE}")
_LOOP = re.compile(rf"{_B}\({_B}\$({_NAME})[ \t\r\n]++in[ \t\r\n]++{_READ}{_CLOSE}")
_ASSIGNMENT = re.compile(
    rf"{_B}\$({_NAME}){_B}={_B}(?:{_READ}|('[^'\"]*+'|\"[^\"'$#\\]*+\")|(-?[0-9]{{1,9}})(?![0-9.eE])){_CLOSE}"
)


class QuickParser(ExpressionParser):
    """Parses simple shapes; each method gives None, having taken nothing, where there is none."""

    def __init__(self, text: str, base: int, depth: int) -> None:
        super().__init__(text, base, depth)
        self.keeps_tokens = 0

    def _match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Match at the next character, where no token has been read ahead."""
        if self.keeps_tokens or self.lexer.closed or self.looks_ahead():
            return None
        return expression.match(self.lexer.text, self.lexer.at)

    def quick_run(self, statements: list[Node], before: Text | None) -> Text | None:
        """Parse text and references as far as they go; give the text at the end, if any, for more to be added to it."""
        lexer = self.lexer
        if lexer.state != TEXT_STATE or self.keeps_tokens or self.looks_ahead():
            return before
        source, at, base, match = lexer.text, lexer.at, self.base, _RUN.match
        while (found := match(source, at)) is not None and (end := found.end()) > at:
            text, image, bang, normal, properties, brace, formal, formal_properties = found.groups()
            if text is not None:
                if before is None:
                    before = Text(offset=base + at, text=text)
                    statements.append(before)
                else:
                    before.text += text
                at += len(text)
            if normal is not None:
                statements.append(self._made(at, image[:-1] if brace else image, bang, normal, properties))
                before = None
                if brace:
                    before = Text(offset=base + end - 1, text=brace)
                    statements.append(before)
            elif formal is not None:
                statements.append(self._made(at, image, bang, formal, formal_properties, brace="{"))
                before = None
            at = end
        lexer.at = at
        if source.startswith("#end", at) and (ended := _END.match(source, at)) is not None:
            lexer.at = ended.end()
            self._last.next = Token(Kind.END, ended.group(), at, lexer.at, None)
        return before

    def _made(self, at: int, image: str, bang: str, root: str, properties: str, brace: str = "") -> Reference:
        steps: list[Property | Call | Index] = []
        if properties:
            place = self.base + at + len(image) - len(properties) - len(brace)
            for name in properties[1:].split("."):
                steps.append(Property(offset=place + 1, name=name, literal=name))
                place += len(name) + 1
        self.roots.add(root)
        return Reference(
            offset=self.base + at,
            root=root,
            steps=steps,
            kind="quiet" if bang else "formal" if brace else "normal",
            absent="" if bang else image,
            literal=image,
            target=bang + (brace or root),
        )

    def quick_condition(self) -> Node | None:
        """Parse the reference in ``#if($a.b)`` after its word."""
        found = self._match(_CONDITION)
        if found is None:
            return None
        self._closed(found.end())
        image, bang, root, properties = found.groups()
        return self._made(found.start(1), image, bang, root, properties)

    def quick_loop(self) -> list[Node] | None:
        """Parse the arguments of ``#foreach($a in $b.c)``."""
        found = self._match(_LOOP)
        if found is None:
            return None
        self._closed(found.end())
        name, image, bang, root, properties = found.groups()
        place = self.base + found.end(1) + 1
        return [
            self._made(found.start(1) - 1, f"${name}", "", name, ""),
            Word(offset=place, word="in", literal="in"),
            self._made(found.start(2), image, bang, root, properties),
        ]

    def quick_assignment(self) -> tuple[Reference, Node] | None:
        """Parse the inside of ``#set($a = $b.c)``, or of one with a plain string or a number."""
        found = self._match(_ASSIGNMENT)
        if found is None:
            return None
        self._closed(found.end())
        name, image, bang, root, properties, string, digits = found.groups()
        target = self._made(found.start(1) - 1, f"${name}", "", name, "")
        if image is not None:
            return target, self._made(found.start(2), image, bang, root, properties)
        if string is not None:
            return target, String(offset=self.base + found.start(6), text=string[1:-1], literal=string)
        return target, Constant(offset=self.base + found.start(7), value=int(digits), literal=digits)

    def _closed(self, end: int) -> None:
        """Go on after a closing parenthesis, in the state below."""
        self.lexer.at = end
        self.lexer.leave()
