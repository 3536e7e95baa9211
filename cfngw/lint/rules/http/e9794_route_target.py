"""E9794: a route whose Target is no integration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.http.common import INTEGRATION, ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_LITERAL = re.compile(r"integrations/[A-Za-z0-9]+")
_FORM = "API Gateway refuses the route (400). Write !Sub integrations/${{{0}}}"


class TargetForm(Rule):
    """A route whose Target is no integration."""

    id = "E9794"
    short = "The Target of a route is integrations/ and the id of an integration"
    long = (
        "Target is a text: integrations/ and what a Ref gives of an integration. A bare id, an ARN or another "
        "resource is none."
    )
    aws = "The stack fails when the route is made: 400 BadRequestException, or 404 where there is no such integration."
    fix = "Write Target: !Sub integrations/${Integration}."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for route in api.routes:
                wrong = _wrong(route.target)
                if wrong is not None:
                    yield Problem(
                        at(route.resource, "Target"), f"The Target of {route.key or route.resource.logical_id} {wrong}"
                    )


def _wrong(target: Any) -> str | None:
    if isinstance(target, str):
        if _LITERAL.fullmatch(target):
            return None
        return f"is {target!r}, which is not integrations/<id>: {_FORM.format('Integration')}"
    if isinstance(target, Reference):
        if target.type == INTEGRATION:
            return f"is the bare id of {target.logical_id}: {_FORM.format(target.logical_id)}"
        if target.type.startswith("AWS::") and target.type != "AWS::CloudFormation::Stack":
            return f"is {target}, which is no integration: {_FORM.format('Integration')}"
        return None
    if not isinstance(target, Text):
        return None
    first, second = target.pieces[0], target.pieces[1]
    if isinstance(first, str) and not first.startswith("integrations/"):
        return f"begins with {first!r} and not with integrations/: {_FORM.format('Integration')}"
    kind = second.type if first == "integrations/" and isinstance(second, Reference) else ""
    if kind.startswith("AWS::") and kind not in (INTEGRATION, "AWS::CloudFormation::Stack"):
        return f"names {second}, a {kind.rpartition('::')[2]}: {_FORM.format('Integration')}"
    return None
