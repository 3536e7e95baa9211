"""How a blueprint file is run: as a script would be, and without a trace for the next one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from cli_runs import API, HEAD, Ran, cfngw, start_project, write

from cfngw.cli.loading import find_files, load
from cfngw.errors import BlueprintFileError, UsageError

NAMED = 'x = HttpApiBlueprint(name=WORD, routes=[Route("GET /", hello)])\n'


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def build(**files: str) -> Ran:
    """Write files into the folder of blueprints, and build."""
    write({f"blueprints/{name}.py": text for name, text in files.items()})
    return cfngw("build", "--no-lint")


def test_a_helper_beside_the_blueprint_is_imported() -> None:
    assert build(x=f"from _own import WORD\n{HEAD}{NAMED}", _own='WORD = "Own"\n').code == 0
    assert "\n  OwnApi:\n" in Path("output/x.yaml").read_text()


def test_helpers_of_one_name_in_two_folders_are_kept_apart() -> None:
    for folder, word in (("one", "First"), ("two", "Second")):
        write(
            {f"{folder}/{folder}.py": f"from _own import WORD\n{HEAD}{NAMED}", f"{folder}/_own.py": f"WORD = {word!r}"}
        )
    assert cfngw("build", "--no-lint", "one", "two").code == 0
    assert "\n  FirstApi:\n" in Path("output/one.yaml").read_text()
    assert "\n  SecondApi:\n" in Path("output/two.yaml").read_text()


def test_an_edited_helper_is_read_anew_in_one_process() -> None:
    text = f"from _own import WORD\n{HEAD}{NAMED}"
    build(x=text, _own='WORD = "First"\n')
    build(x=text, _own='WORD = "Second, longer"[:6]\n')
    assert "\n  SecondApi:\n" in Path("output/x.yaml").read_text()


def test_values_of_a_helper_are_told_at_their_own_line() -> None:
    own = f'{HEAD}wrong = Function("F", "a.b", runtme="x", code=CODE)\n'
    ran = build(x="from _own import wrong\n", _own=own)
    assert ran.err.startswith('error: blueprints/_own.py:5: Function "F": there is no option runtme.')


def test_what_is_not_the_blueprints_stays_as_it_was() -> None:
    modules, path, folder = set(sys.modules), list(sys.path), Path.cwd()
    build(x=f"import os, sys\nimport _own\nos.chdir('/')\nsys.path.append('/nowhere')\nsys.path.pop()\n{API}", _own="")
    assert sys.path == path
    assert Path.cwd() == folder
    assert not [name for name in set(sys.modules) - modules if "own" in name or "blueprint_" in name]


def test_a_blueprint_that_changes_the_folder_is_written_all_the_same() -> None:
    assert build(a=f"import os\nos.chdir('/')\n{API}", b=API).code == 0
    assert sorted(os.listdir("output")) == ["a.yaml", "b.yaml"]  # noqa: PTH208


def test_a_dataclass_can_be_declared() -> None:
    head = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    record = "\n@dataclass\nclass Record:\n    word: str\n\n\nWORD = Record('Own').word\n"
    assert build(x=head + HEAD + record + NAMED).code == 0


def test_a_file_may_be_called_as_a_module_of_ours() -> None:
    build(cfngw=API)
    assert cfngw("list").out.count("blueprints/cfngw.py:4") == 1


def test_what_only_a_script_does_is_not_done() -> None:
    assert build(x=f'{API}\nif __name__ == "__main__":\n    raise SystemExit(1)\n').code == 0


def test_a_file_may_name_itself() -> None:
    assert build(x=f"from pathlib import Path\nWORD = Path(__file__).stem.title()\n{HEAD}{NAMED}").code == 0
    assert "\n  XApi:\n" in Path("output/x.yaml").read_text()


def test_loops_and_conditions_are_ordinary_python() -> None:
    made = 'HttpApiBlueprint(name=word, routes=[Route("GET /", hello)])'
    loop = f'for word in ("One", "Two"):\n    if word:\n        globals()[word] = {made}\n'
    assert build(x=HEAD + loop).code == 0
    assert sorted(path.name for path in Path("output").iterdir()) == ["x.One.yaml", "x.Two.yaml"]


def test_a_blueprint_of_another_file_can_be_extended() -> None:
    base = """
class Base(HttpApiBlueprint):
    name = "Hello"
    routes = [Route("GET /", hello)]
"""
    more = """
from _base import Base, Route, hello


class More(Base):
    routes = [*Base.routes, Route("GET /b", hello)]


x = More()
"""
    assert build(_base=HEAD + base, x=more).code == 0
    assert Path("output/x.yaml").read_text().count("RouteKey:") == 2


def test_an_encoding_that_is_declared_is_read() -> None:
    Path("blueprints").mkdir()
    text = f"# -*- coding: latin-1 -*-\nWORD = 'A'\n{HEAD}{NAMED}".replace("name=WORD", 'name="A", api_name="Ä"')
    Path("blueprints/x.py").write_bytes(text.encode("latin-1"))
    assert cfngw("build", "--no-lint").code == 0
    assert "      Name: Ä\n" in Path("output/x.yaml").read_text(encoding="utf-8")


def test_the_order_is_that_of_the_paths_and_in_a_folder_that_of_the_names() -> None:
    write({"b/2.py": "", "b/10.py": "", "a.py": "", "b/_x.py": ""})
    assert find_files([Path("b"), Path("a.py")]) == [Path("b/10.py"), Path("b/2.py"), Path("a.py")]


def test_a_path_that_is_not_there_names_its_neighbour() -> None:
    write({"blueprints/notes.py": ""})
    with pytest.raises(BlueprintFileError) as caught:
        find_files([Path("blueprints/note.py")])
    assert caught.value.fix == "write blueprints/notes.py"
    with pytest.raises(BlueprintFileError) as caught:
        find_files([Path("nowhere/at/all.py")])
    assert caught.value.fix == "check the path"


def test_without_a_path_there_has_to_be_the_folder() -> None:
    with pytest.raises(UsageError, match="there is no folder blueprints here"):
        find_files([])
    write({"blueprints/x.py": ""})
    assert find_files([]) == [Path("blueprints/x.py")]


def test_sound_files_are_given_beside_the_problems_of_others() -> None:
    write({"a.py": API, "b.py": "1 / 0\n"})
    loaded, problems = load([Path("a.py"), Path("b.py")])
    assert [(each.variable, each.stem) for each in loaded] == [("blueprint", "a")]
    assert [problem.problem for problem in problems] == ["the file does not run: ZeroDivisionError: division by zero."]


def test_ctrl_c_stops_at_once_without_a_traceback() -> None:
    ran = build(x="raise KeyboardInterrupt\n")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip() == "Stopped."
