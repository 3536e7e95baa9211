"""W9811: a path variable that no route has."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import INTEGRATION, ROUTE, apis
from cfngw.lint.rules.http.mapping import expressions
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Integration


class MissingVariable(Rule):
    """A path variable that no route has."""

    id = "W9811"
    short = "A path variable that is mapped stands in the path of a route"
    long = (
        "$request.path.id is the value of {id}; where no route that leads to the integration has {id}, there is none."
    )
    aws = "The parameter is empty in each call."
    fix = "Write the name as it is in the route key."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
    types = (INTEGRATION, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            if not api.is_whole or api.read is None:
                continue
            leading: dict[str, set[str]] = {}
            for route in api.read.routes:
                if isinstance(route.integration, Integration) and route.integration.logical_id:
                    names = {part.name for part in route.parts if part.kind != "static"}
                    leading.setdefault(route.integration.logical_id, set()).update(names)
            for row in api.integrations:
                if row.resource is None or row.resource.key not in leading:
                    continue
                known = leading[row.resource.key]
                for key, source in row.found.request_parameters.items():
                    for each in expressions(source) if isinstance(source, str) else ():
                        name = each.removeprefix("request.path.")
                        if name != each and name not in known:
                            close = nearest(name, known)
                            yield Problem(
                                row.at("RequestParameters", key),
                                f"No route that leads to {row.name} has the variable {{{name}}}, so that "
                                f"${each} is empty. "
                                f"Write {'$request.path.' + close if close else 'a variable of the path'}",
                            )
