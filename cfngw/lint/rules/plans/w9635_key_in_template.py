"""W9635: a key that everybody can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cfngw.lint.rules.plans.common import KEY
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class KeyInTemplate(Rule):
    """The value of an API key as a text, or by a parameter that shows it."""

    id = "W9635"
    short = "The value of an API key is not in the template"
    long = (
        "Who may read the template, or describe the stack, reads a key that is written there, that is the default of "
        "a parameter, or that comes by a parameter without NoEcho."
    )
    aws = "Nothing fails; the key is no secret."
    fix = "Leave Value out for a generated key, or take a NoEcho parameter without a default."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html"
    tags = ("apigateway", "security")
    types = (KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        section = view.document.data.get("Parameters")
        parameters = section if isinstance(section, Mapping) else {}
        for each in view.resources(KEY):
            given = each.properties.written("Value")
            raw = given.value if given is not None else None
            at = below(each.at, "Properties", "Value")
            if isinstance(raw, str) and raw and "{{resolve:" not in raw and "${" not in raw:
                text = (
                    f"The key {each.logical_id} stands in the template for all to read. Leave Value out for a "
                    "generated one"
                )
                yield Problem(at, text)
            name = raw.get("Ref") if isinstance(raw, Mapping) and len(raw) == 1 else None
            declared = parameters.get(name) if isinstance(name, str) and "/" not in each.key else None
            if not isinstance(declared, Mapping) or str(declared.get("Type", "")).startswith("AWS::SSM"):
                continue
            if declared.get("Default"):
                text = f"The default of {name} is a key that all can read who read the template. Leave the default out"
                yield Problem(at, text)
            elif str(declared.get("NoEcho", "")).lower() != "true":
                text = f"{name} shows the key to all who may describe the stack. Add NoEcho: true to the parameter"
                yield Problem(at, text)
