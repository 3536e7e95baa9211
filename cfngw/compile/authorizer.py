"""Authorizers of HTTP APIs: one resource each, whatever the number of its routes."""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, apigatewayv2

from cfngw.compile.assembly import Assembly, list_of, only_given
from cfngw.compile.authorizer_code import allows_one_route, code_of
from cfngw.compile.invocation import credentials, invocation_uri
from cfngw.declare.authorizer import (
    PLACES,
    Authorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
)
from cfngw.declare.cognito_authorizer import CognitoAuthorizer
from cfngw.declare.function import own_function
from cfngw.declare.http_api import HttpApi, Route
from cfngw.declare.parameter import Parameter, default_of
from cfngw.errors import Notice

_LONGEST_ANSWER = 10  # seconds; https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
_ISSUER = "https://cognito-idp.%s.${AWS::URLSuffix}/%s"
_REGION = "${AWS::Region}"


def add_authorizers(assembly: Assembly, api: HttpApi) -> None:
    """Put the authorizers that some route has into the template."""
    for authorizer in api.authorizers():
        title = authorizer.resource_id(api.name)
        if title is None or assembly.lost(authorizer.function):
            continue
        options = {
            "Condition": None if authorizer.function is None else assembly.condition(authorizer.function),
            "ApiId": Ref(api.resource_id),
            "Name": authorizer.name,
            **_options(assembly, api, authorizer),
            "IdentitySource": [_expression(each) for each in authorizer.sources] or None,
        }
        made = apigatewayv2.Authorizer(title, **only_given(options))
        assembly.add(made, (api.resource_id, authorizer), authorizer.source)
        if isinstance(authorizer, LambdaAuthorizer):
            _note(assembly, authorizer)


def route_options(assembly: Assembly, api: HttpApi, route: Route) -> dict[str, Any]:
    """Give what a route says of who may call it; NONE where it was opened, nothing where no authorizer is about."""
    authorizer = api.authorizer_of(route)
    if authorizer is None:
        opened = route.authorizer is None or api.authorizer is not None
        return {"AuthorizationType": "NONE"} if opened else {}
    title = authorizer.resource_id(api.name)
    options = {
        "AuthorizationType": authorizer.kind,
        "AuthorizerId": None if title is None else Ref(title),
        "AuthorizationScopes": assembly.resolve(route.scopes) or None,
    }
    return only_given(options)


def _expression(source: str) -> str:
    """Write an identity source as HTTP APIs do."""
    place, _, name = source.partition(".")
    return f"${PLACES[place]}.{name}"


def _options(assembly: Assembly, api: HttpApi, authorizer: Authorizer) -> dict[str, Any]:
    if isinstance(authorizer, JwtAuthorizer):
        return _jwt(assembly.resolve(authorizer.issuer), list_of(assembly, authorizer.audience))
    if isinstance(authorizer, CognitoAuthorizer):
        return _jwt(_issuer(assembly, authorizer), list_of(assembly, authorizer.clients))
    if isinstance(authorizer, LambdaAuthorizer):
        return {
            "AuthorizerType": "REQUEST",
            "AuthorizerUri": invocation_uri(assembly, authorizer.function),
            "AuthorizerCredentialsArn": credentials(api),
            "AuthorizerPayloadFormatVersion": authorizer.payload_format_version,
            "EnableSimpleResponses": authorizer.simple if authorizer.payload_format_version == "2.0" else None,
            "AuthorizerResultTtlInSeconds": assembly.resolve(authorizer.cache_seconds),
        }
    raise TypeError(f"{type(authorizer).__name__} is no resource")


def _jwt(issuer: Any, audience: Any) -> dict[str, Any]:
    configuration = apigatewayv2.JWTConfiguration(Audience=audience, Issuer=issuer)
    return {"AuthorizerType": "JWT", "JwtConfiguration": configuration}


def _issuer(assembly: Assembly, authorizer: CognitoAuthorizer) -> Sub:
    """Give the address that a user pool's tokens name as theirs."""
    pool = authorizer.pool_id
    if authorizer.region is not None:
        return Sub(_ISSUER % (authorizer.region, pool))
    resolved = assembly.resolve(pool)
    if isinstance(pool, Parameter):
        return Sub(_ISSUER % (_REGION, f"${{{pool.name}}}"))
    written = resolved.to_dict()
    if isinstance(written.get("Ref"), str):
        return Sub(_ISSUER % (_REGION, f"${{{written['Ref']}}}"))
    return Sub(_ISSUER % (_REGION, "${UserPool}"), UserPool=resolved)


# What is worth knowing of a function that authorizes


def _note(assembly: Assembly, authorizer: LambdaAuthorizer) -> None:
    function = own_function(authorizer.function)
    if function is None:
        return
    timeout = default_of(function.timeout_seconds)
    if isinstance(timeout, int) and timeout > _LONGEST_ANSWER:
        assembly.notices.append(
            Notice(
                f"{authorizer.label}: API Gateway waits {_LONGEST_ANSWER} seconds for it, and {function.name} may take "
                f"{timeout}.",
                function.source,
                f"write timeout_seconds={_LONGEST_ANSWER} or less",
            )
        )
    code = code_of(function)
    if code is not None:
        _note_answer(assembly, authorizer, code)


def _note_answer(assembly: Assembly, authorizer: LambdaAuthorizer, code: str) -> None:
    """Tell of an answer that API Gateway would take for none: clients get 500 without a word."""
    yes_or_no, policy = "isAuthorized" in code, "policyDocument" in code
    if authorizer.simple and policy and not yes_or_no:
        fix = 'answer {"isAuthorized": …}, or write simple_responses=False'
        problem = "its code answers with a policy, and the authorizer expects yes or no"
    elif not authorizer.simple and yes_or_no and not policy:
        fix = "answer with a policy, or " + (
            "leave out simple_responses="
            if authorizer.payload_format_version == "2.0"
            else 'write payload_format_version="2.0"'
        )
        problem = "its code answers yes or no, and the authorizer expects a policy"
    elif not authorizer.simple and authorizer.caches and allows_one_route(code) and not _by_route(authorizer):
        fix = 'allow all routes in the policy, or add "context.routeKey" to identity_sources'
        problem = "its policy seems to name one route, and while it is cached it holds for all of them"
    else:
        return
    assembly.notices.append(Notice(f"{authorizer.label}: {problem}.", authorizer.source, fix))


def _by_route(authorizer: LambdaAuthorizer) -> bool:
    return "context.routeKey" in authorizer.identity_sources
