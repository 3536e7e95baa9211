"""The mapping templates of the documents that this project began with, and what they give for several requests.

Written anew from the rows of reference/seed-features.md; the stored answers of Velocity itself are in ``truth``. Each
test's name begins with its row.
"""
# ruff: noqa: N802

from __future__ import annotations

import json
from typing import Any

import pytest

from cfngw.vtl import MappingTemplateError, parse, render
from cfngw.vtl.match import Pattern, select

PATH_PARAMETERS = """
{
  "pathParams": {
#foreach ($key in $input.params().path.keySet())
    "$key": "$util.escapeJavaScript($input.params().path.get($key))"#if ($foreach.hasNext),#end
#end
  }
}
"""
ERROR_MESSAGE = """
#set($data = $input.path('$'))
{
  "message" : "${data.errorMessage}"
}
"""
SERVERLESS_COMMON = r"""
  #define( $loop )
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
    "enhancedAuthContext": $loop,

    #set( $map = $input.params().header )
    "headers": $loop,

    #set( $map = $input.params().querystring )
    "query": $loop,

    #set( $map = $input.params().path )
    "path": $loop,

    #set( $map = $context.identity )
    "identity": $loop,

    #set( $map = $stageVariables )
    "stageVariables": $loop,

    "requestPath": "$context.resourcePath"
  }
"""
SERVERLESS_JSON = f"""
    #set( $body = $input.json("$") )
{SERVERLESS_COMMON}"""
SERVERLESS_FORM = rf"""
    #define( $body )
      {{
      #foreach( $token in $input.path('$').split('&') )
        #set( $keyVal = $token.split('=') )
        #set( $keyValSize = $keyVal.size() )
        #if( $keyValSize >= 1 )
          #set( $key = $util.escapeJavaScript($util.urlDecode($keyVal[0])) )
          #if( $keyValSize >= 2 )
            #set($val = $util.escapeJavaScript($util.urlDecode($keyVal[1])).replaceAll("\\'","'"))
          #else
            #set( $val = '' )
          #end
          "$key": "$val"#if($foreach.hasNext),#end
        #end
      #end
      }}
    #end
{SERVERLESS_COMMON}"""
ANSWER_BODY = '$input.path("$.body")'
ANSWER_ERROR = '$input.path("$.errorMessage")'
GET_REQUEST = """{ "id": "$input.params('id')", "stage": "$stageVariables.stage", "_method": "GET" }"""
POST_REQUEST = (
    """{ "id": "$input.params('id')", "name": "$input.path('$.name')", """
    """"stage": "$stageVariables.stage", "_method": "POST" }"""
)
CUT_ERROR = """{ "error": "$input.path('$.errorMessage').substring(5)" }"""

REQUEST: dict[str, Any] = {
    "body": '{"target_table": "users", "limits": [1, 2.50], "who": "O\'Neil \\"x\\""}',
    "header": {"Content-Type": "application/json", "X-Who": 'it\'s "me"'},
    "querystring": {"page": "2"},
    "path": {"id": "42"},
    "context": {
        "httpMethod": "POST",
        "stage": "dev",
        "resourcePath": "/redshift_select",
        "authorizer": {"principalId": "user|1", "claims": {"sub": "abc"}},
        "identity": {"sourceIp": "192.0.2.1", "caller": None},
    },
    "stage_variables": {"alias": "live"},
}


def rendered(template: str, **request: Any) -> Any:
    """Render and read as JSON."""
    return json.loads(render(template, **request).output)


def failure(message: object) -> str:
    """Give what Lambda answers when a function fails."""
    return json.dumps({"errorMessage": message, "errorType": "E", "stackTrace": [["/var/task/x.py", 5]]})


# Document 001


def test_B10_no_path_parameter_gives_an_empty_object_to_the_byte() -> None:
    assert render(PATH_PARAMETERS, path={}).output == '\n{\n  "pathParams": {\n  }\n}\n'


def test_B10_one_path_parameter_to_the_byte() -> None:
    expected = '\n{\n  "pathParams": {\n    "hoge": "fuga"  }\n}\n'
    assert render(PATH_PARAMETERS, path={"hoge": "fuga"}).output == expected


def test_B10_three_path_parameters_have_two_commas_to_the_byte() -> None:
    expected = '\n{\n  "pathParams": {\n    "a": "1",    "b": "two words",    "c": "3"  }\n}\n'
    assert render(PATH_PARAMETERS, path={"a": "1", "b": "two words", "c": "3"}).output == expected


def test_B10_a_double_quote_is_escaped() -> None:
    assert rendered(PATH_PARAMETERS, path={"a": 'say "hi"\n'}) == {"pathParams": {"a": 'say "hi"\n'}}


def test_B10_an_apostrophe_makes_no_json_as_the_document_has_it() -> None:
    output = render(PATH_PARAMETERS, path={"a": "it's"}).output
    assert "it\\'s" in output
    with pytest.raises(ValueError, match="escape"):
        json.loads(output)


@pytest.mark.parametrize(("id_", "status"), [("hoge", "200"), ("fuga", "400")])
def test_B15_the_pattern_sees_what_was_raised(id_: str, status: str) -> None:
    patterns = [Pattern("200", ""), Pattern("400", r"^\[400:.*")]
    message = "" if id_ == "hoge" else f"[400:BadRequest] {id_} is not hoge"
    chosen = select(message, patterns, returned=id_ == "hoge").selected
    assert chosen is not None
    assert chosen.status == status


def test_B18_the_message_is_shown_and_the_stack_trace_is_not() -> None:
    output = render(ERROR_MESSAGE, body=failure("[400:BadRequest] fuga is not hoge")).output
    assert output == '\n{\n  "message" : "[400:BadRequest] fuga is not hoge"\n}\n'


@pytest.mark.parametrize("body", [None, "{}", '{"errorMessage": null}', '{"errorMessage": ""}'])
def test_B18_no_message_is_an_empty_one(body: str | None) -> None:
    assert rendered(ERROR_MESSAGE, body=body) == {"message": ""}


def test_B18_a_message_that_is_no_text_prints_as_java_has_it() -> None:
    assert rendered(ERROR_MESSAGE, body=failure({"a": 1, "b": [True, None]})) == {"message": "{a=1, b=[true,null]}"}


# Document 002


def test_C23_the_event_has_the_parsed_body_and_all_around_it() -> None:
    assert rendered(SERVERLESS_JSON, **REQUEST) == {
        "body": {"target_table": "users", "limits": [1, 2.5], "who": 'O\'Neil "x"'},
        "method": "POST",
        "principalId": "user|1",
        "stage": "dev",
        "cognitoPoolClaims": {"sub": "abc"},
        "enhancedAuthContext": {"principalId": "user|1", "claims": ""},
        "headers": {"Content-Type": "application/json", "X-Who": 'it\'s "me"'},
        "query": {"page": "2"},
        "path": {"id": "42"},
        "identity": {"sourceIp": "192.0.2.1", "caller": ""},
        "stageVariables": {"alias": "live"},
        "requestPath": "/redshift_select",
    }


def test_C23_an_empty_request_gives_empty_maps() -> None:
    event = rendered(SERVERLESS_JSON)
    assert event["body"] == {}
    assert event["method"] == event["principalId"] == event["requestPath"] == ""
    for name in ("enhancedAuthContext", "headers", "query", "path", "identity", "stageVariables"):
        assert event[name] == {}


@pytest.mark.parametrize("body", ['"text"', "5", "[1,2]", "true", "null", '{"a":{"b":[{"c":null}]}}'])
def test_C23_a_body_of_any_kind_is_what_it_was(body: str) -> None:
    assert rendered(SERVERLESS_JSON, body=body)["body"] == json.loads(body)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("a=1", {"a": "1"}),
        ("name=Ada+Lovelace&mail=a%40b.c", {"name": "Ada Lovelace", "mail": "a@b.c"}),
        ("who=O%27Neil&say=%22x%22", {"who": "O'Neil", "say": '"x"'}),
        ("empty=&bare", {"empty": "", "bare": ""}),
    ],
)
def test_C24_the_fields_of_a_form_are_the_body(body: str, form: dict[str, str]) -> None:
    assert rendered(SERVERLESS_FORM, **{**REQUEST, "body": body})["body"] == form


def test_C24_an_equals_sign_in_a_value_ends_it() -> None:
    assert rendered(SERVERLESS_FORM, body="a=b=c")["body"] == {"a": "b"}


def test_C26_the_answer_is_the_text_that_the_handler_wrote() -> None:
    text = json.dumps({"Status": "success", "result_value": 118, "ErrorReason": "None"})
    assert render(ANSWER_BODY, body=json.dumps({"Status": 200, "body": text})).output == text


@pytest.mark.parametrize("status", [400, 500])
def test_C27_C28_the_error_is_the_json_that_was_raised(status: int) -> None:
    message = json.dumps({"Status": status, "ErrorReason": 'no "table"\nat all'})
    assert render(ANSWER_ERROR, body=failure(message)).output == message
    patterns = [Pattern("200", ""), *(Pattern(str(each), f'.*"Status": {each},.*') for each in (400, 500))]
    chosen = select(message, patterns).selected
    assert chosen is not None
    assert chosen.status == str(status)


# Document 003


def test_D11_the_get_request_names_its_method() -> None:
    output = render(GET_REQUEST, path={"id": "42"}, stage_variables={"stage": "prod"}).output
    assert output == '{ "id": "42", "stage": "prod", "_method": "GET" }'


def test_D11_a_parameter_is_looked_for_in_path_then_query_then_headers() -> None:
    everywhere = {"path": {"id": "1"}, "querystring": {"id": "2"}, "header": {"id": "3"}}
    assert rendered(GET_REQUEST, **everywhere)["id"] == "1"
    assert rendered(GET_REQUEST, **{**everywhere, "path": {}})["id"] == "2"
    assert rendered(GET_REQUEST, header={"id": "3"})["id"] == "3"
    assert rendered(GET_REQUEST)["id"] == ""


@pytest.mark.parametrize(
    ("body", "name"),
    [('{"name": "Ada"}', "Ada"), ("{}", ""), (None, ""), ('{"name": 5}', "5"), ('{"name": [1]}', "[1]")],
)
def test_D12_the_post_request_takes_the_name_from_the_body(body: str | None, name: str) -> None:
    event = rendered(POST_REQUEST, path={"id": "42"}, body=body, stage_variables={"stage": "staging"})
    assert event == {"id": "42", "name": name, "stage": "staging", "_method": "POST"}


def test_D12_a_quote_in_the_name_makes_no_json_as_the_document_has_it() -> None:
    with pytest.raises(ValueError, match="delimiter"):
        rendered(POST_REQUEST, body='{"name": "\\"x\\""}')


@pytest.mark.parametrize(
    ("message", "error"), [("400: `id` is required", "`id` is required"), ("500: ", ""), ("12345", "")]
)
def test_D16_the_first_five_characters_are_cut_off(message: str, error: str) -> None:
    assert render(CUT_ERROR, body=failure(message)).output == f'{{ "error": "{error}" }}'


@pytest.mark.parametrize("message", ["400", ""])
def test_D16_a_shorter_message_is_an_error_at_its_place(message: str) -> None:
    with pytest.raises(MappingTemplateError, match="StringIndexOutOfBounds") as caught:
        render(CUT_ERROR, body=failure(message))
    assert (caught.value.line, caught.value.column) == (1, CUT_ERROR.index("substring") + 1)


def test_D19_the_parameters_that_a_template_reads_are_known() -> None:
    assert [place.name for place in parse(POST_REQUEST).parameters()] == ["id"]


def test_D31_the_stage_variable_is_handed_on() -> None:
    assert rendered(GET_REQUEST, stage_variables={"stage": "staging"})["stage"] == "staging"
    assert rendered(GET_REQUEST)["stage"] == ""
