"""E9656: an authorizer that needs an identity source has one."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import authorizers, called, is_resource, place
from cfngw.lint.rules.authorizers.sources import form_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_USUAL_TTL = 300


class IdentitySourceMissing(Rule):
    """An authorizer without an identity source, which its kind or its cache needs."""

    id = "E9656"
    short = "An authorizer that needs an identity source has one"
    long = (
        "TOKEN, COGNITO_USER_POOLS and JWT read a token from there. REQUEST keeps its answers by the identity sources; "
        "a REST API keeps them for 300 seconds unless AuthorizerResultTtlInSeconds is 0."
    )
    aws = "The stack fails: Identity source must be set if authorizer caching is enabled (TTL is greater than 0)."
    fix = "Write IdentitySource, or AuthorizerResultTtlInSeconds: 0 for a REQUEST authorizer that looks at all."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            form = form_of(api, authorizer)
            if form is None or authorizer.identity_sources:
                continue
            ttl = authorizer.ttl_seconds
            if authorizer.kind == "REQUEST":
                if ttl is None and api.protocol == "REST" and is_resource(authorizer):
                    ttl = _USUAL_TTL
                if isinstance(ttl, int) and ttl > 0 and api.protocol != "WEBSOCKET":
                    yield Problem(
                        place(authorizer, "AuthorizerResultTtlInSeconds"),
                        f"{called(authorizer)} keeps its answers for {ttl} seconds and has no identity source to know "
                        "them by: the stack would fail. Write IdentitySource, or AuthorizerResultTtlInSeconds: 0",
                    )
            elif is_resource(authorizer):
                yield Problem(
                    place(authorizer, "IdentitySource"),
                    f"{called(authorizer)} is of the type {authorizer.kind} and has no identity source to read the "
                    f"token from: the stack would fail. Write IdentitySource: {form.shown.partition(' ')[0]}",
                )
