"""E9952: each operation of a REST API that is deployed has an integration."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.openapi.common import OF_REST, Doc, X, docs, operations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_REST


class NoIntegration(Rule):
    """An operation that nothing stands behind, in an API that is deployed."""

    id = "E9952"
    short = "Each operation of a REST API's document has an integration"
    long = (
        "What x-amazon-apigateway-integration says is what answers the operation. The import takes an operation "
        "without "
        "one; the deployment does not."
    )
    aws = "The deployment is refused with No integration defined for method, and the stack rolls back."
    fix = "Write an x-amazon-apigateway-integration in the operation, or take the operation out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html"
    tags = ("apigateway", "openapi")
    types = OF_REST

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view, *OF_REST):
            if not _is_deployed(doc, view):
                continue
            for operation in operations(doc):
                names = operation.node.value
                if f"{X}integration" in names or any(name.startswith("Fn::") for name in names):
                    continue
                yield Problem(
                    operation.node.at,
                    f"{operation.key} of {doc.name} has no x-amazon-apigateway-integration: its deployment would fail "
                    "(No integration defined for method). Write one, or take the operation out",
                )


def _is_deployed(doc: Doc, view: View) -> bool:
    if doc.resource.type == SAM_REST:
        # With MergeDefinitions the events bring what the document lacks.
        return doc.resource.properties.get("MergeDefinitions") is None
    key = doc.resource.key
    if any(True for _ in view.found.of(key, "AWS::ApiGateway::Method")):
        return False
    for deployment in view.found.of(key, "AWS::ApiGateway::Deployment"):
        api = deployment.properties.get("RestApiId")
        if deployment.made is True and api is not None and isinstance(api.value, Reference):
            return True
    return False
