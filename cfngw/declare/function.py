"""Lambda functions."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from cfngw.declare.code import Directory, File, Image, Inline, S3Object, not_python, unpackable
from cfngw.declare.grant import Grant, grants_in
from cfngw.declare.intrinsic import Flag, Integer, Reference, Text, shown_value
from cfngw.declare.kinds import (
    ARN,
    FLAG,
    KEY_ARN,
    NAME,
    TAGS,
    TEXT,
    VARIABLE,
    Checked,
    Either,
    Instance,
    Many,
    OneOf,
    RejectedError,
    Table,
    Truth,
    Whole,
    Words,
)
from cfngw.declare.layer import Layer
from cfngw.declare.log_group import LogGroup
from cfngw.declare.parameter import CONDITION, Condition, default_of
from cfngw.declare.role import STATEMENTS, Role, Statement
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError, OutputError, nearest
from cfngw.limits import Limits
from cfngw.naming import function_id

# Lambda sets these itself and refuses them in a function's configuration.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
RESERVED_VARIABLES = frozenset(
    {
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)
ENVIRONMENT_BYTES = Limits().environment_bytes
_SNAP_START_STORAGE_MB = 512  # https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
_INLINE_RUNTIME = re.compile(r"(python|nodejs)")
_FAMILIES = ("python", "nodejs", "java", "dotnet", "ruby", "go", "provided")


class Vpc(Value):
    """The subnets and security groups that a function's network interfaces are put in.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """

    subnet_ids: Sequence[Text] = required(
        Many(Words("a subnet id", pattern=r"subnet-.+"), least=1, most=16), kw_only=False
    )
    security_group_ids: Sequence[Text] = required(
        Many(Words("a security group id", pattern=r"sg-.+"), least=1, most=5), kw_only=False
    )
    ipv6_allowed_for_dual_stack: Flag | None = option(FLAG, default=None)


class DeadLetter(Value):
    """Where events of asynchronous invocations go that failed: a queue (``sqs``) or a topic (``sns``), by ARN.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """

    sqs: Text | None = option(ARN, default=None)
    sns: Text | None = option(ARN, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that there is exactly one."""
        if (self.sqs is None) == (self.sns is None):
            yield self.refusal(
                "it takes one target.", given=self.given(), allowed="sqs=<queue ARN> or sns=<topic ARN>", fix="give one"
            )

    @property
    def target(self) -> Text:
        """Give the ARN."""
        return self.sqs if self.sqs is not None else self.sns  # type: ignore[return-value]


class UrlCors(Value):
    """What browsers of other origins may do with a function URL."""

    allow_origins: Sequence[Text] = option(
        Many(Words("an origin or '*'", pattern=r"\*|https?://.+")), default=(), kw_only=False
    )
    allow_methods: Sequence[Text] = option(
        Many(OneOf("GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "*")), default=()
    )
    allow_headers: Sequence[Text] = option(Many(TEXT), default=())
    expose_headers: Sequence[Text] = option(Many(TEXT), default=())
    allow_credentials: Flag | None = option(FLAG, default=None)
    max_age_seconds: Integer | None = option(Whole(0, 86400, "seconds"), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Refuse credentials for every origin: browsers do, and it would be open to all."""
        if self.allow_credentials is True and "*" in self.allow_origins:
            yield self.refusal(
                "credentials can't be allowed to every origin.",
                given="*",
                allowed="the origins by name",
                fix='allow_origins=["https://…"], or leave out allow_credentials=',
            )


class FunctionUrl(Value):
    """An HTTPS address of the function itself. ``auth_type="NONE"`` opens it to everybody.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    """

    auth_type: Text = option(OneOf("AWS_IAM", "NONE", literal=True), default="AWS_IAM", kw_only=False)
    cors: UrlCors | None = option(Instance(UrlCors), default=None)
    invoke_mode: Text | None = option(OneOf("BUFFERED", "RESPONSE_STREAM"), default=None)
    logical_id: str | None = pinned(default=None)


_ENVIRONMENT = Table(Words("a text", literal=False), key=VARIABLE)
_LAYER = Either(
    Instance(Layer),
    Words("a layer version ARN", pattern=r"arn:.+:layer:.+:[0-9]+"),
    described="a Layer, or the ARN of a layer version",
)
_ROLE = Either(Instance(Role), ARN, described="a Role, or the ARN of one")


class Function(Value):
    """A Lambda function with its own role and log group.

    ``handler``: ``<module>.<function>``; ``index.<function>`` for inline code, none for an image.
    ``allow``: what its own role may do besides writing its logs: Allow, Deny, and grants such as
    ``table.grant_read()``, which also set an environment variable. ``role``: a Role that functions share, or an ARN.
    ``log_group``: kept for 30 days; None makes none, and no right to write one: the function then leaves no logs.
    ``function_name``: named by CloudFormation unless given, so that a stack can be made twice.
    What is left out has Lambda's default: 128 MB, 3 seconds, x86_64, 512 MB of ``/tmp``. The larger limits of managed
    instances are not for these functions, which run on Lambda's own.
    ``snap_start``: versions start from a snapshot, so that there must be one: a Version, or an Alias of it.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
    """

    name: str = required(NAME, kw_only=False)
    handler: Text | None = option(
        Words("<module>.<function>", pattern=r"\S+", longest=128), default=None, kw_only=False
    )
    code: Inline | Directory | S3Object | Image = required(
        Instance(Inline, Directory, S3Object, Image, described="a Directory, an Inline, an S3Object or an Image")
    )
    runtime: Text | None = option(Words('a runtime, such as "python3.13"', pattern=r"[a-z][a-z0-9.]*"), default=None)
    description: Text | None = option(Words(longest=256), default=None)
    function_name: Text | None = option(
        Words("a name: letters, digits, '-' and '_'", pattern=r"[A-Za-z0-9_-]+", longest=64), default=None
    )
    architecture: Text | None = option(OneOf("x86_64", "arm64"), default=None)
    memory_size_mb: Integer | None = option(Whole(128, 10240, "MB"), default=None)
    timeout_seconds: Integer | None = option(Whole(1, 900, "seconds"), default=None)
    ephemeral_storage_mb: Integer | None = option(Whole(512, 10240, "MB"), default=None)
    environment: Mapping[str, Text] | None = option(_ENVIRONMENT, default=None)
    layers: Sequence[Layer | Text] = option(Many(_LAYER, most=5), default=())
    vpc: Vpc | None = option(Instance(Vpc), default=None)
    dead_letter: DeadLetter | None = option(Instance(DeadLetter), default=None)
    reserved_concurrent_executions: Integer | None = option(Whole(0, None), default=None)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    tracing: Text | None = option(OneOf("Active", "PassThrough"), default=None)
    snap_start: bool = option(Truth(literal=True), default=False)
    log_group: LogGroup | None = option(
        Checked("a LogGroup or None", lambda given: _log_group(given)),
        default=LogGroup(),
    )
    function_url: FunctionUrl | None = option(Instance(FunctionUrl), default=None)
    role: Role | Text | None = option(_ROLE, default=None)
    allow: Sequence[Statement | Grant] = option(STATEMENTS, default=())
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or function_id(self.name)

    @property
    def called(self) -> str:
        """Give what the ids of its permissions and integrations end in: its name, or the id that is pinned."""
        return self.logical_id or self.name

    @property
    def url_id(self) -> str:
        """Give the logical id of the function's URL."""
        pinned_id = self.function_url.logical_id if self.function_url is not None else None
        return pinned_id or f"{self.resource_id}Url"

    @property
    def arn(self) -> Reference:
        """Refer to the function's ARN."""
        return Reference(self.resource_id, "Arn", target=self)

    @property
    def ref(self) -> Reference:
        """Refer to the function's name."""
        return Reference(self.resource_id, target=self)

    @property
    def grants(self) -> list[Grant]:
        """Give the grants that set an environment variable: its own, or those of the Role that it shares."""
        return list(grants_in([*self.allow, *(self.role.statements if isinstance(self.role, Role) else ())]))

    @property
    def variables(self) -> dict[str, Text]:
        """Give the environment variables: its own, then those that its grants set."""
        found = dict(self.environment or {})
        for grant in self.grants:
            if grant.variable is not None and grant.value is not None:
                found.setdefault(grant.variable, grant.value)
        return found

    def check(self) -> Iterator[CfngwError]:
        """Check what concerns several options."""
        yield from self._check_code()
        yield from self._check_environment()
        yield from self._check_grants()
        if self.allow and self.role is not None:
            yield self.refusal(
                "allow adds to the function's own role, but role names another.",
                given=self.role,
                fix="put the statements into that Role(name, [...]), or leave out role=",
            )
        storage = self.ephemeral_storage_mb
        if self.snap_start and isinstance(storage, int) and storage > _SNAP_START_STORAGE_MB:
            yield self.refusal(
                "SnapStart does not go with so much ephemeral storage.",
                given=storage,
                allowed=f"at most {_SNAP_START_STORAGE_MB} MB",
                fix="leave out ephemeral_storage_mb=, or snap_start=",
            )

    def _check_code(self) -> Iterator[CfngwError]:
        if isinstance(self.code, Image):
            yield from self._check_image()
            return
        for name in ("handler", "runtime"):
            if getattr(self, name) is None:
                yield self.refusal(f"{name} is missing.", allowed=_EXAMPLES[name], fix=f"give {name}=")
        if isinstance(self.code, Inline):
            yield from self._check_inline(self.code)
        elif isinstance(self.code, Directory):
            yield from self._check_directory_handler(self.code)

    def _check_directory_handler(self, code: Directory) -> Iterator[CfngwError]:
        """Look for the handler in the directory's files; they are read, never imported."""
        if not code.is_sound():
            return  # the Directory has reported it
        from cfngw.bundle import BundleError, Recipe, check_handler, source_files

        runtime, handler = default_of(self.runtime), default_of(self.handler)
        if code.requirements is not None:
            yield from not_python(self, runtime)
        if code.errors is not None and isinstance(runtime, str) and runtime_family(runtime) not in ("python", None):
            yield self.refusal(
                "the module of exceptions is Python's.",
                given=runtime,
                allowed="errors= in the Directory of a function in Python",
                fix=f"leave out errors=, and raise errors whose message is such as {code.errors.example}",
            )
        if code.policies and isinstance(runtime, str) and runtime_family(runtime) not in ("python", None):
            yield self.refusal(
                "the module of policies is Python's.",
                given=runtime,
                allowed="policies= in the Directory of a function in Python",
                fix="leave out policies=, and answer with a policy whose Resource ends in <api>/<stage>/*/*",
            )
        # Packages and layers may bring modules, and the handler may be in one of them.
        others = bool(self.layers) or code.requirements is not None
        try:
            files = source_files(
                Recipe(code.location, tuple(code.include), tuple(code.exclude), generated=code.generated)
            )
            known = isinstance(handler, str) and isinstance(runtime, str)
            found = check_handler(files, handler, runtime, open_ended=others) if known else None
        except BundleError as error:
            yield unpackable(self, code, error)
            return
        if found is not None:
            yield self.refusal(found.problem, given=found.given, allowed=found.allowed, fix=found.fix)

    def _check_image(self) -> Iterator[CfngwError]:
        for name in ("handler", "runtime", "layers"):
            if getattr(self, name):
                yield self.refusal(
                    f"an image has no {name}: it is in the image.",
                    given=getattr(self, name),
                    fix=f"leave out {name}"
                    + ("; Image(uri, command=[…]) names the handler" if name == "handler" else ""),
                )

    def _check_inline(self, code: Inline) -> Iterator[CfngwError]:
        runtime, handler = default_of(self.runtime), default_of(self.handler)
        if isinstance(runtime, str) and not _INLINE_RUNTIME.match(runtime):
            yield self.refusal(
                "this runtime can't have inline code.",
                given=runtime,
                allowed="a python or nodejs runtime",
                fix="use S3Object(bucket, key) for the code",
            )
        elif isinstance(handler, str) and not handler.startswith("index."):
            yield self.refusal(
                "CloudFormation saves inline code in a file called index.",
                given=handler,
                allowed="index.<function>",
                fix=f'write "index.{handler.rpartition(".")[2]}"',
            )
        elif isinstance(runtime, str) and runtime.startswith("python"):
            yield from self._check_python(
                code, runtime, handler.partition(".")[2] if isinstance(handler, str) else None
            )

    def _check_python(self, code: Inline, runtime: str, wanted: str | None) -> Iterator[CfngwError]:
        """Look for the handler in the code; the code is parsed, never run."""
        try:
            text = code.code()
        except OutputError:
            return  # its File has reported it
        try:
            names = _top_level_names(text)
        except SyntaxError as error:
            if _known_here(runtime):
                yield _broken(self, code, text, error)
            return
        if wanted is not None and names is not None and wanted not in names:
            close = nearest(wanted, names)
            yield self.refusal(
                "the code does not define the handler.",
                given=f"index.{wanted}",
                allowed=", ".join(f"index.{name}" for name in names) or "a function at the top level of the code",
                fix=f'write "index.{close}"' if close else f"define it: def {wanted}(event, context)",
            )

    def _check_environment(self) -> Iterator[CfngwError]:
        literal = 0
        for name, given in self.variables.items():
            literal += len(name.encode()) + (len(given.encode()) if isinstance(given, str) else 0)
            if name in RESERVED_VARIABLES:
                yield self.refusal(
                    "Lambda sets this environment variable itself.", given=name, fix="choose another name"
                )
        if literal > ENVIRONMENT_BYTES:
            yield self.refusal(
                f"the environment has {literal} bytes.",
                allowed=f"at most {ENVIRONMENT_BYTES} bytes, names and values together",
                fix="keep large values in SSM Parameter Store or Secrets Manager and pass their names",
            )

    def _check_grants(self) -> Iterator[CfngwError]:
        """Tell of a variable that a grant and the environment, or two grants, give different values."""
        taken: dict[str, tuple[Any, str, Any]] = {
            name: (given, "in environment", self.source) for name, given in (self.environment or {}).items()
        }
        for grant in self.grants:
            variable: Any = grant.variable
            earlier, place, source = taken.setdefault(variable, (grant.value, "by the other grant", grant.source))
            if shown_value(earlier) != shown_value(grant.value):
                yield DuplicateError(
                    f"{self.label}: the environment variable {variable} has two values.",
                    where=self.source,
                    other=source if source != self.source else grant.source,
                    given=f"{variable} = {shown_value(earlier)} {place}",
                    allowed=f"{shown_value(grant.value)}, as the grant sets it",
                    fix='let the grant set another: grant(..., variable="NAME"), or none: variable=None',
                )


_EXAMPLES = {"handler": '<module>.<function>, such as "index.handler"', "runtime": 'a runtime, such as "python3.13"'}


def _log_group(given: Any) -> LogGroup | None:
    if given is None or isinstance(given, LogGroup):
        return given
    raise RejectedError("write LogGroup(retention_in_days=…), or None")


def _top_level_names(code: str) -> list[str] | None:
    """Give the names that Python code binds at its top level, or None when they can't be told; or a SyntaxError."""
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the code, not of the blueprint
        try:
            body = ast.parse(code).body
        except ValueError as error:  # a null character, to older Pythons
            raise SyntaxError(str(error)) from error
    names: list[str] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign):
            names += [target.id for target in statement.targets if isinstance(target, ast.Name)]
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            names += [alias.asname or alias.name for alias in statement.names]
        elif not isinstance(statement, ast.Expr):
            return None  # if, try, with, annotations: what they bind is not known here
    return names


def _known_here(runtime: str) -> bool:
    """Tell whether this Python knows all that the runtime's does."""
    version = re.fullmatch(r"python(\d+)\.(\d+)", runtime)
    return version is not None and (int(version[1]), int(version[2])) <= sys.version_info[:2]


def _broken(function: Function, code: Inline, text: str, error: SyntaxError) -> CfngwError:
    lines = text.splitlines()
    number = error.lineno or 1
    return function.refusal(
        f"line {number} of the code is no Python: {error.msg}.",
        where=code.source,
        given=lines[number - 1].strip() if number <= len(lines) else "",
        fix=f"correct it in {code.text.path}" if isinstance(code.text, File) else "correct it there",
    )


class ImportedFunction(Value):
    """A function of another stack, by its ARN; often ``Parameter("FunctionArn")``.

    Nothing is made of it but the permission to invoke it, or the right of the API's role to. ``cross_account``: it is
    of another account, whose owner must give the permission: the build tells the command, and so does an output.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
    """

    name: str = required(NAME, kw_only=False)
    arn: Text = required(Words("a function ARN", pattern=r"arn:.+:lambda:.+:function:.+"), kw_only=False)
    cross_account: bool = option(Truth(literal=True), default=False)

    @property
    def called(self) -> str:
        """Give what the ids of its permissions and integrations end in."""
        return self.name


class FunctionAlias(Value):
    """What an Alias is to those who call it; they know it by this, so that only who has one imports the rest."""

    name: str
    function: Function
    function_url: FunctionUrl | None

    @property
    def url_id(self) -> str:
        """Give the logical id of its URL."""
        raise NotImplementedError

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        raise NotImplementedError

    @property
    def called(self) -> str:
        """Give what the ids of its permissions and integrations end in."""
        raise NotImplementedError

    @property
    def arn(self) -> Reference:
        """Refer to the ARN."""
        raise NotImplementedError


Callee: TypeAlias = Function | ImportedFunction | FunctionAlias


def own_function(callee: Callee | None) -> Function | None:
    """Give the function of this template that answers a call, if one does; behind an alias, the alias's."""
    if isinstance(callee, FunctionAlias):
        return callee.function
    return callee if isinstance(callee, Function) else None


class AnyFunction(Instance):
    """A function of this template, an alias of it, or a function of another stack."""

    def __init__(self) -> None:
        super().__init__(
            Function, ImportedFunction, FunctionAlias, described="a Function, an ImportedFunction or an Alias"
        )

    def keep(self, value: Any) -> Any:
        """Check the class; say how a function is given by its ARN."""
        fix = imported(value)
        if fix is not None:
            raise RejectedError(fix)
        return super().keep(value)


def imported(given: Any) -> str | None:
    """Say what to write in place of a function's ARN; None for anything else."""
    named = (
        re.fullmatch(r"arn:[\w-]+:lambda:[^:]+:\d+:function:([A-Za-z][\w-]*)(:.+)?", given)
        if isinstance(given, str)
        else None
    )
    return f'write ImportedFunction("{named[1]}", "{given}")' if named is not None else None


def runtime_family(runtime: str) -> str | None:
    """Give the family of a runtime, or None for one that no family begins."""
    return next((family for family in _FAMILIES if runtime.startswith(family)), None)
