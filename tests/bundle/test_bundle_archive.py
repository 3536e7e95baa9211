"""The zip is the same for the same names, modes and bytes, whatever else differs."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cfngw.bundle import Bundle, BundleFileError, ContentError, Recipe, archive, build
from cfngw.bundle.selection import Selected
from cfngw.errors import OutputError

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "app.py": "def handler(event, context): ...\n",
    "lib/__init__.py": "",
    "lib/Zebra.py": "z = 1\n",
    "lib/äpfel.txt": "rot\n" * 1000,
    "lib-x.py": "",
    "run.sh": "#!/bin/sh\n",
}


def tree(folder: Path, *, names: list[str] | None = None, mode: int = 0o644, when: int = 1_700_000_000) -> Path:
    for name in names or list(FILES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILES[name].encode())
        path.chmod(mode | (0o100 if name == "run.sh" else 0))
        os.utime(path, (when, when))
    return folder


def made(folder: Path, root: Path) -> Bundle:
    return build(Recipe(folder), "app", root)


def test_a_bundle_says_what_it_holds(tmp_path: Path) -> None:
    bundle = made(tree(tmp_path / "src"), tmp_path)
    assert bundle.path == tmp_path / ".cfngw" / "bundles" / f"app-{bundle.digest}.zip"
    assert bundle.size == bundle.path.stat().st_size
    assert bundle.unzipped_size == sum(len(text.encode()) for text in FILES.values())
    assert [item.name for item in bundle.files] == sorted(FILES, key=str.encode)
    assert (tmp_path / ".cfngw" / ".gitignore").read_text().endswith("*\n")


def test_the_zip_has_fixed_times_modes_and_maker(tmp_path: Path) -> None:
    with zipfile.ZipFile(made(tree(tmp_path / "src"), tmp_path).path) as opened:
        entries = opened.infolist()
        assert opened.testzip() is None
    assert [entry.filename for entry in entries] == sorted(FILES, key=str.encode)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.create_system for entry in entries} == {3}
    assert {entry.filename: oct(entry.external_attr >> 16) for entry in entries} == {
        name: "0o100755" if name == "run.sh" else "0o100644" for name in FILES
    }


def test_order_umask_and_times_do_not_matter(tmp_path: Path) -> None:
    first = made(tree(tmp_path / "a"), tmp_path / "1")
    shuffled = random.Random(1).sample(list(FILES), len(FILES))
    other = made(tree(tmp_path / "b", names=shuffled, mode=0o600, when=1), tmp_path / "2")
    umask = os.umask(0o077)
    try:
        third = made(tree(tmp_path / "c"), tmp_path / "3")
    finally:
        os.umask(umask)
    assert first.digest == other.digest == third.digest
    assert first.path.read_bytes() == other.path.read_bytes() == third.path.read_bytes()


def test_any_executable_bit_counts(tmp_path: Path) -> None:
    def digest(mode: int) -> str:
        (tmp_path / str(mode)).mkdir()
        (tmp_path / str(mode) / "run").write_text("x")
        (tmp_path / str(mode) / "run").chmod(mode)
        return made(tmp_path / str(mode), tmp_path).digest

    assert digest(0o744) == digest(0o755) == digest(0o654) != digest(0o644)


def test_a_checkout_and_a_working_copy_are_the_same(tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("not run: git is not installed")
    work = tree(tmp_path / "work")
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.autocrlf=false"]
    for words in (["init", "-q"], ["add", "."], [*settings, "commit", "-qm", "x"]):
        subprocess.run([git, *words], cwd=work, check=True)
    subprocess.run([git, "clone", "-q", str(work), str(tmp_path / "checkout")], check=True)
    for junk in ("__pycache__/app.cpython-311.pyc", ".venv/bin/python", ".mypy_cache/x", "app.egg-info/PKG-INFO"):
        (work / junk).parent.mkdir(parents=True, exist_ok=True)
        (work / junk).write_text("of this machine")
    copy, checkout = made(work, tmp_path / "1"), made(tmp_path / "checkout", tmp_path / "2")
    assert copy.path.read_bytes() == checkout.path.read_bytes()
    assert copy.digest == checkout.digest == made(tree(tmp_path / "plain"), tmp_path / "3").digest


def other_pythons() -> list[str]:
    """Find interpreters that cfngw supports and that are not this one's version."""
    places = [*Path("/root/.pyenv/versions").glob("3.*/bin/python3"), *Path("/opt").glob("python*/bin/python3")]
    names = [str(place) for place in sorted(places)] + [f"python3.{minor}" for minor in range(11, 16)]
    found: dict[str, str] = {}
    for name in names:
        if shutil.which(name) is None:
            continue
        said = subprocess.run([name, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
        if said.returncode == 0 and (3, 11) <= tuple(map(int, said.stdout.split())) != sys.version_info[:2]:
            found.setdefault(said.stdout, name)
    return list(found.values())


@pytest.mark.slow
def test_another_python_gives_the_same_bytes(tmp_path: Path) -> None:
    pythons = other_pythons()
    if not pythons:
        pytest.skip("not run: this machine has no second Python from 3.11 on")
    bundle = made(tree(tmp_path / "src"), tmp_path / "0")
    script = (
        "import sys; from pathlib import Path; from cfngw.bundle import Recipe, build;"
        "print(build(Recipe(Path(sys.argv[1])), 'app', Path(sys.argv[2])).path)"
    )
    for number, python in enumerate(pythons, 1):
        command = [python, "-c", script, str(tmp_path / "src"), str(tmp_path / str(number))]
        said = subprocess.run(
            command, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        )
        assert said.returncode == 0, said.stderr
        path = Path(said.stdout.strip())
        assert (path.name, path.read_bytes()) == (bundle.path.name, bundle.path.read_bytes()), python


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "app.py").write_text("other"),
        lambda folder: (folder / "app.py").chmod(0o755),
        lambda folder: (folder / "app.py").rename(folder / "main.py"),
        lambda folder: (folder / "more.py").write_text(""),
        lambda folder: (folder / "lib-x.py").unlink(),
    ],
)
def test_a_change_of_content_changes_the_digest(tmp_path: Path, change: object) -> None:
    folder = tree(tmp_path / "src")
    before = made(folder, tmp_path).digest
    change(folder)  # type: ignore[operator]
    assert made(folder, tmp_path).digest != before


def test_the_digest_can_not_be_met_by_moving_bytes_between_names(tmp_path: Path) -> None:
    def digest(*files: tuple[str, str]) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return made(folder, tmp_path / "root").digest

    digests = [digest(("a", "bc")), digest(("ab", "c")), digest(("a", "b"), ("c", "")), digest(("a", ""), ("c", "b"))]
    assert len(set(digests)) == 4


def test_a_whole_zip_is_kept_and_a_broken_one_replaced(tmp_path: Path) -> None:
    folder = tree(tmp_path / "src")
    bundle = made(folder, tmp_path)
    stamp = bundle.path.stat().st_mtime_ns
    assert made(folder, tmp_path).path.stat().st_mtime_ns == stamp
    whole = bundle.path.read_bytes()
    bundle.path.write_bytes(whole[:100])
    assert made(folder, tmp_path).path.read_bytes() == whole


def test_a_file_that_changes_meanwhile_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    folder = tree(tmp_path / "src")
    items = archive.read([Selected("app.py", folder / "app.py", False, 1)])
    (folder / "app.py").write_text("other")
    with pytest.raises(ContentError, match=r"app\.py changed while it was being packed"):
        archive.write(tmp_path / "out" / "x.zip", items)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_goes_away_meanwhile_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleFileError, match=r"gone\.py can't be read: No such file"):
        archive.read([Selected("gone.py", tmp_path / "gone.py", False, 1)])


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("")
    folder = tree(tmp_path / "src")
    items = archive.read([Selected("app.py", folder / "app.py", False, 1)])
    with pytest.raises(OutputError, match=r"x\.zip can't be written"):
        archive.write(tmp_path / "blocked" / "x.zip", items)


@pytest.mark.slow
def test_large_files_are_not_held_in_memory(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    with (tmp_path / "src" / "large.bin").open("wb") as stream:
        stream.truncate(80 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bundle = made(tmp_path / "src", tmp_path)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert bundle.unzipped_size == 80 << 20
    assert after - before < 30 << 10  # kilobytes
