"""The text of a template as tokens: the lexical states of Velocity 1.7, longest match first, earlier rule on a tie.

A token's kind depends on a stack of states that tokens themselves push and pop, and in a few places the parser does
(``switch_to_directive``, ``leave``). Some rules give no token but the beginning of the next one ("more"), some a token
that the grammar never sees (``special``, printed with the text after it), some nothing (inside comments).
"""

from __future__ import annotations

import re

from cfngw.vtl.errors import PlacedProblemError
from cfngw.vtl.lexical import (
    ARGUMENTS,
    BEFORE_DIRECTIVE,
    BLOCK_COMMENT,
    DIRECTIVE,
    DULL,
    DULL_BLOCK,
    FOREIGN,
    FORMAL_COMMENT,
    INDEX,
    LINE_COMMENT,
    MODIFIER,
    MORE,
    REFERENCE,
    SPECIAL,
    TAIL,
    TEXT_STATE,
    TEXTBLOCK,
    WORD,
    Kind,
    rules_for,
)


class Token:
    """A piece of the template: its kind, what it stands for in the output (``image``), where it starts."""

    __slots__ = ("end", "image", "kind", "next", "special", "start")

    def __init__(self, kind: int, image: str, start: int, end: int, special: str | None) -> None:
        self.kind = kind
        self.image = image
        self.start = start
        self.end = end
        self.special = special
        self.next: Token | None = None

    def literal(self) -> str:
        """Give the token as it prints where its node turns out to be text."""
        if self.kind == Kind.BLOCK_COMMENT:
            return ""
        return self.image if self.special is None else self.special + self.image


_SHOWN = re.compile(r"(\\+\$)(?s:.)?|([$#])")


def _special_text(images: list[str]) -> str | None:
    """Give what prints of tokens that the grammar skips: dollars, hashes, and backslashes before a dollar.

    Velocity passes over whatever follows such a dollar.
    """
    if images[-1].startswith("##"):
        return None
    return "".join(found.group(1) or found.group(2) for image in images for found in _SHOWN.finditer(image))


class Lexer:
    """Gives the tokens of a text one by one, since the parser has a say in the states."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.state = TEXT_STATE
        self.in_set = False
        self._in_comment = False
        self._stack: list[tuple[str, int, int]] = []
        self._opened = 0
        self.closed = 0

    # --- states ------------------------------------------------------------------------------------------------

    def leave(self) -> bool:
        """Return to the state below; say whether there was one."""
        if not self._stack:
            self._opened = 0
            self.state = TEXT_STATE
            return False
        self.state, self._opened, self.closed = self._stack.pop()
        return True

    def _enter(self, state: str) -> None:
        self._stack.append((self.state, self._opened, self.closed))
        self._opened = 0
        self.state = state

    def switch_to_directive(self) -> None:
        """Read arguments from here: the parser has seen the word of a directive."""
        self.state = DIRECTIVE

    def parenthesis_follows(self) -> bool:
        """Tell whether blanks and a parenthesis come next."""
        return _OPENING.match(self.text, self.at) is not None

    # --- tokens ------------------------------------------------------------------------------------------------

    def next(self) -> Token:
        """Give the next token that the grammar sees."""
        quick = self._quick()
        return self._slow() if quick is None else quick

    def _quick(self) -> Token | None:
        """Give the tokens that most texts are made of without trying every rule; None where it may be another."""
        text, state = self.text, self.state
        at = self.at
        while state in _REFERENCES:
            character = text[at : at + 1]
            if character in _MAY_GO_ON and not (character in " \t" and _BLANKS_ONLY.match(text, at)):
                break
            self.leave()
            state = self.state
        found = _COMMON[state].match(text, at)
        if found is None:
            return None
        end = found.end()
        act = _QUICK[found.lastindex or 0]
        return act(self, found.group(), at, end)

    def _quick_text(self, image: str, at: int, end: int) -> Token:
        self.at = end
        return Token(Kind.TEXT, image, at, end, None)

    def _quick_name(self, image: str, at: int, end: int) -> Token | None:
        if image[1:] in _TRUTHS or image[2:] in _TRUTHS:
            return None
        if self.state == REFERENCE:
            self.leave()
        self._enter(REFERENCE)
        self.at = end
        return Token(Kind.IDENTIFIER, image, at, end, None)

    def _quick_brace(self, image: str, at: int, end: int) -> Token:
        if self.state == REFERENCE:
            self.leave()
        self._enter(REFERENCE)
        self.at = end
        return Token(Kind.BRACE_OPEN, image, at, end, None)

    def _quick_word(self, image: str, at: int, end: int) -> Token | None:
        kind = _WORDS.get(image, Kind.WORD)
        if kind == Kind.SET:
            return None
        if self.state in (REFERENCE, MODIFIER):
            self.leave()
        if kind in (Kind.END, Kind.ELSE):
            end = _TAILS.match(self.text, end).end()  # type: ignore[union-attr]
            image = self.text[at:end]
        else:
            self._enter(DIRECTIVE if kind != Kind.WORD else BEFORE_DIRECTIVE)
        self.at = end
        return Token(kind, image, at, end, None)

    def _quick_blanks(self, image: str, at: int, end: int) -> Token:
        self.at = end
        return Token(Kind.BLANKS, image, at, end, None)

    def _quick_identifier(self, image: str, at: int, end: int) -> Token | None:
        if image in _TRUTHS:
            return None
        self.at = end
        return Token(Kind.IDENTIFIER, image, at, end, None)

    def _quick_dot(self, _: str, at: int, end: int) -> Token:
        self.at = end
        self.state = MODIFIER
        return Token(Kind.DOT, ".", at, end, None)

    def _quick_string(self, image: str, at: int, end: int) -> Token:
        token = Token(Kind.STRING, image, at, end, None)
        self.at = end
        self._string(token)
        return token

    def _slow(self) -> Token:
        """Give the next token by the longest match of all rules."""
        text, size = self.text, len(self.text)
        begin = self.at
        special: list[str] | None = None
        while True:
            at = self.at
            dull = DULL.get(self.state)
            if dull is not None and (passed := dull.match(text, at)):
                begin = self.at = at = passed.end()
            if at >= size:
                if begin == at:
                    return Token(Kind.END_OF_TEXT, "", at, at, _special_text(special) if special else None)
                raise _stray(text, begin, size)
            kind, end = self._longest(at)
            self.at = end
            if kind in MORE:
                self._begin_more(kind)
            elif kind == Kind.SKIPPED:
                begin = end
            elif kind in SPECIAL:
                special = special or []
                special.append(text[begin:end])
                self.at = begin = end - 1
                self.leave()
            else:
                token = Token(kind, text[begin:end], begin, end, _special_text(special) if special else None)
                action = _ACTIONS.get(kind)
                if action is not None:
                    action(self, token)
                return token

    def _longest(self, at: int) -> tuple[int, int]:
        """Find the rule with the longest match; the earlier one on a tie."""
        text = self.text
        if self.state == TEXTBLOCK and (passed := DULL_BLOCK.match(text, at)):
            return Kind.BLOCK_TEXT, passed.end()
        first = text[at]
        best, end = Kind.END_OF_TEXT, at
        for kind, expression in rules_for(self.state, first if first < "\x80" else FOREIGN):
            found = expression.match(text, at)
            if found is not None and found.end() > end:
                best, end = kind, found.end()
        if end == at:
            raise _stray(text, at, at)
        return best, end

    def _begin_more(self, kind: int) -> None:
        """Act on a rule that only begins a token."""
        if self._in_comment or kind == Kind.BLOCK_TEXT:
            return
        if kind in (Kind.DOLLAR, Kind.DOLLAR_BANG):
            if self.state == REFERENCE:
                self.leave()
            self._enter(REFERENCE)
        elif kind == Kind.HASH:
            if self.state in (REFERENCE, MODIFIER):
                self.leave()
            self._enter(BEFORE_DIRECTIVE)
        else:
            self._in_comment = True
            if kind == Kind.FORMAL_COMMENT_START:
                self.at -= 1
            self._enter(_COMMENT_STATES[kind])

    # --- what tokens do to the states --------------------------------------------------------------------------

    def _index_open(self, _token: Token) -> None:
        self._enter(INDEX)

    def _leave(self, _token: Token) -> None:
        self.leave()

    def _paren_open(self, _token: Token) -> None:
        self._opened += 1
        if self.state == MODIFIER:
            self.state = ARGUMENTS

    def _paren_close(self, _token: Token) -> None:
        while self._opened <= 0:
            if not self.leave():
                return
        if self._opened == self.closed + 1:
            self.leave()
        else:
            self.closed += 1

    def _call_close(self, _token: Token) -> None:
        self.state = REFERENCE

    def _set(self, _token: Token) -> None:
        self._enter(DIRECTIVE)
        self.in_set = True
        self._opened += 1

    def _line_comment_start(self, _token: Token) -> None:
        if not self._in_comment:
            if self.state == REFERENCE:
                self.leave()
            self._in_comment = True
            self._enter(LINE_COMMENT)

    def _comment_end(self, _token: Token) -> None:
        self._in_comment = False
        self.leave()

    def _string(self, _token: Token) -> None:
        if self.state == DIRECTIVE and not self.in_set and self._opened == 0:
            self.leave()

    def _number(self, token: Token) -> None:
        if token.kind == Kind.INTEGER and token.image.endswith(".."):
            self.at -= 2
            token.end -= 2
            token.image = token.image[:-2]
        ends = self._opened == 0 and not self.in_set and self.state != ARGUMENTS
        if ends and not (token.kind == Kind.INTEGER and self.state == INDEX):
            self.leave()

    def _directive(self, _token: Token) -> None:
        self.state = DIRECTIVE

    def _dot(self, token: Token) -> None:
        self.at -= 1
        token.end -= 1
        token.image = "."
        self.state = MODIFIER


# What _quick takes, by state. A group's number says what it is; whatever is not found goes the long way.
_MAY_GO_ON = frozenset(["", *"[.({}$#\\ \tabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"])
_BLANKS_ONLY = re.compile(r"[ \t]+(?![ \t#])")
_REFERENCES = frozenset({REFERENCE, MODIFIER})
_TRUTHS = frozenset({"true", "false"})
_WORDS = {
    "#if": Kind.IF,
    "#elseif": Kind.ELSEIF,
    "#else": Kind.ELSE,
    "#end": Kind.END,
    "#set": Kind.SET,
}
_TAILS = re.compile(TAIL)
_QUICK_REFERENCE = r"(\$!?[A-Za-z_][A-Za-z0-9_-]*)|(\$!?\{)"
_QUICK_WORD = rf"(#{WORD})"
_QUICK_IN_TEXT = re.compile(rf"([^$#\\ \t][^$#\\]*|[ \t]+(?![ \t#])[^$#\\]*)|{_QUICK_REFERENCE}|{_QUICK_WORD}")
_QUICK_IN_ARGUMENTS = re.compile(
    rf"(?!)()|{_QUICK_REFERENCE}|(?!)()|([ \t\n\r]+(?![ \t\n\r#]))|(?!)()|(?!)()|(\"[^\"]*\"(?!\")|'[^']*'(?!'))"
)
_QUICK_IN_REFERENCE = re.compile(
    rf"(?!)()|{_QUICK_REFERENCE}|{_QUICK_WORD}|(?!)()|([A-Za-z_][A-Za-z0-9_-]*)|(\.(?=[A-Za-z]))"
)
_NOTHING = re.compile(r"(?!)")
_COMMON = {
    TEXT_STATE: _QUICK_IN_TEXT,
    REFERENCE: _QUICK_IN_REFERENCE,
    MODIFIER: _QUICK_IN_REFERENCE,
    INDEX: _QUICK_IN_ARGUMENTS,
    ARGUMENTS: _QUICK_IN_ARGUMENTS,
    DIRECTIVE: _QUICK_IN_ARGUMENTS,
    BEFORE_DIRECTIVE: _NOTHING,
    LINE_COMMENT: _NOTHING,
    BLOCK_COMMENT: _NOTHING,
    FORMAL_COMMENT: _NOTHING,
    TEXTBLOCK: _NOTHING,
}
_QUICK = (
    Lexer._quick_text,
    Lexer._quick_text,
    Lexer._quick_name,
    Lexer._quick_brace,
    Lexer._quick_word,
    Lexer._quick_blanks,
    Lexer._quick_identifier,
    Lexer._quick_dot,
    Lexer._quick_string,
)
_OPENING = re.compile(r"[ \t\r\n]*\(")
_COMMENT_STATES = {
    Kind.TEXTBLOCK_START: TEXTBLOCK,
    Kind.FORMAL_COMMENT_START: FORMAL_COMMENT,
    Kind.BLOCK_COMMENT_START: BLOCK_COMMENT,
}
_ACTIONS = {
    Kind.INDEX_OPEN: Lexer._index_open,
    Kind.INDEX_CLOSE: Lexer._leave,
    Kind.PAREN_OPEN: Lexer._paren_open,
    Kind.PAREN_CLOSE: Lexer._paren_close,
    Kind.CALL_CLOSE: Lexer._call_close,
    Kind.SET: Lexer._set,
    Kind.LINE_COMMENT_START: Lexer._line_comment_start,
    Kind.LINE_COMMENT: Lexer._comment_end,
    Kind.FORMAL_COMMENT: Lexer._comment_end,
    Kind.BLOCK_COMMENT: Lexer._comment_end,
    Kind.TEXTBLOCK: Lexer._comment_end,
    Kind.STRING: Lexer._string,
    Kind.INTEGER: Lexer._number,
    Kind.FLOAT: Lexer._number,
    Kind.END: Lexer._leave,
    Kind.ELSE: Lexer._leave,
    Kind.IF: Lexer._directive,
    Kind.ELSEIF: Lexer._directive,
    Kind.DOT: Lexer._dot,
    Kind.BRACE_CLOSE: Lexer._leave,
}


def _stray(text: str, at: int, end: int) -> PlacedProblemError:
    """Describe a character that no rule takes."""
    if end >= len(text):
        hint = "write the sign as a variable's value: #set($dollar = '$')${dollar}"
        return PlacedProblemError(f"the template ends after {text[at:end][-20:]!r}.", at, hint)
    hint = "close the string" if text[at] in "\"'" else "only words, numbers, strings and operators stand here"
    return PlacedProblemError(f"{text[at]!r} does not belong here.", at, hint)
