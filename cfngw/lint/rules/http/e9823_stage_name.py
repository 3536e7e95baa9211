"""E9823: a stage name that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import STAGE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")


class StageName(Rule):
    """A stage name that API Gateway doesn't take."""

    id = "E9823"
    short = "A stage is named by letters, digits, - and _, or $default"
    long = "A stage's name has at most 128 letters, digits, hyphens and underscores, or it is $default."
    aws = "The stack fails when the stage is made: 400 BadRequestException."
    fix = "Write a name of letters, digits, - and _."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for stage in api.of(STAGE):
                name = literal(stage.properties.get("StageName"))
                if name is None:
                    continue
                if not _NAME.fullmatch(name) and name != "$default":
                    yield Problem(
                        at(stage, "StageName"),
                        f"{name!r} is no name of a stage, and API Gateway refuses it (400). Write at most "
                        "128 letters, digits, - "
                        "and _",
                    )
