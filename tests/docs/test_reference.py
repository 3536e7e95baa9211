"""docs/reference.md is what docs/make_reference.py makes of the code, and says something of every option."""

from __future__ import annotations

import inspect
import runpy
from typing import Any

from docpages import ROOT

import cfngw

CURE = "run: python docs/make_reference.py"


def maker() -> Any:
    return runpy.run_path(str(ROOT / "docs" / "make_reference.py"))


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == maker()["reference"](), CURE


def test_every_public_class_is_in_it() -> None:
    grouped = [name for names in maker()["GROUPS"].values() for name in names]
    classes = {name for name in cfngw.__all__ if inspect.isclass(getattr(cfngw, name))}
    assert sorted(grouped) == sorted(classes)


def test_every_option_has_words_and_all_words_have_their_option() -> None:
    made = maker()
    words = {name: set(options) for name, options in made["load_words"]().items()}
    classes = [name for names in made["GROUPS"].values() for name in names]
    options = {name: set(made["options_of"](name)) for name in classes}
    assert words == {name: found for name, found in options.items() if found}


def test_the_words_of_a_needed_option_speak_of_no_default() -> None:
    made = maker()
    for name, options in made["load_words"]().items():
        for option, said in options.items():
            spec = made["options_of"](name)[option]
            assert ("Left out:" in said) <= (not spec.required), (name, option)
