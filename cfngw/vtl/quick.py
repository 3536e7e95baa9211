"""The shapes that most templates are made of, parsed by one expression each: plain text, ``$a.b``, ``#if($a.b)``,
``#foreach($a in $b.c)``, ``#set($a = $b.c)``.

What is found here is what the tokens would give; whatever looks different goes that way. It saves more than half of the
time of parsing. Where somebody will ask for the tokens (in #literal and in a macro's body argument), all go that way.
"""

from __future__ import annotations

import re

from cfngw.vtl.expressions import ExpressionParser
from cfngw.vtl.lexer import Token
from cfngw.vtl.lexical import DIRECTIVE, TEXT_STATE, Kind
from cfngw.vtl.tree import Call, Constant, Index, Node, Property, Reference, Set, String, Text, Word

_NAME = r"(?!(?:true|false)(?![A-Za-z0-9_-]))[A-Za-z_][A-Za-z0-9_-]*+"
_NAMES = r"((?:\.(?!(?:true|false)(?![A-Za-z0-9_-]))[A-Za-z][A-Za-z0-9_-]*+)*+)"
# What may follow a reference so that the text goes on as anywhere else; a brace is a token of its own there.
_ENDS = r"(?:(?!\.[A-Za-z]|[\[({}$#\\ \t])|(?=[ \t]++(?!#))|(?=#(?!set)[A-Za-z_@])|(\}))"
_B = r"[ \t\r\n]*+"
_CLOSE = rf"{_B}\)(?:[ \t]*(?:\r\n|\n|\r))?"
_READ = rf"(\$(!?)({_NAME}){_NAMES})"

_RUN = re.compile(
    r"([^$#\\ \t][^$#\\]*+|[ \t]++(?!#(?:set|\{set\}) *+\()[^$#\\]*+)?"
    rf"(\$(!?)(\{{)?+({_NAME}){_NAMES}(?(4)\}}|{_ENDS}))?"
)
_END = re.compile(r"#end(?![A-Za-z0-9_@])(?:[ \t]*(?:\r\n|\n|\r))?")
_CONDITION = re.compile(rf"{_B}\({_B}{_READ}{_CLOSE}")
_OPENING = re.compile(rf"#(?:if{_B}\({_B}|foreach{_B}\({_B}\$({_NAME})[ \t\r\n]++in[ \t\r\n]++){_READ}{_CLOSE}")
_ASSIGNMENT = re.compile(
    rf"[ \t]*+#set *+\({_B}\$({_NAME}){_B}={_B}"
    rf"(?:{_READ}|('[^'\"]*+'|\"[^\"'$#\\]*+\")|(-?[0-9]{{1,9}})(?![0-9.eE])){_CLOSE}"
)


class QuickParser(ExpressionParser):
    """Parses simple shapes; each method gives None, having taken nothing, where there is none."""

    def __init__(self, text: str, base: int, depth: int) -> None:
        super().__init__(text, base, depth)
        self.keeps_tokens = 0

    def _match(self, expression: re.Pattern[str], state: str) -> re.Match[str] | None:
        """Match at the next character in a state, where no token has been read ahead."""
        lexer = self.lexer
        if lexer.state != state or lexer.closed or self.keeps_tokens or self._last.next is not None:
            return None
        return expression.match(lexer.text, lexer.at)

    def quick_run(self, statements: list[Node], before: Text | None) -> Text | None:
        """Parse text and references as far as they go; give the text at the end, if any, for more to be added to it."""
        lexer = self.lexer
        if lexer.state != TEXT_STATE or self.keeps_tokens or self._last.next is not None:
            return before
        source, at, base = lexer.text, lexer.at, self.base
        for found in _RUN.finditer(source, at):
            end = found.end()
            if end == at:
                break
            text, image, bang, opened, root, properties, brace = found.groups()
            if text is not None:
                if before is None:
                    before = Text(base + at, text)
                    statements.append(before)
                else:
                    before.text += text
                at += len(text)
            if image is not None:
                if brace is None:
                    statements.append(self._made(at, image, bang, root, properties, opened or ""))
                    before = None
                else:
                    before = Text(base + end - 1, brace)
                    statements += self._made(at, image[:-1], bang, root, properties), before
            at = end
        lexer.at = at
        self._look_for_end(source, at)
        return before

    def _look_for_end(self, source: str, at: int) -> None:
        """Read #end or the end of the text ahead."""
        if source.startswith("#end", at):
            ended = _END.match(source, at)
            if ended is not None:
                self.lexer.at = end = ended.end()
                self._last.next = Token(Kind.END, ended.group(), at, end, None)
        elif at and at == len(source):
            self._last.next = Token(Kind.END_OF_TEXT, "", at, at, None)

    def _made(self, at: int, image: str, bang: str, root: str, properties: str, brace: str = "") -> Reference:
        at += self.base
        steps: list[Property | Call | Index] = []
        if properties:
            place = at + len(image) - len(properties) - len(brace) + 1
            for name in properties[1:].split("."):
                steps.append(Property(place, name))
                place += len(name) + 1
        self.roots.add(root)
        if bang:
            return Reference(at, root, steps, "quiet", "", image, "!" + (brace or root))
        return Reference(at, root, steps, "formal" if brace else "normal", image, image, brace or root)

    def quick_opening(self) -> tuple[int, list[Node]] | None:
        """Parse ``#if($a.b)`` or ``#foreach($a in $b.c)``: give its place, and its argument or its three."""
        found = self._match(_OPENING, TEXT_STATE)
        if found is None:
            return None
        self.lexer.at = found.end()
        offset = self.base + found.start()
        name, image, bang, root, properties = found.groups()
        read = self._made(found.start(2), image, bang, root, properties)
        if name is None:
            return offset, [read]
        word = Word(offset=self.base + found.string.index("in", found.end(1)), word="in", literal="in")
        return offset, [self._made(found.start(1) - 1, f"${name}", "", name, ""), word, read]

    def quick_assignment(self) -> Set | None:
        """Parse ``#set($a = $b.c)``, or one with a plain string or a number."""
        found = self._match(_ASSIGNMENT, TEXT_STATE)
        if found is None:
            return None
        self.lexer.at = found.end()
        self.lexer.in_set = False
        name, image, bang, root, properties, string, digits = found.groups()
        value: Node
        if image is not None:
            value = self._made(found.start(2), image, bang, root, properties)
        elif string is not None:
            value = String(offset=self.base + found.start(6), text=string[1:-1], literal=string)
        else:
            value = Constant(offset=self.base + found.start(7), value=int(digits), literal=digits)
        target = self._made(found.start(1) - 1, f"${name}", "", name, "")
        return Set(offset=self.base + found.start(), target=target, value=value)

    def quick_condition(self) -> Node | None:
        """Parse the reference in ``#elseif($a.b)`` after its word."""
        found = self._match(_CONDITION, DIRECTIVE)
        if found is None:
            return None
        self.lexer.at = found.end()
        self.lexer.leave()
        image, bang, root, properties = found.groups()
        return self._made(found.start(1), image, bang, root, properties)
