"""Schemas that are none are read without a fault."""

from __future__ import annotations

from cfngw.read.schemas import Schemas


def test_definitions_that_are_no_mapping_hold_nothing() -> None:
    schema = {"type": "object", "properties": {"own": {"$ref": "#/definitions/Own"}}, "definitions": True}
    found = Schemas({"Size": schema}, {}).schema("Size")
    assert "no model Own" in str(found["properties"]["own"])
