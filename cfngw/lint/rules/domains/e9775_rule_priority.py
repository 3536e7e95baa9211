"""E9775: two rules of one priority."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.domains.common import RULE
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class RulePriority(Rule):
    """Two routing rules of a domain name with one priority."""

    id = "E9775"
    short = "Each routing rule of a domain name has a priority of its own"
    long = "The rule of the lowest priority that fits a request takes it, so that no two rules have the same."
    aws = "The second is refused: a rule of this priority exists (409)."
    fix = "Give one of them another priority, best with gaps between them."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html"
    types = (RULE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str, str], str] = {}
        for each in view.resources(RULE):
            domain, priority = each.properties.get("DomainNameArn"), literal(each.properties.get("Priority"))
            if domain is None or priority is None or each.made is not True:
                continue
            value = domain.value.logical_id if isinstance(domain.value, Reference) else literal(domain)
            if value is None:
                continue
            other = first.setdefault((value, priority), each.logical_id)
            if other != each.logical_id:
                yield Problem(
                    below(each.at, "Properties", "Priority"),
                    f"{other} has the priority {priority} at this domain name already: AWS refuses a second. Write "
                    "another",
                )
