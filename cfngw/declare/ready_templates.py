"""Ready request templates. What a client sends is escaped, so that the result is JSON whatever it holds."""

from __future__ import annotations

import re


def _written(text: str) -> str:
    """Escape what stands in ``<<…>>``. API Gateway writes ' as \\', which JSON does not know: that is taken back."""
    return re.sub(r"<<(.+?)>>", lambda found: f'$util.escapeJavaScript({found[1]}).replaceAll("\\\\\'", "\'")', text)


_EVENT = """\
#define($pairs)
{
#foreach($name in $map.keySet())
    "<<$name>>": "<<$map.get($name)>>"#if($foreach.hasNext),#end

#end
  }#end
{
  "body": BODY,
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
_FORM = """\
{
#foreach($field in $input.body.split('&'))
#set($parts = $field.split('=', 2))
    "<<$util.urlDecode($parts[0])>>": "#if($parts.size() > 1)<<$util.urlDecode($parts[1])>>#end"\
#if($foreach.hasNext),#end

#end
  }"""

PARSED_BODY: str = _written(_EVENT.replace("BODY", "$input.json('$')"))
PARSED_FORM: str = _written(_EVENT.replace("BODY", _FORM))
PATH_PARAMETERS: str = _written(
    """\
{
  "pathParams": {
#foreach($name in $input.params().path.keySet())
    "$name": "<<$input.params().path.get($name)>>"#if($foreach.hasNext),#end

#end
  }
}
"""
)
