"""E9558: a parameter that is handed on is declared by the method."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.integrations.mappings import declared_by, parameter_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RequestParameterDeclared(Rule):
    """A parameter that is handed on is declared by the method."""

    id = "E9558"
    short = "Each method.request parameter that an integration hands on is declared by the method"
    long = (
        "An integration reads path variables, query parameters and headers that the method declares in "
        "RequestParameters, those of the path too."
    )
    aws = (
        "PutIntegration answers 400 Invalid mapping expression parameter specified: method.request.<place>.<name>, "
        "and the stack is rolled back."
    )
    fix = "Write RequestParameters: {method.request.<place>.<name>: false} with the method, true where it is required."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if not row.found.request_parameters:
                continue
            declared = declared_by(row)
            if declared is None:
                continue
            for place, source in row.found.request_parameters.items():
                read = parameter_of(source)
                if read is not None and read not in declared:
                    yield Problem(
                        row.at("RequestParameters", place),
                        f"{row.route.key} hands on method.request.{'.'.join(read)}, which the method does not "
                        f"declare: API Gateway refuses it. Write method.request.{'.'.join(read)}: false in the "
                        "method's RequestParameters",
                    )
