"""E9546: each status that an integration answers is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, at, integrations, told, written
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ResponseStatus(Rule):
    """Each status that an integration answers is declared."""

    id = "E9546"
    short = "Each status of an integration's responses has a method response"
    long = (
        "An integration response maps an answer to a method response of the same status; a status is a number from "
        "100 to 599."
    )
    aws = (
        "PutIntegrationResponse answers 400 Invalid mapping expression specified: No method response exists for "
        "method, and the stack is rolled back."
    )
    fix = "Write MethodResponses: [{StatusCode: ...}] for each status."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            declared = [each.status for each in row.route.responses]
            is_told = all(isinstance(each, str) and each.isdecimal() for each in declared)
            is_told = is_told and (bool(declared) or _has_none(row))
            for response in row.found.responses:
                status = told(response.status)
                if status is None or response.made is not True:
                    continue
                if not re.fullmatch("[1-5][0-9]{2}", status):
                    yield Problem(
                        at(response.at, "StatusCode"),
                        f"{row.route.key} has a response of the status {status}, which is none: API Gateway refuses "
                        "it. Write a number from 100 to 599",
                    )
                elif is_told and not row.is_proxy and status not in declared:
                    yield Problem(
                        at(response.at, "StatusCode"),
                        f"{row.route.key} answers {status}, which none of its method responses declares: API Gateway "
                        "refuses it (No method response exists for method). Write MethodResponses: "
                        f"[{{StatusCode: '{status}'}}]",
                    )


def _has_none(row: Row) -> bool:
    """Tell whether a method has no responses at all; of an OpenAPI document, that is another document's matter."""
    raw = written(row.route.at)
    own = raw.get("Properties") if isinstance(raw, dict) and not row.is_openapi else None
    return isinstance(own, dict) and "MethodResponses" not in own
