"""W9831: a method of CORS that no browser asks for, or a star that it doesn't take."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import API, METHODS
from cfngw.lint.rules.http.cors import cors_of, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CorsMethods(Rule):
    """A method of CORS that no browser asks for, or a star that it doesn't take."""

    id = "W9831"
    short = "AllowMethods has methods in capitals, and with credentials no star"
    long = (
        "Methods are compared letter by letter. With credentials a browser takes * in methods and headers for "
        "itself, not for all."
    )
    aws = "The stack is created, or fails with 400; browsers refuse to send the request."
    fix = "Write GET, POST and the like, each by itself."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
    types = ("AWS::Serverless::HttpApi", API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, cors in cors_of(view):
            for index, method in enumerate(cors.methods):
                if isinstance(method, str) and method not in (*METHODS, "*"):
                    close = nearest(method, METHODS) if method != "ANY" else "*"
                    yield Problem(
                        place(cors, "AllowMethods", index),
                        f"{method} is no method that browsers ask for. Write {close or 'one of ' + ', '.join(METHODS)}",
                    )
            for name, row in (("AllowMethods", cors.methods), ("AllowHeaders", cors.headers)):
                if cors.credentials is True and "*" in row:
                    yield Problem(
                        place(cors, name, row.index("*")),
                        f"With AllowCredentials browsers take * in {name} for itself, and refuse the "
                        "request. Name each",
                    )
