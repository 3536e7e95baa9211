# ruff: noqa: E501 - a row is read whole

"""Text beyond ASCII: Java counts UTF-16 units, and a template may take a character apart and put it together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truth.case import Row, gateway, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

UNICODE: list[Row] = [
    ("lengths", "$uni.length() $v.length() $w.length()", {"uni": "é漢😀", "v": "e\u0301", "w": "👍🏽"}),
    ("halves together", "$uni.substring(2, 3)$uni.substring(3, 4)"),
    ("halves together by plus", "#set($a = $uni.substring(2, 3) + $uni.substring(3))$a $a.length()"),
    ("halves together by concat", "$uni.substring(2, 3).concat($uni.substring(3))"),
    ("halves with text between", "#set($a = $uni.substring(2, 3))$a.length() #if($a == $uni)y#{else}n#end"),
    ("from the middle", "$uni.substring(2) $uni.substring(0, 2)"),
    ("characters", "$uni.charAt(0)$uni.charAt(1)$uni.charAt(2)$uni.charAt(3)"),
    (
        "indexOf",
        "$uni.indexOf('😀') $uni.indexOf('漢') $uni.lastIndexOf('é') $v.indexOf('b')",
        {"uni": "é漢😀", "v": "😀b"},
    ),
    ("indexOf a code point", "$uni.indexOf(128512) $uni.lastIndexOf(128512)"),
    ("contains and starts", "$uni.contains('😀') $uni.startsWith('é') $uni.endsWith('😀')"),
    ("replace", "$uni.replace('😀', 'x') $uni.replace('é', '😀')"),
    ("replace nothing by something", "$uni.replace('', '-')"),
    ("replaceAll each", "$uni.replaceAll('.', '<$0>')"),
    ("replaceAll nothing", "$uni.replaceAll('', '-')"),
    ("split each", "#foreach($c in $uni.split(''))[$c]#end"),
    ("split by an emoji", "#foreach($c in $v.split('😀'))[$c]#end", {"v": "a😀b😀"}),
    ("matches", "$uni.matches('...') $uni.matches('..😀') $uni.matches('[^a]+')"),
    ("compare", "$a.compareTo($b) $b.compareTo($a)", {"a": "😀", "b": "\uffff"}),
    ("compare letters", "$a.compareTo('é') $a.compareToIgnoreCase('É')", {"a": "É"}),
    ("upper and lower", "$v.toUpperCase() $v.toLowerCase()", {"v": "straße ǆ İ ı ΑΣ ﬁ"}),
    ("lower of sigma", "$v.toLowerCase()", {"v": "ΟΔΟΣ ΟΔΟΣ"}),
    ("ignore case", "$v.equalsIgnoreCase('STRASSE') $w.equalsIgnoreCase('É')", {"v": "straße", "w": "é"}),
    ("trim keeps wide blanks", "[$v.trim()]", {"v": "\u00a0\u2003 x \u3000\x00"}),
    ("hash code", "$uni.hashCode() $v.hashCode()", {"uni": "é漢😀", "v": "😀" * 10}),
    ("in names is text", "$sé $é ${s}é"),
    ("in directive names is text", "#ifé #é #endé"),
    ("in strings", "#set($a = 'é漢😀')$a #set($b = \"é$s😀\")$b"),
    ("as key", "#set($m = {'é': 1, '😀': 2})$m $m['😀'] $m.get('é')"),
    ("line separators are no newlines", "#set($a = 1)\u2028$a #set($b = 2)\u0085$b"),
    ("bytes", "$uni.getBytes('UTF-8').size() $uni.getBytes('UTF-16').size() $uni.getBytes('ISO-8859-1').size()"),
    ("column after an emoji", "😀 $s.substring(9)"),
    ("column after wide text", "漢字 ${s"),
    ("right to left and joiners", "$v $v.length()", {"v": "שלום\u200f \u200d ﷽"}),
]
GATEWAY: list[Row] = [
    ("path with unicode keys", "$input.path('$.é') $input.path(\"$['漢']\") $input.json('$')", {"body": '{"é": "à", "漢": "😀"}'}),
    ("escaped surrogates", "$input.path('$.a') $input.path('$.a').length()", {"body": '{"a": "\\ud83d\\ude00"}'}),
    ("escape of what was cut", "$util.escapeJavaScript($input.path('$.a').substring(0, 1))", {"body": '{"a": "😀"}'}),
    ("cut and joined", "$input.path('$.a').substring(0, 1)$input.path('$.a').substring(1)", {"body": '{"a": "😀"}'}),
    ("urlEncode of what was cut", "$util.urlEncode($input.path('$.a').substring(1))", {"body": '{"a": "😀"}'}),
    ("base64", "$util.base64Encode($input.path('$.a')) $util.base64Decode('8J+YgA==').length()", {"body": '{"a": "😀"}'}),
    ("parameters", "$input.params('é') $input.params().querystring.get('é')", {"querystring": {"é": "漢"}}),
    ("json of escapes", "$input.json('$.a')", {"body": '{"a": "\\u00e9\\u2028\\u20ac\\u0007"}'}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from plain("unicode", UNICODE)
    yield from gateway("unicode-gateway", GATEWAY)
