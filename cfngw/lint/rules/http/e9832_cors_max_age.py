"""E9832: a time that no preflight is kept for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API
from cfngw.lint.rules.http.cors import cors_of, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CorsMaxAge(Rule):
    """A time that no preflight is kept for."""

    id = "E9832"
    short = "MaxAge of CORS is -1 to 86,400 seconds"
    long = "MaxAge says how many seconds a browser keeps the answer to a preflight; -1 for not at all."
    aws = "The stack fails when the API is made: 400 BadRequestException."
    fix = "Write a number from -1 to 86400."
    url = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html"
    types = ("AWS::Serverless::HttpApi", API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, cors in cors_of(view):
            age = cors.max_age_seconds
            if isinstance(age, int) and not -1 <= age <= 86_400:
                yield Problem(
                    place(cors, "MaxAge"),
                    f"MaxAge is {age} seconds, and API Gateway takes -1 to 86400 (400). Write 86400",
                )
