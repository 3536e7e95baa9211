"""``cfngw build``: blueprints to templates, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cfngw.cli.callers import open_routes
from cfngw.cli.console import busy, plural, table, warn
from cfngw.cli.loading import Loaded, as_script, find_files, load
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
@click.option("--check", is_flag=True, help="Write no template; fail with a diff when the output is out of date.")
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
    built = _render(load_all(paths, output.resolve()), output, form)
    for notice in dict.fromkeys(notice for each in built for notice in each.sealed.notices):
        warn(notice)
    report = None if no_lint else _lint(built, regions)
    if check:
        _compare(built)
        _save_sources(built)
        click.echo(f"{output} is up to date: {plural(len(built), 'template')}.")
        return 0
    _write(built)
    _summary(built, report)
    return 0


def load_all(paths: Sequence[Path], folder: Path | None = None) -> list[tuple[Loaded, Sealed]]:
    """Load and compile blueprint files; raise all that is wrong with them together."""
    loaded, problems = load(find_files(paths))
    compiled: list[tuple[Loaded, Sealed]] = []
    for each in loaded:
        try:
            with as_script(each.path.resolve().parent):  # customize() may import what lies beside it
                compiled.append((each, each.blueprint.sealed(folder=folder)))
        except CfngwError as error:
            problems += each_problem(error)
    raise_all(problems)
    return compiled


def _render(compiled: Sequence[tuple[Loaded, Sealed]], output: Path, form: str) -> list[Built]:
    from cfngw.compile.limits import Limits, too_large
    from cfngw.render import render, render_json

    problems: list[CfngwError] = []
    built: list[Built] = []
    for loaded, sealed in compiled:
        try:
            text = render_json(sealed.document) if form == "json" else render(sealed.document)
        except CfngwError as error:
            problems += each_problem(error)
            continue
        oversize = too_large(text, Limits(), loaded.blueprint.source)
        problems += [oversize] if oversize else []
        built.append(Built(loaded, sealed, text, output / f"{loaded.stem}.{form}"))
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
    """Tell the findings, keep the refused texts where they can be read, leave the old output."""
    from cfngw.lint import FORMATS

    click.echo(FORMATS["text"](report), err=True, nl=False)
    kept = _keep(built)
    raise FindingsError(
        f"cfn-lint found {plural(report.counts['error'], 'error')}; nothing was written.",
        fix=f"correct the blueprint; the refused text is in {kept}" if kept else "correct the blueprint",
    )


def _keep(built: Sequence[Built]) -> str | None:
    """Keep refused texts; give their folder, or None where they can't be written."""
    from cfngw.files import private_folder, write_texts
    from cfngw.source import project_root, shown

    try:
        folder = private_folder(project_root(built[0].path.resolve().parent)) / "rejected"
        write_texts({folder / each.path.name: each.text for each in built})
    except OutputError:
        return None
    return shown(str(folder))


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

    write_texts({each.path: each.text for each in built})
    _save_sources(built)


def _save_sources(built: Sequence[Built]) -> None:
    from cfngw.source import project_root

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
        rows.append((str(each.path), _resources(each), size, _open(each), findings))
    table(("template", "resources", "bytes", "open routes", "findings"), rows, right=(1, 2))
    if report is not None and any(report.findings):
        from cfngw.lint import FORMATS

        click.echo(FORMATS["text"](report), err=True, nl=False)
    click.echo("\nTo create the stack:" if len(built) == 1 else "\nTo create each stack:")
    for each in built:
        click.echo(create_command(each.path, each.text, each.sealed.document))


def _resources(each: Built) -> str:
    """Count the resources; near the end of what a template may hold, say where that is."""
    from cfngw.compile.limits import Limits

    count, most = len(each.sealed.document["Resources"]), Limits().resources
    return str(count) if count < 0.8 * most else f"{count} of {most}"


def _open(each: Built) -> str:
    routes = open_routes(each.sealed.document)
    reasons = sum(reason is not None for reason in routes.values())
    return f"{len(routes)} ({reasons} with a reason)" if reasons else str(len(routes))


def _counts(findings: Sequence[object]) -> str:
    return plural(len(findings), "finding") if findings else "none"
