"""E9657: an authorizer's answers are kept for 0 to 3,600 seconds."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import BY_FUNCTION, authorizers, called, is_resource, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 3600


class CacheTime(Rule):
    """A time to keep answers that is out of range, where cfn-lint doesn't look."""

    id = "E9657"
    short = "An authorizer's answers are kept for 0 to 3,600 seconds"
    long = (
        "AuthorizerResultTtlInSeconds goes up to an hour. cfn-lint's E3718 looks at resources of REST APIs; this rule "
        "at HTTP APIs, OpenAPI documents and SAM."
    )
    aws = "The stack fails: API Gateway takes 0 to 3600."
    fix = "Write 3600 or less; 0 keeps nothing."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            ttl = authorizer.ttl_seconds
            if api.protocol == "REST" and is_resource(authorizer):
                continue
            if isinstance(ttl, int) and not 0 <= ttl <= _MOST and authorizer.kind in BY_FUNCTION:
                yield Problem(
                    place(authorizer, "AuthorizerResultTtlInSeconds"),
                    f"{called(authorizer)} keeps its answers for {ttl} seconds, and API Gateway takes 0 to {_MOST}: "
                    f"the stack would fail. Write {_MOST if ttl > _MOST else 0}",
                )
