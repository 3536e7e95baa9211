"""E9633: a value that no API key can have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.plans.common import KEY
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_SHORTEST, _LONGEST = 20, 128


class KeyValue(Rule):
    """The length of an API key."""

    id = "E9633"
    short = "The value of an API key has 20 to 128 characters"
    long = "A key that is given, not generated, has 20 characters at least and 128 at most."
    aws = "The key is refused: API Key value should be at least 20 characters (400)."
    fix = "Leave Value out for a generated key, or give a longer one by a NoEcho parameter."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html"
    types = (KEY,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(KEY):
            value = literal(each.properties.get("Value"))
            if value and not _SHORTEST <= len(value) <= _LONGEST:
                yield Problem(
                    below(each.at, "Properties", "Value"),
                    f"The value of {each.logical_id} has {len(value)} characters: AWS takes {_SHORTEST} to "
                    f"{_LONGEST}. Leave Value out for a generated one",
                )
