"""E9641: a key twice in one plan, or in two plans of one stage."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.plans.common import PLAN_KEY, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.around import stage_name


class KeyInPlans(Rule):
    """A key that could come under two plans."""

    id = "E9641"
    short = "A key is in one plan of a stage, once"
    long = "A key may be in several plans, but two of them are never for one stage."
    aws = "The second tie is refused: the key is associated with another plan of this stage, or with this one (409)."
    fix = "Make a key for each of the plans, or remove one of the ties."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
    types = (PLAN_KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        stages: dict[str, set[tuple[str, object]]] = {}
        for row in plan_stages(view):
            name = stage_name(view.found, row.node.get("Stage"))
            if row.api is not None and isinstance(name, (str, Reference)):
                stages.setdefault(row.plan.key, set()).add((row.api, name))
        ties: dict[str, list[tuple[str, str]]] = {}
        for each in view.resources(PLAN_KEY):
            key, plan = each.properties.get("KeyId"), each.properties.get("UsagePlanId")
            if key is None or plan is None or each.made is not True:
                continue
            if not isinstance(key.value, Reference) or not isinstance(plan.value, Reference):
                continue
            mine = plan.value.logical_id
            known = ties.setdefault(key.value.logical_id, [])
            for other, tie in known:
                if other == mine:
                    yield Problem(
                        below(each.at, "Properties", "KeyId"),
                        f"{tie} puts this key into {mine} already: AWS answers that it is there (409). Remove one",
                    )
                    break
                if stages.get(other, set()) & stages.get(mine, set()):
                    yield Problem(
                        below(each.at, "Properties", "UsagePlanId"),
                        f"{tie} puts this key into {other}, which is for the same stage as {mine}: AWS refuses the "
                        "second. Make a key of its own for one of the plans",
                    )
                    break
            known.append((mine, each.logical_id))
