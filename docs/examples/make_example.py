"""Write greeting.yaml: what the example of the README gives. Run: ``python docs/examples/make_example.py``."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def greeting() -> str:
    """Build the example of the README."""
    found = re.search(r"<!-- complete: greeting.py -->\n```python\n(.*?)^```", README.read_text("utf-8"), re.S | re.M)
    if found is None:
        raise SystemExit("the README holds no example greeting.py")
    with TemporaryDirectory() as folder:
        path = Path(folder, "greeting.py")
        path.write_text(found[1], encoding="utf-8")
        text: str = runpy.run_path(str(path))["blueprint"].to_yaml()
    return text


if __name__ == "__main__":
    (HERE / "greeting.yaml").write_text(greeting(), encoding="utf-8")
