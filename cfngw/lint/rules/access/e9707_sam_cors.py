"""E9707: SAM's CORS has its values in inner quotes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_REST

_NAMES = ("AllowMethods", "AllowHeaders", "AllowOrigin")


class SamCors(Rule):
    """A value of SAM's Cors without the single quotes that API Gateway wants around a literal."""

    id = "E9707"
    short = "The values of SAM's Cors are in single quotes inside the text"
    long = (
        "SAM writes AllowOrigin, AllowMethods and AllowHeaders of AWS::Serverless::Api into mappings of headers as "
        "they are. A literal there has quotes of its own: \"'*'\"."
    )
    aws = "The stack fails: Invalid mapping expression specified: Validation Result: … errors : [GET, POST]."
    fix = "Write \"'GET,POST'\"."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html"
    tags = ("apigateway", "cors", "sam")
    types = (SAM_REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(SAM_REST):
            cors = resource.properties.get("Cors")
            if cors is None:
                continue
            at = below(resource.at, "Properties", "Cors")
            if isinstance(cors.value, str) and not _is_quoted(cors.value):
                yield Problem(at, _message(resource.logical_id, "Cors", cors.value))
            for name in _NAMES if cors.is_mapping else ():
                given = cors.get(name)
                if given is not None and isinstance(given.value, str) and not _is_quoted(given.value):
                    yield Problem(below(at, name), _message(resource.logical_id, name, given.value))


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == "'"


def _message(api: str, name: str, value: str) -> str:
    return (
        f"{name} of {api} is {value} without quotes inside: the stack would fail with Invalid mapping expression "
        f"specified. Write \"'{value}'\""
    )
