"""W9537: API Gateway reaches a private address through a VPC link alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_HOST = re.compile(r"https?://(?:[^/@]*@)?(\[[^\]]+\]|[^/:?#]+)", re.IGNORECASE)
_NAMES = ("localhost",)
_ENDS = (".internal", ".local", ".localhost")


class PrivateHost(Rule):
    """API Gateway reaches a private address through a VPC link alone."""

    id = "W9537"
    short = "An HTTP integration without a VPC link calls a host that the internet reaches"
    long = (
        "Without a VPC link API Gateway calls from the internet: 10.x, 172.16.x to 172.31.x, 192.168.x, localhost "
        "and names in .internal or .local lead nowhere."
    )
    aws = "The stack is created; each call is answered with 500 or 504."
    fix = "Write ConnectionType: VPC_LINK and the id of a VPC link, or a public host."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            found = row.found
            if row.type not in OF_HTTP or found.connection_type not in (None, "INTERNET"):
                continue
            if found.connection_type is None and not row.lacks("ConnectionType"):
                continue
            match = _HOST.match(row.marked)
            if match is not None and _is_private(match[1].lower()):
                yield Problem(
                    row.at("Uri"),
                    f"{row.route.key} calls {match[1]} without a VPC link: the internet does not reach it, and each "
                    "call would be answered with 500 or 504. Write ConnectionType: VPC_LINK and ConnectionId, or a "
                    "public host",
                )


def _is_private(host: str) -> bool:
    if host in _NAMES or host.endswith(_ENDS):
        return True
    try:
        known = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return known.is_private or known.is_loopback or known.is_link_local
