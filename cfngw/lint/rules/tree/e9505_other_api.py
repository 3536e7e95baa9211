"""E9505: a resource or method placed in the tree of another API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import API, METHOD, OF_TREE, RESOURCE, ROOT, Place, Verb, places, verbs
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
        apis = {place.resource.key: place.api for place in places(view)}
        rows: list[Place | Verb] = [*places(view), *verbs(view)]
        for each in rows:
            above = each.above
            if each.api is None or not isinstance(above, Reference):
                continue
            name = above.logical_id
            if name in apis:
                other, where = apis[name], f"{name} is a resource of {apis[name]}"
            elif above.attribute == ROOT and above.type == API:
                other, where = name, f"that is {name}'s"
            else:
                continue
            if other is not None and other != each.api:
                yield Problem(
                    below(each.resource.at, "Properties", _PLACE[each.resource.type]),
                    f"{each.resource.logical_id} belongs to {each.api}, and {where}: AWS answers Invalid Resource "
                    "identifier specified. Refer to a resource of the same API",
                )
