"""Why pip gave up, in the words of somebody who wrote a requirements file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cfngw.bundle.errors import RequirementsError
from cfngw.bundle.requirements import Requirements, named
from cfngw.bundle.target import Target
from cfngw.source import Source

# "… the requirement pydantic-core==2.0 (from pydantic==2.0) (from versions: none)"; who needs it and which versions
# would fit are not always said.
_NO_VERSION = re.compile(
    r"Could not find a version that satisfies the requirement (?P<wanted>[^(\n]+?)"
    r"(?: \(from (?!versions)(?P<by>[^()\n]*)[^\n]*?)? \(from versions: (?P<versions>[^)]*)\)"
)
_NO_MATCH = re.compile(r"No matching distribution found for (?P<wanted>[^(\n]+)(?P<by>)(?P<versions>)")
_NOT_FOR_TARGET = re.compile(r"(\S+\.whl) is not a supported wheel on this platform")
_OFFLINE = re.compile(
    r"NewConnectionError|ConnectTimeout|ConnectionError|connection broken|NameResolutionError|Network is unreachable"
    r"|Max retries exceeded|Failed to connect|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED"
)
_HASHES = re.compile(r"THESE PACKAGES DO NOT MATCH THE HASHES")
_LINE = re.compile(r"\(from (?:-r .+? \()?line (\d+)")
_SHOWN = 3
_SHOWN_VERSIONS = 5


def explain(lines: Sequence[str], requirements: Requirements, target: Target) -> RequirementsError:
    """Say what pip's output means for these requirements."""
    text = "\n".join(lines)
    if _HASHES.search(text):
        return _wrong_hash(text, requirements)
    missing = _NO_VERSION.search(text) or _NO_MATCH.search(text)
    if missing is not None and _OFFLINE.search(text):
        return _unreachable(lines, missing["wanted"].strip(), requirements)
    if missing is not None:
        return _no_wheel(missing, requirements, target)
    unsupported = _NOT_FOR_TARGET.search(text)
    if unsupported is not None:
        return RequirementsError(
            f"this wheel is not for {target}.",
            where=next((line.where for line in requirements.lines if unsupported[1] in line.text), None),
            given=unsupported[1],
            fix=f"name the wheel for {target.platforms[-2]} and Python 3.{target.minor}",
        )
    return _anything(lines, requirements)


def _no_wheel(missing: re.Match[str], requirements: Requirements, target: Target) -> RequirementsError:
    wanted, by = missing["wanted"].strip(), (missing["by"] or "").strip()
    versions = [] if missing["versions"] in ("", "none") else missing["versions"].split(", ")
    latest = ", ".join(versions[-_SHOWN_VERSIONS:])
    return RequirementsError(
        f"{wanted}{f', which {by} needs,' if by and not by.startswith('-r ') else ''} has no wheel for {target}"
        + ("." if versions else ", or there is no such package."),
        where=requirements.find(_package(wanted)) or requirements.find(_package(by)),
        given=wanted,
        allowed=f"a version with a wheel for Python 3.{target.minor} and glibc 2.{target.glibc} or older"
        + (f": {latest}" if versions else ""),
        fix="check the name"
        + (", take another version" if versions else "")
        + ', build it with build="docker", or use a layer that was made elsewhere',
    )


def _package(wanted: str) -> str:
    return named(wanted) or wanted


def _unreachable(lines: Sequence[str], wanted: str, requirements: Requirements) -> RequirementsError:
    reason = next((line for line in lines if _OFFLINE.search(line)), "")
    return RequirementsError(
        f"the package index could not be reached for {wanted}.",
        where=requirements.find(_package(wanted)),
        given=reason.removeprefix("WARNING: ").strip(),
        fix="check the network, pip's index and its certificates: pip config list",
    )


def _wrong_hash(text: str, requirements: Requirements) -> RequirementsError:
    package = re.search(r"^\s*(\S+)[^\n]*\n\s+Expected sha", text, re.M)
    name = named(package[1]) if package else None
    return RequirementsError(
        "a package does not match the hash in the requirements.",
        where=requirements.find(name) if name else _first(requirements),
        given=package[1] if package else None,
        fix="do not go on before you know why; if you changed the version, write its new hash",
    )


def _anything(lines: Sequence[str], requirements: Requirements) -> RequirementsError:
    # pip 24 draws the place below a message, and names the line there.
    drawn = [match[0] for match in re.finditer(r"^ERROR: .*(?:\n\s+.*)*", "\n".join(lines), re.M)]
    errors = [error.splitlines()[0].removeprefix("ERROR: ").strip() for error in drawn]
    said = [line.strip() for line in lines if line.strip()]
    if not errors or errors == ["Exception:"]:  # a failure inside pip, with a traceback that ends in what was raised
        errors, lines = said[-1:] or ["it gave no reason"], ()
    return RequirementsError.of_output(
        f"pip could not install the requirements: {'; '.join(errors[:_SHOWN])}",
        lines,
        where=_first(requirements, "\n".join(drawn)),
        fix="mend the requirements file, and try it with pip alone: pip download -r FILE",
    )


def _first(requirements: Requirements, said: str = "") -> Source:
    """Give the line that pip speaks of, or the file as a whole."""
    found = _LINE.search(said)
    return Source(str(requirements.path), int(found[1]) if found else 0)
