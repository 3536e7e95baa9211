"""The mapping templates of the documents that this project began with, each with several requests.

Written anew from the facts that `reference/seed-features.md` lists (B09-B11, the Serverless default, D08, D16, D31).
"""

# ruff: noqa: E501 - a template, a path or a body is read whole

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from truth.case import Row, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from truth.case import Case

PATH_PARAMETERS = """
{
  "pathParams": {
#foreach ($name in $input.params().path.keySet())
    "$name": "$util.escapeJavaScript($input.params().path.get($name))"#if ($foreach.hasNext),#end
#end
  }
}
"""
MESSAGE_OF_ERROR = """
#set($failure = $input.path('$'))
{
  "message" : "${failure.errorMessage}"
}
"""
# As the framework of document 002 writes it when nothing else is asked for: each map goes through one lazy block.
WHOLE_REQUEST = r"""
  #set( $body = $input.json("$") )

  #define( $pairs )
    {
    #foreach($key in $map.keySet())
        #set( $k = $util.escapeJavaScript($key) )
        #set( $v = $util.escapeJavaScript($map.get($key)).replaceAll("\\'", "'") )
        "$k":
          "$v"
          #if( $foreach.hasNext ) , #end
    #end
    }
  #end

  {
    "body": $body,
    "method": "$context.httpMethod",
    "principalId": "$context.authorizer.principalId",
    "stage": "$context.stage",

    "cognitoPoolClaims" : {
       "sub": "$context.authorizer.claims.sub"
    },

    #set( $map = $context.authorizer )
    "enhancedAuthContext": $pairs,

    #set( $map = $input.params().header )
    "headers": $pairs,

    #set( $map = $input.params().querystring )
    "query": $pairs,

    #set( $map = $input.params().path )
    "path": $pairs,

    #set( $map = $context.identity )
    "identity": $pairs,

    #set( $map = $stageVariables )
    "stageVariables": $pairs,

    "requestPath": "$context.resourcePath"
  }
"""
FOUR_BACKSLASHES = WHOLE_REQUEST.replace(r"\\'", r"\\\\'")
FORM_REQUEST = r"""
  #define( $body )
    {
    #foreach( $token in $input.path('$').split('&') )
      #set( $pair = $token.split('=') )
      #set( $length = $pair.size() )
      #if( $length >= 1 )
        #set( $key = $util.escapeJavaScript($util.urlDecode($pair[0])) )
        #if( $length >= 2 )
          #set( $val = $util.escapeJavaScript($util.urlDecode($pair[1])).replaceAll("\\'","'") )
        #else
          #set( $val = '' )
        #end
        "$key": "$val"#if($foreach.hasNext),#end
      #end
    #end
    }
  #end
{"body": $body, "method": "$context.httpMethod"}
"""
BODY_OF_ANSWER = '$input.path("$.body")'
ERROR_OF_ANSWER = '$input.path("$.errorMessage")'
GET_REQUEST = '{ "id": "$input.params(\'id\')", "stage": "$stageVariables.stage", "_method": "GET" }\n'
POST_REQUEST = '{ "id": "$input.params(\'id\')", "name": "$input.path(\'$.name\')", "stage": "$stageVariables.stage", "_method": "POST" }\n'
ERROR_CUT = '{ "error": "$input.path(\'$.errorMessage\').substring(5)" }\n'

PATHS: Mapping[str, dict[str, Any]] = {
    "one": {"path": {"user": "42"}},
    "none": {"path": {}},
    "three": {"path": {"a": "1", "b": "two words", "c": "3"}},
    "quotes": {"path": {"a": "it's", "b": 'say "hi"', "c": "back\\slash/slash"}},
    "unicode": {"path": {"名": "é漢😀"}},
    "newline": {"path": {"a": "x\ny"}},
}
FAILURES: Mapping[str, dict[str, Any]] = {
    "of the document": {
        "body": '{"errorMessage": "[400:BadRequest] fuga is not hoge", "errorType": "NotHogeError", "stackTrace": [["/var/task/x.py", 5]]}'
    },
    "json inside": {
        "body": '{"errorMessage": "{\\"Status\\": 400, \\"ErrorReason\\": \\"no table\\"}", "errorType": "BadRequestException"}'
    },
    "numbered": {"body": '{"errorMessage": "400: `id` should match", "errorType": "Exception"}'},
    "numbered 500": {"body": '{"errorMessage": "500: unexpected"}'},
    "quotes": {"body": '{"errorMessage": "500: it\'s \\"bad\\"\\nreally"}'},
    "short": {"body": '{"errorMessage": "400"}'},
    "five characters": {"body": '{"errorMessage": "400: "}'},
    "empty message": {"body": '{"errorMessage": ""}'},
    "null message": {"body": '{"errorMessage": null}'},
    "no message": {"body": '{"errorType": "Exception"}'},
    "number": {"body": '{"errorMessage": 5}'},
    "object": {"body": '{"errorMessage": {"a": ["b"]}}'},
    "text": {"body": '"just text"'},
    "empty": {"body": None},
}
ANSWERS: Mapping[str, dict[str, Any]] = {
    "text with json": {
        "body": '{"Status": 200, "body": "{\\"Status\\": \\"success\\", \\"result_value\\": 118, \\"ErrorReason\\": \\"None\\"}"}'
    },
    "object": {"body": '{"Status": 200, "body": {"Status": "success", "result_value": 118}}'},
    "array": {"body": '{"body": [{"a": 1}, "x/y"]}'},
    "number": {"body": '{"body": 118}'},
    "null": {"body": '{"body": null}'},
    "missing": {"body": '{"Status": 200}'},
    "null answer": {"body": "null"},
}
USERS: Mapping[str, dict[str, Any]] = {
    "ordinary": {"body": '{"name": "Ada"}', "path": {"id": "user0001"}, "stage_variables": {"stage": "staging"}},
    "production": {"body": '{"name": "Grace"}', "path": {"id": "user0002"}, "stage_variables": {"stage": "prod"}},
    "no stage variable": {"body": '{"name": "Ada"}', "path": {"id": "1"}},
    "no body": {"path": {"id": "1"}, "stage_variables": {"stage": "prod"}},
    "id in the query": {"body": '{"name": "Ada"}', "querystring": {"id": "q"}, "stage_variables": {"stage": "prod"}},
    "quotes": {"body": '{"name": "A\\"da\'s"}', "path": {"id": 'x"y'}, "stage_variables": {"stage": "prod"}},
    "object for a name": {"body": '{"name": {"first": "Ada", "tags": ["x"]}}', "path": {"id": "1"}},
    "form body": {"body": "name=Ada", "path": {"id": "1"}},
    "array body": {"body": '[{"name": "Ada"}]', "path": {"id": "1"}},
}
CONTEXT: dict[str, Any] = {
    "httpMethod": "POST",
    "stage": "dev",
    "resourcePath": "/redshift_select",
    "identity": {"sourceIp": "192.0.2.1", "userAgent": "it's/1.0", "apiKey": "k", "user": None},
    "authorizer": {"principalId": "me", "claims": {"sub": "s-1", "email": "a@example.com"}},
}
REQUESTS: Mapping[str, dict[str, Any]] = {
    "ordinary": {
        "body": '{"target_table": "flights"}',
        "header": {"Host": "example.com", "X-Api-Key": "k"},
        "context": CONTEXT,
    },
    "everything": {
        "body": '{"a": [1, {"b": null}], "c": "x/y"}',
        "path": {"id": "1", "x": "2"},
        "querystring": {"q": "it's", "r": 'say "hi"', "s": "a\\b\nc"},
        "header": {"Accept": "*/*", "User-Agent": "é漢😀"},
        "context": CONTEXT,
        "stage_variables": {"stage": "prod", "url": "https://example.com/?a=b"},
    },
    "no authorizer": {"body": "[]", "context": {"httpMethod": "GET", "stage": "dev", "identity": {}}},
    "nothing at all": {"body": None},
    "scalar body": {"body": '"text"', "querystring": {"one": "1"}, "context": CONTEXT},
}
FORMS: Mapping[str, dict[str, Any]] = {
    "two fields": {"body": "a=1&b=two+words"},
    "escapes": {"body": "name=it%27s&say=%22hi%22&path=a%5Cb%2Fc&line=x%0Ay"},
    "without value": {"body": "a&b=&c=3"},
    "empty parts": {"body": "&a=1&&b=2&"},
    "equals in the value": {"body": "a=b=c"},
    "unicode": {"body": "%C3%A9=%E6%BC%A2"},
    "one": {"body": "a=1"},
    "no equals": {"body": "text"},
    "equals only": {"body": "="},
    "json body": {"body": '{"a": 1}'},
    "empty body": {"body": ""},
}

FIELDS: Mapping[str, tuple[str, Mapping[str, dict[str, Any]]]] = {
    "001 request": (PATH_PARAMETERS, PATHS),
    "001 response": (MESSAGE_OF_ERROR, FAILURES),
    "002 whole request": (WHOLE_REQUEST, REQUESTS),
    "002 whole request with four backslashes": (FOUR_BACKSLASHES, REQUESTS),
    "002 form request": (FORM_REQUEST, FORMS),
    "002 response": (BODY_OF_ANSWER, ANSWERS),
    "002 error response": (ERROR_OF_ANSWER, FAILURES),
    "003 get request": (GET_REQUEST, USERS),
    "003 post request": (POST_REQUEST, USERS),
    "003 error response": (ERROR_CUT, FAILURES),
    "001 request on crlf": (PATH_PARAMETERS.replace("\n", "\r\n"), PATHS),
    "002 whole request on crlf": (WHOLE_REQUEST.replace("\n", "\r\n"), REQUESTS),
}


def _rows() -> Iterator[Row]:
    for name, (template, requests) in FIELDS.items():
        for request, inputs in requests.items():
            yield f"{name}: {request}", template, inputs


def cases() -> Iterator[Case]:
    """Yield them."""
    yield from gateway("seeds", _rows())
