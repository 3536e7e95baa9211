"""E9505: a resource or method placed in the tree of another API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import API, METHOD, OF_TREE, RESOURCE, ROOT
from cfngw.lint.rules.view import View

_PLACE = {RESOURCE: "ParentId", METHOD: "ResourceId"}


class OtherApi(Rule):
    """A part of one API that is placed in the tree of another."""

    id = "E9505"
    short = "A resource or method is placed in the tree of its own API"
    long = "ParentId and ResourceId refer to a resource, or the root, of the API that RestApiId refers to."
    aws = "The stack fails: Invalid Resource identifier specified (404)."
    fix = "Refer to a resource of the same API, or correct RestApiId."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html"
    types = OF_TREE

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        found = view.found
        for each in view.resources(*OF_TREE):
            name = _PLACE[each.type]
            own, place = each.properties.get("RestApiId"), each.properties.get(name)
            if own is None or place is None or not isinstance(own.value, Reference):
                continue
            above = found.referred(place)
            if above is None or not isinstance(place.value, Reference):
                continue
            other: object = None
            if above.type == RESOURCE:
                given = above.properties.get("RestApiId")
                other = given.value.logical_id if given is not None and isinstance(given.value, Reference) else None
            elif above.type == API and place.value.attribute == ROOT:
                other = above.key
            if isinstance(other, str) and other != own.value.logical_id:
                where = (
                    f"{above.logical_id} is a resource of {other}" if above.type == RESOURCE else f"that is {other}'s"
                )
                yield Problem(
                    below(each.at, "Properties", name),
                    f"{each.logical_id} belongs to {own.value.logical_id}, and {where}: AWS answers Invalid Resource "
                    "identifier specified. Refer to a resource of the same API",
                )
