"""W9806: a subtype, or a parameter of one, that AWS doesn't document."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.http.subtypes import OPTIONAL, REQUIRED
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class ServiceWords(Rule):
    """A subtype, or a parameter of one, that AWS doesn't document."""

    id = "W9806"
    short = "A subtype and its parameters are among those that AWS documents"
    long = "Each subtype has the parameters of its own, in the spelling of the service; nothing else is taken."
    aws = "The stack fails when the integration is made: 400, the parameter does not fit the schema of the operation."
    fix = "Write the name as AWS's list of subtypes has it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                target = row.found.target
                subtype = target.subtype if isinstance(target, ServiceTarget) else None
                if not isinstance(subtype, str):
                    continue
                if subtype not in REQUIRED:
                    close = nearest(subtype, REQUIRED)
                    yield Problem(
                        row.at("IntegrationSubtype"),
                        f"{subtype} is no subtype that AWS documents; it would be refused (400). "
                        f"Write {close or 'one of ' + ', '.join(REQUIRED)}",
                    )
                    continue
                known = (*REQUIRED[subtype], *OPTIONAL[subtype])
                for name in row.found.request_parameters:
                    if name not in known:
                        close = nearest(name, known)
                        yield Problem(
                            row.at("RequestParameters", name),
                            f"{subtype} has no parameter {name}; the integration would be refused (400). "
                            f"Write {close or 'one of ' + ', '.join(known)}",
                        )
