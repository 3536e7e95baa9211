"""Functions: what several options say together."""

from __future__ import annotations

import sys

import pytest

from cfngw import Allow, DeadLetter, Function, Image, ImportedFunction, Inline, Parameter, Role, UrlCors
from cfngw.declare.function import ENVIRONMENT_BYTES, RESERVED_VARIABLES, runtime_family
from samples import HANDLER, ZIP, function, inline, loose, refused

IMAGE = Image("123456789012.dkr.ecr.eu-west-1.amazonaws.com/hello:1")
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:failed"


@pytest.mark.parametrize("missing", ["handler", "runtime"])
def test_code_in_a_zip_needs_a_handler_and_a_runtime(missing: str) -> None:
    options = {"handler": "a.b", "runtime": "go1.x", missing: None}
    error = refused(lambda: loose.Function("Hello", code=ZIP, **options))
    assert error.problem == f'Function "Hello": {missing} is missing.'
    assert error.allowed
    assert error.fix == f"give {missing}="


@pytest.mark.parametrize("surplus", ["handler", "runtime", "layers"])
def test_an_image_has_its_handler_runtime_and_layers_inside(surplus: str) -> None:
    given = {"handler": "a.b", "runtime": "python3.13", "layers": ["arn:aws:lambda:eu-west-1:1:layer:x:1"]}[surplus]
    error = refused(lambda: loose.Function("Hello", code=IMAGE, **{surplus: given}))
    assert f"an image has no {surplus}" in error.problem


def test_an_image_needs_nothing_else() -> None:
    assert Function("Hello", code=IMAGE).handler is None


@pytest.mark.parametrize("runtime", ["java21", "ruby3.4", "dotnet8", "provided.al2023", "go1.x"])
def test_only_python_and_node_can_be_inline(runtime: str) -> None:
    error = refused(lambda: Function("Hello", "index.handler", runtime=runtime, code=Inline("x")))
    assert "this runtime can't have inline code." in error.problem
    assert error.given == runtime
    assert error.allowed == "a python or nodejs runtime"


def test_the_default_of_a_runtime_parameter_counts() -> None:
    runtime = Parameter("Runtime", "java21")
    assert refused(lambda: Function("Hello", "index.handler", runtime=runtime, code=Inline("x"))).given == "java21"


def test_a_runtime_known_only_at_deployment_passes() -> None:
    assert inline(runtime=Parameter("Runtime")).runtime == Parameter("Runtime")


def test_inline_code_is_called_index() -> None:
    error = refused(lambda: Function("Hello", "app.handler", runtime="python3.13", code=Inline(HANDLER)))
    assert error.given == "app.handler"
    assert error.fix == 'write "index.handler"'


def test_inline_python_must_define_the_handler() -> None:
    error = refused(lambda: Function("Hello", "index.handle", runtime="python3.13", code=Inline(HANDLER)))
    assert error.problem.endswith("the code does not define the handler.")
    assert error.fix == 'write "index.handler"'


@pytest.mark.parametrize(
    "code",
    [
        "handler = lambda event, context: 0",
        "async def handler(event, context): ...",
        "class handler: ...",
        "from elsewhere import handler",
        "from elsewhere import main as handler",
        "import handler",
        "'''text'''\nhandler = print",
    ],
)
def test_a_handler_may_be_bound_in_any_way(code: str) -> None:
    assert inline(code).handler == "index.handler"


@pytest.mark.parametrize("code", ["if True:\n    handler = print", "try:\n    pass\nfinally:\n    handler = print"])
def test_code_that_can_not_be_told_is_left_to_lambda(code: str) -> None:
    assert inline(code).handler == "index.handler"


def test_the_syntax_of_a_newer_python_is_left_to_lambda() -> None:
    newer = f"python3.{sys.version_info.minor + 1}"
    assert inline("def (", runtime=newer).handler == "index.handler"


def test_inline_node_is_not_read() -> None:
    assert inline("exports.handler = 1", runtime="nodejs22.x", handler="index.handler").runtime == "nodejs22.x"


@pytest.mark.parametrize("name", sorted(RESERVED_VARIABLES))
def test_a_variable_that_lambda_sets_is_refused(name: str) -> None:
    error = refused(lambda: Function("Hello", "a.b", runtime="python3.13", code=ZIP, environment={name: "x"}))
    assert error.given == name


def test_an_environment_fits_into_4_kb() -> None:
    assert function(environment={"AB": "x" * (ENVIRONMENT_BYTES - 2)})
    large = {"AB": "é" * (ENVIRONMENT_BYTES // 2)}
    error = refused(lambda: Function("Hello", "a.b", runtime="python3.13", code=ZIP, environment=large))
    assert f"the environment has {ENVIRONMENT_BYTES + 2} bytes." in error.problem


def test_intrinsics_do_not_count_in_an_environment() -> None:
    assert function(environment={"AB": "x" * (ENVIRONMENT_BYTES - 6), "CD": Parameter("Value")})


@pytest.mark.parametrize("role", [Role("Reader"), "arn:aws:iam::123456789012:role/reader", Parameter("RoleArn")])
def test_allow_adds_to_no_other_role(role: object) -> None:
    allow = [Allow("s3:GetObject", "arn:aws:s3:::b")]
    error = refused(lambda: loose.Function("Hello", "a.b", runtime="python3.13", code=ZIP, allow=allow, role=role))
    assert "allow adds to the function's own role" in error.problem


def test_a_dead_letter_has_one_target() -> None:
    assert DeadLetter(sqs=QUEUE).target == QUEUE
    assert "it takes one target." in refused(lambda: DeadLetter()).problem
    assert "it takes one target." in refused(lambda: DeadLetter(sqs=QUEUE, sns=QUEUE)).problem


def test_credentials_are_not_allowed_to_every_origin() -> None:
    error = refused(lambda: UrlCors(["*"], allow_credentials=True))
    assert error.given == "*"
    assert UrlCors(["https://a.example"], allow_credentials=True).allow_credentials is True


def test_a_pinned_id_is_the_id() -> None:
    assert function().resource_id == "HelloFunction"
    assert function(logical_id="Pinned").resource_id == "Pinned"
    assert function(logical_id="Pinned").arn.to_dict() == {"Fn::GetAtt": ["Pinned", "Arn"]}
    assert function(logical_id="Pinned").ref.to_dict() == {"Ref": "Pinned"}


def test_an_imported_function_takes_a_parameter() -> None:
    assert ImportedFunction("Other", Parameter("OtherArn")).arn == Parameter("OtherArn")


@pytest.mark.parametrize(
    ("runtime", "family"), [("python3.13", "python"), ("provided.al2023", "provided"), ("go1.x", "go"), ("cobol", None)]
)
def test_the_family_of_a_runtime(runtime: str, family: str | None) -> None:
    assert runtime_family(runtime) == family
