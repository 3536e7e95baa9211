"""W9951: a document is of a version that API Gateway imports."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import APIS, docs
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class UnsupportedVersion(Rule):
    """A document of a version that API Gateway is not known to import."""

    id = "W9951"
    short = "A REST API imports OpenAPI 3.0 or 2.0, an HTTP API 3.0"
    long = "API Gateway documents the import of OpenAPI 3.0, and for REST APIs of 2.0 (Swagger). 3.1 is neither."
    aws = (
        "The stack fails when the API is made: Unable to determine OAS version from '3.1.0', or Invalid OpenAPI input."
    )
    fix = "Write the document as OpenAPI 3.0: in 3.1 the types of a schema may be lists, which 3.0 writes as nullable."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html"
    tags = ("apigateway", "openapi")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            given = literal(doc.node.get("openapi"))
            if given is not None and given.startswith("3.") and not (given == "3.0" or given.startswith("3.0.")):
                yield Problem(
                    below(doc.node.at, "openapi"),
                    f"The document of {doc.name} is OpenAPI {given}, and API Gateway imports 3.0: it answers Unable to "
                    f"determine OAS version from '{given}'. Write it as 3.0.1",
                )
            swagger = literal(doc.node.get("swagger"))
            if swagger is not None and swagger.startswith("2") and not doc.is_rest:
                yield Problem(
                    below(doc.node.at, "swagger"),
                    f"The document of {doc.name} is Swagger {swagger}, and HTTP APIs import OpenAPI 3.0. Write it as "
                    "openapi 3.0.1",
                )
