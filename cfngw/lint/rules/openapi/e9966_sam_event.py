"""E9966: an event of SAM is a route that its API can have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import EVENT_HOLDERS, events, is_managed
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_HTTP, SAM_REST

_KINDS = {"Api": SAM_REST, "HttpApi": SAM_HTTP}
_IDS = {"Api": "RestApiId", "HttpApi": "ApiId"}


class SamEvent(Rule):
    """Two events of one route, or an event of the other kind of API."""

    id = "E9966"
    short = "Each route is the event of one function, of the kind that its API is"
    long = (
        "SAM writes each event into the document of its API, where a method of a path is there once. An event Api is "
        "for "
        "AWS::Serverless::Api, an event HttpApi for AWS::Serverless::HttpApi."
    )
    aws = (
        'The transform fails: API method "get" defined multiple times for path "/x", or RestApiId must be a valid '
        "reference to an 'AWS::Serverless::Api' resource in same template."
    )
    fix = "Give the event a path or method of its own, and the type of its API."
    url = (
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html"
    )
    tags = ("apigateway", "sam")
    types = EVENT_HOLDERS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str, str, str, str], str] = {}
        for event in events(view):
            if event.api is not None and event.api.type in _KINDS.values() and event.api.type != _KINDS[event.kind]:
                other = "HttpApi" if event.kind == "Api" else "Api"
                yield Problem(
                    below(event.node.at, _IDS[event.kind]),
                    f"The event {event.name} of {event.holder} is of the type {event.kind}, and {event.api.logical_id} "
                    f"is an {event.api.type}: the transform fails. Write Type: {other} and {_IDS[other]}",
                )
                continue
            if not event.certain or (event.api is not None and not is_managed(event.api)):
                continue
            prefix = "/".join(map(str, event.node.at.document.path.parts))
            key = (prefix, event.kind if event.api is None else event.api.key, event.verb, event.path)
            before = first.setdefault(key, f"{event.name} of {event.holder}")
            if before != f"{event.name} of {event.holder}":
                yield Problem(
                    below(event.node.at, "Path"),
                    f"{event.key} is the event {event.name} of {event.holder}, and {before} already: the transform "
                    "fails "
                    "(API method defined multiple times). Give one a path or method of its own",
                )
