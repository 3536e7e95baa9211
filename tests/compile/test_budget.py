"""What a template still has room for (P05)."""

from __future__ import annotations

import pytest

from cfngw import Blueprint, HttpApiBlueprint, Method, Parameter, Route
from cfngw.errors import BuildError, LimitError
from cfngw.limits import Limits
from rest_samples import HELLO, rest

METHODS = [Method(f"GET /items{number}", HELLO) for number in range(10)]  # of which each takes two resources


def told(limits: int, *methods: Method) -> list[str]:
    notices = rest(*methods).sealed(Limits(resources=limits)).notices
    return [str(each) for each in notices if "resources:" in each.problem]


def test_from_four_fifths_on_it_is_told_what_takes_the_resources_and_what_fits() -> None:
    (notice,) = told(32, *METHODS)
    assert "the template has 27 of 32 resources: 10 methods, 10 paths; " in notice
    assert "about 2 more methods of this kind fit" in notice
    assert 'layout="openapi"' in notice


def test_below_it_nothing_is_told() -> None:
    assert told(36, *METHODS) == []


def test_beyond_it_the_error_names_the_layout() -> None:
    with pytest.raises((LimitError, BuildError), match='layout="openapi"'):
        rest(*METHODS).sealed(Limits(resources=20))


def test_other_templates_are_told_to_split() -> None:
    with pytest.raises((LimitError, BuildError)) as error:
        Blueprint(functions=[HELLO], parameters=[Parameter("A")]).sealed(Limits(resources=2))
    assert "split the blueprint" in str(error.value)
    assert "layout" not in str(error.value)


def test_routes_of_http_apis_are_counted_with_their_integrations() -> None:
    routes = [Route(f"GET /items{number}", HELLO) for number in range(10)]
    notices = HttpApiBlueprint(name="Notes", routes=routes).sealed(Limits(resources=20)).notices
    assert any("10 routes" in str(each) and "more routes of this kind fit" in str(each) for each in notices)


def test_the_layout_is_the_way_out() -> None:
    many = [Method(f"GET /items{number}", HELLO) for number in range(300)]
    assert rest(*many, layout="openapi").sealed().document
