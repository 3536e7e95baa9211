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


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("512", "512 MB"),
        ('Parameter("Memory", 256, type="Number")', "Memory=256 MB"),
        ('Parameter("Memory", type="Number")', "Memory"),
        ('Ref("Size")', "!Ref Size"),
    ],
)
def test_a_unit_stands_behind_a_number_alone(given: str, shown: str) -> None:
    text = API.replace("code=CODE", f"code=CODE, memory_size_mb={given}").replace(
        "routes=", 'parameters=[Parameter("Size", type="Number")], routes='
    )
    write({"blueprints/x.py": f"from troposphere import Ref\n{text}"})
    assert f"  {shown}  " in cfngw("list").out


GUARDED = """\
from cfngw import Cors, IamAuthorizer, JwtAuthorizer, LambdaAuthorizer

users = JwtAuthorizer("Users", issuer="https://login.example.com/", audience=["notes"])
blueprint = HttpApiBlueprint(
    name="Notes",
    authorizer=users,
    cors=Cors("https://notes.example"),
    routes=[
        Route("GET /notes", hello),
        Route("POST /notes", hello, scopes=["notes/write", Parameter("AdminScope")]),
        Route("ANY /more", hello, authorizer=IamAuthorizer()),
        Route("GET /guarded", hello, authorizer=LambdaAuthorizer("Guard", hello)),
        Route("GET /health", hello, authorizer=None, public="health check"),
        Route("GET /open", hello, authorizer=None),
        Route("$default", hello),
    ],
)
"""


def test_who_may_call_a_route_is_told_by_its_authorizer() -> None:
    write({"blueprints/x.py": HEAD + GUARDED})
    lines = [line for line in cfngw("list").out.splitlines() if "NotesRoute" in line]
    callers = {line.split("  ")[0]: line.split("Hello", 1)[1].split("  NotesRoute")[0].strip() for line in lines}
    assert callers == {
        "GET /notes": "a valid token of Users",
        "POST /notes": "a valid token of Users with notes/write or AdminScope",
        **{f"{method} /more": "an IAM identity" for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")},
        "GET /guarded": "whom Guard lets in",
        "GET /health": "everybody (health check)",
        "GET /open": "everybody",
        "$default": "a valid token of Users",
        "OPTIONS /": "everybody (preflight: browsers send it without credentials)",
        "OPTIONS /{proxy+}": "everybody (preflight: browsers send it without credentials)",
    }


def test_open_routes_are_those_that_no_authorizer_guards() -> None:
    write({"blueprints/x.py": HEAD + GUARDED})
    assert "  4 (3 with a reason)  " in cfngw("build", "--no-lint").out


CUSTOMIZED = """\
class Api(HttpApiBlueprint):
    def customize(self, template):
        route = template.resources["NotesRouteGetTextOpen"]
        route.AuthorizationType, route.AuthorizerId = "CUSTOM", "a1b2c3"


blueprint = Api("""


def test_an_authorizer_of_customize_is_seen() -> None:
    write({"blueprints/x.py": HEAD + GUARDED.replace("blueprint = HttpApiBlueprint(", CUSTOMIZED)})
    (line,) = [line for line in cfngw("list").out.splitlines() if line.startswith("GET /open ")]
    assert "whom the authorizer lets in" in line


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


def test_an_alias_is_shown_by_its_function_and_its_own_name() -> None:
    text = (
        "from cfngw import Alias, Function, HttpApiBlueprint, Route, S3Object\n"
        'notes = Function("Notes", "a.b", runtime="python3.13", code=S3Object("b", "k"))\n'
        'blueprint = HttpApiBlueprint(name="Notes", routes=[Route("GET /", Alias("live", notes))])\n'
    )
    write({"blueprints/aliased.py": text})
    ran = cfngw("list")
    assert ran.code == 0
    assert "Notes:live" in ran.out
    assert "an alias" in ran.out
    assert "its own role" in ran.out, "the function behind it is shown, too"
