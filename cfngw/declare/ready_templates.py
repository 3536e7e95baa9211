"""Ready request templates. What a client sends is escaped, so that the result is JSON whatever it holds.

API Gateway escapes ' as \\', which JSON does not know: each template takes that back.
"""

from __future__ import annotations

_ESCAPED = """$util.escapeJavaScript(%s).replaceAll("\\\\'", "'")"""
_PAIRS = (
    """\
#define($pairs)
{
#foreach($name in $map.keySet())
    \""""
    + _ESCAPED % "$name"
    + '": "'
    + _ESCAPED % "$map.get($name)"
    + """"#if($foreach.hasNext),#end

#end
  }#end
"""
)
_EVENT = """\
{
  "body": %s,
  "method": "$context.httpMethod",
  "principalId": "$context.authorizer.principalId",
  "stage": "$context.stage",
  "requestPath": "$context.resourcePath",
#set($map = $input.params().header)
  "headers": $pairs,
#set($map = $input.params().querystring)
  "query": $pairs,
#set($map = $input.params().path)
  "path": $pairs,
#set($map = $context.identity)
  "identity": $pairs,
#set($map = $stageVariables)
  "stageVariables": $pairs
}
"""
_FORM = (
    """{
#foreach($field in $input.body.split('&'))
#set($parts = $field.split('=', 2))
    \""""
    + _ESCAPED % "$util.urlDecode($parts[0])"
    + """": "#if($parts.size() > 1)"""
    + _ESCAPED % "$util.urlDecode($parts[1])"
    + """#end"#if($foreach.hasNext),#end

#end
  }"""
)

PARSED_BODY: str = _PAIRS + _EVENT % "$input.json('$')"
PARSED_FORM: str = _PAIRS + _EVENT % _FORM
PATH_PARAMETERS: str = (
    """\
{
  "pathParams": {
#foreach($name in $input.params().path.keySet())
    \""""
    + "$name"
    + '": "'
    + _ESCAPED % "$input.params().path.get($name)"
    + """"#if($foreach.hasNext),#end

#end
  }
}
"""
)
