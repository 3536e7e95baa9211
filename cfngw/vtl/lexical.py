"""The rules of tokens: the kinds, the lexical states, and which text makes which token in which state."""

from __future__ import annotations

import re
from functools import cache


class Kind:
    """The kinds of tokens, in the order of their rules: on a tie the lower one wins."""

    END_OF_TEXT = 0
    INDEX_OPEN = 1
    INDEX_CLOSE = 2
    BRACKET_OPEN = 3
    BRACKET_CLOSE = 4
    COMMA = 5
    DOUBLE_DOT = 6
    COLON = 7
    MAP_OPEN = 8
    MAP_CLOSE = 9
    PAREN_OPEN = 10
    PAREN_CLOSE = 11
    CALL_CLOSE = 12
    ESCAPED_DIRECTIVE = 13
    SET = 14
    DOLLAR = 15
    DOLLAR_BANG = 16
    TEXTBLOCK_START = 17
    FORMAL_COMMENT_START = 18
    BLOCK_COMMENT_START = 19
    HASH = 20
    LINE_COMMENT_START = 21
    DOUBLE_ESCAPE = 22
    ESCAPE = 23
    TEXT = 24
    LINE_COMMENT = 25
    FORMAL_COMMENT = 26
    BLOCK_COMMENT = 27
    TEXTBLOCK = 28
    SKIPPED = 29
    BLOCK_TEXT = 30
    BLANKS = 31
    STRING = 32
    TRUE = 33
    FALSE = 34
    MINUS = 36
    PLUS = 37
    TIMES = 38
    DIVIDE = 39
    MODULO = 40
    AND = 41
    OR = 42
    LESS = 43
    LESS_EQUAL = 44
    GREATER = 45
    GREATER_EQUAL = 46
    EQUAL = 47
    NOT_EQUAL = 48
    NOT = 49
    ASSIGN = 50
    END = 51
    IF = 52
    ELSEIF = 53
    ELSE = 54
    INTEGER = 56
    FLOAT = 57
    WORD = 61
    BRACED_WORD = 62
    IDENTIFIER = 66
    DOT = 67
    BRACE_OPEN = 68
    BRACE_CLOSE = 69
    REFERENCE_END = 70
    DIRECTIVE_END = 71
    EMPTY_INDEX = 72


TEXT_STATE, REFERENCE, MODIFIER, INDEX, ARGUMENTS, DIRECTIVE, BEFORE_DIRECTIVE = "0", "R", "M", "I", "A", "D", "P"
LINE_COMMENT, BLOCK_COMMENT, FORMAL_COMMENT, TEXTBLOCK = "L", "C", "F", "T"
_ALL = "0RMIADPLCFT"

MORE = {
    Kind.DOLLAR,
    Kind.DOLLAR_BANG,
    Kind.TEXTBLOCK_START,
    Kind.FORMAL_COMMENT_START,
    Kind.BLOCK_COMMENT_START,
    Kind.HASH,
    Kind.BLOCK_TEXT,
}
SPECIAL = {Kind.REFERENCE_END, Kind.DIRECTIVE_END}
TAIL = r"(?:[ \t]*(?:\r\n|\n|\r))?"
WORD = r"[A-Za-z_@][A-Za-z0-9_@]*"
_BRACED = r"\{[A-Za-z_][A-Za-z0-9_@]*\}"
_EXPONENT = r"[eE][+-]?[0-9]+"
_ANY = r"(?s:.)"

# kind, the states in which its rule applies, the expression (which must find the longest match), the first characters
_RULES: tuple[tuple[int, str, str, str], ...] = (
    (Kind.INDEX_OPEN, "RM", r"\[", "["),
    (Kind.INDEX_CLOSE, "I", r"\]", "]"),
    (Kind.BRACKET_OPEN, "DA", r"\[", "["),
    (Kind.BRACKET_CLOSE, "DA", r"\]", "]"),
    (Kind.COMMA, "DA", r",", ","),
    (Kind.DOUBLE_DOT, "DA", r"\.\.", "."),
    (Kind.COLON, "DA", r":", ":"),
    (Kind.MAP_OPEN, "DA", r"\{", "{"),
    (Kind.MAP_CLOSE, "DA", r"\}", "}"),
    (Kind.PAREN_OPEN, "DM", r"\(", "("),
    (Kind.PAREN_CLOSE, "D", r"\)" + TAIL, ")"),
    (Kind.CALL_CLOSE, "A", r"\)", ")"),
    (Kind.ESCAPED_DIRECTIVE, "0", rf"(?:\\\\)*\\#(?:{WORD}|{_BRACED})", "\\"),
    (Kind.SET, "0RMA", r"[ \t]*(?:#set|#\{set\}) *\(", " \t#"),
    (Kind.DOLLAR, _ALL, r"\\*\$", "\\$"),
    (Kind.DOLLAR_BANG, _ALL, r"\\*\$\\*!", "\\$"),
    (Kind.TEXTBLOCK_START, _ALL, r"#\[\[", "#"),
    (Kind.FORMAL_COMMENT_START, _ALL, r"#\*\*[^#]", "#"),
    (Kind.BLOCK_COMMENT_START, _ALL, r"#\*", "#"),
    (Kind.HASH, _ALL, r"#", "#"),
    (Kind.LINE_COMMENT_START, "0PDR", r"##", "#"),
    (Kind.DOUBLE_ESCAPE, "0", r"\\\\", "\\"),
    (Kind.ESCAPE, "0", r"\\", "\\"),
    (Kind.TEXT, "0", r"[^$#\\]+", ""),
    (Kind.LINE_COMMENT, "L", r"\r\n|\n|\r", "\r\n"),
    (Kind.FORMAL_COMMENT, "F", r"\*#", "*"),
    (Kind.BLOCK_COMMENT, "C", r"\*#", "*"),
    (Kind.TEXTBLOCK, "T", r"\]\]#", "]"),
    (Kind.SKIPPED, "LFC", _ANY, ""),
    (Kind.BLOCK_TEXT, "T", _ANY, ""),
    (Kind.BLANKS, "DAI", r"[ \t\n\r]+", " \t\n\r"),
    (Kind.STRING, "DAI", r"\"[^\"]*(?:\"\"[^\"]*)*\"|'[^']*(?:''[^']*)*'", "\"'"),
    (Kind.TRUE, "RDMAI", r"true", "t"),
    (Kind.FALSE, "RDMAI", r"false", "f"),
    (Kind.MINUS, "D", r"-", "-"),
    (Kind.PLUS, "D", r"\+", "+"),
    (Kind.TIMES, "D", r"\*", "*"),
    (Kind.DIVIDE, "D", r"/", "/"),
    (Kind.MODULO, "D", r"%", "%"),
    (Kind.AND, "D", r"&&|and", "&a"),
    (Kind.OR, "D", r"\|\||or", "|o"),
    (Kind.LESS, "D", r"<|lt", "<l"),
    (Kind.LESS_EQUAL, "D", r"<=|le", "<l"),
    (Kind.GREATER, "D", r">|gt", ">g"),
    (Kind.GREATER_EQUAL, "D", r">=|ge", ">g"),
    (Kind.EQUAL, "D", r"==|eq", "=e"),
    (Kind.NOT_EQUAL, "D", r"!=|ne", "!n"),
    (Kind.NOT, "D", r"!|not", "!n"),
    (Kind.ASSIGN, "D", r"=", "="),
    (Kind.END, "P", rf"(?:end|\{{end\}}){TAIL}", "e{"),
    (Kind.IF, "P", r"if|\{if\}", "i{"),
    (Kind.ELSEIF, "P", r"elseif|\{elseif\}", "e{"),
    (Kind.ELSE, "P", rf"(?:else|\{{else\}}){TAIL}", "e{"),
    (Kind.INTEGER, "PDAI", r"-?[0-9]+(?:\.\.)?", "-0123456789"),
    (
        Kind.FLOAT,
        "PDAI",
        rf"-?[0-9]+\.[0-9]*(?:{_EXPONENT})?|-?\.[0-9]+(?:{_EXPONENT})?|-?[0-9]+{_EXPONENT}",
        "-.0123456789",
    ),
    (Kind.WORD, "PD", WORD, ""),
    (Kind.BRACED_WORD, "PD", _BRACED, "{"),
    (Kind.IDENTIFIER, "RMA", r"[A-Za-z_][A-Za-z0-9_-]*", ""),
    (Kind.DOT, "RMA", r"\.[A-Za-z]", "."),
    (Kind.BRACE_OPEN, "RM", r"\{", "{"),
    (Kind.BRACE_CLOSE, "RM", r"\}", "}"),
    (Kind.REFERENCE_END, "RM", _ANY, ""),
    (Kind.DIRECTIVE_END, "P", _ANY, ""),
    (Kind.EMPTY_INDEX, "0R", r"\$\[|\$!\[|\$\\!\[|\$\.", "$"),
)

# Inside comments and text blocks only these characters matter; the rest is passed over at once.
DULL = {
    LINE_COMMENT: re.compile(r"[^\n\r$#\\]+"),
    BLOCK_COMMENT: re.compile(r"[^$#\\*]+"),
    FORMAL_COMMENT: re.compile(r"[^$#\\*]+"),
}
FOREIGN = "\x80"
DULL_BLOCK = re.compile(r"[^\]$#\\]+")

_Rules = tuple[tuple[int, re.Pattern[str]], ...]


@cache
def rules_for(state: str, character: str) -> _Rules:
    """List the rules that may apply in a state to a text that begins with the character."""
    return tuple(
        (kind, re.compile(expression))
        for kind, states, expression, starts in _RULES
        if state in states and (character in starts if starts else re.match(expression, character) is not None)
    )
