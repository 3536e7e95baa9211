"""Which API and stage a request is for, and the way through it.

Each API has a door of its own, which is a port of the server. Behind it a REST API's stages are ``/{stage}/…``; of an
HTTP API ``$default`` begins at the root, and other stages at ``/{stage}/…``. A request whose Host is a custom domain of
the template goes by the domain's mappings, at whatever door it comes in, and one for ``{id}.execute-api…`` to that API.
Paths stay as they were sent.

Not documented by AWS, as reports of users have them: a REST API's unknown stage and a domain's unmapped path answer 403
``Forbidden``, an HTTP API's 404 ``Not Found``; the same where an API's own address is switched off.
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from os import urandom
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cfngw.local.exchange import Answer
from cfngw.local.journey import Journey
from cfngw.local.passage import Passage

if TYPE_CHECKING:
    from cfngw.local.exchange import Call
    from cfngw.local.running import Surroundings
    from cfngw.local.template import Template
    from cfngw.read.model import Api, Stage

DEFAULT = "$default"
_SILENT = Journey(on=False)


class Gateway(Protocol):
    """What answers for one stage: a RestGateway or an HttpGateway."""

    async def answer(self, passage: Passage) -> Answer:
        """Take a request through its steps; never raises."""
        ...


@dataclass(frozen=True, eq=False)
class ServedStage:
    """A stage with its variables as texts, and what answers for it."""

    name: str
    stage: Stage
    variables: Mapping[str, str]
    gateway: Gateway


@dataclass(frozen=True, eq=False)
class ServedApi:
    """An API and its stages by name. ``closed``: its own address is switched off; ``hosts`` are its domains."""

    api: Api
    id: str
    template: Template
    around: Surroundings
    stages: Mapping[str, ServedStage]
    closed: bool = False
    hosts: tuple[str, ...] = ()

    @property
    def logical_id(self) -> str:
        """Give the name by which users ask for it."""
        return self.api.logical_id

    @property
    def is_rest(self) -> bool:
        """Say whether it is a REST API."""
        return self.api.protocol == "REST"


class Mapped(NamedTuple):
    """What a path of a domain leads to; ``stage`` None where the next piece of the path names it."""

    api: ServedApi
    stage: ServedStage | None


@dataclass(frozen=True)
class Domain:
    """A host name and its paths, without slashes around them; the longest that fits is taken."""

    mappings: Mapping[str, Mapped] = field(default_factory=dict)

    def find(self, path: str) -> tuple[Mapped, str] | None:
        """Find a path's mapping, and what follows it."""
        pieces = path[1:].split("/")
        for count in range(min(len(pieces), self.longest), -1, -1):
            mapped = self.mappings.get("/".join(pieces[:count]))
            if mapped is not None:
                return mapped, "/" + "/".join(pieces[count:])
        return None

    @property
    def longest(self) -> int:
        """Give the most pieces that a path of it has."""
        return max((path.count("/") + 1 for path in self.mappings if path), default=0)

    @property
    def is_rest(self) -> bool:
        """Say whether a REST API is behind it."""
        return any(mapped.api.is_rest for mapped in self.mappings.values())


class Done(NamedTuple):
    """A request that was answered; ``passage`` is None where no stage was found."""

    api: ServedApi | None
    call: Call
    answer: Answer
    passage: Passage | None
    seconds: float


class Front:
    """Takes requests to the gateways of their stages; ``listener`` is told of each answer, ``tracing`` keeps steps."""

    def __init__(
        self,
        apis: Sequence[ServedApi],
        domains: Mapping[str, Domain] | None = None,
        *,
        source_ip: str | None = None,
        tracing: bool = False,
        listener: Callable[[Done], None] | None = None,
    ) -> None:
        self.apis = tuple(apis)
        self.domains = dict(domains or {})
        self.source_ip = source_ip
        self.tracing = tracing
        self.listener = listener
        self.active = 0
        self._by_id = {f"{api.id}.execute-api": api for api in apis}

    async def answer(self, call: Call, door: ServedApi) -> Answer:
        """Answer a request that came in at an API's door; never raises but for a cancellation."""
        began = perf_counter()
        if self.source_ip is not None:
            call.source_ip = self.source_ip
        api, passage = door, None
        self.active += 1
        try:
            found = self.find(call, door)
            if isinstance(found, Answer):
                answer = found
            else:
                api, stage, path = found
                passage = self.passage(call, api, stage, path, Journey() if self.tracing else _SILENT)
                answer = await stage.gateway.answer(passage)
        except Exception as error:  # noqa: BLE001 (a fault of ours ends one request, never the server)
            answer = fault(api, call, error)
        finally:
            self.active -= 1
        if self.listener is not None:
            self.listener(Done(api, call, answer, passage, perf_counter() - began))
        return answer

    def passage(
        self,
        call: Call,
        api: ServedApi,
        stage: ServedStage,
        path: str,
        journey: Journey,
        *,
        tested: bool = False,
    ) -> Passage:
        """Begin a request's way through a stage; ``path`` is what follows the stage."""
        return Passage(
            call=call,
            api=api.api,
            stage=stage.stage,
            stage_name=stage.name,
            path=path,
            journey=journey,
            api_id=api.id,
            domain_name=call.header("host") or f"{api.id}.execute-api.{api.around.region}.amazonaws.com",
            request_id=request_id() if api.is_rest else short_id(),
            extended_request_id=short_id(),
            variables=stage.variables,
            tested=tested,
        )

    def find(self, call: Call, door: ServedApi) -> tuple[ServedApi, ServedStage, str] | Answer:
        """Find the API, the stage and the path below it; the gateway's own answer where there is none."""
        api = door
        host = call.header("host")
        if host is not None and (self.domains or "execute-api" in host):
            name = host_name(host)
            domain = self.domains.get(name) or self.domains.get(f"*.{name.partition('.')[2]}")
            if domain is not None:
                return self._by_domain(call, domain)
            api = self._by_id.get(".".join(name.split(".", 2)[:2]), door)
        if api.closed:
            return nowhere(rest=api.is_rest)
        return below(api, call.path) or nowhere(rest=api.is_rest)

    def _by_domain(self, call: Call, domain: Domain) -> tuple[ServedApi, ServedStage, str] | Answer:
        found = domain.find(call.path)
        if found is None:
            return nowhere(rest=domain.is_rest)
        (api, stage), path = found
        if stage is not None:
            return api, stage, path
        return below(api, path) or nowhere(rest=api.is_rest)


def below(api: ServedApi, path: str) -> tuple[ServedApi, ServedStage, str] | None:
    """Find the stage that a path begins with, and the path below it."""
    end = path.find("/", 1)
    name = path[1:] if end < 0 else path[1:end]
    stage = api.stages.get(name)
    if stage is not None and name != DEFAULT:
        return api, stage, "/" if end < 0 else path[end:]
    default = api.stages.get(DEFAULT)
    return None if default is None else (api, default, path)


def host_name(host: str) -> str:
    """Give the name in a Host header, without its port, in lower case."""
    name, colon, port = host.rpartition(":")
    found = name if colon and port.isdigit() else host
    return found.lower().rstrip(".")


def nowhere(*, rest: bool) -> Answer:
    """Answer a request that no stage is for."""
    if rest:
        headers = [("x-amzn-RequestId", request_id()), ("x-amzn-ErrorType", "ForbiddenException")]
        return Answer(403, [("Content-Type", "application/json"), *headers], b'{"message":"Forbidden"}')
    headers = [("Content-Type", "application/json"), ("apigw-requestid", short_id())]
    return Answer(404, headers, b'{"message":"Not Found"}')


def fault(api: ServedApi, call: Call, error: BaseException) -> Answer:
    """Answer a request on which cfngw itself failed, and tell the person at the terminal."""
    from traceback import format_exception

    told = "".join(format_exception(error)).rstrip()
    api.around.say(f"cfngw failed on {call.method} {call.path}; report this, please:\n{told}")
    words = "Internal server error" if api.is_rest else "Internal Server Error"
    return Answer(500, [("Content-Type", "application/json")], b'{"message":"%s"}' % words.encode())


def request_id() -> str:
    """Make a request id of a REST API: a UUID of version 4."""
    digits = urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def short_id() -> str:
    """Make a request id of an HTTP API, or an extended one of a REST API."""
    return b64encode(urandom(11)).decode()
