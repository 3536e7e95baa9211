"""What cfn-lint finds, as values: right and wrong templates, and texts that are no template at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.errors import BuildError, OutputError
from cfngw.lint import FileReport, Finding, Linter, Report, lint_files, lint_text
from cfngw.source import Source, SourceMap

RIGHT = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"
WRONG = """\
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Colour: red
      DisplayName: ok
"""
UNUSED = "Parameters:\n  Stage: {Type: String}\n" + RIGHT


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


def found(linter: Linter, text: str) -> list[Finding]:
    return list(linter.text(text, Path("x.yaml")).findings)


def test_a_right_template_has_no_findings(linter: Linter) -> None:
    report = linter.text(RIGHT, Path("x.yaml"))
    assert report == Report((FileReport(Path("x.yaml"), ()),), report.version)
    assert not report.failed("informational")


def test_a_finding_says_rule_place_and_where_to_read_on(linter: Linter) -> None:
    (finding,) = found(linter, WRONG)
    assert (finding.rule, finding.severity, finding.file) == ("E3002", "error", Path("x.yaml"))
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (5, 7, 5, 13)
    assert finding.path == ("Resources", "Topic", "Properties", "Colour")
    assert "Colour" in finding.message
    assert finding.description
    assert finding.url.startswith("https://")
    assert finding.source is None


def test_counts_and_levels(linter: Linter) -> None:
    report = linter.text(UNUSED, Path("x.yaml"))
    assert report.counts == {"error": 0, "warning": 1, "informational": 0}
    assert [report.failed(level) for level in ("none", "error", "warning", "informational")] == [
        False,
        False,
        True,
        True,
    ]
    assert not report.failed()


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("", "E1001", 1),
        ("a: [", "E0000", 2),
        ("just words", "E0000", 1),
        ("- a\n- list", "E0000", 1),
        ("Resources:\n  A: {}\n  B: {}\n  A: {}\n", "E0000", 2),
        ('{"Resources": {"A": {}, "A": {}}}', "E0000", 1),
        ("a: \x00", "E0000", 1),
        ("a: \ud800", "E0000", 1),
        ("[" * 3000, "E0000", 1),
        ("a: &a [*a]", "E0000", 1),
        ("a: !!python/object:os.system ls", "E0000", 1),
    ],
)
def test_a_text_that_is_no_template_gives_a_finding(linter: Linter, text: str, rule: str, line: int) -> None:
    findings = found(linter, text)
    assert findings[0].rule == rule
    assert findings[0].line >= line
    assert all(finding.severity == "error" for finding in findings)


def test_an_exception_inside_a_rule_is_a_finding(linter: Linter) -> None:
    assert "E0002" in {finding.rule for finding in found(linter, "Resources:\n  A: null\n")}


@pytest.mark.parametrize(
    "text",
    [
        "Metadata: words\n" + RIGHT,
        "Metadata: {cfn-lint: {config: {ignore_checks: [1]}}}\n" + WRONG,
        RIGHT + "    Metadata: words\n",
    ],
)
def test_an_exception_outside_the_rules_is_a_finding(linter: Linter, text: str) -> None:
    findings = found(linter, text)
    assert "cfn-lint failed on this template" in findings[0].message
    assert (findings[0].rule, findings[0].path) == ("E0002", ())


def test_half_a_character_can_be_written(linter: Linter) -> None:
    text = '{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"\\ud800": 1}}}}'
    for finding in found(linter, "\t" + text) + found(linter, text):
        assert finding.message.encode()


def test_the_order_of_a_set_in_a_message_is_fixed(linter: Linter) -> None:
    bucket = "  {}:\n    Type: AWS::S3::Bucket\n    Properties: {{BucketName: same-name}}\n"
    text = "Resources:\n" + "".join(bucket.format(name) for name in ("Cc", "Aa", "Bb"))
    assert "{'Aa', 'Bb', 'Cc'}" in next(f.message for f in found(linter, text) if f.rule == "E3019")


def test_a_set_is_put_in_order_member_by_member(linter: Linter) -> None:
    table = "  {}:\n    Type: AWS::S3::Bucket\n    Properties: {{BucketName: 'b, a'}}\n"
    text = "Resources:\n" + "".join(table.format(name) for name in ("Bb", "Aa"))
    message = next(f.message for f in found(linter, text) if f.rule == "E3019")
    assert "'b, a'" in message
    assert "{'Aa', 'Bb'}" in message


def test_the_size_of_a_template_counts(linter: Linter) -> None:
    text = RIGHT + "# " + "x" * 1_000_001
    assert [finding.rule for finding in found(linter, text)] == ["E1002"]
    assert found(linter, text[:800_000]) == []


def test_the_templates_own_configuration_is_honoured(linter: Linter) -> None:
    own = "Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n"
    assert found(linter, own + WRONG) == []
    on_resource = WRONG + "    Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n"
    assert found(linter, on_resource) == []


def test_a_template_leaves_nothing_behind_for_the_next(linter: Linter) -> None:
    permissive = "Metadata: {cfn-lint: {config: {ignore_checks: [E]}}}\n" + WRONG
    assert found(linter, permissive) == []
    assert found(linter, "a: [")[0].rule == "E0000"
    assert found(linter, WRONG)[0].rule == "E3002"


def test_regions_of_a_template_that_do_not_exist_are_a_finding(linter: Linter) -> None:
    own = "Metadata: {cfn-lint: {config: {regions: [moon-east-1]}}}\n"
    assert found(linter, own + RIGHT)[0].rule == "E0003"


def test_files_are_reported_in_the_given_order_with_progress(tmp_path: Path) -> None:
    paths = [tmp_path / "b.yaml", tmp_path / "a.yaml"]
    for path, text in zip(paths, (WRONG, RIGHT), strict=True):
        path.write_text(text)
    seen: list[FileReport] = []
    report = lint_files(iter(paths), progress=seen.append)
    assert tuple(seen) == report.files
    assert [file.file for file in report.files] == paths
    assert [len(file.findings) for file in report.files] == [1, 0]
    assert report.cached == 0
    assert not (tmp_path / ".cfngw").exists()


def test_no_files_are_an_empty_report() -> None:
    assert lint_files([]).files == ()


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"Description: caf\xe9\n")
    with pytest.raises(OutputError, match=r"gone\.yaml"):
        lint_files([tmp_path / "gone.yaml"])
    with pytest.raises(OutputError, match="is not UTF-8"):
        lint_files([tmp_path / "latin.yaml"])
    with pytest.raises(BuildError) as caught:
        lint_files([tmp_path / "gone.yaml", tmp_path, tmp_path / "latin.yaml"])
    assert len(caught.value.problems) == 3


def test_the_python_line_comes_from_the_map_of_this_very_text(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    declared = Source(str(tmp_path / "blueprints" / "x.py"), 12)
    SourceMap({("Resources", "Topic"): declared}).save(WRONG, tmp_path)
    (tmp_path / "output").mkdir()
    template = tmp_path / "output" / "x.yaml"
    template.write_text(WRONG)
    (finding,) = lint_files([template]).findings
    assert finding.source == declared
    template.write_text(WRONG + "# edited\n")
    (finding,) = lint_files([template]).findings
    assert finding.source is None


def test_the_python_line_comes_from_a_given_map() -> None:
    declared = Source("/somewhere/x.py", 7)
    report = lint_text(WRONG, Path("x.yaml"), sources=SourceMap({("Resources",): declared}))
    assert [finding.source for finding in report.findings] == [declared]
    assert [finding.source for finding in lint_text(WRONG, Path("x.yaml")).findings] == [None]
