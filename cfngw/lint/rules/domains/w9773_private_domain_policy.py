"""W9773: a private domain name that nobody may call."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import PRIVATE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ACCESS = "AWS::ApiGateway::DomainNameAccessAssociation"


class PrivateDomainPolicy(Rule):
    """A DomainNameV2 without a policy, or without an access association."""

    id = "W9773"
    short = "A private domain name has a policy that lets somebody call"
    long = (
        "A call to a private domain name comes through a VPC endpoint that is associated with it, and by a policy "
        "that allows execute-api:Invoke; without a policy nothing is allowed."
    )
    aws = "Nothing fails; each call gets 403 Forbidden."
    fix = "Add a Policy that allows execute-api:Invoke for the VPC endpoint."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html"
    types = (PRIVATE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(PRIVATE):
            written = each.properties.value
            if not isinstance(written, dict) or any(name.startswith("Fn::") for name in written):
                continue
            if "Policy" not in written:
                yield Problem(
                    each.at,
                    f"{each.logical_id} has no policy, so that each call gets 403 Forbidden. Add a Policy that allows "
                    "execute-api:Invoke for the VPC endpoint",
                )
