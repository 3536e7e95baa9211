"""E9772: what is no domain name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.domains.common import PRIVATE, PUBLIC
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN = re.compile(rf"(?:\*\.)?(?:{_LABEL}\.)+{_LABEL}\Z")


class DomainForm(Rule):
    """DomainName as a URL, with a dot at its end, or with a wildcard elsewhere than before all."""

    id = "E9772"
    short = "DomainName is a domain name, with at most one wildcard as its first label"
    long = (
        "A domain name has no scheme, no path and no port; a wildcard is its first label, and a private one has none."
    )
    aws = "The domain name is refused: Invalid domain name (400)."
    fix = "Write the name alone, such as api.example.com or *.example.com."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
    types = (*PUBLIC, PRIVATE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*PUBLIC, PRIVATE):
            name = literal(each.properties.get("DomainName"))
            if name is None:
                continue
            at = below(each.at, "Properties", "DomainName")
            if not _DOMAIN.match(name):
                plain = re.sub(r"^[a-z]+://", "", name).partition("/")[0].partition(":")[0].rstrip(".")
                fix = f"Write {plain}" if plain != name and _DOMAIN.match(plain) else "Write a name as api.example.com"
                yield Problem(at, f"{name!r} is no domain name to API Gateway, which refuses it. {fix}")
            elif each.type == PRIVATE and name.startswith("*."):
                text = f"A private domain name is no wildcard, as {name} is: AWS refuses it. Write one for each name"
                yield Problem(at, text)
