"""W9953: each operation of an HTTP API has an integration."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import X, docs, member, operations
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import HTTP, SAM_HTTP
from cfngw.read.taking import literal


class HttpNoIntegration(Rule):
    """An operation of an HTTP API that nothing stands behind."""

    id = "W9953"
    short = "Each operation of an HTTP API's document has an integration that is there"
    long = (
        "The import makes a route of each operation, and its target of x-amazon-apigateway-integration: written in the "
        "operation, or a $ref to components/x-amazon-apigateway-integrations."
    )
    aws = "The API is imported; a call of a route without a target is answered with an error of the gateway."
    fix = "Write an x-amazon-apigateway-integration in the operation, or correct its $ref."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html"
    tags = ("apigateway", "openapi")
    types = (HTTP, SAM_HTTP)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view, HTTP, SAM_HTTP):
            components = member(doc.node, "components")
            shared = member(components, f"{X}integrations")
            known = shared.value if shared is not None and shared.is_mapping else {}
            open_ended = any(
                name.startswith("Fn::")
                for node in (components, shared)
                if node is not None and node.is_mapping
                for name in node.value
            )
            for operation in operations(doc):
                names = operation.node.value
                if any(name.startswith("Fn::") for name in names):
                    continue
                if f"{X}integration" not in names:
                    yield Problem(
                        operation.node.at,
                        f"{operation.key} of {doc.name} has no x-amazon-apigateway-integration: nothing answers its "
                        "calls. Write one, or take the operation out",
                    )
                    continue
                ref = literal(member(operation.node, f"{X}integration", "$ref"))
                if ref is not None and not open_ended and ref.rpartition("/")[2] not in known:
                    yield Problem(
                        below(operation.node.at, f"{X}integration", "$ref"),
                        f"{operation.key} of {doc.name} refers to the integration {ref}, which is not there: nothing "
                        f"answers its calls. Define it under components/{X}integrations",
                    )
