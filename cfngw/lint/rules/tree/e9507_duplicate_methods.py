"""E9507: one method twice on one resource."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.deployments.common import same_written
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import METHOD, verbs
from cfngw.lint.rules.view import View


class DuplicateMethods(Rule):
    """Two methods of one name on one resource."""

    id = "E9507"
    short = "A resource has each method once"
    long = "Two methods of one resource have different HTTP methods."
    aws = "The second is refused: Method already exists for this resource (409)."
    fix = "Remove one of the two, or change its HttpMethod or ResourceId."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str, str, str], Resource] = {}
        for made in verbs(view):
            each, verb, at = made.resource, made.name, made.above
            if verb is None or each.made is not True or not isinstance(at, Reference):
                continue
            attribute = "" if at.attribute == "ResourceId" else at.attribute
            owner = first.setdefault((at.logical_id, attribute, verb.upper()), each)
            if owner is not each and not same_written(owner, each, "RestApiId", "ResourceId", "HttpMethod"):
                yield Problem(
                    below(each.at, "Properties", "HttpMethod"),
                    f"{owner.logical_id} is {verb.upper()} of the same resource already: AWS answers Method already "
                    "exists for this resource. Remove one of the two, or change its HttpMethod or ResourceId",
                )
