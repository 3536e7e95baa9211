"""E9621: what a method answer declares is method.response.header.name, true or false."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAME = re.compile(r"method\.response\.header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class ResponseParameterForm(Rule):
    """A parameter of a method response that API Gateway doesn't take."""

    id = "E9621"
    short = "A method response declares headers as method.response.header.Name, with true or false"
    long = (
        "ResponseParameters of a method response lists the headers that an integration response may map. What they "
        "are mapped from stands in the integration response."
    )
    aws = "The method is refused: Invalid mapping expression specified; the stack rolls back."
    fix = "Write `method.response.header.Location: true`, and the value in the integration response."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethodResponse.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            is_some = any(each.headers for each in route.responses)
            responses = resource.properties.get("MethodResponses") if is_some else None
            for response in responses.each() if responses is not None else ():
                given = response.get("ResponseParameters")
                for name, node in given.items() if given is not None else ():
                    value = literal(node)
                    if not _NAME.fullmatch(name):
                        better = f"method.response.header.{name.rpartition('.')[2] or 'Name'}"
                        yield Problem(
                            node.at,
                            f"{route.key} declares {name} of an answer: AWS would refuse the method. Write {better}",
                        )
                    elif value is not None and value.lower() not in ("true", "false"):
                        yield Problem(
                            node.at,
                            f"{route.key} gives {name} the value {value} in a method response, which takes true or "
                            "false: AWS would refuse it. Put the value into the integration response",
                        )
