"""E9661: a COGNITO_USER_POOLS authorizer names user pools by their ARNs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference
from cfngw.lint.rules.authorizers.common import authorizers, called, is_told, marked, place
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_POOL = "AWS::Cognito::UserPool"


class UserPools(Rule):
    """No user pool, or something else in its place."""

    id = "E9661"
    short = "A COGNITO_USER_POOLS authorizer names user pools by their ARNs"
    long = (
        "ProviderARNs takes the ARN of at least one user pool: !GetAtt Pool.Arn. !Ref of a pool gives its id, and "
        "ProviderName and ProviderURL are no ARNs either; clients and identity pools are no user pools."
    )
    aws = "The stack fails: Invalid Cognito User Pool ARN."
    fix = "Write ProviderARNs: [!GetAtt Pool.Arn]."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            if authorizer.kind != "COGNITO_USER_POOLS" or api.protocol != "REST":
                continue
            at = (
                below(authorizer.at, "providerARNs") if not authorizer.logical_id else place(authorizer, "ProviderARNs")
            )
            if not authorizer.user_pools:
                yield Problem(
                    at,
                    f"{called(authorizer)} names no user pool: the stack would fail. Write ProviderARNs: "
                    "[!GetAtt Pool.Arn]",
                )
            for index, pool in enumerate(authorizer.user_pools):
                wrong = _wrong(pool)
                if wrong is not None:
                    where = below(at, index) if authorizer.logical_id else at
                    yield Problem(
                        where,
                        f"{called(authorizer)} names {wrong}, where the ARN of a user pool is wanted: the stack would "
                        "fail with Invalid Cognito User Pool ARN. Write !GetAtt Pool.Arn",
                    )


def _wrong(pool: Any) -> str | None:
    if isinstance(pool, Reference):
        if pool.type == _POOL:
            return None if pool.attribute == "Arn" else f"!{_written(pool)}"
        return f"{pool.logical_id}, an {pool.type}" if pool.type.startswith("AWS::Cognito::") else None
    text = marked(pool)
    if not text or not is_told(pool, _POOL):
        return None
    is_arn = text.startswith("arn:") and ":cognito-idp:" in text and ":userpool/" in text
    return None if is_arn else f'"{pool}"'


def _written(pool: Reference) -> str:
    return f"GetAtt {pool.logical_id}.{pool.attribute}" if pool.attribute else f"Ref {pool.logical_id}"
