"""W9639: limits for a method that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.plans.common import PLAN, plan_stages
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api

_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class MethodThrottles(Rule):
    """The names in the Throttle of a plan's stage."""

    id = "W9639"
    short = "Limits by method name methods that the API has, as /path/METHOD"
    long = "Throttle of a row of ApiStages is a map by path and method: /pets/GET, and //GET of the root."
    aws = "The plan is refused for a name of another form; for a method that is not there, the limits hold for nothing."
    fix = "Write the path, a slash and the method in capitals."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-apistage.html"
    types = (PLAN,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        rows = [row for row in plan_stages(view) if row.node.get("Throttle") is not None]
        apis = {api.logical_id: api for api in view.reading.apis} if rows else {}
        for row in rows:
            throttles = row.node.get("Throttle")
            api = apis.get(row.api or "")
            for name, _ in throttles.items() if throttles is not None else ():
                wrong = _form(name)
                if wrong is None and api is not None and not api.unknown and not view.is_open:
                    wrong = _missing(api, name)
                if wrong is not None and throttles is not None:
                    yield Problem(below(throttles.at, name), wrong)


def _form(name: str) -> str | None:
    verb, _, path = name.partition(" ")
    if verb.upper() in _METHODS and path.startswith("/"):
        return f"{name!r} is no method to a usage plan, which AWS refuses. Write {path.rstrip('/')}/{verb.upper()}"
    path, _, verb = name.rpartition("/")
    if not name.startswith("/"):
        return f"{name!r} has no slash at its beginning: AWS refuses the plan. Write /{name}"
    if verb not in _METHODS:
        if verb.upper() in _METHODS:
            return f"{name!r} names its method in small letters: AWS refuses the plan. Write {path}/{verb.upper()}"
        return f"{name!r} names no method: AWS refuses the plan. Write {name.rstrip('/')}/GET or the like"
    return None


def _missing(api: Api, name: str) -> str | None:
    path, _, verb = name.rpartition("/")
    place = path if path not in ("", "/") else "/"
    verbs = [route.method for route in api.routes if route.path == place]
    if verb in verbs or "ANY" in verbs:
        return None
    known = [f"{route.path if route.path != '/' else '/'}/{route.method}" for route in api.routes]
    close = nearest(name, known)
    fix = f"Write {close}" if close else "Name one that it has"
    return f"{api.logical_id} has no method {verb} {place}: these limits hold for nothing. {fix}"
