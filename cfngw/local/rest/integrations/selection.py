"""Which integration response an answer gets.

A selection pattern has to match the whole text: the ``errorMessage`` of a function that failed, the status of any
other endpoint. A function that did not fail has no message, which is the empty text to a pattern: ``.*`` takes it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html

Not documented: which of several that match is taken; it is the first here. A pattern that Java would not compile, or
that costs too much, matches nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfngw.local.fault import Fault
from cfngw.vtl.errors import JavaError, LimitExceededError
from cfngw.vtl.limits import Budget
from cfngw.vtl.regex import Regex, compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cfngw.document.values import At
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.response_side import ResponseMapping


class Selection:
    """The integration responses of a method. ``problems`` are the patterns that can't match."""

    def __init__(self, responses: Sequence[ResponseMapping], at: At) -> None:
        self.at = at
        self.problems: list[str] = []
        self._patterns: list[tuple[Regex, ResponseMapping]] = []
        self._default: ResponseMapping | None = None
        for each in responses:
            if each.pattern == "":
                self._default = self._default or each
            elif each.pattern is None:
                self.problems.append("a selection pattern is not known before the stack is made")
            else:
                try:
                    self._patterns.append((compiled(each.pattern), each))
                except (JavaError, LimitExceededError, RecursionError) as error:
                    self.problems.append(f"the selection pattern {each.pattern!r} is no regular expression: {error}")
        self._known: dict[str, ResponseMapping | None] = {"": self._matching("")}

    def _matching(self, text: str) -> ResponseMapping | None:
        for pattern, response in self._patterns:
            try:
                if pattern.matches(text, Budget()):
                    return response
            except (LimitExceededError, RecursionError):
                continue
        return self._default

    def choose(self, flow: Flow, text: str, *, few: bool = False) -> ResponseMapping:
        """Choose by a text; raise Fault where nothing matches. ``few`` texts, such as statuses, are remembered."""
        known = self._known
        if text in known:
            found = known[text]
        else:
            found = self._matching(text)
            if few:
                known[text] = found
        journey = flow.passage.journey
        if found is None:
            hint = f"no selection pattern matches {text[:200]!r}, and there is no default integration response"
            raise Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=self.at)
        if journey.on:
            by = f"the pattern {found.pattern} matches" if found.pattern else "the default response"
            journey.step("pattern", f"{by}: status {found.status}", found.at, text=text)
        return found
