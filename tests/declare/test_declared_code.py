"""Code: inline text, files beside the Python file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw import File, Inline
from cfngw.errors import CfngwError, DeclarationError, OutputError, collecting
from samples import function, loose, refused


def test_a_relative_path_starts_at_the_python_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert File("handler.js").location == Path(__file__).parent / "handler.js"
    assert File("handler.js").read().startswith("exports.handler")


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1\n")
    assert File(str(tmp_path / "x.py")).read() == "x = 1\n"
    assert File((tmp_path / "x.py").as_posix()) == loose.File(tmp_path / "x.py")


def test_a_missing_file_is_answered_with_the_nearest() -> None:
    error = refused(lambda: File("handlr.js"), DeclarationError)
    assert error.problem == 'File "handlr.js": can\'t be read: No such file or directory.'
    assert error.given == "handlr.js"
    assert error.fix == 'write "handler.js"'


def test_a_file_in_a_missing_folder_says_where_paths_start() -> None:
    assert refused(lambda: File("nowhere/x.py")).fix == "check the path: it starts at the Python file's folder"


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(b"ab\xff")
    error = refused(lambda: File(str(tmp_path / "x.py")))
    assert "is not UTF-8 text (byte 2)." in error.problem


def test_inline_reads_its_file_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("def handler(e, c): ...\n")
    code = Inline(File(str(tmp_path / "x.py")))
    (tmp_path / "x.py").write_text("def other(e, c): ...\n")
    assert code.code() == "def other(e, c): ...\n"


def test_a_file_that_went_away_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("def handler(e, c): ...\n")
    code = Inline(File(str(tmp_path / "x.py")))
    (tmp_path / "x.py").unlink()
    with pytest.raises(OutputError):
        code.code()


def test_a_missing_file_is_reported_once_when_collecting() -> None:
    problems: list[CfngwError]
    with collecting() as problems:
        function(code=Inline(File("missing.py")))
    assert [problem.problem.partition(":")[0] for problem in problems] == ['File "missing.py"']


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_inline_code_is_not_empty(text: str) -> None:
    assert refused(lambda: Inline(text)).problem == "Inline: there is no code."


def test_a_path_in_place_of_a_file_is_told_so() -> None:
    assert refused(lambda: loose.Inline(Path("handler.js"))).fix == 'write Inline(File("handler.py")) to read a file'
