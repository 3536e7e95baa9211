"""I9703: the gateway's own errors name the origin too."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.cors import ORIGIN, uses_cors
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api

_DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")
_HEADER = "gatewayresponse.header."


class HiddenErrors(Rule):
    """An API for browsers of other origins whose gateway responses name none."""

    id = "I9703"
    short = "The gateway's own errors can be read by browsers, too"
    long = (
        "401, 403, 429, 504 and what else the gateway answers itself go past the integrations. Without "
        "Access-Control-Allow-Origin in DEFAULT_4XX and DEFAULT_5XX a page of another origin sees no status, but an "
        "error of CORS."
    )
    aws = "The stack is created; a browser tells the page of a CORS error in place of an expired token or a throttle."
    fix = "Add gateway responses DEFAULT_4XX and DEFAULT_5XX with gatewayresponse.header.Access-Control-Allow-Origin."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
    tags = ("apigateway", "cors")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            is_told = not (api.unknown or view.is_open or view.reading.unknown)
            if api.protocol != "REST" or not is_told or not uses_cors(view, api):
                continue
            own = {each.type: each for each in api.gateway_responses}
            missing = [name for name in _DEFAULTS if name not in own]
            if missing:
                yield Problem(
                    api.at,
                    f"{api.logical_id} serves other origins, and has no gateway response {' and '.join(missing)} with "
                    "Access-Control-Allow-Origin: browsers would show its errors as errors of CORS. Add "
                    f"{'them' if len(missing) > 1 else 'it'}",
                )
            yield from _without(api)


def _without(api: Api) -> Iterator[Problem]:
    for each in api.gateway_responses:
        names = {name.removeprefix(_HEADER).lower() for name in each.parameters}
        if ORIGIN not in names and each.made is True:
            yield Problem(
                each.at,
                f"The gateway response {each.type} has no Access-Control-Allow-Origin, and {api.logical_id} serves "
                "other origins: browsers would show it as an error of CORS. Add gatewayresponse.header.Access-Control-"
                "Allow-Origin",
            )
