"""Environments on the command line: build, --check, list, package, and the commands that are printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import HEAD, cfngw, golden, snapshot, start_project, write

import yaml_readers

APP = """\
from cfngw import Directory, Environment, Function, HttpApiBlueprint, PerEnvironment, Route

notes = Function(
    "Notes",
    "app.handler",
    runtime="python3.13",
    code=Directory("../src"),
    memory_size_mb=PerEnvironment(dev=128, prod=1024),
    environment={"LEVEL": "INFO"},
)

app = HttpApiBlueprint(
    name="Notes",
    routes=[Route("GET /", notes)],
    environments={"dev": Environment(variables={"LEVEL": "DEBUG"}), "prod": Environment(stage="v1")},
)
"""
LOCAL = f"""\
{HEAD}x = HttpApiBlueprint(name="Hello", routes=[Route("GET /", hello)], environments=["dev", "prod"])
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)
    write({"src/app.py": "def handler(event, context):\n    return {}\n"})


def output() -> list[str]:
    return sorted(path.name for path in Path("output").glob("*"))


def test_each_environment_has_a_template() -> None:
    write({"blueprints/app.py": APP})
    ran = cfngw("build", "--no-lint")
    assert (ran.code, ran.err) == (0, "")
    assert output() == ["app.dev.yaml", "app.prod.yaml"]
    assert ran.out == golden("environments_build", ran.out)


def test_a_variable_stands_before_the_environment() -> None:
    write({"blueprints/x.py": LOCAL + LOCAL.replace("x =", "y =").replace("Hello", "Other").partition("\n\n")[2]})
    assert cfngw("build", "--no-lint").code == 0
    assert output() == ["x.x.dev.yaml", "x.x.prod.yaml", "x.y.dev.yaml", "x.y.prod.yaml"]


def test_one_template_is_one_file_and_asks_for_the_environment() -> None:
    write({"blueprints/x.py": LOCAL.replace("environments=", "one_template=True, environments=")})
    ran = cfngw("build", "--no-lint")
    assert output() == ["x.yaml"]
    assert "ParameterKey=Environment" in ran.out


def test_commands_are_printed_for_each_with_stack_names_of_their_own() -> None:
    write({"blueprints/hello.py": LOCAL})
    ran = cfngw("build", "--no-lint")
    assert "--stack-name hello-dev" in ran.out
    assert "--stack-name hello-prod" in ran.out


def test_check_compares_each() -> None:
    write({"blueprints/app.py": APP})
    cfngw("build", "--no-lint")
    assert cfngw("build", "--no-lint", "--check").code == 0
    write({"blueprints/app.py": APP.replace("1024", "2048")})
    ran = cfngw("build", "--no-lint", "--check")
    assert ran.code == 7
    assert "output/app.prod.yaml" in ran.err
    assert "output/app.dev.yaml" not in ran.err


def test_an_environment_that_is_gone_leaves_a_stranger() -> None:
    write({"blueprints/app.py": APP})
    cfngw("build", "--no-lint")
    write({"blueprints/app.py": APP.replace(', "prod": Environment(stage="v1")', "").replace(", prod=1024", "")})
    ran = cfngw("build", "--no-lint", "--check")
    assert "no blueprint makes output/app.prod.yaml" in ran.err


def test_one_environment_is_built_alone() -> None:
    write({"blueprints/app.py": APP})
    assert cfngw("build", "--no-lint", "--environment", "prod").code == 0
    assert output() == ["app.prod.yaml"]
    assert cfngw("build", "--no-lint", "--environment", "prod", "--environment", "dev", "--check").code == 7


@pytest.mark.parametrize(("name", "fix"), [("prd", "--environment prod"), ("qa", "leave out --environment")])
def test_an_environment_that_is_not_declared(name: str, fix: str) -> None:
    write({"blueprints/app.py": APP})
    before = snapshot()
    ran = cfngw("build", "--no-lint", "--environment", name)
    assert ran.code == 2
    assert f"no blueprint has a template for the environment {name}." in ran.err
    assert "allowed: dev, prod" in ran.err
    assert fix in ran.err
    assert snapshot() == before
    assert cfngw("list", "--environment", name).code == 2


def test_a_value_that_one_environment_lacks_stops_the_build_of_all() -> None:
    write({"blueprints/app.py": APP.replace(", prod=1024", "")})
    ran = cfngw("build", "--no-lint")
    assert ran.code == 4
    assert ran.err.count("there is no value for prod") == 1
    assert "blueprints/app.py:8:" in ran.err
    assert not Path("output").exists()


def test_a_list_shows_each() -> None:
    write({"blueprints/app.py": APP})
    ran = cfngw("list")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == golden("environments_list", ran.out)
    assert cfngw("list", "--environment", "dev").out == ran.out.partition("\nblueprints/app.py app -> app.prod")[0]


def test_a_name_of_two_environments_is_noted_at_its_line() -> None:
    named = LOCAL.replace("code=CODE", 'code=CODE, function_name="hello"')
    write(
        {
            "blueprints/x.py": named.replace(
                "environments=", 'outputs=[Output("O", "v", export="e")], environments='
            ).replace("import Allow", "import Allow, Output")
        }
    )
    ran = cfngw("build", "--no-lint")
    assert ran.code == 0
    assert "dev and prod both name AWS::Lambda::Function hello: in one account and region" in ran.err
    assert "dev and prod both name the export e:" in ran.err
    assert "blueprints/x.py:4:" in ran.err
    write({"blueprints/x.py": named.replace("environments=", "one_template=True, environments=")})
    assert "every environment names AWS::Lambda::Function hello:" in cfngw("build", "--no-lint").err


def test_one_bundle_serves_all_environments() -> None:
    """Row A09: the same code is zipped and stored once, and each environment has a parameter file of its own."""
    write({"blueprints/app.py": APP})
    cfngw("build", "--no-lint")
    runs = [cfngw("package", f"output/app.{name}.yaml", "--local", "dist") for name in ("dev", "prod")]
    assert [ran.code for ran in runs] == [0, 0]
    assert "copied" in runs[0].out
    assert "already there" in runs[1].out
    dev, prod = (json.loads(Path(f"dist/app.{name}.parameters.json").read_text()) for name in ("dev", "prod"))
    assert dev == prod
    assert len(list(Path("dist").glob("*.zip"))) == 1
    assert "--stack-name app-prod" in runs[1].out


def test_the_plain_way_gives_the_same_files() -> None:
    write(
        {
            "blueprints/hello.py": f"""\
{HEAD}
def hello_of(size):
    function = Function("Hello", "index.handler", runtime="python3.13", code=CODE, memory_size_mb=size)
    return HttpApiBlueprint(name="Hello", routes=[Route("GET /", function)])

dev = hello_of(128)
prod = hello_of(1024)
"""
        }
    )
    cfngw("build", "--no-lint")
    assert output() == ["hello.dev.yaml", "hello.prod.yaml"]
    made = yaml_readers.pyyaml(Path("output/hello.prod.yaml").read_text())
    assert made["Resources"]["HelloFunction"]["Properties"]["MemorySize"] == 1024
