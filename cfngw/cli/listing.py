"""``cfngw list``: what a blueprint holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfngw.cli.build import load_all
from cfngw.cli.callers import who
from cfngw.cli.console import table
from cfngw.cli.environments import environment_option

if TYPE_CHECKING:
    from cfngw.cli.loading import Loaded
    from cfngw.declare.function import Callee, Function
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.rest_api import RestApi


@click.command("list")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@environment_option
def command(paths: tuple[Path, ...], *, environments: tuple[str, ...]) -> None:
    """Show what blueprints hold: routes, who may call each, functions, stages.

    PATH is a blueprint file or a folder of them; without one, the folder blueprints.
    """
    for number, (loaded, sealed) in enumerate(load_all(paths, environments=environments)):
        click.echo(("\n" if number else "") + f"{loaded.path} {loaded.variable} -> {loaded.stem}.yaml")
        _show(loaded, sealed.resources)


def _show(loaded: Loaded, resources: Mapping[str, Any]) -> None:
    from cfngw.declare.function import own_function

    functions: dict[int, Any] = {}
    for part in loaded.blueprint.parts():
        if part.api is not None:
            _show_api(part.api, resources)
            for callee in part.api.functions():
                functions.update({id(each): each for each in (own_function(callee), callee) if each is not None})
        functions.update({id(function): function for function in part.contents.functions})
    if functions:
        rows = [_function_row(function) for function in functions.values()]
        click.echo()
        table(
            ("function", "logical id", "handler", "runtime", "memory", "timeout", "runs as", "line"), rows, right=(4, 5)
        )


def _show_api(api: HttpApi | RestApi, resources: Mapping[str, Any]) -> None:
    stages = ", ".join(stage.name for stage in api.stages)
    kind, noun = ("HTTP API", "route") if api.protocol == "HTTP" else ("REST API", "method")
    click.echo(f"\n{api.name}: {kind}, {api.resource_id}; stages {stages}; invoked by {api.invocation}\n")
    # A route that customize() took out is not shown: the template is what counts.
    rows = [row for row in _rows(api, resources) if row]
    table((noun, "function", "who may call", "logical id", "line"), rows)


def _rows(api: HttpApi | RestApi, resources: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if api.protocol == "HTTP":
        for route in api.written_routes():
            answers = route.function if route.function is not None else route.target
            yield _row(str(route.key), answers, route.resource_id(api), str(route.source), resources)
        return
    for method in api.methods:
        target = method.function if method.function is not None else method.integration
        yield _row(method.route_key, target, method.resource_id(api.name), str(method.source), resources)


def _row(key: str, target: Any, name: str, line: str, resources: Mapping[str, Any]) -> tuple[str, ...]:
    if name not in resources:
        return ()
    return key, _called(target), who(resources[name], resources), name, line


def _called(target: Any) -> str:
    """Name what answers; an alias as Lambda does, by its function and itself."""
    name: str = getattr(target, "name", type(target).__name__)
    function = getattr(target, "function", None)
    return name if function is None else f"{function.name}:{name}"


def _function_row(function: Callee) -> tuple[str, ...]:
    from cfngw.declare.function import Function, FunctionAlias

    if isinstance(function, FunctionAlias):
        return _called(function), function.resource_id, "-", "-", "-", "-", "an alias", str(function.source)
    if not isinstance(function, Function):
        return function.name, "-", "-", "-", "-", "-", "another stack", str(function.source)
    return (
        function.name,
        function.resource_id,
        _text(function.handler, "in the image"),
        _text(function.runtime, "image"),
        _measured(function.memory_size_mb, "128", "MB"),
        _measured(function.timeout_seconds, "3", "s"),
        _role(function),
        str(function.source),
    )


def _role(function: Function) -> str:
    from cfngw.declare.role import Role

    if function.role is None:
        return "its own role"
    return f"role {function.role.name}" if isinstance(function.role, Role) else _text(function.role, "")


def _measured(given: Any, absent: str, unit: str) -> str:
    """Show a number with its unit; a parameter without a default and an intrinsic have none to show."""
    from cfngw.declare.parameter import default_of

    number = absent if given is None else default_of(given)
    return f"{_text(given, absent)} {unit}" if number is not None else _text(given, absent)


def _text(given: Any, absent: str) -> str:
    """Show an option: a literal as it is, a parameter with its default, another intrinsic by its name."""
    from cfngw.declare.parameter import Parameter

    if given is None:
        return absent
    if isinstance(given, Parameter):
        return f"{given.name}={given.default}" if given.default is not None else given.name
    return _intrinsic(given.to_dict()) if hasattr(given, "to_dict") else str(given)


def _intrinsic(written: Any) -> str:
    function, argument = next(iter(written.items()))
    if function == "Fn::GetAtt":
        argument = ".".join(map(str, argument))
    return f"!{function.removeprefix('Fn::')}" + (f" {argument}" if isinstance(argument, str) else "")
