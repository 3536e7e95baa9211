"""Links lead somewhere, and the commands that are named exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from docpages import PAGES, ROOT, table

from cfngw import errors
from cfngw.cli.app import app
from cfngw.limits import Limits

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"(?<![\w.:/-])cfngw (-{0,2}[a-z][\w-]*)([^\n`#|]*)")
# What a template or a message says is no command.
_SPOKEN = ("python", "text")


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_commands_that_are_named_exist(page: Path) -> None:
    context = click.Context(app)
    for name, rest in commands(page.read_text(encoding="utf-8")):
        if name.startswith("-"):
            assert name in options(app), name
            continue
        command = app.get_command(context, name)
        assert command is not None, f"cfngw {name}"
        for word in re.findall(r"(?<!\S)--?[a-z][\w-]*", rest):
            assert word in options(command) | {"--debug", "--help"}, f"cfngw {name} {word}"


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Give the commands in code: in blocks and between backticks, not in prose."""
    code = [block for language, block in _FENCED.findall(text) if language not in _SPOKEN]
    code += re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))
    for part in code:
        yield from _COMMAND.findall(part)


def options(command: click.Command) -> set[str]:
    return {word for parameter in command.params for word in parameter.opts}


def test_every_command_is_in_the_documents() -> None:
    named = {name for page in PAGES for name, _ in commands(page.read_text(encoding="utf-8"))}
    assert set(app.list_commands(click.Context(app))) <= named


def test_exit_codes_are_those_of_the_errors() -> None:
    for module in ("bundle", "deploy", "document", "render", "vtl"):
        import_module(f"cfngw.{module}")
    rows = table(ROOT / "docs" / "errors.md", "## Exit codes and families")
    told = {name.strip("`"): int(code) for name, code, _ in rows}
    assert told == {cls.__name__: cls.exit_code for cls in below(errors.CfngwError) if cls is not errors.BuildError}


def below(cls: type[errors.CfngwError]) -> Iterator[type[errors.CfngwError]]:
    """Give the classes of cfngw that are derived from one."""
    for derived in cls.__subclasses__():
        if derived.__module__.startswith("cfngw."):
            yield derived
            yield from below(derived)


def test_exit_codes_of_the_readme_are_those_of_the_errors() -> None:
    told = {int(code) for code, _ in table(ROOT / "README.md", "## Exit codes")}
    families = {cls.exit_code for cls in vars(errors).values() if isinstance(cls, type) and hasattr(cls, "exit_code")}
    assert told == families | {0, 1}


def test_quotas_are_those_of_the_compiler() -> None:
    told = {row[1] for row in table(ROOT / "docs" / "limits.md", "## Quotas of AWS")}
    assert {f"{quota:,}" for quota in Limits()} <= told


def test_pages_name_no_place_of_work() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert "/work/" not in text, page
        assert "\u2014" not in text, page


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"} <= set(_LINK.findall(index))
