"""The handler is looked for in the code, which is never imported."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cfngw.bundle import BundleFileError, HandlerProblem, Recipe, check_handler, source_files

PYTHON = "python3.11"
NODE = "nodejs22.x"


def check(
    folder: Path, handler: str, runtime: str = PYTHON, *, open_ended: bool = False, **files: str
) -> HandlerProblem | None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path = folder / "a/__init__.py" if name == "package" else path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return check_handler(source_files(Recipe(folder)), handler, runtime, open_ended=open_ended)


FOUND = """
import json, os.path as p
from x import y as z
if True:
    in_if = 1
else:
    in_else = 1
try:
    import fast
except ImportError:
    in_except = None
finally:
    in_finally = 1
for loop in []: pass
with open("x") as stream: pass
while (walrus := 0): pass
first, (second, *rest) = 1, (2, 3)
chained = other = lambda event, context: None
annotated: int = 1
match 1:
    case {"a": captured, **others}: pass
    case [*starred]: pass
    case object() as bound: pass
[inner := i for i in range(3)]
def handler(event, context):
    global set_later
    set_later = local = 1
async def coroutine(): ...
class Callable: attribute = 1
@decorated
def wrapped(): ...
"""


NAMES = (
    "json p z in_if in_else fast in_except in_finally loop stream walrus first second rest chained other annotated "
    "captured others starred bound inner handler set_later coroutine Callable wrapped"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_names_at_the_top_level_are_found(tmp_path: Path, name: str) -> None:
    assert check(tmp_path, f"app.{name}", app_dot_py=FOUND) is None


@pytest.mark.parametrize("name", ["local", "attribute", "event", "i", "os"])
def test_names_of_inner_scopes_are_not(tmp_path: Path, name: str) -> None:
    problem = check(tmp_path, f"app.{name}", app_dot_py=FOUND)
    assert problem is not None
    assert problem.problem == f"app.py does not define {name}."


def test_the_nearest_function_is_named(tmp_path: Path) -> None:
    text = "def handler(e, c): ...\ndef other(): ...\n"
    assert check(tmp_path, "app.hnadler", app_dot_py=text) == HandlerProblem(
        "app.py does not define hnadler.", "app.hnadler", "handler, other", 'write "app.handler"'
    )
    problem = check(tmp_path, "app.qqqq", app_dot_py=text)
    assert problem is not None
    assert problem.fix == "define qqqq in app.py"


@pytest.mark.parametrize(
    ("text", "fix"), [("import os\ndef lambda_handler(e, c): ...", "app.lambda_handler"), ("x = 1", "app.<function>")]
)
def test_a_file_is_no_handler(tmp_path: Path, text: str, fix: str) -> None:
    problem = check(tmp_path, "app.py", app_dot_py=text)
    assert problem is not None
    assert problem.problem == "app.py is a file, and a handler is a function in it."
    assert problem.fix == f'write "{fix}"'


@pytest.mark.parametrize("handler", ["a.b.func", "a/b.func", "a.func"])
def test_modules_in_folders(tmp_path: Path, handler: str) -> None:
    assert check(tmp_path, handler, a__b_dot_py="def func(): ...", package="func = 1") is None


def test_a_package_goes_before_a_module(tmp_path: Path) -> None:
    problem = check(tmp_path, "a.func", a_dot_py="def func(): ...", package="")
    assert problem is not None
    assert problem.problem == "a/__init__.py does not define func."


@pytest.mark.parametrize(
    ("handler", "fix"),
    [
        ("src/ap.handler", 'write "src/app.handler"'),
        ("src.ap.handler", 'write "src.app.handler"'),
        ("lambda/src/app.handler", 'write "src/app.handler"'),
        ("lambda.src.app.handler", 'write "src.app.handler"'),
        ("app.handler", 'write "src.app.handler"'),
        ("zzzzz.handler", "check the path: it starts at the directory's top"),
    ],
)
def test_the_nearest_module_is_named(tmp_path: Path, handler: str, fix: str) -> None:
    problem = check(tmp_path, handler, src__app_dot_py="", other_dot_py="")
    assert problem is not None
    assert problem.problem == f"there is no module {handler.removesuffix('.handler')} in the bundle."
    assert problem.fix == fix
    assert "src" in str(problem.allowed)


@pytest.mark.parametrize("runtime", [PYTHON, NODE])
@pytest.mark.parametrize("handler", ["handler", "app.", ".handler", ""])
def test_a_handler_without_a_function_is_refused(tmp_path: Path, runtime: str, handler: str) -> None:
    problem = check(tmp_path, handler, runtime, app_dot_py="", app_dot_js="")
    assert problem is not None
    assert problem.problem == "the handler names no function."


@pytest.mark.parametrize(
    "text",
    ["from x import *", "globals()['handler'] = 1", "def __getattr__(name): ...", "exec('x')", "vars().update(a)"],
)
def test_what_can_not_be_told_is_right(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, "app.handler", app_dot_py=text) is None


def test_a_module_of_requirements_or_a_layer_is_right(tmp_path: Path) -> None:
    assert check(tmp_path, "mangum.handler", open_ended=True, app_dot_py="") is None
    assert check(tmp_path, "other.handler", NODE, open_ended=True, app_dot_js="") is None
    assert check(tmp_path, "app.handler", open_ended=True, app_dot_py="") is not None


def test_a_compiled_module_is_right(tmp_path: Path) -> None:
    (tmp_path / "app.cpython-311-aarch64-linux-gnu.so").write_text("")
    assert check(tmp_path, "app.handler") is None


def test_the_code_is_not_run(tmp_path: Path) -> None:
    text = f"open({str(tmp_path / 'ran')!r}, 'w')\ndef handler(e, c): ...\n"
    assert check(tmp_path, "app.handler", app_dot_py=text) is None
    assert not (tmp_path / "ran").exists()


def test_a_mistake_of_syntax_is_told_where_this_python_can_judge(tmp_path: Path) -> None:
    this, newer = (f"python3.{sys.version_info.minor + more}" for more in (0, 1))
    problem = check(tmp_path, "app.handler", this, app_dot_py="x = 1\ndef handler(:\n")
    assert problem is not None
    assert problem.problem.startswith("app.py is not Python: ")
    assert "(line 2)" in problem.problem
    assert check(tmp_path, "app.handler", newer) is None


@pytest.mark.parametrize("runtime", ["java21", "provided.al2023", "ruby3.4", "dotnet8"])
def test_other_runtimes_are_not_checked(tmp_path: Path, runtime: str) -> None:
    assert check(tmp_path, "anything", runtime, app_dot_py="") is None


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleFileError, match="can't be read"):
        check_handler({"app.py": tmp_path / "app.py"}, "app.handler", PYTHON)


# --- Node.js


@pytest.mark.parametrize(
    "text",
    [
        "exports.handler = async () => {}",
        "module.exports.handler = f",
        "exports['handler'] = f",
        "module.exports = { a, handler }",
        "module.exports = { handler: f }",
        "export const handler = f",
        "export async function handler() {}",
        "export { f as handler }",
        "const handler = 1\nexport {\n  a,\n  handler,\n}",
        "export * from './other.js'",
        "module.exports = require('./other')",
        "module.exports = { ...other }",
        "export const { handler: x, y } = z",
        "Object.assign(module.exports, others)",
        "__exportStar(require('./x'), exports)",
        "this.handler = f",
        "exports.other = 1; define('handler')",
    ],
)
def test_exports_of_node_are_found_or_not_known(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, "app.handler", NODE, app_dot_js=text) is None


@pytest.mark.parametrize(
    "text",
    ["exports.hander = f", "export const other = f", "const handler = () => {}", "module.exports = { other }", ""],
)
def test_a_missing_export_is_told(tmp_path: Path, text: str) -> None:
    problem = check(tmp_path, "app.handler", NODE, app_dot_js=text)
    assert problem is not None
    assert problem.problem == "app.js does not export handler."
    assert problem.fix == ('write "app.hander"' if "hander" in text else "export handler in app.js")


@pytest.mark.parametrize("name", ["src__app_dot_js", "src__app_dot_mjs", "src__app_dot_cjs"])
def test_the_files_that_node_loads(tmp_path: Path, name: str) -> None:
    assert check(tmp_path, "src/app.handler", NODE, open_ended=False, **{name: "exports.handler = 1"}) is None
    assert check(tmp_path, "./src/app.handler.inner", NODE) is None


def test_a_missing_file_of_node_is_told(tmp_path: Path) -> None:
    problem = check(tmp_path, "src/ap.handler", NODE, src__app_dot_js="", node_modules__ap__index_dot_js="")
    assert problem == HandlerProblem(
        "there is no module src/ap in the bundle.", "src/ap.handler", "src/app", 'write "src/app.handler"'
    )


def test_typescript_must_be_compiled(tmp_path: Path) -> None:
    problem = check(tmp_path, "app.handler", NODE, app_dot_ts="export const handler = 1")
    assert problem is not None
    assert problem.fix == "app.ts must be compiled to JavaScript first"


def test_a_file_of_a_layer_is_right(tmp_path: Path) -> None:
    assert check(tmp_path, "/opt/nodejs/x.handler", NODE, app_dot_js="") is None
