"""The gateway's objects beside the payload: parameters, $util, $context, overrides, stage variables, what is missing."""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truth.case import Row, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truth.case import Case

REQUEST: dict[str, Any] = {
    "body": '{"name": "Ada", "tags": ["x", "y"], "n": 5, "who": "it\'s \\"me\\"", "url": "a/b?c=d&e=f"}',
    "path": {"id": "42", "both": "from path"},
    "querystring": {"page": "2", "both": "from query", "shared": "from query", "q": "a b&c=d", "empty": ""},
    "header": {
        "Host": "api.example.com",
        "X-Amz-Target": "T",
        "both": "from header",
        "shared": "from header",
        "only": "header",
    },
    "context": {
        "apiId": "abc123",
        "httpMethod": "POST",
        "stage": "dev",
        "resourcePath": "/users/{id}",
        "requestId": "r-1",
        "requestTimeEpoch": 1700000000000,
        "identity": {"sourceIp": "192.0.2.1", "userAgent": "test/1.0", "user": None, "cognitoIdentityId": None},
        "authorizer": {
            "principalId": "me",
            "numKey": "1",
            "boolKey": "true",
            "claims": {"sub": "s-1", "email": "a@example.com"},
        },
        "error": {"message": "It's wrong", "messageString": '"It\'s wrong"'},
    },
    "stage_variables": {"stage": "dev", "lambdaAlias": "staging", "url": "https://example.com/x?y=1"},
}

PARAMETERS: list[Row] = [
    ("by name", "$input.params('id') $input.params('page') $input.params('Host')"),
    ("search order", "$input.params('both') $input.params('shared') $input.params('only')"),
    ("missing", "[$input.params('zz')] [$!input.params('zz')]"),
    ("empty value", "[$input.params('empty')]"),
    ("name with hyphen", "$input.params('X-Amz-Target') $input.params().header.X-Amz-Target"),
    ("by variable", "#set($n = 'id')$input.params($n) $input.params(\"$n\")"),
    ("by kind", "$input.params().path.id $input.params().querystring.page $input.params().header.Host"),
    ("by get", "$input.params().path.get('id') $input.params().get('querystring').get('page')"),
    ("by index", "$input.params()['path']['id'] $input.params().header['Host']"),
    ("missing by kind", "[$input.params().path.zz] [$input.params().zz.id] [$input.params().querystring.get('zz')]"),
    ("key sets", "$input.params().keySet() $input.params().path.keySet() $input.params().querystring.keySet()"),
    ("sizes", "$input.params().size() $input.params().path.size() $input.params().header.isEmpty()"),
    (
        "contains key",
        "#if($input.params().querystring.containsKey('page'))y#end#if($input.params().path.containsKey('page'))n#end",
    ),
    ("loop over kinds", "#foreach($k in $input.params().keySet())$k:$input.params().get($k).size() #end"),
    (
        "loop over all",
        "#set($all = $input.params())#foreach($kind in $all.keySet())#set($p = $all.get($kind))#foreach($n in $p.keySet())$kind.$n=$p.get($n);#end#end",
    ),
    ("loop over entries", "#foreach($e in $input.params().path.entrySet())$e.key=$e.value,#end"),
    (
        "none at all",
        "[$input.params('id')][$input.params().path.id][$input.params().path.keySet()]",
        {"path": {}, "querystring": {}, "header": {}},
    ),
    ("escaped", "$util.escapeJavaScript($input.params('q')) $util.urlEncode($input.params('q'))"),
    (
        "in condition",
        "#if($input.params('page') == '2')two#end#if($input.params('zz') == '')none#end#if($input.params('page') == 2)2#end",
    ),
    ("in condition alone", "#if($input.params('zz'))there#{else}not#end"),
    ("as number", "#set($n = 0)#set($p = $n.parseInt($input.params('page')) + 1)$p"),
    ("method on missing", "[$input.params('zz').toUpperCase()] [$input.params('zz').length()]"),
    ("value with dollar", "$input.params('d')", {"querystring": {"d": "$input.body #if"}}),
    ("unicode", "$input.params('u')", {"querystring": {"u": "é漢😀"}}),
    (
        "changed parameters",
        "#set($p = $input.params().path)#set($p.id = '43')$input.params('id') $input.params().path.id",
    ),
]

MISSING: list[Row] = [
    ("undefined", "[$x] [${x}] [$!x] [$!{x}]"),
    ("undefined property and method", "[$x.y.z] [$x.y()] [$x[0]] [${x.y}]"),
    ("missing property", "[$context.zz] [$context.zz.yy] [$context.identity.zz.yy]"),
    ("missing method", "[$context.stage.foo()] [$input.foo()] [$util.foo('x')] [$util.toJson('x')] [$util.qr('x')]"),
    ("missing method with a map", "[$input.path('$').foo()] [$input.path('$.tags').foo()]"),
    (
        "method on missing",
        "[$input.path('$.zz').size()] [$input.path('$.zz').substring(1)] [$input.path('$.zz').a.b()]",
    ),
    ("length of missing", "[$x.length()] #set($y = $x)[$y.length()] [$y]"),
    ("null key", "[$context.identity.user] [$context.identity.user.name]"),
    (
        "equal to empty",
        "#if($x == '')y#{else}n#end#if($x == $y)y#{else}n#end#if($input.path('$.zz') == '')y#{else}n#end",
    ),
    (
        "equal to null word",
        "#if($input.path('$.zz') == $null)y#{else}n#end#if($context.identity.user == $null)y#{else}n#end",
    ),
    (
        "present against null word",
        "#if($input.path('$.name') == $null)y#{else}n#end#if($input.path('$.name') != $null)y#{else}n#end",
    ),
    ("undefined not equal", "#if($undefined.a.b != '')y#{else}n#end#if($undefined != 'x')y#{else}n#end"),
    ("undefined alone", "#if($x)y#{else}n#end#if(!$x)y#{else}n#end#if($x.y)y#{else}n#end#if($x && true)y#end"),
    ("undefined smaller", "#if($x < 1)y#{else}n#end#if($x > 1)y#{else}n#end#if($x == 0)y#{else}n#end"),
    ("set to missing", "#set($a = $missing)[$a] #set($b = $input.path('$.zz'))[$b.length()]"),
    ("set over by missing", "#set($a = 'old')#set($a = $input.path('$.zz'))[$a]"),
    ("set to failed arithmetic", "#set($a = 'old')#set($a = $x * 2)[$a] #set($a = 1 / 0)[$a]"),
    ("plus text", "#set($a = $x + 'b')[$a] #set($a = 'b' + $x)[$a] #set($a = $x + $y)[$a]"),
    ("plus number", "#set($a = $x + 1)[$a] #set($a = 1 + $x)[$a]"),
    ("in string", '#set($a = "<$x$!x${x.y}>")$a'),
    ("in list and map", "#set($l = [$x, 1])$l #set($m = {'k': $x})$m $l.size()"),
    ("in range", "[#foreach($i in [1..$x])$i#end]"),
    ("as key", "#set($m = {})#set($m[$x] = 1)$m"),
    ("as index", "[$input.path('$.tags')[$x]]"),
    (
        "in loop",
        "[#foreach($i in $x)$i#end][#foreach($i in $x.keySet())$i#end][#foreach($i in $context.zz.entrySet())$i#end]",
    ),
    (
        "as argument",
        "$util.escapeJavaScript($x)|$util.urlEncode($x)|$util.base64Encode($x)|$input.params($x)|$input.path('$.name').concat($x)",
    ),
    ("to macro", "#macro(m $a $b)<$a,$b>#end#m($x)#m(1)"),
    ("null in loop", "#foreach($i in $l)[$i]#end", {"variables": {"l": [1, None, 2]}}),
    ("null value of map in loop", "#foreach($k in $context.identity.keySet())$k=$context.identity.get($k);#end"),
    ("escaped reference", "\\$x \\$context.stage \\${x} \\$!x \\\\$x \\\\\\$x"),
    ("escaped reference with properties", "\\$x.y \\$input.body \\$input.path('$')"),
    ("text with dollars", "$5 $ $. cost $x.5 $x. $x-y"),
    ("unknown directive", "#foo #foo($x) \\#foo \\#if"),
    ("macro argument missing in condition", "#macro(m $a)#if($a)y#{else}n#end#if($a == '')e#end#end#m()"),
    ("index out of range", "$input.path('$.tags')[5]"),
    ("index of list by get", "$input.path('$.tags').get(5)"),
    ("index in missing", "[$input.path('$.zz')[0]] [$x[0][1]] [$input.path('$.zz[0]')]"),
    ("throwing method", "a\n $input.path('$.name').substring(9)"),
    ("set property of missing", "#set($x.y = 1)[$x.y] #set($x.y.z = 1)[$x.y.z]"),
    ("set index of missing", "#set($x['y'] = 1)[$x]"),
    ("evaluate missing", "[#evaluate($x)][#evaluate('$x')]"),
    ("define missing", "#define($b)<$x>#end$b"),
    ("foreach after the loop", "#foreach($i in [1])#end[$foreach.index][$i][$velocityCount]"),
    ("bodyContent", "#macro(m)<$bodyContent>#end#m()"),
]

TEXTS: dict[str, str] = {
    "plain": "text", "empty": "", "single quote": "it's", "double quote": 'say "hi"', "backslash": "a\\b", "slash": "a/b</script>",
    "newlines": "a\nb\r\nc", "tab": "a\tb", "control": "\x00\x01\b\f\x0b\x1f\x7f", "accents": "é à ü ÿ", "cjk": "漢字", "emoji": "😀👍🏽",
    "separators": "\u2028\u2029\u0085\u00a0", "ascii": "".join(chr(code) for code in range(32, 127)), "percent": "100% %20 +",
    "query": "a=1&b=2+3", "json": '{"a": "b\'c", "d": [1]}', "reserved": "!*'();:@&=+$,/?#[]~-_.", "null word": "null", "surrogate": "\ud83d",
}  # fmt: skip
ESCAPED_TEXTS: dict[str, str] = {
    "plain": "text", "plus": "a+b", "percent": "a%20b%2Bc", "utf-8": "%C3%A9%E6%BC%A2", "lower case": "%c3%a9", "bad": "100%", "short": "%2", "letters": "%zz",
    "broken utf-8": "%C3", "cut utf-8": "%E6%BC", "empty": "", "latin": "%E9", "nul": "%00", "mixed": "é%20漢", "overlong": "%C0%80",
}  # fmt: skip
BASE64_TEXTS: dict[str, str] = {
    "plain": "dGV4dA==", "empty": "", "unicode": "w6nmvKLwn5iA", "one padding": "YWI=", "no padding": "YWJj", "json": "eyJhIjoxfQ==", "newline": "YQpi",
}  # fmt: skip

UTIL: list[Row] = [
    ("escape of path", "$util.escapeJavaScript($input.path('$.who'))"),
    ("escape of json", "$util.escapeJavaScript($input.json('$'))"),
    ("escape of body", "$util.escapeJavaScript($input.body)"),
    ("escape of a literal", "$util.escapeJavaScript('a\"b')"),
    ("escape repaired", "$util.escapeJavaScript($input.path('$.who')).replaceAll(\"\\\\'\", \"'\")"),
    ("escape repaired with four backslashes", "$util.escapeJavaScript($input.path('$.who')).replaceAll(\"\\\\\\\\'\", \"'\")"),
    ("escape in json", '{"who": "$util.escapeJavaScript($input.path(\'$.who\'))"}'),
    ("escape in a string", '#set($a = "<$util.escapeJavaScript($input.path(\'$.who\'))>")$a'),
    ("parseJson object", "#set($o = $util.parseJson('{\"a\": {\"b\": [1, 2]}}'))$o $o.a.b[1] $o.a"),
    ("parseJson array", "#set($o = $util.parseJson('[1, {\"a\": \"b\"}]'))$o $o[1].a $o.size()"),
    ("parseJson scalars", "$util.parseJson('5') $util.parseJson('\"x\"') $util.parseJson('true') [$util.parseJson('null')] $util.parseJson('1.50')"),
    ("parseJson plain text", "$util.parseJson('a=b') $util.parseJson('text') $util.parseJson('{a: b}')"),
    ("parseJson number arithmetic", "#set($x = $util.parseJson('5') + 1)$x"),
    ("parseJson of body", "$util.parseJson($input.body).name"),
    ("parseJson of inner json", "$util.parseJson($input.path('$.inner')).a", {"body": '{"inner": "{\\"a\\": 1}"}'}),
    ("parseJson of json", "$util.parseJson($input.json('$')).tags[0]"),
    ("parseJson bad", "x\n  $util.parseJson('{a')"),
    ("parseJson of error message", "#set($e = $util.parseJson($input.path('$.errorMessage')))$e.Status $e.ErrorReason", {"body": '{"errorMessage": "{\\"Status\\": 400, \\"ErrorReason\\": \\"bad\\"}"}'}),
    ("parseJson is a copy", "#set($o = $util.parseJson($input.body))#set($o.name = 'x')$input.path('$.name')"),
    ("urlEncode and back", "$util.urlDecode($util.urlEncode($input.path('$.url'))) $util.urlEncode($input.path('$.url'))"),
    ("base64 and back", "$util.base64Decode($util.base64Encode($input.body)) $util.base64Encode($input.body)"),
    ("nested calls", "$util.base64Encode($util.urlEncode($util.escapeJavaScript(\"a'b\")))"),
    ("form fields", "#foreach($p in $input.path('$').split('&'))#set($kv = $p.split('='))$util.urlDecode($kv[0])=$util.urlDecode($kv[1]);#end", {"body": "a=1&b=x+y%26z&c=%C3%A9"}),
    ("formal", "${util.urlEncode('a b')} $!util.urlEncode('a b') $!{util.urlEncode('a b')}"),
    ("in condition", "#if($util.urlEncode('a b') == 'a+b')y#end"),
    ("in list", "#set($l = [$util.urlEncode('a b'), $util.base64Encode('x')])$l"),
]  # fmt: skip

CONTEXT: list[Row] = [
    ("properties", "$context.apiId $context.httpMethod $context.stage $context.resourcePath $context.requestId"),
    ("number", "$context.requestTimeEpoch"),
    (
        "nested",
        "$context.identity.sourceIp $context.authorizer.principalId $context.authorizer.claims.sub $context.authorizer.claims['email']",
    ),
    (
        "maps print nothing",
        "[$context.identity] [$context.authorizer] [$context.authorizer.claims] [$context] [$!context.error]",
    ),
    (
        "override maps print nothing",
        "[$context.requestOverride] [$context.requestOverride.path] [$context.responseOverride.header]",
    ),
    ("null identity", "[$context.identity.user] #if($context.identity.user == '')empty#end"),
    ("keys of identity", "$context.identity.keySet() $context.identity.size() $context.identity.containsKey('user')"),
    ("keys of overrides", "$context.requestOverride.keySet() $context.responseOverride.keySet()"),
    (
        "loop over identity",
        '#foreach($k in $context.identity.keySet())"$k": "$context.identity.get($k)"#if($foreach.hasNext), #end#end',
    ),
    ("loop over claims", "#foreach($e in $context.authorizer.claims.entrySet())$e.key=$e.value;#end"),
    ("loop over map values", "#foreach($v in $context.authorizer.claims)$v;#end"),
    (
        "no authorizer",
        "[#foreach($k in $context.authorizer.keySet())$k#end][$context.authorizer.principalId]",
        {"context": {}},
    ),
    (
        "authorizer as text",
        "$context.authorizer.numKey $context.authorizer.boolKey #if($context.authorizer.boolKey)y#end#if($context.authorizer.boolKey == 'true')t#end",
    ),
    ("error", '$context.error.message {"message": $context.error.messageString}'),
    ("no context", "[$context.stage][$context.identity.sourceIp][$context.requestOverride.keySet()]", {"context": {}}),
    ("set a property", "#set($context.mine = 'x')$context.mine"),
    ("set a deep property", "#set($context.identity.mine = 'x')$context.identity.mine"),
    ("in a string", '#set($a = "$context.stage-$context.identity.sourceIp")$a'),
    ("hyphen swallows", "$context.stage-x ${context.stage}-x"),
    ("stage variables", "$stageVariables.stage $stageVariables.lambdaAlias $stageVariables.url"),
    (
        "stage variables by index and get",
        "$stageVariables['stage'] $stageVariables.get('stage') ${stageVariables.stage}",
    ),
    ("stage variable missing", "[$stageVariables.zz] [$stageVariables.get('zz')] [$stageVariables.zz.length()]"),
    ("stage variables keys", "$stageVariables.keySet() $stageVariables.size()"),
    (
        "stage variables loop",
        '#foreach($k in $stageVariables.keySet())"$k": "$util.escapeJavaScript($stageVariables.get($k))",#end',
    ),
    ("stage variables none", "[$stageVariables.stage][$stageVariables.keySet()]", {"stage_variables": {}}),
    ("stage variable in condition", "#if($stageVariables.stage == 'dev')development#{else}production#end"),
    ("stage variable in path", '$input.path("$.$stageVariables.field")', {"stage_variables": {"field": "name"}}),
    ("further variables", "$extra $more.k $more", {"variables": {"extra": 5, "more": {"k": [1, "a"]}}}),
    ("variables of the gateway set anew", "#set($stageVariables = 'x')#set($util = 'y')$stageVariables $util"),
    ("input set anew", "#set($input = {'body': 'mine'})$input.body"),
    ("loop of 1001", "#foreach($i in [1..1001])#if($foreach.count > 998)$i #end#end"),
    ("loop of 1001 hasNext", "#foreach($i in [1..1001])#if(!$foreach.hasNext)$i#end#if($foreach.last)L#end#end"),
    ("nested loops of 1000", "#set($c = 0)#foreach($i in [1..3])#foreach($j in [1..2000])#set($c = $c + 1)#end#end$c"),
]

OVERRIDES: list[Row] = [
    ("status", "#set($context.responseOverride.status = 404)done"),
    ("status as text", "#set($context.responseOverride.status = '404')"),
    ("status by condition", "#if($input.path('$.name') == 'Ada')#set($context.responseOverride.status = 201)#end"),
    ("status by arithmetic", "#set($context.responseOverride.status = 400 + $input.path('$.n'))"),
    ("response header", "#set($context.responseOverride.header.X-My = 'v')"),
    ("response header by index", "#set($context.responseOverride.header['X-My'] = 'v')"),
    ("response header by put", "$!context.responseOverride.header.put('X-My', 'v')"),
    ("response header by variable", "#set($h = $context.responseOverride.header)#set($h.X-My = 'v')"),
    ("request header", "#set($context.requestOverride.header.Content-Type = 'text/plain')"),
    ("request path", "#set($context.requestOverride.path.id = $input.params('id'))"),
    ("request querystring", "#set($context.requestOverride.querystring.q = $input.path('$.name'))"),
    ("request by index", '#set($context["requestOverride"]["header"]["a b"] = "c")'),
    ("request map replaced", "#set($context.requestOverride.header = {'a': 'b'})"),
    ("several", "#set($context.requestOverride.header.a = '1')#set($context.requestOverride.path.b = '2')#set($context.responseOverride.status = 202)"),
    ("twice", "#set($context.responseOverride.header.a = '1')#set($context.responseOverride.header.a = '2')"),
    ("read back", "#set($context.responseOverride.header.a = 'x')$context.responseOverride.header.a $context.responseOverride.header.keySet()"),
    ("null value", "#set($context.responseOverride.header.a = $input.path('$.zz'))"),
    ("unknown key", "#set($context.responseOverride.other = 'x')$context.responseOverride.keySet()"),
    ("unknown map", "#set($context.otherOverride.header.a = 'x')[$context.otherOverride.header.a]"),
    ("list value", "#set($context.responseOverride.header.a = ['x', 'y'])"),
    ("number and boolean", "#set($context.responseOverride.header.n = 5)#set($context.responseOverride.header.b = true)"),
    ("carried from the request", "$context.responseOverride.status $context.responseOverride.header.a", {"context": {"responseOverride": {"header": {"a": "b"}, "status": 444}}}),
    ("carried key of the request", "$context.requestOverride.header.k", {"context": {"requestOverride": {"header": {"k": "v"}, "path": {}, "querystring": {}}}}),
    ("copied by loop", "#foreach($k in $input.params().querystring.keySet())#set($context.requestOverride.header[$k] = $input.params().querystring.get($k))#end"),
    ("with text around", 'a #set($context.responseOverride.status = 500)\n{"message": "x"}'),
    ("interpolated", '#set($context.responseOverride.header.Location = "https://example.com/$input.params(\'id\')")'),
]  # fmt: skip

TEMPLATES: list[Row] = [
    ("pass through", "$input.json('$')"),
    ("body in an envelope", '{"body": $input.json(\'$\'), "id": "$input.params(\'id\')", "stage": "$context.stage"}'),
    ("array to lines", "#foreach($t in $input.path('$.tags'))\n- $t\n#end"),
    (
        "array to json",
        '[\n#foreach($t in $input.path(\'$.tags\'))\n  {"tag": "$t"}#if($foreach.hasNext),#end\n\n#end\n]',
    ),
    ("mock", '{"statusCode": 200}'),
    (
        "mock by parameter",
        '#if($input.params(\'page\') == "2")\n{"statusCode": 200}\n#else\n{"statusCode": 404}\n#end\n',
    ),
    ("form encoding", "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"),
    (
        "xml",
        "<user>\n  <name>$input.path('$.name')</name>\n#foreach($t in $input.path('$.tags'))\n  <tag>$t</tag>\n#end\n</user>",
    ),
    (
        "optional field",
        '{"name": "$input.path(\'$.name\')"#if($input.path(\'$.nick\') != ""), "nick": "$input.path(\'$.nick\')"#end}',
    ),
    ("default value", "#set($nick = $input.path('$.nick'))#if($nick == '')#set($nick = 'none')#end$nick"),
    ("on crlf", '#set($n = $input.path(\'$.name\'))\r\n{\r\n  "name": "$n"\r\n}\r\n'),
    ("dynamodb", '{"TableName": "t", "Item": {"id": {"S": "$context.requestId"}, "n": {"N": "$input.path(\'$.n\')"}}}'),
    ("sorted pairs", "#set($m = $input.path('$'))#foreach($k in $m.keySet())$k;#end"),
    ("quoted json", "\"$util.escapeJavaScript($input.json('$'))\""),
]


def _texts() -> Iterator[Row]:
    for function in ("escapeJavaScript", "urlEncode", "base64Encode"):
        for name, text in TEXTS.items():
            yield f"{function} {name}", f"$util.{function}($v)", {"variables": {"v": text}}
    for name, text in ESCAPED_TEXTS.items():
        yield f"urlDecode {name}", "[$util.urlDecode($v)]", {"variables": {"v": text}}
    for name, text in BASE64_TEXTS.items():
        yield f"base64Decode {name}", "[$util.base64Decode($v)]", {"variables": {"v": text}}


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from gateway("parameters", PARAMETERS, **REQUEST)
    yield from gateway("missing", MISSING, **REQUEST)
    yield from gateway("util", UTIL, **REQUEST)
    yield from gateway("util-texts", _texts())
    yield from gateway("context", CONTEXT, **REQUEST)
    yield from gateway("overrides", OVERRIDES, **REQUEST)
    yield from gateway("templates", TEMPLATES, **REQUEST)
