"""``cfngw build`` of blueprints whose layout puts files beside the template."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.cli import main
from cfngw.document import read
from cfngw.source import SourceMap

BIG = """\
from cfngw import Function, Inline, Method, Request, RestApiLambdaBlueprint

hello = Function("Hello", "index.handler", runtime="python3.13", code=Inline("def handler(e, c):\\n    return e\\n"))
blueprint = RestApiLambdaBlueprint(
    name="Big",
    layout="openapi",
    methods=[Method(f"GET /a{n}", hello, request=Request(template="x" * 90_000), public="why") for n in range(12)],
)
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "setup.py").touch()
    (tmp_path / "big.py").write_text(BIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["build", "--no-lint", *words])
    return int(end.value.code or 0)


def test_the_file_beside_is_written_counted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert build("big.py") == 0
    told = capsys.readouterr().out
    assert "output/big.openapi.yaml" in told
    assert "12 (12 with a reason)" in told
    assert "cfngw package output/big.yaml" in told
    assert Path("output/big.openapi.yaml").stat().st_size > 1_000_000
    assert not Path("output/big.openapi.yaml").read_text().startswith("AWSTemplateFormatVersion")


def test_check_compares_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert build("big.py") == 0
    assert build("--check", "big.py") == 0
    beside = Path("output/big.openapi.yaml")
    beside.write_text(beside.read_text().replace("title: Big", "title: Other"))
    capsys.readouterr()
    assert build("--check", "big.py") != 0
    told = capsys.readouterr()
    assert "big.openapi.yaml" in told.err
    assert "title: Other" in told.out


def test_a_file_that_no_blueprint_makes_is_told_and_its_own_is_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "blueprints").mkdir()
    (project / "big.py").rename(project / "blueprints" / "big.py")
    assert build() == 0
    Path("output/old.openapi.yaml").touch()
    assert build("--check") == 0
    told = capsys.readouterr().err
    assert "no blueprint makes output/old.openapi.yaml" in told
    assert "big.openapi.yaml" not in told


def test_as_json_it_is_json() -> None:
    assert build("--format", "json", "big.py") == 0
    assert Path("output/big.openapi.json").read_text().startswith("{")


def test_a_template_of_its_name_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "big.openapi.py").write_text(BIG.replace('"openapi"', '"resources"').replace("90_000", "9"))
    assert build("big.py", "big.openapi.py") != 0
    assert "would both write big.openapi.yaml" in capsys.readouterr().err
    assert not Path("output").exists()


def test_lines_of_operations_are_kept_with_the_file() -> None:
    assert build("big.py") == 0
    text = Path("output/big.openapi.yaml").read_text()
    found = SourceMap.load(text, Path().resolve()).find(("paths", "/a3", "get", "responses"))
    assert found is not None
    assert found.line == 7


def test_list_shows_methods_and_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["list", "big.py"])
    assert "GET /a11" in capsys.readouterr().out


def test_package_finds_what_build_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    assert build("big.py") == 0
    with pytest.raises(SystemExit) as end:
        main(["package", "output/big.yaml", "--local", "out", "--region", "eu-west-1", "--account", "123456789012"])
    assert not end.value.code
    (stored,) = Path("out").glob("big.openapi-*.yaml")
    text = stored.read_text()
    assert "arn:aws:lambda:eu-west-1:123456789012:function:${stageVariables.HelloFunction}" in text
    assert "${AWS::" not in text
    assert read(Path("output/big.yaml")).data["Resources"]["BigApi"]["Metadata"]["cfngw"]["Digest"]


def why(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["why-redeploy", *words])
    return int(end.value.code or 0)


def test_why_redeploy_names_the_method_in_the_file_beside(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build("big.py", "--output", "old") == 0
    (project / "big.py").write_text(BIG.replace('"x" * 90_000', '"x" * (90_000 + (n == 3))'))
    assert build("big.py") == 0
    capsys.readouterr()
    assert why("old/big.yaml", "output/big.yaml") == 0
    told = capsys.readouterr()
    assert "Body.paths./a3.get.x-amazon-apigateway-integration.requestTemplates" in told.out
    assert "/a4" not in told.out
    assert not told.err


def test_why_redeploy_tells_of_a_file_that_is_another(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build("big.py", "--output", "old") == 0
    (project / "big.py").write_text(BIG.replace("90_000", "90_001"))
    assert build("big.py") == 0
    Path("old/big.openapi.yaml").write_text("- a list\n")
    capsys.readouterr()
    assert why("old/big.yaml", "output/big.yaml") == 0
    told = capsys.readouterr()
    assert "API (BigApi): Content" in told.out
    assert "what lies beside the templates is not known without old/big.openapi.yaml" in told.err
