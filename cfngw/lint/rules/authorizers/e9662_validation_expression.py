"""E9662: an IdentityValidationExpression is a regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cfngw.lint.rules.authorizers.common import authorizers, called, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ValidationExpression(Rule):
    """A validation expression that doesn't compile."""

    id = "E9662"
    short = "An IdentityValidationExpression is a regular expression"
    long = (
        "A token has to match it before the function is asked. AWS does not say whose regular expressions these are; "
        "what neither Java nor Python compiles is none."
    )
    aws = "The stack fails, or each call is answered with 401: no token matches. AWS does not document which."
    fix = "Correct the expression: mind brackets, and a * or + at the beginning."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, authorizer in authorizers(view):
            text = authorizer.identity_validation
            if api.protocol != "REST" or not isinstance(text, str):
                continue
            why = _fault(text)
            if why is not None:
                at = place(authorizer, "IdentityValidationExpression")
                yield Problem(
                    at,
                    f'{called(authorizer)} has the validation expression "{text}", which does not compile ({why}): no '
                    "token would match, and callers get 401. Correct it",
                )


@lru_cache(maxsize=64)
def _fault(text: str) -> str | None:
    """Tell why neither Python nor Java compiles a pattern."""
    from cfngw.vtl.errors import TemplateProblemError
    from cfngw.vtl.regex_parser import parse_pattern

    try:
        re.compile(text)
    except re.error as error:
        try:
            parse_pattern(text)
        except TemplateProblemError:
            return str(error)
    except (OverflowError, RecursionError):
        pass
    return None
