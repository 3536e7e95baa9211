"""Every marked block of the documents is what it says it is."""

from __future__ import annotations

import contextlib
import os
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docpages import PAGES, ROOT, Block, blocks, declaration, lay_files, named, table

from cfngw import Blueprint, Route
from cfngw.cli import main
from samples import api, function, resources

MARKS = ("file", "complete", "refused", "runs", "part of", "shown", "ids of", "")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Work in an empty folder that is a project of its own."""
    (tmp_path / ".cfngw").mkdir()
    with contextlib.chdir(tmp_path):
        yield tmp_path


def blueprint_of(block: Block, folder: Path) -> Any:
    lay_files(block.page, folder)
    path = folder / block.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    return next(each for each in runpy.run_path(str(path)).values() if isinstance(each, Blueprint))


def test_every_mark_is_known() -> None:
    assert {block.kind for block in blocks()} <= set(MARKS)


def test_every_python_block_is_marked() -> None:
    unmarked = [block for block in blocks() if block.language == "python" and not block.kind]
    assert unmarked == []


@pytest.mark.parametrize("block", blocks("complete"), ids=named)
def test_a_complete_example_has_the_findings_that_it_is_said_to_have(block: Block, folder: Path) -> None:
    found = blueprint_of(block, folder).lint()
    assert {finding.rule for finding in found} == block.findings, found


@pytest.mark.parametrize("block", blocks("runs"), ids=named)
def test_a_script_runs(block: Block, folder: Path) -> None:
    assert isinstance(blueprint_of(block, folder), Blueprint)


@pytest.mark.parametrize("block", blocks("part of"), ids=named)
def test_a_folded_output_is_what_the_example_gives(block: Block, folder: Path) -> None:
    rest = blueprint_of(declaration(block.page, block.file), folder).to_yaml()
    for part in re.split(r"^ *# \.\.\.\n", block.text, flags=re.MULTILINE):
        position = rest.find(part)
        assert position >= 0, part
        assert position == 0 or rest[position - 1] == "\n"
        rest = rest[position + len(part) :]


@pytest.mark.parametrize("block", blocks("shown"), ids=named)
def test_a_command_writes_what_is_shown(block: Block, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown, _, before = block.subject.partition("; after: ")
    words, earlier = shown.split(), before.split()
    example = declaration(block.page, (earlier or words)[-1])
    lay_files(block.page, folder)
    (folder / example.file).write_text(example.text, encoding="utf-8")
    if earlier:
        with pytest.raises(SystemExit, match="0"):
            main(earlier[1:])
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        main(words[1:])
    captured = capsys.readouterr()
    if os.environ.get("REGENERATE"):
        _write_anew(block, captured.out + captured.err)
        return
    assert _sizeless(captured.out + captured.err) == _sizeless(block.text)
    assert bool(stopped.value.code) == (example.kind == "refused")


def _sizeless(text: str) -> str:
    """Leave out the sizes of zips: another zlib may deflate otherwise."""
    return re.sub(r" *\b\d+ bytes", " N bytes", text)


def _write_anew(block: Block, text: str) -> None:
    """Put what the command writes into the page, to be read before it is committed."""
    page = block.page.read_text(encoding="utf-8")
    mark = f"<!-- {block.kind}: {block.subject} -->\n```{block.language}\n"
    assert page.count(mark + block.text) == 1
    block.page.write_text(page.replace(mark + block.text, mark + text), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("logical-ids.md", "pets.py"),
        ("companions.md", "jobs.py"),
        ("http-integrations.md", "backends.py"),
        ("http-stages-and-domains.md", "orders.py"),
    ],
)
def test_the_ids_of_a_template_are_those_of_the_table(name: str, file: str, folder: Path) -> None:
    page = ROOT / "docs" / name
    blueprint = blueprint_of(declaration(page, file), folder)
    listed = [row[0].strip("`") for row in table(page, f"<!-- ids of: {file} -->")]
    assert sorted(listed) == sorted(blueprint.sealed().document["Resources"])


def test_the_ids_of_routes_are_those_of_the_table() -> None:
    target = function()
    for route_key, logical_id, _ in table(ROOT / "docs" / "logical-ids.md", "## Paths"):
        made = resources(api(Route(route_key.strip("`"), target), name="Pets"))
        routes = [name for name, resource in made.items() if resource["Type"] == "AWS::ApiGatewayV2::Route"]
        assert routes == [logical_id.strip("`")], route_key


def test_the_full_example_of_the_readme_is_in_the_docs() -> None:
    """Made again by: python docs/examples/make_example.py."""
    examples = ROOT / "docs" / "examples"
    made = runpy.run_path(str(examples / "make_example.py"))["greeting"]()
    assert (examples / "greeting.yaml").read_text(encoding="utf-8") == made


def test_the_old_form_has_the_resources_of_the_hand_written_template(folder: Path) -> None:
    """The page says: the same seven resources, and of the logical ids only one differs."""
    page = ROOT / "docs" / "coming-from-cloudformation.md"
    made = blueprint_of(declaration(page, "old_form.py"), folder).sealed().document["Resources"]
    text = page.read_text(encoding="utf-8").partition("## Word for word")[0]
    written = dict(re.findall(r"^(\w+):\n  Type: (\S+)$", text, re.MULTILINE))
    built = {name: resource["Type"] for name, resource in made.items()}
    assert len(built) == len(written) == 7
    assert built.keys() ^ written.keys() == {"ApiGatewayRole", "HttpInvocationRole"}
    assert sorted(built.values()) == sorted(written.values())


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a pseudo-terminal")
@pytest.mark.slow
def test_the_picture_shows_what_the_command_writes() -> None:
    """Made again by: python docs/images/make_picture.py."""
    images = ROOT / "docs" / "images"
    drawn = runpy.run_path(str(images / "make_picture.py"))["picture"]()
    assert _words(drawn) == _words((images / "build.svg").read_text(encoding="utf-8"))


def _words(svg: str) -> list[str]:
    """Give the text of a picture: frames and colours may change with the version of rich."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return " ".join(texts).replace("&#160;", " ").split()


def test_the_pages_are_found() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "CHANGELOG.md", "guide.md", "reference.md"}
