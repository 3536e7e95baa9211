"""E9808: a key of parameter mapping that API Gateway doesn't take."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.http.mapping import wrong_key
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class MappingKey(Rule):
    """A key of parameter mapping that API Gateway doesn't take."""

    id = "E9808"
    short = "A parameter is changed by append, overwrite or remove of a header, a query string or the path"
    long = (
        "RequestParameters of an HTTP API has keys such as append:header.x-id, remove:querystring.q and "
        "overwrite:path; the keys of REST APIs, integration.request..., are none."
    )
    aws = "The stack fails when the integration is made: 400, Invalid mapping expression specified."
    fix = "Write <action>:<place>.<name>, or overwrite:path."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                if isinstance(row.found.target, (ServiceTarget, Unknown)):
                    continue
                for key in row.found.request_parameters:
                    wrong = wrong_key(key, "request")
                    if wrong is not None:
                        yield Problem(
                            row.at("RequestParameters", key),
                            f"{key} {wrong}, for API Gateway refuses the integration (400)",
                        )
