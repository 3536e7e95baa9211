"""E9804: tlsConfig that doesn't fit what is called."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.http.common import INTEGRATION, apis, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class Tls(Rule):
    """TlsConfig that doesn't fit what is called."""

    id = "E9804"
    short = "TlsConfig goes with a listener that speaks HTTPS, and with no other"
    long = "Through a VPC link API Gateway speaks HTTP, and with TlsConfig HTTPS; the listener has to speak the same."
    aws = "Calls are answered with 500 or 503, for the two don't understand each other."
    fix = (
        "Give TlsConfig with ServerNameToVerify, the name on the certificate, to an HTTPS or TLS listener, and to "
        "no other."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                if row.resource is None:
                    continue
                has = row.resource.properties.get("TlsConfig")
                if has is not None and has.unknown is not None:
                    continue
                if row.found.connection_type != "VPC_LINK":
                    continue
                listener = (
                    view.found.index.get(row.found.uri.logical_id) if isinstance(row.found.uri, Reference) else None
                )
                protocol = given(listener, "Protocol") if listener is not None else None
                name = listener.logical_id if listener is not None else ""
                if protocol in ("HTTPS", "TLS") and has is None:
                    yield Problem(
                        row.at("TlsConfig"),
                        f"{row.name} speaks HTTP to {name}, which takes {protocol} alone: calls fail. Write "
                        "TlsConfig: {ServerNameToVerify: <the name on its certificate>}",
                    )
                elif protocol == "HTTP" and has is not None:
                    yield Problem(
                        row.at("TlsConfig"),
                        f"{row.name} speaks HTTPS to {name}, which takes HTTP: calls fail. Leave out "
                        "TlsConfig, or give the listener Protocol: HTTPS",
                    )
