"""The snippets of ``golden/errors.txt``, each run as ``blueprints/x.py``, and what they see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import troposphere
import troposphere.elasticloadbalancingv2
import troposphere.sqs
from troposphere import Equals, GetAtt, Ref, Sub

import cfngw
from cfngw.declare.http_api import HttpApi
from cfngw.errors import BuildError, CfngwError, collecting, raise_all
from cfngw.limits import Limits
from samples import ZIP, function

NAMES: dict[str, Any] = {
    **{name: getattr(cfngw, name) for name in cfngw.__all__},
    "Equals": Equals,
    "GetAtt": GetAtt,
    "Ref": Ref,
    "Sub": Sub,
    "Limits": Limits,
    "HttpApi": HttpApi,
    "sqs": troposphere.sqs,
    "troposphere": troposphere,
    "ZIP": ZIP,
    "hello": function(),
    "ARN": "arn:aws:s3:::notes/*",
}


def message_of(snippet: str, folder: Path) -> str:
    """Run a snippet in a folder as a blueprint file, all problems together, and give the message."""
    path = folder / "blueprints" / "x.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(snippet)
    (path.parent / "handler.py").write_text("def handler(event, context): ...\n")
    (path.parent / "binary.py").write_bytes(b"\xff")
    try:
        with collecting() as problems:
            try:
                exec(compile(snippet, "blueprints/x.py", "exec"), {"__name__": "x", **NAMES})
            except CfngwError as error:
                problems += error.problems if isinstance(error, BuildError) else [error]
        raise_all(problems)
    except CfngwError as error:
        return str(error).replace(str(folder.resolve()), ".").replace(sys.executable, "python")
    raise AssertionError(f"nothing is wrong with:\n{snippet}")


def snippets(text: str) -> dict[str, str]:
    """Read the snippets of a golden text by their titles."""
    found = {}
    for block in text.split("### ")[1:]:
        title, _, rest = block.partition("\n")
        assert title not in found, f"{title} is there twice"
        found[title] = rest.partition("\n---\n")[0].strip()
    return found
