"""The functions of a template: which one a target is, and the workers of each.

Known differences from Lambda: an asynchronous invocation is tried once, where Lambda tries twice more; memory is looked
at 40 times a second, by what lies in RAM (Linux); importing has ten seconds, or the function's timeout if that is more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cfngw.document.values import Reference, Text
from cfngw.local.functions import outcomes
from cfngw.local.functions.code import Scratch
from cfngw.local.functions.crew import Bounds, Crew
from cfngw.local.functions.plan import Facts, Plan, plan
from cfngw.local.functions.watch import Watch
from cfngw.local.functions.worker import Call, Worker
from cfngw.local.running import Invocation, InvocationRefused

if TYPE_CHECKING:
    from cfngw.local.functions.environment import EnvironmentFile
    from cfngw.local.functions.output import Sink
    from cfngw.local.journey import Journey
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Alias, Function, FunctionTarget, Reading

_TICK_SECONDS = 0.025
_TIDY_SECONDS = 5.0
_MOST_TARGETS = 10_000
_LATEST = "$LATEST"
_EMPTY = Invocation(b"")


class FunctionPool:
    """Invokes the functions of a template (``running.Functions``); use it as ``async with``.

    ``code``: folders or zips by a function's logical id or name, in place of what the template says. ``environment``:
    the variables of a user's file; ``environment_file`` is that file, read here and again when it changed. ``aws``:
    variables such as AWS_ENDPOINT_URL, or credentials that the user gives on purpose. ``output`` takes what functions
    print, ``say`` what a person should know; each text once.
    """

    def __init__(
        self,
        reading: Reading,
        values: LocalValues,
        *,
        code: Mapping[str, Path] | None = None,
        environment: EnvironmentFile | None = None,
        environment_file: Path | None = None,
        aws: Mapping[str, str] | None = None,
        bounds: Bounds | None = None,
        output: Sink = lambda _function, _request, _text: None,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._reading = reading
        self._values = values
        self._code = dict(code or {})
        self._file = environment_file
        self._environment: EnvironmentFile = environment or {}
        if environment_file is not None:
            self._environment = _read(environment_file)
        self._aws = dict(aws or {})
        self._bounds = bounds or Bounds()
        self._output = output
        self._say = say
        self._said: set[str] = set()
        self._scratch = Scratch()
        self._crews: dict[tuple[str, str], Crew] = {}
        self._found: dict[FunctionTarget, _Found] = {}
        self._names = _by_name(reading, values)
        self._active: set[Worker] = set()
        self._ticker: asyncio.TimerHandle | None = None
        self._tidied = 0.0
        self._is_closed = False

    async def __aenter__(self) -> FunctionPool:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def invoke(
        self, target: FunctionTarget, event: bytes, *, request_id: str, journey: Journey, asynchronous: bool = False
    ) -> Invocation:
        """Invoke a function with JSON; raise InvocationRefused. See ``running.Functions``."""
        crew, arn, function = self._found.get(target) or self._find(target)
        if len(event) > outcomes.LARGEST_ASYNCHRONOUS_EVENT:
            _check_size(len(event), asynchronous=asynchronous)
        if asynchronous:
            crew.submit(Call(event, request_id, arn, journey, None))
            self._watch_over()
            return _EMPTY
        result: asyncio.Future[Invocation] = asyncio.get_running_loop().create_future()
        call = Call(event, request_id, arn, journey, result)
        crew.submit(call)
        if self._ticker is None:
            self._watch_over()
        if not journey.on:
            return await result
        outcome = await result
        _trace(call, function, outcome)
        return outcome

    def warm(self, functions: Iterable[str] | None = None, *, most: int = 8) -> None:
        """Start the first worker of functions, given by logical id, in the background; of all where none is given.

        What can't be started is left for the first invocation to tell.
        """
        for name in list(functions if functions is not None else self._reading.functions)[:most]:
            function = self._reading.functions.get(name)
            if function is None:
                continue
            try:
                self._crew(function, _LATEST).warm()
            except InvocationRefused:
                continue
        self._watch_over()

    def use_environment(self, environment: EnvironmentFile) -> None:
        """Take other variables of the user's; workers are replaced at their next invocation."""
        self._environment = environment
        for crew in self._crews.values():
            crew.renew()

    @property
    def workers(self) -> int:
        """Give how many processes there are."""
        return sum(crew.workers for crew in self._crews.values())

    async def close(self) -> None:
        """End all processes, and wait until they are gone; invocations that run are answered as ended."""
        self._is_closed = True
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        ended = [worker for crew in self._crews.values() for worker in crew.close()]
        for worker in ended:
            await worker.ended()
        self._crews.clear()
        self._found.clear()
        self._scratch.remove()

    # Which function a target is.

    def _find(self, target: FunctionTarget) -> _Found:
        function, qualifier = self._function(target)
        version = self._version(function, qualifier)
        arn = self._arn(function) + (f":{qualifier}" if qualifier else "")
        found = (self._crew(function, version), arn.encode(), function)
        if len(self._found) < _MOST_TARGETS:
            self._found[target] = found
        return found

    def _function(self, target: FunctionTarget) -> tuple[Function, str]:
        qualifier = "" if target.qualifier is None else self._values.text(target.qualifier) or ""
        if isinstance(target.qualifier, Reference):  # a version, or an alias that SAM makes: its name is not told
            qualifier = "1" if target.qualifier.attribute == "Version" else qualifier
        given = target.function
        if isinstance(given, Reference) and given.logical_id in self._reading.functions:
            return self._reading.functions[given.logical_id], qualifier
        name = self._values.text(given) if isinstance(given, (str, Text, Reference)) else None
        if name is None:
            why = getattr(given, "why", "the template does not tell which function is meant")
            raise InvocationRefused("ResourceNotFoundException", f"no function can be invoked: {why}")
        name, of_name = _parts(name)
        found = self._names.get(name)
        if found is None:
            raise InvocationRefused("ResourceNotFoundException", f"the template has no function {name}")
        return self._reading.functions[found], qualifier or of_name

    def _version(self, function: Function, qualifier: str) -> str:
        """Give the version that a qualifier means; an alias that is made elsewhere means the latest."""
        if not qualifier or qualifier == _LATEST:
            return _LATEST
        if qualifier.isdecimal():
            return qualifier
        aliases = [each for each in self._reading.aliases.values() if self._is_of(each, function)]
        for alias in aliases:
            if self._values.text(alias.name) == qualifier:
                version = self._values.text(alias.version) or _LATEST
                return version if version == _LATEST or version.isdecimal() else "1"
        if aliases:
            known = ", ".join(self._values.text(alias.name) or "?" for alias in aliases)
            arn = f"{self._arn(function)}:{qualifier}"
            raise InvocationRefused(
                "ResourceNotFoundException", f"Function not found: {arn}; its aliases in the template: {known}"
            )
        return _LATEST

    def _is_of(self, alias: Alias, function: Function) -> bool:
        given = alias.function
        if isinstance(given, Reference):
            return given.logical_id == function.logical_id
        name = self._values.text(given)
        return name is not None and self._names.get(_parts(name)[0]) == function.logical_id

    def _arn(self, function: Function) -> str:
        return self._values.text(Reference(function.logical_id, "Arn", "AWS::Lambda::Function")) or ""

    # Workers.

    def _crew(self, function: Function, version: str) -> Crew:
        if self._is_closed:
            raise InvocationRefused("ServiceException", "the gateway is ending")
        key = (function.logical_id, version)
        if key not in self._crews:
            self._crews[key] = Crew(
                lambda: self._plan(function, version), self._bounds, self._output, self._tell_version, self._active
            )
        return self._crews[key]

    def _plan(self, function: Function, version: str) -> tuple[Plan, Watch]:
        logical_id = function.logical_id
        arn = self._arn(function).split(":")
        name = arn[-1]
        names = (logical_id, logical_id.rpartition("/")[2], name, self._values.text(function.name))
        override = next((self._code[key] for key in names if key is not None and key in self._code), None)
        region = arn[3] if len(arn) > 3 else "us-east-1"
        file = self._variables()
        made = plan(function, Facts(self._values, self._scratch, name, version, region, override, file, self._aws))
        for note in made.notes:
            self._tell(note)
        files = () if self._file is None else (self._file,)
        return made, Watch((*made.watched, *files), interval_seconds=self._bounds.look_seconds)

    def _variables(self) -> EnvironmentFile:
        """Read the user's file again; while it does not read, what it said before holds."""
        from cfngw.errors import CfngwError

        if self._file is not None:
            try:
                self._environment = _read(self._file)
            except CfngwError as error:
                self._tell(str(error))
        return self._environment

    def _tell_version(self, made: Plan, version: str) -> None:
        wanted, interpreter = made.interpreter.version, made.interpreter
        if wanted and version != wanted and not version.startswith(f"{wanted}."):
            kind = "Python" if interpreter.kind == "python" else "Node.js"
            self._tell(
                f"{made.logical_id}: its runtime is {made.runtime}, which is not on this machine;"
                f" it runs on {kind} {version} ({interpreter.command[0]})"
            )

    def _tell(self, text: str) -> None:
        if text not in self._said and len(self._said) < _MOST_TARGETS:
            self._said.add(text)
            self._say(text)

    # Time.

    def _watch_over(self) -> None:
        if self._ticker is None and not self._is_closed:
            self._ticker = asyncio.get_running_loop().call_later(_TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self._ticker = None
        now = time.monotonic()
        for worker in list(self._active):
            worker.check(now)
        if now - self._tidied > _TIDY_SECONDS:
            self._tidied = now
            for crew in self._crews.values():
                crew.tidy(now)
        if self._active or any(crew.workers > 1 for crew in self._crews.values()):
            self._watch_over()


_Found = tuple[Crew, bytes, "Function"]


def _trace(call: Call, function: Function, outcome: Invocation) -> None:
    """Tell how an invocation went. What went in and out is the integration's to tell."""
    if call.began is None:
        said = f"{function.logical_id} did not start"
    else:
        took = (time.monotonic() - call.began) * 1000
        began = "a new process" if call.is_cold else "a warm process"
        said = f"{function.logical_id} {'failed' if outcome.failed else 'answered'} after {took:.1f} ms in {began}"
    call.journey.step("invocation", said, function.at, function=function.logical_id, failed=outcome.failed)


def _check_size(size: int, *, asynchronous: bool) -> None:
    most = outcomes.LARGEST_ASYNCHRONOUS_EVENT if asynchronous else outcomes.LARGEST_EVENT
    if size > most:
        raise InvocationRefused(
            "RequestTooLargeException", f"Request must be smaller than {most} bytes for the InvokeFunction operation"
        )


def _read(path: Path) -> EnvironmentFile:
    from cfngw.local.functions.envfile import read_environment

    return read_environment(path)


def _by_name(reading: Reading, values: LocalValues) -> dict[str, str]:
    """Give the logical ids of functions by all that they are called."""
    found: dict[str, str] = {}
    for logical_id, function in reading.functions.items():
        local = values.text(Reference(logical_id, "", "AWS::Lambda::Function"))
        for name in (local, values.text(function.name) if function.name is not None else None):
            if name:
                found.setdefault(name, logical_id)
    for logical_id in reading.functions:
        found.setdefault(logical_id, logical_id)
    return found


def _parts(name: str) -> tuple[str, str]:
    """Split a name, a partial ARN or an ARN into a function's name and its qualifier."""
    pieces = name.split(":")
    if "function" in pieces[:-1]:
        pieces = pieces[pieces.index("function") + 1 :]
    return pieces[0], pieces[1] if len(pieces) > 1 else ""
