"""JSONPath as the gateway's library has it, and the JSON that goes in and comes out."""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from truth.case import Row, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

STORE = {
    "store": {
        "book": [
            {"category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95},
            {"category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99, "tags": ["war", "irony"]},
            {"category": "fiction", "author": "Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8},
            {"category": "fiction", "author": "Tolkien", "title": "The Lord", "isbn": "0-395-19395-8", "price": 22.99},
        ],
        "bicycle": {"color": "red", "price": 19.95, "sold": False, "owner": None},
    },
    "expensive": 10,
    "n": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    "matrix": [[1, 2], [3, 4], []],
    "odd keys": {"a.b": 1, "with space": 2, "it's": 3, "é": 4, "": 5, "1": 6, "a-b": 7, "$": 8, "@x": 9},
    "empty": {},
    "none": [],
    "null": None,
    "text": "plain",
}
PATHS = """
$ | $.expensive | expensive | $.text | $.null | $.missing | $.missing.deeper | $.text.deeper | $.null.deeper | $.empty | $.none
$.store.bicycle | $.store.bicycle.color | store.bicycle.color | $.store.bicycle.sold | $.store.bicycle.owner
$['store']['bicycle']['color'] | $.store['bicycle'].color | $["store"]["bicycle"] | $[store] | $['store'].book[0].title
$.store.book[0] | $.store.book[3].author | $.store.book[4] | $.store.book[-1].author | $.store.book[-4].author | $.store.book[-5]
$.store.book[0,1].author | $.store.book[0, 2].title | $.store.book[1,9].title | $.store.book[-1,0].title
$.store.book[*].author | $.store.book.*.author | $.store.book[*] | $.store.* | $.store.bicycle.* | $.store.bicycle[*] | $.*
$.store.book[0:2].author | $.store.book[:2].author | $.store.book[2:].author | $.store.book[-2:].author | $.store.book[:-2].author
$.store.book[1:3].author | $.store.book[0:9].author | $.store.book[9:].author | $.store.book[2:1].author | $.store.book[:].author
$.n[1:8:2] | $.n[::2] | $.n[-3:-1] | $.n[0:0] | $.n[5:3] | $.n[-1:] | $.n[:1] | $.n[1:1] | $.n[-20:2] | $.n[2:-2]
$.n[0] | $.n[10] | $.n[*] | $.n[0,0] | $.n | $.n[1,3,5] | $.n[ 1 ] | $.n[01] | $.n[+1] | $.n[1.5] | $.n[]
$..author | $..book[0].title | $..price | $..* | $..missing | $..book[?(@.isbn)].title | $..['price'] | $..[0] | $..book[*].title
$.store..price | $.store..* | $..bicycle.color | $..book.length() | $..book[2] | $..book[-1:].title | $..book[0,1].title | $..
$.store.book[?(@.isbn)].title | $.store.book[?(!@.isbn)].title | $.store.book[?(@['isbn'])].title | $.store.book[?(@.tags)].title
$.store.book[?(@.price < 10)].title | $.store.book[?(@.price > 10)].title | $.store.book[?(@.price == 8)].title
$.store.book[?(@.price <= 8.95)].title | $.store.book[?(@.price >= 12.99)].title | $.store.book[?(@.price != 8)].title
$.store.book[?(@.category == 'fiction')].title | $.store.book[?(@.category == "fiction")].title
$.store.book[?(@.category=='fiction')].title | $.store.book[?('fiction' == @.category)].title | $.store.book[?(@.category != 'x')].title
$.store.book[?(@.price < $.expensive)].title | $.store.book[?(@.price < 10 && @.category == 'fiction')].title
$.store.book[?(@.price < 10 || @.isbn)].title | $.store.book[?(!(@.price < 10))].title | $.store.book[?((@.price < 10))].title
$.store.book[?(@.author =~ /.*l.*/)].title | $.store.book[?(@.author =~ /REES/i)].title | $.store.book[?(@.author =~ /ee/)].title
$.store.book[?(@.author in ['Rees', 'Waugh'])].title | $.store.book[?(@.author nin ['Rees'])].title | $.store.book[?(@.title size 8)].title
$.store.book[?(@.tags size 2)].title | $.store.book[?(@.tags empty false)].title | $.store.book[?(@.tags contains 'war')].title
$.store.book[?(@.author contains 'el')].title | $.store.book[?(@.tags all ['war'])].title | $.store.book[?(@.tags subsetof ['war'])].title
$.store.book[?(@.missing == null)].title | $.store.book[?(@.isbn != null)].title | $.store.book[?(@.price == '8')].title
$.store.book[?(@.price)].title | $.store.book[?(@)].title | $.store.book[?(true)].title | $.store.book[?(@.price < 10)]
$.store.book[?(@.price < 10)][0] | $.store.book[?(@.price < 1)] | $.store.book[?(@.tags[0] == 'war')].title | $.n[?(@ > 5)] | $.n[?(@ == 3)]
$.store.bicycle[?(@.price > 10)] | $.store[?(@.color)] | $.store[?(@.color == 'red')].price | $.store[?(@.color == 'blue')].price
$.matrix[0][1] | $.matrix[*][0] | $.matrix[1] | $.matrix[*] | $.matrix[*][*] | $.matrix..[0] | $.matrix[2][0] | $.matrix[2]
$['odd keys']['a.b'] | $['odd keys']['with space'] | $['odd keys']["it's"] | $['odd keys']['é'] | $['odd keys']['']
$['odd keys']['1'] | $['odd keys'].a-b | $['odd keys']['a-b'] | $['odd keys'].é | $['odd keys'].1 | $['odd keys'].* | $.odd keys
$['odd keys']['a.b','1'] | $['store','text'] | $.store.bicycle['color','price'] | $.store.book[*]['title','price'] | $.store.book[0]['title','nothing']
$.store.book.length() | $.n.length() | $.n.min() | $.n.max() | $.n.avg() | $.n.sum() | $.store.keys() | $.text.length() | $.n.size() | $.n.count()
$.store.book.title | $.store.book.0 | $.n.0 | $.text[0] | $.text[*] | $.expensive[0] | $.empty.* | $.none[*] | $.none[0] | $.none[-1] | $.null[0] | $.empty[0]
$. | $[ | $[' | $['a | $.store. | $.store.book[ | $.store.book[?( | $.store.book[?(@.price <)] | $$ | $.$ | @ | @.text | . | .text | text. | $x
$store | $.store .book | $.store.book[?(@.price < 10].title | $.store.book[(@.length-1)] | $.store.book[?@.isbn] | $.n[a] | $.n['0'] | $.n[0:b] | * | [*] | [0] | ['text'] | ..author
""".strip()
BODY = json.dumps(STORE, ensure_ascii=False)
BY_ITSELF = "$input.path($p)"
IN_JSON = "$input.json($p)"

JSON_TEXTS = (
    "{}", "[]", "null", "true", "false", "0", "5", "-5", "1.5", "-0.0", "1e3", "1E+2", "1.0", "1.50", "100000000000", "99999999999999999999",
    "0.1234567890123456789", "12345678901234567890.5", "1e400", "1e-400", "-1", '"text"', '""', '"a\\"b"', '"a\\\\b"', '"a\\/b"', '"a/b"',
    '"\\u00e9"', '"é漢😀"', '"\\ud83d\\ude00"', '"\\n\\t\\r\\b\\f"', '"\\u0000\\u001f\\u007f\\u0080"', '"\\u2028\\u2029\\u20ac\\u2100"', '"<&>\'"',
    '{"a":1}', '{"b":1,"a":2}', '{"a":{"b":{"c":[1,{"d":null}]}}}', '{"a":1,"a":2}', '{"":1}', '{"a b":"c d"}', '{"a":"x, y=z"}', '{"a":"b/c"}',
    "[1,2,3]", '["a","b"]', '[1,"a",null,true,1.5,{"k":"v"},[2]]', '["a/b"]', '[{"u":"x/y"}]', '["say \\"hi\\""]', '["é\\n"]', "[[],{}]", "[null]",
    ' { "a" : 1 } ', '\n[1,\n2]\n', '\t"x"\t', '{"a": 1, "b": [1, 2, {"c": "d"}], "e": null, "f": false, "g": 1.10}',
    "{a:1}", "{a:b}", "{'a':'b'}", "[a,b]", "['a','b']", "{a: b c, d: 'e'}", "[a b, c]", "a=b&c=d", "plain text", "text", "a,b", "x:y", "5 apples",
    "05", "+5", "1.", ".5", "0x10", "1e", "-", "NaN", "Infinity", "True", "NULL", "nul", "nulls", "undefined", "{a", "[a", "{", "[", "{a:", '{"a":1', '{"a":1}}',
    '{"a":1} x', "[1,]", "[,1]", "[1,,2]", '{"a":1,}', '{,"a":1}', '{"a"}', '{"a":}', '{:1}', '"unclosed', "'single'", "'it''s'", '"a" "b"', '"a"b', "[1 2]", "}", "]", ",", ":",
    '"tab\tinside"', '"newline\ninside"', '"\\x41"', '"\\u12"', '"bad \\escape"', "// c", "/* c */ 1", '\ufeff{"a":1}', "é", "\u00a0", "<xml/>", "a\nb", "{}{}", "a=1&b={x}", "a=[1]", "q={", "k=\"v\"", "a b",
    '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":1e5}', '{"a":0x1}', '{"a":tru}', '{"a":True}', "{\"a\":'b'}", '{"a":b}', '{a b:1}', '{1:2}', '{"a":1 "b":2}', '{"a" 1}', '{"a"=1}', '{"a";1}',
)  # fmt: skip
ECHO = "$input.path('$')|$input.json('$')|$input.body"

VALUES: list[Row] = [
    ("numbers in path and json", "$input.path('$.a') $input.json('$.a')", {"body": '{"a": [1, 1.0, 1.50, 1e3, 1E-7, 12345678901]}'}),
    ("long number", "$input.path('$.a') $input.json('$.a')", {"body": '{"a": 9223372036854775808}'}),
    ("long decimals", "$input.path('$.a') $input.json('$.a')", {"body": '{"a": 3.14159265358979323846264338327950288}'}),
    ("decimals of 18 characters", "$input.path('$.a')", {"body": '{"a": 0.1234567890123456}'}),
    ("decimals of 19 characters", "$input.path('$.a')", {"body": '{"a": 0.12345678901234567}'}),
    ("big decimal arithmetic", "#set($x = $input.path('$.a') + 1)$x", {"body": '{"a": 3.14159265358979323846264338327950288}'}),
    ("big decimal compared", "#if($input.path('$.a') > 3)y#{else}n#end", {"body": '{"a": 3.14159265358979323846264338327950288}'}),
    ("number arithmetic", "#set($x = $input.path('$.a') + 1)$x #set($y = $x / 2)$y", {"body": '{"a": 41}'}),
    ("number equal", "#if($input.path('$.a') == 41)y#{else}n#end#if($input.path('$.a') == '41')y#{else}n#end", {"body": '{"a": 41}'}),
    ("boolean", "#if($input.path('$.a'))y#{else}n#end#if($input.path('$.b'))y#{else}n#end", {"body": '{"a": true, "b": false}'}),
    ("string methods", "$input.path('$.a').toUpperCase().substring(1)", {"body": '{"a": "text"}'}),
    ("list methods", "$input.path('$.a').size() $input.path('$.a').get(0) $input.path('$.a')[1]", {"body": '{"a": [1, 2]}'}),
    ("map methods", "$input.path('$').keySet() $input.path('$').size() $input.path('$').a.b", {"body": '{"a": {"b": 1}, "c": 2}'}),
    ("object in array in object", "$input.path('$')", {"body": '{"foo": [{"nested": "bar"}]}'}),
    ("array of objects", "$input.path('$')", {"body": '[{"foo": "bar"}]'}),
    ("object", "$input.path('$')", {"body": '{"foo": "bar", "a": 1}'}),
    ("array of nothing in object", "$input.path('$')", {"body": '{"a": [], "b": {}, "c": null}'}),
    ("array in array", "$input.path('$')", {"body": '[[1, [2, "x"]], null, true]'}),
    ("map in array keeps the order", "$input.path('$') $input.json('$')", {"body": '[{"z": 1, "a": 2, "m": {"y": 1, "b": 2}}]'}),
    ("indefinite prints json", "$input.path('$..a') $input.json('$..a')", {"body": '{"a": "x", "b": {"a": {"c": "y"}}}'}),
    ("indefinite element", "$input.path('$..a')[0] $input.path('$..a').size()", {"body": '{"a": "x", "b": {"a": 1}}'}),
    ("loop over array", "#foreach($x in $input.path('$.a'))$x.n#if($foreach.hasNext),#end#end", {"body": '{"a": [{"n": 1}, {"n": "z"}]}'}),
    ("loop over object", "#foreach($x in $input.path('$.a'))$x;#end", {"body": '{"a": {"p": 1, "q": [2]}}'}),
    ("loop over keys", "#foreach($k in $input.path('$.a').keySet())$k=$input.path('$.a').get($k);#end", {"body": '{"a": {"p": 1, "q": [2]}}'}),
    ("loop over entries", "#foreach($e in $input.path('$').entrySet())$e.key=$e.value;#end", {"body": '{"p": 1, "q": [2]}'}),
    ("loop over nothing", "[#foreach($x in $input.path('$.missing'))$x#end]", {"body": "{}"}),
    ("path by variable", "#set($p = '$.a')$input.path($p) $input.json($p)", {"body": '{"a": [1]}'}),
    ("path interpolated", "#set($k = 'a')$input.path(\"$.$k\") $input.json(\"$['$k']\")", {"body": '{"a": [1]}'}),
    ("path in double quotes", '$input.path("$.a") $input.json("$.a")', {"body": '{"a": [1]}'}),
    ("path of root in double quotes", '$input.path("$") $input.json("$")', {"body": '{"a": [1]}'}),
    ("formal calls", "${input.path('$.a')} ${input.json('$.a')} ${input.body}", {"body": '{"a": "x"}'}),
    ("quiet calls", "$!input.path('$.x')$!{input.path('$.x')}[$!input.json('$.x')]", {"body": "{}"}),
    ("json of missing", "$input.json('$.x') $input.json('$.x.y') $input.json('$..x') $input.json('$.x[*]')", {"body": '{"a": 1}'}),
    ("json of null", "$input.json('$.a')", {"body": '{"a": null}'}),
    ("path of null", "[$input.path('$.a')]", {"body": '{"a": null}'}),
    ("json of scalars", "$input.json('$.a') $input.json('$.b') $input.json('$.c')", {"body": '{"a": "x", "b": 1.50, "c": true}'}),
    ("json twice", "$input.json('$')$input.json('$')", {"body": '{"a": 1}'}),
    ("json escapes", "$input.json('$.a')", {"body": json.dumps({"a": "\"\\/\b\f\n\r\t\x00\x1f\x7f\x80é\u2028<>&'"})}),
    ("json escapes in keys", "$input.json('$')", {"body": json.dumps({"a\"\n/é": 1})}),
    ("json of emoji", "$input.json('$')", {"body": json.dumps({"😀": "😀"})}),
    ("json in set", "#set($b = $input.json('$'))$b.length() $b", {"body": '{"a": 1}'}),
    ("json method", "$input.json('$.a').replace('1', '2')", {"body": '{"a": [1, 11]}'}),
    ("json without blanks", "$input.json('$')", {"body": ' { "a" : [ 1 , 2 ] } '}),
    ("shared payload by property", "#set($d = $input.path('$'))#set($d.url = 'u')$input.json('$')", {"body": '{"a": 1}'}),
    ("shared payload by put", "$!input.path('$').put('b', 2)$input.json('$') $input.path('$.b')", {"body": '{"a": 1}'}),
    ("shared payload by remove", "$!input.path('$').remove('a')$input.json('$')", {"body": '{"a": 1, "b": 2}'}),
    ("shared payload deep", "#set($x = $input.path('$.a'))#set($x.c = [1])$input.json('$')", {"body": '{"a": {"b": 1}}'}),
    ("shared payload list", "$!input.path('$.a').add('x')$input.json('$')", {"body": '{"a": [1]}'}),
    ("shared payload element", "#set($l = $input.path('$.a'))#set($l[0] = 'z')$input.json('$')", {"body": '{"a": [1]}'}),
    ("body does not change", "$!input.path('$').put('b', 2)$input.body", {"body": '{"a": 1}'}),
    ("velocity list in payload prints", "#set($d = $input.path('$'))#set($d.l = [1, 'a'])$d $input.json('$')", {"body": "{}"}),
    ("velocity map in payload prints", "#set($d = $input.path('$'))#set($d.m = {'k': 'v/w'})$d $input.json('$')", {"body": "{}"}),
    ("number in payload", "#set($d = $input.path('$'))#set($d.n = 1.0)#set($d.b = true)$input.json('$')", {"body": "{}"}),
    ("json array with velocity map", "$!input.path('$').add({'k': 'v'})$input.path('$') $input.json('$')", {"body": "[1]"}),
    ("json array methods", "$input.path('$').toString() $input.path('$').toString().length()", {"body": '["a"]'}),
    ("json array equals", "#if($input.path('$') == $input.path('$'))y#end#if($input.path('$') == '[1]')s#end", {"body": "[1]"}),
    ("json array to string by plus", "#set($x = '' + $input.path('$'))$x", {"body": '["a", {"b": 1}]'}),
    ("json array in string", '#set($x = "$input.path(\'$\')")$x', {"body": '["a", {"b": 1}]'}),
    ("json array sublist prints", "$input.path('$').subList(0, 2)", {"body": '["a", "b", "c"]'}),
    ("json array in list", "#set($l = [$input.path('$')])$l", {"body": '["a"]'}),
    ("object in list", "#set($l = [$input.path('$')])$l", {"body": '{"a": ["b"]}'}),
    ("json array set method", "$input.path('$').set(0, 'z')$input.path('$')", {"body": '["a"]'}),
    ("values of object print", "$input.path('$').values() $input.path('$').entrySet()", {"body": '{"a": ["b"], "c": {"d": 1}}'}),
    ("empty body", "$input.body|$input.json('$')|$input.path('$')|$input.path('$.a')|$input.json('$.a')", {"body": ""}),
    ("no body", "$input.body|$input.json('$')|$input.path('$')|$input.path('$').size()", {"body": None}),
    ("empty object body", "$input.body|$input.json('$')|$input.path('$')", {"body": "{}"}),
    ("body with crlf", "$input.body|$input.json('$')", {"body": '{\r\n"a": 1\r\n}\r\n'}),
    ("form body", "$input.path('$') $input.path('$').split('&')[1] $input.json('$')", {"body": "a=b&c=d"}),
    ("form body path", "$input.path('$.a')", {"body": "a=b&c=d"}),
    ("array body path", "$input.path('$[0].a') $input.path('$[1]') $input.path('[0]')", {"body": '[{"a": 1}, "x"]'}),
    ("array body path without dollar", "$input.path('a')", {"body": '[{"a": 1}]'}),
    ("scalar body path", "$input.path('$') $input.path('$.a') $input.json('$.a')", {"body": "5"}),
    ("bad body unread", "fine $input.body", {"body": "{a"}),
    ("bad body read", "x\n $input.path('$.a')", {"body": "{a"}),
    ("bad body as json", "$input.json('$')", {"body": "[a"}),
    ("bad path", "x\n  $input.path('$[')", {"body": "{}"}),
    ("path without argument", "$input.path() $input.json()", {"body": "{}"}),
    ("path of null argument", "$input.path($missing)", {"body": '{"a": 1}'}),
    ("path of empty text", "$input.path('')", {"body": '{"a": 1}'}),
    ("path of number", "$input.path(1)", {"body": '{"a": 1}'}),
    ("path of two", "$input.path('$.a', 'x')", {"body": '{"a": 1}'}),
    ("path as property", "$input.path $input.json", {"body": '{"a": 1}'}),
]  # fmt: skip


def _rows() -> Iterator[Row]:
    for line in PATHS.splitlines():
        for path in line.split(" | "):
            yield f"path {path}", f"[{BY_ITSELF}]", {"variables": {"p": path}}
            yield f"json {path}", f"[{IN_JSON}]", {"variables": {"p": path}}


def _parsed() -> Iterator[Row]:
    for text in JSON_TEXTS:
        yield f"body {text!r}", ECHO, {"body": text}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from gateway("jsonpath", _rows(), body=BODY)
    yield from gateway("json-parsing", _parsed())
    yield from gateway("payload", VALUES)
