"""cfngw build, list, package and why-redeploy of an API in nested stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import cfngw, golden, start_project, write

BLUEPRINT = """\
from cfngw import Function, IamAuthorizer, Inline, Method, NestedStacks, Request, Response, RestApiLambdaBlueprint

hello = Function("Hello", "index.handler", runtime="python3.13", code=Inline("def handler(event, context): return {}"))
blueprint = RestApiLambdaBlueprint(
    name="Notes",
    layout="nested",
    methods=[
        Method("GET /", hello),
        Method("GET /notes", hello, public="for everybody"),
        Method("POST /notes/{id}", hello, request=Request(template='{"a": 1}')),
        Method("GET /orders", hello),
    ],
)
"""
FILES = ["output/app.notes.yaml", "output/app.orders.yaml", "output/app.yaml"]


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def build(text: str = BLUEPRINT, *words: str, output: str = "output") -> Any:
    """Write the blueprint and build it."""
    write({"blueprints/app.py": text})
    return cfngw("build", "--no-lint", "--output", output, *words)


def written(folder: str = "output") -> list[str]:
    return sorted(str(path) for path in Path(folder).glob("*.*"))


def test_build_lists_each_file_with_its_open_routes() -> None:
    ran = build()
    assert ran == (0, golden("nested_build", ran.out), "")
    assert written() == FILES


def test_json_is_beside_json() -> None:
    build(BLUEPRINT, "--format", "json")
    assert written() == sorted(name.replace("yaml", "json") for name in FILES)
    parent = json.loads(Path("output/app.json").read_text())
    assert parent["Resources"]["NotesStackNotes"]["Metadata"]["aws:asset:path"] == "app.notes.json"


def test_check_compares_each_file() -> None:
    build()
    assert build(BLUEPRINT, "--check").code == 0
    Path("output/app.orders.yaml").write_text("Resources: {}\n")
    ran = build(BLUEPRINT, "--check")
    assert ran.code == 7
    assert "output/app.orders.yaml" in ran.err


def test_the_file_of_a_path_that_is_gone_is_a_stranger() -> None:
    build()
    write({"blueprints/app.py": BLUEPRINT.replace('        Method("GET /orders", hello),\n', "")})
    cfngw("build", "--no-lint")
    assert "no blueprint makes output/app.orders.yaml" in cfngw("build", "--no-lint", "--check").err


def test_list_shows_the_methods_of_nested_stacks() -> None:
    write({"blueprints/app.py": BLUEPRINT})
    ran = cfngw("list")
    assert ran == (0, golden("nested_list", ran.out), "")


def test_a_finding_in_a_nested_template_is_told_at_the_line_of_python() -> None:
    hook = "\n\nclass Wrong(RestApiLambdaBlueprint):\n    def customize(self, template):\n"
    hook += '        template.resources["NotesMethodGetOrders"].properties["Unknown"] = "x"\n'
    text = BLUEPRINT.replace("\nhello =", f"{hook}\n\nhello =")
    write({"blueprints/app.py": text.replace("blueprint = RestApiLambdaBlueprint", "blueprint = Wrong")})
    ran = cfngw("build")
    assert ran.code == 5
    assert "app.orders.yaml" in ran.err
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "GET /orders" in each)
    assert f"blueprints/app.py:{line}" in ran.err


def test_package_stores_each_template_by_its_content_and_creates_without_more_rights() -> None:
    build()
    ran = cfngw("package", "output/app.yaml", "--local", "store", "--region", "eu-west-1")
    assert ran.code == 0
    parameters = json.loads(Path("store/app.parameters.json").read_text())
    keys = {each["ParameterKey"]: each["ParameterValue"] for each in parameters}
    assert keys.keys() == {"NotesStackNotesFileKey", "NotesStackOrdersFileKey"}
    for name, key in keys.items():
        part = name.removeprefix("NotesStack").removesuffix("FileKey").lower()
        assert key.startswith(f"app.{part}-")
        assert Path("store", key).read_bytes() == Path(f"output/app.{part}.yaml").read_bytes()
    assert "--capabilities CAPABILITY_IAM \\" in ran.out or "--capabilities CAPABILITY_IAM\n" in ran.out
    assert "AUTO_EXPAND" not in ran.out


def test_a_macro_in_a_nested_template_is_acknowledged() -> None:
    hook = "\n\nclass Included(RestApiLambdaBlueprint):\n    def customize(self, template):\n"
    hook += '        included = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}}\n'
    hook += '        template.resources["NotesMethodGetOrders"].resource["Metadata"] = included\n'
    text = BLUEPRINT.replace("\nhello =", f"{hook}\n\nhello =")
    build(text.replace("blueprint = RestApiLambdaBlueprint", "blueprint = Included"))
    ran = cfngw("package", "output/app.yaml", "--local", "store", "--region", "eu-west-1")
    assert "CAPABILITY_AUTO_EXPAND" in ran.out


def why(*words: str) -> Any:
    """Build twice, the second time with another template, and ask."""
    build(output="old")
    build(BLUEPRINT.replace('"a": 1', '"a": 2'), output="new")
    return cfngw("why-redeploy", "old/app.yaml", "new/app.yaml", *words)


def test_why_redeploy_names_the_method_in_the_nested_stack() -> None:
    ran = why("--json")
    assert (ran.code, ran.err) == (0, "")
    (found,) = json.loads(ran.out)["apis"]
    assert [(each["noun"], each["name"], each["paths"]) for each in found["changes"]] == [
        ("method", "POST /notes/{id}", ["Integration.RequestTemplates.application/json"])
    ]
    assert found["redeployed"]


def test_why_redeploy_names_the_stack_where_its_template_is_not_there() -> None:
    build(output="old")
    Path("old/app.notes.yaml").unlink()
    build(BLUEPRINT.replace('"a": 1', '"a": 2'), output="new")
    ran = cfngw("why-redeploy", "old/app.yaml", "new/app.yaml")
    assert ran.code == 0
    assert "changed  nested stack /notes (NotesStackNotes): Content" in ran.out
    assert "what lies beside the templates is not known without old/app.notes.yaml" in ran.err


def test_why_redeploy_takes_no_template_of_another_build() -> None:
    build(output="old")
    build(BLUEPRINT.replace('"a": 1', '"a": 2'), output="new")
    Path("old/app.notes.yaml").write_bytes(Path("new/app.notes.yaml").read_bytes())
    assert "not known without old/app.notes.yaml" in cfngw("why-redeploy", "old/app.yaml", "new/app.yaml").err


def test_a_method_that_is_removed_from_a_nested_stack_is_served_until_the_next_deployment() -> None:
    build(output="old")
    build(BLUEPRINT.replace('        Method("GET /orders", hello),\n', ""), output="new")
    ran = cfngw("why-redeploy", "old/app.yaml", "new/app.yaml", "--json")
    (found,) = json.loads(ran.out)["apis"]
    assert found["served_until_next_deployment"] == ["GET /orders"]


def test_the_other_layout_deploys_the_same_parts() -> None:
    build(output="old")
    build(BLUEPRINT.replace('layout="nested"', 'layout="resources"'), output="new")
    ran = cfngw("why-redeploy", "old/app.yaml", "new/app.yaml", "--json")
    (found,) = json.loads(ran.out)["apis"]
    assert found["changes"] == []


MOVED = "warning: blueprints/app.py:4: these paths move to another stack: "


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_path_that_moves_between_stacks_is_told_before_it_is_written(form: str) -> None:
    build(BLUEPRINT, "--format", form)
    text = BLUEPRINT.replace('layout="nested"', 'layout="nested", nested=NestedStacks(at=["/notes/{id}"])')
    told = f"{MOVED}/notes/{{id}} (app.notes.{form} -> app.notes-var.{form})."
    for words in (["--check"], []):
        assert told in build(text, "--format", form, *words).err
    assert MOVED not in build(text, "--format", form).err


def test_a_path_that_leaves_the_parent_is_told() -> None:
    build(BLUEPRINT.replace('layout="nested"', 'layout="resources"'))
    ran = build()
    assert f"{MOVED}/notes (app.yaml -> app.notes.yaml), /notes/{{id}} (app.yaml -> app.notes.yaml), /orders" in ran.err
    assert "a deployed stack can't be updated so" in ran.err


def test_a_path_that_comes_or_goes_moves_nowhere() -> None:
    build()
    text = BLUEPRINT.replace("GET /orders", "GET /invoices/all")
    assert build(text).err == ""


def test_many_moves_are_counted() -> None:
    many = "".join(f'        Method("GET /a/b{number}", hello),\n' for number in range(9))
    text = BLUEPRINT.replace('        Method("GET /orders", hello),\n', many)
    build(text)
    ran = build(text.replace('layout="nested"', 'layout="nested", nested=NestedStacks(depth=2)'))
    assert "; and 9 more." in ran.err


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_lies_beside_and_is_not_named_counts_for_nothing(form: str) -> None:
    build(BLUEPRINT, "--format", form)
    Path(f"output/app.prod.notes.{form}").write_bytes(Path(f"output/app.notes.{form}").read_bytes())
    assert build(BLUEPRINT, "--format", form).err == ""
