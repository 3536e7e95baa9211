"""``cfngw list``: what a blueprint holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cfngw.cli.build import compile_problems, load_all
from cfngw.cli.console import table
from cfngw.errors import raise_all

if TYPE_CHECKING:
    from cfngw.cli.loading import Loaded
    from cfngw.declare.function import Function, ImportedFunction
    from cfngw.declare.http_api import HttpApi, Route


@click.command("list")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
def command(paths: tuple[Path, ...]) -> None:
    """Show what blueprints hold: routes, who may call each, functions, stages.

    PATH is a blueprint file or a folder of them; without one, the folder blueprints.
    """
    found = load_all(paths)
    raise_all(compile_problems(found))
    for number, loaded in enumerate(found):
        click.echo(("\n" if number else "") + f"{loaded.path} {loaded.variable} -> {loaded.stem}.yaml")
        _show(loaded)


def _show(loaded: Loaded) -> None:
    functions: dict[int, Any] = {}
    for part in loaded.blueprint.parts():
        if part.api is not None:
            _show_api(part.api)
            functions.update({id(function): function for function in part.api.functions()})
        functions.update({id(function): function for function in part.contents.functions})
    if functions:
        rows = [_function_row(function) for function in functions.values()]
        click.echo()
        table(
            ("function", "logical id", "handler", "runtime", "memory", "timeout", "runs as", "line"), rows, right=(4, 5)
        )


def _show_api(api: HttpApi) -> None:
    stages = ", ".join(stage.name for stage in api.stages)
    click.echo(f"\n{api.name}: HTTP API, {api.resource_id}; stages {stages}; invoked by {api.invocation}\n")
    rows = [_route_row(api, route) for route in api.routes]
    table(("route", "function", "who may call", "logical id", "line"), rows)


def _route_row(api: HttpApi, route: Route) -> tuple[str, ...]:
    who = "everybody" + (f" ({route.public})" if route.public else "")
    return str(route.key), route.function.name, who, route.resource_id(api), str(route.source)


def _function_row(function: Function | ImportedFunction) -> tuple[str, ...]:
    from cfngw.declare.function import Function

    if not isinstance(function, Function):
        return function.name, "-", "-", "-", "-", "-", "another stack", str(function.source)
    return (
        function.name,
        function.resource_id,
        _text(function.handler, "in the image"),
        _text(function.runtime, "image"),
        f"{_text(function.memory_size_mb, '128')} MB",
        f"{_text(function.timeout_seconds, '3')} s",
        _role(function),
        str(function.source),
    )


def _role(function: Function) -> str:
    from cfngw.declare.role import Role

    if function.role is None:
        return "its own role"
    return f"role {function.role.name}" if isinstance(function.role, Role) else _text(function.role, "")


def _text(given: Any, absent: str) -> str:
    """Show an option: a literal as it is, a parameter with its default, another intrinsic by its name."""
    from cfngw.declare.parameter import Parameter

    if given is None:
        return absent
    if isinstance(given, Parameter):
        return f"{given.name}={given.default}" if given.default is not None else given.name
    return next(iter(given.to_dict()), "?") if hasattr(given, "to_dict") else str(given)
