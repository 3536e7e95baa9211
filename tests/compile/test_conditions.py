"""What is decided before anything is made: conditions and mappings that exist, and no circle among conditions."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import And, Equals, FindInMap, If, Not, Ref, Template
from troposphere import Condition as Named

from cfngw import Condition, Output, Parameter
from cfngw.blueprint import Blueprint
from cfngw.errors import CircleError, TemplateReferenceError
from cfngw.source import Source
from samples import document, function, problems

PROD = Condition("IsProd", Equals("a", "b"))


def made(value: Any = "x", *conditions: Condition, **options: Any) -> Blueprint:
    return Blueprint(functions=[function(environment={"TABLE": value})], conditions=conditions, **options)


@pytest.mark.parametrize(
    "blueprint",
    [
        made(If("IsProd", "a", If("IsProd", "b", Ref("AWS::NoValue"))), PROD),
        made("x", PROD, Condition("Both", And(Named("IsProd"), Not(Named("IsProd"))))),
        made(FindInMap("Sizes", "a", "b"), mappings={"Sizes": {"a": {"b": "c"}}}),
        made(FindInMap(Ref("AWS::Region"), "a", "b")),
        made("x", Condition("C", Equals(FindInMap("Sizes", "a", "b"), "c")), mappings={"Sizes": {"a": {"b": "c"}}}),
        made("x", Condition("C", Equals(Parameter("P"), Ref("AWS::Region")))),
        made({"Condition": "x"}["Condition"]),
    ],
)
def test_names_that_exist_are_no_problem(blueprint: Blueprint) -> None:
    assert document(blueprint)["Resources"]


@pytest.mark.parametrize(
    ("blueprint", "problem", "fix"),
    [
        (
            made(If("IsPord", "a", "b"), PROD),
            "HelloFunction asks for the condition IsPord, which is not in the template.",
            'write "IsProd"',
        ),
        (
            made("x", outputs=[Output("Out", If("IsProd", "a", "b"))]),
            "output Out asks for the condition IsProd, which is not in the template.",
            'declare it: Condition("IsProd", Equals(...)) in conditions',
        ),
        (
            made("x", PROD, Condition("Other", Not(Named("IsPord")))),
            "condition Other asks for the condition IsPord, which is not in the template.",
            'write "IsProd"',
        ),
        (
            made(FindInMap("Size", "a", "b"), mappings={"Sizes": {"a": {"b": "c"}}}),
            "HelloFunction looks into the mapping Size, which is not in the template.",
            'write "Sizes"',
        ),
        (
            made("x", Condition("C", Equals(FindInMap("Sizes", "a", "b"), "c"))),
            "condition C looks into the mapping Sizes, which is not in the template.",
            'declare it: mappings = {"Sizes": ...}',
        ),
        (
            made("x", Condition("C", Equals(Ref("Stgae"), "c")), parameters=[Parameter("Stage")]),
            "condition C refers to Stgae, which is no parameter of this template.",
            'write "Stage"',
        ),
        (
            made("x", Condition("C", Equals(Ref("HelloFunction"), "c"))),
            "condition C refers to HelloFunction, which is no parameter of this template.",
            "declare it: Parameter(name) in parameters",
        ),
    ],
)
def test_names_that_do_not_exist_are_told(blueprint: Blueprint, problem: str, fix: str) -> None:
    (error,) = problems(lambda: document(blueprint))
    assert isinstance(error, TemplateReferenceError)
    assert (error.problem, error.fix) == (problem, fix)


def test_an_unknown_condition_is_told_at_its_line() -> None:
    other = Condition("Other", Not(Named("Gone")))
    (error,) = problems(lambda: document(made("x", other)))
    assert error.where == Source(__file__, other.source.line)


def test_conditions_that_need_each_other_are_a_circle() -> None:
    first, second = Condition("First", Not(Named("Second"))), Condition("Second", Not(Named("First")))
    (error,) = problems(lambda: document(made("x", first, second)))
    assert isinstance(error, CircleError)
    assert error.problem == "conditions need each other in a circle: First -> Second -> First."
    assert (error.edges, error.cut) == (("First -> Second", "Second -> First"), "Second -> First")
    assert error.where == second.source
    assert len(problems(lambda: document(made("x", Condition("Own", Not(Named("Own"))))))) == 1


def test_a_template_with_a_transform_is_not_judged() -> None:
    class Transformed(Blueprint):
        def customize(self, template: Template) -> None:
            template.set_transform("AWS::LanguageExtensions")

    value = If("Gone", FindInMap("Gone", "a", "b"), "x")
    conditions = [Condition("C", Equals(Ref("Gone"), "c")), Condition("D", Not(Named("Gone")))]
    assert document(Transformed(functions=[function(environment={"TABLE": value})], conditions=conditions))
