"""W9713: the templates of gateway responses replace variables, and do nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.access.responses import PAGE
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_DIRECTIVE = re.compile(r"#\{?(set|if|elseif|else|end|foreach|macro|evaluate|define|stop|break)\b")
_VARIABLE = re.compile(r"\$!?\{?(input|util)\b[^\s\"',}]*")


class NoVtl(Rule):
    """A directive, $input or $util in the template of a gateway response."""

    id = "W9713"
    short = "The templates of gateway responses replace variables, and do nothing else"
    long = (
        "A gateway response's template is no VTL: $context, $stageVariables and method.request parameters are "
        "replaced. #if, #set, $input and $util are text there."
    )
    aws = "The stack is created; callers get the directive, or the variable's name, in the body."
    fix = "Leave it out; $context.error.messageString and $context.error.responseType say what happened."
    url = PAGE
    tags = ("apigateway", "gateway-responses", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            for each in api.gateway_responses:
                for template in each.templates.values():
                    text = template.text
                    found = (_DIRECTIVE.search(text) or _VARIABLE.search(text)) if isinstance(text, str) else None
                    if found is not None:
                        yield Problem(
                            template.at,
                            f"The template of the gateway response {each.type} has {found[0]}, and it knows no VTL: "
                            "callers would get it as it is. Leave it out",
                        )
