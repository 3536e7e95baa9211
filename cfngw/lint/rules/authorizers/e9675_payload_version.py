"""E9675: an HTTP API's function that authorizes has a payload version."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import authorizers, called, is_of_sam, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_VERSIONS = ("1.0", "2.0")


class PayloadVersion(Rule):
    """A REQUEST authorizer of an HTTP API without a payload version, or with one that there is not."""

    id = "E9675"
    short = "An HTTP API's authorizer that is a function has a payload version, 1.0 or 2.0"
    long = (
        "AuthorizerPayloadFormatVersion says what the function gets, and what it answers: 1.0 what a REST API's "
        "function does, 2.0 the newer form. Templates have to write it; as a text, for YAML reads 2.0 as a number."
    )
    aws = "The stack fails: AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer."
    fix = "Write AuthorizerPayloadFormatVersion: '2.0'."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            if api.protocol != "HTTP" or authorizer.kind != "REQUEST" or is_of_sam(authorizer):
                continue
            given = authorizer.payload_version
            if given is None:
                found = "has no payload version, which functions need: the stack would fail. Write '2.0', or '1.0'"
            elif isinstance(given, str) and given not in _VERSIONS:
                found = f"has the payload version {given}, and there are 1.0 and 2.0: the stack would fail. Write '2.0'"
            else:
                continue
            yield Problem(place(authorizer, "AuthorizerPayloadFormatVersion"), f"{called(authorizer)} {found}")
