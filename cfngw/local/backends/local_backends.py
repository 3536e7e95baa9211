"""All that a gateway calls besides functions: HTTP endpoints, services of AWS, the subtypes of HTTP APIs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.errors import UsageError
from cfngw.local.backends.addresses import Address, check_reach, parse_reach, parse_url
from cfngw.local.backends.answers import Answers
from cfngw.local.backends.http_client import HttpClient
from cfngw.local.backends.query_json import json_of_xml
from cfngw.local.backends.recorder import Recorder
from cfngw.local.backends.service_models import ServiceModels, botocore_is_there
from cfngw.local.backends.service_request import SECRETS, ServiceCall, form_call
from cfngw.local.backends.signing import Credentials, signed
from cfngw.local.backends.stand_ins import StandIn, StandIns
from cfngw.local.backends.subtypes import SUBTYPES, NotTaken, form_action
from cfngw.local.running import BackendAnswer, BackendFailed, BackendRequest

if TYPE_CHECKING:
    from cfngw.local.backends.recorder import Recorded
    from cfngw.local.backends.service_models import Service
    from cfngw.local.journey import Journey
    from cfngw.local.values import LocalValues
    from cfngw.read.model import ServiceTarget

_SHOWN = 4096
_BAD_REQUEST = BackendAnswer(400, (("Content-Type", "application/json"),), b'{"message":"Bad Request"}')


class LocalBackends:
    """Calls what is on this machine, and nothing else unless the user says so; implements ``running.Backends``.

    ``stand_ins``: what is called in place of what (``parse_stand_in``); ``reach``: hosts that may be called though they
    are not on this machine, ``*`` for all (``parse_reach``). ``aws_endpoint``: a URL that boto3 would take as
    ``endpoint_url``, such as that of moto's server, or URLs by service, as URIs or botocore name it, with ``*`` for the
    others; what has none is recorded. ``credentials``: whom such calls are signed for; nobody unless given.
    ``answers``: what the user has services answer with (``read_answers``). ``record_file``: where recorded calls are
    appended. ``values`` gives what a target's references are here, ``region`` the region of what names none. ``say``
    takes what the person at the terminal should know.
    """

    def __init__(
        self,
        *,
        stand_ins: Iterable[StandIn] | Mapping[str, str] = (),
        reach: Iterable[str] = (),
        aws_endpoint: str | Mapping[str, str] | None = None,
        credentials: Credentials | None = None,
        answers: Mapping[str, BackendAnswer] | None = None,
        record_file: Path | None = None,
        values: LocalValues | None = None,
        region: str = "us-east-1",
        say: Callable[[str], None] = lambda _text: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._stand_ins = StandIns(stand_ins)
        self._reach = frozenset(parse_reach(each) for each in reach)
        self._endpoints = _endpoints(aws_endpoint, self._reach)
        self._credentials = credentials or Credentials()
        self._answers = Answers(answers)
        self._recorder = Recorder(record_file)
        self._record_file = record_file
        self._values = values
        self._region = region
        self._say = say
        self._clock = clock
        self._client = HttpClient()
        self._models = ServiceModels()
        self._said: set[str] = set()

    @property
    def recorded(self) -> tuple[Recorded, ...]:
        """Give the calls of services that were recorded, the oldest first: the last thousand."""
        return self._recorder.calls

    def stand_in(self, url: str) -> str | None:
        """Give the URL that is called in place of one, or of a logical id or an ARN; None where nothing stands in."""
        return self._stand_ins.find(url)

    def close(self) -> None:
        """Close connections at rest."""
        self._client.close()

    # HTTP endpoints

    async def http(self, request: BackendRequest, journey: Journey) -> BackendAnswer:
        """Call an HTTP endpoint; raise BackendFailed. Redirects are given, not followed."""
        try:
            url, host = self._called(request)
            address = parse_url(url)
            check_reach(address, self._reach)
            answer = await self._client.send(address, request, host)
        except BackendFailed as failed:
            if journey.on:
                _tell(journey, f"{request.method} {request.url}: {failed.kind}", request, failed.why)
            raise
        if journey.on:
            _tell(journey, f"{request.method} {address.origin}{address.target} -> {answer.status}", request, answer)
        return answer

    def _called(self, request: BackendRequest) -> tuple[str, str | None]:
        """Give the URL to call, and the Host that the real endpoint would have got."""
        stand_in = self._stand_ins.find(request.url)
        if stand_in is not None:
            return stand_in, parse_url(request.url).authority if "://" in request.url else None
        if "://" not in request.url:
            raise BackendFailed(
                "refused",
                f"{request.url or 'the integration'} has no address on this machine. Give what stands in for it: "
                f"--stand-in {request.url.partition('.')[0] or '<logical id>'}=http://127.0.0.1:9000",
            )
        return request.url, None

    # Services of AWS

    async def service(self, target: ServiceTarget, request: BackendRequest, journey: Journey) -> BackendAnswer:
        """Call a service as a REST API's AWS integration does; raise BackendFailed.

        ``request.url`` is path and query; of an action it is empty, or the query with its question mark.
        """
        service = await self._service(self._text(target.service, ""))
        if target.action is None and not request.url:
            request = request._replace(url=self._text(target.path, ""))
        call = form_call(
            service,
            request,
            region=self._text(target.region, self._region),
            action=self._text(target.action, "") if target.action is not None else None,
            subdomain=self._text(target.subdomain, "") or None,
        )
        return await self._do(call, request.timeout_seconds, journey)

    async def action(
        self, target: ServiceTarget, parameters: Mapping[str, Any], journey: Journey, *, timeout_seconds: float = 29.0
    ) -> BackendAnswer:
        """Do what a subtype of an HTTP API does; what the service can't be called with is answered with 400."""
        name = self._text(target.subtype, "")
        subtype = SUBTYPES.get(name)
        if subtype is None:
            raise BackendFailed("malformed", f"{name or 'no subtype'} is none of: {', '.join(SUBTYPES)}")
        self._say_strays(name, parameters)
        region = str(parameters.get("Region") or "") or self._text(target.region, self._region)
        service = await self._service(subtype.service)
        try:
            call = form_action(service, subtype, parameters, region)
        except NotTaken as refused:
            if journey.on:
                journey.step("backend", f"{name} can't be called: {refused}", None, status=400)
            return _BAD_REQUEST
        return await self._do(call, timeout_seconds, journey)

    def _say_strays(self, name: str, parameters: Mapping[str, Any]) -> None:
        known = (*SUBTYPES[name].required, *SUBTYPES[name].optional, "Region")
        strays = [each for each in parameters if each not in known]
        if strays:
            self._say_once(
                f"{name} takes no {', '.join(strays)}: API Gateway would not create this integration. "
                f"It takes {', '.join(known)}."
            )

    async def _service(self, name: str) -> Service:
        known = self._models.known(name)
        # Loading reads files of megabytes: not on the loop that serves.
        return known if known is not None else await asyncio.to_thread(self._models.load, name)

    async def _do(self, call: ServiceCall, timeout_seconds: float, journey: Journey) -> BackendAnswer:
        answer = self._answers.find(call)
        endpoint = next((self._endpoints[name] for name in (*call.service.names, "*") if name in self._endpoints), None)
        how = "answered by your answers"
        if answer is None and endpoint is not None:
            return await self._hand(call, endpoint, timeout_seconds, journey)
        problem = self._recorder.keep(call, self._clock())
        if problem:
            self._say_once(problem)
        if answer is None:
            from cfngw.local.backends.samples import sample

            answer, how = sample(call, self._recorder.count), "recorded only"
            self._say_recorded(call)
        if journey.on:
            _tell(journey, f"{call.name} {how} -> {answer.status}", call, answer)
        return answer

    async def _hand(
        self, call: ServiceCall, endpoint: Address, timeout_seconds: float, journey: Journey
    ) -> BackendAnswer:
        """Sign a call and send it to what stands in for AWS."""
        path = endpoint.target.rstrip("/") + call.target
        address = parse_url(endpoint.origin + path)
        url = address.origin + address.target
        headers = (*call.headers, ("Host", address.authority))
        try:
            headers = signed(call.service, call.region, self._credentials, call.method, url, headers, call.body)
        except ValueError as error:
            raise BackendFailed("malformed", f"{call.name} can't be signed: {error}") from None
        request = BackendRequest(call.method, url, headers, call.body, timeout_seconds)
        try:
            answer = await self._client.send(address, request)
        except BackendFailed as failed:
            if journey.on:
                _tell(journey, f"{call.name} at {address.origin}: {failed.kind}", call, failed.why)
            raise
        if call.by_query and not call.wants_xml:
            answer = _in_json(call, answer)
        if journey.on:
            _tell(journey, f"{call.name} at {address.origin} -> {answer.status}", call, answer)
        return answer

    def _text(self, value: Any, default: str) -> str:
        if isinstance(value, str):
            return value
        text = self._values.text(value) if self._values is not None and value is not None else None
        return text if text is not None else default

    def _say_recorded(self, call: ServiceCall) -> None:
        name = call.service.name
        where = f" in {self._record_file}" if self._record_file is not None else ""
        more = "" if botocore_is_there() else "; their answers are empty without botocore (pip install 'cfngw[aws]')"
        self._say_once(
            f"calls of {name} are recorded{where}, and done by nobody{more}. "
            f"To hand them to moto's server or the like: --aws-endpoint {name}=http://127.0.0.1:5000"
        )

    def _say_once(self, text: str) -> None:
        if text not in self._said and len(self._said) < 200:
            self._said.add(text)
            self._say(text)


def _endpoints(given: str | Mapping[str, str] | None, reach: frozenset[str]) -> dict[str, Address]:
    """Check the endpoints of AWS: loopback, or what may be reached; raise UsageError."""
    urls = {"*": given} if isinstance(given, str) else dict(given or {})
    found = {}
    for service, url in urls.items():
        try:
            address = parse_url(url)
            check_reach(address, reach)
        except BackendFailed as failed:
            raise UsageError(
                f"{failed.why}." if failed.kind != "refused" else "this endpoint is not on this machine.",
                given=url,
                allowed="a URL of localhost, 127.0.0.1 or [::1], or of a host that --reach names",
                fix="start moto's server (moto_server -p 5000) and write --aws-endpoint http://127.0.0.1:5000",
                option="--aws-endpoint",
            ) from failed
        if not botocore_is_there():
            raise UsageError(
                "calls are handed on by botocore, which is not installed.",
                given=url,
                fix="pip install 'cfngw[aws]'",
                option="--aws-endpoint",
            )
        found[service] = address
    return found


def _in_json(call: ServiceCall, answer: BackendAnswer) -> BackendAnswer:
    body = json_of_xml(call.service, call.action, answer.body)
    if body is None:
        return answer
    dropped = ("content-type", "content-length")
    headers = tuple(pair for pair in answer.headers if pair[0].lower() not in dropped)
    return BackendAnswer(answer.status, (*headers, ("Content-Type", "application/json")), body)


def _tell(journey: Journey, said: str, sent: BackendRequest | ServiceCall, came: BackendAnswer | str) -> None:
    """Note what was sent and what came, without what opens doors."""
    headers = [pair for pair in sent.headers if pair[0].lower() not in SECRETS]
    shown: dict[str, Any] = {"headers": headers, "sent": sent.body[:_SHOWN]}
    if isinstance(came, str):
        shown["failed"] = came
    else:
        shown |= {"status": came.status, "answered": came.body[:_SHOWN]}
    journey.step("backend", said, None, **shown)
