"""Wheels made by hand, an index of them, and requirements that use nothing else: no network in these tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from cfngw.bundle import Recipe, Target

PYTHON_313_ARM = Target("python3.13", "arm64")
PYTHON_313_X86 = Target("python3.13", "x86_64")


def wheel(
    folder: Path,
    name: str = "tiny",
    version: str = "1.0",
    tag: str = "py3-none-any",
    *,
    files: Mapping[str, str] | None = None,
    needs: Sequence[str] = (),
    command: str | None = None,
    python: str = ">=3.6",
) -> Path:
    """Make a wheel; its module says for which tag it was made."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: {python}\n"
    members = {
        f"{name}/__init__.py": f"MADE_FOR = {tag!r}\n",
        **(files or {}),
        f"{info}/METADATA": metadata + "".join(f"Requires-Dist: {need}\n" for need in needs),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if command:
        members[f"{info}/entry_points.txt"] = f"[console_scripts]\n{command} = {name}:main\n"
    record = "".join(f"{member},,\n" for member in [*members, f"{info}/RECORD"])
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in {**members, f"{info}/RECORD": record}.items():
            archive.writestr(member, text)
    return path


def requirements(folder: Path, *lines: str, name: str = "requirements.txt") -> Path:
    """Write a requirements file that knows the wheels in ``folder/wheels`` only."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["--no-index", f"--find-links {folder / 'wheels'}", *lines, ""]))
    return path


def layer(path: Path, target: Target = PYTHON_313_ARM, **options: object) -> Recipe:
    return Recipe(requirements=path, target=target, prefix="python/", **options)  # type: ignore[arg-type]


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
