# ruff: noqa: E501 - a body is read whole

"""Whole templates as people write them, each with several bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truth.case import Row, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from truth.case import Case

ORDERS = """#set($root = $input.path('$'))
{
  "customer": "$root.customer.name",
  "lines": [
#foreach($line in $root.lines)
    {
      "sku": "$line.sku",
      "quantity": $line.quantity,
      "sum": #set($sum = $line.quantity * $line.price)$sum
    }#if($foreach.hasNext),#end

#end
  ],
  "count": $root.lines.size()
}
"""
DYNAMO = """{
  "TableName": "$stageVariables.table",
  "Item": {
    "id": {"S": "$context.requestId"},
#foreach($key in $input.path('$').keySet())
#set($value = $input.path('$').get($key))
    "$key": {"S": "$util.escapeJavaScript($value).replaceAll("\\\\'", "'")"}#if($foreach.hasNext),#end

#end
  }
}"""
QUERY_RESULT = """#set($items = $input.path('$.Items'))
[
  #foreach($item in $items)
  {"id": "$item.id.S", "n": $item.n.N, "tags": [#foreach($tag in $item.tags.SS)"$tag"#if($foreach.hasNext), #end#end]}#if($foreach.hasNext),#end

  #end
]"""
STATUS = """#set($message = $input.path('$.errorMessage'))
#if($message.startsWith('['))
  #set($end = $message.indexOf(']'))
  #set($code = $message.substring(1, $end))
  #set($context.responseOverride.status = $code)
  {"message": "$message.substring($end).replaceAll('^\\\\]\\\\s*', '')"}
#elseif($message != '')
  #set($context.responseOverride.status = 500)
  {"message": "internal"}
#else
$input.json('$')
#end
"""
XML = """<?xml version="1.0"?>
<items>
#foreach($e in $input.path('$').entrySet())
  <item name="$e.key">#if($e.value == '')none#else$e.value#end</item>
#end
</items>"""
HEADERS = """#foreach($header in $input.params().header.keySet())
#if($header.toLowerCase().startsWith('x-'))
#set($context.requestOverride.header[$header] = $input.params().header.get($header))
#end
#end
#set($context.requestOverride.querystring.source = "gateway")
$input.json('$')"""
TREE = """#macro(node $n $depth)
#foreach($s in [0..$depth])  #end- $n.name

#if($n.children)
#set($next = $depth + 1)
#foreach($c in $n.children)
#node($c $next)
#end
#end
#end
#node($input.path('$') 0)"""
SELECT = """#set($fields = ['name', 'age', 'email'])
{#set($first = true)#foreach($f in $fields)#if($input.path("$.$f") != '')#if(!$first), #end"$f": $input.json("$.$f")#set($first = false)#end#end}"""
TOTALS = """#set($min = 999999)#set($max = -999999)#set($sum = 0)
#foreach($x in $input.path('$.values'))
#set($sum = $sum + $x)
#if($x < $min)#set($min = $x)#end
#if($x > $max)#set($max = $x)#end
#end
#set($mean = $sum / $input.path('$.values').size())
min $min max $max sum $sum mean $mean"""
SQS = "Action=SendMessage&MessageBody=$util.urlEncode($input.json('$'))&MessageAttribute.1.Name=id&MessageAttribute.1.Value.StringValue=$util.urlEncode($input.params('id'))"
KINESIS = """{"Records": [#foreach($r in $input.path('$.records'))
  {"Data": "$util.base64Encode($r.data)", "PartitionKey": "#if($r.key)$r.key#{else}none#end"}#if($foreach.hasNext),#end#end

]}"""

TEMPLATES: Mapping[str, tuple[str, Mapping[str, dict[str, Any]]]] = {
    "orders": (
        ORDERS,
        {
            "two lines": {"body": '{"customer": {"name": "Ada"}, "lines": [{"sku": "a", "quantity": 2, "price": 1.5}, {"sku": "b", "quantity": 3, "price": 10}]}'},
            "no lines": {"body": '{"customer": {"name": "Ada"}, "lines": []}'},
            "nothing": {"body": "{}"},
            "text for numbers": {"body": '{"lines": [{"sku": "a", "quantity": "2", "price": 1}]}'},
        },
    ),
    "dynamo": (
        DYNAMO,
        {
            "flat": {"body": '{"a": "x", "b": "it\'s"}', "context": {"requestId": "r-1"}, "stage_variables": {"table": "t"}},
            "empty": {"body": "{}", "context": {"requestId": "r-1"}},
            "quotes": {"body": '{"q": "say \\"hi\\"\\n"}'},
        },
    ),
    "query result": (
        QUERY_RESULT,
        {
            "two": {"body": '{"Items": [{"id": {"S": "1"}, "n": {"N": "5"}, "tags": {"SS": ["x", "y"]}}, {"id": {"S": "2"}, "n": {"N": "6"}}]}'},
            "none": {"body": '{"Items": []}'},
            "missing": {"body": '{"message": "no"}'},
        },
    ),
    "status": (
        STATUS,
        {
            "coded": {"body": '{"errorMessage": "[404] not here"}'},
            "not coded": {"body": '{"errorMessage": "boom"}'},
            "no error": {"body": '{"ok": true}'},
            "unclosed": {"body": '{"errorMessage": "[404 not here"}'},
        },
    ),
    "xml": (XML, {"two": {"body": '{"a": "x", "b": ""}'}, "lists": {"body": '{"a": [1, "x"], "b": {"c": null}}'}, "null": {"body": '{"a": null}'}}),
    "headers": (HEADERS, {"some": {"header": {"X-One": "1", "Host": "h", "x-two": "2"}, "body": "[1]"}, "none": {"body": None}}),
    "tree": (
        TREE,
        {
            "leaf": {"body": '{"name": "root"}'},
            "deep": {"body": '{"name": "root", "children": [{"name": "a", "children": [{"name": "b"}]}, {"name": "c"}]}'},
        },
    ),
    "select": (SELECT, {"all": {"body": '{"name": "Ada", "age": 36, "email": "a@example.com"}'}, "one": {"body": '{"age": 0}'}, "none": {"body": "{}"}}),
    "totals": (TOTALS, {"integers": {"body": '{"values": [3, 1, 2]}'}, "doubles": {"body": '{"values": [1.5, 2]}'}, "none": {"body": '{"values": []}'}, "missing": {"body": "{}"}}),
    "sqs": (SQS, {"one": {"body": '{"a": "b c&d=é/"}', "path": {"id": "1/2"}}, "empty": {"body": None}}),
    "kinesis": (KINESIS, {"two": {"body": '{"records": [{"data": "x", "key": "k"}, {"data": "é"}]}'}, "none": {"body": '{"records": []}'}}),
}  # fmt: skip


def _rows() -> Iterator[Row]:
    for name, (template, requests) in TEMPLATES.items():
        for request, inputs in requests.items():
            yield f"{name}: {request}", template, inputs
            yield f"{name} on crlf: {request}", template.replace("\n", "\r\n"), inputs


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from gateway("written", (row for row in _rows() if "\r" in row[1] or "crlf" not in row[0]))
