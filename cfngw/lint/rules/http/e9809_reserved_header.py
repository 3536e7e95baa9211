"""E9809: a header that API Gateway keeps for itself."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.answers import answers
from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.http.mapping import reserved
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import ServiceTarget


class ReservedHeader(Rule):
    """A header that API Gateway keeps for itself."""

    id = "E9809"
    short = "Parameter mapping changes no header that API Gateway keeps for itself"
    long = (
        "Reserved are access-control-*, apigw-*, X-Amz-*, X-Amzn-*, Authorization, Connection, Content-Encoding, "
        "Content-Length, Content-Location, Forwarded, Keep-Alive, Origin, Proxy-*, TE, Trailers, "
        "Transfer-Encoding, Upgrade, X-Forwarded-*, Via."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Choose another name; CORS headers are those of CorsConfiguration."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                if isinstance(row.found.target, ServiceTarget):
                    continue
                for key in row.found.request_parameters:
                    header = reserved(key)
                    if header is not None:
                        yield Problem(row.at("RequestParameters", key), _message(header))
                for status, index, key, _ in answers(row):
                    header = reserved(key)
                    if header is not None:
                        place = row.at("ResponseParameters", status, "ResponseParameters", index, "Destination")
                        yield Problem(place, _message(header))


def _message(header: str) -> str:
    cure = "CorsConfiguration sets it" if header.startswith("access-control-") else "Choose another name"
    return f"API Gateway keeps the header {header} for itself and refuses the integration (400). {cure}"
