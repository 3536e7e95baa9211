"""E9950: a document says which OpenAPI it is."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import APIS, docs
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class DocumentVersion(Rule):
    """A document without a version, or with one that never was."""

    id = "E9950"
    short = "An OpenAPI document says its version: openapi 3.0.x, or swagger 2.0"
    long = (
        "API Gateway chooses its importer by the member openapi (3.0.x) or swagger (2.0). Without one of them, or with "
        "a number of the other, it knows no importer."
    )
    aws = "The stack fails when the API is made: Invalid OpenAPI input, or Unable to determine OAS version."
    fix = 'Write `openapi: "3.0.1"` at the head of the document.'
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html"
    tags = ("apigateway", "openapi")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            openapi, swagger = doc.node.get("openapi"), doc.node.get("swagger")
            if openapi is None and swagger is None:
                # SAM writes the version of a document that has none.
                if doc.is_whole and not doc.resource.type.startswith("AWS::Serverless::"):
                    yield Problem(
                        doc.node.at,
                        f"The document of {doc.name} has neither openapi nor swagger: API Gateway would refuse it "
                        '(Invalid OpenAPI input). Write openapi: "3.0.1"',
                    )
                continue
            for name, node, start in (("openapi", openapi, "3"), ("swagger", swagger, "2")):
                given = literal(node)
                if given is not None and given.partition(".")[0] != start:
                    yield Problem(
                        below(doc.node.at, name),
                        f"There is no {name} {given}: API Gateway would refuse the document of {doc.name} (Unable to "
                        'determine OAS version). Write openapi: "3.0.1" or swagger: "2.0"',
                    )
