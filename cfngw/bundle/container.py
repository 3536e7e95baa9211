"""Docker, for packages that must be built: pip inside AWS's build image of the runtime, for its architecture.

The images are those that SAM uses (https://gallery.ecr.aws/sam/build-python3.13). The requirements are mounted
read-only; the settings of pip's index in the environment are handed on by name: no password stands in a command.
"""

from __future__ import annotations

import os
from pathlib import Path

from cfngw.bundle.errors import RequirementsError
from cfngw.bundle.fetching import QUIET, run
from cfngw.bundle.requirements import Requirements
from cfngw.bundle.target import Target
from cfngw.bundle.tools import Progress, Tools, silent

_PLATFORMS = {"x86_64": "linux/amd64", "aarch64": "linux/arm64"}
_HANDED_ON = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def build_wheels(requirements: Requirements, target: Target, folder: Path, progress: Progress, tools: Tools) -> None:
    """Put wheels of the requirements into ``folder``, built where there are none. Raises RequirementsError."""
    mounted = Path(os.path.commonpath([file.resolve().parent for file in requirements.files]))
    inside = requirements.path.resolve().relative_to(mounted)
    _check_engine(tools, folder)
    command = [
        *(tools.docker, "run", "--rm", "--platform", _PLATFORMS[target.machine]),
        *("--volume", f"{mounted}:/requirements:ro", "--volume", f"{folder.resolve()}:/wheels"),
        *("--workdir", f"/requirements/{inside.parent.as_posix()}", "--env", "HOME=/tmp", *_user()),
        *("--entrypoint", f"python3.{target.minor}"),
        *(option for name in _HANDED_ON if name in os.environ for option in ("--env", name)),
        *(image(target), *_pip(f"/requirements/{inside.as_posix()}")),
    ]
    code, lines = run(command, progress, folder=folder)
    if code != 0:
        said = [line.strip() for line in lines if line.strip()] or ["it gave no reason"]
        errors = [line for line in said if line.startswith("ERROR: ")] or said
        raise RequirementsError.of_output(
            f"the requirements could not be built in {image(target)}: {errors[-1].removeprefix('ERROR: ')}",
            lines,
            given=str(requirements.path),
            fix="read the lines above; what a package needs besides Python must be in its wheel or in a layer",
        )


def container_options(target: Target) -> tuple[str, ...]:
    """Give what decides on the files that are built, apart from the requirements."""
    return (image(target), _PLATFORMS[target.machine], *_pip(""))


def image(target: Target) -> str:
    """Name the build image; refuses a runtime that is not Python."""
    return f"public.ecr.aws/sam/build-python3.{target.minor}:latest-{target.architecture}"


def _pip(path: str) -> tuple[str, ...]:
    return ("-m", "pip", "wheel", *QUIET, "--no-cache-dir", "--wheel-dir", "/wheels", "-r", path)


def _user() -> tuple[str, ...]:
    """Run as this user, so that the files belong to it; where there are no user ids, Docker itself sees to that."""
    return ("--user", f"{os.getuid()}:{os.getgid()}") if hasattr(os, "getuid") else ()


def _check_engine(tools: Tools, folder: Path) -> None:
    from shutil import which

    if which(tools.docker) is None:
        raise RequirementsError(
            'build="docker" needs Docker, and there is none on this machine.',
            given=tools.docker,
            fix='install Docker, build where it is, or leave out build="docker" if all packages have wheels',
        )
    code, lines = run([tools.docker, "version", "--format", "{{.Server.Version}}"], silent, folder=folder)
    if code != 0:
        reason = next((line for line in lines if line.strip()), "it gave no reason")
        raise RequirementsError(
            f'build="docker" needs Docker, and its engine does not answer: {reason}',
            given=tools.docker,
            fix="start Docker, or check DOCKER_HOST and your right to use it: docker info",
        )
