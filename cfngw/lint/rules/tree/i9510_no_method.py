"""I9510: a resource that no method and no resource stands on."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.tree.common import RESOURCE, places, verbs
from cfngw.lint.rules.view import View


class NoMethod(Rule):
    """A resource that nothing is reached by."""

    id = "I9510"
    short = "A resource has a method, or a resource below it"
    long = "A resource without a method and without a child answers no request."
    aws = "Nothing fails; each call gets 403 Missing Authentication Token."
    fix = "Add the method, or remove the resource."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html"
    types = (RESOURCE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if view.is_open or view.has("AWS::CloudFormation::Stack"):
            return
        used = {place.parent for place in places(view)}
        for verb in verbs(view):
            if not isinstance(verb.above, Reference):
                return  # nobody can tell which resource it is for
            used.add(verb.above.logical_id)
        exported = str(view.document.data.get("Outputs", ""))
        for place in places(view):
            own = place.resource
            if own.key not in used and own.made is True and f"'{own.logical_id}'" not in exported:
                name = place.part if place.part is not None else own.logical_id
                yield Problem(
                    own.at,
                    f"{own.logical_id} ({name}) has no method and no resource below it: each call to it gets 403 "
                    "Missing Authentication Token. Add the method, or remove it",
                )
