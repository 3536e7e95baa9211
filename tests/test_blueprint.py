"""Blueprints as classes: options, inheritance, where their mistakes are told, and their verbs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from troposphere import Template, sqs

from cfngw import (
    BuildError,
    Composition,
    Function,
    HttpApiBlueprint,
    Method,
    Output,
    Parameter,
    RestApiLambdaBlueprint,
    Route,
    S3Object,
    Stage,
)
from cfngw.blueprint import Blueprint
from cfngw.errors import DeclarationError, OutputError, collecting
from cfngw.source import Source, SourceMap
from samples import api, document, function, loose, problems, refused, resources

HELLO = function()


class Notes(HttpApiBlueprint):
    name = "Notes"
    routes: Sequence[Route] = (Route("GET /", HELLO),)


def line_of(marked: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(f"# {marked}"))


def test_options_are_class_attributes_or_keywords() -> None:
    assert document(Notes()) == document(HttpApiBlueprint(name="Notes", routes=[Route("GET /", HELLO)]))


def test_a_keyword_replaces_the_attribute_of_the_class() -> None:
    assert "OrdersApi" in resources(Notes(name="Orders"))
    assert "NotesApi" in resources(Notes())


def test_a_subclass_replaces_and_extends() -> None:
    class More(Notes):
        name = "More"
        routes = (*Notes.routes, Route("GET /more", HELLO))

    assert {"MoreRouteGetRoot", "MoreRouteGetMore"} <= set(resources(More()))


def test_a_subclass_may_extend_the_hook() -> None:
    class One(Notes):
        def customize(self, template: Template) -> None:
            template.add_resource(sqs.Queue("One"))

    class Two(One):
        def customize(self, template: Template) -> None:
            super().customize(template)
            template.add_resource(sqs.Queue("Two"))

    assert {"One", "Two"} <= set(resources(Two()))


def test_other_attributes_are_the_users_own() -> None:
    class Own(Notes):
        table = "notes"
        colour = "red"

        def helper(self) -> str:
            return self.table

    assert Own().helper() == "notes"
    assert document(Own()) == document(Notes())


def test_the_class_name_stands_in_no_id() -> None:
    class Renamed(Notes):
        pass

    assert document(Renamed()) == document(Notes())


def test_an_unknown_keyword_is_refused_with_the_nearest() -> None:
    error = refused(lambda: loose.HttpApiBlueprint(name="Notes", routes=[Route("GET /", HELLO)], stagse=[]))
    assert error.problem == 'Blueprint "Notes": there is no option stagse.'
    assert error.fix == "write stages="
    assert "payload_format_version" in (error.allowed or "")


def test_a_misspelled_attribute_is_told_at_its_line() -> None:
    class Misspelled(Notes):
        rotues = ()  # misspelled

    (error,) = problems(Misspelled)
    assert error.problem == 'Blueprint "Notes": there is no option rotues.'
    assert error.fix == "write routes="
    assert error.where == Source(__file__, line_of("misspelled"))


def test_a_wrong_attribute_is_told_at_its_line() -> None:
    class Wrong(Notes):
        description = "x"
        invocation = "both"  # wrong

    (error,) = problems(Wrong)
    assert "invocation does not take this value." in error.problem
    assert error.where == Source(__file__, line_of("wrong"))


def test_a_wrong_attribute_of_a_base_is_told_at_the_base() -> None:
    class Base(Notes):
        stages = "dev"  # type: ignore[assignment]  # base

    class Derived(Base):
        description = "x"

    (error,) = problems(Derived)
    assert error.where == Source(__file__, line_of("base"))


def test_a_wrong_keyword_is_told_at_the_call() -> None:
    error = refused(lambda: HttpApiBlueprint(name="Notes", routes=[Route("GET /", HELLO)], invocation="both"))
    assert "invocation does not take this value." in error.problem


def test_a_missing_name_is_told() -> None:
    error = refused(lambda: HttpApiBlueprint(routes=[Route("GET /", HELLO)]))
    assert "name is missing." in error.problem
    assert error.fix


def test_a_class_without_a_name_is_told_at_the_class() -> None:
    class Nameless(HttpApiBlueprint):  # nameless
        routes = (Route("GET /", HELLO),)

    (error,) = problems(Nameless)
    assert error.where == Source(__file__, line_of("nameless"))


def test_several_mistakes_are_told_one_by_one_or_together() -> None:
    from cfngw.errors import collecting

    with collecting() as found:
        loose.HttpApiBlueprint(name="1", routes=[], stages=[], wat=1)
    assert len(found) >= 3


def test_a_route_that_is_wrong_is_told_at_its_own_line() -> None:
    second = Route("GET /a", HELLO)
    with pytest.raises(DeclarationError) as caught:
        HttpApiBlueprint(name="Notes", routes=[Route("GET /a", HELLO), second])
    assert caught.value.where == second.source


def test_the_line_of_a_blueprint_is_its_class_or_its_call() -> None:
    assert Notes().source.line == Path(__file__).read_text().splitlines().index("class Notes(HttpApiBlueprint):") + 1
    made = HttpApiBlueprint(name="Notes", routes=[Route("GET /", HELLO)])  # call
    assert made.source == Source(__file__, line_of("call"))


def test_two_values_of_a_class_share_nothing() -> None:
    one, two = Notes(description="One."), Notes()
    assert document(one)["Description"] == "One."
    assert "Description" not in document(two)
    assert Notes.description is None


def test_an_api_refers_to_itself() -> None:
    one = api(stages=[Stage("dev")])
    made = document(Composition(one, Blueprint(outputs=[Output("Id", one.api_id), Output("Address", one.url)])))
    assert made["Outputs"]["Id"]["Value"] == {"Ref": "NotesApi"}
    assert made["Outputs"]["Address"]["Value"] == {"Fn::Sub": "${NotesApi.ApiEndpoint}/dev"}


@pytest.mark.parametrize("given", [Notes, "Notes", None, HELLO])
def test_a_composition_is_made_of_blueprints(given: Any) -> None:
    error = refused(lambda: Composition(given))
    assert "a composition is made of blueprints." in error.problem
    assert error.given is given
    assert error.fix == ("make a value of the class: NotesApi()" if given is Notes else None)


def test_an_empty_composition_has_no_resources() -> None:
    (error,) = problems(lambda: Composition().sealed())
    assert error.problem == "the template has no resources."


# Verbs


def test_the_same_declaration_gives_the_same_bytes() -> None:
    made = Notes()
    assert made.to_yaml() == made.to_yaml() == Notes().to_yaml()
    assert made.to_json() == Notes().to_json()


def test_json_holds_the_document() -> None:
    assert json.loads(Notes().to_json()) == document(Notes())


def test_template_is_a_template_of_troposphere() -> None:
    template = Notes().template()
    assert isinstance(template, Template)
    assert set(template.resources) == set(resources(Notes()))


def test_write_says_whether_the_file_changed(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "notes.yaml"
    assert Notes().write(path) is True
    assert path.read_text() == Notes().to_yaml()
    assert Notes().write(path) is False


def test_write_gives_json_where_the_name_says_so(tmp_path: Path) -> None:
    Notes().write(tmp_path / "notes.json")
    assert json.loads((tmp_path / "notes.json").read_text()) == document(Notes())


def test_a_relative_path_starts_at_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Notes().write("notes.yaml")
    assert (tmp_path / "notes.yaml").is_file()


def test_write_keeps_the_source_map_beside(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    Notes().write(tmp_path / "output" / "notes.yaml")
    kept = SourceMap.load(Notes().to_yaml(), tmp_path)
    found = kept.find(["Resources", "HelloFunction"])
    assert found is not None
    assert Path(found.path).resolve() == Path(HELLO.source.path).resolve()


def test_a_failed_build_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text("old")
    with pytest.raises(BuildError):
        Notes(outputs=[Output("A", Parameter("P")), Output("A", "b"), Output("P1", "x"), Output("P1", "y")]).write(path)
    assert path.read_text() == "old"


def test_a_path_that_can_not_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        Notes().write(tmp_path / "file" / "notes.yaml")


def test_lint_gives_findings_with_the_python_line() -> None:
    made = Function("Hello", "a.b", runtime="python2.7", code=S3Object("b", "k"))
    findings = Blueprint(functions=[made]).lint()
    assert findings
    assert any("python2.7" in str(finding) for finding in findings)


# What a blueprint is not


def test_an_option_set_afterwards_is_refused() -> None:
    blueprint = Notes()
    error = refused(lambda: setattr(blueprint, "routes", ()))
    assert error.problem == 'Blueprint "Notes": routes is set after the blueprint was made.'
    assert "give routes= to the constructor" in (error.fix or "")
    blueprint.colour = "red"
    assert document(blueprint) == document(Notes())


def test_an_option_may_be_set_before_the_blueprint_is_made() -> None:
    class Computed(Notes):
        def __init__(self, path: str) -> None:
            self.routes = [Route(f"GET /{path}", HELLO)]
            super().__init__(name="Other")
            self.path = path

    assert "OtherRouteGetNotes" in resources(Computed("notes"))


def test_a_blueprint_without_a_name_is_told_by_its_class() -> None:
    class Orders(HttpApiBlueprint):
        routes: Sequence[Route] = (Route("GET /", HELLO),)
        invocation = "both"

    with collecting() as found:
        Orders()
    assert [error.problem for error in found] == [
        'Blueprint "Orders": name is missing.',
        'Blueprint "Orders": invocation does not take this value.',
    ]
    assert 'name = "Notes"' in (found[0].fix or "")


@pytest.mark.parametrize("verb", ["parts", "sealed", "template", "to_yaml", "to_json", "lint", "write", "customize"])
def test_an_attribute_that_hides_a_verb_is_told(verb: str) -> None:
    (error,) = problems(lambda: type("Hiding", (Notes,), {verb: "x"})())
    assert error.problem == f'Blueprint "Notes": {verb} is what every blueprint can do, and this hides it.'
    assert refused(lambda: setattr(Notes(), verb, None)).fix == f"give the attribute {verb} another name"


def test_an_attribute_that_hides_a_verb_is_told_at_its_line() -> None:
    class Hiding(Notes):
        template = "x"  # type: ignore[assignment]  # hiding

    (error,) = problems(Hiding)
    assert error.where == Source(__file__, line_of("hiding"))


def test_a_property_may_compute_an_option_but_not_be_replaced() -> None:
    class Computed(Notes):
        @property
        def description(self) -> str:  # type: ignore[override]
            return "computed"

    assert document(Computed())["Description"] == "computed"
    (error,) = problems(lambda: Computed(description="x"))
    assert error.problem == 'Blueprint "Notes": description is a property of the class.'


def test_an_authorizer_by_its_name_is_told() -> None:
    class Guarded(RestApiLambdaBlueprint):
        name = "Notes"
        methods = (Method("GET /", function()),)
        authorizer = "jwt"  # type: ignore[assignment]  # guarded

    (error,) = problems(Guarded)
    assert error.problem == 'Blueprint "Notes": authorizer does not take this value.'
    assert error.where == Source(__file__, line_of("guarded"))


def test_a_class_says_its_authorizer_at_its_own_line() -> None:
    class ByName(Notes):
        authorizer = "jwt"  # type: ignore[assignment]  # by a name

    (error,) = problems(ByName)
    assert error.problem == 'Blueprint "Notes": authorizer does not take this value.'
    assert error.where == Source(__file__, line_of("by a name"))
