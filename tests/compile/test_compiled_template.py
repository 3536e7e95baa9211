"""The whole template: what else a blueprint holds, references, circles, limits, collisions, the user's hook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from troposphere import And, Equals, FindInMap, GetAtt, If, ImportValue, Join, Ref, Split, Sub, Template, sqs
from troposphere import Output as TroposphereOutput
from troposphere import Parameter as TroposphereParameter
from troposphere.cloudformation import CustomResource

from cfngw import BuildError, Composition, Condition, HttpApiBlueprint, Output, Parameter, Role, Route, Stage
from cfngw.blueprint import Blueprint
from cfngw.compile.limits import too_large
from cfngw.errors import CircleError, DeclarationError, DuplicateError, LimitError, TemplateReferenceError
from cfngw.limits import Limits
from samples import api, document, function, of_type, problems, resources, template_of


class Hooked(Blueprint):
    """A blueprint of one function whose hook is an attribute."""

    functions = (function(),)
    hook: Callable[[Template], object]

    def customize(self, template: Template) -> None:
        self.hook(template)


def hooked(hook: Callable[[Template], object]) -> Hooked:
    made = Hooked()
    made.hook = hook
    return made


# What a blueprint holds besides its API


def test_the_head_of_a_template() -> None:
    made = template_of(
        function(),
        description="Says hello.",
        metadata={"Owner": "notes"},
        rules={"R": {"Assertions": [{"Assert": Equals(Parameter("Stage"), "dev")}]}},
        mappings={"Sizes": {"dev": {"Memory": 128}}},
    )
    assert made["AWSTemplateFormatVersion"] == "2010-09-09"
    assert made["Description"] == "Says hello."
    assert made["Metadata"] == {"Owner": "notes"}
    assert made["Rules"] == {"R": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}}]}}
    assert made["Mappings"] == {"Sizes": {"dev": {"Memory": 128}}}
    assert made["Parameters"] == {"Stage": {"Type": "String"}}


def test_the_sections_stand_in_the_order_of_the_design() -> None:
    made = template_of(
        function(),
        description="x",
        metadata={"a": "b"},
        parameters=[Parameter("P")],
        rules={"R": {"Assertions": []}},
        mappings={"M": {"a": {"b": "c"}}},
        conditions=[Condition("C", Equals("a", "b"))],
    )
    assert list(made) == [
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Parameters",
        "Rules",
        "Mappings",
        "Conditions",
        "Resources",
        "Outputs",
    ]


def test_every_option_of_a_parameter_is_emitted() -> None:
    parameters = [
        Parameter(
            "Stage",
            "dev",
            description="Which one.",
            allowed_values=["dev", "prod"],
            allowed_pattern="[a-z]+",
            constraint_description="dev or prod",
            min_length=1,
            max_length=9,
        ),
        Parameter("Size", 1, type="Number", min_value=0, max_value=5),
        Parameter("Token", no_echo=True),
        Parameter("Vpc", type="AWS::EC2::VPC::Id"),
    ]
    assert template_of(function(), parameters=parameters)["Parameters"] == {
        "Stage": {
            "Type": "String",
            "Default": "dev",
            "Description": "Which one.",
            "AllowedValues": ["dev", "prod"],
            "AllowedPattern": "[a-z]+",
            "ConstraintDescription": "dev or prod",
            "MinLength": 1,
            "MaxLength": 9,
        },
        "Size": {"Type": "Number", "Default": 1, "MinValue": 0, "MaxValue": 5},
        "Token": {"Type": "String", "NoEcho": True},
        "Vpc": {"Type": "AWS::EC2::VPC::Id"},
    }


@pytest.mark.parametrize(
    "given",
    [
        Parameter("Deep"),
        Sub("${x}", x=Parameter("Deep")),
        Join("-", ["a", Parameter("Deep")]),
        If("IsProd", Parameter("Deep"), "b"),
        ImportValue(Join("", [Parameter("Deep")])),
        FindInMap("M", Parameter("Deep"), "k"),
        Join(",", Split(",", Join("", ["a", Sub("${x}", {"x": Parameter("Deep")})]))),
    ],
)
def test_a_parameter_is_found_however_deep_it_stands(given: Any) -> None:
    conditions = [Condition("IsProd", Equals("a", "b"))]
    made = template_of(function(environment={"TABLE": given}), conditions=conditions, mappings={"M": {"a": {"k": "v"}}})
    assert made["Parameters"] == {"Deep": {"Type": "String"}}


@pytest.mark.parametrize("section", ["conditions", "outputs", "resources", "export"])
def test_a_parameter_is_found_outside_functions(section: str) -> None:
    deep = Parameter("Deep")
    options: dict[str, Any] = {
        "conditions": {"conditions": [Condition("C", And(Equals(deep, "a"), Equals("a", "b")))]},
        "outputs": {"outputs": [Output("Out", Sub("${x}", x=deep))]},
        "export": {"outputs": [Output("Out", "x", export=Sub("${x}-out", x=deep))]},
        "resources": {"resources": [sqs.Queue("Queue", QueueName=Join("-", [deep, "q"]))]},
    }
    assert list(template_of(function(), **options[section])["Parameters"]) == ["Deep"]


def test_equal_parameters_are_one_and_different_ones_an_error() -> None:
    one, two = Parameter("Stage", "dev"), Parameter("Stage", "dev")
    assert len(template_of(function(description=one), function("Other", description=two))["Parameters"]) == 1
    prod = Parameter("Stage", "prod")
    (error,) = problems(lambda: template_of(function(description=one), function("Other", description=prod)))
    assert isinstance(error, DuplicateError)
    assert error.problem == "the parameter Stage is taken."
    assert (error.where, error.other) == (prod.source, one.source)


def test_outputs_are_emitted_with_all_their_options() -> None:
    outputs = [Output("Out", function().arn, description="An ARN.", export="hello-arn", condition="IsProd")]
    made = template_of(function(), outputs=outputs, conditions=[Condition("IsProd", Equals("a", "b"))])
    assert made["Outputs"]["Out"] == {
        "Description": "An ARN.",
        "Value": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
        "Export": {"Name": "hello-arn"},
        "Condition": "IsProd",
    }


def test_a_reference_to_a_function_brings_it_in() -> None:
    other = function("Other")
    made = template_of(function(environment={"OTHER": other.ref, "ARN": Join("", [other.arn])}))
    assert "OtherFunction" in made["Resources"]
    assert made["Resources"]["HelloFunction"]["Properties"]["Environment"]["Variables"] == {
        "OTHER": {"Ref": "OtherFunction"},
        "ARN": {"Fn::Join": ["", [{"Fn::GetAtt": ["OtherFunction", "Arn"]}]]},
    }


def test_a_reference_brings_in_what_that_refers_to() -> None:
    third = function("Third", role=Role("Shared"))
    second = function("Second", environment={"THIRD": third.arn})
    made = template_of(function(environment={"SECOND": second.arn}))
    assert {"SecondFunction", "ThirdFunction", "SharedRole"} <= set(made["Resources"])


def test_a_reference_from_an_output_or_a_raw_resource_brings_it_in() -> None:
    made = template_of(
        function(),
        outputs=[Output("Out", function("Two").arn), Output("RoleArn", Role("Shared").arn)],
        resources=[CustomResource("Custom", ServiceToken=Join("", [function("Three").arn]))],
    )
    assert {"TwoFunction", "ThreeFunction", "SharedRole"} <= set(made["Resources"])


def test_a_raw_resource_is_emitted_as_it_is() -> None:
    queue = sqs.Queue("Queue", VisibilityTimeout=30)
    found = template_of(function(environment={"QUEUE": Ref(queue)}), resources=[queue])["Resources"]
    assert found["Queue"] == {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 30}}
    assert found["HelloFunction"]["Properties"]["Environment"] == {"Variables": {"QUEUE": {"Ref": "Queue"}}}


def test_a_raw_resource_that_is_not_complete_is_an_error_of_ours() -> None:
    from troposphere import awslambda

    (error,) = problems(lambda: template_of(function(), resources=[awslambda.Url("Url", AuthType="NONE")]))
    assert isinstance(error, DeclarationError)
    assert "Url is not a resource that CloudFormation takes" in error.problem
    assert "TargetFunctionArn" in error.problem


def test_a_blueprint_without_resources_is_an_error() -> None:
    (error,) = problems(lambda: Blueprint().sealed())
    assert error.problem == "the template has no resources."


# References


@pytest.mark.parametrize(
    "given",
    [
        Ref("Nothing"),
        GetAtt("Nothing", "Arn"),
        Sub("${Nothing}"),
        Sub("${Nothing.Arn}"),
        Join("", ["a", Ref("Nothing")]),
    ],
)
def test_a_reference_to_nothing_is_told_at_its_line(given: Any) -> None:
    made = function(description=given)
    (error,) = problems(lambda: template_of(made))
    assert isinstance(error, TemplateReferenceError)
    assert error.problem == "HelloFunction refers to Nothing, which is not in the template."
    assert (error.where, error.given) == (made.source, "Nothing")


@pytest.mark.parametrize(
    ("given", "emitted", "brought"),
    [
        (Ref(Parameter("Stage")), {"Ref": "Stage"}, "Stage"),
        (Ref(function("Other")), {"Ref": "OtherFunction"}, "OtherFunction"),
        (GetAtt(function("Other"), "Arn"), {"Fn::GetAtt": ["OtherFunction", "Arn"]}, "OtherFunction"),
        (
            Join("", [GetAtt(Role("Other"), "Arn")]),
            {"Fn::Join": ["", [{"Fn::GetAtt": ["OtherRole", "Arn"]}]]},
            "OtherRole",
        ),
    ],
)
def test_a_declared_value_inside_ref_stands_for_its_id(given: Any, emitted: Any, brought: str) -> None:
    made = template_of(function(description=given))
    assert made["Resources"]["HelloFunction"]["Properties"]["Description"] == emitted
    assert brought in {**made["Resources"], **made.get("Parameters", {})}


@pytest.mark.parametrize(("given", "named"), [(Ref(Ref("Stage")), "{'Ref': 'Stage'}"), (Ref(5), "int(...)")])
def test_what_ref_can_not_take_is_told(given: Any, named: str) -> None:
    (error,) = problems(lambda: template_of(function(description=given), parameters=[Parameter("Stage")]))
    assert error.problem == f"HelloFunction refers to {named}, which is not in the template."
    assert error.fix == "Ref and GetAtt take a name or a declared value"


def test_the_nearest_name_is_told() -> None:
    (error,) = problems(lambda: template_of(function(description=Ref("HelloFunctoin"))))
    assert error.fix == 'write "HelloFunction"'


@pytest.mark.parametrize("given", [Ref("AWS::Region"), Sub("${AWS::Region} ${!Literal}"), Sub("${a}", a="b")])
def test_what_cloudformation_knows_is_no_dangling_reference(given: Any) -> None:
    assert template_of(function(description=given))


def test_an_output_may_refer_to_nothing_as_little() -> None:
    output = Output("Out", Ref("Nothing"))
    (error,) = problems(lambda: template_of(function(), outputs=[output]))
    assert error.problem == "output Out refers to Nothing, which is not in the template."
    assert error.where == output.source


def test_depends_on_is_a_reference() -> None:
    queue = sqs.Queue("Queue", DependsOn=["Nothing"])
    (error,) = problems(lambda: template_of(function(), resources=[queue]))
    assert error.given == "Nothing"


def test_a_transform_may_know_more_than_we() -> None:
    template = Hooked(functions=[function(description=Ref("MadeByMacro"))])
    template.hook = lambda each: each.set_transform("AWS::Serverless-2016-10-31")
    assert document(template)["Transform"] == "AWS::Serverless-2016-10-31"


@pytest.mark.parametrize("user", ["function", "route", "output", "role"])
def test_a_condition_that_is_not_declared_is_told_once(user: str) -> None:
    hello = function(condition="IsProd" if user == "function" else None)
    route = Route("GET /", hello, condition="IsProd" if user == "route" else None)
    outputs = [Output("Out", "x", condition="IsProd")] if user == "output" else []
    if user == "role":
        route = Route("GET /", function(condition="IsProd", role=Role("Shared")))
    (error,) = problems(lambda: document(api(route, outputs=outputs)))
    assert isinstance(error, TemplateReferenceError)
    assert "is made under the condition IsProd, which is not in the template." in error.problem
    assert error.where is not None


def test_the_nearest_condition_is_told() -> None:
    conditions = [Condition("IsProd", Equals("a", "b"))]
    (error,) = problems(lambda: template_of(function(condition="IsProdd"), conditions=conditions))
    assert (error.fix, error.allowed) == ('write "IsProd"', "IsProd")


def test_a_circle_is_shown() -> None:
    one = function("One", environment={"TWO": GetAtt("TwoFunction", "Arn")})
    two = function("Two", environment={"ONE": GetAtt("OneFunction", "Arn")})
    (error,) = problems(lambda: template_of(one, two))
    assert isinstance(error, CircleError)
    assert "in a circle: OneFunction -> TwoFunction -> OneFunction." in error.problem
    assert error.where == one.source
    assert error.cut == error.edges[0] == "OneFunction.Environment.Variables.TWO -> TwoFunction"
    assert error.edges[1] == "TwoFunction.Environment.Variables.ONE -> OneFunction"  # both functions have one line here
    assert "function_name=" in str(error.fix)


def test_a_resource_that_needs_itself_is_a_circle() -> None:
    (error,) = problems(lambda: template_of(function(environment={"ME": Ref("HelloFunction")})))
    assert "HelloFunction -> HelloFunction" in error.problem


def test_several_circles_are_all_told() -> None:
    queues = [sqs.Queue(f"Q{n}", DependsOn=f"Q{n ^ 1}") for n in range(6)]
    assert len(problems(lambda: template_of(function(), resources=queues))) == 3


def test_a_long_chain_is_no_circle_and_needs_no_deep_stack() -> None:
    queues = [sqs.Queue("Q0"), *(sqs.Queue(f"Q{n}", DependsOn=f"Q{n - 1}") for n in range(1, 3000))]
    blueprint = Blueprint(resources=list(reversed(queues)))
    assert len(blueprint.sealed(Limits(resources=5000)).document["Resources"]) == 3000


# Limits


def test_more_than_500_resources_are_refused() -> None:
    queues = [sqs.Queue(f"Q{number}") for number in range(501)]
    blueprint = Blueprint(resources=queues)
    (error,) = problems(lambda: blueprint.sealed())
    assert isinstance(error, LimitError)
    assert error.problem == "the template has 501 resources."
    assert (error.given, error.allowed, error.where) == (501, "at most 500", blueprint.source)
    assert error.fix
    assert len(blueprint.sealed(Limits(resources=501)).document["Resources"]) == 501


@pytest.mark.parametrize(
    ("section", "options"),
    [
        ("outputs", {"outputs": [Output(f"O{number}", "x") for number in range(201)]}),
        ("parameters", {"parameters": [Parameter(f"P{number}") for number in range(201)]}),
        ("mappings", {"mappings": {f"M{number}": {"a": {"b": "c"}} for number in range(201)}}),
    ],
)
def test_more_than_200_of_a_section_are_refused(section: str, options: Any) -> None:
    blueprint = Blueprint(functions=[function()], default_outputs=False, **options)
    (error,) = problems(lambda: blueprint.sealed())
    assert error.problem == f"the template has 201 {section}."
    assert blueprint.sealed(Limits(**{section: 201})).document


def test_a_quota_that_aws_raises_is_only_noted() -> None:
    made = api(*(Route(f"GET /r{number}", function()) for number in range(4)), stages=[Stage("a"), Stage("b")])
    notices = made.sealed(Limits(routes=3, stages=1)).notices
    assert [notice.problem for notice in notices] == [
        "one HTTP API has 2 stages; a new account allows 1.",
        "one HTTP API has 4 routes; a new account allows 3.",
    ]


def test_the_integrations_of_an_api_are_limited_for_good() -> None:
    made = api(*(Route(f"GET /r{number}", function(f"F{number}")) for number in range(4)))
    (error,) = problems(lambda: made.sealed(Limits(integrations=3)))
    assert isinstance(error, LimitError)
    assert error.problem == "one HTTP API has 4 integrations."
    assert error.allowed == "at most 3, which AWS does not raise"
    assert made.sealed(Limits(integrations=4)).document


def test_the_routes_of_two_apis_count_apart() -> None:
    made = Composition(*(api(*(Route(f"GET /{n}", function()) for n in range(3)), name=name) for name in ("A", "B")))
    assert made.sealed(Limits(routes=3)).notices == ()


def test_a_template_of_more_than_a_megabyte_is_refused() -> None:
    assert too_large("x" * 1_000_000, Limits(), None) is None
    error = too_large("é" * 500_001, Limits(), None)
    assert isinstance(error, LimitError)
    assert error.problem == "the template has 1,000,002 bytes."


def test_a_logical_id_that_is_too_long_is_refused_with_the_way_out() -> None:
    route = Route(f"GET /{'a' * 300}", function())
    (error,) = problems(lambda: document(api(route)))
    assert isinstance(error, LimitError)
    assert error.where == route.source
    assert "logical_id=" in (error.fix or "")
    assert document(api(Route(f"GET /{'a' * 300}", function(), logical_id="Short")))


# Collisions


def test_a_raw_resource_can_not_take_an_id() -> None:
    hello = function()
    (error,) = problems(lambda: template_of(hello, resources=[sqs.Queue("HelloFunction")]))
    assert isinstance(error, DuplicateError)
    assert (error.given, error.other) == ("HelloFunction", hello.source)


def test_different_functions_of_one_name_show_both_lines() -> None:
    one = function()
    two = function(memory_size_mb=256)
    (error,) = problems(lambda: template_of(one, two))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (two.source, one.source)
    assert error.fix == "rename one of them, or pin another id with logical_id="
    assert template_of(one, function(memory_size_mb=256, logical_id="Large"))


def test_a_parameter_and_a_resource_can_not_have_one_name() -> None:
    parameter = Parameter("Queue")
    (error,) = problems(lambda: template_of(function(description=parameter), resources=[sqs.Queue("Queue")]))
    assert isinstance(error, DuplicateError)
    assert error.given == "Queue"


def test_an_output_of_the_user_can_not_take_a_default_name() -> None:
    output = Output("HelloFunctionArn", "x")
    (error,) = problems(lambda: template_of(function(), outputs=[output]))
    assert (error.problem, error.where) == ("the output HelloFunctionArn is taken.", output.source)


def test_conditions_of_one_name_are_an_error() -> None:
    one, two = Condition("C", Equals("a", "b")), Condition("C", Equals("a", "c"))
    (error,) = problems(lambda: template_of(function(), conditions=[one, two]))
    assert error.problem == "the condition C is taken."


def test_all_problems_of_a_build_are_told_together_each_once() -> None:
    hello, other = function(description=Parameter("P", "a")), function(description=Parameter("P", "b"))
    with pytest.raises(BuildError) as caught:
        template_of(hello, other, outputs=[Output("Out", "x"), Output("Out", "y")], default_outputs=False)
    assert [problem.problem for problem in caught.value.problems] == [
        "the logical id HelloFunction is taken.",
        "the output Out is taken.",
    ]
    assert caught.value.exit_code == 4


def test_references_limits_and_circles_are_told_together() -> None:
    resources_ = [sqs.Queue("A", DependsOn="B"), sqs.Queue("B", DependsOn="A"), sqs.Queue("C", DependsOn="Nothing")]
    found = problems(lambda: Blueprint(resources=resources_).sealed(Limits(resources=2)))
    assert [type(problem) for problem in found] == [LimitError, TemplateReferenceError, CircleError]


# customize()


def test_the_hook_may_add_and_change() -> None:
    def hook(template: Template) -> None:
        template.add_resource(sqs.Queue("Extra"))
        template.add_parameter(TroposphereParameter("Stage", Type="String"))
        template.add_output(TroposphereOutput("ExtraUrl", Value=Ref("Extra")))
        template.resources["HelloFunction"].MemorySize = 512
        template.set_description("Changed.")

    made = document(hooked(hook))
    assert made["Resources"]["Extra"]["Type"] == "AWS::SQS::Queue"
    assert made["Resources"]["HelloFunction"]["Properties"]["MemorySize"] == 512
    assert (made["Description"], list(made["Parameters"])) == ("Changed.", ["Stage"])
    assert "ExtraUrl" in made["Outputs"]


def test_the_hook_may_take_away() -> None:
    def hook(template: Template) -> None:
        del template.resources["HelloFunctionRole"]
        template.resources["HelloFunction"].Role = "arn:aws:iam::123456789012:role/own"

    assert "HelloFunctionRole" not in document(hooked(hook))["Resources"]


def test_each_call_gives_the_hook_a_fresh_template() -> None:
    blueprint = hooked(lambda template: template.add_resource(sqs.Queue("Extra")))
    assert document(blueprint) == document(blueprint)
    assert blueprint.template() is not blueprint.template()


@pytest.mark.parametrize(
    "hook",
    [
        lambda template: template.add_resource(sqs.Queue("HelloFunction")),
        lambda template: setattr(template.resources["HelloFunction"], "MemorySize", "much"),
        lambda template: setattr(template.resources["HelloFunction"], "Memory", 512),
        lambda template: template.resources["Helo"],
        lambda template: template.outputs[0][0],
        lambda template: [][1],
        lambda template: undefined,  # type: ignore[name-defined]  # noqa: F821
        lambda template: sqs.Queue("not alphanumeric"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_an_error_in_the_hook_is_told_at_its_line(hook: Any) -> None:
    (error,) = problems(lambda: document(hooked(hook)))
    assert isinstance(error, DeclarationError)
    assert error.problem.startswith("customize() failed: ")
    assert error.where is not None
    assert (error.where.path, error.where.line) == (__file__, hook.__code__.co_firstlineno)


def test_what_the_hook_adds_is_held_to_the_same_laws() -> None:
    blueprint = hooked(lambda template: template.add_resource(sqs.Queue("Extra", DependsOn="Nothing")))
    (error,) = problems(lambda: document(blueprint))
    assert error.problem == "Extra refers to Nothing, which is not in the template."
    assert error.where == blueprint.source


def test_what_the_hook_adds_is_tied_to_the_blueprint() -> None:
    blueprint = hooked(lambda template: template.add_resource(sqs.Queue("Extra")))
    assert blueprint.sealed().sources.find(["Resources", "Extra"]) == blueprint.source


# Composition


def test_a_composition_shares_functions_roles_and_parameters() -> None:
    shared = Role("Shared")
    hello = function(role=shared, description=Parameter("Stage"))
    other = function("Other", role=shared, description=Parameter("Stage"))
    made = document(
        Composition(
            api(Route("GET /", hello), Route("GET /o", other)),
            api(Route("GET /", hello), name="Orders"),
            Blueprint(functions=[other]),
            description="Both.",
        )
    )
    assert list(made["Parameters"]) == ["Stage"]
    assert list(of_type(made["Resources"], "AWS::Lambda::Function")) == ["HelloFunction", "OtherFunction"]
    assert list(of_type(made["Resources"], "AWS::IAM::Role")) == ["SharedRole"]
    assert list(of_type(made["Resources"], "AWS::ApiGatewayV2::Api")) == ["NotesApi", "OrdersApi"]
    assert list(made["Outputs"]).count("HelloFunctionArn") == 1
    assert made["Description"] == "Both."


def test_the_first_description_wins() -> None:
    one, two = api(description="One."), api(description="Two.", name="Orders")
    assert document(Composition(one, two))["Description"] == "One."


def test_a_composition_of_one_is_that_one() -> None:
    assert document(Composition(api())) == document(api())


def test_the_same_blueprint_twice_is_once() -> None:
    one = api()
    assert document(Composition(one, one)) == document(one)


def test_compositions_nest() -> None:
    inner = Composition(api(), api(name="Orders"))
    assert document(Composition(inner)) == document(inner)


def test_every_hook_of_a_composition_is_called() -> None:
    one = hooked(lambda template: template.add_resource(sqs.Queue("One")))
    two = hooked(lambda template: template.add_resource(sqs.Queue("Two")))
    assert {"One", "Two"} <= set(resources(Composition(one, two)))


def test_two_apis_of_one_name_collide() -> None:
    other = HttpApiBlueprint(name="Notes", routes=[Route("GET /other", function())])
    found = problems(lambda: document(Composition(api(), other)))
    assert "the logical id NotesApi is taken." in [problem.problem for problem in found]
