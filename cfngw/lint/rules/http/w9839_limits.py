"""W9839: more of something than an API takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.common import API, INTEGRATION, ROUTE, STAGE, apis
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_LIMITS = (
    (ROUTE, 300, True),
    (INTEGRATION, 300, False),
    (STAGE, 10, True),
)


class Limits(Rule):
    """More of something than an API takes."""

    id = "W9839"
    short = "An API has at most 300 routes, 300 integrations and 10 stages, unless AWS raised it"
    long = "The limits of an API: 300 routes, 300 integrations (which AWS does not raise), 10 stages."
    aws = "The stack fails at the one that is too many: 400, a limit is exceeded."
    fix = "Let routes share integrations, split the API, or have AWS raise the limit."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            for kind, most, raised in _LIMITS:
                found = [each for each in api.of(kind) if each.made is True]
                if len(found) > most:
                    noun = kind.rpartition("::")[2].lower()
                    yield Problem(
                        api.resource.at,
                        f"{api.resource.logical_id} has {len(found)} {noun}s, and an API takes {most} (400), "
                        f"{'unless AWS raised it' if raised else 'which AWS does not raise'}. Split the API",
                    )
