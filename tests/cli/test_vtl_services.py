"""The templates of services behind methods of REST APIs in the workbench."""

from __future__ import annotations

import json

from cli_runs import cfngw

from rest_services import ITEMS, methods, request_template


def test_the_workbench_renders_the_template_of_a_method() -> None:
    template = request_template(methods(ITEMS)["PUT /notes/{user}/{at}"])
    request = ["--body", '{"a": [1]}', "--path", "user=u", "--path", "at=5"]
    found = cfngw("vtl", "--template", template, *request, "--quiet")
    assert found.code == 0, found.err
    assert json.loads(found.out)["Item"] == {
        "user": {"S": "u"},
        "at": {"N": "5"},
        "a": {"L": [{"N": "1"}]},
    }


def test_fuzzing_finds_nothing_in_it() -> None:
    template = request_template(methods(ITEMS)["GET /notes/{user}/{at}"])
    assert cfngw("vtl", "--template", template, "--fuzz", "--seconds", "0.3").code == 0
