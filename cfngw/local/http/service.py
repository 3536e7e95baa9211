"""An action of an AWS service behind a route: its parameters, mapped from the request, and its answer, passed back.

A parameter whose value is one variable that is not there is left out.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cfngw.local.http import errors
from cfngw.local.http.expressions import Expression, Seen
from cfngw.local.http.http_proxy import GRACE, passed_back
from cfngw.local.running import BackendFailed

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.http.integrations import Setting
    from cfngw.local.http.mapping import Problems
    from cfngw.local.passage import Passage
    from cfngw.read.model import ServiceTarget


class ServiceAction:
    """One integration."""

    def __init__(self, setting: Setting, target: ServiceTarget, problems: Problems) -> None:
        self._setting = setting
        self._target = target
        self._parameters: dict[str, Expression] = {}
        self._unknown: list[str] = []
        for name, written in setting.integration.request_parameters.items():
            text = setting.values.text(written)
            if text is None:
                self._unknown.append(name)
                continue
            self._parameters[name] = Expression(text)
            problems.extend(self._parameters[name].problems)

    async def run(self, passage: Passage) -> Answer:
        """Answer a request; raise a Fault."""
        setting = self._setting
        if self._unknown:
            names = ", ".join(self._unknown)
            raise errors.misconfigured(f"the template does not tell {names}; give its parameters values", setting.at)
        seen = Seen(passage, setting.context_value)
        mapped = {name: expression.text(seen) for name, expression in self._parameters.items()}
        parameters = {name: value for name, value in mapped.items() if value is not None}
        journey = passage.journey
        if journey.on:
            journey.step(
                "mapping", f"the parameters of {self._target.subtype} are mapped", setting.at, parameters=mapped
            )
        try:
            async with asyncio.timeout(setting.seconds + GRACE):
                found = await setting.around.backends.action(
                    self._target, parameters, journey, timeout_seconds=setting.seconds
                )
        except TimeoutError:
            raise errors.no_answer_in_time(setting.seconds, setting.at) from None
        except BackendFailed as failure:
            raise errors.failed(failure, setting.at) from None
        passage.integration_status = found.status
        return passed_back(found)
