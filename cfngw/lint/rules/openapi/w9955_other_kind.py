"""W9955: an extension is one of the kind of API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.openapi.common import APIS, X, docs, operations
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_OF_HTTP = {"cors": "Add an OPTIONS operation with a MOCK integration to each path"}
_OF_REST = {
    "api-key-source": "HTTP APIs have no API keys; use an authorizer",
    "binary-media-types": "HTTP APIs decide by the content type themselves; leave it out",
    "documentation": "Leave it out, or make a REST API",
    "gateway-responses": "HTTP APIs have no gateway responses; leave it out, or make a REST API",
    "minimum-compression-size": "HTTP APIs don't compress; leave it out",
    "policy": "HTTP APIs have no resource policy; use an authorizer, or make a REST API",
    "request-validator": "HTTP APIs check no requests; check in the backend, or make a REST API",
    "request-validators": "HTTP APIs check no requests; check in the backend, or make a REST API",
}


class OtherKind(Rule):
    """An extension that only the other kind of API knows."""

    id = "W9955"
    short = "An extension is of the kind of API that the document is for"
    long = (
        "CORS as configuration is of HTTP APIs. Validators, gateway responses, resource policies, API keys, binary "
        "media "
        "types, compression and documentation are of REST APIs."
    )
    aws = "The import leaves it out: no preflight is answered, no request is checked, no policy is in force."
    fix = "Use what this kind of API has instead, or make an API of the other kind."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html"
    tags = ("apigateway", "openapi", "security")
    types = APIS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view):
            kind, known = ("REST", _OF_HTTP) if doc.is_rest else ("HTTP", _OF_REST)
            for name, fix in known.items():
                if doc.node.get(X + name) is not None:
                    yield Problem(
                        below(doc.node.at, X + name),
                        f"{doc.name} is of the kind {kind}, which has no {X}{name}: it is left out. {fix}",
                    )
            if doc.is_rest:
                continue
            for operation in operations(doc):
                if f"{X}request-validator" in operation.node.value:
                    yield Problem(
                        below(operation.node.at, f"{X}request-validator"),
                        f"{doc.name} is an HTTP API, which checks no requests: the validator of {operation.key} is "
                        "left "
                        "out. Check in the backend, or make a REST API",
                    )
