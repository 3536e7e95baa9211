"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cfngw.errors import OutputError
from cfngw.files import IGNORE_ALL, private_folder, read_text, write_text, write_texts


def names(folder: Path) -> list[str]:
    """Give what lies in a folder, at any depth."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    assert write_text(tmp_path / "a/b/x.yaml", "text\n")
    assert (tmp_path / "a/b/x.yaml").read_bytes() == b"text\n"
    assert names(tmp_path) == ["a", "a/b", "a/b/x.yaml"]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a longer text than the new one\n")
    assert write_text(path, "new\n")
    assert path.read_text() == "new\n"
    assert names(tmp_path) == ["x.yaml"]


@pytest.mark.parametrize("text", ["", "\n", "a\r\nb\n", "no end", "é\u2028\x85\U0001f600\n", "a\tb \n"])
def test_every_text_is_written_as_it_is(tmp_path: Path, text: str) -> None:
    write_text(tmp_path / "x", text)
    assert (tmp_path / "x").read_bytes() == text.encode()
    assert read_text(tmp_path / "x") == text


def test_an_equal_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    write_text(path, "text\n")
    before = path.stat()
    assert not write_text(path, "text\n")
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_text(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_text(tmp_path / "new", "x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_reader_of_the_old_file_keeps_the_old_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("old")
    with path.open() as reader:
        write_text(path, "new")
        assert reader.read() == "old"


def test_several_files_tell_which_of_them_changed(tmp_path: Path) -> None:
    write_text(tmp_path / "same", "1")
    write_text(tmp_path / "other", "1")
    texts = {tmp_path / "same": "1", tmp_path / "other": "2", tmp_path / "new": "3"}
    assert write_texts(texts) == [tmp_path / "other", tmp_path / "new"]
    assert write_texts(texts) == []


@pytest.mark.parametrize("obstacle", ["a folder in its place", "a file where its folder should be"])
def test_none_of_several_files_is_written_unless_all_can_be(tmp_path: Path, obstacle: str) -> None:
    (tmp_path / "old").write_text("old")
    if obstacle.startswith("a folder"):
        bad = tmp_path / "bad"
        bad.mkdir()
    else:
        (tmp_path / "file").touch()
        bad = tmp_path / "file/bad"
    before = names(tmp_path)
    with pytest.raises(OutputError, match="bad can't be written: "):
        write_texts({tmp_path / "old": "new", tmp_path / "fresh": "new", bad: "new"})
    assert (tmp_path / "old").read_text() == "old"
    assert names(tmp_path) == before


def test_a_text_that_utf_8_cannot_hold_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_texts({tmp_path / "first": "fine", tmp_path / "second": "\ud800"})
    assert names(tmp_path) == []


def test_a_refused_write_tells_the_reason_and_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        write_text(tmp_path / "file/x.yaml", "x")
    assert caught.value.exit_code == 6
    assert caught.value.problem == f"{tmp_path}/file/x.yaml can't be written: {tmp_path}/file is a file"
    assert "choose another folder" in (caught.value.fix or "")
    assert isinstance(caught.value.__cause__, OSError)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="absent can't be read: No such file or directory"):
        read_text(tmp_path / "absent")


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be read: Is a directory"):
        read_text(tmp_path)


def test_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"ab\xe9")
    with pytest.raises(OutputError) as caught:
        read_text(tmp_path / "x")
    assert caught.value.problem == f"{tmp_path}/x is not UTF-8 text (byte 2)"
    assert caught.value.fix == "save the file as UTF-8"


def test_line_ends_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a\r\nb\rc\n")
    assert read_text(tmp_path / "x") == "a\r\nb\rc\n"


def test_the_private_folder_keeps_itself_out_of_version_control(tmp_path: Path) -> None:
    assert private_folder(tmp_path) == tmp_path / ".cfngw"
    assert (tmp_path / ".cfngw/.gitignore").read_text() == IGNORE_ALL
    assert IGNORE_ALL.endswith("\n*\n")


def test_a_private_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".cfngw").mkdir()
    (tmp_path / ".cfngw/.gitignore").write_text("mine")
    private_folder(tmp_path)
    assert (tmp_path / ".cfngw/.gitignore").read_text() == "mine"


def test_two_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    children = []
    for text in ("a" * 200_000, "b" * 200_000):
        child = os.fork()
        if child == 0:
            for _ in range(5):
                write_text(path, text)
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    assert path.read_text() in ("a" * 200_000, "b" * 200_000)
    assert names(tmp_path) == ["x"]
