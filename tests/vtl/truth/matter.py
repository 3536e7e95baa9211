# ruff: noqa: E501 - the tables are read in long lines

"""Random matter for the fuzzer that is not the language's: paths, JSON texts, numbers, regular expressions."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from truth.sources.jsonpath import BODY, JSON_TEXTS

if TYPE_CHECKING:
    from random import Random

    from truth.case import Mode

    Made = tuple[Mode, str, dict[str, Any]]

NAMES = (
    "store",
    "book",
    "bicycle",
    "price",
    "author",
    "title",
    "isbn",
    "tags",
    "n",
    "matrix",
    "text",
    "null",
    "empty",
    "none",
    "zz",
)
FILTERS = (
    "@.price < 10", "@.isbn", "!@.isbn", "@.category == 'fiction'", "@.price > 8 && @.isbn", "@.tags", "@ > 3", "@.price == 8", "@.author =~ /.*e.*/",
    "@.price >= 8.95 || @.tags", "@.title in ['Sword']", "@.tags[0] == 'war'", "@.price != null", "@.price == null", "@", "@.a.b", "@[0]", "@.color == 'red'",
)  # fmt: skip
STRINGS = (
    '"a"',
    "'b'",
    "c",
    '"d e"',
    '"\\u00e9"',
    "é",
    '"x/y"',
    '"\\n"',
    "",
    "1",
    "-2.50",
    "1e5",
    "true",
    "null",
    "tru",
    "00",
    "9999999999",
    "1.0",
    "a b",
    " ",
)
GLUE = (
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    " ",
    '"',
    "'",
    "\\",
    "\n",
    "a",
    "1",
    "-",
    ".",
    "e",
    "true",
    "null",
    "=",
    "&",
    "/",
    "{}",
    "[]",
    '"k":',
    "é",
)
PATTERNS = (
    "a", "b", ".", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[a-c&&[^b]]", "(a)", "(?:b)", "(a|b)", "^", "$", "\\b", "a*", "a+", "a?", "b{2}", "b{1,2}", "a*?", "a++", "(?=a)", "(?!a)", "\\Q.\\E", "(?i)", "(?s)", "\\p{L}",
    "\\p{Upper}", "\\.", "(?<x>a)", "\\1", "\\Z", "\\z", "\\A", "\\R", "-", "'", '"', "\\\\", "/", ",", "(", ")", "[", "]", "|", "{", "}", "\\", "*", "é",
)  # fmt: skip
REPLACEMENTS = ("x", "", "$0", "$1", "\\$", "\\\\", "<$0>", "${x}", "$2", "a$", "\\x", "$10", "'")
SUBJECTS = (
    "",
    "a",
    "ab",
    "aab",
    "a.b",
    "a1 b2",
    "AB",
    "a\nb",
    "a\r\nb\n",
    "é漢😀",
    "it's",
    'a"b',
    "a\\b",
    "a,b,,c,",
    "bbb",
    "  a  ",
    "a/b/c",
    "a\u2028b",
    "a\n",
)


def path(random: Random) -> Made:
    """Make a case of a JSONPath."""
    text = random.choice(("$", "$", "$", "", "@")) + "".join(_step(random) for _ in range(random.randint(0, 4)))
    if random.random() < 0.2 and text:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(("", ".", "[", "]", "'", " ", "*", "(", ")", ",", ":")) + text[at + 1 :]
    quoted = text.replace("'", "''")
    return "gateway", f"#set($p = '{quoted}')$input.path($p)|$input.json($p)", {"body": BODY}


def _step(random: Random) -> str:
    number = random.choice(("0", "1", "-1", "2", "9", "-20", "3"))
    return random.choice(
        (
            f".{random.choice(NAMES)}", f".{random.choice(NAMES)}", f"['{random.choice(NAMES)}']", f"['{random.choice(NAMES)}','{random.choice(NAMES)}']",
            f"[{number}]", f"[{number},{random.choice('012')}]", f"[{number}:]", f"[:{number}]", f"[{number}:{random.choice('1235')}]", "[*]", ".*",
            f"..{random.choice(NAMES)}", "..*", f"[?({random.choice(FILTERS)})]", f"..[?({random.choice(FILTERS)})]", ".length()", f"[ {number} ]", f"[{number} : 2]", ".keys()",
        )
    )  # fmt: skip


def json_text(random: Random) -> Made:
    """Make a case of a body, sound or damaged."""
    kind = random.random()
    if kind < 0.4:
        text = _value(random, 0)
    elif kind < 0.7:
        text = random.choice(JSON_TEXTS)
    else:
        text = "".join(random.choice(GLUE + STRINGS) for _ in range(random.randint(1, 8)))
    for _ in range(random.choice((0, 0, 1, 2))):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice((*GLUE, "")) + text[at + random.choice((0, 1)) :]
    return "gateway", "$input.path('$')|$input.json('$')|$util.parseJson($input.body)", {"body": text}


def _value(random: Random, depth: int) -> str:
    blank = random.choice(("", "", " ", "\n"))
    kind = random.random()
    if depth > 2 or kind < 0.5:
        return random.choice(STRINGS)
    if kind < 0.75:
        return f"[{blank}{f',{blank}'.join(_value(random, depth + 1) for _ in range(random.randint(0, 3)))}{blank}]"
    pairs = (
        f"{random.choice(STRINGS[:8])}{blank}:{blank}{_value(random, depth + 1)}" for _ in range(random.randint(0, 3))
    )
    return f"{{{blank}{f',{blank}'.join(pairs)}}}"


def number(random: Random) -> Made:
    """Make a case of two numbers and what is done with them."""
    operator = random.choice("+-*/%")
    template = f"$a $b #set($c = $a {operator} $b) $!c #if($a < $b)<#end#if($a == $b)=#end $a.intValue() $a.longValue() $b.doubleValue()"
    return "plain", template + " $a.hashCode() $b.floatValue()", {"a": _number(random), "b": _number(random)}


def _number(random: Random) -> float | int:
    kind = random.random()
    if kind < 0.35:
        (double,) = struct.unpack("d", random.randbytes(8))
        return float(double) if double == double and abs(double) != float("inf") else 0.5
    if kind < 0.55:
        return round(random.uniform(-1000, 1000), random.randint(0, 6))
    if kind < 0.6:
        return random.choice((0.0, -0.0, 1e7, 9999999.0, 1e-3, 0.00099, 5e-324, 1.7976931348623157e308, 2.0**63))
    return random.choice((1, -1)) * random.getrandbits(random.choice((3, 8, 31, 32, 63, 64, 80)))


def regex(random: Random) -> Made:
    """Make a case of a regular expression at work."""
    pattern = "".join(random.choice(PATTERNS) for _ in range(random.randint(1, 4)))
    inputs = {"v": random.choice(SUBJECTS), "p": pattern, "r": random.choice(REPLACEMENTS)}
    template = random.choice(
        (
            "$v.matches($p)",
            "$v.replaceAll($p, $r)",
            "$v.replaceFirst($p, $r)",
            "#foreach($x in $v.split($p))[$x]#end",
            f"#foreach($x in $v.split($p, {random.choice((-1, 0, 1, 2, 3))}))[$x]#end",
        )
    )
    return "plain", template, inputs
