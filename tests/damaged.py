"""The committed outputs, damaged at random: what a reader must tell or refuse, and never crash on."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as some

from cfngw.document import read

OUTPUT = Path(__file__).parents[1] / "output"
JUNK: list[Any] = [
    *(None, True, 0, "", "x", "$default", "${", "${A}", "\x000\x01", [], {}, [[]], {"a": 1}, {"$ref": "#"}),
    *({"Ref": "AWS::NoValue"}, {"Ref": "Nope"}, {"Ref": {}}, {"Fn::GetAtt": ["A"]}, {"Fn::If": ["x", 1]}),
    *({"Fn::If": [{}, 1, 2]}, {"Fn::Sub": []}, {"Fn::Sub": ["${A}", []]}, {"Fn::Select": [0, {}]}),
    *({"Fn::Join": [",", {"Ref": "AWS::Region"}]}, {"Fn::FindInMap": ["a", "b", "c"]}, {"Fn::Transform": {}}),
    *({"Fn::ForEach::x": ["a", ["b"], {"c${a}": {"Type": "AWS::ApiGateway::Method"}}]}, {"Fn::Cidr": [1, 2, 3]}),
    *({"Fn::ToJsonString": {"a": {"Ref": "AWS::Region"}}}, {"Fn::Length": 3}, {"Fn::Unknown": 1}, "{{resolve:ssm:x}}"),
]


@cache
def _sources() -> list[tuple[Any, list[tuple[Any, ...]]]]:
    return [(data, list(_paths(data))[1:]) for data in (read(path).data for path in sorted(OUTPUT.glob("*.yaml")))]


def _paths(node: Any, above: tuple[Any, ...] = ()) -> Any:
    yield above
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, member in members:
        yield from _paths(member, (*above, step))


@some.composite
def damaged_templates(draw: some.DrawFn) -> Any:
    """Draw a template of which some places hold junk."""
    source, paths = draw(some.sampled_from(_sources()))
    damaged = copy.deepcopy(source)
    for path in draw(some.lists(some.sampled_from(paths), min_size=1, max_size=4)):
        holder = damaged
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = copy.deepcopy(draw(some.sampled_from(JUNK)))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier damage took the place away
    return damaged
