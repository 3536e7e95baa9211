"""cfngw build: from blueprint files to templates, all or none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_runs import API, HEAD, cfngw, cfngw_process, golden, snapshot, start_project, write

import yaml_readers

TWO = f"""\
{HEAD}users = HttpApiBlueprint(name="Users", routes=[Route("GET /", hello)])
orders = HttpApiBlueprint(name="Orders", routes=[Route("GET /", hello)])
again = users
_hidden = HttpApiBlueprint(name="Hidden", routes=[Route("GET /", hello)])
"""
PARAMETER = f"""\
{HEAD}word = Parameter("Word")
blueprint = HttpApiBlueprint(name="Hello", api_name=word, routes=[Route("GET /", hello, public="the reason")])
"""
LATE_QUEUE = """\
from troposphere.sqs import Queue

from cfngw import Blueprint

x = Blueprint(resources=[Queue("Queue", DelaySeconds=%s)])
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def build(*words: str) -> list[str]:
    """Build without lint and give the files of the output folder."""
    ran = cfngw("build", "--no-lint", *words)
    assert ran.code == 0, ran.err
    return sorted(path.name for path in Path("output").rglob("*.*"))


def test_the_folder_blueprints_is_built_into_the_folder_output() -> None:
    write({"blueprints/a.py": API, "blueprints/b.py": API, "blueprints/_helper.py": "1 / 0", "blueprints/c.txt": ""})
    assert build() == ["a.yaml", "b.yaml"]


def test_a_file_is_built() -> None:
    write({"blueprints/a.py": API, "blueprints/b.py": API})
    assert build("blueprints/b.py") == ["b.yaml"]


def test_a_file_that_is_named_is_built_whatever_its_name() -> None:
    write({"_own.py": API})
    assert build("_own.py") == ["_own.yaml"]


def test_a_folder_is_built() -> None:
    write({"other/a.py": API, "other/deeper/b.py": API})
    assert build("other") == ["a.yaml"]


def test_several_paths_are_built_each_file_once() -> None:
    write({"one/a.py": API, "two/b.py": API})
    assert build("one", "two/b.py", "./one/a.py", str(Path.cwd() / "two")) == ["a.yaml", "b.yaml"]


def test_several_blueprints_of_a_file_are_told_apart_by_their_variables() -> None:
    write({"blueprints/x.py": TWO})
    assert build() == ["x.orders.yaml", "x.users.yaml"]


def test_one_blueprint_of_a_file_takes_the_name_of_the_file() -> None:
    write({"blueprints/x.py": API.replace("blueprint =", "whatever =")})
    assert build() == ["x.yaml"]


def test_the_output_folder_is_chosen_and_made() -> None:
    write({"blueprints/x.py": API})
    assert build("--output", "output/deeper/down") == ["x.yaml"]


def test_json_says_the_same_as_yaml() -> None:
    write({"blueprints/x.py": API})
    assert build() == ["x.yaml"]
    assert build("--format", "json") == ["x.json", "x.yaml"]
    assert json.loads(Path("output/x.json").read_text()) == yaml_readers.pyyaml(Path("output/x.yaml").read_text())


def test_the_same_declaration_gives_the_same_bytes_and_leaves_the_file_alone() -> None:
    write({"blueprints/x.py": API})
    build()
    before = Path("output/x.yaml").stat()
    build()
    after = Path("output/x.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_working_folder_does_not_enter_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"blueprints/x.py": API})
    build()
    first = Path("output/x.yaml").read_bytes()
    (tmp_path / "far/away").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "far/away")
    build(str(tmp_path / "blueprints"))
    assert Path("output/x.yaml").read_bytes() == first


def test_a_build_tells_what_was_made_and_how_to_create_it() -> None:
    write({"blueprints/hello.py": API, "blueprints/words.py": PARAMETER})
    ran = cfngw("build", "--no-lint")
    assert ran.out == golden("build_no_lint", ran.out)
    assert ran.err == ""


def test_a_build_lints_unless_told_otherwise() -> None:
    write({"blueprints/hello.py": API})
    ran = cfngw("build")
    assert ran.out == golden("build", ran.out)
    assert ran.err == ""


def test_a_build_of_one_template_speaks_of_one_stack() -> None:
    write({"blueprints/x.py": API})
    assert "\nTo create the stack:\n" in cfngw("build", "--no-lint").out


def test_a_warning_of_the_linter_is_told_and_stops_nothing() -> None:
    write({"blueprints/x.py": API.replace("routes=", 'parameters=[Parameter("Unused")], routes=')})
    ran = cfngw("build")
    assert ran.code == 0
    assert "1 finding\n" in ran.out
    assert ran.err.startswith("blueprints/x.py:5: output/x.yaml:")
    assert "W2001" in ran.err
    assert Path("output/x.yaml").is_file()


def test_the_region_is_the_linters() -> None:
    write({"blueprints/x.py": API})
    assert cfngw("build", "--region", "eu-west-1", "--region", "us-east-1").code == 0
    ran = cfngw("build", "--region", "eu-wst-1")
    assert ran.code == 2
    assert "did you mean eu-west-1?" in ran.err


def test_what_stops_nothing_is_told_once_as_a_warning() -> None:
    text = API.replace("python3.13", "cobol85").replace("code=CODE", 'code=S3Object("bucket", "key")')
    text = text.replace("import Allow", "import S3Object, Allow")
    write({"blueprints/x.py": text, "blueprints/y.py": text})
    ran = cfngw("build", "--no-lint")
    assert ran.code == 0
    assert ran.err.count("warning: blueprints/x.py:4: ") == 1
    assert ran.err.count("warning: blueprints/y.py:4: ") == 1


def test_a_template_over_the_inline_limit_is_created_through_a_bucket() -> None:
    routes = '[Route(f"GET /path-{number}", hello) for number in range(300)]'
    write({"blueprints/large.py": API.replace('[Route("GET /", hello)]', routes)})
    commands = cfngw("build", "--no-lint").out.partition("\n\n")[2]
    assert commands == golden("build_large", commands)


def test_a_template_over_the_limit_of_cloudformation_is_refused() -> None:
    write({"blueprints/x.py": API.replace("routes=", 'metadata={"Text": "x" * 1_000_000}, routes=')})
    ran = cfngw("build", "--no-lint")
    assert ran.code == 4
    assert ran.err.startswith("error: blueprints/x.py:5: the template has 1,00")
    assert not Path("output").exists()


def test_open_routes_are_counted_in_the_template_that_is_written() -> None:
    hook = "template.resources['HelloRouteGetB'].AuthorizationType = 'AWS_IAM'"
    text = f"""{HEAD}
class HelloApi(HttpApiBlueprint):
    name = "Hello"
    routes = [Route("GET /a", hello, public="a reason"), Route("GET /b", hello), Route("GET /c", hello)]

    def customize(self, template):
        {hook}

x = HelloApi()
"""
    write({"blueprints/x.py": text})
    assert "  2 (1 with a reason)  " in cfngw("build", "--no-lint").out
    assert re.search(r"^GET /b +Hello +an IAM identity +HelloRouteGetB ", cfngw("list").out, re.MULTILINE)


def test_the_source_map_is_kept_and_kept_out_of_version_control() -> None:
    write({"blueprints/x.py": API})
    build()
    assert [Path(name).parts[:2] for name in snapshot(".cfngw")] == [(".cfngw", ".gitignore"), (".cfngw", "sources")]
    assert Path(".cfngw/.gitignore").read_text().endswith("*\n")


def test_a_build_succeeds_where_the_source_map_cannot_be_kept() -> None:
    write({"blueprints/x.py": API, ".cfngw": "a file, where a folder should be"})
    ran = cfngw("build", "--no-lint")
    assert ran.code == 0
    assert Path("output/x.yaml").is_file()
    assert ran.err.startswith("warning: ")
    assert ran.err.endswith("without it, cfngw lint can't name the Python lines\n")


class TestCheck:
    """cfngw build --check."""

    def test_output_that_is_up_to_date_passes_and_nothing_is_written(self) -> None:
        write({"blueprints/a.py": API, "blueprints/b.py": TWO})
        build()
        before = snapshot()
        ran = cfngw("build", "--no-lint", "--check")
        assert ran == (0, "output is up to date: 3 templates.\n", "")
        assert snapshot() == before

    def test_stale_output_fails_with_a_diff_and_stays(self) -> None:
        write({"blueprints/a.py": API, "blueprints/b.py": API})
        build()
        write({"blueprints/a.py": API.replace("GET /", "GET /hello")})
        before = snapshot("output")
        ran = cfngw("build", "--no-lint", "--check")
        assert ran.code == 7
        assert ran.out + ran.err == golden("check_stale", ran.out + ran.err)
        assert snapshot("output") == before

    def test_output_that_is_missing_is_stale(self) -> None:
        write({"blueprints/x.py": API})
        ran = cfngw("build", "--no-lint", "--check")
        assert ran.code == 7
        assert ran.out.startswith("--- /dev/null\n+++ output/x.yaml (built)\n@@ -0,0 +1,")
        assert snapshot() == {"blueprints/x.py": API.encode()}

    def test_other_line_ends_are_stale_and_can_be_seen(self) -> None:
        write({"blueprints/x.py": API})
        build()
        text = Path("output/x.yaml").read_bytes()
        Path("output/x.yaml").write_bytes(text.replace(b"\n", b"\r\n"))
        ran = cfngw("build", "--no-lint", "--check")
        assert ran.code == 7
        assert "-AWSTemplateFormatVersion: '2010-09-09'\r\n" in ran.out
        assert "+AWSTemplateFormatVersion: '2010-09-09'\n" in ran.out

    def test_output_that_is_not_text_is_stale(self) -> None:
        write({"blueprints/x.py": API})
        build()
        Path("output/x.yaml").write_bytes(b"\xff\xfe\x00")
        assert cfngw("build", "--no-lint", "--check").code == 7

    def test_a_folder_in_the_outputs_place_is_stale(self) -> None:
        write({"blueprints/x.py": API, "output/x.yaml/file": ""})
        assert cfngw("build", "--no-lint", "--check").code == 7

    def test_findings_fail_a_check_as_they_fail_a_build(self) -> None:
        write({"blueprints/x.py": LATE_QUEUE % 9999})
        build()
        assert cfngw("build", "--check", "--no-lint").code == 0
        assert cfngw("build", "--check").code == 5

    def test_the_format_and_the_folder_are_those_of_the_build(self) -> None:
        write({"blueprints/x.py": API})
        build("--output", "output/json", "--format", "json")
        assert cfngw("build", "--no-lint", "--check", "--output", "output/json", "--format", "json").code == 0
        assert cfngw("build", "--no-lint", "--check", "--output", "output/json").code == 7


class TestAsAUserRunsIt:
    """A few runs in processes of their own."""

    def test_build_then_check(self) -> None:
        write({"blueprints/hello.py": API})
        ran = cfngw_process("build")
        assert ran == (0, golden("build", ran.out), "")
        assert cfngw_process("build", "--check") == (0, "output is up to date: 1 template.\n", "")

    def test_bad_input(self) -> None:
        write({"blueprints/x.py": "x = = 1\n"})
        ran = cfngw_process("build")
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("error: blueprints/x.py:1: this is not Python: invalid syntax.\n")
        assert "Traceback" not in ran.err

    def test_equal_bytes_under_other_hash_seeds(self) -> None:
        write({"blueprints/x.py": TWO})
        outputs = []
        for seed in ("0", "1", "77"):
            assert cfngw_process("build", "--no-lint", PYTHONHASHSEED=seed).code == 0
            outputs.append(snapshot("output"))
            assert len(snapshot(".cfngw/sources")) == 2
        assert outputs[0] == outputs[1] == outputs[2]
