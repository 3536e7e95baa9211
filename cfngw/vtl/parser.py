"""The statements of a template as a tree: text, references, #if, #set and the other directives.

The grammar looks ahead no further than Velocity's does: a token is read in the lexical state that stands when the
grammar first looks at it, so that looking earlier would read another token.
"""

from __future__ import annotations

from cfngw.vtl.errors import PlacedProblemError
from cfngw.vtl.lexical import Kind
from cfngw.vtl.limits import MOST_NESTING
from cfngw.vtl.quick import QuickParser
from cfngw.vtl.tree import Block, Directive, If, Node, Reference, Set, String, Text

BLOCK_DIRECTIVES = frozenset({"foreach", "macro", "literal", "define"})
LINE_DIRECTIVES = frozenset({"include", "parse", "evaluate", "break", "stop"})
DIRECTIVES = BLOCK_DIRECTIVES | LINE_DIRECTIVES
_CONTROLS = frozenset({"if", "elseif", "else", "end", "set"})
_CONTROL_KINDS = frozenset({Kind.IF, Kind.ELSE, Kind.ELSEIF, Kind.END})
_ENDS = frozenset({Kind.END, Kind.ELSE, Kind.ELSEIF, Kind.END_OF_TEXT})
_PLAIN = frozenset(
    {
        Kind.TEXT,
        Kind.DOT,
        Kind.PAREN_CLOSE,
        Kind.PAREN_OPEN,
        Kind.INTEGER,
        Kind.FLOAT,
        Kind.STRING,
        Kind.ESCAPE,
        Kind.BRACE_OPEN,
        Kind.BRACE_CLOSE,
        Kind.EMPTY_INDEX,
    }
)


class Parser(QuickParser):
    """Parses one text. ``macros`` are the names defined so far, shared with the strings inside the template."""

    def __init__(self, text: str, macros: set[str] | None = None, base: int = 0, depth: int = 0) -> None:
        super().__init__(text, base, depth)
        self.macros: set[str] = set() if macros is None else macros
        self.evaluates = False

    def template(self) -> Block:
        """Parse the whole text."""
        block = self._block()
        if self.peek() != Kind.END_OF_TEXT:
            raise self.unexpected()
        for string in self.strings:
            self._parse_string(string)
        return block

    def _parse_string(self, string: String) -> None:
        """Parse the template inside a string; a blank at its end keeps the last token whole, and is cut off later."""
        string.cut = "##" not in string.text
        inner = Parser(
            string.text + " " if string.cut else string.text, self.macros, self.base + string.offset + 1, self.depth + 1
        )
        if inner.depth > MOST_NESTING:
            raise PlacedProblemError("strings are nested too deep.", string.offset)
        string.template = inner.template()
        self.roots |= inner.roots
        self.evaluates = self.evaluates or inner.evaluates

    # --- statements --------------------------------------------------------------------------------------------

    def _block(self) -> Block:
        return self.deeper(self._statements)

    def _statements(self) -> Block:
        statements: list[Node] = []
        block = Block(offset=self.base + self.place(), statements=statements)
        text: Text | None = None
        while True:
            text = self.quick_run(statements, text)
            statement = self._quick_statement() or self._statement()
            if statement is None:
                return block
            if statement.__class__ is not Text:
                text = None
                statements.append(statement)
            elif text is not None:
                text.text += statement.text
            elif statement.text:
                text = statement
                statements.append(statement)

    def _quick_statement(self) -> Node | None:
        """Parse a directive of a simple shape; None, having taken nothing, where there is none."""
        if self.looks_ahead():
            return None
        opening = self.quick_opening()
        if opening is None:
            return self.quick_assignment()
        offset, arguments = opening
        block = self._block()
        if len(arguments) == 1:
            return self._rest_of_if(offset, arguments[0], block)
        self._end(offset, "#foreach")
        return Directive(offset=offset, name="foreach", arguments=arguments, block=block, called=True, names=[])

    def _statement(self) -> Node | None:
        """Parse one statement; None where none begins."""
        kind = self.peek()
        if kind in _ENDS:
            return None
        if kind in _PLAIN and not (kind == Kind.BRACE_OPEN and self.peek(2) == Kind.IDENTIFIER):
            token = self.take()
            return Text(self.base + token.start, token.literal())
        if kind in (Kind.IDENTIFIER, Kind.BRACE_OPEN):
            self.peek(2)
            return self.reference()
        parse = _STATEMENTS.get(kind)
        return None if parse is None else parse(self)

    def _comment(self) -> Text:
        token = self.take()
        if token.kind == Kind.LINE_COMMENT_START and self.peek() == Kind.LINE_COMMENT:
            self.take()
        mark = token.image.find("##")
        if mark < 0:
            mark = token.image.find("#*")
        return Text(self.base + token.start, token.image[:mark] if mark >= 0 else "")

    def _textblock(self) -> Text:
        token = self.take()
        return Text(self.base + token.start, token.image[3:-3])

    def _escaped_directive(self) -> Text:
        """Drop half of the backslashes before a directive that exists; before any other word they are text."""
        token = self.take()
        image = token.image
        last = image.rindex("\\")
        directive = image[last + 1 :]
        name = directive[2:-1] if directive[1] == "{" else directive[1:]
        if name in DIRECTIVES or name in self.macros or name in _CONTROLS:
            token.image = image = image[: last // 2] + directive
        return Text(self.base + token.start, image)

    def _escape(self) -> Text:
        """Print pairs of backslashes: singly before a directive, as they are before anything else."""
        token = self.take()
        offset, count = token.start, 1
        while self.peek() == Kind.DOUBLE_ESCAPE:
            token = self.take()
            count += 1
        follower = self.upcoming()
        name = follower.image[1:]
        control = follower.kind in _CONTROL_KINDS or name in DIRECTIVES or name in self.macros
        return Text(self.base + offset, ("\\" if control else "\\\\") * count)

    # --- directives --------------------------------------------------------------------------------------------

    def _if(self) -> If:
        offset = self.base + self.take().start
        return self._rest_of_if(offset, *self._branch())

    def _rest_of_if(self, offset: int, condition: Node, block: Block) -> If:
        """Parse an #if from the end of its first block."""
        branches = [(condition, block)]
        while self.peek() == Kind.ELSEIF:
            self.take()
            branches.append(self._branch())
        otherwise = None
        if self.peek() == Kind.ELSE:
            self.take()
            otherwise = self._block()
        self._end(offset, "#if")
        return If(offset=offset, branches=branches, otherwise=otherwise)

    def _branch(self) -> tuple[Node, Block]:
        quick = self.quick_condition()
        if quick is not None:
            return quick, self._block()
        self.skip_blanks()
        self.expect(Kind.PAREN_OPEN, "a parenthesis")
        condition = self.expression()
        self.expect(Kind.PAREN_CLOSE, "a closing parenthesis")
        return condition, self._block()

    def _end(self, offset: int, what: str) -> None:
        if self.peek() == Kind.END_OF_TEXT:
            raise PlacedProblemError(f"{what} has no #end.", offset, "close it with #end")
        self.expect(Kind.END, "#end")

    def _set(self) -> Set:
        first = self.take()
        self.skip_blanks()
        if self.peek() not in (Kind.IDENTIFIER, Kind.BRACE_OPEN):
            raise self.unexpected("a reference")
        target = self.reference()
        self.skip_blanks()
        self.expect(Kind.ASSIGN, "=")
        value = self.expression()
        self.expect(Kind.PAREN_CLOSE, "a closing parenthesis")
        self.lexer.in_set = False
        return Set(offset=self.base + first.start, target=target, value=value)

    def _directive(self) -> Node:
        first = self.take()
        name = first.image[2:-1] if first.kind == Kind.BRACED_WORD else first.image[1:]
        node = Directive(offset=self.base + first.start, name=name, arguments=[], names=[])
        self.evaluates = self.evaluates or name == "evaluate"
        self.lexer.switch_to_directive()
        if not self.lexer.parenthesis_follows():
            if name == "macro":
                raise PlacedProblemError("#macro has no name.", node.offset, "write #macro(name $argument) ... #end")
            self.lexer.leave()
            node.literal = self.written(first)
            check_directive(node)
            return node
        node.called = True
        self._arguments(node)
        if name in BLOCK_DIRECTIVES or name.startswith("@"):
            keeps = name == "literal" or name.startswith("@")
            self.keeps_tokens += keeps
            start = self.upcoming() if keeps else None
            node.block = self._block()
            self.keeps_tokens -= keeps
            if name == "literal" and start is not None:
                if not self.taken(start):
                    raise PlacedProblemError("#literal has no text.", node.offset, "write #literal() ... #end")
                node.block.literal = self.printed(start)
            self._end(node.offset, f"#{name}")
            if name == "macro":
                self._name_macro(node)
        if node.block is None or name.startswith("@"):
            node.literal = self.written(first)
        check_directive(node)
        return node

    def _arguments(self, node: Directive) -> None:
        self.skip_blanks()
        self.expect(Kind.PAREN_OPEN, "a parenthesis")
        while self._argument_follows():
            self.skip_blanks()
            if self.peek() == Kind.COMMA:
                self.take()
                self.skip_blanks()
            first = self.upcoming()
            argument = self.argument()
            self._check_word(node, argument)
            node.names.append(first.image.removeprefix("$"))
            node.arguments.append(argument)
        self.skip_blanks()
        self.expect(Kind.PAREN_CLOSE, "a closing parenthesis")

    def _argument_follows(self) -> bool:
        """Look two tokens ahead, past blanks and a comma, for the beginning of an argument."""
        ahead = 1
        for kind in (Kind.BLANKS, Kind.COMMA, Kind.BLANKS):
            if self.peek(ahead) == kind:
                ahead += 1
                if ahead > 2:
                    return True
        return self.argument_begins(ahead)

    def _check_word(self, node: Directive, argument: Node) -> None:
        """Refuse a bare word where the directive takes none."""
        place, is_word = len(node.arguments), self.is_word(argument)
        if node.name == "macro" and place == 0:
            if not is_word:
                raise PlacedProblemError("the name of a #macro is a bare word.", argument.offset, "leave out quotes")
        elif is_word and node.name in DIRECTIVES and not (node.name == "foreach" and place == 1):
            raise PlacedProblemError(
                f"#{node.name} does not take the bare word {argument.literal!r}.", argument.offset, "put it in quotes"
            )

    def _name_macro(self, node: Directive) -> None:
        if not node.arguments:
            raise PlacedProblemError("#macro has no name.", node.offset, "write #macro(name $argument) ... #end")
        self.macros.add(node.names[0])


_FORMS = {
    "foreach": "write #foreach($element in $list) ... #end",
    "define": "write #define($name) ... #end",
    "evaluate": "write #evaluate($template)",
    "literal": "write #literal() ... #end",
}


def check_directive(node: Directive) -> None:
    """Refuse a directive without the arguments that it needs."""
    hint = _FORMS.get(node.name)
    if hint is None:
        return
    count = len(node.arguments)
    if node.name == "foreach":
        right = count > 1
    elif node.name == "define":
        right = count == 1
    else:
        right = node.name == "literal" or (count == 1 and isinstance(node.arguments[0], Reference | String))
    if not right or (node.name in BLOCK_DIRECTIVES and node.block is None):
        raise PlacedProblemError(f"#{node.name} is not complete.", node.offset, hint)


_STATEMENTS = {
    Kind.IF: Parser._if,
    Kind.LINE_COMMENT_START: Parser._comment,
    Kind.BLOCK_COMMENT: Parser._comment,
    Kind.FORMAL_COMMENT: Parser._comment,
    Kind.TEXTBLOCK: Parser._textblock,
    Kind.SET: Parser._set,
    Kind.ESCAPED_DIRECTIVE: Parser._escaped_directive,
    Kind.DOUBLE_ESCAPE: Parser._escape,
    Kind.WORD: Parser._directive,
    Kind.BRACED_WORD: Parser._directive,
}
