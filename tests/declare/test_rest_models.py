"""Models: JSON Schema of draft 4, from a dict, a file or a class."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from cfngw import File, Method, Model, Request, Response
from cfngw.declare.schema import flaws, unknown_formats
from cfngw.errors import CircleError, DuplicateError
from rest_samples import HELLO, PETS, made, notices, rest
from samples import loose, problems, refused

DRAFT_4: list[dict[str, Any]] = [
    {},
    PETS,
    {"$schema": "http://json-schema.org/draft-04/schema#", "title": "x", "type": ["string", "null"]},
    {"type": "array", "items": [{"type": "string"}], "additionalItems": False, "uniqueItems": True},
    {"minimum": 1, "exclusiveMinimum": True, "maximum": 5.5, "multipleOf": 0.5},
    {"allOf": [{}], "anyOf": [{"not": {}}], "oneOf": [{"enum": [1, "a", None]}]},
    {
        "patternProperties": {"^a": {}},
        "additionalProperties": {"type": "string"},
        "dependencies": {"a": ["b"], "c": {}},
    },
    {"definitions": {"a": {"type": "integer", "format": "int64"}}, "$ref": "#/definitions/a"},
    {"properties": {"const": {"type": "string"}, "if": {}, "requried": {}}, "x-note": 5, "example": {"const": 1}},
    {"default": {"const": 1}, "enum": [{"const": 1}]},
]
FLAWED: list[tuple[Any, str, str]] = [
    ({"type": "strng"}, "#/type: there is no such type.", 'write "string"'),
    ({"type": []}, "#/type: there is no such type.", "one of array"),
    ({"requried": ["a"]}, '#/requried: there is no keyword "requried".', 'write "required"'),
    (
        {"properties": {"a": {"required": True}}},
        '#/properties/a/required: "required" is a list of names.',
        "list the names",
    ),
    ({"required": []}, '#/required: "required" is a list of names.', "list each once"),
    ({"required": ["a", "a"]}, '#/required: "required" is a list of names.', "list each once"),
    ({"const": 5}, '#/const: "const" is of a later draft than 4.', 'write "enum"'),
    ({"$defs": {}}, '#/$defs: "$defs" is of a later draft than 4.', 'write "definitions"'),
    ({"minimum": 5, "exclusiveMinimum": 5}, '#/exclusiveMinimum: "exclusiveMinimum" is true or false.', "in draft 4"),
    ({"exclusiveMaximum": True}, '#/exclusiveMaximum: "exclusiveMaximum" needs "maximum".', 'add "maximum"'),
    ({"minLength": 5, "maxLength": 4}, "#/minLength: minLength is above maxLength", "at most 4"),
    ({"minLength": -1}, '#/minLength: "minLength" is a whole number from 0.', "write a whole"),
    ({"pattern": "("}, "#/pattern: the pattern does not compile", "correct"),
    ({"enum": []}, '#/enum: "enum" is a list of the values allowed.', "put at least one"),
    ({"items": "string"}, "#/items: a schema is an object.", "write {"),
    ({"anyOf": {}}, '#/anyOf: "anyOf" is a list of schemas.', "put at least one"),
    ({"anyOf": [5]}, "#/anyOf/0: a schema is an object.", "write {"),
    ({"properties": []}, '#/properties: "properties" is an object of schemas.', "write {"),
    ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, "#/$schema: models are of draft 4.", "write"),
    ({"title": 5}, '#/title: "title" is a text.', "put it in quotes"),
    ({"multipleOf": 0}, '#/multipleOf: "multipleOf" is a number above 0.', "write a number"),
    ({"dependencies": {"a": []}}, '#/dependencies/a: "a" is a list of names.', "list each once"),
    ({"additionalProperties": "no"}, "#/additionalProperties: a schema is an object.", "write {"),
]


@pytest.mark.parametrize("schema", DRAFT_4)
def test_draft_4(schema: Any) -> None:
    assert list(flaws(schema)) == []
    assert Model("Pet", schema).document() == Model("Pet", schema).schema


@pytest.mark.parametrize(("schema", "problem", "fix"), FLAWED)
def test_what_is_not_draft_4_is_told_with_its_place(schema: Any, problem: str, fix: str) -> None:
    error = refused(lambda: Model("Pet", schema))
    assert error.problem.startswith(f'Model "Pet": {problem}')
    assert error.fix is not None
    assert error.fix.startswith(fix)


@pytest.mark.parametrize("name", ["", "a-b", "a b", 5, None, "x" * 129])
def test_no_name(name: Any) -> None:
    assert refused(lambda: loose.Model(name, {})).option == "name"


@pytest.mark.parametrize("name", ["Empty", "Error"])
def test_the_built_in_models_can_be_named_and_not_made(name: str) -> None:
    assert "every REST API has a model of this name already" in refused(lambda: Model(name, {})).problem
    assert made(Method("GET /", HELLO, request=Request(name)))


@pytest.mark.parametrize("schema", ["text", 5, None, ["x"], int, {"a": object()}, {5: {}}])
def test_no_schema(schema: Any) -> None:
    assert refused(lambda: loose.Model("Pet", schema)).option == "schema"


def test_a_schema_never_changes() -> None:
    given: dict[str, Any] = {"properties": {"a": {"type": "string"}}}
    model = Model("Pet", given)
    given["properties"]["a"]["type"] = "integer"
    assert model.document()["properties"]["a"]["type"] == "string"


def test_a_schema_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pet.json"
    path.write_text('{"type": "object"}')
    assert Model("Pet", File(str(path))).document() == {"type": "object"}
    path.write_text('{"type": }')
    error = refused(lambda: Model("Pet", File(str(path))))
    assert f"{path} is not JSON: line 1, column 10" in error.problem
    path.write_text('{"type": "x"}')
    assert "#/type" in refused(lambda: Model("Pet", File(str(path)))).problem


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Toy:
    name: str


@dataclass
class Pet:
    name: str
    age: int | None
    weight: float
    colour: Colour
    kind: Literal["cat", "dog"]
    toys: list[Toy]
    born: datetime
    tags: Annotated[tuple[str, ...], "some"]
    prices: dict[str, int] = field(default_factory=dict)
    owner: Toy | None = None
    tame: bool = True
    note: Any = None


def test_a_dataclass() -> None:
    document = Model("Pet", Pet).document()
    assert document["required"] == ["name", "age", "weight", "colour", "kind", "toys", "born", "tags"]
    toy = {"title": "Toy", "type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    assert document["properties"] == {
        "name": {"type": "string"},
        "age": {"type": ["integer", "null"]},
        "weight": {"type": "number"},
        "colour": {"enum": ["red", "blue"]},
        "kind": {"enum": ["cat", "dog"]},
        "toys": {"type": "array", "items": toy},
        "born": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "prices": {"type": "object", "additionalProperties": {"type": "integer"}},
        "owner": {"anyOf": [toy, {"type": "null"}]},
        "tame": {"type": "boolean"},
        "note": {},
    }


@dataclass
class Odd:
    made: complex


def test_a_field_that_json_does_not_have() -> None:
    assert "JSON has no type for the annotation" in refused(lambda: Model("Odd", Odd)).problem


class Modern:
    """As pydantic writes schemas: of draft 2020-12."""

    @classmethod
    def model_json_schema(cls) -> dict[str, Any]:
        return {
            "$defs": {"Toy": {"type": "object", "properties": {"const": {"const": "a"}}}},
            "properties": {
                "toy": {"$ref": "#/$defs/Toy"},
                "age": {"anyOf": [{"exclusiveMinimum": 0, "type": "integer"}, {"type": "null"}]},
                "pair": {"prefixItems": [{"type": "string"}], "type": "array"},
                "note": {"examples": ["x"], "default": {"const": 1}},
            },
        }


def test_a_pydantic_class_is_written_in_draft_4() -> None:
    assert Model("Modern", Modern).document() == {
        "definitions": {"Toy": {"type": "object", "properties": {"const": {"enum": ["a"]}}}},
        "properties": {
            "toy": {"$ref": "#/definitions/Toy"},
            "age": {"anyOf": [{"minimum": 0, "exclusiveMinimum": True, "type": "integer"}, {"type": "null"}]},
            "pair": {"items": [{"type": "string"}], "type": "array"},
            "note": {"default": {"const": 1}},
        },
    }


# In an API


def test_models_refer_to_each_other_by_the_apis_own_address() -> None:
    pet = Model("Pet", PETS)
    pets = Model("Pets", {"type": "array", "items": {"$ref": pet}, "definitions": {"a": {"$ref": "#/x"}}})
    named = Model(
        "Named", {"properties": {"one": {"$ref": "Pets"}, "e": {"$ref": "Error"}, "$ref": {"type": "string"}}}
    )
    found = made(Method("POST /", HELLO, request=Request(pets)), models=[named])
    address = "https://apigateway.amazonaws.com/restapis/${NotesApi}/models/"
    assert [name for name in found if "Model" in name] == ["NotesModelNamed", "NotesModelPet", "NotesModelPets"]
    schema = found["NotesModelPets"]["Properties"]["Schema"]
    assert schema["items"]["$ref"] == {"Fn::Sub": address + "${NotesModelPet}"}
    assert schema["definitions"]["a"]["$ref"] == "#/x"
    schema = found["NotesModelNamed"]["Properties"]["Schema"]
    assert schema["properties"]["one"]["$ref"] == {"Fn::Sub": address + "${NotesModelPets}"}
    assert schema["properties"]["e"]["$ref"] == {"Fn::Sub": address + "Error"}
    assert schema["properties"]["$ref"] == {"type": "string"}


def test_models_that_need_each_other_are_refused_at_their_line() -> None:
    first = Model("A", {"items": {"$ref": "B"}})
    models = [first, Model("B", {"properties": {"c": {"$ref": Model("C", {"items": {"$ref": "A"}})}}})]
    (error,) = problems(lambda: rest(models=models).sealed())
    assert isinstance(error, CircleError)
    assert (error.where, error.edges, error.cut) == (first.source, ("A -> B", "B -> C", "C -> A"), "C -> A")
    assert error.problem == 'Model "A": its schema refers to itself, by way of B and C.'
    assert error.fix == (
        'make one model of them below "definitions", where {"$ref": "#/definitions/A"} may stand in A itself'
    )


def test_a_model_that_refers_to_itself_by_its_name_is_refused() -> None:
    tree = Model("Tree", {"properties": {"left": {"$ref": "Tree"}}})
    (error,) = problems(lambda: rest(models=[tree, Model("Leaf", {"$ref": "Tree"})]).sealed())
    assert (error.where, error.problem) == (tree.source, 'Model "Tree": its schema refers to itself.')
    assert error.fix == 'say it below "definitions", where {"$ref": "#/definitions/Tree"} may stand in Tree itself'


def test_a_part_of_a_schema_may_refer_to_itself() -> None:
    part = {"type": "object", "properties": {"left": {"$ref": "#/definitions/Tree"}, "all": {"$ref": "#"}}}
    schema = {"$ref": "#/definitions/Tree", "definitions": {"Tree": part}}
    assert made(models=[Model("Tree", schema)])["NotesModelTree"]["Properties"]["Schema"] == schema


@dataclass
class Folder:
    name: str
    folders: list[Folder] = field(default_factory=list)
    owner: Owner | None = None


@dataclass
class Owner:
    home: Folder
    friends: list[Owner]


def test_a_dataclass_may_hold_itself() -> None:
    folder, owner = ({"$ref": f"#/definitions/{name}"} for name in ("Folder", "Owner"))
    document = Model("Folder", Folder).document()
    assert document["$ref"] == folder["$ref"]
    assert document["definitions"].keys() == {"Folder", "Owner"}
    assert document["definitions"]["Folder"]["properties"] == {
        "name": {"type": "string"},
        "folders": {"type": "array", "items": folder},
        "owner": {"anyOf": [owner, {"type": "null"}]},
    }
    assert document["definitions"]["Owner"]["properties"]["home"] == folder
    assert list(flaws(document)) == []


def test_a_model_that_is_not_there() -> None:
    request = Request("Pte")
    (error,) = problems(lambda: rest(Method("GET /", HELLO, request=request), models=[Model("Pet", PETS)]))
    assert (error.where, error.fix) == (request.source, 'write "Pet"')
    response = Response(200, model="Pet")
    (error,) = problems(lambda: rest(Method("GET /", HELLO, response=response)))
    assert error.fix == 'declare it: models=[Model("Pet", {...})]'
    (error,) = problems(lambda: rest(models=[Model("Pets", {"items": {"$ref": "Pet"}})]))
    assert error.given == "Pet"


def test_two_models_of_one_name() -> None:
    one, other = Model("Pet", PETS), Model("Pet", {})
    (error,) = problems(lambda: rest(Method("GET /", HELLO, request=Request(one)), models=[other]))
    assert isinstance(error, DuplicateError)
    assert {error.where, error.other} == {one.source, other.source}
    assert rest(Method("GET /", HELLO, request=Request(one)), models=[Model("Pet", PETS)]).sealed()


def test_an_unknown_format_is_told_and_stops_nothing() -> None:
    model = Model("Pet", {"properties": {"a": {"type": "string", "format": "colour"}}})
    (notice,) = notices(models=[model])
    assert notice.problem == 'Model "Pet": #/properties/a: the format "colour" is none of draft 4.'
    assert notice.where == model.source
    assert not list(unknown_formats({"format": "date-time", "enum": [{"format": "x"}]}))
