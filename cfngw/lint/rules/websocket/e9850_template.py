"""E9850: a mapping template that doesn't parse."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import CfngwError
from cfngw.lint.rules.http.common import INTEGRATION, INTEGRATION_RESPONSE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Template(Rule):
    """A mapping template that doesn't parse."""

    id = "E9850"
    short = "The mapping templates of a WebSocket API parse"
    long = "RequestTemplates of an integration and ResponseTemplates of its responses are in VTL."
    aws = (
        "The stack is created, or fails with 400; each message of the route is answered with an internal server error."
    )
    fix = "Mend the template at the line that is told."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html"
    types = (INTEGRATION, INTEGRATION_RESPONSE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            rows = [(each, "RequestTemplates") for each in api.of(INTEGRATION)]
            rows += [(each, "ResponseTemplates") for each in api.of(INTEGRATION_RESPONSE)]
            for each, name in rows:
                templates = each.properties.get(name)
                for key, node in templates.items() if templates is not None else ():
                    written = literal(node)
                    parsed = view.template(written) if written is not None else None
                    if isinstance(parsed, CfngwError):
                        line, column = getattr(parsed, "line", 1), getattr(parsed, "column", 1)
                        yield Problem(
                            at(each, name, key),
                            f"The template of {each.logical_id} for {key} doesn't parse, so that messages "
                            "end in an error: line "
                            f"{line}, column {column}: {parsed.problem.rstrip('.')}",
                        )
