"""E9771: one domain name twice."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.lint.rules.deployments.common import same_written
from cfngw.lint.rules.domains.common import PUBLIC, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class DomainTwice(Rule):
    """Two resources of one public domain name."""

    id = "E9771"
    short = "A public domain name is made once"
    long = "A domain name serves REST, HTTP and WebSocket APIs alike, whichever of the two types makes it."
    aws = "The second is refused: The domain name you provided already exists (400)."
    fix = "Remove one of the two, and let all mappings refer to the other."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
    types = PUBLIC

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[str, Resource] = {}
        for domain in domains(view).values():
            own = domain.resource
            name = literal(own.properties.get("DomainName"))
            if name is None or own.made is not True:
                continue
            other = first.setdefault(name.lower(), own)
            if other is not own and not same_written(other, own, "DomainName"):
                yield Problem(
                    below(own.at, "Properties", "DomainName"),
                    f"{other.logical_id} makes {name}, too: AWS answers that it already exists. Remove one, and let "
                    "all mappings refer to the other",
                )
