"""Which interpreter a runtime is on this machine.

Python is the runtime's own version where there is one: the gateway's, one of pyenv or uv, or one on PATH. Otherwise it
is the gateway's; the pool says so. Node.js is the node on PATH, whatever the version.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_PYTHON = re.compile(r"python3\.([0-9]{1,3})")
_NODE = re.compile(r"nodejs([0-9]{1,3})\.x|nodejs(?:[0-9.]+)?")
_BOTO = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
_POWERTOOLS = ("aws_lambda_powertools", "typing_extensions")  # a layer of AWS's own, which no template tells


class Interpreter(NamedTuple):
    """``kind`` is python or nodejs; ``version`` how the runtime's own version begins, such as 3.13; ``own``: it is the
    gateway's interpreter, with the packages that are installed beside the gateway.
    """

    kind: str
    command: tuple[str, ...]
    version: str
    own: bool = False


def find(runtime: str) -> Interpreter | None:
    """Find the interpreter of a runtime; None where this machine has none for it."""
    python = _PYTHON.fullmatch(runtime)
    if python is not None:
        version = f"3.{python[1]}"
        found = _python(version)
        own = found is None or found == sys.executable
        return Interpreter(
            "python", (found or sys.executable, "-s", "-B", "-X", "utf8", str(_HERE / "python_child.py")), version, own
        )
    node = _NODE.fullmatch(runtime)
    if node is None:
        return None
    found = _on_path("node")
    return None if found is None else Interpreter("nodejs", (found, str(_HERE / "node_child.cjs")), node[1] or "")


def _python(version: str) -> str | None:
    """Find a Python of a version. The shims of pyenv are passed by: they start a shell, and may refuse."""
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    name = f"python{version}"
    return next((str(each / name) for each in _installed(version) if _runs(each / name)), None) or _on_path(name)


def _installed(version: str) -> Iterator[Path]:
    home = Path(os.environ.get("HOME", "/nonexistent"))
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions"
    uv = home / ".local" / "share" / "uv" / "python"
    for folder, begin in ((pyenv, f"{version}."), (uv, f"cpython-{version}.")):
        if folder.is_dir():
            for each in sorted(folder.iterdir(), key=_release, reverse=True):
                if each.name.startswith(begin):
                    yield each / "bin"


def _release(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,6}", folder.name)[:3])


def _on_path(name: str) -> str | None:
    folders = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep) if each]
    return next((str(each / name) for each in folders if each.name != "shims" and _runs(each / name)), None)


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def lent_packages(folder: Path) -> Path:
    """Fill a folder with links to boto3, Powertools and what they need, for another interpreter than the gateway's.

    They are plain Python, and Lambda's runtime or AWS's layer has them. What the gateway has not is not there either.
    """
    from importlib.util import find_spec

    folder.mkdir(parents=True, exist_ok=True)
    for name in (*_BOTO, *_POWERTOOLS):
        spec = find_spec(name)
        origin = Path(spec.origin) if spec is not None and spec.origin is not None else None
        if origin is not None:
            source = origin.parent if origin.name == "__init__.py" else origin
            link = folder / source.name
            if not link.exists():
                link.symlink_to(source)
    return folder
