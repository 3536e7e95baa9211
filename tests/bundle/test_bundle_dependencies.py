"""Requirements for another machine than this one, with real pip and wheels made by hand."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from wheels import PYTHON_313_ARM, PYTHON_313_X86, contents, layer, requirements, wheel

from cfngw.bundle import Bundle, BundleFileError, ContentError, Recipe, RequirementsError, Target, Tools, build
from cfngw.bundle.dependencies import key
from cfngw.bundle.pins import unpinned
from cfngw.bundle.refusals import explain
from cfngw.bundle.requirements import Requirements, named, read_requirements
from cfngw.bundle.unpacking import unpack
from cfngw.source import Source

LINE = Source("blueprint.py", 7)


def made(path: Path, target: Target = PYTHON_313_ARM, **options: object) -> Bundle:
    return build(layer(path, target, **options), "layer", path.parent)


def cached(folder: Path) -> list[Path]:
    return sorted((folder / ".cfngw" / "dependencies").iterdir())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose one requirement is installed once for all tests that take it as it is."""
    folder = tmp_path_factory.mktemp("project")
    extra = {
        "tiny/tests/big.txt": "x",
        "tiny-1.0.data/scripts/plain": "#!/bin/sh\necho\n",
        "tiny-1.0.data/scripts/tool": "#!python\n",
        "tiny-1.0.data/purelib/beside.py": "",
        "tiny-1.0.data/headers/tiny.h": "",
    }
    wheel(folder / "wheels", needs=["other>=2"], command="tiny", files=extra)
    wheel(folder / "wheels", "other", "2.1")
    requirements(folder, "tiny==1.0", "other")
    return folder


# --- what is installed


@pytest.mark.slow
def test_c16_a_layer_from_requirements(project: Path) -> None:
    bundle = made(project / "requirements.txt")
    found = [item.name for item in bundle.files]
    assert "python/tiny/__init__.py" in found
    assert "python/other/__init__.py" in found
    assert all(name.startswith("python/") for name in found)
    assert bundle.unpinned == ("other==2.1",)


def test_a41_requirements_beside_the_code(project: Path) -> None:
    (project / "src").mkdir()
    (project / "src" / "app.py").write_text("import tiny\n")
    recipe = Recipe(project / "src", requirements=project / "requirements.txt", target=PYTHON_313_ARM)
    bundle = build(recipe, "app", project)
    assert {"app.py", "tiny/__init__.py", "tiny-1.0.dist-info/METADATA"} <= {item.name for item in bundle.files}


def test_nothing_of_pip_and_of_this_machine_is_packed(project: Path) -> None:
    found = contents(made(project / "requirements.txt", exclude=("other*",)).path)
    assert sorted(found) == [
        "python/beside.py",
        "python/bin/plain",
        "python/tiny-1.0.dist-info/METADATA",
        "python/tiny-1.0.dist-info/RECORD",
        "python/tiny-1.0.dist-info/WHEEL",
        "python/tiny-1.0.dist-info/entry_points.txt",
        "python/tiny/__init__.py",
        "python/tiny/tests/big.txt",
    ]
    record = found["python/tiny-1.0.dist-info/RECORD"].decode()
    assert [line.split(",")[0] for line in record.splitlines()] == sorted(
        [name.removeprefix("python/") for name in found] + ["bin/tool"]
    )


def test_patterns_are_about_the_packages_where_there_is_no_directory(project: Path) -> None:
    bundle = made(project / "requirements.txt", include=("tiny/",), exclude=("tests/",))
    assert [item.name for item in bundle.files] == ["python/tiny/__init__.py"]


def test_a_file_of_both_that_differs_is_refused(project: Path) -> None:
    own = project / "both" / "tiny" / "__init__.py"
    own.parent.mkdir(parents=True)
    recipe = Recipe(project / "both", requirements=project / "requirements.txt", target=PYTHON_313_ARM)
    own.write_text("MADE_FOR = 'py3-none-any'\n")
    build(recipe, "app", project)
    own.write_text("mine = 1\n")
    with pytest.raises(ContentError, match=r"tiny/__init__\.py is in the directory and in the requirements"):
        build(recipe, "app", project)


@pytest.mark.parametrize(
    ("target", "tag"),
    [
        (PYTHON_313_X86, "cp313-cp313-manylinux_2_34_x86_64"),
        (Target("python3.12", "arm64"), "cp37-abi3-manylinux_2_17_aarch64"),
    ],
)
def test_the_wheel_for_the_target_is_taken(tmp_path: Path, target: Target, tag: str) -> None:
    tags = (
        "cp313-cp313-manylinux_2_28_aarch64",
        "cp313-cp313-manylinux_2_34_x86_64",
        "cp313-cp313-manylinux_2_35_x86_64",
        "cp311-cp311-manylinux2014_x86_64",
        "cp311-cp311-manylinux_2_28_x86_64",
        "cp37-abi3-manylinux_2_17_aarch64",
        "cp313-cp313-macosx_11_0_arm64",
        "cp313-cp313-win_amd64",
        "cp313-cp313-musllinux_1_2_x86_64",
        "py3-none-any",
    )
    for each in tags:
        wheel(tmp_path / "wheels", tag=each)
    bundle = made(requirements(tmp_path, "tiny"), target)
    assert contents(bundle.path)["python/tiny/__init__.py"].decode() == f"MADE_FOR = {tag!r}\n"


def test_platforms_are_those_of_lambdas_glibc() -> None:
    assert Target("python3.11", "arm64").platforms[0] == "manylinux_2_26_aarch64"
    assert Target("python3.12", "x86_64").platforms[0] == "manylinux_2_34_x86_64"
    assert Target("python3.19", "x86_64").platforms[0] == "manylinux_2_34_x86_64"
    assert {"manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64"} < set(PYTHON_313_ARM.platforms)
    assert "manylinux1_x86_64" in PYTHON_313_X86.platforms
    assert not [tag for tag in PYTHON_313_ARM.platforms if "x86" in tag or "musl" in tag]


@pytest.mark.slow
def test_markers_and_versions_are_asked_of_the_target_not_of_this_python(tmp_path: Path) -> None:
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    needs = [
        'yes1; python_version == "3.14"',
        'yes2; platform_machine == "aarch64" and sys_platform == "linux"',
        f'no1; python_version == "{this}"',
        'no2; sys_platform == "win32" or platform_machine == "x86_64"',
    ]
    wheel(tmp_path / "wheels", needs=needs, python=">=3.14.2,!=3.14.0")  # 3.14.0 is what pip makes of "3.14"
    wheel(tmp_path / "wheels", version="2.0", python=">=3.15")
    for name in ("yes1", "yes2"):
        wheel(tmp_path / "wheels", name)
    path = requirements(tmp_path, "tiny", f'no3; python_version <= "{this}"')
    packages = {item.name.split("/")[1] for item in made(path, Target("python3.14", "arm64")).files}
    assert {name for name in packages if not name.endswith(".dist-info")} == {"tiny", "yes1", "yes2"}


@pytest.mark.slow
def test_constraints_and_nested_files_count(tmp_path: Path) -> None:
    for version in ("1.0", "1.1", "1.2"):
        wheel(tmp_path / "wheels", version=version)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "base.txt").write_text("-c limits.txt\ntiny>=1.0\n")
    (tmp_path / "sub" / "limits.txt").write_text("tiny<1.2\n")
    path = requirements(tmp_path, "-r sub/base.txt")
    assert "python/tiny-1.1.dist-info/METADATA" in {item.name for item in made(path).files}
    before = key(read_requirements(path), PYTHON_313_ARM, "pip")
    (tmp_path / "sub" / "limits.txt").write_text("tiny<1.1\n")
    assert key(read_requirements(path), PYTHON_313_ARM, "pip") != before


@pytest.mark.slow
def test_another_pip_gives_the_same_bytes(tmp_path: Path) -> None:
    pythons = sorted(Path("/root/.pyenv/versions").glob("3.1[2-9]*/bin/python3"))[-1:]
    if not pythons or subprocess.run([*pythons, "-c", "import pip"], capture_output=True).returncode:
        pytest.skip("not run: this machine has no second Python with pip")
    wheel(tmp_path / "wheels", command="tiny")
    path = requirements(tmp_path, "tiny")
    other = build(layer(path), "layer", tmp_path / "other", tools=Tools(python=str(pythons[0])))
    assert other.path.read_bytes() == made(path).path.read_bytes()


# --- unpacking


def broken(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    return path


@pytest.mark.parametrize("name", ["../evil.py", "/tmp/evil.py", "x-1.data/purelib/../../../evil.py"])
def test_a_wheel_that_would_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(RequirementsError, match="would lie outside the bundle") as caught:
        unpack([broken(tmp_path, name)], tmp_path / "a" / "b")
    assert caught.value.given == name
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_wheel_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.whl").write_text("no zip")
    with pytest.raises(RequirementsError, match=r"x\.whl is not a wheel that can be read"):
        unpack([tmp_path / "x.whl"], tmp_path)


def test_a_wheel_that_breaks_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, files={"tiny/data": "x" * 100})
    whole = path.read_bytes()
    locked = whole.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0")
    unknown = whole.replace(b"PK\x01\x02\x14\x03\x14\0\0\0\0\0", b"PK\x01\x02\x14\x03\x14\0\0\0\x63\0")
    for number, data in enumerate((locked, unknown, whole.replace(b"xxxx", b"yyyy"))):
        assert data != whole
        path.write_bytes(data)
        with pytest.raises(RequirementsError, match=r"tiny-1\.0.* is not a wheel that can be read: [^:]"):
            unpack([path], tmp_path / str(number))


def test_the_executable_bit_of_a_wheel_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("x/tool")
        entry.external_attr = 0o100700 << 16
        archive.writestr(entry, "x")
        archive.writestr("x/data", "x")
    unpack([path], tmp_path)
    assert (tmp_path / "x" / "tool").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "x" / "data").stat().st_mode & 0o777 == 0o644


# --- the cache


def test_requirements_are_installed_once_and_a_half_made_folder_is_never_used(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels")
    path = requirements(tmp_path, "tiny")
    folder = tmp_path / ".cfngw" / "dependencies" / key(read_requirements(path), PYTHON_313_ARM, "pip")
    (folder / "files" / "tiny").mkdir(parents=True)
    (folder / "files" / "tiny" / "half.py").write_text("")
    lines: list[str] = []
    bundle = build(layer(path), "layer", tmp_path, lines.append)
    assert "python/tiny/half.py" not in {item.name for item in bundle.files}
    assert lines[0] == "requirements.txt: installing for python3.13 on arm64"
    assert any(line.startswith("Successfully downloaded tiny") for line in lines)
    lines.clear()
    assert build(layer(path), "layer", tmp_path, lines.append) == bundle
    assert lines == ["requirements.txt: installed before for python3.13 on arm64"]
    assert cached(tmp_path) == [folder]
    assert sorted(entry.name for entry in folder.iterdir()) == ["complete", "files"]


def test_the_key_is_of_texts_target_and_way_and_not_of_the_place(tmp_path: Path) -> None:
    def of(place: str, text: str = "tiny", target: Target = PYTHON_313_ARM, build: str = "pip") -> str:
        path = tmp_path / place / "requirements.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return key(read_requirements(path), target, build)

    assert of("a") == of("b")
    others = {
        of("a", "tiny # why"),
        of("a", target=PYTHON_313_X86),
        of("a", target=Target("python3.12", "arm64")),
        of("a", build="docker"),
    }
    assert len(others | {of("a")}) == 5


@pytest.mark.slow
def test_an_interrupted_installation_leaves_nothing(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels")

    def interrupt(line: str) -> None:
        if line.startswith("Looking in links"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(layer(requirements(tmp_path, "tiny")), "layer", tmp_path, interrupt)
    assert cached(tmp_path) == []


# --- what goes wrong


def refusal(path: Path, target: Target = PYTHON_313_ARM, **options: object) -> RequirementsError:
    with pytest.raises(RequirementsError) as caught:
        made(path, target, where=LINE, **options)
    assert caught.value.exit_code == 4
    assert caught.value.fix
    return caught.value


@pytest.mark.slow
def test_a_requirement_without_a_wheel_is_named(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels", version="1.0", tag="cp313-cp313-manylinux_2_28_aarch64")
    wheel(tmp_path / "wheels", version="2.0", tag="cp313-cp313-macosx_11_0_arm64")
    (tmp_path / "wheels" / "tiny-2.0.tar.gz").write_bytes(b"")
    path = requirements(tmp_path, "# why", "tiny==2.0")
    error = refusal(path)
    assert error.problem == "tiny==2.0 has no wheel for python3.13 on arm64."
    assert error.where == Source(str(path), 4)
    assert cached(tmp_path) == []
    assert not (tmp_path / ".cfngw" / "bundles").exists()
    assert error.allowed == "a version with a wheel for Python 3.13 and glibc 2.34 or older: 1.0"
    assert 'build="docker"' in str(error.fix)


@pytest.mark.slow
def test_a_package_that_another_needs_is_named_with_it(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels", needs=["deep==3"])
    path = requirements(tmp_path, "tiny")
    error = refusal(path)
    assert error.problem == (
        "deep==3, which tiny needs, has no wheel for python3.13 on arm64, or there is no such package."
    )
    assert error.where == Source(str(path), 3)


@pytest.mark.slow
def test_a_wheel_for_another_machine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel's path starts at the file that names it, wherever the build is started."""
    wheel(tmp_path, tag="cp313-cp313-manylinux_2_28_x86_64")
    path = requirements(tmp_path, "./tiny-1.0-cp313-cp313-manylinux_2_28_x86_64.whl")
    monkeypatch.chdir("/")
    error = refusal(path)
    assert error.problem == "this wheel is not for python3.13 on arm64."
    assert error.given == "tiny-1.0-cp313-cp313-manylinux_2_28_x86_64.whl"
    before = key(read_requirements(path), PYTHON_313_X86, "pip")
    wheel(tmp_path, tag="cp313-cp313-manylinux_2_28_x86_64", files={"tiny/more.py": ""})
    assert key(read_requirements(path), PYTHON_313_X86, "pip") != before  # its bytes count, not its name alone


def test_a_wrong_hash_is_told(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels")
    error = refusal(requirements(tmp_path, f"tiny==1.0 --hash=sha256:{'0' * 64}"))
    assert error.problem == "a package does not match the hash in the requirements."
    assert error.where is not None
    assert error.where.line == 3


@pytest.mark.slow
def test_versions_that_exclude_each_other_are_told_in_pips_words(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels", needs=["other==1.0"])
    wheel(tmp_path / "wheels", "other", "1.0")
    wheel(tmp_path / "wheels", "other", "2.0")
    assert "conflicting dependencies" in refusal(requirements(tmp_path, "tiny", "other==2.0")).problem


def test_a_line_that_pip_does_not_read_is_shown(tmp_path: Path) -> None:
    path = requirements(tmp_path, "", "tiny ==== 1")
    error = refusal(path)
    assert "Invalid requirement" in error.problem
    assert error.where == Source(str(path), 4)


def test_an_index_that_does_not_answer_is_told_and_no_password(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("--index-url http://me:s3cret@127.0.0.1:9/simple\ntiny\n")
    lines: list[str] = []
    settings = {"PIP_RETRIES": "1", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": "", "PIP_TIMEOUT": "1"}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        with pytest.raises(RequirementsError) as caught:
            build(layer(path), "layer", tmp_path, lines.append)
    finally:
        for name, old in before.items():
            os.environ.pop(name) if old is None else os.environ.update({name: old})
    assert caught.value.problem == "the package index could not be reached for tiny."
    assert "s3cret" not in "\n".join([*lines, str(caught.value)])


@pytest.mark.parametrize(
    "line", ["git+https://x.example/a.git", "a @ git+ssh://x.example/a", "./a-1.tar.gz", "--no-binary tiny"]
)
def test_what_would_be_built_here_is_refused(tmp_path: Path, line: str) -> None:
    error = refusal(requirements(tmp_path, line))
    assert error.problem == "this would be built on this machine, not for python3.13 on arm64."
    assert (error.where, error.given) == (Source(str(tmp_path / "requirements.txt"), 3), line)


@pytest.mark.parametrize(
    "line",
    [
        "-e git+https://me:s3cr@et@x.example/a",
        "git+https://me:s3cr@et@x.example/a",
        "b @ git+ssh://me:s3cret@x.example/a",
    ],
)
def test_no_password_of_a_line_is_shown(tmp_path: Path, line: str) -> None:
    error = refusal(requirements(tmp_path, line))
    assert error.given == line.replace("me:s3cr@et@", "****@").replace("me:s3cret@", "****@")


def test_a_failure_inside_pip_is_told_by_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("tiny\n")
    lines = ["Looking", "ERROR: Exception:", "Traceback (most recent call last):", "ValueError: no port"]
    error = explain(lines, read_requirements(path), PYTHON_313_ARM)
    assert error.problem == "pip could not install the requirements: ValueError: no port"
    assert error.output == ()
    error = explain(["Looking", "ERROR: Strange."], read_requirements(path), PYTHON_313_ARM)
    assert error.output == ("Looking", "ERROR: Strange.")


@pytest.mark.parametrize("line", ["-e .", "--editable=./pkg", "-e git+https://x.example/a#egg=a"])
def test_an_editable_requirement_is_refused(tmp_path: Path, line: str) -> None:
    assert refusal(requirements(tmp_path, line)).problem == "an editable install is a pointer into this machine."


@pytest.mark.parametrize("line", ["./pkg", "pkg/sub", ".", "pkg @ file:pkg"])
def test_a_folder_as_a_requirement_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "pkg" / "sub").mkdir(parents=True)
    assert refusal(requirements(tmp_path, line)).problem.startswith("a folder as a requirement would be built")


@pytest.mark.parametrize("including", [False, True])
def test_a_missing_file_is_named(tmp_path: Path, including: bool) -> None:
    path = requirements(tmp_path, "-r gone.txt") if including else tmp_path / "gone.txt"
    with pytest.raises(BundleFileError, match=r"gone\.txt can't be read: No such file") as caught:
        made(path, where=LINE)
    assert caught.value.where == (Source(str(path), 3) if including else LINE)


def test_requirements_of_another_language_are_refused(tmp_path: Path) -> None:
    error = refusal(requirements(tmp_path, "tiny"), Target("nodejs22.x"))
    assert "this runtime is not Python" in error.problem
    assert error.where == LINE


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    assert "no such architecture" in refusal(requirements(tmp_path, "tiny"), Target("python3.13", "arm")).problem


def test_requirements_without_a_runtime_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequirementsError, match="without a runtime"):
        build(Recipe(requirements=requirements(tmp_path, "tiny"), where=LINE), "layer", tmp_path)


def test_a_python_without_pip_is_told(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    python = str(tmp_path / "bare" / "bin" / "python")
    with pytest.raises(RequirementsError, match="requirements need pip, and this Python has none") as caught:
        build(layer(requirements(tmp_path, "tiny")), "layer", tmp_path, tools=Tools(python=python))
    assert caught.value.given == python


def test_a_python_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RequirementsError, match="can't be started"):
        build(layer(requirements(tmp_path, "tiny")), "layer", tmp_path, tools=Tools(python="/nowhere/python"))


@pytest.mark.slow
def test_no_requirement_at_all_is_refused_for_a_layer(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no requirement is named"):
        made(requirements(tmp_path))


# --- reading the file


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("tiny", "tiny"),
        ("tiny[extra]>=1; python_version>'3'", "tiny"),
        ("tiny @ https://x.example/t.whl", "tiny"),
        ("https://x.example/t.whl", None),
        ("git+https://x.example/t", None),
        ("./t.whl", None),
        ("t-1-py3-none-any.whl", None),
        ("--pre", None),
    ],
)
def test_the_package_of_a_line(line: str, name: str | None) -> None:
    assert named(line) == name


def test_what_is_not_pinned_is_known(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    lines = ["a==1", "b>=2", "c @ https://x.example/c.whl", "d --hash=sha256:0", "--pre", "e===1", "f[x]", "g==1.*"]
    path.write_text("\n".join([*lines, "h>1; python_version == '3.13'", "./wheels/I_I-1-py3-none-any.whl", ""]))
    assert read_requirements(path).pinned == {"a", "c", "d", "e", "i-i"}


def test_what_packages_need_in_turn_is_not_pinned_by_their_own_version(tmp_path: Path) -> None:
    needs = ["core==2.0", "loose>=1", "marked (==1.0) ; python_version>'3'", "any==1.*"]
    wheels = [wheel(tmp_path, needs=needs), wheel(tmp_path, "core", "2.0", needs=["deep==1.0; extra == 'x'", "deep"])]
    wheels += [wheel(tmp_path, name) for name in ("loose", "marked", "any", "deep")]
    unpack(wheels, tmp_path / "installed")
    (tmp_path / "c.txt").write_text("Any==1.0\n")
    assert unpinned(_requirements(tmp_path, "tiny==1.0"), tmp_path / "installed") == ("any==1.0", "loose==1.0")
    assert unpinned(_requirements(tmp_path, "tiny==1.0", "-c c.txt"), tmp_path / "installed") == ("loose==1.0",)
    assert unpinned(_requirements(tmp_path, "tiny"), tmp_path / "installed")[-1] == "tiny==1.0"


def _requirements(folder: Path, *lines: str) -> Requirements:
    return read_requirements(requirements(folder, *lines))


def test_lines_are_joined_and_comments_dropped(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("# one\n\na==1 \\\n  --hash=x # two\nb#c # three\n-rother.txt\n")
    (tmp_path / "other.txt").write_text("c\n--requirement=r.txt\n")
    read = read_requirements(path)
    assert [(line.text, line.where.line) for line in read.lines] == [("a==1   --hash=x", 3), ("b#c", 5), ("c", 1)]
    assert [name for name, _ in read.inputs] == ["r.txt", "other.txt"]
    assert read.find("A") == Source(str(path), 3)


# --- the index


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "machine", "elf"), [(PYTHON_313_ARM, "aarch64", 0xB7), (PYTHON_313_X86, "x86_64", 0x3E)]
)
@pytest.mark.parametrize("as_layer", [True, False])
def test_pydantic_is_built_for_the_target(
    tmp_path: Path, target: Target, machine: str, elf: int, as_layer: bool
) -> None:
    (tmp_path / "requirements.txt").write_text("pydantic>=2.10\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("import pydantic\n")
    path = tmp_path / "requirements.txt"
    recipe = layer(path, target) if as_layer else Recipe(tmp_path / "src", requirements=path, target=target)
    bundle = build(recipe, "pydantic", tmp_path)
    prefix = "python/" if as_layer else ""
    libraries = [item.name for item in bundle.files if item.name.endswith(".so")]
    assert libraries == [f"{prefix}pydantic_core/_pydantic_core.cpython-313-{machine}-linux-gnu.so"]
    with zipfile.ZipFile(bundle.path) as archive:
        header = archive.read(libraries[0])[:20]
    assert header[:4] == b"\x7fELF"
    assert int.from_bytes(header[18:20], "little") == elf
    # PEP 749 and PEP 728 features came with 3.14 and 3.15 only: 3.13 needs typing_extensions.
    assert f"{prefix}typing_extensions.py" in {item.name for item in bundle.files}
