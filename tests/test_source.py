"""Where a value was declared, and the source map beside the output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw import Stage
from cfngw.source import Source, SourceMap, digest, here, project_root, shown

TEXT = "Resources: {}\n"


def test_here_is_the_line_of_the_nearest_caller_outside_cfngw() -> None:
    stage = Stage("dev")
    found = here()
    assert found.path == stage.source.path == __file__
    assert found.line == stage.source.line + 1


def test_a_module_that_only_begins_like_ours_is_the_users() -> None:
    names: dict[str, Any] = {"__name__": "cfngwhatever", "Stage": Stage}
    exec(compile("stage = Stage('dev')", "blueprints/x.py", "exec"), names)
    assert names["stage"].source == Source("blueprints/x.py", 1)


def test_a_source_is_written_as_path_and_line() -> None:
    assert str(Source("blueprints/x.py", 12)) == "blueprints/x.py:12"
    assert str(Source("blueprints/x.py", 0)) == "blueprints/x.py"


def test_a_path_is_shown_relative_below_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert shown(str(tmp_path / "sub" / "x.py")) == "x.py"
    assert shown(str(tmp_path / "x.py")) == str(tmp_path / "x.py")
    assert shown("x.py") == "x.py"


def test_the_longest_known_beginning_of_a_path_gives_the_line() -> None:
    lines = SourceMap({("Resources", "A"): Source("x.py", 1), ("Resources", "A", "Metadata"): Source("x.py", 2)})
    assert lines.find(["Resources", "A", "Properties", 0]) == Source("x.py", 1)
    assert lines.find(["Resources", "A", "Metadata", "x"]) == Source("x.py", 2)
    assert lines.find(["Resources", "B"]) is None
    assert lines.find([]) is None
    assert len(lines) == 2


def test_a_map_is_kept_for_exactly_its_text(tmp_path: Path) -> None:
    source = Source(str(tmp_path / "blueprints" / "x.py"), 3)
    SourceMap({("Resources", "A"): source}).save(TEXT, tmp_path)
    found = SourceMap.load(TEXT, tmp_path).find(["Resources", "A"])
    assert found is not None
    assert (Path(found.path), found.line) == (Path(source.path), 3)
    assert len(SourceMap.load(TEXT + " ", tmp_path)) == 0


def test_a_map_stays_true_when_the_project_moves(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    SourceMap({("Resources", "A"): Source(str(tmp_path / "old" / "x.py"), 3)}).save(TEXT, tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    assert SourceMap.load(TEXT, tmp_path / "new").find(["Resources", "A"]) == Source(str(tmp_path / "new" / "x.py"), 3)


def test_what_is_kept_stays_out_of_version_control(tmp_path: Path) -> None:
    SourceMap({}).save(TEXT, tmp_path)
    assert "*" in (tmp_path / ".cfngw" / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"\xff", b"[]", b"5", b'{"lines": 5}', b'{"lines": {"a": 5}}', b'{"lines": {"a": ["x"]}}'],
)
def test_a_damaged_map_is_as_if_absent(tmp_path: Path, damaged: bytes) -> None:
    folder = tmp_path / ".cfngw" / "sources"
    folder.mkdir(parents=True)
    (folder / f"{digest(TEXT)}.json").write_bytes(damaged)
    assert len(SourceMap.load(TEXT, tmp_path)) == 0


@pytest.mark.parametrize("marker", [".cfngw", ".git", "pyproject.toml", "setup.cfg", "setup.py"])
def test_a_project_is_the_nearest_folder_with_a_marker(tmp_path: Path, marker: str) -> None:
    (tmp_path / marker).touch()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert project_root(inner) == tmp_path
    assert project_root(inner / "x.yaml") == tmp_path


def test_the_digest_is_that_of_the_bytes() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("é") != digest("e")
