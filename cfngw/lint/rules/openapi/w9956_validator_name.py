"""W9956: a request validator that is named is defined."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.openapi.common import OF_REST, X, docs, operations
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class ValidatorName(Rule):
    """The name of a validator that the document doesn't define."""

    id = "W9956"
    short = "A request validator that a document names is one that it defines"
    long = (
        "x-amazon-apigateway-request-validator, at the root or in an operation, names one of "
        "x-amazon-apigateway-request-validators."
    )
    aws = "The import refuses the method, or leaves it without a validator, so that no request is checked."
    fix = "Define the validator under x-amazon-apigateway-request-validators, or correct the name."
    url = (
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "api-gateway-swagger-extensions-request-validator.html"
    )
    tags = ("apigateway", "openapi", "models")
    types = OF_REST

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view, *OF_REST):
            defined = doc.node.get(f"{X}request-validators")
            known = defined.value if defined is not None else {}
            if not isinstance(known, dict) or not doc.is_whole or any(name.startswith("Fn::") for name in known):
                continue
            places = [(doc.node, f"{doc.name} has for all its operations")]
            places += [(each.node, f"{each.key} of {doc.name} has") for each in operations(doc)]
            for node, who in places:
                name = literal(node.get(f"{X}request-validator"))
                if name is not None and name not in known:
                    close = nearest(name, known)
                    fix = f"Write {close}" if close else f"Define it under {X}request-validators"
                    yield Problem(
                        below(node.at, f"{X}request-validator"),
                        f"{who} the validator {name}, which the document doesn't define: requests are not checked, or "
                        f"the import fails. {fix}",
                    )
