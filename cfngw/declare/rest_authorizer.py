"""Authorizers in REST APIs: what they may not say there, and what methods must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cfngw.declare.authorizer import (
    Authorizer,
    LambdaAuthorizer,
    TokenAuthorizer,
    check_names,
    check_variables,
)
from cfngw.declare.cognito_authorizer import CognitoAuthorizer
from cfngw.declare.cors import cors_of
from cfngw.declare.rest_api import PREFLIGHT
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.method import Method
    from cfngw.declare.rest_api import RestApi

# What only HTTP APIs know of a request, and what a REST API has in its place.
_OF_HTTP: Mapping[str, Sequence[str]] = {
    "context.routeKey": ("context.httpMethod", "context.path"),
    "context.http.method": ("context.httpMethod",),
    "context.http.path": ("context.path",),
    "context.http.sourceIp": ("context.identity.sourceIp",),
    "context.http.userAgent": ("context.identity.userAgent",),
}


def decides_by_function(authorizer: Authorizer | None) -> bool:
    """Tell whether a function lets clients in."""
    return isinstance(authorizer, LambdaAuthorizer | TokenAuthorizer)


def check_authorizers(api: RestApi) -> Iterator[CfngwError]:
    """Check an API's authorizers, and whether each method agrees with its own."""
    authorizers = api.authorizers()
    yield from check_names(authorizers)
    for authorizer in authorizers:
        yield from check_variables(api.stages, authorizer)
        if isinstance(authorizer, LambdaAuthorizer):
            yield from _check_function(authorizer)
        elif isinstance(authorizer, CognitoAuthorizer):
            yield from _check_cognito(authorizer)
    for method in api.methods:
        yield from _check_method(api, method)


def _check_function(authorizer: LambdaAuthorizer) -> Iterator[CfngwError]:
    """Refuse what says that the function gets, reads or answers something that a REST API has not."""
    if authorizer.simple_responses:
        yield authorizer.refusal(
            "a REST API knows no simple responses: the function answers with a policy.",
            given=True,
            allowed="simple_responses with HTTP APIs",
            fix='leave it out, and answer with allow(...) of the module that Directory("…", policies=True) brings',
        )
    if "payload_format_version" in vars(authorizer) and authorizer.payload_format_version == "2.0":
        yield authorizer.refusal(
            "a REST API's events have one form, which HTTP APIs call 1.0.",
            given=authorizer.payload_format_version,
            allowed="'1.0', or nothing",
            fix="leave out payload_format_version=",
        )
    for source in authorizer.sources:
        if source in _OF_HTTP:
            others = ", ".join(f'"{each}"' for each in _OF_HTTP[source])
            yield authorizer.refusal(
                f"a REST API has no ${source}: every call would get 401.",
                given=source,
                allowed="what a REST API knows of a request",
                fix=f"write {others}",
            )


def _check_cognito(authorizer: CognitoAuthorizer) -> Iterator[CfngwError]:
    if not authorizer.identity_source.startswith("header."):
        yield authorizer.refusal(
            "a REST API takes a user pool's token from a header alone.",
            given=authorizer.identity_source,
            allowed='"header.<name>"',
            fix='leave it out, or write "header.Authorization"',
        )


def _check_method(api: RestApi, method: Method) -> Iterator[CfngwError]:
    authorizer = api.authorizer_of(method)
    if method.scopes and (authorizer is None or not authorizer.scoped):
        yield method.refusal(
            "scopes are what a token holds, and nothing here reads one.",
            given=list(method.scopes) if isinstance(method.scopes, Sequence) else method.scopes,
            allowed="with a CognitoAuthorizer",
            fix="give the method or the API such an authorizer, or leave out scopes=",
        )
    if method.public is not None and authorizer is not None:
        yield method.refusal(
            f"it says why everybody may call it, and {authorizer.label} does not let everybody.",
            given=method.public,
            allowed="public= on a method without an authorizer",
            fix="write authorizer=None beside public=, or leave out public=",
        )
    if method.key.method == PREFLIGHT and authorizer is not None and cors_of(api, method) is not None:
        yield method.refusal(
            "browsers send a preflight without credentials, so that no authorizer can let it in.",
            given=authorizer.label,
            allowed="OPTIONS without an authorizer; it does not take the API's own either",
            fix="leave out authorizer=, or the whole method: with cors the API answers preflights itself",
        )
    needs_key = method.api_key_required not in (None, False)
    if api.api_key_source == "AUTHORIZER" and needs_key and not decides_by_function(authorizer):
        yield method.refusal(
            "its API key comes from an authorizer's function, and it has none: it would refuse everybody with 403.",
            given='api_key_source="AUTHORIZER"',
            allowed="with a LambdaAuthorizer or a TokenAuthorizer, whose answer has a usageIdentifierKey",
            fix="give it such an authorizer, or leave out api_key_source=: then keys come in the header X-Api-Key",
        )
