"""What many tests declare, and short ways to compile it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cfngw
from cfngw import BuildError, CfngwError, Function, HttpApiBlueprint, Inline, Route, S3Object
from cfngw.blueprint import Blueprint

ZIP = S3Object("code", "hello.zip")
loose: Any = cfngw  # the public names without their types: for wrong input
HANDLER = "def handler(event, context):\n    return {}\n"


def function(name: str = "Hello", **options: Any) -> Function:
    """Make a function whose code lies in S3."""
    return Function(name, **{"handler": "index.handler", "runtime": "python3.13", "code": ZIP, **options})


def inline(code: str = HANDLER, **options: Any) -> Function:
    """Make a function with inline code."""
    return Function("Hello", **{"handler": "index.handler", "runtime": "python3.13", "code": Inline(code), **options})


def api(*routes: Route, **options: Any) -> HttpApiBlueprint:
    """Make an HTTP API called Notes; one route on one function unless routes are given."""
    return HttpApiBlueprint(**{"name": "Notes", "routes": routes or (Route("GET /", function()),), **options})


def document(blueprint: Blueprint) -> Any:
    """Compile to plain data."""
    return blueprint.sealed().document


def template_of(*functions: Function, **options: Any) -> Any:
    """Compile functions without an API to plain data."""
    return document(Blueprint(functions=functions, **options))


def resources(blueprint: Blueprint) -> Any:
    """Compile, and give the resources."""
    return document(blueprint)["Resources"]


def resource_of(*functions: Function, logical_id: str = "HelloFunction", **options: Any) -> Any:
    """Compile functions, and give one resource: the function Hello unless told."""
    return template_of(*functions, **options)["Resources"][logical_id]


def properties(*functions: Function, logical_id: str = "HelloFunction", **options: Any) -> Any:
    """Compile functions, and give the properties of one resource."""
    return resource_of(*functions, logical_id=logical_id, **options)["Properties"]


def statements(role: Any) -> Any:
    """Give the statements of a role's one policy; none when it has no policy."""
    policies = role["Properties"].get("Policies", [])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def of_type(found: Any, resource_type: str) -> dict[str, Any]:
    """Give the resources of one type."""
    return {name: resource for name, resource in found.items() if resource["Type"] == resource_type}


def refused(make: Callable[[], object], kind: type[CfngwError] = CfngwError) -> CfngwError:
    """Give the one error that a lambda of one line raises, and hold it to that line."""
    with pytest.raises(kind) as caught:
        make()
    error = caught.value
    assert not isinstance(error, BuildError), error
    assert error.where is not None
    assert error.where.path == make.__code__.co_filename
    assert error.where.line == make.__code__.co_firstlineno
    assert str(error).startswith(f"{error.where}: ")
    return error


def problems(make: Callable[[], object]) -> list[CfngwError]:
    """Give all the errors that are raised together."""
    with pytest.raises(CfngwError) as caught:
        make()
    return list(caught.value.problems) if isinstance(caught.value, BuildError) else [caught.value]
