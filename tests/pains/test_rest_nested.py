"""Pains P05 and P25 of big REST APIs, by nested stacks: 500 resources a template, and 429 while a stack is made."""
# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path
from typing import Any

from cfngw import Method, RestApiLambdaBlueprint
from cfngw.errors import LimitError
from nested_apis import stacks, templates
from rest_samples import HELLO, deployment_id
from samples import of_type, problems

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
METHODS = [Method(f"{verb} /group{n // 20}/item{n}/all", HELLO) for n in range(105) for verb in VERBS]


def big(**options: Any) -> RestApiLambdaBlueprint:
    """Make an API of 525 methods."""
    return RestApiLambdaBlueprint(name="Notes", methods=METHODS, **options)


def test_P05_an_api_of_more_than_a_template_holds_is_refused_in_one_and_whole_in_nested_stacks() -> None:
    (error,) = problems(big().sealed)
    assert isinstance(error, LimitError)
    sealed = big(layout="nested").sealed()
    counts = [len(each["Resources"]) for each in templates(sealed).values()]
    assert len(sealed.document["Resources"]) < 30
    assert counts == [141] * 5 + [36]
    methods = [of_type(each["Resources"], "AWS::ApiGateway::Method") for each in templates(sealed).values()]
    assert sum(map(len, methods)) == 525


def test_P05_a_route_more_changes_one_stack() -> None:
    old = big(layout="nested").sealed()
    more = Method("GET /group3/more", HELLO)
    new = RestApiLambdaBlueprint(name="Notes", methods=[more, *METHODS], layout="nested").sealed()
    changed = [name for name, each in stacks(new).items() if stacks(old)[name] != each]
    assert changed == ["NotesStackGroup3"]


def test_P05_the_deployment_is_in_the_parent_and_waits_for_all(tmp_path: Path) -> None:
    sealed = big(layout="nested").sealed(path=tmp_path / "notes.yaml")
    resources = sealed.document["Resources"]
    assert set(stacks(sealed)) <= set(resources[deployment_id(resources)]["DependsOn"])
    assert [each.name for each in sealed.beside] == [f"notes.group{number}.yaml" for number in range(6)]


def test_P25_one_stack_is_made_at_a_time() -> None:
    found = stacks(big(layout="nested").sealed())
    names = list(found)
    assert [each.get("DependsOn") for each in found.values()] == [None, *([name] for name in names[:-1])]
