"""Which cfn-lint is installed, and in which state its data are, without importing it.

Importing cfn-lint costs half a second; a run that the cache answers has no use for it.
"""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cfngw.errors import CfngwError, UsageError

# What a verdict is made of beside the code: the bundled schemas, and the tables that `--update-*` rewrite.
_DATA = (
    "version.py",
    "rules",
    "data/schemas",
    "data/schemas/version.json",
    "data/schemas/providers",
    "data/schemas/resources",
    "data/schemas/extensions",
    "data/schemas/other",
    "data/AdditionalSpecs",
    "data/AdditionalSpecs/Policies.json",
    "data/AdditionalSpecs/LmbdRuntimeLifecycle.json",
    "data/AdditionalSpecs/StatefulResources.json",
)
_UPDATED = ("version.json", "providers", "resources")
_LIFECYCLE = "data/AdditionalSpecs/LmbdRuntimeLifecycle.json"


@dataclass(frozen=True)
class Installed:
    """The cfn-lint that ``import cfnlint`` would give, or what runs in its stead."""

    folder: Path
    version: str
    name: str = "cfn-lint"

    def state(self) -> dict[str, object]:
        """Describe all that may change a verdict while the version stays as it is."""
        return {
            # pip leaves a trace in this folder whenever it installs something, such as another PyYAML.
            "site": _stamp(self.folder.parent),
            "data": [_stamp(self.folder / name) for name in _DATA],
            "updated": [_stamp(updated_schemas() / name) for name in _UPDATED],
            "lifecycle": _dates_passed(self.folder / _LIFECYCLE, time.strftime("%Y-%m-%d")),
        }


def find_cfnlint() -> Installed:
    """Find the installed cfn-lint; raise CfngwError when there is none."""
    # The origin is known without running the package; importlib.metadata would take longer than a whole hit.
    from importlib.util import find_spec

    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise CfngwError("cfn-lint is not installed", fix="pip install 'cfn-lint>=1.58,<2'")
    folder = Path(spec.origin).parent
    return Installed(folder, _version(folder / "version.py"))


def find_engine(engine: str) -> Installed:
    """Find what an engine is made of; raise CfngwError when it is not installed."""
    if engine == "cfn-lint":
        return find_cfnlint()
    if engine == "native":
        return _find_native()
    from importlib.metadata import version

    return Installed(Path(__file__).parent.parent, version("cfngw"), "cfngw")


def _find_native() -> Installed:
    from importlib.metadata import version
    from importlib.util import find_spec

    spec = find_spec("cloudformation_validate")
    if spec is None or spec.origin is None:
        raise UsageError(
            "the native engine is not installed",
            given="--engine native",
            allowed="a system that its wheel is for, such as Linux with glibc 2.34 or newer",
            fix="pip install 'cfngw[native]'; --engine rules runs our own rules without it",
        )
    return Installed(Path(spec.origin).parent, version("cloudformation-validate"), "cloudformation-validate")


def _version(file: Path) -> str:
    try:
        found = re.search(r'__version__ *= *"([^"]+)"', file.read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found.group(1) if found else "unknown"


def updated_schemas() -> Path:
    """Give the folder where ``cfn-lint --update-specs`` leaves schemas; cfn-lint prefers them when newer."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", os.path.expanduser("~\\AppData\\Local"))  # noqa: PTH111
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")  # noqa: PTH111
    else:
        base = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))  # noqa: PTH111
    return Path(base, "aws", "cfn-lint", "schemas")


def _stamp(path: Path) -> list[int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


def _dates_passed(table: Path, today: str) -> int | str:
    """Count the dates of a table that lie behind us: the rules on Lambda runtimes look at the clock."""
    try:
        dates = re.findall(r"\d{4}-\d\d-\d\d", table.read_text(encoding="utf-8"))
    except OSError:
        return today
    return len([date for date in dates if date <= today])
