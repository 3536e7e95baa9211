"""Run cfn-lint over templates and report what it finds, in the user's Python where that is known.

This is the only door to cfn-lint, and only ``engine.py`` goes through it: importing this package, and a run that
the cache answers whole, load neither cfn-lint nor a YAML parser. A verdict is a function of the template's text,
of the options and of what is installed; no ``.cfnlintrc``, environment variable or working directory enters it.

    options ──┐
    installed ┴─> identity ──┐
    text ────────────────────┴─> cache ──miss──> engine ──> findings ──source map──> report ──> formats
"""

from __future__ import annotations

from cfngw.lint.formats import FORMATS
from cfngw.lint.linter import Linter, lint_files, lint_text
from cfngw.lint.options import TOLD_BY_THE_BUILD, Options
from cfngw.lint.report import SEVERITIES, FileReport, Finding, Report

__all__ = [
    "FORMATS",
    "SEVERITIES",
    "TOLD_BY_THE_BUILD",
    "FileReport",
    "Finding",
    "Linter",
    "Options",
    "Report",
    "lint_files",
    "lint_text",
]
