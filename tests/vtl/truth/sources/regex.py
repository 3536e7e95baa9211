"""Java's regular expressions, through the methods of String."""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.case import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

# text, pattern; replacement
MATCHES: tuple[tuple[str, str], ...] = (
    ("text", "t.*"), ("text", "ex"), ("text", ".*ex.*"), ("", ""), ("", ".*"), ("a\nb", "a.b"), ("a\nb", "(?s)a.b"), ("text", "TEXT"),
    ("text", "(?i)TEXT"), ("42", "\\d+"), ("42x", "\\d+"), ("-42.5", "-?\\d+(\\.\\d+)?"), ("a_b", "\\w+"), ("é", "\\w"),
    ("é", "(?U)\\w"), ("é", "\\p{L}"), ("٣", "\\d"), ("\u00a0", "\\s"), ("a b", "a\\sb"), ("ab", "[a-c]+"), ("ab", "[^a]+"), ("]", "[]]"),
    ("a]", "[a\\]]+"), ("b", "[a-z&&[^b]]"), ("c", "[a-z&&[^b]]"), ("aB", "\\p{Lower}\\p{Upper}"), ("a1", "\\p{Alpha}\\p{Digit}"),
    ("a-", "\\p{Alnum}\\p{Punct}"), ("aa", "(a)\\1"), ("ab", "(?<x>a)\\k<x>"), ("aa", "(?<x>a)\\k<x>"), ("aaa", "a{2}"), ("aaa", "a{2,}"),
    ("aaa", "a{1,2}"), ("aaa", "a++a"), ("aaa", "a*+"), ("foobar", "foo(?=bar).*"), ("foobar", "foo(?!bar).*"), ("a.b", "\\Qa.b\\E"),
    ("axb", "\\Qa.b\\E"), ("abc", "^abc$"), ("abc\n", "abc$"), ("abc\n", "abc\\n"), ("a\tb", "a\\tb"), ("A", "\\x41"), ("A", "\\u0041"), ("x", "a|x"),
    ("x", "(?:a|x)"), ("x", "("), ("x", "["), ("x", "*"), ("x", "a{2,1}"), ("user@example.com", "[^@]+@[^@]+\\.[a-z]+"),
    ("2024-01-31", "\\d{4}-\\d{2}-\\d{2}"), ("[400:Bad] x", "\\[400:.*"), ("a\r\nb", "a\\Rb"), ("ab", "a\\Z"), ("a", "a\\z"), ("a b", "a\\hb"),
    ("😀", "."), ("😀", ".."), ("é", "e\u0301"), ("ﬀ", "\\p{IsAlphabetic}"), ("я", "\\p{IsCyrillic}"), ("a#b", "(?x)a#b"), ("aXb", "a\\Xb"),
)  # fmt: skip
REPLACEMENTS: tuple[tuple[str, str, str], ...] = (
    ("text", "t", "T"), ("text", "[aeiou]", "*"), ("text", "x", "$0$0"), ("john smith", "(\\w+) (\\w+)", "$2 $1"), ("a.b.c", ".", "-"),
    ("a.b.c", "\\.", "-"), ("text", "", "-"), ("text", "z*", "-"), ("text", "t", ""), ("text", "t", "\\\\"), ("text", "t", "\\$"),
    ("text", "t", "$1"), ("text", "(t)", "$2"), ("text", "(t)", "<$1>"), ("text", "(?<x>t)", "<${x}>"), ("text", "(?<x>t)", "<${y}>"),
    ("text", "t", "\\"), ("text", "t", "\\x"), ("text", "t", "$"), ("text", "t", "$x"), ("it's", "'", "\\\\'"), ("it\\'s", "\\\\'", "'"),
    ("it\\'s", "\\'", "'"), ("it\\'s", "\\\\\\\\'", "'"), ('a"b', '"', '\\\\"'), ("a\nb", "\\n", "\\\\n"), ("a  b", "\\s+", " "),
    ("aaa", "a", "$0b"), ("aaa", "a?", "x"), ("abc", "(a)(b)?(z)?", "[$1$2$3]"), ("abcdefghijkl", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11$10"),
    ("abc", "(a)", "$11"), ("ABC", "(?i)b", "x"), ("path/to/x", "/", "."), ("é漢", "\\W", "?"), ("", "^", "x"), ("a\nb", "(?m)^", "> "),
    ("a,b", ",", ", "), ("x", "(", ""), ("aXbX", "X$", "!"),
)  # fmt: skip
SPLITS: tuple[tuple[str, str], ...] = (
    ("a,b,c", ","), ("a,b,,c,,", ","), (",a,b", ","), (",,,", ","), ("", ","), ("abc", ","), ("abc", ""), ("a.b.c", "."), ("a.b.c", "\\."),
    ("a|b", "|"), ("a|b", "\\|"), ("a1b22c", "\\d+"), ("a b  c", "\\s"), ("a b  c", "\\s+"), (" a b", " "), ("a=b&c=d", "&"), ("k=v", "="),
    ("k=", "="), ("=v", "="), ("a\nb\r\nc", "\\R"), ("boo:and:foo", "o"), ("2024-01-31T10:00", "[-T:]"), ("aXbxc", "(?i)x"), ("a,b", "(,)"),
    ("😀a", ""), ("abc", "(?=b)"), ("abc", "^"), ("x", "["),
)  # fmt: skip
LIMITS = (-1, 0, 1, 2, 3, 10)
WRITTEN: list[Row] = [
    ("quote repair with two backslashes", '$v.replaceAll("\\\\\'", "\'")', {"v": "it\\'s"}),
    ("quote repair with four backslashes", '$v.replaceAll("\\\\\\\\\'", "\'")', {"v": "it\\'s"}),
    ("quote repair with one backslash", '$v.replaceAll("\\\'", "\'")', {"v": "it\\'s"}),
    ("quote repair by replace", '$v.replace("\\\'", "\'")', {"v": "it\\'s"}),
    ("quote in single quotes doubled", "$v.replaceAll('''', '\"')", {"v": "it's"}),
    ("double quotes doubled", '$v.replaceAll("""", "\'")', {"v": 'say "hi"'}),
    ("escaped quote replacement", "$v.replaceAll('\"', '\\\\\"')", {"v": 'say "hi"'}),
    ("dollar in double quotes", '$v.replaceAll("(e)", "<$1>")', {"v": "text"}),
    ("dollar zero in double quotes", '$v.replaceAll("e", "<$0>")', {"v": "text"}),
    ("named group in double quotes", '$v.replaceAll("(?<x>e)", "<${x}>")', {"v": "text"}),
    ("end anchor in double quotes", '$v.replaceAll("t$", "!")', {"v": "text"}),
    ("hash in double quotes", '$v.replaceAll("#", "no")', {"v": "a#b"}),
    ("two hashes in double quotes", '$v.replaceAll("##", "no")', {"v": "a##b"}),
    ("pattern by variable", "#set($p = '\\d')$v.replaceAll($p, 'N')", {"v": "a1b2"}),
    ("newline in pattern", "$v.replaceAll('\n', '\\\\n')", {"v": "a\nb"}),
    ("chain", "$v.replaceAll('a', 'b').replaceFirst('b', 'c').split('b').size()", {"v": "aaba"}),
    ("matches in condition", "#if($v.matches('^[a-z]+$'))y#{else}n#end", {"v": "text"}),
    ("wrong types", "$v.matches(1) $v.replaceAll('a') $v.replaceAll(1, 2) $v.split(1)", {"v": "a"}),
    ("null arguments", "$v.matches($nil)", {"v": "a", "nil": None}),
]


def _rows() -> Iterator[Row]:
    for number, (text, pattern) in enumerate(MATCHES, 1):
        yield f"matches {number}: {text!r} {pattern}", "$v.matches($p)", {"v": text, "p": pattern}
    for number, (text, pattern, by) in enumerate(REPLACEMENTS, 1):
        given = {"v": text, "p": pattern, "r": by}
        yield f"replaceAll {number}: {text!r} {pattern} {by}", "$v.replaceAll($p, $r)", given
        yield f"replaceFirst {number}: {text!r} {pattern} {by}", "$v.replaceFirst($p, $r)", given
    for number, (text, pattern) in enumerate(SPLITS, 1):
        loop = "$v.split($p).size()#foreach($x in $v.split($p))[$x]#end"
        yield f"split {number}: {text!r} {pattern}", loop, {"v": text, "p": pattern}
    for text, pattern in SPLITS[:4] + SPLITS[6:7] + SPLITS[17:18]:
        for limit in LIMITS:
            loop = f"#foreach($x in $v.split($p, {limit}))[$x]#end"
            yield f"split {text!r} {pattern} at most {limit}", loop, {"v": text, "p": pattern}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("regex", _rows())
    yield from plain("regex-written", WRITTEN)
