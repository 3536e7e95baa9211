"""Which files are packed, and which can't be."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfngw.bundle import (
    UNZIPPED_BYTES,
    BundleFileError,
    ContentError,
    Recipe,
    SizeError,
    archive,
    build,
    packs,
    source_files,
)
from cfngw.bundle.glob import Glob
from cfngw.bundle.patterns import Patterns
from cfngw.bundle.selection import select
from cfngw.source import Source

LINE = Source("blueprint.py", 7)


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def names(folder: Path, *, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> list[str]:
    return list(source_files(Recipe(folder, include, exclude, where=LINE)))


# --- patterns


def test_c11_the_patterns_of_document_002(tmp_path: Path) -> None:
    patterns = (
        "!.vscode/**",
        "!.git/**",
        "!.gitignore",
        "!.serverless",
        "!.serverless/**",
        "!README.md",
        "!deploy-shell/**",
        "!package*.json",
        "!requirements.txt",
        "!node_modules/**",
        "!__pycache__",
        "!yarn.lock",
    )
    left = ("redshift_select.py", "models/redshift_select_input.json", "models/output.json")
    out = (
        ".vscode/settings.json",
        ".git/config",
        ".gitignore",
        ".serverless/state.json",
        "README.md",
        "deploy-shell/deploy.sh",
        "package.json",
        "package-lock.json",
        "requirements.txt",
        "node_modules/serverless/index.js",
        "__pycache__/redshift_select.cpython-39.pyc",
        "yarn.lock",
    )
    assert names(tree(tmp_path, *left, *out), include=patterns) == sorted(left)


def test_a34_the_app_file_and_one_folder(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", "chalicelib/__init__.py", "chalicelib/a/b.json", "tests/test_app.py", "README.md")
    assert names(tmp_path, include=("/app.py", "chalicelib/")) == [
        "app.py",
        "chalicelib/__init__.py",
        "chalicelib/a/b.json",
    ]


def test_a41_the_requirements_file_is_packed_unless_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", "requirements.txt")
    assert names(tmp_path) == ["app.py", "requirements.txt"]
    assert names(tmp_path, exclude=("requirements.txt",)) == ["app.py"]


def test_in_include_the_last_match_decides(tmp_path: Path) -> None:
    tree(tmp_path, "node_modules/fetch/i.js", "node_modules/other/i.js", "src/a.js", "src/handler.js")
    assert names(tmp_path, include=("!node_modules/**", "node_modules/fetch/**", "!src/**", "/src/handler.js")) == [
        "node_modules/fetch/i.js",
        "src/handler.js",
    ]


def test_a_list_that_begins_with_a_plain_pattern_starts_from_nothing(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "b.txt", "sub/c.py")
    assert names(tmp_path, include=("*.py",)) == ["a.py", "sub/c.py"]
    assert names(tmp_path, include=("*.py", "!sub/")) == ["a.py"]
    assert names(tmp_path, include=("!sub/",)) == ["a.py", "b.txt"]


def test_exclude_is_gitignore(tmp_path: Path) -> None:
    tree(tmp_path, "a.log", "keep.log", "docs/x.md", "docs/deep/y.md", "sub/docs/z.md", "build/b", "src/build/c")
    assert names(tmp_path, exclude=("*.log", "!keep.log", "/docs/", "build/", "!build/b")) == [
        "keep.log",
        "sub/docs/z.md",
    ]


def test_exclude_takes_from_what_include_gives(tmp_path: Path) -> None:
    tree(tmp_path, "app/a.py", "app/tests/t.py", "other.py")
    assert names(tmp_path, include=("app/**",), exclude=("tests/",)) == ["app/a.py"]


def test_what_is_left_out_by_itself(tmp_path: Path) -> None:
    junk = (
        ".git/HEAD",
        ".cfngw/bundles/x.zip",
        ".venv/bin/python",
        "a/__pycache__/b.pyc",
        "old.pyc",
        ".DS_Store",
        "sub/.DS_Store",
        ".pytest_cache/x",
        ".mypy_cache/x",
        ".ruff_cache/x",
        "app.egg-info/PKG-INFO",
    )
    tree(tmp_path, "app.py", ".env.example", ".gitkeep", *junk)
    assert names(tmp_path) == [".env.example", ".gitkeep", "app.py"]


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        (("**",), (), False),
        (("!x",), (), False),
        (("**", "app.egg-info/**"), (), True),
        (("!x", "*.egg-info/"), (), True),
        ((), ("!app.egg-info/",), True),
        ((), ("!*.egg-info/", "PKG-INFO"), False),
        (("**", "app.egg-info/**", "!PKG-INFO"), (), False),
    ],
)
def test_it_is_packed_when_it_is_named(
    tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], found: bool
) -> None:
    tree(tmp_path, "app.py", "app.egg-info/PKG-INFO")
    assert ("app.egg-info/PKG-INFO" in names(tmp_path, include=include, exclude=exclude)) is found


@pytest.mark.parametrize("pattern", ["", "  ", "!", "#x", "/", "a[", "a\\", "![[:nope:]]", "./a.py", "!../b", "a/./b"])
def test_a_pattern_that_matches_nothing_is_refused(tmp_path: Path, pattern: str) -> None:
    tree(tmp_path, "a.py")
    with pytest.raises(ContentError, match="this pattern matches nothing") as caught:
        names(tmp_path, exclude=(pattern,))
    assert (caught.value.option, caught.value.where, caught.value.exit_code) == ("exclude", LINE, 4)


def test_a_path_that_begins_with_a_dot_is_said_as_it_must_be_written(tmp_path: Path) -> None:
    tree(tmp_path, "a.py")
    for pattern, fix in (("./a.py", 'write "/a.py"'), ("!./", 'write "/**"'), ("../b", "beside the directory is not")):
        with pytest.raises(ContentError) as caught:
            names(tmp_path, include=(pattern,))
        assert fix in str(caught.value.fix)


PATHS = ["a/a", "b/a/b", "ab/c", "a/b/c/ab", "c/a b", "b/.x", "[", "a/-", "b/!c", "c/#a", "abc", "a/c/c/a", "a]"]
PIECES = st.one_of(
    st.sampled_from(["a", "b", "c", "ab", "*", "a*", "*b", "?", "**", ".x", "a b", "***", "a**", "**b", "a ", "a\\ "]),
    st.sampled_from(
        ["[ab]", "[!a]", "[^a]", "[a-c]", "[]]", "[]a]", "[!]]", "[c-a]", "[a-]", "[[:alpha:]]", "[-a]", "[a"]
    ),
    st.sampled_from(["\\a", "\\!c", "\\#a", "\\*", "[\\]]", "\\[", "[[:nope:]]", "[[:digit:][:punct:]]", "#a", "a\\"]),
    st.text("ab*?[]!-^\\", min_size=1, max_size=5),
)
PATTERNS = st.builds(
    lambda negated, rooted, pieces, folder: (
        ("!" if negated else "") + ("/" if rooted else "") + "/".join(pieces) + ("/" if folder else "")
    ),
    st.booleans(),
    st.booleans(),
    st.lists(PIECES, min_size=1, max_size=3),
    st.booleans(),
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    git = shutil.which("git")
    if git is None:
        pytest.skip("not run: git is not installed")
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run([git, "init", "-q"], cwd=folder, check=True)
    return folder


@given(st.lists(PATTERNS, min_size=1, max_size=4))
def test_exclude_is_what_git_ignores(repository: Path, patterns: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(patterns) + "\n")
    files = PATHS
    tree(repository, *files)
    said = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z"],
        cwd=repository,
        input="\0".join(files),
        capture_output=True,
        text=True,
    )
    assert said.returncode in (0, 1), said.stderr
    ignored = set(said.stdout.split("\0")) - {""}
    chosen = Patterns(exclude=[text for text in patterns if text[0] != "#" and not Glob(text.removeprefix("!")).never])
    folders = {path: path.split("/")[:-1] for path in files}
    packed = {
        path
        for path in files
        if all(chosen.enters("/".join(folders[path][: end + 1])) for end in range(len(folders[path])))
        and chosen.takes(path)
    }
    assert packed == set(files) - ignored


# --- symlinks and what is no file


def test_a_link_inside_the_tree_is_its_content(tmp_path: Path) -> None:
    src = tree(tmp_path / "src", "lib/a.py", "run.sh")
    (src / "run.sh").chmod(0o755)
    (src / "b.py").symlink_to("lib/a.py")
    (src / "go").symlink_to(src / "run.sh")
    (src / "more").symlink_to("lib")
    bundle = build(Recipe(src), "app", tmp_path)
    plain = tree(tmp_path / "plain", "lib/a.py", "run.sh")
    for name, same in {"b.py": "lib/a.py", "go": "run.sh", "more/a.py": "lib/a.py"}.items():
        tree(plain, name).joinpath(name).write_text(same)
    (plain / "run.sh").chmod(0o755)
    (plain / "go").chmod(0o755)
    assert bundle.digest == build(Recipe(plain), "app", tmp_path).digest


@pytest.mark.parametrize("folder", [True, False])
def test_a_link_out_of_the_tree_is_refused(tmp_path: Path, folder: bool) -> None:
    tree(tmp_path, "shared/a.py", "src/app.py")
    link = tmp_path / "src" / "link"
    link.symlink_to("../shared" if folder else "../shared/a.py")
    with pytest.raises(ContentError) as caught:
        names(tmp_path / "src")
    assert caught.value.problem == f"{link} is a symlink out of the directory."
    assert caught.value.given == ("../shared" if folder else "../shared/a.py")
    assert caught.value.where == LINE
    assert names(tmp_path / "src", exclude=("link",)) == ["app.py"]


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("nowhere", "is a symlink to nothing."),
        ("link", "is a symlink that goes in a circle."),
        (".", "is a symlink to a folder that it lies in."),
        ("..", "is a symlink out of the directory."),
    ],
)
def test_links_to_nothing_and_in_circles_are_refused(tmp_path: Path, target: str, problem: str) -> None:
    tree(tmp_path / "src", "app.py")
    (tmp_path / "src" / "link").symlink_to(target)
    with pytest.raises(ContentError) as caught:
        names(tmp_path / "src")
    assert caught.value.problem == f"{tmp_path / 'src' / 'link'} {problem}"


def test_a_deep_circle_is_refused(tmp_path: Path) -> None:
    tree(tmp_path, "a/x.py", "b/y.py")
    (tmp_path / "a" / "to_b").symlink_to("../b")
    (tmp_path / "b" / "to_a").symlink_to("../a")
    with pytest.raises(ContentError, match="is a symlink to a folder that it lies in"):
        names(tmp_path)


def test_the_directory_may_be_a_link_itself(tmp_path: Path) -> None:
    tree(tmp_path / "real", "app.py")
    (tmp_path / "src").symlink_to("real")
    assert names(tmp_path / "src") == ["app.py"]


def test_a_pipe_and_a_socket_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path / "src", "app.py")
    os.mkfifo(tmp_path / "src" / "pipe")
    with pytest.raises(ContentError, match=r"pipe is not a regular file") as caught:
        names(tmp_path / "src")
    assert caught.value.given == "a named pipe"
    (tmp_path / "src" / "pipe").unlink()
    monkeypatch.chdir(tmp_path / "src")  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        with pytest.raises(ContentError, match="s is not a regular file") as caught:
            names(tmp_path / "src")
    assert caught.value.given == "a socket"


def test_what_can_not_be_read_is_refused() -> None:
    """Root reads everything: then a child becomes nobody, in a folder that it may enter."""
    with TemporaryDirectory() as place:
        folder = tree(Path(place), "app.py", "secret.py", "locked/x.py")
        folder.chmod(0o755)
        (folder / "secret.py").chmod(0)
        assert refused(folder, exclude=("locked/",)) == f"6 {folder / 'secret.py'} can't be read: Permission denied"
        (folder / "locked").chmod(0)
        assert refused(folder, exclude=("secret.py",)) == f"6 {folder / 'locked'} can't be read: Permission denied"
        (folder / "locked").chmod(0o755)


def refused(folder: Path, *, exclude: tuple[str, ...]) -> str:
    """Read all files as a user that is not root, and give exit code and problem."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            archive.read(select(folder, Patterns(exclude=exclude)))
        except BundleFileError as error:
            os.write(write_end, f"{error.exit_code} {error.problem}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as stream:
        return stream.read()


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.py")).write_text("")
    except OSError:
        pytest.skip("not run: this file system takes UTF-8 names only")
    with pytest.raises(ContentError, match="a file name is not UTF-8"):
        names(tmp_path)


def test_names_that_differ_in_case_are_both_packed(tmp_path: Path) -> None:
    tree(tmp_path, "Readme", "readme")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("not run: this file system does not tell cases apart")
    assert names(tmp_path) == ["Readme", "readme"]


# --- nothing to pack


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleFileError, match="there is no folder") as caught:
        build(Recipe(tmp_path / "src", where=LINE), "app", tmp_path)
    assert (caught.value.where, caught.value.exit_code) == (LINE, 6)
    assert not (tmp_path / ".cfngw").exists()


def test_a_file_for_a_directory_is_refused(tmp_path: Path) -> None:
    tree(tmp_path, "app.py")
    with pytest.raises(BundleFileError, match="is not a folder"):
        names(tmp_path / "app.py")


@pytest.mark.parametrize(("exclude", "reason"), [((), "the folder is empty"), (("*",), "the patterns leave no file")])
def test_an_empty_selection_is_refused(tmp_path: Path, exclude: tuple[str, ...], reason: str) -> None:
    tree(tmp_path / "src", *(["app.py"] if exclude else [])).mkdir(exist_ok=True)
    with pytest.raises(ContentError, match=f"there is nothing to pack: {reason}") as caught:
        build(Recipe(tmp_path / "src", exclude=exclude, where=LINE), "app", tmp_path)
    assert caught.value.where == LINE
    assert not (tmp_path / ".cfngw").exists()


def test_a_folder_of_what_is_left_out_by_itself_is_not_called_empty(tmp_path: Path) -> None:
    tree(tmp_path / "src", "__pycache__/app.pyc")
    with pytest.raises(ContentError, match="all that is in the folder is left out by itself"):
        build(Recipe(tmp_path / "src"), "app", tmp_path)


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tree(tmp_path / "src", "app.py") / "large.bin").open("wb") as stream:
        stream.truncate(UNZIPPED_BYTES + 1)
    recipe = Recipe(tmp_path / "src", where=LINE)
    for making in (lambda: source_files(recipe), lambda: build(recipe, "app", tmp_path)):
        with pytest.raises(SizeError, match=r"src has 250\.0 MB unzipped: large\.bin 250\.0 MB") as caught:
            making()
        assert caught.value.where == LINE
    assert not (tmp_path / ".cfngw").exists()


def test_what_would_be_packed_is_known_before_it_is_there(tmp_path: Path) -> None:
    recipe = Recipe(tree(tmp_path / "src", "app.py"), exclude=("dist/",))
    assert packs(recipe, tmp_path / "src" / "out" / "a.zip")
    for place in ("src/dist/a.zip", "src/.cfngw/a.zip", "out/a.zip", "src-2/a.zip"):
        assert not packs(recipe, tmp_path / place)
    assert not packs(Recipe(), tmp_path)


def test_a_layer_from_a_directory_is_packed_as_it_is(tmp_path: Path) -> None:
    tree(tmp_path / "layer", "python/shared.py", "bin/tool")
    bundle = build(Recipe(tmp_path / "layer"), "layer", tmp_path)
    assert [item.name for item in bundle.files] == ["bin/tool", "python/shared.py"]


def test_a_prefix_goes_before_every_name(tmp_path: Path) -> None:
    tree(tmp_path / "layer", "shared.py")
    for prefix in ("python/", "python", "/python/"):
        bundle = build(Recipe(tmp_path / "layer", prefix=prefix), "layer", tmp_path)
        assert [item.name for item in bundle.files] == ["python/shared.py"]


def test_a_name_for_a_file_is_made_of_any_name(tmp_path: Path) -> None:
    tree(tmp_path / "src", "app.py")
    assert build(Recipe(tmp_path / "src"), "a/../b c", tmp_path).path.name.startswith("a-..-b-c-")


# --- what is generated

GENERATED = (("made.py", "WORD = 1\n"),)


def packed(folder: Path, root: Path, **options: Any) -> dict[str, str]:
    bundle = build(Recipe(folder, **{"generated": GENERATED, **options}), "app", root)
    return {item.name: item.path.read_text() for item in bundle.files}


def test_a_generated_file_is_packed_beside_the_others(tmp_path: Path) -> None:
    folder = tree(tmp_path / "src", "zoo.py", "app.py")
    assert packed(folder, tmp_path) == {"app.py": "app.py", "made.py": "WORD = 1\n", "zoo.py": "zoo.py"}
    assert list(packed(folder, tmp_path, prefix="python/"))[1] == "python/made.py"
    assert sorted(path.name for path in folder.iterdir()) == ["app.py", "zoo.py"]


def test_a_generated_file_counts_in_the_digest_by_its_text(tmp_path: Path) -> None:
    folder = tree(tmp_path / "src", "app.py")
    texts = ("WORD = 1\n", "WORD = 2\n", "WORD = 1\n")
    first, second, third = (build(Recipe(folder, generated=(("made.py", each),)), "app", tmp_path) for each in texts)
    assert first.digest == third.digest != second.digest
    (folder / "made.py").write_text("WORD = 1\n")
    assert build(Recipe(folder), "app", tmp_path).digest == first.digest


@pytest.mark.parametrize("text", [b"WORD = 1\n", b"WORD = 1\r\n"])
def test_a_copy_of_a_generated_file_may_lie_in_the_folder(tmp_path: Path, text: bytes) -> None:
    folder = tree(tmp_path / "src", "app.py")
    (folder / "made.py").write_bytes(text)
    assert packed(folder, tmp_path)["made.py"] == "WORD = 1\n"
    assert "made.py" in source_files(Recipe(folder, generated=GENERATED))


@pytest.mark.parametrize(
    ("name", "text"), [("made.py", b"WORD = 2\n"), ("made.py", b"\xff"), ("made/__init__.py", b"")]
)
def test_another_file_of_that_name_is_refused(tmp_path: Path, name: str, text: bytes) -> None:
    folder = tree(tmp_path / "src", "app.py", name)
    (folder / name).write_bytes(text)
    for attempt in (lambda: source_files(Recipe(folder, generated=GENERATED)), lambda: packed(folder, tmp_path)):
        with pytest.raises(ContentError, match=r"is not the made\.py that cfngw generates") as caught:
            attempt()
        assert "delete it" in str(caught.value.fix)


def test_another_file_of_that_name_may_be_left_out(tmp_path: Path) -> None:
    folder = tree(tmp_path / "src", "app.py", "made.py")
    assert packed(folder, tmp_path, exclude=("/made.py",))["made.py"] == "WORD = 1\n"
