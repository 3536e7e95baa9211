"""E9538: variables of an integration's address are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import OF_AWS, OF_HTTP, TYPES, integrations
from cfngw.lint.rules.integrations.uris import address
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_VARIABLE = re.compile(r"(?<![$!])\{([^{}]*)\}")
_PLACE = "integration.request.path."


class PathVariables(Rule):
    """Variables of an integration's address are filled in."""

    id = "E9538"
    short = "Each variable in an integration's Uri is filled in by integration.request.path"
    long = (
        "{name} in the Uri of an integration is filled in by the request parameter integration.request.path.name, "
        "and by nothing else; a greedy variable is written without its plus sign."
    )
    aws = (
        "The stack is created; each call is answered with 500 (Execution failed due to configuration error: Illegal "
        "character in path)."
    )
    fix = (
        "Write RequestParameters: {integration.request.path.name: method.request.path.name}, and declare the "
        "parameter with the method."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            marked, given = row.marked, row.found.request_parameters
            if "{" not in marked or not (
                row.type in OF_HTTP or (row.type in OF_AWS and not row.invokes and address(marked))
            ):
                continue
            if not given and not row.lacks("RequestParameters"):
                continue
            for name in dict.fromkeys(_VARIABLE.findall(marked.partition("?")[0])):
                if name.endswith("+"):
                    yield Problem(
                        row.at("Uri"),
                        f"The Uri of {row.route.key} has {{{name}}}: an address has no greedy variables, and each "
                        f"call would be answered with 500 (Illegal character in path). Write {{{name[:-1]}}}",
                    )
                elif _PLACE + name not in given:
                    source = name if any(part.name == name for part in row.route.parts) else "<name>"
                    yield Problem(
                        row.at("RequestParameters") if given else row.at("Uri"),
                        f"The Uri of {row.route.key} has {{{name}}}, which nothing fills in: each call would be "
                        "answered with 500 (Illegal character in path). Write RequestParameters: "
                        f"{{{_PLACE}{name}: method.request.path.{source}}}",
                    )
