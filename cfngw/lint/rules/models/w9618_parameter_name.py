"""W9618: the names of a method's parameters are of the characters that AWS names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_NAME = re.compile(r"[A-Za-z0-9._$-]+")


class ParameterName(Rule):
    """A parameter whose name has other characters, or that is declared twice."""

    id = "W9618"
    short = "The names of a method's parameters are of letters, digits and . _ $ -, each once"
    long = (
        "AWS documents [a-zA-Z0-9._$-]+ for the names in mapping expressions; filter[name] is none. The case of a "
        "header's name doesn't count to clients, so that X-Id and x-id are one header declared twice."
    )
    aws = "Not documented: the method or a mapping of it is refused with Invalid mapping expression specified."
    fix = "Choose another name, or read it from what a proxy integration passes on without declaring it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            headers: dict[str, str] = {}
            for place, name in route.request_parameters:
                if place not in ("querystring", "header"):
                    continue
                at = below(resource.properties.at, "RequestParameters", f"method.request.{place}.{name}")
                if not _NAME.fullmatch(name) and name:
                    yield Problem(
                        at,
                        f"{route.key} has the {place} parameter {name}, and AWS names letters, digits and . _ $ - for "
                        "such names: the method may be refused. Choose another name, or leave it undeclared",
                    )
                first = headers.setdefault(name.lower(), name) if place == "header" else name
                if first != name:
                    yield Problem(
                        at,
                        f"{route.key} declares the header {name} beside {first}, which is the same to clients: one of "
                        "them would never be there. Leave one out",
                    )
