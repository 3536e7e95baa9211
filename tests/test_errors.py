"""The tree of errors, how problems are gathered, and the text of every message as one golden file.

``golden/errors.txt`` holds, under a title, each snippet and the message that it gives. To add one, write its title and
the snippet there; ``REGENERATE=1 python -m pytest tests/test_errors.py`` writes all messages anew. Read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import cfngw.errors
from cfngw.errors import (
    BlueprintFileError,
    BuildError,
    CfngwError,
    DeclarationError,
    DuplicateError,
    FindingsError,
    LimitError,
    Notice,
    OutputError,
    PolicyError,
    StaleOutputError,
    TemplateReferenceError,
    UsageError,
    collecting,
    excerpt,
    nearest,
    raise_all,
    report,
)
from cfngw.source import Source
from error_snippets import message_of, snippets

GOLDEN = Path(__file__).parent / "golden" / "errors.txt"
LINE = Source("blueprints/x.py", 3)


# The golden file


def with_messages(text: str, folder: Path) -> str:
    """Give a golden text with the message of each snippet as it is now."""
    found = snippets(text).items()
    return "\n".join(f"### {title}\n{snippet}\n---\n{message_of(snippet, folder)}\n" for title, snippet in found)


def messages() -> list[str]:
    return [block.partition("\n---\n")[2] for block in GOLDEN.read_text().split("### ")[1:]]


def test_the_texts_of_all_errors_are_the_golden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = with_messages(GOLDEN.read_text(), tmp_path)
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


def test_every_message_has_its_line_and_is_a_sentence() -> None:
    heads = [line for message in messages() for line in message.splitlines() if line and not line.startswith("    ")]
    assert len(heads) >= 100
    for head in heads:
        assert head.startswith("blueprints/x.py:"), head
        assert head.endswith("."), head


def test_every_message_says_what_is_allowed_or_what_to_do() -> None:
    for message in messages():
        assert "    allowed: " in message or "    fix:     " in message, message


def test_no_message_holds_an_address_of_this_run() -> None:
    text = GOLDEN.read_text()
    assert " at 0x" not in text
    assert str(Path.home()) not in text
    assert "/tmp" not in text


# The tree


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CfngwError, 1),
        (UsageError, 2),
        (BlueprintFileError, 3),
        (DeclarationError, 4),
        (PolicyError, 4),
        (TemplateReferenceError, 4),
        (LimitError, 4),
        (FindingsError, 5),
        (OutputError, 6),
        (StaleOutputError, 7),
    ],
)
def test_each_family_has_its_exit_code(kind: type[CfngwError], code: int) -> None:
    assert kind("It is wrong.").exit_code == code


def test_the_docstring_draws_every_error_with_its_code() -> None:
    drawn = cfngw.errors.__doc__ or ""
    for name, kind in vars(cfngw.errors).items():
        if isinstance(kind, type) and issubclass(kind, CfngwError):
            (line,) = [line for line in drawn.splitlines() if f" {name} " in line]
            assert kind is BuildError or kind is CfngwError or f" {kind.exit_code} " in line


def test_an_error_without_facts_is_its_sentence() -> None:
    assert str(CfngwError("It is wrong.")) == "It is wrong."


def test_an_error_shows_its_facts_in_order() -> None:
    error = CfngwError("It is wrong.", where=LINE, given=5, allowed="six", fix="write 6", option="size")
    assert str(error) == ("blueprints/x.py:3: It is wrong.\n    given:   5\n    allowed: six\n    fix:     write 6")
    assert (error.problem, error.where, error.given) == ("It is wrong.", LINE, 5)
    assert (error.allowed, error.fix, error.option) == ("six", "write 6", "size")


def test_none_that_was_given_is_shown() -> None:
    assert "given:   None" in str(CfngwError("It is wrong.", given=None))
    assert "given" not in str(CfngwError("It is wrong."))


def test_a_duplicate_shows_the_other_line_first() -> None:
    error = DuplicateError("It is taken.", where=LINE, other=Source("y.py", 9), given="x")
    assert str(error).splitlines()[1:] == ["    also:    y.py:9", "    given:   'x'"]
    assert "also" not in str(DuplicateError("It is taken.", other=None))


def test_a_build_error_has_the_lowest_exit_code_and_all_texts() -> None:
    error = BuildError([OutputError("One."), DeclarationError("Two.", where=LINE)])
    assert error.exit_code == 4
    assert str(error) == "One.\nblueprints/x.py:3: Two."
    assert BuildError([]).exit_code == 1


def test_a_notice_is_text_with_its_line_and_fix() -> None:
    assert str(Notice("It may be new.")) == "It may be new."
    assert str(Notice("It may be new.", LINE, "look")) == "blueprints/x.py:3: It may be new.\n    fix:     look"


# Gathering


def test_report_raises_unless_collecting() -> None:
    error = CfngwError("It is wrong.")
    with pytest.raises(CfngwError) as caught:
        report(error)
    assert caught.value is error
    with collecting() as problems:
        report(error)
        report(error)
    assert problems == [error, error]


def test_collecting_nests() -> None:
    with collecting() as outer:
        with collecting() as inner:
            report(CfngwError("Inner."))
        report(CfngwError("Outer."))
    assert [[str(each) for each in found] for found in (outer, inner)] == [["Outer."], ["Inner."]]


def test_collecting_ends_with_its_block_even_by_an_error() -> None:
    with pytest.raises(ValueError, match="x"), collecting():
        raise ValueError("x")
    with pytest.raises(CfngwError):
        report(CfngwError("It is wrong."))


def test_nothing_gathered_raises_nothing() -> None:
    raise_all([])


def test_one_problem_is_raised_as_it_is() -> None:
    error = LimitError("It is too much.")
    with pytest.raises(LimitError) as caught:
        raise_all([error, error])
    assert caught.value is error


def test_several_problems_are_raised_together_each_text_once() -> None:
    with pytest.raises(BuildError) as caught:
        raise_all([CfngwError("One."), CfngwError("Two."), CfngwError("One.")])
    assert [str(problem) for problem in caught.value.problems] == ["One.", "Two."]


# Words


def test_a_long_value_is_cut() -> None:
    assert excerpt("x" * 200) == "'" + "x" * 78 + "…"
    assert excerpt("x" * 78) == "'" + "x" * 78 + "'"


@pytest.mark.parametrize(
    ("word", "found"), [("rotues", "routes"), ("ROUTES", "routes"), ("routes", "routes"), ("xyzzy", None), ("", None)]
)
def test_the_nearest_word(word: str, found: str | None) -> None:
    assert nearest(word, ["routes", "stages"]) == found


def test_the_nearest_of_none_is_none() -> None:
    assert nearest("x", []) is None
