"""E9727: a name that no stage can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")


class StageName(Rule):
    """A StageName with characters that none can have."""

    id = "E9727"
    short = "The name of a stage has letters, digits, - and _"
    long = "The name of a REST API's stage is a part of its URL: up to 128 letters, digits, hyphens and underscores."
    aws = "The stage is refused: Stage name only allows a-zA-Z0-9_- (400)."
    fix = "Write a name of these; $default is for HTTP APIs alone."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            name = literal(each.properties.get("StageName"))
            if name is None or _NAME.match(name):
                continue
            shown = repr(name) if len(name) <= 128 else f"of {len(name)} characters"
            yield Problem(
                below(each.at, "Properties", "StageName"),
                f"The stage name {shown} is refused: AWS takes up to 128 letters, digits, - and _. Write another",
            )
