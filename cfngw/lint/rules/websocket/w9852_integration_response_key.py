"""W9852: a key of an integration response that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.lint.rules.http.common import INTEGRATION_RESPONSE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class IntegrationResponseKey(Rule):
    """A key of an integration response that API Gateway doesn't take."""

    id = "W9852"
    short = "The key of an integration response is $default or a pattern between slashes, once each"
    long = (
        "IntegrationResponseKey is $default, or a regular expression between slashes that the status or the error "
        "of the integration is compared with, such as /4\\d\\d/."
    )
    aws = (
        "AWS documents no other form, and not what it answers: the stack fails when the response is made (400; 409 for "
        "a second one of the key), or the response is never taken."
    )
    fix = "Write $default, or a pattern as /5\\d\\d/."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html"
    types = (INTEGRATION_RESPONSE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            seen: dict[tuple[Any, str], str] = {}
            for each in api.of(INTEGRATION_RESPONSE):
                key = literal(each.properties.get("IntegrationResponseKey"))
                if key is None:
                    continue
                place = at(each, "IntegrationResponseKey")
                if key != "$default" and not (len(key) > 2 and key[0] == key[-1] == "/"):
                    hint = f" or /{key}/" if re.fullmatch(r"[0-9]{3}", key) else " or a pattern between slashes"
                    yield Problem(
                        place,
                        f"The key {key} of {each.logical_id} is no pattern: AWS refuses or ignores it. "
                        f"Write $default{hint}",
                    )
                elif key != "$default" and not _compiles(key[1:-1]):
                    yield Problem(
                        place,
                        f"The pattern {key} of {each.logical_id} doesn't compile: AWS refuses or ignores it. "
                        "Close its brackets",
                    )
                if each.made is True:
                    first = seen.setdefault((given(each, "IntegrationId"), key), each.logical_id)
                    if first != each.logical_id:
                        yield Problem(
                            place,
                            f"{first} has the key {key} already: one of the two is refused or never taken. Remove one",
                        )


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
