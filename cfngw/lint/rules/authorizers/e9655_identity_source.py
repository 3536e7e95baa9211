"""E9655: an identity source has the form that the kind of authorizer takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import authorizers, called, is_of_sam, place
from cfngw.lint.rules.authorizers.sources import form_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NOUNS = {"WEBSOCKET": "WebSocket"}


class IdentitySource(Rule):
    """An identity source in the words of another kind of API or authorizer."""

    id = "E9655"
    short = "An identity source has the form that the kind of authorizer takes"
    long = (
        "REST APIs write method.request.header.X, HTTP APIs $request.header.X, WebSocket APIs route.request.header.X. "
        "TOKEN and COGNITO_USER_POOLS take one header, JWT one header or query parameter, REQUEST several of a "
        "request's headers, query parameters, context and stage variables."
    )
    aws = (
        "The stack fails: Invalid token source expression. The source must be a method request header, matching "
        "'method.request.header.[a-zA-Z0-9._-]+'. Other kinds are refused in like words."
    )
    fix = "Write the source as this kind of API does."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            form = form_of(api, authorizer)
            if form is None or is_of_sam(authorizer):
                continue
            sources = authorizer.identity_sources
            at = place(authorizer, "IdentitySource")
            if form.only_one and len(sources) > 1:
                yield Problem(
                    at,
                    f"{called(authorizer)} has {len(sources)} identity sources, and {authorizer.kind} takes one: the "
                    f"stack would fail. Leave one, such as {form.shown}",
                )
                continue
            for source in sources:
                if isinstance(source, str) and form.pattern.fullmatch(source) is None:
                    noun = _NOUNS.get(str(api.protocol), api.protocol)
                    yield Problem(
                        at,
                        f'{called(authorizer)} has the identity source "{source}", which {authorizer.kind} of {noun} '
                        f"APIs does not take: the stack would fail. Write {form.shown}",
                    )
