"""layout="nested": the parent keeps what is deployed and served, nested stacks have the paths; nothing else changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import And, Equals, FindInMap, GetAtt, If, Join, Not, Output, Ref, Select, Sub, Template, apigateway

from api_reader import api_of, same_models
from cfngw import (
    ApiKey,
    BracketErrors,
    Composition,
    Condition,
    Cors,
    HttpApiBlueprint,
    HttpIntegration,
    Method,
    Model,
    NestedStacks,
    Parameter,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Route,
    Stage,
    UsagePlan,
)
from cfngw.document.whole import whole
from cfngw.errors import DuplicateError, LimitError
from cfngw.limits import Limits
from cfngw.lint.linter import Linter
from cfngw.render import render
from nested_apis import STACK, read_back, stacks, templates
from rest_samples import HELLO, PETS, deployment_id
from samples import function, problems, refused

GOLDEN = Path(__file__).parent.parent / "golden"
KEYS = ("GET /", "GET /notes", "POST /notes/{id}", "GET /orders")


def nested(*methods: Method, **options: Any) -> RestApiLambdaBlueprint:
    """Make a REST API called Notes in nested stacks."""
    given = methods or [Method(key, HELLO) for key in KEYS]
    return RestApiLambdaBlueprint(**{"name": "Notes", "layout": "nested", "methods": given, **options})


def one(*methods: Method, **options: Any) -> tuple[Any, Any]:
    """Compile, and give the one nested stack and its template."""
    sealed = nested(*methods, **options).sealed()
    ((title, stack),) = stacks(sealed).items()
    return stack, templates(sealed)[title]


def golden(name: str, text: str) -> str:
    path = GOLDEN / "nested" / name
    if os.environ.get("REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def merged(*documents: Any) -> dict[str, Any]:
    """Put templates together whose names differ, for a linter takes long to start."""
    sections = ("Parameters", "Conditions", "Resources", "Outputs")
    return {
        section: {name: each for one in documents for name, each in one.get(section, {}).items()}
        for section in sections
    }


PROD = Condition("Prod", Equals(Parameter("Kind", default="prod"), "prod"))
BIG = Condition("Big", And(PROD, Not(Equals(Ref("AWS::Region"), "eu-west-1"))))
FULL = {
    "methods": [
        Method("GET /", HELLO, public="for everybody"),
        Method(
            "POST /notes/{id}",
            HELLO,
            api_key_required=True,
            request=Request(Model("Note", PETS), template="$input.json('$')"),
            response=Response(201, template="$input.json('$')", model=Model("Answer", PETS)),
        ),
        Method("GET /notes", HELLO, cors=Cors("https://a.example")),
        Method("GET /orders", HttpIntegration(Parameter("Backend"))),
    ],
    "errors": BracketErrors([404]),
    "stages": [Stage("dev"), Stage("prod")],
    "usage_plans": [UsagePlan("free", quota=Quota(9, "DAY"), keys=[ApiKey("k")])],
}


def test_the_same_template_comes_out_each_time(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    nested(**FULL).write(path)
    names = ["notes.notes.yaml", "notes.orders.yaml", "notes.yaml"]
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".yaml") == names
    for name in names:
        text = (tmp_path / name).read_text()
        assert text == golden(name, text)


@pytest.mark.slow
@pytest.mark.checked
def test_cfn_lint_finds_nothing() -> None:
    other = {**FULL, "name": "Other", "invocation": "role", "usage_plans": [UsagePlan("free", keys=[ApiKey("l")])]}
    guarded = Method("PUT /notes", function("Guarded", condition=PROD))
    third = nested(guarded, Method("GET /notes", HELLO, condition=BIG), name="Third", nested=NestedStacks(parts=2))
    sealed = Composition(nested(**FULL), nested(**other, nested=NestedStacks(at=["/notes/{id}"])), third).sealed()
    assert len(sealed.beside) == 6
    linter, *others = Linter(), *(each.document for each in sealed.beside)
    further = others.pop(4)  # names by parameters what another one has
    assert "OtherResourceNotes" in further["Parameters"]
    for document in (sealed.document, merged(*others), further):
        assert list(linter.text(render(document), Path("nested.yaml")).findings) == []


def test_the_same_api_is_read_back() -> None:
    for more in ({}, {"nested": NestedStacks(depth=2)}, {"nested": NestedStacks(at=["/notes/{id}"], parts=2)}):
        flat = nested(**{**FULL, "layout": "resources"})
        assert read_back(nested(**{**FULL, **more})) == read_back(flat)


def test_the_three_layouts_are_one_api() -> None:
    sealed = nested(**FULL).sealed()
    found = api_of(whole(sealed.document, templates(sealed)))
    assert found == api_of(nested(**{**FULL, "layout": "resources"}).sealed().document)
    body = api_of(nested(**{**FULL, "layout": "openapi"}).sealed().document)
    assert found["methods"] == body["methods"]
    assert found["gateway"] == body["gateway"]
    assert same_models(found["models"], body["models"])


def test_the_parent_keeps_all_but_paths_and_methods() -> None:
    kept, moved = nested(**FULL).sealed(), nested(**{**FULL, "layout": "resources"}).sealed()
    paths = {"AWS::ApiGateway::Resource", "AWS::ApiGateway::Method"}
    expected = {name for name, each in moved.document["Resources"].items() if each["Type"] not in paths}
    found = {name for name, each in kept.document["Resources"].items() if each["Type"] != STACK}
    assert {name for name in found if "Deployment" not in name} - expected == {"NotesMethodGetRoot"}
    assert len(found) == len(expected) + 1
    assert len(kept.template.resources) == len(kept.document["Resources"])


def test_the_deployment_waits_for_each_stack_and_they_for_one_another() -> None:
    sealed = nested().sealed()
    found = sealed.document["Resources"]
    assert found[deployment_id(found)]["DependsOn"] == ["NotesMethodGetRoot", "NotesStackNotes", "NotesStackOrders"]
    assert "DependsOn" not in found["NotesStackNotes"]
    assert found["NotesStackOrders"]["DependsOn"] == ["NotesStackNotes"]


def test_a_template_in_a_nested_stack_changes_the_deployment_and_no_other_stack() -> None:
    def made(text: str) -> Any:
        method = Method("POST /orders", HELLO, request=Request(template=text))
        return nested(Method("GET /notes", HELLO), method).sealed().document["Resources"]

    old, new = made("{}"), made('{"a": 1}')
    assert deployment_id(old) != deployment_id(new)
    assert old["NotesStackNotes"] == new["NotesStackNotes"]
    digests = [each["NotesStackOrders"]["Metadata"]["cfngw"]["Digest"] for each in (old, new)]
    assert digests[0] != digests[1]


def test_what_a_stack_is_given_changes_the_deployment() -> None:
    old, new = (nested(Method("GET /notes", function(name))).sealed().document["Resources"] for name in ("One", "Two"))
    assert deployment_id(old) != deployment_id(new)


def test_a_reason_in_the_metadata_changes_no_deployment() -> None:
    old, new = (nested(Method("GET /notes", HELLO, public=why)).sealed() for why in ("a", "b"))
    assert deployment_id(old.document["Resources"]) == deployment_id(new.document["Resources"])


def test_a_route_that_is_added_changes_its_own_stack_alone() -> None:
    old = nested().sealed()
    new = nested(*(Method(key, HELLO) for key in (*KEYS, "GET /orders/{id}"))).sealed()
    changed = {name for name, each in templates(new).items() if templates(old)[name] != each}
    assert changed == {"NotesStackOrders"}
    changed = {name for name, each in stacks(new).items() if stacks(old)[name] != each}
    assert changed == {"NotesStackOrders"}


def test_shuffling_changes_nothing_that_is_deployed() -> None:
    one_way, other = (nested(*(Method(key, HELLO) for key in keys)).sealed() for keys in (KEYS, reversed(KEYS)))
    assert templates(one_way) == templates(other)
    assert stacks(one_way) == stacks(other)


def test_a_stack_is_given_what_it_uses_and_no_more() -> None:
    stack, template = one(Method("GET /notes", HELLO), Method("GET /", function("Other")))
    assert stack["Properties"]["Parameters"] == {
        "NotesApi": {"Ref": "NotesApi"},
        "NotesApiRootResourceId": {"Fn::GetAtt": ["NotesApi", "RootResourceId"]},
        "HelloFunctionArn": {"Fn::GetAtt": ["HelloFunction", "Arn"]},
    }
    assert template["Parameters"].keys() == stack["Properties"]["Parameters"].keys()


def test_bucket_and_key_come_by_parameters() -> None:
    sealed = nested(Method("GET /notes", HELLO)).sealed()
    assert {"CodeBucket", "NotesStackNotesFileKey"} <= sealed.document["Parameters"].keys()
    assert stacks(sealed)["NotesStackNotes"]["Properties"]["TemplateURL"] == {
        "Fn::Sub": "https://${CodeBucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${NotesStackNotesFileKey}"
    }


def test_a_condition_is_handed_down() -> None:
    guarded = function("Guarded", condition=PROD)
    methods = (
        Method("GET /notes", HELLO),
        Method("PUT /notes", HELLO, condition=BIG),
        Method("POST /notes", guarded),
    )
    stack, template = one(*methods)
    given = stack["Properties"]["Parameters"]
    assert given["Big"] == {"Fn::If": ["Big", "true", "false"]}
    assert given["GuardedFunctionArn"] == {"Fn::If": ["Prod", {"Fn::GetAtt": ["GuardedFunction", "Arn"]}, ""]}
    assert template["Conditions"] == {name: {"Fn::Equals": [{"Ref": name}, "true"]} for name in ("Big", "Prod")}
    assert template["Resources"]["NotesMethodPutNotes"]["Condition"] == "Big"
    assert read_back(nested(*methods)) == read_back(nested(*methods, layout="resources"))


def test_another_condition_makes_another_deployment() -> None:
    def made(kind: str) -> str:
        condition = Condition("Prod", Equals(Parameter("Kind", default="prod"), kind))
        method = Method("PUT /notes", HELLO, condition=condition)
        return deployment_id(nested(Method("GET /notes", HELLO), method).sealed().document["Resources"])

    assert made("prod") != made("other")


MAPPINGS = {"Regions": {"eu-west-1": {"Path": "a"}}}


class Changed(RestApiLambdaBlueprint):
    """Uses in methods what a template may hold besides, and methods elsewhere."""

    name = "Notes"
    layout = "nested"
    methods = (
        Method("GET /notes/{id}", HELLO),
        Method("GET /orders", HELLO),
    )
    parameters = (Parameter("Hosts", type="CommaDelimitedList", default="a,b"), Parameter("Secret", no_echo=True))
    conditions = (PROD,)

    def customize(self, template: Template) -> None:
        """See all resources as they are declared."""
        path = If("Prod", FindInMap("Regions", Ref("AWS::Region"), "Path"), Ref("Secret"))
        found = template.resources["NotesMethodGetNotesVar"].Integration
        found.RequestParameters = {
            "integration.request.header.A": Join(",", Ref("Hosts")),
            "integration.request.header.B": Select(0, Ref("Hosts")),
            "integration.request.header.C": path,
            "integration.request.header.D": Sub("${Host}.${AWS::StackName}.${!No}.${Secret}", Host=Ref("Secret")),
            "integration.request.header.E": Select(0, GetAtt("NotesApi", "Names")),
        }
        found.CacheNamespace = Ref("NotesResourceNotes")
        template.resources["NotesMethodGetOrders"].DependsOn = ["NotesValidatorOwn", "NotesResourceOrders"]
        template.add_resource(
            apigateway.RequestValidator("NotesValidatorOwn", RestApiId=Ref("NotesApi"), Name=Ref("NotesResourceNotes"))
        )
        template.add_resource(
            apigateway.DocumentationPart(
                "Part",
                RestApiId=Ref("NotesApi"),
                Properties=Sub("${NotesResourceOrders}"),
                Location=apigateway.Location(Type="API"),
                DependsOn="NotesMethodGetOrders",
            )
        )
        template.add_output(Output("Place", Value=Ref("NotesResourceOrders")))


def test_customize_sees_the_whole_and_what_it_refers_to_is_handed_down() -> None:
    sealed = Changed(mappings=MAPPINGS).sealed()
    given = stacks(sealed)["NotesStackNotes"]["Properties"]["Parameters"]
    assert given["Hosts"] == {"Fn::Join": [",", {"Ref": "Hosts"}]}
    assert given["StackName"] == {"Ref": "AWS::StackName"}
    assert given["NotesApiNames"] == {"Fn::Join": [",", {"Fn::GetAtt": ["NotesApi", "Names"]}]}
    inner = templates(sealed)["NotesStackNotes"]
    kinds = {name: each["Type"] for name, each in inner["Parameters"].items()}
    assert kinds["Hosts"] == kinds["NotesApiNames"] == "CommaDelimitedList"
    assert inner["Parameters"]["Secret"] == {"Type": "String", "NoEcho": True}
    assert inner["Mappings"] == {"Regions": {"eu-west-1": {"Path": "a"}}}
    assert "Mappings" not in templates(sealed)["NotesStackOrders"]
    text = inner["Resources"]["NotesMethodGetNotesVar"]["Properties"]["Integration"]["RequestParameters"]
    assert text["integration.request.header.D"] == {
        "Fn::Sub": ["${Host}.${StackName}.${!No}.${Secret}", {"Host": {"Ref": "Secret"}}]
    }


def test_what_stays_in_the_parent_names_what_moved_by_its_outputs() -> None:
    sealed = Changed(mappings=MAPPINGS).sealed()
    found, moved = sealed.document["Resources"], templates(sealed)
    place = {"Fn::GetAtt": ["NotesStackOrders", "Outputs.NotesResourceOrders"]}
    assert sealed.document["Outputs"]["Place"]["Value"] == place
    assert sealed.template.outputs["Place"].to_dict()["Value"] == place
    assert found["Part"]["Properties"]["Properties"] == {"Fn::Sub": "${NotesStackOrders.Outputs.NotesResourceOrders}"}
    assert found["Part"]["DependsOn"] == ["NotesStackOrders"]
    assert sealed.template.resources["Part"].to_dict() == found["Part"]
    assert moved["NotesStackOrders"]["Outputs"]["NotesResourceOrders"] == {"Value": {"Ref": "NotesResourceOrders"}}
    assert found["NotesStackOrders"]["DependsOn"] == ["NotesStackNotes", "NotesValidatorOwn"]
    assert moved["NotesStackOrders"]["Resources"]["NotesMethodGetOrders"]["DependsOn"] == ["NotesResourceOrders"]


def test_a_changed_template_is_read_back_but_for_what_it_waits_for() -> None:
    class Flat(Changed):
        layout = "resources"

    def undone(found: Any) -> Any:
        return {name: {key: each[key] for key in each if key != "DependsOn"} for name, each in found.items()}

    assert undone(read_back(Changed(mappings=MAPPINGS))) == undone(read_back(Flat(mappings=MAPPINGS)))


def test_a_stack_names_what_another_one_has_by_its_output() -> None:
    sealed = nested(Method("GET /notes/{id}", HELLO), nested=NestedStacks(at=["/notes/{id}"])).sealed()
    inner = stacks(sealed)["NotesStackNotesVar"]
    output = {"Fn::GetAtt": ["NotesStackNotes", "Outputs.NotesResourceNotes"]}
    assert inner["Properties"]["Parameters"]["NotesResourceNotes"] == output
    assert inner["DependsOn"] == ["NotesStackNotes"]


class AllConditional(RestApiLambdaBlueprint):
    """Makes what a stack holds depend on a condition."""

    name = "Notes"
    layout = "nested"
    methods = (Method("GET /notes", HELLO, condition=PROD),)

    def customize(self, template: Template) -> None:
        """Let the path go with its method."""
        template.resources["NotesResourceNotes"].resource["Condition"] = "Prod"


def test_a_stack_is_never_without_a_resource() -> None:
    (template,) = templates(AllConditional().sealed()).values()
    assert template["Resources"]["Placeholder"] == {"Type": "AWS::CloudFormation::WaitConditionHandle"}


def test_an_api_that_customize_takes_out_leaves_no_stack() -> None:
    class Gone(RestApiLambdaBlueprint):
        name = "Notes"
        layout = "nested"
        methods = (Method("GET /notes", HELLO),)
        default_outputs = False

        def customize(self, template: Template) -> None:
            template.resources = {"HelloFunction": template.resources["HelloFunction"]}
            del template.resources["HelloFunction"].properties["Role"]
            del template.resources["HelloFunction"].properties["LoggingConfig"]
            template.resources["HelloFunction"].do_validation = False

    assert Gone().sealed().beside == ()


def test_several_apis_have_files_of_their_own() -> None:
    http = HttpApiBlueprint(name="Web", routes=[Route("GET /", HELLO)])
    other = nested(Method("GET /notes", HELLO), name="Orders-2")
    sealed = Composition(nested(), other, http).sealed()
    assert [each.name.split(".", 1)[1] for each in sealed.beside] == [
        "notes.notes.yaml",
        "notes.orders.yaml",
        "ordersdash2.notes.yaml",
    ]
    assert {each["Metadata"]["cfngw"]["Api"] for each in stacks(sealed).values()} == {"NotesApi", "OrdersDash2Api"}


def test_a_layout_beside_another_is_its_own() -> None:
    flat = nested(Method("GET /notes", HELLO), name="Flat", layout="resources")
    sealed = Composition(nested(), flat).sealed()
    assert [each.name.split(".", 1)[1] for each in sealed.beside] == ["notes.yaml", "orders.yaml"]
    assert "FlatMethodGetNotes" in sealed.document["Resources"]


def test_each_line_of_a_nested_template_is_known() -> None:
    method = Method("GET /notes", HELLO)
    (file,) = nested(method).sealed().beside
    assert file.sources.find(["Resources", "NotesMethodGetNotes", "Properties", "Integration"]) == method.source


def test_nested_is_for_nested_stacks() -> None:
    method = Method("GET /", HELLO)
    error = refused(lambda: RestApiLambdaBlueprint(name="Notes", methods=[method], nested=NestedStacks()))
    assert error.fix == 'write layout="nested", or leave out nested='


def test_at_names_paths_of_the_api() -> None:
    wanted = NestedStacks(at=["/note"])
    (error,) = problems(nested(nested=wanted).sealed)
    assert (error.where, error.given, error.fix) == (wanted.source, "/note", 'write "/notes"')


def test_a_transform_is_refused() -> None:
    class Macro(RestApiLambdaBlueprint):
        name = "Notes"
        layout = "nested"
        methods = (Method("GET /notes", HELLO),)

        def customize(self, template: Template) -> None:
            template.set_transform("AWS::LanguageExtensions")

    (error,) = problems(Macro().sealed)
    assert error.given == "AWS::LanguageExtensions"


def test_a_logical_id_that_is_taken_is_told() -> None:
    (error,) = problems(nested(Method("GET /notes", function("Own", logical_id="NotesStackNotes"))).sealed)
    assert isinstance(error, DuplicateError)
    assert error.given == "NotesStackNotes"


def test_a_reference_to_nothing_is_told_at_its_line() -> None:
    method = Method("GET /notes", HttpIntegration(Ref("Nowhere")))
    (error,) = problems(nested(method).sealed)
    assert (error.where, error.given) == (method.source, "Nowhere")


WIDE = [f"GET /v1/{name}/{{id}}" for name in ("a", "b")] + ["GET /v1/b/c"]


@pytest.mark.parametrize(
    ("options", "fix"),
    [
        ({}, 'start another at one of its parts: nested=NestedStacks(at=["/v1/b"])'),
        ({"nested": NestedStacks(parts=2)}, "give nested=NestedStacks(parts=...) more parts"),
    ],
)
def test_a_stack_of_too_much_is_refused_and_one_that_is_near_is_told(options: Any, fix: str) -> None:
    made = nested(*(Method(key, HELLO) for key in WIDE), **options)  # nine resources and methods
    (error,) = problems(lambda: made.sealed(Limits(resources=8)))
    assert isinstance(error, LimitError)
    assert (error.given, error.fix) == (9, fix)
    (notice,) = [each for each in made.sealed(Limits(resources=11)).notices if "nested stack" in each.problem]
    assert "9 of 11 resources" in notice.problem
    assert not [each for each in made.sealed(Limits(resources=12)).notices if "nested stack" in each.problem]


def test_a_stack_of_one_path_can_only_be_split_with_the_api() -> None:
    made = nested(Method("GET /notes", HELLO), Method("PUT /notes", HELLO))
    error = next(each for each in problems(lambda: made.sealed(Limits(resources=2))) if "nested" in each.problem)
    assert error.fix == "split /notes in two APIs"
