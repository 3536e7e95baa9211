"""E9545: a mock says which status it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import At
from cfngw.lint.rules.integrations.common import TYPES, Row, integrations, told
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_STATUS = re.compile(r"""["']?statusCode["']?\s*:\s*([^,}\s]*)""")
_WRITE = "Write application/json: '{\"statusCode\": 200}'"


class MockStatus(Rule):
    """A mock says which status it answers."""

    id = "E9545"
    short = "The request template of a mock integration gives a statusCode"
    long = (
        'A mock answers the status in what its request template makes, {"statusCode": 200}, a number. A call '
        "without a content type takes the template for application/json."
    )
    aws = (
        "The stack is created; each call is answered with 500 (Unable to parse statusCode. It should be an integer "
        "defined in request template)."
    )
    fix = "Write RequestTemplates: {application/json: '{\"statusCode\": 200}'}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type == "MOCK":
                fault = _fault(row)
                if fault is not None:
                    yield Problem(
                        fault[0],
                        f"The mock of {row.route.key} {fault[1]}: each call would be answered with 500. {_WRITE}",
                    )


def _fault(row: Row) -> tuple[At, str] | None:
    given = row.found.request_templates
    if not given:
        what = "has no request template that gives a statusCode"
        return (row.at("RequestTemplates"), what) if row.lacks("RequestTemplates") else None
    for template in given.values():
        text = told(template.text)
        if text is None:
            return None
        found = _STATUS.search(text)
        if found is None and "statusCode" not in text and "responseOverride" not in text and "#" not in text:
            return template.at, "has a template that gives no statusCode"
        if found is not None and re.match("[\"'][0-9]", found[1]):
            return template.at, "gives its statusCode as a text, not as a number"
        if found is not None and re.fullmatch("[0-9]+", found[1]) and not re.fullmatch("[1-5][0-9]{2}", found[1]):
            return template.at, f"gives the statusCode {found[1]}, which is none"
    if row.route.method in ("GET", "OPTIONS", "HEAD") and "application/json" not in given and "$default" not in given:
        return row.at("RequestTemplates"), "has no template for application/json, which a call without a body takes"
    return None
