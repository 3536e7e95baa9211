"""``cfngw build``: blueprints to templates, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cfngw.cli.console import busy, plural, table, warn
from cfngw.cli.loading import Loaded, find_files, load
from cfngw.errors import (
    CfngwError,
    FindingsError,
    Notice,
    OutputError,
    StaleOutputError,
    each_problem,
    raise_all,
)

if TYPE_CHECKING:
    from cfngw.compile.seal import Sealed
    from cfngw.lint import Report


class Built(NamedTuple):
    """A template that is ready to be written."""

    loaded: Loaded
    sealed: Sealed
    text: str
    path: Path


@click.command("build")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Write nothing; fail with a diff when the output is out of date.")
@click.option(
    "--output",
    default=Path("output"),
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to.  [default: output]",
)
@click.option("--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", help="[default: yaml]")
@click.option("--no-lint", is_flag=True, help="Don't run cfn-lint.")
@click.option("--region", "regions", multiple=True, help="Lint for this region; may be given several times.")
def command(
    paths: tuple[Path, ...], *, check: bool, output: Path, form: str, no_lint: bool, regions: tuple[str, ...]
) -> int:
    """Build blueprints into CloudFormation templates.

    PATH is a blueprint file or a folder of them; without one, the folder blueprints. Each blueprint bound at
    the top level of x.py becomes output/x.yaml, or output/x.<variable>.yaml when x.py binds several.

    Nothing is written unless everything is right: a failed build leaves the old output as it was.
    """
    built = _compile(load_all(paths), output, form)
    for notice in dict.fromkeys(notice for each in built for notice in each.sealed.notices):
        warn(notice)
    report = None if no_lint else _lint(built, regions)
    if check:
        _compare(built)
        click.echo(f"{output} is up to date: {plural(len(built), 'template')}.")
        return 0
    _write(built)
    _summary(built, report)
    return 0


def load_all(paths: Sequence[Path]) -> list[Loaded]:
    """Load blueprint files; raise all that is wrong with them together."""
    loaded, problems = load(find_files(paths))
    if problems:
        # The sound files are compiled all the same, so that one run shows every problem.
        problems += compile_problems(loaded)
    raise_all(problems)
    return loaded


def compile_problems(loaded: Sequence[Loaded]) -> list[CfngwError]:
    """Compile blueprints only to find what is wrong with them."""
    problems: list[CfngwError] = []
    for each in loaded:
        try:
            each.blueprint.sealed()
        except CfngwError as error:
            problems += each_problem(error)
    return problems


def _compile(loaded: Sequence[Loaded], output: Path, form: str) -> list[Built]:
    from cfngw.compile.limits import Limits, too_large
    from cfngw.render import render, render_json

    problems: list[CfngwError] = []
    built: list[Built] = []
    for each in loaded:
        try:
            sealed = each.blueprint.sealed(folder=output.resolve())
            text = render_json(sealed.document) if form == "json" else render(sealed.document)
        except CfngwError as error:
            problems += each_problem(error)
            continue
        oversize = too_large(text, Limits(), each.blueprint.source)
        problems += [oversize] if oversize else []
        built.append(Built(each, sealed, text, output / f"{each.stem}.{form}"))
    raise_all(problems)
    return built


def _lint(built: Sequence[Built], regions: tuple[str, ...]) -> Report:
    from cfngw.lint import Linter, Options, Report
    from cfngw.source import project_root

    linter = Linter(Options(regions=regions), cache_root=project_root(built[0].path.resolve().parent))
    reports = []
    with busy(f"Linting {plural(len(built), 'template')} ..."):
        for each in built:
            reports.append(linter.text(each.text, each.path, sources=each.sealed.sources))
    report = Report(tuple(file for one in reports for file in one.files), reports[0].version)
    if report.failed():
        _reject(built, report)
    return report


def _reject(built: Sequence[Built], report: Report) -> None:
    """Keep the refused texts where they can be read, leave the old output, and tell the findings."""
    from cfngw.files import private_folder, write_text
    from cfngw.lint import FORMATS
    from cfngw.source import project_root, shown

    click.echo(FORMATS["text"](report), err=True, nl=False)
    folder = private_folder(project_root(built[0].path.resolve().parent)) / "rejected"
    for each in built:
        write_text(folder / each.path.name, each.text)
    raise FindingsError(
        f"cfn-lint found {plural(report.counts['error'], 'error')}; nothing was written.",
        fix=f"correct the blueprint; the refused text is in {shown(str(folder))}",
    )


def _compare(built: Sequence[Built]) -> None:
    stale = [each for each in built if not each.path.is_file() or each.path.read_bytes() != each.text.encode()]
    for each in stale:
        click.echo(_diff(each), nl=False)
    if stale:
        names = ", ".join(str(each.path) for each in stale)
        raise StaleOutputError(f"out of date: {names}.", fix="run cfngw build and commit what it writes")


def _diff(each: Built) -> str:
    from difflib import unified_diff

    # As bytes: other line ends (git's autocrlf) make a file stale, too, and the diff has to show something.
    old = each.path.read_bytes().decode(errors="replace") if each.path.is_file() else ""
    lines = unified_diff(
        old.splitlines(keepends=True),
        each.text.splitlines(keepends=True),
        f"{each.path} (committed)" if old else "/dev/null",
        f"{each.path} (built)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(built: Sequence[Built]) -> None:
    from cfngw.files import write_texts
    from cfngw.source import project_root

    write_texts({each.path: each.text for each in built})
    root = project_root(built[0].path.resolve().parent)
    try:
        for each in built:
            each.sealed.sources.save(each.text, root)
    except OutputError as error:
        warn(Notice(f"{error.problem}.", fix="without it, cfngw lint can't name the Python lines"))


def _summary(built: Sequence[Built], report: Report | None) -> None:
    from cfngw.cli.create import create_command

    rows = []
    for index, each in enumerate(built):
        findings = "not linted" if report is None else _counts(report.files[index].findings)
        size = f"{len(each.text.encode()):,}"
        rows.append((str(each.path), str(len(each.sealed.document["Resources"])), size, _open(each), findings))
    table(("template", "resources", "bytes", "open routes", "findings"), rows, right=(1, 2))
    if report is not None and any(report.findings):
        from cfngw.lint import FORMATS

        click.echo(FORMATS["text"](report), err=True, nl=False)
    click.echo("\nTo create the stack:" if len(built) == 1 else "\nTo create each stack:")
    for each in built:
        click.echo(create_command(each.path, each.text, each.sealed.document))


def _open(each: Built) -> str:
    routes = [route for part in each.loaded.blueprint.parts() if part.api for route in part.api.open_routes()]
    reasons = sum(route.public is not None for route in routes)
    return f"{len(routes)} ({reasons} with a reason)" if reasons else str(len(routes))


def _counts(findings: Sequence[object]) -> str:
    return plural(len(findings), "finding") if findings else "none"
