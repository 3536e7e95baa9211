"""E9829: credentials from everywhere."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API
from cfngw.lint.rules.http.cors import cors_of, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CorsCredentials(Rule):
    """Credentials from everywhere."""

    id = "E9829"
    short = "CORS with credentials names its origins"
    long = (
        "AllowCredentials lets a browser send cookies; then AllowOrigins can't be *, or any page could act for "
        "whoever looks at it."
    )
    aws = "The stack fails when the API is made: 400, allow-credentials is not supported if 'allow-origin' is *."
    fix = "Name the origins, such as https://www.example.com, or leave out AllowCredentials."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
    types = ("AWS::Serverless::HttpApi", API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, cors in cors_of(view):
            if cors.credentials is True and "*" in cors.origins:
                yield Problem(
                    place(cors, "AllowCredentials"),
                    "AllowCredentials with the origin *: API Gateway refuses it (400), for any page could "
                    "then act for its "
                    "visitors. Name the origins, or leave it out",
                )
