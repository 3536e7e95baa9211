"""E9919: a function's environment does not name the API that SAM writes the function into."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.functions.sam import own_apis
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class SamCycle(Rule):
    """A function's environment does not name the API that SAM writes the function into."""

    id = "E9919"
    short = "A function's environment does not name the API that SAM writes the function into"
    long = (
        "SAM writes the function's ARN into the API's definition. With the API, or its stage, in Environment each "
        "waits for the other. In templates without SAM cfn-lint tells such circles (E3004)."
    )
    aws = "The change set fails: Circular dependency between resources."
    fix = (
        "Give the function a domain name of your own or the name of an SSM parameter, or take the API's id from "
        "`event.requestContext.apiId`."
    )
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html"
    tags = ("apigateway", "lambda", "sam")
    types = ("AWS::Serverless::Function",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        owned = own_apis(view)
        for each in view.reading.functions.values():
            for name, given in each.environment.items():
                pieces = given.pieces if isinstance(given, Text) else (given,)
                found = {piece.logical_id for piece in pieces if isinstance(piece, Reference)}
                named = {one for one in found if one in owned.get(each.logical_id, ()) or one not in view.found.index}
                for api in sorted(owned.get(each.logical_id, set())):
                    if any(one == api or one.startswith((f"{api}.", f"{api}Stage", f"{api}Prod")) for one in named):
                        yield Problem(
                            below(each.at, "Properties", "Environment", "Variables", name),
                            f"{name} names {api}, in whose definition SAM writes {each.logical_id}: the stack would "
                            "fail with a circular dependency. Take the API's id from event.requestContext.apiId",
                        )
