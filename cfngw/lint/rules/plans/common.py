"""What the rules of plans look at: which stages of which API a plan is for, and which keys it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cfngw.document.values import Reference

if TYPE_CHECKING:
    from cfngw.document.node import Node
    from cfngw.document.scope import Resource
    from cfngw.lint.rules.view import View
    from cfngw.read.model import Api

KEY, PLAN, PLAN_KEY = "AWS::ApiGateway::ApiKey", "AWS::ApiGateway::UsagePlan", "AWS::ApiGateway::UsagePlanKey"
METHOD = "AWS::ApiGateway::Method"
WITH_METHODS = (METHOD, "AWS::ApiGateway::RestApi")
_MAKERS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application", "AWS::CloudFormation::CustomResource")


class PlanStage(NamedTuple):
    """A row of a plan's ApiStages: the key of the API where it is told."""

    plan: Resource
    node: Node
    api: str | None


def plan_stages(view: View) -> Iterator[PlanStage]:
    """Give the rows of all plans; one without an API for those that are not told."""
    for plan in view.resources(PLAN):
        rows = plan.properties.get("ApiStages")
        if rows is not None and rows.unknown is not None:
            yield PlanStage(plan, rows, None)  # a condition decides which they are
        for row in rows.each() if rows is not None else ():
            api = row.get("ApiId")
            known = api is not None and isinstance(api.value, Reference)
            yield PlanStage(plan, row, api.value.logical_id if api is not None and known else None)


def is_whole(view: View) -> bool:
    """Tell whether no other stack, script or macro of this template may bring plans or methods."""
    kinds = view.found.by_type
    return not view.is_open and not any(kind in _MAKERS or kind.startswith("Custom::") for kind in kinds)


def read_whole(view: View) -> Iterator[Api]:
    """Give the REST APIs of which all is told; SAM makes plans that cannot be seen."""
    if is_whole(view):
        for api in view.reading.apis:
            own = view.found.index.get(api.logical_id)
            if api.protocol == "REST" and not api.unknown and own is not None and own.type in WITH_METHODS:
                yield api
