"""``cfngw build``: blueprints to templates, all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cfngw.cli.callers import open_routes
from cfngw.cli.console import busy, plural, table, warn
from cfngw.cli.environments import chosen, environment_option, with_clashes
from cfngw.cli.loading import Loaded, find_files, load
from cfngw.cli.script import as_script
from cfngw.errors import (
    BlueprintFileError,
    CfngwError,
    FindingsError,
    Notice,
    OutputError,
    StaleOutputError,
    each_problem,
    raise_all,
)
from cfngw.uncollected import uncollected

if TYPE_CHECKING:
    from cfngw.compile.seal import Sealed
    from cfngw.lint import Report
    from cfngw.source import SourceMap


class File(NamedTuple):
    """A file beside a template that is ready to be written."""

    text: str
    path: Path
    sources: SourceMap
    is_template: bool


class Built(NamedTuple):
    """A template that is ready to be written, with the files beside it."""

    loaded: Loaded
    sealed: Sealed
    text: str
    path: Path
    beside: tuple[File, ...]

    @property
    def files(self) -> tuple[File, ...]:
        """Give all files: the template first."""
        return (File(self.text, self.path, self.sealed.sources, is_template=True), *self.beside)


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
@environment_option
def command(
    paths: tuple[Path, ...],
    *,
    check: bool,
    output: Path,
    form: str,
    no_lint: bool,
    regions: tuple[str, ...],
    environments: tuple[str, ...],
) -> int:
    """Build blueprints into CloudFormation templates.

    PATH is a blueprint file or a folder of them; without one, the folder blueprints. Each blueprint bound at
    the top level of x.py becomes output/x.yaml, or output/x.<variable>.yaml when x.py binds several; one with
    environments becomes output/x.<environment>.yaml for each.

    Nothing is written unless everything is right: a failed build leaves the old output as it was.
    """
    with uncollected():
        built = _render(load_all(paths, output.resolve(), form, environments), output, form)
    for notice in dict.fromkeys(notice for each in built for notice in each.sealed.notices):
        warn(notice)
    for moved in filter(None, map(_moves, built)):
        warn(moved)
    report = None if no_lint else _lint(built, regions)
    if check:
        _tell_strangers(built, output, form, whole=not paths and not environments)
        _compare(built)
        _save_sources(built)
        click.echo(f"{output} is up to date: {plural(len(built), 'template')}.")
        return 0
    _write(built)
    _summary(built, report)
    return 0


def load_all(
    paths: Sequence[Path], folder: Path | None = None, form: str = "yaml", environments: Sequence[str] = ()
) -> list[tuple[Loaded, Sealed]]:
    """Load and compile blueprint files; raise all that is wrong with them together.

    ``folder`` is where the templates will lie, ``form`` the ending of their names; ``environments``: only these.
    """
    loaded, problems = load(find_files(paths))
    if environments and not problems:
        loaded = chosen(loaded, environments)
    compiled: list[tuple[Loaded, Sealed]] = []
    for each in loaded:
        try:
            with as_script(each.path.resolve().parent):  # customize() may import what lies beside it
                place = folder / f"{each.stem}.{form}" if folder is not None else None
                compiled.append((each, each.blueprint.sealed(path=place)))
        except CfngwError as error:
            problems += each_problem(error)
    raise_all(problems)
    return with_clashes(compiled)


def _render(compiled: Sequence[tuple[Loaded, Sealed]], output: Path, form: str) -> list[Built]:
    from cfngw.compile.limits import too_large
    from cfngw.limits import Limits
    from cfngw.render import render, render_json

    write = render_json if form == "json" else render
    problems: list[CfngwError] = []
    built: list[Built] = []
    for loaded, sealed in compiled:
        where = loaded.blueprint.source
        try:
            text = write(sealed.document)
            beside = [
                File(write(each.document), output / each.name, each.sources, each.is_template) for each in sealed.beside
            ]
        except CfngwError as error:
            problems += [_at_its_line(each, loaded, sealed) for each in each_problem(error)]
            continue
        built.append(Built(loaded, sealed, text, output / f"{loaded.stem}.{form}", tuple(beside)))
        oversize = [too_large(each.text, Limits(), where, definition=not each.is_template) for each in built[-1].files]
        problems += [each for each in oversize if each is not None]
    problems += _overlaps(built)
    raise_all(problems)
    return built


def _moves(each: Built) -> Notice | None:
    """Tell of paths that another stack has in what is about to be replaced."""
    from cfngw.cli.moves import moves, named

    if not each.path.is_file():
        return None
    text = each.path.read_bytes().decode(errors="replace")
    earlier = [path for path in map(each.path.with_name, named(text, f"{each.path.stem}.")) if path.is_file()]
    documents = {file.name: file.document for file in each.sealed.beside if file.is_template}
    if not documents and not earlier:  # one template before and after
        return None
    old = {each.path.name: text, **{path.name: path.read_bytes().decode(errors="replace") for path in earlier}}
    return moves(old, {each.path.name: each.sealed.document, **documents}, each.loaded.blueprint.source)


def _overlaps(built: Sequence[Built]) -> Iterator[CfngwError]:
    """Refuse a file beside one template that another blueprint's template would be written over."""
    first: dict[Path, Built] = {}
    for each in built:
        for file in each.files:
            other = first.setdefault(file.path, each)
            if other is not each:
                yield BlueprintFileError(
                    f"{other.loaded.path} and {each.loaded.path} would both write {file.path.name}.",
                    where=each.loaded.blueprint.source,
                    fix="rename one of them, or build them into two folders with --output",
                )


def _at_its_line(error: CfngwError, loaded: Loaded, sealed: Sealed) -> CfngwError:
    """Give a value that can't be written the Python line that declared it."""
    from cfngw.render.faults import TemplateValueError

    if error.where is None and isinstance(error, TemplateValueError):
        error.where = sealed.sources.find(error.path) or loaded.blueprint.source
    return error


def _lint(built: Sequence[Built], regions: tuple[str, ...]) -> Report:
    from cfngw.lint import TOLD_BY_THE_BUILD, Linter, Options, Report
    from cfngw.source import project_root

    linter = Linter(
        Options(regions=regions, ignore=TOLD_BY_THE_BUILD), cache_root=project_root(built[0].path.resolve().parent)
    )
    reports = []
    with busy(f"Linting {plural(len(built), 'template')} ..."):
        for each in _templates(built):
            reports.append(linter.text(each.text, each.path, sources=each.sources))
    report = Report(tuple(file for one in reports for file in one.files), reports[0].version)
    if report.failed():
        _reject(built, report)
    return report


def _templates(built: Sequence[Built]) -> list[File]:
    return [file for each in built for file in each.files if file.is_template]


def _reject(built: Sequence[Built], report: Report) -> None:
    """Tell the findings, keep the refused texts where they can be read, leave the old output."""
    from cfngw.lint import FORMATS

    kept = _keep(built)
    click.echo(FORMATS["text"](_moved(report, kept) if kept else report), err=True, nl=False)
    raise FindingsError(
        f"cfn-lint found {plural(report.counts['error'], 'error')}; nothing was written.",
        fix=f"correct the blueprint; the refused text is in {kept}" if kept else "correct the blueprint",
    )


def _keep(built: Sequence[Built]) -> Path | None:
    """Keep refused texts; give their folder, or None where they can't be written."""
    from cfngw.files import private_folder, write_texts
    from cfngw.source import project_root, shown

    try:
        folder = private_folder(project_root(built[0].path.resolve().parent)) / "rejected"
        write_texts({folder / file.path.name: file.text for each in built for file in each.files})
    except OutputError:
        return None
    return Path(shown(str(folder)))


def _moved(report: Report, folder: Path) -> Report:
    """Give the same findings in the files of another folder: where the lines that they name can be read."""
    from dataclasses import replace

    files = []
    for each in report.files:
        file = folder / each.file.name
        files.append(replace(each, file=file, findings=tuple(replace(one, file=file) for one in each.findings)))
    return replace(report, files=tuple(files))


def _tell_strangers(built: Sequence[Built], output: Path, form: str, *, whole: bool) -> None:
    """Warn of templates that no blueprint makes: left over from one that was renamed, or somebody's own."""
    made = {file.path for each in built for file in each.files}
    strangers = sorted(path for path in output.glob(f"*.{form}") if path not in made) if whole else []
    if strangers:
        names = ", ".join(str(path) for path in strangers)
        warn(
            Notice(
                f"no blueprint makes {names}.",
                fix="remove what a blueprint made that is gone; keep templates of your own in another folder",
            )
        )


def _compare(built: Sequence[Built]) -> None:
    files = [file for each in built for file in each.files]
    stale = [each for each in files if not each.path.is_file() or each.path.read_bytes() != each.text.encode()]
    for each in stale:
        click.echo(_diff(each), nl=False)
    if stale:
        names = ", ".join(str(each.path) for each in stale)
        raise StaleOutputError(f"out of date: {names}.", fix="run cfngw build and commit what it writes")


def _diff(each: File) -> str:
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

    write_texts({file.path: file.text for each in built for file in each.files})
    _save_sources(built)


def _save_sources(built: Sequence[Built]) -> None:
    from cfngw.source import project_root

    root = project_root(built[0].path.resolve().parent)
    try:
        for file in (file for each in built for file in each.files):
            file.sources.save(file.text, root)
    except OutputError as error:
        warn(Notice(f"{error.problem}.", fix="without it, cfngw lint can't name the Python lines"))


def _summary(built: Sequence[Built], report: Report | None) -> None:
    linted = {} if report is None else {each.file: _counts(each.findings) for each in report.files}
    rows = []
    for each in built:
        rows.append(
            (
                str(each.path),
                _resources(each.sealed.document),
                _size(each),
                _open(_own(each)),
                linted.get(each.path, "not linted"),
            )
        )
        for file in each.beside:
            findings = linted.get(file.path, "not linted" if file.is_template else "-")
            rows.append((str(file.path), *_held(file, each), findings))
    table(("template", "resources", "bytes", "open routes", "findings"), rows, right=(1, 2))
    if report is not None and any(report.findings):
        from cfngw.lint import FORMATS

        click.echo(FORMATS["text"](report), err=True, nl=False)
    _tell_commands(built)


def _tell_commands(built: Sequence[Built]) -> None:
    """Print what to type next: the command that creates a stack, or first the one that packs its code."""
    from cfngw.cli.create import create_command, has_code_to_package, package_command

    packed = [has_code_to_package(each.sealed.document) for each in built]
    if not all(packed):
        click.echo("\nTo create the stack:" if packed.count(False) == 1 else "\nTo create each stack:")
    for each, has_code in zip(built, packed, strict=True):
        if not has_code:
            click.echo(create_command(each.path, each.text, each.sealed.document))
    if any(packed):
        click.echo("\nTo upload the code, and be told the command that creates the stack:\n  (set BUCKET first)")
    for each, has_code in zip(built, packed, strict=True):
        if has_code:
            click.echo(package_command(each.path))


def _size(file: Built | File) -> str:
    return f"{len(file.text.encode()):,}"


def _held(file: File, of: Built) -> tuple[str, str, str]:
    """Count what a file beside a template holds: resources and open routes, if it is a template itself."""
    document = next(each.document for each in of.sealed.beside if each.name == file.path.name)
    if not file.is_template:
        return "-", _size(file), "-"
    return _resources(document), _size(file), _open(document["Resources"])


def _resources(document: Mapping[str, Any]) -> str:
    """Count the resources; near the end of what a template may hold, say where that is."""
    from cfngw.limits import Limits

    count, most = len(document["Resources"]), Limits().resources
    return str(count) if count < 0.8 * most else f"{count} of {most}"


def _own(each: Built) -> dict[str, Any]:
    """Give the resources of a template whatever their layout, without those of nested stacks."""
    nested = {name for file in each.sealed.beside if file.is_template for name in file.document["Resources"]}
    return {name: resource for name, resource in each.sealed.resources.items() if name not in nested}


def _open(resources: Mapping[str, Any]) -> str:
    routes = open_routes({"Resources": resources})
    reasons = sum(reason is not None for reason in routes.values())
    return f"{len(routes)} ({reasons} with a reason)" if reasons else str(len(routes))


def _counts(findings: Sequence[object]) -> str:
    return plural(len(findings), "finding") if findings else "none"
