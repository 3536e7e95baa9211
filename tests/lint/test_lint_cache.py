"""Findings are kept by content, used when sound, and made anew otherwise."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cfngw.lint import Finding, Linter, Options, Report, lint_files
from cfngw.lint.cache import Cache
from cfngw.lint.identity import identity, template_key
from cfngw.lint.installed import Installed, find_cfnlint, updated_schemas
from cfngw.source import Source, SourceMap

WRONG = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {Colour: red}\n"
KEY = "0" * 64
FINDING = Finding("E1", "error", "m", "d", "u", Path("x.yaml"), 1, 2, 3, 4, ("Resources", 0))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(WRONG)
    return path


def lint(template: Path, options: Options | None = None) -> Report:
    return lint_files([template], options, cache_root=template.parent)


def entries(template: Path) -> list[Path]:
    return sorted((template.parent / ".cfngw" / "lint").glob("*.json"))


def test_the_second_run_is_answered_by_the_cache(template: Path) -> None:
    first, second = lint(template), lint(template)
    assert (first.cached, second.cached) == (0, 1)
    assert list(first.findings) == list(second.findings)
    assert (template.parent / ".cfngw" / ".gitignore").read_text().endswith("*\n")


def test_findings_are_kept_by_content_not_by_name(template: Path) -> None:
    lint(template)
    other = template.rename(template.with_name("renamed.yaml"))
    report = lint(other)
    assert report.cached == 1
    assert next(report.findings).file == other


def test_python_lines_are_not_kept(template: Path) -> None:
    lint(template)
    declared = Source(str(template.parent / "x.py"), 3)
    SourceMap({("Resources", "Topic"): declared}).save(WRONG, template.parent)
    assert [finding.source for finding in lint(template).findings] == [declared]


def test_another_text_and_other_options_are_linted_anew(template: Path) -> None:
    lint(template)
    assert lint(template, Options(ignore=("E3002",))).cached == 0
    template.write_text(WRONG + "\n")
    assert lint(template).cached == 0


def test_several_templates_each_have_their_entry(template: Path) -> None:
    other = template.with_name("y.yaml")
    other.write_text(WRONG + "#\n")
    lint(template)
    report = lint_files([template, other], cache_root=template.parent)
    assert [file.cached for file in report.files] == [True, False]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"key": "0", "checksum": "0", "findings": []}',
        b'{"findings": 5}',
    ],
)
def test_a_damaged_entry_is_ignored_and_rewritten(template: Path, damage: bytes) -> None:
    first = lint(template)
    (entry,) = entries(template)
    whole = entry.read_bytes()
    entry.write_bytes(damage)
    again = lint(template)
    assert (again.cached, list(again.findings)) == (0, list(first.findings))
    assert entry.read_bytes() == whole


def test_a_truncated_or_edited_entry_is_ignored(template: Path) -> None:
    lint(template)
    (entry,) = entries(template)
    whole = entry.read_bytes()
    for edited in (whole[: len(whole) // 2], whole.replace(b"Colour", b"Flavor"), whole.replace(b"E3002", b"W3002")):
        entry.write_bytes(edited)
        assert lint(template).cached == 0


def test_an_entry_of_another_template_is_ignored(template: Path) -> None:
    lint(template)
    (entry,) = entries(template)
    template.write_text("Resources: {}\n")
    lint(template)
    (other,) = set(entries(template)) - {entry}
    other.write_bytes(entry.read_bytes())
    assert lint(template).cached == 0


def forged(rows: Any) -> bytes:
    checksum = hashlib.sha256(json.dumps([KEY, rows], sort_keys=True).encode()).hexdigest()
    return json.dumps({"key": KEY, "checksum": checksum, "findings": rows}).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"rule": 5},
        {"message": None},
        {"severity": "fatal"},
        {"line": 0},
        {"line": True},
        {"column": "1"},
        {"end_line": 1.5},
        {"path": 7},
        {"path": [None]},
        {"path": [["a"]]},
    ],
)
def test_each_value_of_an_entry_has_to_have_its_type(tmp_path: Path, change: dict[str, Any]) -> None:
    cache = Cache(tmp_path)
    cache.store(KEY, [FINDING])
    entry = tmp_path / ".cfngw" / "lint" / f"{KEY}.json"
    row = json.loads(entry.read_bytes())["findings"][0]
    entry.write_bytes(forged([row]))
    assert cache.load(KEY, FINDING.file) == (FINDING,)
    entry.write_bytes(forged([{**row, **change}]))
    assert cache.load(KEY, FINDING.file) is None
    del row[next(iter(change))]
    entry.write_bytes(forged([row]))
    assert cache.load(KEY, FINDING.file) is None


@pytest.mark.parametrize("rows", [{}, "rows", [5], [None]])
def test_findings_have_to_be_a_list_of_findings(tmp_path: Path, rows: Any) -> None:
    (tmp_path / ".cfngw" / "lint").mkdir(parents=True)
    (tmp_path / ".cfngw" / "lint" / f"{KEY}.json").write_bytes(forged(rows))
    assert Cache(tmp_path).load(KEY, Path("x")) is None


def test_a_folder_that_cannot_be_written_to_keeps_nothing(template: Path) -> None:
    (template.parent / ".cfngw").write_text("a file where the folder should be")
    assert [lint(template).cached for _ in range(2)] == [0, 0]


def test_a_folder_in_the_place_of_an_entry_keeps_nothing(template: Path) -> None:
    lint(template)
    (entry,) = entries(template)
    entry.unlink()
    (entry / "x").mkdir(parents=True)
    assert [lint(template).cached for _ in range(2)] == [0, 0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_an_entry_does_not_block(tmp_path: Path) -> None:
    (tmp_path / ".cfngw" / "lint").mkdir(parents=True)
    os.mkfifo(tmp_path / ".cfngw" / "lint" / f"{KEY}.json")
    assert Cache(tmp_path).load(KEY, Path("x")) is None


def test_the_entries_that_were_not_used_for_longest_go_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, entries=2)
    for age, key in enumerate("abc"):
        cache.store(key, [])
        os.utime(tmp_path / ".cfngw" / "lint" / f"{key}.json", (1000 + age, 1000 + age))
    assert cache.load("a", Path("x")) == ()
    cache.trim()
    assert sorted(path.name for path in (tmp_path / ".cfngw" / "lint").iterdir()) == ["a.json", "c.json"]


def test_trimming_without_a_folder_is_no_error(tmp_path: Path) -> None:
    Cache(tmp_path).trim()


def test_without_a_root_nothing_is_kept(template: Path) -> None:
    Linter().files([template])
    assert not (template.parent / ".cfngw").exists()


def test_the_identity_notes_appended_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_cfnlint()
    (tmp_path / "pack").mkdir()
    rule = tmp_path / "pack" / "rule.py"
    rule.write_text("A = 1")
    (tmp_path / "pack" / "__init__.py").touch()
    (tmp_path / "alone.py").write_text("A = 1")
    monkeypatch.syspath_prepend(str(tmp_path))
    places = [(str(rule.parent), rule), ("pack", rule), ("pack.rule", rule), ("alone", tmp_path / "alone.py")]
    for place, file in places:
        options = Options(append_rules=(place,))
        before = identity(options, found)
        assert before == identity(options, found)
        file.write_text(file.read_text() + "\n")
        assert identity(options, found) != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_odd_files_among_appended_rules_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".#rule.py").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    options = Options(append_rules=(str(tmp_path),))
    assert identity(options, find_cfnlint()) == identity(options, find_cfnlint())


def test_the_identity_notes_the_config_file_and_gives_up_on_further_files(tmp_path: Path) -> None:
    found = find_cfnlint()
    config = tmp_path / "lintrc"
    config.write_text("ignore_checks: [E3002]\n")
    options = Options(config_file=config)
    before = identity(options, found)
    assert before is not None
    config.write_text("ignore_checks: [E3003]\n")
    assert identity(options, found) not in (before, None)
    config.write_text("append_rules: [rules]\n")
    assert identity(options, found) is None


@pytest.mark.slow
def test_a_config_file_that_names_further_files_is_not_cached(template: Path) -> None:
    config = template.parent / "lintrc"
    config.write_text("# append_rules: [rules]\n")
    options = Options(config_file=config)
    assert [lint(template, options).cached for _ in range(2)] == [0, 0]


def test_the_identity_notes_updated_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    found = find_cfnlint()
    before = identity(Options(), found)
    (updated_schemas() / "providers").mkdir(parents=True)
    after = identity(Options(), found)
    (updated_schemas() / "version.json").write_text("{}")
    assert len({before, after, identity(Options(), found)}) == 3


def test_the_identity_notes_data_changed_in_place(tmp_path: Path) -> None:
    package = tmp_path / "site" / "cfnlint"
    specs = package / "data" / "AdditionalSpecs"
    specs.mkdir(parents=True)
    found = Installed(package, "1.58.0")
    seen = {identity(Options(), found)}
    (specs / "Policies.json").write_text("{}")
    seen.add(identity(Options(), found))
    os.utime(specs / "Policies.json", ns=(1, 1))
    seen.add(identity(Options(), found))
    (tmp_path / "site" / "PyYAML-7.dist-info").mkdir()
    seen.add(identity(Options(), found))
    seen.add(identity(Options(), replace(found, version="1.59.0")))
    assert len(seen) == 5


def test_the_identity_notes_a_date_on_which_a_runtime_ends(tmp_path: Path) -> None:
    table = tmp_path / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
    table.parent.mkdir(parents=True)
    found = Installed(tmp_path, "1")
    assert isinstance(found.state()["lifecycle"], str)
    table.write_text('{"a": {"deprecated": "2019-01-01", "update-block": "2999-01-01"}}')
    assert found.state()["lifecycle"] == 1


def test_the_installed_cfn_lint_is_described_as_it_describes_itself(tmp_path: Path) -> None:
    from cfnlint.helpers import get_cache_dir
    from cfnlint.version import __version__

    assert find_cfnlint().version == __version__
    assert str(updated_schemas()) == get_cache_dir()
    table = find_cfnlint().folder / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
    assert table.is_file()


def test_a_missing_cfn_lint_is_told() -> None:
    script = (
        "from cfngw.errors import CfngwError\nfrom cfngw.lint import lint_files\n"
        "try: lint_files([])\nexcept CfngwError as error: print(error.problem)"
    )
    root = Path(__file__).parents[2]
    bare = [sys.executable, "-S", "-I", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{script}"]
    done = subprocess.run(bare, capture_output=True, text=True, check=True)
    assert done.stdout == "cfn-lint is not installed\n"


def test_texts_have_keys_of_their_own() -> None:
    assert (
        len({template_key("a", "x"), template_key("b", "x"), template_key("a", "y"), template_key("a", "\ud800")}) == 4
    )
