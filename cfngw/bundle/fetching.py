"""pip, run for another machine than this one: wheels only, nothing is built and nothing of a package is run.

``pip download``, not ``pip install --target``: the latter asks Requires-Python of the Python that it runs in, so that a
package for 3.12 and newer could not be had from 3.11. pip's own configuration counts (index, certificates, proxies).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cfngw.bundle import for_target
from cfngw.bundle.errors import RequirementsError
from cfngw.bundle.refusals import explain
from cfngw.bundle.requirements import Requirements, builds_here, without_passwords
from cfngw.bundle.target import Target
from cfngw.bundle.tools import Progress, Tools

QUIET = ("--disable-pip-version-check", "--no-input", "--progress-bar=off")


def download(requirements: Requirements, target: Target, folder: Path, progress: Progress, tools: Tools) -> None:
    """Put the wheels of the requirements into ``folder``. Raises RequirementsError."""
    import json

    _refuse_builds(requirements, target)
    command = [tools.python, "-P", for_target.__file__, json.dumps(target.markers)]
    command += [
        "download",
        *pip_options(target),
        "--dest",
        str(folder.resolve()),
        "-r",
        str(requirements.path.resolve()),
    ]
    code, lines = run(command, progress, folder=requirements.path.parent, environment={"PIP_REQUIRE_VIRTUALENV": "0"})
    if code == for_target.MISSING:
        raise RequirementsError(
            "requirements need pip, and this Python has none.",
            given=tools.python,
            fix="python -m ensurepip --upgrade, or install pip with your system's packages",
        )
    if code == for_target.MOVED:
        raise RequirementsError(
            "this pip is not one that cfngw can run for another Python.",
            given=tools.python,
            allowed="pip 21 to 26",
            fix='install another pip, or use build="docker"',
        )
    if code != 0:
        raise explain(lines, requirements, target)


def pip_options(target: Target) -> tuple[str, ...]:
    """Give what decides on the wheels that pip takes, apart from the requirements."""
    return (*QUIET, "--only-binary=:all:", *target.pip_options)


def run(
    command: Sequence[str], progress: Progress, *, folder: Path, environment: Mapping[str, str] | None = None
) -> tuple[int, list[str]]:
    """Run a program and tell ``progress`` each line that it prints, passwords in URLs taken out; give code and lines.

    An interruption ends the program too. Raises RequirementsError when it can't be started.
    """
    import subprocess

    lines: list[str] = []
    variables = {**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})}
    try:
        process = subprocess.Popen(  # noqa: S603  the user's own Python or docker, without a shell
            command,
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise RequirementsError(
            f"{command[0]} can't be started: {error.strerror or error}", fix="check that the program is installed"
        ) from error
    with process:
        try:
            for raw in process.stdout or ():
                line = without_passwords(raw.rstrip())
                lines.append(line)
                progress(line)
        except BaseException:
            process.kill()
            raise
    return process.returncode, lines


def _refuse_builds(requirements: Requirements, target: Target) -> None:
    """Refuse what pip builds on this machine in spite of ``--only-binary``."""
    for line in requirements.lines:
        if builds_here(line.text):
            raise RequirementsError(
                f"this would be built on this machine, not for {target}.",
                where=line.where,
                given=without_passwords(line.text),
                allowed="packages that come as wheels",
                fix='use build="docker", or name a wheel of it',
            )
