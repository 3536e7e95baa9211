"""E9728: stage variables that API Gateway refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.deployments.common import STAGES, described_by
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAME = re.compile(r"[A-Za-z0-9_]+\Z")
_REFUSED = re.compile(r"[^A-Za-z0-9\-._~:/?#&=,]")
_LONGEST_NAME, _LONGEST, _MOST = 64, 512, 100


class StageVariables(Rule):
    """Names and values of stage variables."""

    id = "E9728"
    short = "Stage variables have names and values that API Gateway takes"
    long = (
        "A name has letters, digits and _, 64 at most; a value 512 characters at most, of letters, digits and "
        "-._~:/?#&=,; a stage has 100 of them at most."
    )
    aws = "The stage is refused: Stage variable name or value contains characters that are not allowed (400)."
    fix = "Write another name or value; what needs other characters belongs into SSM Parameter Store."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            described = described_by(each)
            if described is None:
                continue
            canary = described.get("CanarySetting")
            places = [described.get("Variables"), canary.get("StageVariableOverrides") if canary is not None else None]
            settings = each.properties.get("DeploymentCanarySettings")
            places.append(settings.get("StageVariableOverrides") if settings is not None else None)
            for place in places:
                if place is not None:
                    yield from _wrong(place)


def _wrong(variables: Node) -> Iterator[Problem]:
    count = 0
    for name, given in variables.items():
        count += 1
        at = below(variables.at, name)
        if not _NAME.match(name):
            yield Problem(
                at, f"The stage variable {name!r} is refused: a name has letters, digits and _ alone. Rename it"
            )
        elif len(name) > _LONGEST_NAME:
            text = (
                f"A stage variable's name has {_LONGEST_NAME} characters at most, and this has {len(name)}. Shorten it"
            )
            yield Problem(at, text)
        value = literal(given)
        if value is None:
            continue
        refused = _REFUSED.search(value)
        if refused is not None:
            yield Problem(
                at,
                f"The value of the stage variable {name} holds {refused[0]!r}, which AWS refuses: letters, digits and "
                "-._~:/?#&=, are allowed. Keep other texts in SSM Parameter Store",
            )
        elif len(value) > _LONGEST:
            text = (
                f"The value of the stage variable {name} has {len(value)} characters, and AWS takes {_LONGEST}. "
                "Shorten it"
            )
            yield Problem(at, text)
    if count > _MOST:
        yield Problem(variables.at, f"A stage has {_MOST} variables at most, and this one {count}. Leave some out")
