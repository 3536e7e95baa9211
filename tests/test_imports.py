"""What an import costs, by the list of modules it loads; never by the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_SHOW = "import sys; print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
HEAVY = {"troposphere", "awacs", "cfnlint", "boto3", "botocore", "click", "rich", "yaml"}


def loaded(code: str) -> set[str]:
    """Give the top-level modules that a fresh interpreter holds after some code."""
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"{code}\n{_SHOW}"], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.splitlines()[-1].split())


BARE = loaded("")


def third_party(code: str) -> set[str]:
    """Give what some code loads that is neither ours nor Python's, nor there without it."""
    return loaded(code) - BARE - set(sys.stdlib_module_names) - {"cfngw"}


def test_the_measure_sees_a_third_party() -> None:
    assert "click" in third_party("import click")


def test_importing_cfngw_loads_nothing_of_others() -> None:
    assert third_party("import cfngw") == set()


def test_importing_cfngw_loads_nothing_of_ours() -> None:
    code = "import cfngw, sys; print([name for name in sys.modules if name.startswith('cfngw')])"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "['cfngw']"


def test_declaring_loads_nothing_of_others() -> None:
    code = (
        "import cfngw\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "cfngw.HttpApiBlueprint(name='N', routes=[cfngw.Route('GET /', f)], stages=[cfngw.Stage('dev')])\n"
    )
    assert third_party(code) == set()


def test_every_public_name_loads_nothing_of_others() -> None:
    assert third_party("from cfngw import *") == set()


def test_building_loads_neither_the_linter_nor_the_command() -> None:
    code = (
        "import cfngw\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "cfngw.HttpApiBlueprint(name='N', routes=[cfngw.Route('GET /', f)]).to_yaml()\n"
    )
    assert loaded(code) & HEAVY <= {"troposphere", "awacs", "yaml"}  # troposphere loads cfn_flip, and that yaml


def test_an_api_of_resources_loads_no_other_layout() -> None:
    code = (
        "import cfngw, sys\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "cfngw.RestApiLambdaBlueprint(name='N', methods=[cfngw.Method('GET /', f)]).to_yaml()\n"
        "print([name for name in sys.modules if name.startswith(('cfngw.compile.layout', 'cfngw.compile.openapi'))])"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("words", ["--help", "--version", "build --help", "lint --help"])
def test_help_loads_neither_troposphere_nor_cfn_lint_nor_boto3(words: str) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['cfngw', *{words.split()}]\n"
        "from cfngw.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    )
    assert loaded(code) & (HEAVY - {"click", "rich"}) == set()


def test_a_build_leaves_out_what_troposphere_imports_for_a_method_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(
        "import cfngw, sys\n"
        "from troposphere import Ref, Template\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "class Hello(cfngw.HttpApiBlueprint):\n"
        "    name = 'N'\n"
        "    routes = [cfngw.Route('GET /', f)]\n"
        "    def customize(self, template):\n"
        "        assert 'yaml' not in sys.modules\n"
        "        assert 'Resources:' in template.to_yaml(), 'it loads itself when it is used'\n"
        "        assert 'yaml' in sys.modules\n"
        "blueprint = Hello()\n"
    )
    code = "from cfngw.cli import main\nimport sys\nsys.argv = ['cfngw', 'build', '--no-lint', 'hello.py']\nmain()"
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False
    )
    assert run.returncode == 0, run.stderr


RARE = (
    *("canary", "client_certificate", "doc", "documentation", "held_deployment", "promotion", "streaming"),
    *("vpc_link", "vpc_link_v1", "web_acl"),
)


def test_a_plain_rest_api_loads_nothing_of_what_it_does_not_use() -> None:
    code = (
        "import cfngw, sys\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.Inline('def handler(e, c): ...'))\n"
        "cfngw.RestApiLambdaBlueprint(name='N', methods=[cfngw.Method('GET /', f)]).to_yaml()\n"
        f"rare = [f'cfngw.compile.{{name}}' for name in {RARE!r}]\n"
        "rare += ['cfngw.declare.canary', 'cfngw.declare.promotion', 'cfngw.declare.doc']\n"
        "rare += ['cfngw.declare.vpc_link_v1', 'troposphere.wafv2']\n"
        "print([name for name in rare if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
