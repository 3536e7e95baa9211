"""I9566: a failure has a status of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cfngw.lint.rules.integrations.common import TYPES, any_unknown, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class FailureAsSuccess(Rule):
    """A failure has a status of its own."""

    id = "I9566"
    short = "An integration that is no proxy maps failures to 4xx or 5xx"
    long = (
        "Without a response for failures the default response takes them: a function's error, with its stack trace, "
        "or a backend's 500 is answered with 200."
    )
    aws = "The client gets 200 for what failed."
    fix = "Write responses with a SelectionPattern for 4xx and 5xx, and their method responses."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            found = row.found.responses
            if row.type not in ("AWS", "HTTP") or not found:
                continue
            statuses = [each.status for each in found]
            if (
                any_unknown(statuses)
                or any(str(each) >= "400" for each in statuses)
                or _is_async(row.found.request_parameters)
            ):
                continue
            if any("responseOverride" in str(template.text) for each in found for template in each.templates.values()):
                continue
            what = "an error of the function" if row.invokes else "a failure of the backend"
            yield Problem(
                row.at("IntegrationResponses"),
                f"{row.route.key} answers {what} with {statuses[0]}: no response is for 4xx or 5xx. Write one with a "
                "SelectionPattern and its method response",
            )


def _is_async(parameters: Mapping[str, object]) -> bool:
    return any(name.lower().endswith("x-amz-invocation-type") for name in parameters)
