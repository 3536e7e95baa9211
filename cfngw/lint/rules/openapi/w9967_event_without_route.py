"""W9967: an event of an API with a document of its own is a route of that document."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import EVENT_HOLDERS, Doc, docs, events, has_intrinsics, is_managed, operations
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_HTTP, SAM_REST


class EventWithoutRoute(Rule):
    """An event that gives a permission and no route."""

    id = "W9967"
    short = "An event of an API with a document of its own is an operation of that document"
    long = (
        "SAM writes no event into a DefinitionBody or DefinitionUri that is given, unless MergeDefinitions says so: "
        "the "
        "event brings the permission alone, and the document has to have the operation."
    )
    aws = "The stack is created; a call of the route is answered 403 Missing Authentication Token (404 by an HTTP API)."
    fix = "Write the operation into the document, leave the document out, or write MergeDefinitions: true."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html"
    tags = ("apigateway", "openapi", "sam")
    types = EVENT_HOLDERS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known: dict[str, Doc] = {doc.resource.key: doc for doc in docs(view, SAM_REST, SAM_HTTP)}
        for event in events(view):
            doc = known.get(event.api.key) if event.api is not None else None
            if doc is None or event.api is None or is_managed(event.api):
                continue
            paths = doc.node.get("paths")
            if not doc.is_whole or has_intrinsics(paths):
                continue
            routes = {operation.key for operation in operations(doc)}
            covered = any(key.endswith(("+}", "$default")) for key in routes)
            item = paths.get(event.path) if paths is not None else None
            if covered or event.key in routes or f"ANY {event.path}" in routes or has_intrinsics(item):
                continue
            yield Problem(
                below(event.node.at, "Path"),
                f"{event.key} is an event of {event.holder}, but no operation in the document of "
                f"{event.api.logical_id}, into which SAM writes none: its calls find no route. Write the operation, or "
                "MergeDefinitions: true",
            )
