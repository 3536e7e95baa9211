"""What plain cfn-lint hands over was not looked at before: a type of a resource may be anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfngw.document.model import Document
from cfngw.lint.rules.checking import check


@pytest.mark.parametrize("kind", [{"Ref": "Kind"}, ["AWS::Lambda::Function"], 1, None])
def test_a_type_that_is_no_text_is_no_error(kind: Any) -> None:
    data = {"Resources": {"Hello": {"Type": kind}}}
    checked = check(Document(data, Path("template.yaml"), "", lambda _path: (1, 1)))
    assert not checked.problems
    assert not checked.failed
