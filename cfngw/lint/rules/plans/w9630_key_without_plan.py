"""W9630: a key is asked for, and no plan lets one in."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import At
from cfngw.lint.rules.plans.common import METHOD, WITH_METHODS, PlanStage, plan_stages, read_whole
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.around import stage_name
from cfngw.read.model import Api, Route


class KeyWithoutPlan(Rule):
    """Methods with ApiKeyRequired whose API no usage plan is for."""

    id = "W9630"
    short = "A method that asks for an API key has a usage plan for its stage"
    long = (
        "A key is good for the stages of the usage plans that it belongs to, and for no other; without a plan for a "
        "stage, no key is good there."
    )
    aws = "Nothing fails at deployment; each call gets 403 Forbidden, whatever key it has."
    fix = "Add a UsagePlan with the API and the stage in ApiStages, and a UsagePlanKey for each key."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
    types = WITH_METHODS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        rows = list(plan_stages(view))
        if any(row.api is None for row in rows):
            return  # it may be for any API
        for api in read_whole(view):
            asking = [route for route in api.routes if route.api_key_required is True and route.made is True]
            if not asking:
                continue
            mine = [row for row in rows if row.api == api.logical_id]
            if not mine:
                more = f" ({len(asking)} methods)" if len(asking) > 1 else ""
                yield Problem(
                    _place(view, asking[0]),
                    f"{asking[0].key} asks for an API key{more}, and no usage plan is for {api.logical_id}: each call "
                    "gets 403 Forbidden. Add a UsagePlan for its stage, with a UsagePlanKey",
                )
            else:
                yield from _uncovered(view, api, mine)


def _place(view: View, route: Route) -> At:
    own = view.found.index.get(route.logical_id)
    return below(route.at, "Properties", "ApiKeyRequired") if own is not None and own.type == METHOD else route.at


def _uncovered(view: View, api: Api, mine: list[PlanStage]) -> Iterator[Problem]:
    """Find stages of an API, some of whose stages have plans, that have none."""
    covered = [stage_name(view.found, row.node.get("Stage")) for row in mine]
    if any(not isinstance(name, str) for name in covered):
        return
    for stage in api.stages:
        if isinstance(stage.name, str) and stage.made is True and stage.name not in covered:
            yield Problem(
                stage.at,
                f"No usage plan is for the stage {stage.name}, whose methods ask for an API key: each call there gets "
                f"403 Forbidden. Add it to the ApiStages of {mine[0].plan.logical_id}",
            )
