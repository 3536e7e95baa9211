"""cfngw list: what blueprints hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import API, HEAD, cfngw, golden, snapshot, start_project, write

RICH = """\
from troposphere import Ref, Sub

from cfngw import (
    Composition,
    Function,
    HttpApiBlueprint,
    Image,
    ImportedFunction,
    Inline,
    Parameter,
    Role,
    Route,
    S3Object,
    Stage,
)

shared = Role("Shared")
reader = Function("Reader", "a.b", runtime=Parameter("Runtime", "python3.13"), code=S3Object("b", "k"), role=shared)
writer = Function("Writer", code=Image("x/y:1"), memory_size_mb=Parameter("Memory", type="Number"), timeout_seconds=9)
helper = Function("Helper", "a.b", runtime="python3.13", code=S3Object("b", "k"), role=Ref("RoleArn"))
far = ImportedFunction("Far", Parameter("FarArn"))
users = HttpApiBlueprint(
    name="Users",
    invocation="role",
    stages=[Stage(), Stage("dev")],
    functions=[helper],
    parameters=[Parameter("RoleArn")],
    routes=[
        Route("GET /users/{id}", reader),
        Route("ANY /{proxy+}", writer, public="a reason", logical_id="Pinned"),
        Route("$default", far),
    ],
)
orders = HttpApiBlueprint(name="Orders", routes=[Route("GET /orders", reader)])
_all = Composition(users, orders)
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def test_a_blueprint_is_shown_with_its_routes_functions_and_callers() -> None:
    write({"blueprints/rich.py": RICH})
    ran = cfngw("list")
    assert ran == (0, golden("list", ran.out), "")


def test_a_composition_shows_the_apis_of_its_parts_and_each_function_once() -> None:
    write({"blueprints/rich.py": RICH.replace("_all =", "both =")})
    out = cfngw("list").out.partition("blueprints/rich.py both -> rich.both.yaml\n")[2]
    assert out.count(": HTTP API, ") == 2
    assert out.count("\nReader ") == 1


def test_paths_are_those_of_build() -> None:
    write({"one.py": API, "two/b.py": API})
    heads = [line for line in cfngw("list", "one.py", "two").out.splitlines() if " -> " in line]
    assert heads == ["one.py blueprint -> one.yaml", "two/b.py blueprint -> b.yaml"]


def test_nothing_is_written() -> None:
    write({"blueprints/x.py": API})
    before = snapshot()
    assert cfngw("list").code == 0
    assert snapshot() == before


def test_a_blueprint_without_an_api_shows_its_functions() -> None:
    write({"blueprints/x.py": f"from cfngw import Blueprint\n{HEAD}x = Blueprint(functions=[hello])\n"})
    out = cfngw("list").out
    assert "HTTP API" not in out
    assert "\nHello     HelloFunction  index.handler  python3.13  " in out


def test_a_blueprint_of_raw_resources_alone_is_named() -> None:
    text = 'from troposphere.sns import Topic\nfrom cfngw import Blueprint\nx = Blueprint(resources=[Topic("T")])\n'
    write({"blueprints/x.py": text})
    assert cfngw("list") == (0, "blueprints/x.py x -> x.yaml\n", "")


def test_all_problems_are_told_together_and_nothing_else() -> None:
    unknown = HEAD.replace("code=CODE", 'code=CODE, allow=[Allow("s3:GetObjet", "arn:aws:s3:::b/*")]')
    wrong = f'{unknown}x = HttpApiBlueprint(name="A", routes=[Route("GET /", hello)])\n'
    write({"blueprints/a.py": API, "blueprints/b.py": wrong, "blueprints/c.py": wrong})
    ran = cfngw("list")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.count("s3 has no action GetObjet") == 2
    assert "error: blueprints/b.py:4: " in ran.err
    assert "error: blueprints/c.py:4: " in ran.err
