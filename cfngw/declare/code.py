"""Where the code of a function comes from: inline text, a folder, an S3 object or a container image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Checked, Either, Many, OneOf, RejectedError, Truth, Words
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError, OutputError, nearest
from cfngw.files import read_text

if TYPE_CHECKING:
    from cfngw.declare.error_contract import ErrorContract


class File(Value):
    """A text file; a relative path starts at the folder of the Python file that wrote it.

    The text is read when a value needs it. Raises DeclarationError when there is no such file or it is not UTF-8.
    """

    path: str = required(Checked("a path", lambda given: _path(given)), kw_only=False)

    @property
    def location(self) -> Path:
        """Give the absolute path."""
        return beside(self, self.path)

    def read(self) -> str:
        """Give the text."""
        return read_text(self.location)

    def check(self) -> Iterator[CfngwError]:
        """Check that the file is there and is text."""
        try:
            self.read()
        except OutputError as error:
            yield self.refusal(
                f"{error.problem.removeprefix(f'{self.location} ')}.",
                given=self.path,
                allowed=f"a UTF-8 text file below {self.location.parent}" if self.location.parent.is_dir() else None,
                fix=error.fix
                if self.location.is_file()
                else _nearest_file(self.path, self.location) or "check the path: it starts at the Python file's folder",
            )


def _path(given: Any) -> str:
    if isinstance(given, Path):
        return given.as_posix()
    if not isinstance(given, str) or not given:
        raise RejectedError
    return given


def _nearest_file(path: str, location: Path) -> str | None:
    """Give the path as it may have been meant; None also where nobody may look."""
    try:
        names = sorted(entry.name for entry in location.parent.iterdir())
    except OSError:
        return None
    close = nearest(location.name, names)
    return f'write "{Path(path).with_name(close).as_posix()}"' if close else None


class Inline(Value):
    """Code that stands in the template itself, as text or read from a ``File``; Python and Node.js only.

    CloudFormation saves it as ``index.py`` or ``index.js``, so that the handler is ``index.<function>``.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
    """

    text: str | File = required(
        Either(
            Words("the code as text", literal=True),
            Checked("a File", lambda given: _file(given)),
            described="the code as text, or a File",
        ),
        kw_only=False,
    )

    def code(self) -> str:
        """Give the code as Lambda gets it: newlines alone end lines, and a text's common margin is taken off."""
        from textwrap import dedent

        if isinstance(self.text, File):
            return self.text.read().replace("\r\n", "\n")
        return dedent(self.text.replace("\r\n", "\n")).lstrip("\n")

    @property
    def label(self) -> str:
        """Name this value without its text."""
        return "Inline"

    def check(self) -> Iterator[CfngwError]:
        """Check that there is any code."""
        if isinstance(self.text, str) and not self.text.strip():
            yield self.refusal("there is no code.", given=self.text, fix="write the handler, or use File(path)")


def _file(given: Any) -> File:
    if not isinstance(given, File):
        raise RejectedError('write Inline(File("handler.py")) to read a file')
    return given


class S3Object(Value):
    """A .zip file in a bucket of the stack's own region.

    ``version``: the latest when left out, so that CloudFormation can't see that the object changed.
    """

    bucket: Text = required(Words("a bucket name", pattern=r"[0-9A-Za-z._-]*[0-9A-Za-z_-]", longest=63), kw_only=False)
    key: Text = required(Words("a key", longest=1024), kw_only=False)
    version: Text | None = option(Words("an object version", longest=1024), default=None)


class Image(Value):
    """A container image in Amazon ECR, by its URI with a tag or a digest."""

    uri: Text = required(
        Words("an ECR image URI: <account>.dkr.ecr.<region>.amazonaws.com/<name>:<tag>", pattern=r".+/.+"),
        kw_only=False,
    )
    command: Sequence[Text] | None = option(Many(Words()), default=None)
    entry_point: Sequence[Text] | None = option(Many(Words()), default=None)
    working_directory: Text | None = option(Words(longest=1000), default=None)


_PATTERNS = Many(Words("a pattern such as '*.md' or '!tests/data/'", pattern=r"\S.*", literal=True), intrinsic=False)


class Directory(Value):
    """A folder of code, carried by the template without changing whenever the code does.

    ``cfngw package`` makes a zip of it, named by its content, and says in the parameter file where it lies; the
    template itself holds two parameters, the bucket and the key. Relative paths start at the folder of the Python
    file that wrote them. ``requirements``: a requirements file whose packages are put beside the code, as wheels for
    the function's runtime and architecture. ``exclude``: patterns as in a .gitignore, where ``!`` takes back.
    ``include``: where given, only what its patterns name; there ``!`` leaves out. ``build="docker"`` builds packages
    that have no wheel in Lambda's build image. ``errors``: an API's error contract, whose module of exceptions
    is put beside the code as ``api_errors.py``. ``policies``: puts ``api_policy.py`` beside it, whose ``allow`` and
    ``deny`` are answers of a Lambda authorizer that hold for the whole API, also while they are cached.
    """

    path: str = required(Checked("a path", lambda given: _path(given)), kw_only=False)
    requirements: str | None = option(Checked("a path", lambda given: _path(given)), default=None)
    include: Sequence[str] = option(_PATTERNS, default=())
    exclude: Sequence[str] = option(_PATTERNS, default=())
    build: str = option(OneOf("pip", "docker", literal=True), default="pip")
    errors: ErrorContract | None = option(
        Checked("BracketErrors, PrefixErrors or JsonErrors", lambda given: _contract(given)), default=None
    )
    policies: bool = option(Truth(literal=True), default=False)

    @property
    def generated(self) -> tuple[tuple[str, str], ...]:
        """Give the names and texts of the files that are put beside the folder's own."""
        files = []
        if self.errors is not None:
            from cfngw.declare.exception_module import MODULE_NAME

            files.append((MODULE_NAME, self.errors.module_text()))
        if self.policies is True:
            from cfngw.declare.policy_module import MODULE_NAME as POLICY_MODULE
            from cfngw.declare.policy_module import MODULE_TEXT

            files.append((POLICY_MODULE, MODULE_TEXT))
        return tuple(files)

    @property
    def location(self) -> Path:
        """Give the absolute path of the folder."""
        return beside(self, self.path)

    @property
    def requirements_location(self) -> Path | None:
        """Give the absolute path of the requirements file."""
        return None if self.requirements is None else beside(self, self.requirements)

    def is_sound(self) -> bool:
        """Tell whether the options are what they should be: only then the files can be looked at."""
        given: tuple[Any, ...] = (self.path, self.requirements or "", self.include, self.exclude)
        kinds = (str, str, tuple, tuple)
        sound = isinstance(self.errors, Value | None) and all(
            isinstance(each, kind) for each, kind in zip(given, kinds, strict=True)
        )
        return sound and all(isinstance(each, str) for each in (*given[2], *given[3])) and not any(self.check())

    def check(self) -> Iterator[CfngwError]:
        """Check that the folder is there with something in it, and so is the requirements file."""
        yield from _check_folder(self, self.path, self.location)
        if self.requirements_location is not None:
            yield from check_file(self, self.requirements or "", self.requirements_location)


def _contract(given: Any) -> Any:
    from cfngw.declare.error_contract import ErrorContract

    if isinstance(given, ErrorContract):
        return given
    raise RejectedError


def unpackable(owner: Value, code: Directory, error: CfngwError) -> CfngwError:
    """Tell why a directory can't be packed, at the line of the function or layer that it is for."""
    root = str(code.location.resolve())
    allowed = error.allowed and error.allowed.replace(root, code.path)
    given = code.path if error.given == str(code.location) else error.given
    facts = {} if given is None else {"given": given}
    return owner.refusal(error.problem.replace(root, code.path), allowed=allowed, fix=error.fix, **facts)


def not_python(owner: Value, runtime: Any) -> Iterator[CfngwError]:
    """Refuse requirements for a runtime that is known not to take them."""
    from cfngw.bundle import RequirementsError, Target

    if not isinstance(runtime, str):
        return
    try:
        _ = Target(runtime).minor
    except RequirementsError as error:
        yield owner.refusal(error.problem, given=error.given, allowed=error.allowed, fix=error.fix)


def beside(value: Value, path: str) -> Path:
    """Give the absolute path of what a value names relative to its own Python file."""
    return Path(value.source.path).resolve().parent / path


def _check_folder(value: Value, path: str, location: Path) -> Iterator[CfngwError]:
    try:
        yield from _folder_problems(value, path, location)
    except OSError as error:
        yield _closed(value, path, error)


def _closed(value: Value, path: str, error: OSError) -> CfngwError:
    return value.refusal(
        f"{path} can't be read: {error.strerror or error}.", given=path, fix="check the path and its permissions"
    )


def _folder_problems(value: Value, path: str, location: Path) -> Iterator[CfngwError]:
    if not location.is_dir():
        what = "is a file, not a folder" if location.exists() else "does not exist"
        yield value.refusal(
            f"{path} {what}.",
            given=path,
            allowed="a folder, by a path that starts at the Python file's folder",
            fix=f'write "{Path(path).parent.as_posix()}", and name the file in handler='
            if location.exists()
            else _nearest_file(path, location) or "check the path",
        )
    elif not any(location.iterdir()):
        yield value.refusal(f"{path} is empty.", given=path, fix="put the code into it")


def check_file(value: Value, path: str, location: Path) -> Iterator[CfngwError]:
    """Check that a file that a value names is there."""
    try:
        yield from _file_problems(value, path, location)
    except OSError as error:
        yield _closed(value, path, error)


def _file_problems(value: Value, path: str, location: Path) -> Iterator[CfngwError]:
    if location.is_file():
        return
    is_folder = location.is_dir()
    yield value.refusal(
        f"{path} is a folder, not a file." if is_folder else f"{path} is no file.",
        given=path,
        allowed="a path that starts at the Python file's folder",
        fix="name the file in it" if is_folder else _nearest_file(path, location) or "check the path",
    )
