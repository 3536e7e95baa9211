"""E9960: a path begins with a slash."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import APIS, EVENT_HOLDERS, docs, events
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class PathSlash(Rule):
    """A path of a document or of an event that doesn't begin with a slash."""

    id = "E9960"
    short = "The path of an operation or of an event begins with a slash"
    long = "Paths of OpenAPI begin with a slash; SAM writes the path of an event into the document as it is."
    aws = "The import fails, and the stack rolls back: Invalid OpenAPI input, or Unable to parse API definition."
    fix = "Write the slash."
    url = (
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html"
    )
    tags = ("apigateway", "openapi", "sam")
    types = (*APIS, *EVENT_HOLDERS)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            paths = doc.node.get("paths")
            for path in paths.value if paths is not None and paths.is_mapping else ():
                if _lacks_slash(path) and paths is not None:
                    yield Problem(
                        below(paths.at, path),
                        f"The path {path} of {doc.name} doesn't begin with a slash, and the import fails. Write "
                        f"/{path}",
                    )
        for event in events(view):
            if _lacks_slash(event.path):
                yield Problem(
                    below(event.node.at, "Path"),
                    f"The path {event.path} of the event {event.name} of {event.holder} doesn't begin with a slash, "
                    "and "
                    f"the import of the API fails. Write /{event.path}",
                )


def _lacks_slash(path: str) -> bool:
    return not path.startswith(("/", "$default", "x-", "Fn::"))
