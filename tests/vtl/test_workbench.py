"""The workbench over many templates: the trace gives what the rendering gives, and nothing of it falls over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cfngw.vtl import MappingTemplateError, parse
from cfngw.vtl.fuzz import fuzz
from cfngw.vtl.inputs import ANY, sources_of
from cfngw.vtl.request import sample
from cfngw.vtl.trace import trace

SUBJECTS = (
    "foreach",
    "macro",
    "define-evaluate",
    "if-and-others",
    "set",
    "observed",
    "parameters",
    "jsonpath",
    "overrides",
)


def templates(subject: str) -> Iterator[str]:
    """Give the templates that the engine's own truth is made of; those that do not parse are left out."""
    path = Path(__file__).parent / "truth" / "answers" / f"{subject}.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        text = json.loads(line)["template"]
        try:
            parse(text)
        except MappingTemplateError:
            continue
        yield text


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_trace_gives_what_the_rendering_gives(subject: str) -> None:
    for text in templates(subject):
        template = parse(text)
        request = sample(template)
        traced = trace(text, request)
        try:
            output = request.render(template).output
        except MappingTemplateError:
            assert traced.cut or "#break" in text or traced.steps[-1].kind == "fails", text
        else:
            given = "".join(step.detail for step in traced.steps if step.kind == "gives")
            assert given == output or traced.cut, text


@pytest.mark.parametrize("subject", ["observed", "parameters", "jsonpath"])
def test_fuzzing_takes_any_template(subject: str) -> None:
    for text in templates(subject):
        template = parse(text)
        report = fuzz(template, sample(template), seconds=60, mixtures=3)
        assert report.tried
        assert not report.cut


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("$input.params('id')", [("params", ANY, "id")]),
        ("$input.params().header.Accept", [("params", "header", "Accept")]),
        ("$input.params().header.get('X-A')", [("params", "header", "X-A")]),
        ("$input.params().get('path').id", [("params", "path", "id")]),
        ("$input.body", [("raw",)]),
        ("$input.path('$.a.b[1].c')", [("body", "a", "b", 1, "c")]),
        ("$input.json(\"$['a b'].c\")", [("body", "a b", "c")]),
        ("$input.path('$.a')[-1]", [("body", "a", 0)]),
        ("#set($d = $input.path('$'))$d.name", [("body", "name")]),
        ("#foreach($p in $input.path('$.pets'))$p.name#end", [("body", "pets", 0, "name")]),
        ("#set($d = $util.parseJson($input.path('$.text')))$d.a", [("body", "text", "a")]),
        ("#foreach($x in $input.path('$.a').split(','))$x.b#end", [("body", "a")]),
        (
            "$context.identity.sourceIp $stageVariables.x",
            [("context", "identity", "sourceIp"), ("stageVariables", "x")],
        ),
        ("#foreach($k in $stageVariables.keySet())$k#end", [("stageVariables", ANY)]),
        ("$unknown.a $util.urlEncode('x') $input", []),
    ],
)
def test_what_a_template_reads_is_known_by_its_tree(text: str, sources: list[tuple[str | int, ...]]) -> None:
    assert sources_of(parse(text)) == sources
