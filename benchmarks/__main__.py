"""The command ``python -m benchmarks [NAME ...] [--runs N]``; ``--help`` tells the names."""

from __future__ import annotations

import compileall
import platform
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cfngw
from benchmarks import (
    build_big_api,
    build_http_api,
    build_nested_api,
    build_rest_api,
    lint_rules,
    lint_templates,
    mapping_templates,
    read_templates,
    serve_locally,
)
from cfngw.errors import nearest

SUBJECTS = {
    "http": (build_http_api, "building HTTP APIs, beside plain troposphere"),
    "rest": (build_rest_api, "building REST APIs, beside plain troposphere"),
    "big": (build_big_api, "building REST APIs as one OpenAPI document"),
    "nested": (build_nested_api, "building big REST APIs in nested stacks"),
    "lint": (lint_templates, "linting, beside the cfn-lint command; a build with nothing changed"),
    "rules": (lint_rules, "our rules beside cfn-lint without them, and the native engine"),
    "read": (read_templates, "reading templates of REST APIs"),
    "local": (serve_locally, "the local gateway under wrk"),
    "vtl": (mapping_templates, "rendering mapping templates, beside airspeed"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each subject in a folder of its own."""
    given = _parser().parse_args(arguments)
    # pip compiles what it installs; a checkout is compiled here, so that both sides start from byte code.
    compileall.compile_dir(Path(cfngw.__file__).parent, quiet=1)
    print(f"Python {platform.python_version()}, the least of {given.runs} runs taken in turn", flush=True)
    for name in dict.fromkeys(given.names or SUBJECTS):
        with TemporaryDirectory() as folder:
            SUBJECTS[name][0].run(Path(folder), given.runs)
        sys.stdout.flush()


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description="Measure what cfngw costs, in processes of their own.",
        epilog="names:\n" + "\n".join(f"  {name:8}{what}" for name, (_, what) in SUBJECTS.items()),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", type=_subject, metavar="NAME", help="what to measure; all without one")
    parser.add_argument("--runs", type=_count, default=9, metavar="N", help="how often each is run (9)")
    return parser


def _subject(word: str) -> str:
    if word in SUBJECTS:
        return word
    files = {module.__name__.rpartition(".")[2]: name for name, (module, _) in SUBJECTS.items()}
    known = {**files, **{name: name for name in SUBJECTS}}
    close = nearest(word, known)
    fix = f"write {known[close]}" if close else f"write --runs {word}" if word.isdecimal() else "choose one of these"
    raise ArgumentTypeError(f"there is no benchmark {word}; there are {', '.join(SUBJECTS)}; {fix}")


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise ArgumentTypeError(f"{word} is no number of runs: write 1 or more")
    return int(word)


if __name__ == "__main__":
    main()
