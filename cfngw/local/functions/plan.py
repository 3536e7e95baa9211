"""All that a worker is started with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cfngw.local.functions.code import Place, Scratch, code_place, unavailable
from cfngw.local.functions.environment import applied, given_variables, lambdas_own, own_variables
from cfngw.local.functions.installed import Installed, installed
from cfngw.local.functions.runtimes import Interpreter, find, lent_packages
from cfngw.local.running import InvocationRefused

if TYPE_CHECKING:
    from cfngw.local.functions.environment import EnvironmentFile
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Function

_TIMEOUT, _MEMORY = 3, 128  # Lambda's defaults, where the template does not tell a number
_OLD_SPACE = 0.9  # of the function's memory may be V8's


@dataclass(frozen=True)
class Plan:
    """How a worker is started and bounded; ``watched`` are the files that it was made from, ``notes`` what to say."""

    logical_id: str
    runtime: str
    interpreter: Interpreter
    command: tuple[str, ...]
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    timeout_seconds: float
    memory_mb: int
    watched: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


class Facts(NamedTuple):
    """What planning needs to know besides the function."""

    values: LocalValues
    scratch: Scratch
    name: str
    version: str
    region: str
    override: Path | None
    file: EnvironmentFile
    aws: Mapping[str, str]


def plan(function: Function, facts: Facts) -> Plan:
    """Plan the workers of a function. Raises InvocationRefused."""
    runtime = _runtime(function, facts)
    interpreter = find(runtime)
    if interpreter is None:
        raise _no_interpreter(function.logical_id, runtime)
    handler = facts.values.text(function.handler or next(iter(function.image_command), None))
    if not handler:
        raise InvocationRefused("CodeUnavailable", f"{function.logical_id}: the template does not tell its handler")
    place = code_place(function, interpreter.kind, facts.override, facts.scratch, facts.values)
    beside = installed(function, runtime, place, overridden=facts.override is not None, scratch=facts.scratch)
    timeout = function.timeout_seconds if isinstance(function.timeout_seconds, int) else _TIMEOUT
    memory = function.memory_size_mb if isinstance(function.memory_size_mb, int) else _MEMORY
    variables, notes = _variables(function, facts, runtime, handler, place, memory)
    if interpreter.kind == "python":
        command, arguments = interpreter.command, _python_path(interpreter, place, beside, facts.scratch)
    else:
        command, arguments = _node_command(interpreter, memory), ()
        variables = {"NODE_PATH": _node_path(beside), **variables}
    if beside.layers:
        folders = [variables.get("PATH", ""), *(str(each / "bin") for each in beside.layers)]
        variables["PATH"] = os.pathsep.join(folders)
    return Plan(
        logical_id=function.logical_id,
        runtime=runtime,
        interpreter=interpreter,
        command=command,
        arguments=arguments,
        environment=variables,
        folder=str(place.folder),
        timeout_seconds=max(1, timeout),
        memory_mb=max(128, memory),
        watched=(*place.watched, *beside.watched),
        notes=(*notes, *beside.notes),
    )


def _runtime(function: Function, facts: Facts) -> str:
    """Give the runtime; an image has none in the template, and its code is taken for what it looks like."""
    if function.package_type == "Image":
        if facts.override is None:
            raise unavailable(function.logical_id, "its code is not on this machine (a container image)")
        is_node = (facts.override / "package.json").is_file()
        return "nodejs" if is_node else f"python3.{sys.version_info[1]}"
    runtime = facts.values.text(function.runtime)
    if runtime is None:
        raise InvocationRefused("CodeUnavailable", f"{function.logical_id}: the template does not tell its runtime")
    return runtime


def _no_interpreter(logical_id: str, runtime: str) -> InvocationRefused:
    if runtime.startswith("nodejs"):
        return InvocationRefused(
            "CodeUnavailable", f"{logical_id}: its runtime is {runtime}, and there is no node on PATH"
        )
    why = f"{logical_id}: its runtime is {runtime}; handlers in Python and Node.js run here, others don't"
    return InvocationRefused("CodeUnavailable", why)


def _variables(
    function: Function, facts: Facts, runtime: str, handler: str, place: Place, memory: int
) -> tuple[dict[str, str], list[str]]:
    lambdas = lambdas_own(
        name=facts.name,
        version=facts.version,
        handler=handler,
        runtime=runtime,
        memory_mb=memory,
        region=facts.region,
        task_root=str(place.folder),
        home=str(facts.scratch.path("home")),
    )
    own, unknown = own_variables(function, facts.values)
    made = applied({**lambdas, **own, **facts.aws}, given_variables(facts.file, function.logical_id, facts.name))
    missing = [name for name in unknown if name not in made]
    notes = []
    if missing:
        notes.append(
            f"{function.logical_id}: the template does not tell {', '.join(missing)}, and the function runs without;"
            " --env FILE gives values"
        )
    return made, notes


def _python_path(interpreter: Interpreter, place: Place, beside: Installed, scratch: Scratch) -> tuple[str, ...]:
    """Give the import path: the code and the layers, as at Lambda; what is installed for the interpreter comes last."""
    folders = [place.folder, *beside.beside]
    for layer in beside.layers:
        folders += [layer / "python" / "lib" / f"python{interpreter.version}" / "site-packages", layer / "python"]
    folders += beside.modules
    path = [str(each) for each in folders]
    return (*path, "--") if interpreter.own else (*path, "--", str(lent_packages(scratch.path("lent"))))


def _node_path(beside: Installed) -> str:
    return os.pathsep.join(str(each / "nodejs" / "node_modules") for each in beside.layers)


def _node_command(interpreter: Interpreter, memory: int) -> tuple[str, ...]:
    program, *rest = interpreter.command
    return (program, f"--max-old-space-size={int(max(128, memory) * _OLD_SPACE)}", *rest)
