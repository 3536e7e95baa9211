"""Requests without a server: one through a stage, at the stage that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from time import perf_counter, time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, quote_plus

from cfngw.errors import UsageError, nearest
from cfngw.local.exchange import Answer, Call
from cfngw.local.front import DEFAULT, ServedApi, ServedStage, fault
from cfngw.local.journey import Journey

if TYPE_CHECKING:
    from cfngw.local.exchange import Pairs
    from cfngw.local.passage import Passage
    from cfngw.local.start import Served

_SAFE = "/:@!$&'()*+,;=-._~%"


class Attempt(NamedTuple):
    """A request that was made: what came of it, and how it went."""

    call: Call
    answer: Answer
    passage: Passage
    seconds: float


async def attempt(served: Served, api: ServedApi, stage: ServedStage, call: Call, *, tested: bool = False) -> Attempt:
    """Take a request through a stage with all its steps told; its path is what follows the stage.

    ``tested`` goes past authorizers, keys, policies and throttles, as the console's Test does.
    """
    path = call.path
    call = replace(call, path=path if stage.name == DEFAULT else f"/{stage.name}{path}", received=time())
    passage = served.front.passage(call, api, stage, path, Journey(), tested=tested)
    began = perf_counter()
    served.front.active += 1
    try:
        answer = await stage.gateway.answer(passage)
    except Exception as error:  # noqa: BLE001 (as in the front: one request fails, nothing else)
        answer = fault(api, call, error)
    finally:
        served.front.active -= 1
    return Attempt(call, answer, passage, perf_counter() - began)


def stage_of(api: ServedApi, name: str | None) -> ServedStage:
    """Give a stage by its name; None for the only one, or for ``$default``. Raises UsageError."""
    if name is None:
        name = next(iter(api.stages)) if len(api.stages) == 1 else DEFAULT if DEFAULT in api.stages else None
    known = ", ".join(api.stages)
    if name is None:
        raise UsageError(
            f"{api.logical_id} has several stages.", allowed=known, fix=f"name one: stage {next(iter(api.stages))}"
        )
    if name not in api.stages:
        close = nearest(name, api.stages) or next(iter(api.stages))
        raise UsageError(f"{api.logical_id} has no stage {name}.", allowed=known, fix=f"name {close}")
    return api.stages[name]


def new_call(
    method: str,
    target: str,
    *,
    query: Iterable[tuple[str, str]] = (),
    headers: Pairs = (),
    body: bytes = b"",
    source_ip: str = "127.0.0.1",
) -> Call:
    """Make a request. ``target`` may have a query of its own; what no URL can hold is percent-encoded."""
    path, _, own = target.partition("#")[0].partition("?")
    path = quote(path if path.startswith("/") else f"/{path}", safe=_SAFE)
    added = [f"{quote_plus(name)}={quote_plus(value)}" for name, value in query]
    whole = "&".join([*([quote(own, safe=_SAFE + "?[]")] if own else []), *added])
    return Call(method.upper(), path, whole, headers, body, source_ip)


def nearest_route(api: ServedApi, method: str, path: str) -> str | None:
    """Give the route that was probably meant where none has a method and path; None where one has."""
    from cfngw.local.routing import Router

    found = Router(api.api.routes, rest=api.is_rest).find(method, path)
    if found is not None and found.route is not None:
        return None
    keys = [route.key for route in api.api.routes]
    by_path = next((route.key for route in api.api.routes if route.path == path), None)
    return by_path or nearest(f"{method} {path}", keys) or (keys[0] if keys else None)


def with_variables(stage: ServedStage, variables: Mapping[str, str]) -> ServedStage:
    """Give a stage with other values of some of its variables."""
    return replace(stage, variables={**stage.variables, **variables}) if variables else stage
