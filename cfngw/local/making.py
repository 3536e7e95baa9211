"""What the parts of a server are made by; a test passes makers of its own.

The parts are imported here and nowhere else in the front, each when it is needed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfngw.local.running import Identities
from cfngw.local.throttle import Bucket

if TYPE_CHECKING:
    from cfngw.local.front import Gateway
    from cfngw.local.options import Options
    from cfngw.local.rest.keys import Plans
    from cfngw.local.running import Backends, Functions, Surroundings
    from cfngw.local.template import Template
    from cfngw.read.model import Api, Stage

ACCOUNT_RATE, ACCOUNT_BURST = 10_000, 5_000
Say = Callable[[str], None]
Output = Callable[[str, str, str], None]  # logical id, request id, text


@dataclass(frozen=True)
class Makers:
    """Makes functions and backends of a template, identities, and what makes the gateways of a template's stages."""

    functions: Callable[[Template, Options, Say, Output], Functions]
    backends: Callable[[Template, Options, Say], Backends]
    identities: Callable[[Options], Identities]
    gateways: Callable[[Template, Surroundings], Callable[[Api, Stage], Gateway]]


def real() -> Makers:
    """Give the makers of what users run."""
    return Makers(_functions, _backends, _identities, _Gateways)


def _functions(template: Template, options: Options, say: Say, output: Output) -> Functions:
    from cfngw.local.functions import FunctionPool

    return FunctionPool(
        template.reading,
        template.values,
        code=options.code,
        environment=None if isinstance(options.env, Path) else options.env,
        environment_file=options.env if isinstance(options.env, Path) else None,
        aws=_aws_variables(options.aws_endpoint),
        say=say,
        output=output,
    )


def _aws_variables(endpoints: Mapping[str, str]) -> dict[str, str]:
    """Give the variables by which boto3 finds endpoints that a user gave."""
    return {
        "AWS_ENDPOINT_URL" if name == "*" else f"AWS_ENDPOINT_URL_{name.upper().replace('-', '_')}": url
        for name, url in endpoints.items()
    }


def _backends(template: Template, options: Options, say: Say) -> Backends:
    from cfngw.local.backends import LocalBackends, read_answers

    return LocalBackends(
        stand_ins=options.stand_ins,
        reach=options.reach,
        aws_endpoint=options.aws_endpoint,
        answers=read_answers(options.answers) if options.answers is not None else None,
        record_file=options.record,
        values=template.values,
        region=options.region,
        say=say,
    )


def _identities(options: Options) -> Identities:
    if not isinstance(options.identities, Path):
        return options.identities or Identities()
    from cfngw.local.auth.identities_file import read_identities

    return read_identities(options.identities)


class _Gateways:
    """Makes the gateways of a template; they share its usage plans and the account's throttle."""

    def __init__(self, template: Template, around: Surroundings) -> None:
        self._template = template
        self._around = around
        self._plans: Plans | None = None
        self._account = Bucket(ACCOUNT_RATE, ACCOUNT_BURST)

    def __call__(self, api: Api, stage: Stage) -> Gateway:
        """Make the gateway of a stage."""
        template, around = self._template, self._around
        if api.protocol != "REST":
            from cfngw.local.http.gateway import HttpGateway

            return HttpGateway(
                api, stage, around, template.values, template.reading, template.targets, account=self._account
            )
        from cfngw.local.rest.gateway import RestGateway
        from cfngw.local.rest.keys import Plans

        if self._plans is None:
            self._plans = Plans(template.reading, template.values, say=around.say)
        return RestGateway(api, stage, around, template.values, template.reading, template.targets, plans=self._plans)


async def closed(part: object) -> None:
    """Close a part that has something to close."""
    close: Callable[[], Awaitable[None] | None] | None = getattr(part, "close", None)
    if close is not None:
        waited = close()
        if waited is not None:
            await waited
