"""E9559: a cache key is a parameter of the method."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, integrations, told
from cfngw.lint.rules.integrations.mappings import declared_by, parameter_of
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class CacheKey(Rule):
    """A cache key is a parameter of the method."""

    id = "E9559"
    short = "Each of CacheKeyParameters is a parameter that the method declares or the integration sets"
    long = (
        "An answer is cached by parameters: method.request.<place>.<name> as the method declares it, or "
        "integration.request.<place>.<name> as the integration sets it."
    )
    aws = "PutIntegration answers 400 Invalid mapping expression specified, or 404 Invalid parameter name specified."
    fix = "Declare the parameter in the method's RequestParameters, or leave it out of CacheKeyParameters."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            for index, key in enumerate(row.found.cache_keys):
                text = told(key)
                fault = _fault(row, text) if text is not None else None
                if fault is not None:
                    yield Problem(
                        row.at("CacheKeyParameters", index),
                        f"{row.route.key} caches by {text}, {fault[0]}: API Gateway refuses it. {fault[1]}",
                    )


def _fault(row: Row, key: str) -> tuple[str, str] | None:
    if key.startswith("integration.request."):
        given = row.found.request_parameters
        if key in given or not (given or row.lacks("RequestParameters")):
            return None
        return "which the integration does not set", "Write it in the integration's RequestParameters"
    read = parameter_of(key)
    if read is None:
        return "which names no parameter", "Write method.request.querystring.<name>, header or path"
    declared = declared_by(row)
    if declared is None or read in declared:
        return None
    return "which the method does not declare", f"Write {key}: false in the method's RequestParameters"
