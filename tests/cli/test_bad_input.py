"""Bad input: one clear message each, an exit code by family, and the old output left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_input import CASES, PLACES, SERVING, VALUES, told
from cli_runs import API, GOLDEN, HEAD, cfngw, snapshot, start_project, write

LATE_QUEUE = """\
from troposphere.sqs import Queue

from cfngw import Blueprint

x = Blueprint(resources=[Queue("Queue", DelaySeconds=9999)])
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def texts() -> dict[str, str]:
    """Cut the golden file into its cases."""
    parts = (part.partition("\n") for part in (GOLDEN / "bad_input.txt").read_text(encoding="utf-8").split("=== ")[1:])
    return {name: told.rstrip("\n") + "\n" for name, _, told in parts}


def test_every_case_has_its_text_and_every_text_its_case() -> None:
    assert list(texts()) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_the_command_says(name: str) -> None:
    assert told(CASES[name]) == texts()[name]


@pytest.mark.parametrize("name", CASES)
def test_the_exit_code_tells_the_family(name: str) -> None:
    write(CASES[name].files)
    assert cfngw(*CASES[name].words).code == CASES[name].code


@pytest.mark.parametrize("name", CASES)
def test_no_message_shows_a_traceback_or_the_inside_of_cfngw(name: str) -> None:
    write(CASES[name].files)
    ran = cfngw(*CASES[name].words)
    assert "Traceback" not in ran.err
    assert "/cfngw/" not in ran.err
    assert str(Path.cwd()) not in ran.err
    assert not ran.out or CASES[name].code == 7


@pytest.mark.parametrize("name", VALUES)
def test_a_wrong_value_is_told_at_its_line_with_the_way_out(name: str) -> None:
    write(VALUES[name].files)
    for problem in cfngw("build", "--no-lint").err.split("error: ")[1:]:
        head, *facts = problem.splitlines()
        file, line, _ = head.split(":", 2)
        assert Path(file).is_file()
        assert 0 < int(line) <= len(Path(file).read_text().splitlines())
        assert any(fact.strip().startswith(("allowed:", "fix:")) for fact in facts)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_written(name: str) -> None:
    write(CASES[name].files)
    before = snapshot()
    cfngw(*CASES[name].words)
    assert snapshot() == before


@pytest.mark.parametrize("name", [name for name in CASES if name not in {**PLACES, **SERVING} and "folder" not in name])
def test_the_old_output_stays(name: str) -> None:
    write({"blueprints/x.py": API})
    assert cfngw("build", "--no-lint").code == 0
    before = snapshot("output")
    write(CASES[name].files)
    assert cfngw(*CASES[name].words).code == CASES[name].code
    assert snapshot("output") == before


def test_one_wrong_file_keeps_the_sound_ones_from_being_written() -> None:
    write({"blueprints/a.py": API, "blueprints/b.py": "x = = 1\n"})
    assert cfngw("build", "--no-lint").code == 3
    assert not Path("output").exists()


def test_all_problems_of_one_build_are_told_together() -> None:
    wrong = f'{HEAD}blueprint = HttpApiBlueprint(name="A", routes=[Route("a", hello), Route("b", hello)])\n'
    write({"blueprints/a.py": wrong, "blueprints/b.py": wrong})
    err = cfngw("build", "--no-lint").err
    assert err.count("error: blueprints/a.py:5: ") == 2
    assert err.count("error: blueprints/b.py:5: ") == 2
    assert err.endswith("\n4 problems in all.\n")


def test_what_follows_a_wrong_value_is_not_told() -> None:
    write({"blueprints/x.py": f'{HEAD}other = Function("F", "a.b", runtme="x", code=CODE)\nother.nothing.at.all\n'})
    err = cfngw("build", "--no-lint").err
    assert "there is no option runtme" in err
    assert "does not run" not in err


def test_a_finding_is_told_and_the_refused_text_kept() -> None:
    write({"blueprints/x.py": API})
    assert cfngw("build", "--no-lint").code == 0
    before = snapshot("output")
    write({"blueprints/x.py": LATE_QUEUE})
    ran = cfngw("build")
    assert (ran.code, ran.out) == (5, "")
    finding, counts, *complaint = ran.err.splitlines()
    assert finding.startswith("blueprints/x.py:5: .cfngw/rejected/x.yaml:")
    assert "E3034" in finding
    line = int(finding.split(":")[3])
    assert "DelaySeconds: 9999" in Path(".cfngw/rejected/x.yaml").read_text().splitlines()[line - 1]
    assert counts == "1 template: 1 error, 0 warnings, 0 informational"
    assert complaint == [
        "error: cfn-lint found 1 error; nothing was written.",
        "    fix:     correct the blueprint; the refused text is in .cfngw/rejected",
    ]
    assert snapshot("output") == before
    assert "DelaySeconds: 9999" in Path(".cfngw/rejected/x.yaml").read_text()


def test_findings_are_told_even_if_the_refused_text_cannot_be_kept() -> None:
    write({".cfngw": "", "blueprints/x.py": LATE_QUEUE})
    ran = cfngw("build")
    assert ran.code == 5
    assert "output/x.yaml:" in ran.err
    assert "E3034" in ran.err
    assert ran.err.endswith("nothing was written.\n    fix:     correct the blueprint\n")
