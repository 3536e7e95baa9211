"""Documentation of REST APIs: its parts by place, and the version that stages show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from troposphere import Equals, Ref, apigateway

from cfngw import Condition, Doc, DocumentationPart, Method, Model, Request, RestApiLambdaBlueprint, Stage
from rest_around import all_of, methods, rest
from rest_samples import deployment_id
from samples import document, function, of_type, problems, resources

TARGET = function()


def parts(*made: Method, **options: Any) -> dict[str, Any]:
    """Give all parts by logical id: the place, and what is said there."""
    found = all_of(rest(*made or methods("GET /notes"), **options), "DocumentationPart")
    return {name: (each["Location"], json.loads(each["Properties"])) for name, each in found.items()}


def test_a_text_tells_of_a_method() -> None:
    assert parts(Method("GET /notes/{id}", TARGET, documentation="Gives a note")) == {
        "NotesDocumentationMethodGetNotesVar": (
            {"Type": "METHOD", "Path": "/notes/{id}", "Method": "GET"},
            {"description": "Gives a note"},
        )
    }


def test_a_method_tells_of_all_that_it_takes_and_answers() -> None:
    doc = Doc(
        summary="A note",
        more={"x-team": ["notes"]},
        parameters={"path.id": "Which", "header.X-User": {"description": "Who", "example": 5}},
        body="Its words",
        responses={"200": "The note", 404: "None"},
        response_headers={"200.ETag": "Its version"},
    )
    method = Method("PUT /notes/{id}", TARGET, request_parameters=["header.X-User"], documentation=doc)
    of_method = {"Path": "/notes/{id}", "Method": "PUT"}
    assert parts(method) == {
        "NotesDocumentationMethodPutNotesVar": (
            {"Type": "METHOD", **of_method},
            {"summary": "A note", "x-team": ["notes"]},
        ),
        "NotesDocumentationPathParameterPutNotesVarNameId": (
            {"Type": "PATH_PARAMETER", **of_method, "Name": "id"},
            {"description": "Which"},
        ),
        "NotesDocumentationRequestHeaderPutNotesVarNameXDashUser": (
            {"Type": "REQUEST_HEADER", **of_method, "Name": "X-User"},
            {"description": "Who", "example": 5},
        ),
        "NotesDocumentationRequestBodyPutNotesVar": (
            {"Type": "REQUEST_BODY", **of_method},
            {"description": "Its words"},
        ),
        "NotesDocumentationResponsePutNotesVarStatus200": (
            {"Type": "RESPONSE", **of_method, "StatusCode": "200"},
            {"description": "The note"},
        ),
        "NotesDocumentationResponsePutNotesVarStatus404": (
            {"Type": "RESPONSE", **of_method, "StatusCode": "404"},
            {"description": "None"},
        ),
        "NotesDocumentationResponseHeaderPutNotesVarStatus200NameETag": (
            {"Type": "RESPONSE_HEADER", **of_method, "StatusCode": "200", "Name": "ETag"},
            {"description": "Its version"},
        ),
    }


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("All notes", {"info": {"description": "All notes"}}),
        (Doc("All", more={"info": {"version": "1"}}), {"info": {"description": "All", "version": "1"}}),
        (Doc(tags=["a"]), {"info": {}, "tags": ["a"]}),
    ],
)
def test_what_is_said_of_the_api_stands_below_info(given: Any, written: Any) -> None:
    assert parts(documentation=given) == {"NotesDocumentationApi": ({"Type": "API"}, written)}


def test_models_tell_of_themselves() -> None:
    note = Model("Note", {"type": "object"}, documentation="A note")
    assert parts(Method("POST /", TARGET, request=Request(note))) == {
        "NotesDocumentationModelNameNote": ({"Type": "MODEL", "Name": "Note"}, {"description": "A note"})
    }


def test_any_place_may_be_told_of() -> None:
    given = [
        DocumentationPart("AUTHORIZER", "Who may", name="users"),
        DocumentationPart("RESOURCE", {"summary": "Root"}),
        DocumentationPart("RESPONSE", "Wrong", path="/notes", method="*", status="*"),
    ]
    assert [location for location, _ in parts(documentation_parts=given).values()] == [
        {"Type": "AUTHORIZER", "Name": "users"},
        {"Type": "RESOURCE"},
        {"Type": "RESPONSE", "Path": "/notes", "Method": "*", "StatusCode": "*"},
    ]


def test_places_that_differ_have_ids_that_differ() -> None:
    given = [
        DocumentationPart("RESPONSE", "x", path=path, method=method, status=status)
        for path in ("/", "/notes", "/notes/{id}")
        for method in (None, "GET")
        for status in (None, 200, "*")
        if (method, status) != (None, None)
    ]
    assert len(parts(*methods("GET /notes/{id}"), documentation_parts=given)) == len(given)


# The version


def versions(*made: Method, **options: Any) -> tuple[str, Any, Any]:
    """Give the logical id and the properties of the one version, and the stage's."""
    found = resources(rest(*made or methods("GET /notes"), **options))
    ((name, version),) = of_type(found, "AWS::ApiGateway::DocumentationVersion").items()
    return name, version, found["NotesStageDev"]


def test_stages_show_a_version_that_is_named_by_what_it_holds() -> None:
    name, version, stage = versions(documentation="All notes")
    digest = name.removeprefix("NotesDocumentationVersion")
    assert len(digest) == 10
    assert version["Properties"] == {"RestApiId": {"Ref": "NotesApi"}, "DocumentationVersion": digest}
    assert version["DependsOn"] == ["NotesDocumentationApi"]
    assert (stage["DependsOn"], stage["Properties"]["DocumentationVersion"]) == ([name], digest)


def test_other_words_are_another_version_and_another_deployment() -> None:
    """A version is a snapshot; https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html"""
    one, other = rest(documentation="All notes"), rest(documentation="Each note")
    assert versions(documentation="All notes")[0] != versions(documentation="Each note")[0]
    assert deployment_id(resources(one)) != deployment_id(resources(other))
    assert versions(documentation="All notes")[0] == versions(documentation="All notes", binary_media_types=["a/b"])[0]


def test_what_customize_adds_is_in_the_version() -> None:
    class Further(RestApiLambdaBlueprint):
        name = "Notes"
        methods = methods("GET /notes")
        documentation = "All notes"

        def customize(self, template: Any) -> None:
            template.add_resource(
                apigateway.DocumentationPart(
                    "Mine",
                    RestApiId=Ref("NotesApi"),
                    Location=apigateway.Location(Type="RESOURCE", Path="/notes"),
                    Properties="{}",
                )
            )

    found = resources(Further())
    ((name, version),) = of_type(found, "AWS::ApiGateway::DocumentationVersion").items()
    assert version["DependsOn"] == ["NotesDocumentationApi", "Mine"]
    assert name != versions(documentation="All notes")[0]


def test_a_stage_may_stay_with_a_version_that_exists() -> None:
    _, _, stage = versions(documentation="All notes", stages=[Stage("dev", documentation_version="1.0")])
    assert stage["Properties"]["DocumentationVersion"] == "1.0"
    assert "DependsOn" not in stage


def test_the_deployment_waits_for_what_it_tells() -> None:
    found = resources(rest(documentation="All notes"))
    assert "NotesDocumentationApi" in found[deployment_id(found)]["DependsOn"]


def test_what_is_bare_has_no_version() -> None:
    assert not of_type(resources(rest()), "AWS::ApiGateway::DocumentationVersion")


def test_the_template_object_says_the_same() -> None:
    sealed = rest(documentation="All notes").sealed()
    assert sealed.template.to_dict()["Resources"] == document(rest(documentation="All notes"))["Resources"]


def test_two_apis_have_versions_of_their_own() -> None:
    from cfngw import Composition

    both = Composition(rest(documentation="a"), rest(name="Other", documentation="b"))
    names = list(of_type(resources(both), "AWS::ApiGateway::DocumentationVersion"))
    assert [name[:-10] for name in names] == ["NotesDocumentationVersion", "OtherDocumentationVersion"]


def test_what_is_said_of_a_method_under_a_condition_is_there_when_the_method_is() -> None:
    made = rest(
        Method("GET /notes", TARGET, documentation="a", condition="Inside"),
        Method("GET /all", TARGET, documentation="b"),
        conditions=[Condition("Inside", Equals("a", "b"))],
    )
    found = document(made)["Resources"]
    assert found["NotesDocumentationMethodGetNotes"]["Condition"] == "Inside"
    (version,) = of_type(found, "AWS::ApiGateway::DocumentationVersion").values()
    assert version["DependsOn"] == ["NotesDocumentationMethodGetAll"]
    waits = {"Fn::If": ["Inside", {"Ref": "NotesDocumentationMethodGetNotes"}, ""]}
    assert version["Properties"]["Description"]["Fn::Select"][1][1:] == [waits]
    assert made.sealed().template.to_dict()["Resources"] == found


# What is refused


@pytest.mark.parametrize(
    ("doc", "told"),
    [
        (Doc(parameters={"query.pge": "x"}), "a parameter that the method does not declare"),
        (Doc(parameters={"header.X": "x"}), "a parameter that the method does not declare"),
    ],
)
def test_parameters_that_are_told_of_are_declared(doc: Doc, told: str) -> None:
    method = Method("GET /", TARGET, request_parameters=["query.page"], documentation=doc)
    (error,) = problems(lambda: resources(rest(method)))
    assert told in error.problem
    assert error.where == doc.source


def test_one_place_is_told_of_once() -> None:
    part = DocumentationPart("METHOD", "x", path="/notes", method="GET")
    (error,) = problems(
        lambda: resources(rest(Method("GET /notes", TARGET, documentation="y"), documentation_parts=[part]))
    )
    assert error.problem == "documentation of METHOD GET /notes is given twice."


@pytest.mark.parametrize("option", ["body", "parameters", "responses", "response_bodies", "response_headers"])
def test_an_api_takes_no_requests_by_itself(option: str) -> None:
    said: Any = {"body": "x", "parameters": {"query.a": "x"}, "response_headers": {"200.A": "x"}}
    doc = Doc("x", **{option: said.get(option, {200: "x"})})
    (error,) = problems(lambda: resources(rest(documentation=doc)))
    assert error.problem == f"Doc: {option} is for the documentation of a method, not of an API."
