"""Lint texts and files: the cache is asked first, the rules are loaded when the first template needs them."""

from __future__ import annotations

import gc
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cfngw.errors import OutputError, raise_all
from cfngw.files import read_text
from cfngw.lint.cache import Cache
from cfngw.lint.identity import identity, template_key
from cfngw.lint.installed import find_engine
from cfngw.lint.options import Options
from cfngw.lint.report import FileReport, Finding, Report
from cfngw.source import SourceMap, project_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cfngw.lint.options import Engine


class Linter:
    """The rules for one set of options, loaded at most once, and the place where findings are kept.

    ``options``     those of Options() when absent
    ``cache_root``  the project below which ``.cfngw/lint`` lies; without it nothing is kept or looked up

    Make a new one after cfn-lint or appended rules have changed: it takes note of them when it is made. Raises
    UsageError for options that don't fit and OutputError for a config file that can't be read; some of the
    former only when the first template is linted.
    """

    def __init__(self, options: Options | None = None, *, cache_root: Path | None = None) -> None:
        self._options = options if options is not None else Options()
        self._installed = find_engine(self._options.engine)
        self._identity = identity(self._options, self._installed)
        self._cache = Cache(cache_root) if cache_root is not None and self._identity is not None else None
        self._engine: Engine | None = None

    def text(self, text: str, name: Path, *, sources: SourceMap | None = None) -> Report:
        """Lint one template; ``name`` is the file that it is, or will be, and need not exist.

        ``sources`` ties it to Python lines; when absent, the source map that a build left for this very text.
        """
        report = self._file(name, text, sources)
        self._trim([report])
        return Report((report,), self._installed.version, self._installed.name)

    def files(self, paths: Iterable[Path], *, progress: Callable[[FileReport], object] | None = None) -> Report:
        """Lint files; ``progress`` is called with each as it is done.

        Raises OutputError for a file that can't be read or is not UTF-8, a BuildError for several such, before
        any is linted.
        """
        reports = []
        for name, text in _read_all(paths):
            reports.append(self._file(name, text, None))
            if progress is not None:
                progress(reports[-1])
        self._trim(reports)
        return Report(tuple(reports), self._installed.version, self._installed.name)

    def _trim(self, reports: list[FileReport]) -> None:
        if self._cache is not None and not all(report.cached for report in reports):
            self._cache.trim()

    def _file(self, name: Path, text: str, sources: SourceMap | None) -> FileReport:
        found, cached = self._findings(name, text)
        if found and sources is None:
            sources = SourceMap.load(text, project_root(name))
        return FileReport(name, _with_sources(found, sources), cached)

    def _findings(self, name: Path, text: str) -> tuple[tuple[Finding, ...], bool]:
        if self._cache is None or self._identity is None:
            return self._checked(name, text), False
        key = template_key(self._identity, text)
        kept = self._cache.load(key, name)
        if kept is not None:
            return kept, True
        found = self._checked(name, text)
        self._cache.store(key, found)
        return found, False

    def _checked(self, name: Path, text: str) -> tuple[Finding, ...]:
        if self._engine is None:
            self._engine = _engine(self._options)
        return self._engine.check(text, name)


def _engine(options: Options) -> Engine:
    if options.engine != "cfn-lint":
        return _without_cfn_lint(options)
    # Files that a user edits may be others the next time; cfn-lint's own rules stay what they are.
    named = options.append_rules or options.config_file is not None
    return _load(options) if named else _shared(options)


@lru_cache(maxsize=2)
def _without_cfn_lint(options: Options) -> Engine:
    if options.engine == "native":
        from cfngw.lint.native import NativeEngine

        return NativeEngine(options)
    from cfngw.lint.ours import RulesEngine

    return RulesEngine(options)


@lru_cache(maxsize=2)
def _shared(options: Options) -> Engine:
    """Keep the rules of the options used last: Blueprint.lint() makes a Linter for each blueprint of a process."""
    return _load(options)


def _load(options: Options) -> Engine:
    # Hundreds of modules and no garbage: looking for some would cost a third of the time that the rules take.
    collecting = gc.isenabled()
    gc.disable()
    try:
        from cfngw.lint.engine import Engine

        return Engine(options)
    finally:
        _mark_as_old()
        if collecting:
            gc.enable()


def _mark_as_old() -> None:
    """Spare the next small collection the walk over all that was loaded; whoever froze objects keeps them frozen."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


def lint_text(
    text: str,
    name: Path,
    options: Options | None = None,
    *,
    cache_root: Path | None = None,
    sources: SourceMap | None = None,
) -> Report:
    """Lint one template that need not be written yet; see Linter.text."""
    return Linter(options, cache_root=cache_root).text(text, name, sources=sources)


def lint_files(
    paths: Iterable[Path],
    options: Options | None = None,
    *,
    cache_root: Path | None = None,
    progress: Callable[[FileReport], object] | None = None,
) -> Report:
    """Lint files, with rules that are loaded once for all of them; see Linter."""
    return Linter(options, cache_root=cache_root).files(paths, progress=progress)


def _read_all(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    texts, problems = [], []
    for path in paths:
        try:
            texts.append((path, read_text(path)))
        except OutputError as error:
            problems.append(error)
    raise_all(problems)
    return texts


def _with_sources(findings: tuple[Finding, ...], sources: SourceMap | None) -> tuple[Finding, ...]:
    if not sources:
        return findings
    return tuple(replace(finding, source=sources.find(finding.path)) for finding in findings)
