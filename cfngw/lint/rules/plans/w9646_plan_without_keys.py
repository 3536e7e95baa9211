"""W9646: a plan whose limits hold for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.plans.common import PLAN, plan_stages, read_whole
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class PlanWithoutKeys(Rule):
    """A plan for an API none of whose methods asks for a key."""

    id = "W9646"
    short = "A usage plan limits methods that ask for an API key"
    long = "A plan knows its callers by their keys; a method without ApiKeyRequired: true is not under any plan."
    aws = "Nothing fails; throttles and quotas of the plan hold for no call, and everybody may call without a key."
    fix = "Add ApiKeyRequired: true to the methods, or limit the stage by its MethodSettings."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"
    tags = ("apigateway", "security")
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        apis = {api.logical_id: api for api in read_whole(view)}
        for row in plan_stages(view):
            api = apis.get(row.api or "")
            if api is not None and api.routes and all(route.api_key_required is False for route in api.routes):
                yield Problem(
                    below(row.node.at, "ApiId"),
                    f"No method of {api.logical_id} asks for an API key, so that {row.plan.logical_id} limits nobody. "
                    "Add ApiKeyRequired: true to its methods",
                )
