"""I9765: a way past mutual TLS."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import PUBLIC, domains, mappings
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag

_OFF = "DisableExecuteApiEndpoint"
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Serverless::Api", "AWS::Serverless::HttpApi")


class WayPastMutualTls(Rule):
    """An API behind mutual TLS that answers at its own address, too."""

    id = "I9765"
    short = "An API behind mutual TLS does not answer at execute-api"
    long = "Mutual TLS is a matter of the domain name; the API's own address, execute-api, asks for no certificate."
    aws = "Nothing fails; who knows the API's id calls it without a certificate."
    fix = "Add DisableExecuteApiEndpoint: true to the API."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html"
    tags = ("apigateway", "security")
    types = PUBLIC

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known = domains(view)
        seen = set()
        for each in mappings(view):
            target = view.found.referred(each.domain)
            domain = known.get(target.key) if target is not None else None
            api = each.api
            if domain is None or api is None or api.type not in _APIS or api.key in seen:
                continue
            given = domain.resource.properties.get("MutualTlsAuthentication")
            own = api.properties
            told = isinstance(own.value, dict) and not any(name.startswith("Fn::") for name in own.value)
            off = own.get(_OFF)
            if given is None or not told or (off is None and _OFF in own.value) or flag(off) is not False:
                continue
            seen.add(api.key)
            yield Problem(
                api.at,
                f"{domain.resource.logical_id} asks for clients' certificates, and {api.logical_id} answers at its "
                f"execute-api address without. Add {_OFF}: true",
            )
