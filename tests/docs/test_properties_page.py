"""Every property of every type of HTTP and REST APIs is set by an option, set by itself, or named as raw.

The rows are data (docs/http-properties.toml, docs/rest-properties.toml). What they are held to is cfn-lint's schema;
what they claim is proven by compiling the example beside each.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from docpages import ROOT

import cfngw
from cfngw import HttpApiBlueprint, Method, RestApiLambdaBlueprint, Route
from samples import function

CURE = "run: python docs/make_properties.py"
MAKER = runpy.run_path(str(ROOT / "docs" / "make_properties.py"))
TABLES: dict[str, tuple[str, str, str]] = MAKER["TABLES"]
ROWS: dict[str, dict[str, Any]] = {kind: rows for table in TABLES for kind, rows in MAKER["rows"](table).items()}
OPTIONS = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))["options_of"]


def of(what: str) -> list[Any]:
    """Give the rows that say one thing: option, itself or raw."""
    return [
        pytest.param(kind, name, entry, id=f"{kind.removeprefix('AWS::ApiGateway')}.{name}")
        for kind, rows in ROWS.items()
        if "raw" not in rows
        for name, entry in rows.items()
        if what in entry
    ]


@cache
def schema(kind: str) -> Any:
    """Give cfn-lint's schema of a type."""
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema


def settable(kind: str) -> list[str]:
    """Give the properties that a template may set, nested ones by their path; ``[]`` each of a list, ``*`` any key."""
    of_aws = {path.removeprefix("/properties/") for path in schema(kind).get("readOnlyProperties", [])}
    return [path for path in _leaves(kind, schema(kind), "", frozenset()) if path not in of_aws]


def _leaves(kind: str, part: Mapping[str, Any], path: str, seen: frozenset[str]) -> Iterator[str]:
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        assert name not in seen, f"{kind}: {name} holds itself"
        part, seen = schema(kind)["definitions"][name], seen | {name}
    below: list[tuple[str, Any]] = [(f"{path}.{name}", found) for name, found in part.get("properties", {}).items()]
    below += [(f"{path}.*", found) for found in part.get("patternProperties", {}).values()]
    if isinstance(part.get("items"), dict):
        below.append((f"{path}[]", part["items"]))
    plain = all(not _has_parts(kind, found) for _, found in below) and "properties" not in part
    if below and not plain:
        for place, found in below:
            yield from _leaves(kind, found, place, seen)
    else:
        yield path.removeprefix(".")


def _has_parts(kind: str, part: Mapping[str, Any]) -> bool:
    if "$ref" in part:
        part = schema(kind)["definitions"][part["$ref"].rpartition("/")[2]]
    return bool(part.keys() & {"properties", "patternProperties", "items"})


@pytest.mark.parametrize("table", TABLES)
def test_every_type_of_the_service_is_spoken_of(table: str) -> None:
    known = PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1")
    service = f"{TABLES[table][1]}::"
    assert sorted(MAKER["rows"](table)) == sorted(kind for kind in known if kind.startswith(service))


@pytest.mark.parametrize("kind", [kind for kind, rows in ROWS.items() if "raw" not in rows])
def test_every_property_that_the_schema_lists_is_spoken_of_and_no_other(kind: str) -> None:
    """A row whose name ends in ``**`` speaks of all that is below."""
    whole = tuple(name.removesuffix("**") for name in ROWS[kind] if name.endswith("**"))
    listed = settable(kind)
    assert all(any(path.startswith(prefix) for path in listed) for prefix in whole)
    assert sorted(name for name in ROWS[kind] if not name.endswith("**")) == sorted(
        path for path in listed if not path.startswith(whole)
    )


def test_each_row_says_one_thing() -> None:
    for kind, rows in ROWS.items():
        for name, entry in rows.items() if "raw" not in rows else ():
            said = entry.keys() & {"option", "itself", "raw"}
            assert len(said) == 1, (kind, name)
            assert entry.keys() <= {*said, "write", "gives"}, (kind, name)


@pytest.mark.parametrize("table", TABLES)
def test_the_page_is_up_to_date(table: str) -> None:
    assert (ROOT / "docs" / f"{table}-properties.md").read_text(encoding="utf-8") == MAKER["page"](table), CURE


# --- the proof ------------------------------------------------------------------------------------------------------


def rest(kind: str) -> bool:
    """Tell whether a type is one of REST APIs."""
    return kind.startswith("AWS::ApiGateway::")


@cache
def compiled(of_rest: bool, write: str) -> Any:
    """Compile an API of that kind that is given what a row writes: its resources."""
    names = {name: getattr(cfngw, name) for name in cfngw.__all__}
    given = eval(f"dict({write})", names | {"hello": function()})
    usual: dict[str, Any] = {"name": "Notes"}
    if of_rest:
        blueprint: Any = RestApiLambdaBlueprint(**(usual | {"methods": [Method("GET /", function())]} | given))
    else:
        blueprint = HttpApiBlueprint(**(usual | {"routes": [Route("GET /", function())]} | given))
    return blueprint.sealed().document["Resources"]


def values(kind: str, name: str, write: str) -> list[Any]:
    """Give what a property is set to, in all resources of the type."""
    resources = compiled(rest(kind), write)
    found = [each.get("Properties", {}) for each in resources.values() if each["Type"] == kind]
    for step in re.findall(r"[^.\[\]]+|\[\]", name):
        found = [deeper for each in found for deeper in _step(each, step)]
    return found


def _step(value: Any, step: str) -> Iterator[Any]:
    """Go one step down; of a choice that CloudFormation makes, down both ways."""
    if isinstance(value, dict) and "Fn::If" in value:
        for chosen in value["Fn::If"][1:]:
            yield from _step(chosen, step)
    elif step == "[]":
        yield from value if isinstance(value, list) else ()
    elif isinstance(value, dict):
        yield from value.values() if step == "*" else [value[step]] if step in value else ()


@pytest.mark.parametrize(("kind", "name", "entry"), of("itself"))
def test_what_is_said_to_be_set_by_itself_is_set(kind: str, name: str, entry: dict[str, Any]) -> None:
    assert values(kind, name, entry.get("write", ""))


@pytest.mark.parametrize(("kind", "name", "entry"), of("option"))
def test_the_option_that_is_said_to_set_a_property_sets_it(kind: str, name: str, entry: dict[str, Any]) -> None:
    assert entry["gives"] in values(kind, name, entry["write"])
    assert entry["gives"] not in values(kind, name, ""), "set without the option, too"
    for option in MAKER["named"](entry):
        owner, _, word = option.partition(".")
        spec = OPTIONS(owner)[word]
        assert owner.endswith("Blueprint") or f"{owner}(" in entry["write"]
        assert not spec.kw_only or f"{word}=" in entry["write"]


def test_what_is_raw_is_set_by_nothing() -> None:
    """A row that says that there is no option would hide one that came later."""
    told = [each.values for each in (*of("option"), *of("itself"))]
    for kind, name, _ in (each.values for each in of("raw")):
        for other, _, entry in told:
            if rest(str(other)) == rest(str(kind)):
                assert not values(str(kind), str(name).removesuffix(".**"), entry.get("write", "")), (kind, name)
