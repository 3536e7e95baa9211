"""What authorizers of REST APIs become. Each kind has a golden text: ``REGENERATE=1`` writes them anew.

Rows A47 and B04 of the features: each kind of authorization, NONE among them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals, GetAtt, Ref, Sub

from cfngw import (
    AllowAccounts,
    AllowIp,
    ApiKey,
    CognitoAuthorizer,
    Composition,
    Condition,
    Cors,
    Directory,
    DynamoDbGetItem,
    Function,
    GatewayResponse,
    IamAuthorizer,
    ImportedFunction,
    Inline,
    JsonErrors,
    LambdaAuthorizer,
    Method,
    Parameter,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Route,
    S3GetObject,
    Stage,
    TokenAuthorizer,
    UsagePlan,
)
from cfngw.cli.callers import open_routes, who
from cfngw.declare.authorizer import Authorizer
from cfngw.limits import Limits
from cfngw.lint import Options, lint_text
from rest_samples import deployment_id, made, rest
from samples import api, document, function, of_type, problems, resources, statements

GOLDEN = Path(__file__).parents[1] / "golden" / "rest_authorizers"
READER = function("Reader")
GUARD = function("Guard", timeout_seconds=5)
POOL = "eu-west-1_AbCdEfGhI"
ARN = f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{POOL}"
USERS = CognitoAuthorizer("Users", user_pool=POOL)
ASKED = LambdaAuthorizer("Guard", GUARD)
TOKEN = TokenAuthorizer("Guard", GUARD)
FAR = ImportedFunction("Far", Parameter("GuardArn", type="String"))
FOREIGN = ImportedFunction("Far", "arn:aws:lambda:eu-west-1:210987654321:function:guard", cross_account=True)


def notes(name: str, authorizer: Authorizer, **options: Any) -> RestApiLambdaBlueprint:
    """Make an API whose methods take its authorizer, but for one that is open."""
    scopes: Any = {"scopes": ["notes/write"]} if authorizer.scoped else {}
    methods = [
        Method("GET /notes", RestLambdaProxy(READER)),
        Method("POST /notes", RestLambdaProxy(READER), **scopes),
        Method("GET /health", RestLambdaProxy(READER), authorizer=None, public="health check"),
    ]
    stages = [Stage("dev", variables={"tier": "gold"} if "stage.tier" in authorizer.sources else None)]
    return RestApiLambdaBlueprint(name=name, methods=methods, authorizer=authorizer, stages=stages, **options)


KINDS: dict[str, RestApiLambdaBlueprint] = {
    "cognito": notes("Cognito", USERS),
    "cognito_pools": notes(
        "CognitoPools",
        CognitoAuthorizer(
            "Users",
            user_pool=[POOL, ARN, Parameter("UserPoolId"), Parameter("UserPoolArn")],
            identity_source="header.X-Token",
            validation_expression="4j8example",
            cache_seconds=300,
        ),
    ),
    "token": notes("Token", TOKEN),
    "token_cached": notes(
        "TokenCached",
        TokenAuthorizer(
            "Guard",
            GUARD,
            header="X-Token",
            validation_expression=Parameter("Form"),
            cache_seconds=Parameter("Ttl", type="Number"),
        ),
    ),
    "token_by_role": notes("TokenByRole", TOKEN, invocation="role"),
    "request": notes("Request", ASKED),
    "request_sources": notes(
        "RequestSources",
        LambdaAuthorizer(
            "Guard",
            GUARD,
            identity_sources=["header.X-Token", "query.tenant", "context.identity.sourceIp", "stage.tier"],
            cache_seconds=300,
        ),
    ),
    "request_always_asked": notes("RequestAlways", LambdaAuthorizer("Guard", GUARD, identity_sources=[])),
    "request_imported": notes("RequestImported", LambdaAuthorizer("Guard", FAR)),
    "request_by_role": notes("RequestByRole", LambdaAuthorizer("Guard", FAR), invocation="role"),
    "cross_account": notes("CrossAccount", TokenAuthorizer("Guard", FOREIGN)),
    "cross_account_by_role": notes("CrossAccountByRole", TokenAuthorizer("Guard", FOREIGN), invocation="role"),
    "iam": notes("Iam", IamAuthorizer()),
    "iam_and_policy": notes("IamAndPolicy", USERS, policy=AllowIp("203.0.113.0/24")),
    "cors": notes("Cors", TokenAuthorizer("Guard", GUARD, header="X-Token"), cors=Cors("https://notes.example")),
    "errors": notes("Errors", ASKED, errors=JsonErrors()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_golden_template(kind: str) -> None:
    text = KINDS[kind].to_yaml()
    path = GOLDEN / f"{kind}.yaml"
    if os.environ.get("REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_there_is_no_golden_template_of_something_else() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.slow
@pytest.mark.checked
def test_cfn_lint_finds_nothing_in_any_of_them() -> None:
    text = Composition(*KINDS.values()).to_yaml()
    assert lint_text(text, GOLDEN / "all.yaml", Options()).files[0].findings == ()


def get(**options: Any) -> Method:
    return Method("GET /", READER, **options)


def authorizers(*methods: Method, **options: Any) -> dict[str, Any]:
    return of_type(made(*methods, **options), "AWS::ApiGateway::Authorizer")


def methods_of(*methods: Method, **options: Any) -> dict[str, Any]:
    found = of_type(made(*methods, **options), "AWS::ApiGateway::Method")
    return {name.removeprefix("NotesMethod"): each["Properties"] for name, each in found.items()}


def test_an_authorizer_is_made_once_for_all_its_methods() -> None:
    equal = CognitoAuthorizer("Users", user_pool=POOL)
    found = authorizers(get(), Method("PUT /", READER, authorizer=equal), authorizer=USERS)
    assert list(found) == ["NotesAuthorizerUsers"]


def test_an_authorizer_that_no_method_has_is_not_made() -> None:
    assert authorizers(get(authorizer=None), authorizer=USERS) == {}
    assert authorizers(get(), authorizer=IamAuthorizer()) == {}


def test_an_authorizer_of_two_apis_is_made_in_each() -> None:
    found = of_type(resources(Composition(notes("One", ASKED), notes("Two", ASKED))), "AWS::ApiGateway::Authorizer")
    assert list(found) == ["OneAuthorizerGuard", "TwoAuthorizerGuard"]


def test_one_value_serves_both_kinds_of_api() -> None:
    http = api(Route("GET /", READER, authorizer=ASKED))
    found = resources(Composition(http, notes("Rest", ASKED)))
    assert found["NotesAuthorizerGuard"]["Properties"]["AuthorizerPayloadFormatVersion"] == "2.0"
    assert found["RestAuthorizerGuard"]["Properties"]["Type"] == "REQUEST"


def test_a_pinned_id_is_kept() -> None:
    pinned = TOKEN.but(logical_id="Pinned")
    assert list(authorizers(get(), authorizer=pinned)) == ["Pinned"]
    assert methods_of(get(), authorizer=pinned)["GetRoot"]["AuthorizerId"] == {"Ref": "Pinned"}


def test_a_method_says_its_kind_of_authorization() -> None:
    found = methods_of(
        get(),
        Method("PUT /", READER, authorizer=IamAuthorizer()),
        Method("POST /", READER, authorizer=TOKEN),
        Method("DELETE /", READER, authorizer=None),
        Method("OPTIONS /", READER),
        authorizer=USERS,
    )
    kinds = {key: (each["AuthorizationType"], each.get("AuthorizerId")) for key, each in found.items()}
    assert kinds == {
        "GetRoot": ("COGNITO_USER_POOLS", {"Ref": "NotesAuthorizerUsers"}),
        "PutRoot": ("AWS_IAM", None),
        "PostRoot": ("CUSTOM", {"Ref": "NotesAuthorizerGuard"}),
        "DeleteRoot": ("NONE", None),
        "OptionsRoot": ("NONE", None),
    }


def test_scopes_are_those_of_the_method() -> None:
    found = methods_of(
        get(scopes=["notes/read", Parameter("Scope")]),
        Method("PUT /", READER, scopes=Parameter("Scopes", type="CommaDelimitedList")),
        Method("POST /", READER),
        authorizer=USERS,
    )
    assert found["GetRoot"]["AuthorizationScopes"] == ["notes/read", {"Ref": "Scope"}]
    assert found["PutRoot"]["AuthorizationScopes"] == {"Ref": "Scopes"}
    assert "AuthorizationScopes" not in found["PostRoot"]


@pytest.mark.parametrize(
    ("pool", "arn"),
    [
        (POOL, {"Fn::Sub": f"arn:${{AWS::Partition}}:cognito-idp:eu-west-1:${{AWS::AccountId}}:userpool/{POOL}"}),
        (ARN, ARN),
        (
            Ref("Pool"),
            {"Fn::Sub": "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}"},
        ),
        (
            GetAtt("Pool", "UserPoolId"),
            {
                "Fn::Sub": [
                    "arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${UserPool}",
                    {"UserPool": {"Fn::GetAtt": ["Pool", "UserPoolId"]}},
                ]
            },
        ),
        (GetAtt("Pool", "Arn"), {"Fn::GetAtt": ["Pool", "Arn"]}),
        (Sub("arn:${AWS::Partition}:x"), {"Fn::Sub": "arn:${AWS::Partition}:x"}),
    ],
)
def test_a_pool_is_told_by_its_arn(pool: Any, arn: Any) -> None:
    from troposphere.cognito import UserPool

    parts: Any = {"resources": [UserPool("Pool")]}
    found = authorizers(get(), authorizer=CognitoAuthorizer("Users", user_pool=pool), **parts)
    assert found["NotesAuthorizerUsers"]["Properties"]["ProviderARNs"] == [arn]


# Invocation


def test_a_function_that_answers_and_authorizes_has_one_permission() -> None:
    found = made(get(), authorizer=TokenAuthorizer("Self", READER))
    assert list(of_type(found, "AWS::Lambda::Permission")) == ["NotesPermissionReader"]


@pytest.mark.parametrize("authorizer", [ASKED, TOKEN])
def test_by_role_the_role_may_invoke_the_authorizer_too(authorizer: Authorizer) -> None:
    found = made(get(), authorizer=authorizer, invocation="role")
    assert of_type(found, "AWS::Lambda::Permission") == {}
    (only,) = statements(found["NotesInvocationRole"])
    assert only["Resource"] == [{"Fn::GetAtt": ["ReaderFunction", "Arn"]}, {"Fn::GetAtt": ["GuardFunction", "Arn"]}]
    credentials = found["NotesAuthorizerGuard"]["Properties"]["AuthorizerCredentials"]
    assert credentials == {"Fn::GetAtt": ["NotesInvocationRole", "Arn"]}


def test_what_a_condition_makes_is_authorized_under_it() -> None:
    guard = function("Guard", condition=Condition("IsProd", Equals(Parameter("Environment"), "prod")))
    found = made(get(authorizer=TokenAuthorizer("Guard", guard)), Method("GET /a", READER))
    conditional = {name for name, each in found.items() if "Condition" in each}
    assert {"NotesAuthorizerGuard", "NotesMethodGetRoot", "NotesPermissionGuard"} <= conditional
    assert "NotesMethodGetA" not in conditional


def test_another_condition_than_the_authorizers_is_told() -> None:
    guard = function("Guard", condition=Condition("IsProd", Equals(Parameter("Environment"), "prod")))
    method = get(authorizer=TokenAuthorizer("Guard", guard), condition=Condition("IsDev", Equals(Ref("A"), "dev")))
    found = problems(lambda: rest(method, parameters=[Parameter("A")]).sealed())
    assert any("its authorizer's function is made under another condition" in each.problem for each in found)


COMMAND = (
    "aws lambda add-permission --region eu-west-1 --function-name {arn} --statement-id NotesPermissionFar "
    "--action lambda:InvokeFunction --principal {principal}"
)


@pytest.mark.parametrize("invocation", ["permission", "role"])
@pytest.mark.parametrize("kind", ["rest", "http"])
def test_a_function_of_another_account_is_permitted_there(kind: str, invocation: str) -> None:
    guard = LambdaAuthorizer("Guard", FOREIGN)
    if kind == "rest":
        blueprint: Any = rest(get(authorizer=guard), invocation=invocation)
    else:
        blueprint = api(Route("GET /", READER, authorizer=guard), invocation=invocation)
    found = document(blueprint)
    assert "NotesPermissionFar" not in found["Resources"]
    source = "'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${NotesApi}/*'"
    principal = {
        "permission": f"apigateway.amazonaws.com --source-arn {source}",
        "role": "${NotesInvocationRole.Arn}",
    }[invocation]
    told = found["Outputs"]["NotesPermissionFarCommand"]["Value"]["Fn::Sub"]
    assert told == COMMAND.format(arn=FOREIGN.arn, principal=principal)
    (notice,) = blueprint.sealed().notices
    assert notice.where == FOREIGN.source
    assert COMMAND.format(arn=FOREIGN.arn, principal="").rstrip() in notice.fix


def test_a_function_of_another_account_may_be_a_parameter_or_an_export() -> None:
    def command(arn: Any) -> Any:
        far = ImportedFunction("Far", arn, cross_account=True)
        return document(rest(Method("GET /", far)))["Outputs"]["NotesPermissionFarCommand"]["Value"]["Fn::Sub"]

    assert "--function-name ${FarArn} " in command(Parameter("FarArn"))
    text, values = command(Sub("arn:${AWS::Partition}:lambda:x"))
    assert "--function-name ${FunctionArn} " in text
    assert values == {"FunctionArn": {"Fn::Sub": "arn:${AWS::Partition}:lambda:x"}}


# The deployment


CHANGES: dict[str, Authorizer | None] = {
    "none": None,
    "header": TOKEN.but(header="X-Token"),
    "expression": TOKEN.but(validation_expression="Bearer .+"),
    "cache": TOKEN.but(cache_seconds=60),
    "function": TokenAuthorizer("Guard", READER),
    "kind": ASKED,
    "iam": IamAuthorizer(),
    "users": USERS,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_authorizer_that_changes_makes_a_deployment(change: str) -> None:
    assert deployment_id(made(get(), authorizer=CHANGES[change])) != deployment_id(made(get(), authorizer=TOKEN))


def test_the_deployment_waits_for_the_authorizers() -> None:
    found = made(get(), authorizer=TOKEN)
    assert "NotesAuthorizerGuard" in found[deployment_id(found)]["DependsOn"]


def test_what_the_function_does_is_no_part_of_the_deployment() -> None:
    other = TokenAuthorizer("Guard", function("Guard", memory_size_mb=512))
    mine = TokenAuthorizer("Guard", function("Guard"))
    assert deployment_id(made(get(), authorizer=other)) == deployment_id(made(get(), authorizer=mine))


# A call to try


@pytest.mark.parametrize(
    ("authorizer", "words"),
    [
        (USERS, "curl -i -H 'Authorization: TOKEN' {url}/"),
        (USERS.but(identity_source="header.X-Token"), "curl -i -H 'X-Token: TOKEN' {url}/"),
        (TOKEN, "curl -i -H 'Authorization: VALUE' {url}/"),
        (ASKED.but(identity_sources=["header.X-A", "query.b"]), "curl -i -H 'X-A: VALUE' '{url}/?b=VALUE'"),
        (
            IamAuthorizer(),
            "curl -i --aws-sigv4 aws:amz:${AWS::Region}:execute-api --user ACCESS_KEY:SECRET_KEY {url}/",
        ),
    ],
    ids=["users", "header", "token", "request", "iam"],
)
def test_the_call_to_try_carries_what_lets_it_in(authorizer: Authorizer, words: str) -> None:
    url = "https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev"
    found = document(rest(get(), authorizer=authorizer))["Outputs"]["NotesExample"]["Value"]
    assert found == {"Fn::Sub": words.replace("{url}", url)}


def test_the_call_to_try_says_a_header_once_and_no_key_that_the_authorizer_gives() -> None:
    method = get(request_parameters=["header.authorization!", "header.X-User!"], api_key_required=True)
    options: Any = {"authorizer": TOKEN, "usage_plans": [UsagePlan("free", keys=[ApiKey("web")])]}
    made_so = document(rest(method, **options, api_key_source="AUTHORIZER"))["Outputs"]["NotesExample"]["Value"]
    assert made_so["Fn::Sub"].startswith("curl -i -H 'Authorization: VALUE' -H 'X-User: text' https")
    with_key = document(rest(method, **options))["Outputs"]["NotesExample"]["Value"]
    assert "-H 'X-Api-Key: KEY'" in with_key["Fn::Sub"]


# CORS, gateway responses, quotas


def preflight(authorizer: Authorizer, cors: Cors) -> str:
    found = methods_of(get(), authorizer=authorizer, cors=cors)["OptionsRoot"]
    assert (found["AuthorizationType"], found["ApiKeyRequired"]) == ("NONE", False)
    answer = found["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
    return str(answer["method.response.header.Access-Control-Allow-Headers"])


def test_browsers_may_send_what_authorizers_read() -> None:
    here = Cors("https://notes.example")
    assert preflight(TOKEN, here) == "'Authorization,Content-Type,X-Api-Key'"
    assert preflight(TOKEN.but(header="x-token"), here) == "'Authorization,Content-Type,X-Api-Key,x-token'"
    assert "X-Amz-Date" in preflight(IamAuthorizer(), here)
    assert preflight(TOKEN.but(header="x-token"), here.but(allow_headers=["X-A"])) == "'X-A'"


def test_what_authorizers_cause_is_answered_in_the_form_of_the_contract() -> None:
    def types(authorizer: Authorizer | None) -> set[str]:
        found = of_type(made(get(), authorizer=authorizer, errors=JsonErrors()), "AWS::ApiGateway::GatewayResponse")
        return {each["Properties"]["ResponseType"] for each in found.values()}

    assert "UNAUTHORIZED" not in types(None)
    for authorizer in (USERS, TOKEN, ASKED):
        assert types(authorizer) - types(None) == {"UNAUTHORIZED"}
    assert types(IamAuthorizer()) == types(None)  # all of them 403, as DEFAULT_4XX


def test_a_declared_answer_stays_as_it_is() -> None:
    own = GatewayResponse("UNAUTHORIZED", status=403)
    found = made(get(), authorizer=TOKEN, errors=JsonErrors(), gateway_responses=[own])
    assert found["NotesGatewayResponseUnauthorized"]["Properties"] == {
        "RestApiId": {"Ref": "NotesApi"},
        "ResponseType": "UNAUTHORIZED",
        "StatusCode": "403",
    }


def test_more_authorizers_than_a_new_account_allows_are_told() -> None:
    methods = [Method(f"GET /{n}", READER, authorizer=TOKEN.but(name=f"Guard{n}")) for n in range(3)]
    told = rest(*methods).sealed(Limits(authorizers=2)).notices
    assert [notice.problem for notice in told] == ["one REST API has 3 authorizers; a new account allows 2."]


# Notices


def notices(*methods: Method, **options: Any) -> list[Any]:
    return list(rest(*methods, **options).sealed().notices)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({}, False), ({"clients": ["web"]}, True), ({"clients": ["web"], "validation_expression": "web"}, False)],
)
def test_clients_that_say_nothing_in_a_rest_api_are_told(changes: dict[str, Any], told: bool) -> None:
    users = USERS.but(**changes)
    found = notices(get(), authorizer=users)
    assert len(found) == told
    for notice in found:
        assert notice.where == users.source
        assert "those of all clients of the pool get in" in notice.problem


YES_OR_NO = 'def handler(event, context):\n    return {"isAuthorized": True}\n'
ONE = 'def handler(event, context):\n    return {"policyDocument": {"Statement": [{"Resource": event["methodArn"]}]}}\n'
ALL = ONE.replace('event["methodArn"]', 'event["methodArn"].split("/")[0] + "/*"')
HELPED = 'from api_policy import allow\n\n\ndef handler(event, context):\n    return allow(event["methodArn"], event)\n'


def guard(code: str) -> Function:
    return Function("Guard", "index.handler", runtime="python3.13", code=Inline(code))


@pytest.mark.parametrize("kind", [LambdaAuthorizer, TokenAuthorizer])
@pytest.mark.parametrize(
    ("code", "options", "told"),
    [
        (YES_OR_NO, {}, "its code answers yes or no, and a REST API expects a policy"),
        (ONE, {}, None),
        (ONE, {"cache_seconds": 60}, "its policy seems to name one method"),
        (ONE, {"cache_seconds": Parameter("Ttl", type="Number")}, "its policy seems to name one method"),
        (ALL, {"cache_seconds": 60}, None),
        (HELPED, {"cache_seconds": 60}, None),
    ],
)
def test_code_that_answers_in_another_form_is_told(kind: Any, code: str, options: Any, told: str | None) -> None:
    found = notices(get(), authorizer=kind("Guard", guard(code), **options))
    assert len(found) == (told is not None)
    assert told is None or told in found[0].problem


def test_answers_that_are_kept_for_each_method_are_not_told() -> None:
    sources = ["header.Authorization", "context.httpMethod", "context.path"]
    by_method = LambdaAuthorizer("Guard", guard(ONE), identity_sources=sources, cache_seconds=60)
    assert notices(get(), authorizer=by_method) == []


def test_code_in_a_folder_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text('/* a comment */ exports.handler = (e) => ({policyDocument: e["methodArn"]})\n')
    target = Function("Guard", "app.handler", runtime="nodejs22.x", code=Directory(str(tmp_path)))
    (told,) = notices(get(), authorizer=TokenAuthorizer("Guard", target, cache_seconds=60))
    assert "its policy seems to name one method" in told.problem


def reading(what: str) -> Request:
    return Request(template=f'"$util.escapeJavaScript({what}).replaceAll("\\\\\'", "\'")"')


@pytest.mark.parametrize(
    ("authorizer", "what", "told"),
    [
        (None, "$context.authorizer.principalId", "the method has no authorizer"),
        (None, "$context.authorizer.claims.sub", "the method has no authorizer"),
        (IamAuthorizer(), "$context.authorizer.principalId", "IAM says who calls elsewhere"),
        (USERS, "$context.authorizer.principalId", "gives the token's claims alone"),
        (USERS, "$context.authorizer.claims", "the whole of the claims is null"),
        (USERS, "$context.authorizer.claims.sub", None),
        (TOKEN, "$context.authorizer.principalId", None),
        (ASKED, "$context.authorizer.role", None),
        (ASKED, "$context.authorizer.claims.sub", "has no claims"),
        (None, "$context.requestId", None),
    ],
)
def test_what_an_authorizer_will_not_say_is_told(authorizer: Any, what: str, told: str | None) -> None:
    request = reading(what)
    found = [each for each in notices(get(request=request), authorizer=authorizer) if " is empty: " in each.problem]
    assert len(found) == (told is not None)
    for notice in found:
        assert notice.where == request.source
        assert notice.problem.startswith(f'Method "GET /": {what} is empty: ')
        assert str(told) in notice.problem


@pytest.mark.parametrize(
    ("authorizer", "told"),
    [
        (None, "the method has no authorizer"),
        (IamAuthorizer(), "IAM says who calls elsewhere"),
        (TOKEN, "has no claims"),
        (USERS, None),
    ],
)
def test_what_a_call_of_a_service_reads_in_vain_is_told(authorizer: Any, told: str | None) -> None:
    """A key or an object that should be the caller's own would be the same for all."""
    for call in (
        DynamoDbGetItem("notes", {"user": "$context.authorizer.claims.sub"}),
        S3GetObject("notes", "of/${context.authorizer.claims.sub}/note"),
    ):
        method = Method("GET /", call)
        every = notices(method, authorizer=authorizer, binary_media_types=["image/png"])
        found = [each for each in every if " is empty: " in each.problem]
        assert len(found) == (told is not None)
        for notice in found:
            assert notice.where == call.source
            assert notice.problem.startswith('Method "GET /": $context.authorizer.claims.sub is empty: ')
            assert str(told) in notice.problem


def test_what_a_function_says_of_a_caller_is_tried_out_as_any_input_is() -> None:
    assert notices(get(request=reading("$context.authorizer.role")), authorizer=TOKEN) == []
    bare = get(request=Request(template='{"role": "$context.authorizer.role"}'))
    (told,) = notices(bare, authorizer=TOKEN)
    assert "gives invalid JSON for a double quote in $context.authorizer.role" in told.problem


def test_a_guarded_method_is_not_open() -> None:
    found = document(KINDS["iam"])
    assert open_routes(found) == {"IamMethodGetHealth": "health check"}
    of = found["Resources"]
    assert who(of["IamMethodGetNotes"], of) == "an IAM identity"
    users, token = document(KINDS["cognito"])["Resources"], document(KINDS["token"])["Resources"]
    assert who(users["CognitoMethodPostNotes"], users) == "a valid token of Users with notes/write"
    assert who(token["TokenMethodGetNotes"], token) == "whom Guard lets in"


def test_answers_and_parameters_are_looked_at_too() -> None:
    response = Response(200, template='{"a": "$context.authorizer.number"}')
    (told,) = (each for each in notices(get(response=response)) if " is empty: " in each.problem)
    assert told.where == response.source
    method = get(request=Request(parameters={"header.X-User": "context.authorizer.principalId"}))
    (told,) = notices(method)
    assert told.problem == 'Method "GET /": $context.authorizer.principalId is empty: the method has no authorizer.'
    assert notices(method, authorizer=TOKEN) == []


@pytest.mark.parametrize(
    ("authorizer", "told"),
    [
        (None, "no IAM identity is asked for by 1 method of Notes"),
        (USERS, "no IAM identity is asked for by 1 method of Notes"),
        (TOKEN, "a function decides for 1 method of Notes, whatever the caller's account"),
        (IamAuthorizer(), None),
    ],
)
def test_a_policy_that_names_accounts_agrees_with_the_methods(authorizer: Any, told: str | None) -> None:
    rule = AllowAccounts("123456789012")
    found = notices(get(), authorizer=authorizer, policy=rule)
    assert len(found) == (told is not None)
    for notice in found:
        assert notice.where == rule.source
        assert str(told) in notice.problem


def test_preflights_that_a_policy_would_refuse_are_told() -> None:
    options: Any = {"policy": AllowAccounts("123456789012"), "cors": Cors("https://notes.example")}
    (told,) = notices(get(), authorizer=IamAuthorizer(), **options)
    assert "the preflights of Notes can't be signed" in told.problem


# What it costs


def test_an_api_without_authorizers_imports_nothing_of_them() -> None:
    code = (
        "import sys\n"
        "from cfngw import Function, Inline, Method, RestApiLambdaBlueprint\n"
        "f = Function('F', 'index.handler', runtime='python3.13', code=Inline('def handler(e, c): ...'))\n"
        "RestApiLambdaBlueprint(name='N', methods=[Method('GET /', f)]).sealed()\n"
        "print([name for name in sys.modules if name.startswith('cfngw.') and 'authorizer' in name])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "['cfngw.compile.authorizer_reads']"
