"""Ready mapping templates: the texts that REST methods with non-proxy integrations are given as ``template=``.

Each gives valid JSON for whatever a caller sends; tests prove it by fuzzing against ``cfngw.vtl``. Where a text came to
be, three traps are avoided: escapeJavaScript writes ``\\'``, which JSON does not know, hence ``.replaceAll``;
it gives nothing for what is no text, hence the quotes around its argument; and the gateway's reader of JSON takes the
bare word NaN and prints it, hence the last lines of _BODY. A payload that it does not take is a 400 before any function
is called. Commas stand before each pair but the first, since a #foreach ends after 1,000 turns.
"""

from __future__ import annotations


def _text(reference: str) -> str:
    """Write a reference as a JSON text."""
    return rf'''"$util.escapeJavaScript("{reference}").replaceAll("\\'", "'")"'''


# A map as a JSON object of texts: $map is set before $pairs is printed.
_PAIRS = f"""\
#define($pairs){{#foreach($key in $map.keySet())#if($foreach.count > 1), #end
{_text("$key")}: {_text("$!map.get($key)")}#end}}#end
"""
# The payload as JSON; where a bare NaN is left when the texts in it are taken away, null stands for all of it.
_BODY = r"""#set($body = $input.json('$'))
#if($body.contains('NaN') && $body.replaceAll('\\.', '').replaceAll('"[^"]*"', '').contains('NaN'))
#set($body = 'null')
#end
"""


def _members(**references: str) -> str:
    return ",\n".join(f'  "{name}": {_text(reference)}' for name, reference in references.items())


def _maps(**maps: str) -> str:
    return "".join(f'#set($map = {reference})\n  "{name}": $pairs,\n' for name, reference in maps.items())


PASS_THROUGH = f"""\
{_BODY}$body
"""
"""The payload, as JSON."""

PATH_PARAMETERS = f"""\
{_PAIRS}#set($map = $input.params().path)
{{
  "pathParams": $pairs
}}
"""
"""The path parameters, as ``event["pathParams"]["name"]``."""

_ENVELOPE = f"""\
{{
  "body": $body,
{_members(method="$!context.httpMethod", principalId="$!context.authorizer.principalId", stage="$!context.stage")},
  "cognitoPoolClaims": {{
  {_members(sub="$!context.authorizer.claims.sub")}
  }},
{
    _maps(
        enhancedAuthContext="$context.authorizer",
        headers="$input.params().header",
        query="$input.params().querystring",
        path="$input.params().path",
        identity="$context.identity",
        stageVariables="$stageVariables",
    )
}{_members(requestPath="$!context.resourcePath")}
}}
"""

PARSED_BODY = f"{_PAIRS}{_BODY}{_ENVELOPE}"
"""The parsed payload and all around it, under the names that the Serverless Framework gives them.

``event`` has body, method, principalId, stage, cognitoPoolClaims, enhancedAuthContext, headers, query, path, identity,
stageVariables and requestPath.
"""

FORM_BODY = f"""\
{_PAIRS}#set($form = {{}})
#if($input.body != '{{}}')
#foreach($field in $input.body.split('&'))
#set($pair = $field.replaceAll('%(?![0-9a-fA-F][0-9a-fA-F])', '%25').split('=', 2))
#set($name = $util.urlDecode($pair[0]))
#set($value = '')
#if($pair.size() > 1)#set($value = $util.urlDecode($pair[1]))#end
#if($field != '')#set($form[$name] = $value)#end
#end
#end
#set($map = $form)
#set($body = "$pairs")
{_ENVELOPE}"""
"""As PARSED_BODY, for ``application/x-www-form-urlencoded``: ``event["body"]["field"]``; the last of equals wins."""

WHOLE_REQUEST = f"""\
{_PAIRS}{_BODY}{{
  "body-json": $body,
  "params": {{
#set($map = $input.params().path)
    "path": $pairs,
#set($map = $input.params().querystring)
    "querystring": $pairs,
#set($map = $input.params().header)
    "header": $pairs
  }},
#set($map = $stageVariables)
  "stage-variables": $pairs,
  "context": {{
{
    _members(
        **{
            "account-id": "$!context.identity.accountId",
            "api-id": "$!context.apiId",
            "api-key": "$!context.identity.apiKey",
            "authorizer-principal-id": "$!context.authorizer.principalId",
            "caller": "$!context.identity.caller",
            "cognito-authentication-provider": "$!context.identity.cognitoAuthenticationProvider",
            "cognito-authentication-type": "$!context.identity.cognitoAuthenticationType",
            "cognito-identity-id": "$!context.identity.cognitoIdentityId",
            "cognito-identity-pool-id": "$!context.identity.cognitoIdentityPoolId",
            "http-method": "$!context.httpMethod",
            "stage": "$!context.stage",
            "source-ip": "$!context.identity.sourceIp",
            "user": "$!context.identity.user",
            "user-agent": "$!context.identity.userAgent",
            "user-arn": "$!context.identity.userArn",
            "request-id": "$!context.requestId",
            "resource-id": "$!context.resourceId",
            "resource-path": "$!context.resourcePath",
        }
    )
}
  }}
}}
"""
"""The whole request, under the names of the console's "Method Request passthrough"."""

_MESSAGE = "#set($message = \"$!input.path('$.errorMessage')\")\n"

BRACKET_ERROR = f"""\
{_MESSAGE}{{
  "message": {_text("$message")}
}}
"""
"""The error message of a failed function, whole and without its stack trace: ``[400:BadRequest] ...``."""

PREFIX_ERROR = rf"""{_MESSAGE}#if($message.matches('[0-9]{{3}}: [\s\S]*'))#set($message = $message.substring(5))#end
{{ "error": {_text("$message")} }}
"""
"""The error message of a failed function without the ``400: `` before it."""

_IS_JSON = r"""## Is the message JSON? Texts become "", other values 0, then lists and objects 0, from the inside out.
#set($left = $message.replaceAll('\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})', '@'))
#set($left = $left.replaceAll('"[^"\\\x00-\x1f]*"', '""'))
#set($left = $left.replaceAll('true|false|null|-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?', '0'))
#set($left = $left.replaceAll('[ \t\r\n]+', ' ').replaceAll(' ?([\[\]{}:,]) ?', '$1').replaceAll('^ | $', ''))
#foreach($level in [1..10])
#set($left = $left.replaceAll('[{](?:"":(?:0|"")(?:,"":(?:0|""))*)?[}]|\[(?:(?:0|"")(?:,(?:0|""))*)?\]', '0'))
#end
"""

JSON_ERROR = f"""\
{_MESSAGE}{_IS_JSON}#if($left == '0')
$message
#else
{{ "message": {_text("$message")} }}
#end
"""
"""The error message of a failed function that raised JSON text; any other message as ``{"message": ...}``."""
