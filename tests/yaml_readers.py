"""The YAML readers that a template has to be read alike by, each as a function from text to plain data.

YAML 1.1: PyYAML in Python and over libyaml, cfn-lint's own loader. YAML 1.2: ruamel.yaml. In Node, when it and the
packages of tests/node are found: js-yaml and yaml, both as 1.1 and 1.2.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import ruamel.yaml
import yaml
from cfnlint.decode import cfn_yaml
from ruamel.yaml.constructor import SafeConstructor as RuamelConstructor

NODE_FOLDER = Path(__file__).parent / "node"


def _intrinsic(tag: str, argument: Any) -> dict[str, Any]:
    if tag == "GetAtt" and isinstance(argument, str):
        argument = argument.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": argument}


def _tagged(loader: Any, tag: str, node: Any) -> dict[str, Any]:
    if isinstance(node.value, str):
        return _intrinsic(tag, loader.construct_scalar(node))
    if node.id == "sequence":
        return _intrinsic(tag, loader.construct_sequence(node, deep=True))
    return _intrinsic(tag, loader.construct_mapping(node, deep=True))


class _PythonLoader(yaml.SafeLoader):
    pass


class _LibyamlLoader(yaml.CSafeLoader):
    pass


class _RuamelConstructor(RuamelConstructor):
    pass


_PythonLoader.add_multi_constructor("!", _tagged)
_LibyamlLoader.add_multi_constructor("!", _tagged)
_RuamelConstructor.add_multi_constructor("!", _tagged)


def pyyaml(text: str) -> Any:
    return yaml.load(text, Loader=_PythonLoader)


def libyaml(text: str) -> Any:
    return yaml.load(text, Loader=_LibyamlLoader)


def ruamel_yaml(text: str) -> Any:
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.Constructor = _RuamelConstructor
    return reader.load(text)


def cfn_lint(text: str) -> Any:
    return cfn_yaml.loads(text)


PYTHON_READERS = {"PyYAML": pyyaml, "libyaml": libyaml, "ruamel.yaml": ruamel_yaml, "cfn-lint": cfn_lint}


def why_no_node() -> str | None:
    """Give the reason why the Node readers can't be asked, or None."""
    if shutil.which("node") is None:
        return "not run: node is not installed"
    if not (NODE_FOLDER / "node_modules").is_dir():
        return "not run: the packages of tests/node are not installed (npm install in tests/node)"
    return None


class NodeReaders:
    """One Node process that reads a template a line, with every JavaScript reader."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", "read.mjs"], cwd=NODE_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def read(self, text: str) -> dict[str, Any]:
        """Give each reader's document, or the error it raised as ``{"error": ...}``."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(text) + "\n")
        stdin.flush()
        return {name: answer.get("document", answer) for name, answer in json.loads(stdout.readline()).items()}

    def close(self) -> None:
        self._process.communicate(timeout=10)
