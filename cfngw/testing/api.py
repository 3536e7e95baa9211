"""A template opened for tests: requests go through the gateway in this process, functions run in theirs."""

from __future__ import annotations

import atexit
import json as _json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from cfngw.errors import CfngwError, UsageError
from cfngw.local.attempt import attempt, new_call, stage_of
from cfngw.local.options import ACCOUNT, REGION, STACK, Options
from cfngw.local.running import Identities
from cfngw.local.start import Served, Voice, open_served
from cfngw.testing.loop import BackgroundLoop
from cfngw.testing.response import Response

if TYPE_CHECKING:
    from cfngw.local.front import ServedApi
    from cfngw.local.making import Makers

Value = str | int | float
Fields = Mapping[str, Value | Sequence[Value]] | Iterable[tuple[str, Value]]
_HOST = "localhost"
_MOST_TOLD = 1000


class LocalApi:
    """An API of a template, and requests to it.

    Close it, or use it in a ``with`` block: its functions are processes. What is left open ends with Python.
    """

    def __init__(
        self,
        served: Served,
        *,
        api: ServedApi,
        loop: BackgroundLoop,
        told: deque[str],
        source_ip: str = "127.0.0.1",
    ) -> None:
        self._served = served
        self._api = api
        self._loop = loop
        self._source_ip = source_ip
        self._closed = False
        self.told = told  # what a person at a terminal would see: what functions wrote, what is unknown
        atexit.register(self.close)

    def get(self, path: str, **given: Any) -> Response:
        """GET a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("GET", path, **given)

    def post(self, path: str, **given: Any) -> Response:
        """POST to a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("POST", path, **given)

    def put(self, path: str, **given: Any) -> Response:
        """PUT to a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("PUT", path, **given)

    def patch(self, path: str, **given: Any) -> Response:
        """PATCH a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("PATCH", path, **given)

    def delete(self, path: str, **given: Any) -> Response:
        """DELETE a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("DELETE", path, **given)

    def options(self, path: str, **given: Any) -> Response:
        """Ask for the OPTIONS of a path; see ``request``."""
        __tracebackhide__ = True
        return self.request("OPTIONS", path, **given)

    def head(self, path: str, **given: Any) -> Response:
        """HEAD a path; see ``request``."""
        __tracebackhide__ = True
        response = self.request("HEAD", path, **given)
        response.body = b""
        return response

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: str | bytes | None = None,
        headers: Fields | None = None,
        query: Fields | None = None,
        stage: str | None = None,
        source_ip: str | None = None,
        tested: bool = False,
    ) -> Response:
        """Make a request; ``path`` is what follows the stage.

        ``json`` is a value for the body, with its Content-Type; ``body`` a text or bytes as they are, of no type unless
        a header says one. ``stage`` may be left out where there is one, or ``$default``. ``tested`` goes past
        authorizers and keys.
        """
        __tracebackhide__ = True
        if self._closed:
            raise RuntimeError("the API is closed")
        if json is not None and body is not None:
            raise UsageError("a body is given twice.", fix="leave json or body out")
        pairs = _pairs(headers)
        names = {name.lower() for name, _ in pairs}
        data = _data(json, body)
        added = [("Host", _HOST)] if "host" not in names else []
        if json is not None and "content-type" not in names:
            added.append(("Content-Type", "application/json"))
        if data and "content-length" not in names:
            added.append(("Content-Length", str(len(data))))
        call = new_call(
            method,
            path,
            query=_pairs(query),
            headers=(*added, *pairs),
            body=data,
            source_ip=source_ip or self._source_ip,
        )
        try:
            chosen = stage_of(self._api, stage)
        except CfngwError as error:
            raise error.with_traceback(None) from None
        made = self._loop.run(attempt(self._served, self._api, chosen, call, tested=tested))
        fault = made.passage.fault
        if fault is not None and fault.hint:
            self.told.append(f"{call.method} {call.path} {made.answer.status}: {fault.hint}")
        return Response(made)

    @property
    def keys(self) -> dict[str, str]:
        """Give the API keys of the template with the values that are taken here, by name or logical id."""
        from cfngw.local.listing import keys

        return {each.name: each.value for each in keys(self._api)}

    def close(self) -> None:
        """End the functions' processes."""
        if self._closed:
            return
        self._closed = True
        atexit.unregister(self.close)
        try:
            self._loop.run(self._served.close(), timeout=5.0)
        finally:
            self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LocalApi {self._api.logical_id} of {self._api.template.path}: {', '.join(self._api.stages)}>"


def local_api(
    template: str | Path,
    *,
    api: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    env: str | Path | Mapping[str, Mapping[str, str | None]] | None = None,
    code: Mapping[str, str | Path] | None = None,
    identities: str | Path | Identities | Mapping[str, Any] | None = None,
    aws_endpoint: str | Mapping[str, str] | None = None,
    stand_ins: Mapping[str, str] | None = None,
    reach: Sequence[str] = (),
    record: str | Path | None = None,
    answers: str | Path | None = None,
    region: str = REGION,
    account: str = ACCOUNT,
    stack_name: str = STACK,
    source_ip: str = "127.0.0.1",
    folder: str | Path | None = None,
    makers: Makers | None = None,
) -> LocalApi:
    """Open a template for tests; raise what reading it raises, and UsageError where ``api`` must be given.

    Relative paths start at ``folder``, by default the working folder. ``env`` is a file or ``{function: {name:
    value}}``; ``code`` the folders of functions whose code the template does not hold; ``identities`` a file or what it
    holds. What is left out is as for ``cfngw local``.
    """
    __tracebackhide__ = True  # a report of pytest ends at the line of the test
    start = Path(folder) if folder is not None else Path.cwd()
    told: deque[str] = deque(maxlen=_MOST_TOLD)
    options = Options(
        parameters=parameters or {},
        region=region,
        account=account,
        stack_name=stack_name,
        env=start / env if isinstance(env, (str, Path)) else env,
        code={name: start / path for name, path in (code or {}).items()},
        identities=_identities(identities, start),
        aws_endpoint={"*": aws_endpoint} if isinstance(aws_endpoint, str) else aws_endpoint or {},
        stand_ins=stand_ins or {},
        reach=tuple(reach),
        record=None if record is None else start / record,
        answers=None if answers is None else start / answers,
        trace=True,
    )
    loop = BackgroundLoop()
    try:
        voice = Voice(
            say=told.append, output=lambda function, _request, text: told.append(f"{function}: {text.rstrip()}")
        )
        served = loop.run(_open([start / template], options, voice, makers))
        try:
            chosen = served.api(api)
        except UsageError:
            loop.run(served.close())
            raise
    except CfngwError as error:
        loop.close()
        raise error.with_traceback(None) from None
    except BaseException:
        loop.close()
        raise
    told.extend(map(str, served.notices))
    return LocalApi(served, api=chosen, loop=loop, told=told, source_ip=source_ip)


async def _open(paths: list[Path], options: Options, voice: Voice, makers: Makers | None) -> Served:
    return open_served(paths, options, voice=voice, makers=makers)


def _identities(given: Any, start: Path) -> Path | Identities | None:
    if isinstance(given, (str, Path)):
        return start / given
    return Identities(**given) if isinstance(given, Mapping) else given


def _pairs(given: Fields | None) -> tuple[tuple[str, str], ...]:
    """Give fields in order; a sequence of values is the name several times."""
    pairs: list[tuple[str, str]] = []
    for name, value in given.items() if isinstance(given, Mapping) else given or ():
        several = (value,) if isinstance(value, (str, int, float)) else value
        pairs += [(name, str(each)) for each in several]
    return tuple(pairs)


def _data(json: Any, body: str | bytes | None) -> bytes:
    if json is not None:
        return _json.dumps(json).encode()
    return body.encode() if isinstance(body, str) else body or b""
