"""What methods read of their stage's variables, and routes in their addresses, and whether each stage has them.

An address without one of its parts can't be called, so that every stage has the variables in it. What a template reads
may be missing in some stage: it is then empty, which is told, unless no stage has it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cfngw.compile.assembly import Assembly
from cfngw.compile.authorizer_reads import texts
from cfngw.declare.mapping_template import by_content_type, parsed
from cfngw.declare.method import Method
from cfngw.declare.qualifier import place_of
from cfngw.declare.rest_api import RestApi
from cfngw.declare.stage import Stage
from cfngw.declare.value import Value
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi

_IN_ADDRESS = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")
_ADDRESSES = ("url", "vpc_link", "path", "subdomain")
_MARK = "stageVariables"


def check_stage_reads(assembly: Assembly, api: RestApi) -> None:
    """Find stage variables that a method reads and a stage does not have."""
    check_addresses(assembly, api, [(each, each.integration) for each in api.methods if each.function is None])
    read: dict[tuple[int, str], Value] = {}
    for method in api.methods:
        for holder, name in _reads(api, method):
            read.setdefault((id(holder), name), holder)
    if read:
        from cfngw.compile.parameter_mapping import check_variable  # for those who read one

        for (_, name), holder in read.items():
            check_variable(assembly, api, holder, name, holder.source)


def check_addresses(assembly: Assembly, api: HttpApi | RestApi, called: Iterable[tuple[Value, Any]]) -> None:
    """Find stage variables of addresses that a stage does not have; ``called``: methods or routes with targets."""
    missing: dict[tuple[int, str], CfngwError] = {}
    for user, target in called:
        for name in _in_address(target):
            for stage in api.stages:
                if name not in (stage.variables or {}):
                    missing.setdefault((id(stage), name), _without(api, stage, name, user))
    assembly.problems += missing.values()


def _in_address(target: Any) -> Iterator[str]:
    for option in _ADDRESSES:
        given = getattr(target, option, None)
        if isinstance(given, str) and _MARK in given:
            yield from _IN_ADDRESS.findall(given)


def _without(api: HttpApi | RestApi, stage: Stage, name: str, user: Value) -> CfngwError:
    return stage.refusal(
        f'it has no variable "{name}", which the address of {user.label} is made of.',
        allowed=", ".join(stage.variables or ()) or None,
        fix=f'give variables={{"{name}": "..."}}',
        **place_of(api, stage),
    )


def _reads(api: RestApi, method: Method) -> Iterator[tuple[Value, str]]:
    """Give the variables that templates and parameters read by name, with what holds them."""
    found = list(texts(method))
    contract = method.contract(api.errors)
    if contract is not None and contract.template is not None:
        found += [(contract, each) for each in by_content_type(contract.template).values() if isinstance(each, str)]
    for holder, text in found:
        if _MARK in text:
            from cfngw.vtl.inputs import ANY, reads_of

            for read in reads_of(parsed(text)):
                if read.source[0] == _MARK and len(read.source) > 1 and read.source[1] not in (ANY, "()"):
                    yield holder, str(read.source[1])
    if method.request is not None and method.request.parameters:
        yield from ((method.request, name) for name in _named(method.request.sources))
    for response in (method.response, *method.responses):
        if response is not None and response.headers:
            yield from ((response, name) for name in _named(response.headers))


def _named(expressions: Mapping[str, Any]) -> Iterator[str]:
    for each in expressions.values():
        if isinstance(each, str) and each.startswith(f"{_MARK}."):
            yield each.removeprefix(f"{_MARK}.")
