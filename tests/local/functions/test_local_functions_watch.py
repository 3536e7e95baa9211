"""Which changes of files are seen, and how often is looked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cfngw.local.functions.watch import INTERVAL_SECONDS, Watch


def changes(seen: Watch) -> bool:
    before = seen.generation
    return seen.look() != before


def test_new_changed_and_deleted_files_are_seen(tmp_path: Path) -> None:
    seen = Watch([tmp_path], interval_seconds=0)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("1")
    assert changes(seen)
    (tmp_path / "sub" / "a.py").write_text("two")
    assert changes(seen)
    (tmp_path / "sub" / "a.py").unlink()
    assert changes(seen)
    assert not changes(seen)


def test_what_tools_write_is_passed_by(tmp_path: Path) -> None:
    seen = Watch([tmp_path], interval_seconds=0)
    for name in (".git", "__pycache__", "node_modules", ".venv", ".aws-sam"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("1")
    assert not changes(seen)


def test_a_look_just_after_another_costs_nothing(tmp_path: Path) -> None:
    seen = Watch([tmp_path])
    (tmp_path / "a.py").write_text("1")
    assert seen.look() == 0
    time.sleep(INTERVAL_SECONDS + 0.01)
    assert seen.look() == 1


def test_a_file_and_a_folder_that_is_not_there_are_watched(tmp_path: Path) -> None:
    file, folder = tmp_path / "code.zip", tmp_path / "later"
    file.write_text("1")
    seen = Watch([file, folder], interval_seconds=0)
    file.write_text("22")
    assert changes(seen)
    folder.mkdir()
    assert changes(seen)


@pytest.mark.slow
@pytest.mark.checked
def test_a_folder_with_very_many_files_is_looked_at_up_to_a_bound(tmp_path: Path) -> None:
    for number in range(6000):
        (tmp_path / f"{number}.txt").touch()
    begin = time.perf_counter()
    Watch([tmp_path])
    assert time.perf_counter() - begin < 0.2
