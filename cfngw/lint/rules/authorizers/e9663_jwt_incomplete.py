"""E9663: a JWT authorizer says whose tokens count."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import authorizers, called, is_of_sam, is_resource, place
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class JwtIncomplete(Rule):
    """A JWT authorizer without its configuration, issuer or audience."""

    id = "E9663"
    short = "A JWT authorizer says whose tokens count"
    long = (
        "A JWT authorizer of an HTTP API needs an issuer, by which the keys are found, and at least one audience, "
        "which the token's aud or client_id has to be. In a REST API, templates have no properties for one."
    )
    aws = "The stack fails: JwtConfiguration, with Issuer and Audience, is required for the type JWT."
    fix = "Write JwtConfiguration: {Issuer: https://…, Audience: […]}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            if authorizer.kind != "JWT" or api.protocol not in ("HTTP", "REST"):
                continue
            at = place(authorizer, "JwtConfiguration")
            if authorizer.issuer is None and not authorizer.audience:
                if api.protocol == "REST" and not is_resource(authorizer):
                    continue  # its own form, which is not read
                resource = view.found.index.get(authorizer.logical_id)
                given = resource.properties.get("JwtConfiguration") if resource is not None else None
                if given is not None and (given.unknown is not None or api.protocol == "REST"):
                    continue
                yield Problem(
                    at,
                    f"{called(authorizer)} is of the type JWT and has no JwtConfiguration: the stack would fail. Write "
                    + (
                        "Type TOKEN or REQUEST with a function, or COGNITO_USER_POOLS"
                        if api.protocol == "REST"
                        else "JwtConfiguration: {Issuer: https://…, Audience: […]}"
                    ),
                )
            elif api.protocol == "HTTP" and authorizer.issuer is None:
                yield Problem(
                    at if is_of_sam(authorizer) else below(at, "Issuer"),
                    f"{called(authorizer)} has no issuer, by which the keys of tokens are found: the stack would fail. "
                    "Write Issuer: https://…",
                )
            elif api.protocol == "HTTP" and not authorizer.audience:
                yield Problem(
                    at if is_of_sam(authorizer) else below(at, "Audience"),
                    f"{called(authorizer)} has no audience, which is required: no token could be meant for it. Write "
                    "Audience: [the ids of the clients]",
                )
