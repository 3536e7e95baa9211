"""Directories and layers, right and wrong: what is not there, what can't be packed, and handlers that are elsewhere."""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cfngw import BracketErrors, Directory, Function, Layer, Parameter
from cfngw.declare.value import Value
from cfngw.errors import DeclarationError, collecting
from samples import loose, refused

HANDLER = "def handler(event, context):\n    return {}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a handler, called src."""
    return made(tmp_path / "src", **{"app.py": HANDLER, "api/users.py": HANDLER})


def made(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


# A function's line is that of its caller, which a def of ours would be.
notes: Any = partial(Function, "Notes", handler="app.handler", runtime="python3.13")


# --- the directory -------------------------------------------------------------------------------------------


def test_a_directory_with_its_handler_is_taken(folder: Path) -> None:
    assert notes(code=Directory(str(folder))).code == loose.Directory(folder)


def test_a_relative_path_starts_at_the_python_files_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = made(folder.parent / "blueprints", **{"x.py": 'from cfngw import Directory\ncode = Directory("../src")\n'})
    monkeypatch.chdir("/")
    assert runpy.run_path(str(script / "x.py"))["code"].location.resolve() == folder


def test_a_missing_directory_names_its_neighbour(folder: Path) -> None:
    error = refused(lambda: Directory(str(folder.with_name("scr"))))
    assert error.problem == f'Directory "{folder.with_name("scr")}": {folder.with_name("scr")} does not exist.'
    assert error.fix == f'write "{folder}"'


def test_a_file_is_no_directory(folder: Path) -> None:
    assert "is a file, not a folder." in refused(lambda: Directory(str(folder / "app.py"))).problem


def test_an_empty_directory_is_refused(tmp_path: Path) -> None:
    error = refused(lambda: Directory(str(tmp_path)))
    assert error.problem.endswith(" is empty.")
    assert error.fix == "put the code into it"


def test_a_path_that_can_not_be_looked_at_is_refused(folder: Path) -> None:
    long = str(folder / ("x" * 300))
    assert refused(lambda: Directory(long)).problem.endswith("can't be read: File name too long.")
    assert refused(lambda: Directory(str(folder), requirements=long)).fix == "check the path and its permissions"


def test_what_is_too_large_is_refused_at_the_functions_line(folder: Path) -> None:
    with (folder / "large.bin").open("wb") as stream:
        stream.truncate(251 << 20)
    error = refused(lambda: notes(code=Directory(str(folder))))
    assert (
        error.problem
        == f'Function "Notes": {folder} has 251.0 MB unzipped: large.bin 251.0 MB, api/ 0.0 MB, app.py 0.0 MB.'
    )
    assert notes(code=Directory(str(folder), exclude=["large.bin"]))


def test_a_missing_requirements_file_names_its_neighbour(folder: Path) -> None:
    made(folder.parent, **{"requirements.txt": ""})
    error = refused(lambda: Directory(str(folder), requirements=str(folder.parent / "requirement.txt")))
    assert error.problem.endswith("requirement.txt is no file.")
    assert error.fix == f'write "{folder.parent}/requirements.txt"'
    error = refused(lambda: Directory(str(folder), requirements=str(folder)))
    assert error.problem.endswith("src is a folder, not a file.")


def test_requirements_for_another_language_are_refused(folder: Path, requirements: str) -> None:
    made(folder, **{"app.js": "exports.handler = 1\n"})
    error = refused(lambda: notes(code=Directory(str(folder), requirements=requirements), runtime="nodejs22.x"))
    assert (error.given, error.allowed) == ("nodejs22.x", "a python3.x runtime")
    assert notes(code=Directory(str(folder), requirements=requirements), runtime=Parameter("Runtime"))


def test_a_build_that_there_is_not_is_refused(folder: Path) -> None:
    assert refused(lambda: loose.Directory(str(folder), build="podman")).option == "build"


@pytest.mark.parametrize(
    "options",
    [{"include": 5}, {"exclude": [5]}, {"exclude": [""]}, {"include": "*.py", "exclude": {"a"}}, {"requirements": 5}],
)
def test_what_a_directory_refused_is_not_told_again_by_its_function(folder: Path, options: dict[str, Any]) -> None:
    with collecting() as found:
        notes(code=loose.Directory(str(folder), **options), handler="nowhere.at_all")
    assert found
    assert not [problem for problem in found if "Function" in problem.problem]


@pytest.mark.parametrize("path", [5, None, "nowhere", b"x"])
def test_what_is_no_directory_is_told_once(path: Any) -> None:
    with collecting() as found:
        notes(code=loose.Directory(path))
    assert len(found) == 1


# --- the handler ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "problem", "fix"),
    [
        ("app.handlr", "app.py does not define handlr.", 'write "app.handler"'),
        ("ap.handler", "there is no module ap in the bundle.", 'write "app.handler"'),
        ("api.user.handler", "there is no module api.user in the bundle.", 'write "api.users.handler"'),
        ("src/app.handler", "there is no module src/app in the bundle.", 'write "app.handler"'),
        ("handler", "the handler names no function.", 'write it like "app.handler"'),
    ],
)
def test_a_handler_that_is_not_in_it_is_told_at_the_functions_line(
    folder: Path, handler: str, problem: str, fix: str
) -> None:
    error = refused(lambda: notes(code=Directory(str(folder)), handler=handler))
    assert error.problem == f'Function "Notes": {problem}'
    assert (error.given, error.fix) == (handler, fix)


@pytest.mark.parametrize("handler", ["app.handler", "api.users.handler", "api/users.handler"])
def test_a_handler_is_found(folder: Path, handler: str) -> None:
    assert notes(code=Directory(str(folder)), handler=handler).handler == handler


def test_what_is_left_out_is_not_found(folder: Path) -> None:
    error = refused(lambda: notes(code=Directory(str(folder), exclude=["api/"]), handler="api.users.handler"))
    assert error.problem == 'Function "Notes": there is no module api.users in the bundle.'


def test_patterns_that_leave_nothing_are_told(folder: Path) -> None:
    error = refused(lambda: notes(code=Directory(str(folder), include=["*.txt"])))
    assert error.problem == 'Function "Notes": there is nothing to pack: the patterns leave no file.'
    assert error.fix == "check include= and exclude="


def test_a_module_that_packages_or_layers_may_bring_is_not_asked_for(folder: Path) -> None:
    requirements = made(folder.parent, **{"requirements.txt": "awslambdaric\n"}) / "requirements.txt"
    notes(code=Directory(str(folder), requirements=str(requirements)), handler="awslambdaric.handler")
    notes(code=Directory(str(folder)), handler="shared.handler", layers=["arn:aws:lambda:eu-west-1:1:layer:x:1"])
    notes(code=Directory(str(folder)), handler="shared.handler", layers=[Layer.from_directory("Shared", str(folder))])


def test_a_function_that_its_own_module_lacks_is_told_even_then(folder: Path) -> None:
    layers = ["arn:aws:lambda:eu-west-1:1:layer:x:1"]
    error = refused(lambda: notes(code=Directory(str(folder)), handler="app.handlr", layers=layers))
    assert error.fix == 'write "app.handler"'


def test_a_parameter_stands_for_its_default(folder: Path) -> None:
    error = refused(lambda: notes(code=Directory(str(folder)), handler=Parameter("Handler", "app.handlr")))
    assert error.given == "app.handlr"
    notes(code=Directory(str(folder)), handler=Parameter("Handler"))
    notes(code=Directory(str(folder)), handler="app.handlr", runtime=Parameter("Runtime"))


def test_handlers_of_node_are_looked_for(folder: Path) -> None:
    made(folder, **{"index.mjs": "export const handler = async () => ({})\n"})
    notes(code=Directory(str(folder)), handler="index.handler", runtime="nodejs22.x")
    error = refused(lambda: notes(code=Directory(str(folder)), handler="index.handlr", runtime="nodejs22.x"))
    assert error.problem == 'Function "Notes": index.mjs does not export handlr.'


def test_other_runtimes_are_not_checked(folder: Path) -> None:
    notes(code=Directory(str(folder)), handler="com.example.Notes::handle", runtime="java21")


def test_code_is_read_and_never_run(folder: Path) -> None:
    made(folder, **{"app.py": 'raise SystemExit("run")\n"\\d"\n' + HANDLER})  # nor is its invalid escape our warning
    assert notes(code=Directory(str(folder)))


def test_code_that_is_no_python_is_told(folder: Path) -> None:
    made(folder, **{"app.py": "def handler(\n"})
    error = refused(lambda: notes(code=Directory(str(folder)), runtime="python3.11"))
    assert error.problem.startswith('Function "Notes": app.py is not Python: ')


# --- what can't be packed ------------------------------------------------------------------------------------


def test_a_symlink_out_of_the_tree_is_refused_at_the_functions_line(folder: Path) -> None:
    made(folder.parent, secret="x")
    (folder / "link").symlink_to("../secret")
    error = refused(lambda: notes(code=Directory(str(folder))))
    assert error.problem == f'Function "Notes": {folder}/link is a symlink out of the directory.'
    assert (error.given, error.allowed) == ("../secret", f"a target below {folder}")
    assert notes(code=Directory(str(folder), exclude=["link"]))


def test_a_path_is_told_as_it_was_written(folder: Path) -> None:
    (folder / "link").symlink_to("nowhere")
    text = (
        "from cfngw import BracketErrors, Directory, Function\n"
        'Function("Notes", "app.handler", runtime="python3.13", code=Directory("../src"))\n'
    )
    script = made(folder.parent / "blueprints", **{"x.py": text}) / "x.py"
    with collecting() as found:
        runpy.run_path(str(script))
    assert [problem.problem for problem in found] == ['Function "Notes": ../src/link is a symlink to nothing.']
    assert found[0].where is not None
    assert found[0].where[:2] == (str(script), 2)


def test_an_unreadable_folder_is_refused_at_the_functions_line(folder: Path) -> None:
    (folder / "api").chmod(0)
    try:
        if not _is_closed(folder / "api"):
            pytest.skip("whoever runs this may read everything")
        error = refused(lambda: notes(code=Directory(str(folder))))
        assert error.problem == f'Function "Notes": {folder}/api can\'t be read: Permission denied'
    finally:
        (folder / "api").chmod(0o755)


def _is_closed(folder: Path) -> bool:
    try:
        list(folder.iterdir())
    except PermissionError:
        return True
    return False


# --- layers --------------------------------------------------------------------------------------------------


@pytest.fixture
def requirements(tmp_path: Path) -> str:
    return str(made(tmp_path, **{"requirements.txt": "pydantic==2.11.0\n"}) / "requirements.txt")


def test_a_layer_of_requirements_is_for_one_runtime_and_architecture(requirements: str) -> None:
    layer = Layer.from_requirements("Deps", requirements, runtime="python3.13", architecture="arm64", build="docker")
    assert layer.given() == {
        "name": "Deps",
        "requirements": requirements,
        "runtimes": ("python3.13",),
        "architecture": "arm64",
        "build": "docker",
    }
    assert Layer.from_requirements("Deps", requirements, runtime="python3.13").architecture == "x86_64"


def test_a_layer_of_a_directory_takes_its_patterns(folder: Path) -> None:
    layer = Layer.from_directory("Fonts", str(folder), exclude=["*.md"], runtimes=["python3.13", "python3.12"])
    assert layer.directory == Directory(str(folder), exclude=["*.md"])
    assert layer.runtimes == ("python3.13", "python3.12")


def wrong_layers(folder: str, requirements: str) -> dict[str, Any]:
    of_packages, of_folder = loose.Layer.from_requirements, loose.Layer.from_directory
    return {
        "is no file": lambda: of_packages("L", f"{requirements}.txt", runtime="python3.13"),
        "architecture does not take": lambda: of_packages("L", requirements, runtime="python3.13", architecture="arm"),
        "runtimes does not take": lambda: of_packages("L", requirements, runtime=Parameter("Runtime")),
        "build does not take": lambda: of_packages("L", requirements, runtime="python3.13", build="podman"),
        "there is no option layer": lambda: of_packages("L", requirements, runtime="python3.13", layer=1),
        "does not exist": lambda: of_folder("L", f"{folder}s"),
        "exclude does not take": lambda: of_folder("L", folder, exclude=[5]),
        "name does not take": lambda: of_folder("", folder),
        "made of packages or of a folder": lambda: loose.Layer("L"),
        "this runtime is not Python": lambda: of_packages("L", requirements, runtime="nodejs22.x"),
        "its Directory has requirements": lambda: loose.Layer(
            "L", directory=Directory(folder, requirements=requirements)
        ),
        "one runtime and one architecture": lambda: loose.Layer("L", requirements=requirements),
    }


@pytest.mark.parametrize("words", list(wrong_layers("", "")))
def test_a_wrong_layer_is_refused_at_its_line(folder: Path, requirements: str, words: str) -> None:
    error = refused(wrong_layers(str(folder), requirements)[words])
    assert words in error.problem
    assert error.fix


def test_a_folder_that_can_not_be_packed_is_refused_at_the_layers_line(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/hostname")
    error = refused(lambda: Layer.from_directory("Fonts", str(folder)))
    assert error.problem == f'Layer "Fonts": {folder}/link is a symlink out of the directory.'
    assert Layer.from_directory("Fonts", str(folder), exclude=["link"])
    error = refused(lambda: Layer.from_directory("Fonts", str(folder), include=["*.ttf"]))
    assert error.problem == 'Layer "Fonts": there is nothing to pack: the patterns leave no file.'


def test_both_contents_at_once_are_refused(folder: Path, requirements: str) -> None:
    both: Any = {"directory": Directory(str(folder)), "requirements": requirements, "runtimes": ["python3.13"]}
    with collecting() as found:
        made_of_both: Value = Layer("L", architecture="arm64", **both)
    assert "a layer is made of packages or of a folder." in found[0].problem
    assert made_of_both.source == found[0].where


def test_six_layers_are_refused(folder: Path) -> None:
    layers = [Layer.from_directory(f"L{number}", str(folder)) for number in range(6)]
    assert refused(lambda: notes(code=Directory(str(folder)), layers=layers)).option == "layers"


# --- the exceptions of an API --------------------------------------------------------------------------------


def test_the_exceptions_of_a_contract_are_beside_the_code(folder: Path) -> None:
    errors = BracketErrors([400])
    made(folder, **{"app.py": f"from api_errors import BadRequest\n{HANDLER}"})
    code = notes(code=Directory(str(folder), errors=errors)).code
    assert code.generated == (("api_errors.py", errors.module_text()),)
    assert Directory(str(folder)).generated == ()


def test_another_module_of_that_name_is_told_at_the_functions_line(folder: Path) -> None:
    made(folder, **{"api_errors.py": "class Mine(Exception): ..."})
    error = refused(lambda: notes(code=Directory(str(folder), errors=BracketErrors([400]))))
    assert error.problem == f'Function "Notes": {folder}/api_errors.py is not the api_errors.py that cfngw generates.'
    assert (
        error.fix == "delete it (a copy of api_errors.py must hold the generated text), or rename it if it is your own"
    )
    made(folder, **{"api_errors.py": BracketErrors([400]).module_text()})
    notes(code=Directory(str(folder), errors=BracketErrors([400])))


def test_the_exceptions_are_for_python(folder: Path) -> None:
    made(folder, **{"app.js": "exports.handler = async () => ({})"})
    error = refused(lambda: notes(code=Directory(str(folder), errors=BracketErrors([400])), runtime="nodejs22.x"))
    assert error.problem == 'Function "Notes": the module of exceptions is Python\'s.'
    assert "[400:BadRequest]" in str(error.fix)


@pytest.mark.parametrize("errors", [400, [400], "BracketErrors", BracketErrors])
def test_what_is_no_contract_is_refused_once(folder: Path, errors: Any) -> None:
    with collecting() as found:
        notes(code=loose.Directory(str(folder), errors=errors))
    assert [problem.option for problem in found if isinstance(problem, DeclarationError)] == ["errors"]
