"""Authorizers of REST APIs: one resource each, whatever the number of its methods."""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.authorizer_code import allows_one_route, code_of
from cfngw.compile.invocation import credentials, invocation_uri
from cfngw.declare.authorizer import Authorizer, LambdaAuthorizer, TokenAuthorizer
from cfngw.declare.cognito_authorizer import CognitoAuthorizer, says_arn
from cfngw.declare.function import Function
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.method import Method
from cfngw.declare.parameter import Parameter
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice

# What stands before the name of an identity source, in AWS's long form.
_PLACES = {
    "header": "method.request.header",
    "query": "method.request.querystring",
    "context": "context",
    "stage": "stageVariables",
}
_POOL = "arn:${AWS::Partition}:cognito-idp:%s:${AWS::AccountId}:userpool/%s"


def add_authorizers(assembly: Assembly, api: RestApi) -> None:
    """Put the authorizers that some method has into the template."""
    for authorizer in api.authorizers():
        title = authorizer.resource_id(api.name)
        if title is None or assembly.lost(authorizer.function):
            continue
        options = {
            "Condition": None if authorizer.function is None else assembly.condition(authorizer.function),
            "RestApiId": Ref(api.resource_id),
            "Name": authorizer.name,
            **_options(assembly, api, authorizer),
        }
        made = apigateway.Authorizer(title, **only_given(options))
        assembly.add(made, (api.resource_id, authorizer), authorizer.source)
        _note(assembly, authorizer)


def method_options(assembly: Assembly, api: RestApi, method: Method) -> dict[str, Any]:
    """Give what a method says of who may call it."""
    authorizer = api.authorizer_of(method)
    if authorizer is None:
        return {"AuthorizationType": "NONE"}
    title = authorizer.resource_id(api.name)
    options = {
        "AuthorizationType": authorizer.in_rest,
        "AuthorizerId": None if title is None else Ref(title),
        "AuthorizationScopes": assembly.resolve(method.scopes) or None,
    }
    return only_given(options)


def _options(assembly: Assembly, api: RestApi, authorizer: Authorizer) -> dict[str, Any]:
    resolve = assembly.resolve
    sources = ",".join(_expression(each) for each in authorizer.sources) or None
    if isinstance(authorizer, CognitoAuthorizer):
        return {
            "Type": "COGNITO_USER_POOLS",
            "ProviderARNs": [_pool_arn(assembly, pool) for pool in authorizer.pools],
            "IdentitySource": sources,
            "IdentityValidationExpression": resolve(authorizer.validation_expression),
            "AuthorizerResultTtlInSeconds": resolve(authorizer.cache_seconds or 0),
        }
    if isinstance(authorizer, LambdaAuthorizer | TokenAuthorizer):
        expression = authorizer.validation_expression if isinstance(authorizer, TokenAuthorizer) else None
        return {
            "Type": "TOKEN" if isinstance(authorizer, TokenAuthorizer) else "REQUEST",
            "AuthorizerUri": invocation_uri(assembly, authorizer.function),
            "AuthorizerCredentials": credentials(api),
            "IdentitySource": sources,
            "IdentityValidationExpression": resolve(expression),
            "AuthorizerResultTtlInSeconds": resolve(authorizer.cache_seconds),
        }
    raise TypeError(f"{type(authorizer).__name__} is no resource")


def _expression(source: str) -> str:
    """Write an identity source as REST APIs do."""
    place, _, name = source.partition(".")
    return f"{_PLACES[place]}.{name}"


def _pool_arn(assembly: Assembly, pool: Any) -> Any:
    """Give the ARN of a user pool; one of which the id is known says its region by that."""
    if not is_intrinsic(pool):
        return pool if pool.startswith("arn:") else Sub(_POOL % (pool.partition("_")[0], pool))
    resolved = assembly.resolve(pool)
    if says_arn(pool):
        return resolved
    region = "${AWS::Region}"
    name = pool.name if isinstance(pool, Parameter) else resolved.to_dict().get("Ref")
    if isinstance(name, str):
        return Sub(_POOL % (region, f"${{{name}}}"))
    return Sub(_POOL % (region, "${UserPool}"), UserPool=resolved)


# What is worth knowing of an authorizer


def _note(assembly: Assembly, authorizer: Authorizer) -> None:
    if isinstance(authorizer, CognitoAuthorizer):
        if authorizer.clients and authorizer.validation_expression is None:
            assembly.notices.append(
                Notice(
                    f"{authorizer.label}: a REST API asks no token for its app client: those of all clients of the "
                    "pool get in.",
                    authorizer.source,
                    'leave out clients=; validation_expression="<client id>" holds ID tokens to their aud, scopes= '
                    "access tokens to their scopes",
                )
            )
    elif isinstance(authorizer.function, Function):
        code = code_of(authorizer.function)
        if code is not None:
            _note_answer(assembly, authorizer, code)


def _note_answer(assembly: Assembly, authorizer: Authorizer, code: str) -> None:
    """Tell of an answer that API Gateway would not understand, or would keep for other methods than it is meant for."""
    if "isAuthorized" in code and "policyDocument" not in code and "api_policy" not in code:
        problem = "its code answers yes or no, and a REST API expects a policy: clients would get 500"
        fix = 'answer with allow(...) or deny(...) of api_policy, which Directory("…", policies=True) brings'
    elif getattr(authorizer, "caches", False) and allows_one_route(code) and not _by_method(authorizer):
        problem = "its policy seems to name one method, and while it is cached it holds for all of them"
        fix = 'answer with allow(...) of api_policy, which Directory("…", policies=True) brings' + (
            ', or add "context.httpMethod" and "context.path" to identity_sources'
            if isinstance(authorizer, LambdaAuthorizer)
            else ""
        )
    else:
        return
    assembly.notices.append(Notice(f"{authorizer.label}: {problem}.", authorizer.source, fix))


def _by_method(authorizer: Authorizer) -> bool:
    return {"context.httpMethod", "context.path"} <= {*authorizer.sources}
