"""What makes plain JSON of DynamoDB's typed JSON in a mapping template, and typed JSON of plain.

Both are #define blocks that keep what is still to be written on a stack of their own: three maps by the number of the
place, for neither Velocity's macros nor a block inside itself may go deep. A turn of the loop writes one value. They
use what mapping templates are known to do on real gateways: keySet, get, size, assignment to a member, counting.
"""

from __future__ import annotations


def quoted(reference: str) -> str:
    """Write a reference as a JSON text; escapeJavaScript's \\' is no JSON and is taken back."""
    return rf'''"$util.escapeJavaScript("{reference}").replaceAll("\\'", "'")"'''


def _pushed(kind: str, value: str, place: str = "0") -> str:
    return (
        f"#set($top = $top + 1)#set($kinds[$top] = {kind})#set($values[$top] = {value})#set($places[$top] = {place})\n"
    )


def _machine(name: str, first: str, turn: str) -> str:
    """Write a block that turns what is on the stack into text."""
    return f"""\
#define(${name})#set($kinds = {{}})#set($values = {{}})#set($places = {{}})#set($keys = {{}})#set($top = 0)
{first}#foreach($far in [1..1000])#if($top == 0)#break#end
#foreach($near in [1..1000])#if($top == 0)#break#end
#set($kind = $kinds[$top])#set($value = $values[$top])#set($place = $places[$top])#set($name = $keys[$top])
#set($top = $top - 1)
{turn}#end
#end
#end
"""


_NAMED = f"""\
#if($place == 2), #end#if($place > 0){quoted("$name")}: #end
"""
_PLAIN_TURN = f"""\
#if($kind == 'end')
$value
#elseif($kind == 'list')
#if($place > 0 && $place < $value.size()), #end
#if($place < $value.size())
{_pushed("'list'", "$value", "$place + 1")}{_pushed("'typed'", "$value.get($place)")}#else
]
#end
#elseif($kind == 'set')
#if($place > 0), #end
#set($member = $value.members.get($place))#set($next = $place + 1)
#if($value.numbers)$member#else{quoted("$member")}#end
#if($next < $value.members.size())
{_pushed("'set'", "$value", "$next")}#else
]
#end
#else
{_NAMED}#foreach($type in $value.keySet())
#set($held = $value.get($type))
#if($type == 'S' || $type == 'B')
{quoted("$!held")}
#elseif($type == 'NULL')
null
#elseif($type == 'L')
[
{_pushed("'list'", "$held")}#elseif($type == 'M')
{{
{_pushed("'end'", "'}'")}#foreach($key in $held.keySet())
{_pushed("'typed'", "$held.get($key)", "0")}#set($keys[$top] = $key)#set($places[$top] = 1)
#if($foreach.hasNext)#set($places[$top] = 2)#end
#end
#elseif($type == 'SS' || $type == 'BS' || $type == 'NS')
[
#set($numbers = $type == 'NS')
#set($members = {{"members": $held, "numbers": $numbers}})
{_pushed("'set'", "$members")}#else
$held
#end
#end
#end
"""
PLAIN = _machine("plain", _pushed("'typed'", "$typed"), _PLAIN_TURN)
"""Defines $plain, which is the plain JSON of the typed value in $typed."""


def _value_of(owner: str) -> str:
    """Push a member, and tell null from an empty text: the gateway takes both for the empty text once it is set."""
    null = f"#if(\"$!{owner}\" == '' && ${owner}.length() == '')#set($kinds[$top] = 'null')#end\n"
    return _pushed("'value'", f"${owner}") + null


_TYPED_TURN = f"""\
#if($kind == 'end')
$value
#elseif($kind == 'list')
#if($place > 0 && $place < $value.size()), #end
#if($place < $value.size())
{_pushed("'list'", "$value", "$place + 1")}{_value_of("value.get($place)")}#else
]}}
#end
#else
{_NAMED}#if($kind == 'null')
{{"NULL": true}}
#elseif($value.keySet() != '')
{{"M": {{
{_pushed("'end'", "'}}'")}#foreach($key in $value.keySet())
{_value_of("value.get($key)")}#set($keys[$top] = $key)#set($places[$top] = 1)
#if($foreach.hasNext)#set($places[$top] = 2)#end
#end
#elseif($value.length() != '')
{{"S": {quoted("$!value")}}}
#elseif($value.size() != '')
{{"L": [
{_pushed("'list'", "$value")}#elseif($value.intValue() != '')
{{"N": "$value"}}
#else
{{"BOOL": $value}}
#end
#end
"""


def typed(path: str) -> str:
    """Let $typed mean the member of the body at a JSON path, which is in quotes."""
    return (
        f"#set($given = $input.path({path}))#set($kind = 'value')"
        f"#if($input.path({path}) == '' && $input.path({path}).length() == '')#set($kind = 'null')#end\n"
    )


TYPED = _machine("typed", _pushed("$kind", "$given"), _TYPED_TURN)
"""Defines $typed, which is the typed JSON of the plain value in $given; $kind is 'null' for null."""
