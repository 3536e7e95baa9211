"""E9617: the parameters of a method are named as method.request.place.name, with true or false."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_PLACE = re.compile(r"method\.request\.(querystring|path|header)\.(.+)", re.DOTALL)
_MEANT = {
    "query": "querystring",
    "querystrings": "querystring",
    "queryString": "querystring",
    "queryStringParameters": "querystring",
    "multivaluequerystring": "querystring",
    "headers": "header",
    "multivalueheader": "header",
    "paths": "path",
}


class ParameterForm(Rule):
    """A request parameter that API Gateway doesn't take."""

    id = "E9617"
    short = "A method's request parameters are method.request.querystring, path or header, true or false"
    long = (
        "RequestParameters maps method.request.querystring.name, method.request.path.name and "
        "method.request.header.name to true, where it is required, or false. Several values of one name need no "
        "declaration of their own: multivaluequerystring belongs to the integration."
    )
    aws = "The method is refused: Invalid mapping expression specified; the stack rolls back."
    fix = "Write the parameter as `method.request.querystring.page: false`."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            given = resource.properties.get("RequestParameters") if route.request_parameters else None
            for name, node in given.items() if given is not None else ():
                found = _PLACE.fullmatch(name)
                if found is None:
                    yield Problem(
                        node.at,
                        f"{route.key} has the request parameter {name}: AWS would refuse the method. "
                        f"Write {_better(name)}",
                    )
                    continue
                value = literal(node)
                if value is not None and value.lower() not in ("true", "false"):
                    yield Problem(
                        node.at,
                        f"{route.key} says {value} of {name}: AWS would refuse the method. Write true where the "
                        "parameter is required, else false",
                    )


def _better(name: str) -> str:
    """Guess what is meant."""
    bare = re.sub(r"^(integration|method)\.(request|response)\.", "", name)
    place, dot, rest = bare.partition(".")
    place = _MEANT.get(place, place)
    if not dot or place not in ("querystring", "path", "header"):
        place, rest = "querystring", bare.rpartition(".")[2]
    return f"method.request.{place}.{rest or 'name'}"
