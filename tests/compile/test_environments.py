"""Environments: templates of their own, and one template with a parameter and a mapping.

Rows A05 to A09, A35 to A37 and C01 are in ../rows/test_rows_environments.py; pain P22.
"""

from __future__ import annotations

import os
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from troposphere import GetAtt, Join, Ref, Sub, awslambda, sqs

from cfngw import (
    Alias,
    Allow,
    ApiMapping,
    Blueprint,
    Composition,
    DomainName,
    Environment,
    Function,
    HttpApiBlueprint,
    LogGroup,
    Method,
    MethodSettings,
    Output,
    Parameter,
    PerEnvironment,
    RestApiLambdaBlueprint,
    Role,
    Route,
    Stage,
    Table,
    Throttle,
    Version,
)
from cfngw.declare.environment import Lookup
from cfngw.errors import DeclarationError
from samples import ZIP, api, function, inline, of_type, problems, refused

GOLDEN = Path(__file__).parents[1] / "golden"
BOTH = ["dev", "prod"]
CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/c"


def rest(*methods: Method, **options: Any) -> RestApiLambdaBlueprint:
    return RestApiLambdaBlueprint(
        **{"name": "Notes", "methods": methods or [Method("GET /", function())], "environments": BOTH, **options}
    )


def in_each(blueprint: Blueprint) -> list[Any]:
    """Compile for each environment to plain data."""
    return [each.sealed().document for each in blueprint.in_environments()]


def environment_of(document: Any, title: str = "HelloFunction") -> Any:
    return document["Resources"][title]["Properties"]["Environment"]["Variables"]


def whole(**options: Any) -> RestApiLambdaBlueprint:
    """Make an API with something of its own in each environment wherever one template can hold it."""
    table = Table("Notes", "id")
    notes = Function(
        "Notes",
        "index.handler",
        runtime="python3.13",
        code=ZIP,
        memory_size_mb=PerEnvironment(dev=128, prod=1024),
        timeout_seconds=PerEnvironment(prod=20, default=5),
        reserved_concurrent_executions=PerEnvironment(dev=1, prod=50),
        environment={"LEVEL": "INFO", "REGION": Ref("AWS::Region"), "MODE": PerEnvironment(dev="test", prod="live")},
        log_group=LogGroup(retention_in_days=PerEnvironment(dev=7, prod=365)),
        tags={"stage": PerEnvironment(dev="d", prod="p")},
        allow=[table.grant_read()],
    )
    return rest(
        Method("GET /notes", notes),
        stages=[Stage("api", tracing=PerEnvironment(dev=False, prod=True), method_settings=limits())],
        environments={"dev": Environment(variables={"LEVEL": "DEBUG"}), "prod": {"variables": {"LEVEL": "WARN"}}},
        app_name="notes",
        **options,
    )


def limits() -> MethodSettings:
    return MethodSettings(
        throttle=Throttle(rate=PerEnvironment(dev=1, prod=100), burst=PerEnvironment(dev=2, prod=200))
    )


@pytest.mark.parametrize("name", ["dev", "prod", "all"])
def test_both_forms_are_golden_templates(name: str) -> None:
    path = GOLDEN / "environments" / f"{name}.yaml"
    made = whole(one_template=True) if name == "all" else whole().in_environment(name)
    text = made.to_yaml()
    if os.environ.get("REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_form_has_findings() -> None:
    assert whole(one_template=True).lint() == []


# A template for each environment


@pytest.mark.parametrize(
    ("option", "property_name", "dev", "prod"),
    [
        ("memory_size_mb", "MemorySize", 128, 1024),
        ("timeout_seconds", "Timeout", 5, 30),
        ("reserved_concurrent_executions", "ReservedConcurrentExecutions", 1, 50),
        ("description", "Description", "try", "buy"),
        ("architecture", "Architectures", "arm64", "x86_64"),
    ],
)
def test_an_option_differs(option: str, property_name: str, dev: Any, prod: Any) -> None:
    made = function(**{option: PerEnvironment(dev=dev, prod=prod)})
    found = [each["Resources"]["HelloFunction"]["Properties"][property_name] for each in in_each(_alone(made))]
    assert found == ([[dev], [prod]] if option == "architecture" else [dev, prod])


def _alone(*functions: Function, **options: Any) -> Blueprint:
    return Blueprint(**{"functions": functions, "environments": BOTH, **options})


def test_an_option_that_decides_what_is_made_differs_too() -> None:
    made = function(log_group=PerEnvironment(dev=None, prod=LogGroup(retention_in_days=365)))
    dev, prod = in_each(_alone(made))
    assert not of_type(dev["Resources"], "AWS::Logs::LogGroup")
    assert of_type(prod["Resources"], "AWS::Logs::LogGroup")


def test_none_leaves_an_option_or_a_member_out() -> None:
    made = function(
        memory_size_mb=PerEnvironment(dev=None, prod=512), environment={"AA": PerEnvironment(dev="x", prod=None)}
    )
    dev, prod = (each["Resources"]["HelloFunction"]["Properties"] for each in in_each(_alone(made)))
    assert "MemorySize" not in dev
    assert dev["Environment"] == {"Variables": {"AA": "x"}}
    assert "Environment" not in prod


def test_a_member_of_a_list_differs() -> None:
    first, second = Route("GET /a", function()), Route("GET /b", function())
    blueprint = api(environments=BOTH, routes=[first, PerEnvironment(dev=second, prod=None)])
    dev, prod = (of_type(each["Resources"], "AWS::ApiGatewayV2::Route") for each in in_each(blueprint))
    assert list(dev) == ["NotesRouteGetA", "NotesRouteGetB"]
    assert list(prod) == ["NotesRouteGetA"]


def test_routes_and_methods_are_checked_and_parsed_where_they_differ() -> None:
    target = PerEnvironment(dev=function("One"), prod=function("Two"))
    for made in (api(Route("GET /a", target), environments=BOTH), rest(Method("GET /a", target))):
        dev, prod = in_each(made)
        assert "OneFunction" in dev["Resources"]
        assert "TwoFunction" not in dev["Resources"]
        assert "TwoFunction" in prod["Resources"]


def test_what_is_the_same_everywhere_is_the_same_value() -> None:
    (part,) = api(environments=BOTH).in_environment("dev").parts()
    plain = api()
    assert part.api == plain.parts()[0].api


def test_a_function_that_is_shared_is_made_once() -> None:
    shared = function(memory_size_mb=PerEnvironment(dev=128, prod=256))
    made = rest(Method("GET /a", shared), Method("GET /b", shared), functions=[shared])
    assert len(of_type(in_each(made)[0]["Resources"], "AWS::Lambda::Function")) == 1


def test_what_only_a_reference_names_is_settled() -> None:
    table = Table("Notes", "id", point_in_time_recovery=PerEnvironment(dev=False, prod=True))
    reader = function(environment={"ARN": table.arn}, allow=[table.grant_read()])
    for document, wanted in zip(in_each(_alone(reader)), (False, True), strict=True):
        recovery = document["Resources"]["NotesTable"]["Properties"]["PointInTimeRecoverySpecification"]
        assert recovery == {"PointInTimeRecoveryEnabled": wanted}


def test_a_parameter_has_another_default() -> None:
    level = Parameter("Level", PerEnvironment(dev="DEBUG", prod="WARN"))
    documents = in_each(_alone(function(environment={"LEVEL": level, "TEXT": Sub("${L}", L=level)})))
    assert [each["Parameters"]["Level"]["Default"] for each in documents] == ["DEBUG", "WARN"]


def test_it_may_stand_inside_a_function_of_troposphere() -> None:
    inner = PerEnvironment(dev="d", prod=Ref("AWS::Region"))
    made = function(environment={"NAME": Join("-", ["notes", inner]), "SUB": Sub("${A}", A=inner)})
    dev, prod = (environment_of(each) for each in in_each(_alone(made)))
    assert dev == {"NAME": {"Fn::Join": ["-", ["notes", "d"]]}, "SUB": {"Fn::Sub": ["${A}", {"A": "d"}]}}
    assert prod["NAME"] == {"Fn::Join": ["-", ["notes", {"Ref": "AWS::Region"}]]}


def test_choices_inside_of_choices() -> None:
    inner = PerEnvironment(dev="inner", prod="x")
    made = function(environment=PerEnvironment(dev={"AA": inner}, prod={"BB": "b"}))
    assert [environment_of(each) for each in in_each(_alone(made))] == [{"AA": "inner"}, {"BB": "b"}]


def test_domain_names_differ_and_the_url_with_them() -> None:
    domain = DomainName(PerEnvironment(dev="dev.example.com", prod="example.com"), certificate=CERTIFICATE)
    mapping = ApiMapping(domain, "v1")
    made = api(
        environments=BOTH, api_mappings=[mapping], functions=[function("Other", environment={"URL": mapping.url})]
    )
    dev, prod = in_each(made)
    assert [*of_type(dev["Resources"], "AWS::ApiGatewayV2::DomainName")] == ["DevDotExampleDotComDomainName"]
    assert [*of_type(prod["Resources"], "AWS::ApiGatewayV2::DomainName")] == ["ExampleDotComDomainName"]
    assert environment_of(prod, "OtherFunction") == {"URL": "https://example.com/v1"}


def test_variables_of_the_environment_win_over_the_functions_and_lose_to_nothing() -> None:
    one, two = function("One", environment={"LEVEL": "INFO", "OWN": "1"}), function("Two")
    made = _alone(one, two, environments={"dev": {"variables": {"LEVEL": "DEBUG"}}, "prod": None})
    dev, prod = in_each(made)
    assert environment_of(dev, "OneFunction") == {"LEVEL": "DEBUG", "OWN": "1"}
    assert environment_of(dev, "TwoFunction") == {"LEVEL": "DEBUG"}
    assert environment_of(prod, "OneFunction") == {"LEVEL": "INFO", "OWN": "1"}
    assert "Environment" not in prod["Resources"]["TwoFunction"]["Properties"]


def test_the_environment_is_told_to_customize() -> None:
    class Notes(HttpApiBlueprint):
        name = "Notes"
        routes = (Route("GET /", function()),)
        environments = BOTH

        def customize(self, template: Any) -> None:
            template.set_description(f"made for {self.environment}")

    assert [each["Description"] for each in in_each(Notes())] == ["made for dev", "made for prod"]
    assert Notes().environment is None


def test_the_declaration_is_the_same_in_every_run() -> None:
    for each in whole().in_environments():
        assert each.to_yaml() == each.to_yaml()


def test_verbs_of_a_blueprint_with_environments_ask_which() -> None:
    made = api(environments=BOTH)
    error = problems(lambda: api(environments=BOTH).to_yaml())[0]
    assert error.fix is not None
    assert '.in_environment("dev")' in error.fix
    assert [each.environment for each in made.in_environments()] == BOTH
    assert api().in_environments()[0].environment is None


def test_an_environment_may_have_a_layout_of_its_own() -> None:
    dev, prod = in_each(rest(layout=PerEnvironment(dev="resources", prod="openapi")))
    assert of_type(dev["Resources"], "AWS::ApiGateway::Method")
    assert not of_type(prod["Resources"], "AWS::ApiGateway::Method")


def test_a_file_is_written(tmp_path: Path) -> None:
    assert whole().in_environment("dev").write(tmp_path / "app.dev.yaml")
    assert "Level" not in (tmp_path / "app.dev.yaml").read_text()


# Stages


def test_the_stage_is_called_apart_from_the_environment() -> None:
    documents = in_each(rest(environments={"dev": None, "prod": {"stage": "v1"}}))
    names = [one["Properties"]["StageName"] for each in documents for one in of_type(each["Resources"], STAGE).values()]
    assert names == ["api", "v1"]


STAGE = "AWS::ApiGateway::Stage"


def test_an_only_stage_keeps_its_other_options() -> None:
    stages = [Stage("dev", variables={"a": "b"})]
    dev, prod = in_each(rest(stages=stages, environments={"dev": None, "prod": Environment(stage="live")}))
    assert dev["Resources"]["NotesStageDev"]["Properties"]["StageName"] == "dev"
    assert prod["Resources"]["NotesStageLive"]["Properties"] == {
        **dev["Resources"]["NotesStageDev"]["Properties"],
        "StageName": "live",
    }


def test_an_http_apis_stage_may_be_named() -> None:
    dev, prod = in_each(api(environments={"dev": None, "prod": {"stage": "v1"}}))
    assert dev["Resources"]["NotesStageDefault"]["Properties"]["StageName"] == "$default"
    assert prod["Resources"]["NotesStageV1"]["Properties"]["StageName"] == "v1"


def test_several_stages_are_named_where_they_are() -> None:
    error = problems(lambda: rest(stages=[Stage("a"), Stage("b")], environments={"dev": {"stage": "v1"}}))[0]
    assert "has 2 stages" in error.problem
    names = Stage(PerEnvironment(dev="d", prod="p"))
    assert "NotesStageD" in in_each(rest(stages=[names, Stage("b")]))[0]["Resources"]


def test_a_stage_that_a_rest_api_can_not_have_is_refused() -> None:
    error = problems(lambda: rest(environments={"dev": {"stage": "$default"}}).in_environment("dev").sealed())[0]
    assert "$default" in error.problem


# Names


def test_names_begin_with_the_app_and_the_environment() -> None:
    shared = Role("Shared", [Allow("s3:GetObject", "arn:aws:s3:::b/*")])
    functions = [function("Notes"), function("A.b"), function("Own", function_name="own"), function("C", role=shared)]
    made = api(environments=BOTH, app_name="notes", functions=functions)
    resources = in_each(made)[1]["Resources"]
    names = {name: each["Properties"].get("FunctionName") for name, each in resources.items()}
    assert names["NotesFunction"] == "notes-prod"
    assert names["ADotBFunction"] == "notes-prod-A-b"
    assert names["OwnFunction"] == "own"
    roles = {name: each["Properties"].get("RoleName") for name, each in resources.items()}
    assert roles["NotesFunctionRole"] == "notes-prod"
    assert roles["SharedRole"] == "notes-prod-Shared"
    assert resources["NotesApi"]["Properties"]["Name"] == "notes-prod"


def test_nothing_is_named_unless_asked() -> None:
    for document in in_each(rest()):
        named = [
            each for each in document["Resources"].values() if {"FunctionName", "RoleName"} & {*each["Properties"]}
        ]
        assert [each["Type"] for each in named] == ["AWS::Lambda::Permission"]


def test_a_name_that_is_too_long_is_refused_at_the_functions_line() -> None:
    error = problems(lambda: _alone(function("x" * 60), app_name="notes").in_environment("dev").sealed())[0]
    assert error.allowed == "at most 64 characters"


# One template


def test_one_template_asks_for_the_environment_and_looks_up_what_differs() -> None:
    document = whole(one_template=True).sealed().document
    assert document["Parameters"]["Environment"]["AllowedValues"] == BOTH
    assert "Default" not in document["Parameters"]["Environment"]
    assert document["Mappings"]["Environments"]["prod"]["NotesFunctionMemorySizeMb"] == "1024"
    assert document["Resources"]["NotesFunction"]["Properties"]["MemorySize"] == {
        "Fn::FindInMap": ["Environments", {"Ref": "Environment"}, "NotesFunctionMemorySizeMb"]
    }


def test_the_users_own_parameter_may_have_a_default() -> None:
    """Row A07: dev unless told otherwise."""
    own = Parameter("Environment", "dev", allowed_values=BOTH)
    document = whole(one_template=True, parameters=[own]).sealed().document
    assert document["Parameters"]["Environment"]["Default"] == "dev"
    wrong = Parameter("Environment", "dev", allowed_values=["dev"])
    error = problems(whole(one_template=True, parameters=[wrong]).sealed)[0]
    assert "chooses among its environments" in error.problem


def test_a_list_of_texts_is_looked_up() -> None:
    subnets = PerEnvironment(dev=["subnet-1"], prod=["subnet-1", "subnet-2"])
    from cfngw import Vpc

    made = _alone(function(vpc=Vpc(subnets, ["sg-1"])), one_template=True)
    document = made.sealed().document
    assert document["Mappings"]["Environments"]["prod"] == {"HelloFunctionVpcSubnetIds": ["subnet-1", "subnet-2"]}


def test_variables_that_are_the_same_everywhere_need_no_mapping() -> None:
    every = {"dev": {"variables": {"LEVEL": "INFO"}}, "prod": {"variables": {"LEVEL": "INFO"}}}
    document = _alone(function(), environments=every, one_template=True).sealed().document
    assert environment_of(document) == {"LEVEL": "INFO"}
    assert "Mappings" not in document


def test_a_variable_of_one_environment_takes_the_functions_value_in_the_others() -> None:
    only = {"dev": {"variables": {"LEVEL": "DEBUG"}}, "prod": None}
    made = _alone(function(environment={"LEVEL": "INFO"}), environments=only, one_template=True)
    assert made.sealed().document["Mappings"]["Environments"] == {
        "dev": {"HelloFunctionEnvironmentLEVEL": "DEBUG"},
        "prod": {"HelloFunctionEnvironmentLEVEL": "INFO"},
    }


def test_a_variable_that_one_environment_lacks_is_refused() -> None:
    only = {"dev": {"variables": {"LEVEL": "DEBUG"}}, "prod": None}
    error = problems(_alone(function(), environments=only, one_template=True).sealed)[0]
    assert "one template needs LEVEL as a text in every environment" in error.problem


@pytest.mark.parametrize(
    "options",
    [
        {"log_group": PerEnvironment(dev=None, prod=LogGroup())},
        {"code": PerEnvironment(dev=ZIP, prod=ZIP)},
        {"environment": PerEnvironment(dev={"AA": "x"}, prod={"AA": "y"})},
        {"memory_size_mb": PerEnvironment(dev=None, prod=128)},
        {"description": PerEnvironment(dev="x", prod=Ref("AWS::Region"))},
    ],
)
def test_what_one_template_can_not_hold_is_refused_with_the_way_out(options: dict[str, Any]) -> None:
    found = problems(_alone(function(**options), one_template=True).sealed)
    assert [error.fix for error in found] == [
        "leave out one_template=True, so that each environment has a template of its own"
    ]


def test_one_template_may_be_given_to_no_environment() -> None:
    every = whole(one_template=True)
    error = refused(lambda: every.in_environment("dev"))
    assert "one template serves all its environments" in error.problem


@pytest.mark.parametrize("layout", ["resources", "openapi"])
def test_a_changed_value_that_a_method_looks_up_is_deployed_anew(layout: str) -> None:
    def deployment(milliseconds: int) -> str:
        wait = PerEnvironment(dev=1000, prod=milliseconds)
        made = rest(Method("GET /", function(), timeout_ms=wait), one_template=True, layout=layout)
        (name,) = of_type(made.sealed().document["Resources"], "AWS::ApiGateway::Deployment")
        return name

    assert deployment(5000) == deployment(5000)
    assert deployment(5000) != deployment(6000)


def test_a_changed_value_of_a_function_is_not() -> None:
    def deployment(size: int) -> str:
        made = rest(Method("GET /", function(memory_size_mb=PerEnvironment(dev=128, prod=size))), one_template=True)
        (name,) = of_type(made.sealed().document["Resources"], "AWS::ApiGateway::Deployment")
        return name

    assert deployment(256) == deployment(512)


def test_a_value_inside_of_a_function_of_troposphere_is_looked_up() -> None:
    texts = [PerEnvironment(dev="d", prod="p"), PerEnvironment(dev="D", prod="P")]
    parts = [
        Blueprint(functions=[function(name, environment={"NAME": Join("-", ["notes", text])})])
        for name, text in zip("AB", texts, strict=True)
    ]
    document = Composition(*parts, environments=BOTH, one_template=True).sealed().document
    assert document["Mappings"]["Environments"]["prod"] == {"Value": "p", "Value2": "P"}
    looked_up = {"Fn::FindInMap": ["Environments", {"Ref": "Environment"}, "Value2"]}
    assert environment_of(document, "BFunction") == {"NAME": {"Fn::Join": ["-", ["notes", looked_up]]}}


def test_two_places_of_one_key_are_told_apart_by_a_number() -> None:
    waits = [PerEnvironment(dev=1000, prod=number * 1000) for number in (2, 3)]
    methods = [
        Method(f"GET /{path}", function(), timeout_ms=wait) for path, wait in zip(("a-b", "a_b"), waits, strict=True)
    ]
    rows = rest(*methods, one_template=True).sealed().document["Mappings"]["Environments"]["prod"]
    assert rows == {"NotesApiMethodsGETABTimeoutMs": "2000", "NotesApiMethodsGETABTimeoutMs2": "3000"}


def test_a_mapping_has_a_limit() -> None:
    def made(count: int) -> Blueprint:
        values = {f"V{number:03}": PerEnvironment(dev="d", prod="p") for number in range(count)}
        return _alone(function(environment=values), one_template=True)

    made(200).sealed()
    (error,) = problems(made(201).sealed)
    assert (error.given, error.fix) == (
        201,
        "leave out one_template=True, so that each environment has a template of its own",
    )


# Compositions


def test_a_composition_has_the_environments_of_what_it_is_made_of() -> None:
    users = api(name="Users", routes=[Route("GET /u", function("U"))], environments=BOTH)
    orders = api(
        name="Orders", routes=[Route("GET /o", function("O", memory_size_mb=PerEnvironment(dev=128, prod=256)))]
    )
    dev, prod = in_each(Composition(users, orders))
    assert dev["Resources"]["OFunction"]["Properties"]["MemorySize"] == 128
    assert prod["Resources"]["OFunction"]["Properties"]["MemorySize"] == 256


def test_a_composition_in_one_template() -> None:
    sizes = PerEnvironment(dev=128, prod=256)
    parts = [api(name=name, routes=[Route("GET /", function(name, memory_size_mb=sizes))]) for name in ("A", "B")]
    document = Composition(*parts, environments=BOTH, one_template=True).sealed().document
    row = {"AFunctionMemorySizeMb": "128", "BFunctionMemorySizeMb": "128"}
    assert document["Mappings"]["Environments"]["dev"] == row


def test_parts_with_other_environments_are_refused() -> None:
    users, orders = api(name="Users", environments=BOTH), api(name="Orders", environments=["dev"])
    error = problems(Composition(users, orders).in_environments)[0]
    assert "has other environments than" in error.problem


# Raw resources


def test_raw_resources_take_it_in_functions_of_troposphere() -> None:
    queue = sqs.Queue("Jobs", QueueName=Join("-", ["jobs", PerEnvironment(dev="d", prod="p")]))
    documents = in_each(Blueprint(resources=[queue], environments=BOTH))
    assert [each["Resources"]["Jobs"]["Properties"]["QueueName"]["Fn::Join"][1][1] for each in documents] == ["d", "p"]


def test_outputs_and_raw_functions_beside() -> None:
    raw = awslambda.Function("Raw", Code=awslambda.Code(ZipFile="x"), Role=GetAtt("R", "Arn"))
    assert raw.title == "Raw"
    made = _alone(function(), outputs=[Output("Word", PerEnvironment(dev="d", prod="p"))])
    assert [each["Outputs"]["Word"]["Value"] for each in in_each(made)] == ["d", "p"]


# Values


def test_a_value_that_differs_is_a_value_like_any_other() -> None:
    one, two = (function(memory_size_mb=PerEnvironment(dev=128, prod=256)) for _ in range(2))
    assert one == two
    assert one != function(memory_size_mb=PerEnvironment(dev=128, prod=512))
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one
    assert "PerEnvironment(dev=128, prod=256)" in repr(one)
    assert one.but(timeout_seconds=5).memory_size_mb == one.memory_size_mb
    assert re.fullmatch(r"Lookup\('a'\)", repr(Lookup("a")))
    assert inline().choices == ()


def test_a_version_and_an_alias_are_of_the_same_function_everywhere() -> None:
    one, two = function("One"), function("Two")
    with pytest.raises(DeclarationError, match="function does not take this value"):
        Version(PerEnvironment(dev=one, prod=two))
    with pytest.raises(DeclarationError, match="function does not take this value"):
        Alias("live", PerEnvironment(dev=one, prod=two))
