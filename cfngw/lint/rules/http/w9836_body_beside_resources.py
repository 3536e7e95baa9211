"""W9836: routes beside a document."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class BodyBesideResources(Rule):
    """Routes beside a document."""

    id = "W9836"
    short = "An API is made of a document or of resources, not of both"
    long = (
        "Each change of Body is an import that writes over the whole API: routes and integrations that are "
        "resources are gone with it, or are there twice."
    )
    aws = (
        "The stack is created, or fails with 409; after a later change of Body calls of the routes that were "
        "resources get 404."
    )
    fix = "Write the routes into the document, or all of it as resources."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            if not api.has_body:
                continue
            for row in api.routes:
                yield Problem(
                    row.resource.at,
                    f"{api.resource.logical_id} is made of a document, whose next change removes the route "
                    f"{row.key or row.resource.logical_id}. Write it into the document",
                )
