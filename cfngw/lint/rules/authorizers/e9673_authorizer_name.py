"""E9673: the authorizers of a REST API have names of their own."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.authorizers.common import OF_REST, place
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Authorizer


class AuthorizerName(Rule):
    """Two authorizers of one name in a REST API."""

    id = "E9673"
    short = "The authorizers of a REST API have names of their own"
    long = "A name stands for one authorizer of an API. Two whose conditions may exclude each other are not told."
    aws = "The stack fails: Authorizer name must be unique. Authorizer … already exists in this RestApi."
    fix = "Rename one, or let both routes ask the same."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"
    tags = ("apigateway", "authorizers")
    types = (OF_REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST":
                continue
            first: dict[str, Authorizer] = {}
            for each in api.authorizers:
                if not isinstance(each.name, str) or each.made is not True:
                    continue
                other = first.setdefault(each.name, each)
                if other is not each and each.logical_id:
                    first_one = other.logical_id or "one in the document"
                    yield Problem(
                        place(each, "Name"),
                        f'{each.logical_id} is called "{each.name}", as {first_one} is: '
                        "the stack would fail with Authorizer name must be unique. Rename one",
                    )
