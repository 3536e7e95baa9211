"""What users get wrong, each with what the command says to it.

The texts are in ../golden/cli/bad_input.txt. Written anew, to be read before it is committed, by:
    PYTHONPATH=tests python tests/cli/bad_input.py > tests/golden/cli/bad_input.txt
"""

from __future__ import annotations

import re
import tempfile
from contextlib import chdir
from typing import NamedTuple

from cli_runs import API, HEAD, cfngw, write

ASSET = """\
Parameters: {Bucket: {Type: String}, Key: {Type: String}}
Resources:
  F:
    Type: AWS::Lambda::Function
    Metadata: {aws:asset:path: src, aws:asset:property: Code}
    Properties: {Code: {S3Bucket: !Ref Bucket, S3Key: !Ref Key}}
"""


SERVED = """\
Parameters: {Stage: {Type: String}}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: Notes, ProtocolType: HTTP}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: GET /notes}
"""
SOCKET = "Resources:\n  Chat:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {ProtocolType: WEBSOCKET}\n"


class Case(NamedTuple):
    """Files of a project, the command's words, the exit code that follows."""

    code: int
    files: dict[str, str]
    words: tuple[str, ...] = ("build", "--no-lint")


def local(text: str, code: int, *words: str) -> Case:
    """Make a case of a template to serve."""
    return Case(code, {"x.yaml": text}, ("local", "x.yaml", *words))


def file(text: str, code: int, *words: str) -> Case:
    """Make a case of one blueprint file."""
    return Case(code, {"blueprints/x.py": text}, words or ("build", "--no-lint"))


def api(text: str, code: int = 4) -> Case:
    """Make a case of what follows a function called hello."""
    return file(HEAD + text, code)


def routes(text: str) -> Case:
    """Make a case of an API's routes."""
    return api(f'blueprint = HttpApiBlueprint(name="Hello", routes=[\n    {text}\n])\n')


def folder(code: str, handler: str = "app.handler") -> Case:
    """Make a case of a function whose code is in a folder called src."""
    files = {"src/app.py": "def handler(event, context): ...\n", "requirements.txt": ""}
    function = f'Function("F", "{handler}", runtime="python3.13", code={code})\n'
    return Case(4, {**files, "blueprints/x.py": f"from cfngw import Directory, Function\n\n{function}"})


FILES = {
    "there is no folder of blueprints": Case(2, {}),
    "the folder is empty": Case(3, {"blueprints/_helper.py": ""}),
    "a path that does not exist": Case(3, {"blueprints/notes.py": API}, ("build", "blueprints/nots.py")),
    "a syntax error": file("x = = 1\n", 3),
    "a null byte": file("x = 1\0\n", 3),
    "a module that is missing": file("import nonesuch.parts\n", 3),
    "a name that cfngw does not have": file("from cfngw import Functoin\n", 3),
    "an exit": file("import sys\nsys.exit(0)\n", 3),
    "an exception of several lines": file('raise ValueError("it is wrong:\\n  very.")\n', 3),
    "an exception without words": file("raise RuntimeError\n", 3),
    "an exception in a helper": Case(3, {"blueprints/x.py": "import _own\n", "blueprints/_own.py": "\n{}['key']\n"}),
    "no blueprint": file("x = 1\n", 3),
    "a class and no value of it": api("class HelloApi(HttpApiBlueprint):\n    name = 'Hello'\n", 3),
    "a list of blueprints": api('apis = [HttpApiBlueprint(name="A", routes=[Route("GET /", hello)])]\n', 3),
    "a blueprint of another file alone": Case(
        3, {"blueprints/a.py": API, "blueprints/x.py": "from a import blueprint\n"}
    ),
    "a helper that Python has a module of": Case(
        3,
        {"blueprints/x.py": "from colorsys import table\n", "blueprints/colorsys.py": "table = 1\n"},
        ("build", "--no-lint", "blueprints/x.py"),
    ),
    "a declared value in a resource of troposphere": api(
        'from troposphere.sqs import Queue\nqueue = Queue("Q", QueueName=Parameter("Word"))\n', 3
    ),
    "two files of one name": Case(3, {"a/x.py": API, "b/x.py": API}, ("build", "a", "b")),
    "a hook that fails": api(
        "class HelloApi(HttpApiBlueprint):\n"
        "    name = 'Hello'\n"
        "    routes = [Route('GET /', hello)]\n\n"
        "    def customize(self, template):\n"
        "        template.resources['Hello'].Name = 'x'\n\n\n"
        "blueprint = HelloApi()\n"
    ),
}
VALUES = {
    "an unknown option": routes('Route("GET /", hello, publik="x")'),
    "an unknown option of a class": api(
        "class HelloApi(HttpApiBlueprint):\n"
        "    name = 'Hello'\n"
        "    rotes = [Route('GET /', hello)]\n\n\n"
        "blueprint = HelloApi()\n"
    ),
    "a wrong type": routes('Route("GET /", "hello")'),
    "a value out of range": api('Function("F", "index.handler", runtime="python3.13", code=CODE, timeout_seconds=0)\n'),
    "a route without a method": routes('Route("/notes", hello)'),
    "a route with an unknown method": routes('Route("GTE /notes", hello)'),
    "a route that is declared twice": routes('Route("GET /{a}", hello),\n    Route("GET /{b}", hello),'),
    "an API without routes": api('blueprint = HttpApiBlueprint(name="Hello")\n'),
    "an unknown action": routes(
        'Route("GET /", Function("F", "index.handler", runtime="python3.13", code=CODE,\n'
        '          allow=[Allow("dynamodb:GetItme", "arn:aws:dynamodb:*:*:table/x")])),'
    ),
    "a function without code": api('Function("F", "index.handler", runtime="python3.13")\n'),
    "inline code for another runtime": api('Function("F", "index.handler", runtime="java21", code=CODE)\n'),
    "a handler that is not in the code": api('Function("F", "index.hadler", runtime="python3.13", code=CODE)\n'),
    "a folder of code that does not exist": folder('Directory("../scr")'),
    "a folder of code that is a file": folder('Directory("../src/app.py")'),
    "a handler that is not in the folder": folder('Directory("../src")', handler="app.hadler"),
    "a module that is not in the folder": folder('Directory("../src")', handler="ap.handler"),
    "patterns that leave nothing": folder('Directory("../src", include=["*.txt"])'),
    "requirements that do not exist": folder('Directory("../src", requirements="../requirement.txt")'),
    "a layer of a folder that does not exist": api('from cfngw import Layer\nLayer.from_directory("Fonts", "fonts")\n'),
    "two functions of one name": api(
        'other = Function("Hello", "index.handler", runtime="python3.12", code=CODE)\n'
        'blueprint = HttpApiBlueprint(name="A", routes=[Route("GET /a", hello), Route("GET /b", other)])\n'
    ),
    "a reference to nothing": api(
        "from troposphere import Ref\n"
        'env = {"TABLE": Ref("Tabel")}\n'
        'f = Function("F", "index.handler", runtime="python3.13", code=CODE, environment=env)\n'
        'blueprint = HttpApiBlueprint(name="A", routes=[Route("GET /", f)], parameters=[Parameter("Table")])\n'
    ),
    "references in a circle": api(
        "from troposphere import GetAtt\n"
        'itself = Allow("lambda:InvokeFunction", GetAtt("FFunction", "Arn"))\n'
        'f = Function("F", "index.handler", runtime="python3.13", code=CODE, allow=[itself])\n'
        'blueprint = HttpApiBlueprint(name="A", routes=[Route("GET /", f)])\n'
    ),
    "several problems in several files": Case(
        3,
        {
            "blueprints/a.py": f'{HEAD}a = HttpApiBlueprint(name="A", routes=[\n    Route("GET x", hello),\n    '
            'Route("GET /", hello, publik="x"),\n    Route("GTE /", hello),\n])\n',
            "blueprints/b.py": "import nonesuch\n",
            "blueprints/c.py": f'{HEAD}f = Function("F", "index.handler", runtime="python3.13", code=CODE, allow=[\n'
            '    Allow("s3:GetObjet", "arn:aws:s3:::b/*"),\n    Allow("sqs:SendMesage", "arn:aws:sqs:*:*:q"),\n])\n'
            'c = HttpApiBlueprint(name="C", routes=[Route("GET /", f)])\n',
        },
    ),
}
PLACES = {
    "an output folder below a file": Case(
        6, {"blueprints/x.py": API, "file": ""}, ("build", "--no-lint", "--output", "file/output")
    ),
    "a folder in the output's place": Case(6, {"blueprints/x.py": API, "output/x.yaml/file": ""}),
    "output that is missing": Case(
        7, {"blueprints/x.py": API, "output/other.yaml": ""}, ("build", "--no-lint", "--check")
    ),
    "a new project in a full folder": Case(6, {"notes/file": ""}, ("new", "notes")),
    "a new project in a file's place": Case(6, {"notes": ""}, ("new", "notes")),
    "a new project below a file": Case(6, {"notes": ""}, ("new", "notes/api")),
    "a new project here, in a full folder": Case(6, {"file": ""}, ("new", ".")),
    "a new project without a name": Case(2, {}, ("new", "")),
    "a new project that starts with a digit": Case(2, {}, ("new", "1st")),
    "a new project called as a keyword": Case(2, {}, ("new", "Class")),
    "a new project called as a module of Python": Case(2, {}, ("new", "json")),
    "a new project called as a package": Case(2, {}, ("new", "troposphere")),
    "a template that does not exist": Case(6, {}, ("lint", "nots.yaml")),
    "no template": Case(2, {}, ("lint",)),
    "a package of a file that is no template": Case(3, {"x.yaml": "a: 1\n"}, ("package", "x.yaml", "--local", "dist")),
    "a package of code that is not there": Case(4, {"x.yaml": ASSET}, ("package", "x.yaml", "--local", "dist")),
    "a package without a place": Case(2, {"x.yaml": ASSET}, ("package", "x.yaml")),
    "an unknown command": Case(2, {}, ("frobnicate",)),
    "a command with a slip": Case(2, {}, ("biuld",)),
}
SERVING = {
    "a local run of nothing": Case(2, {}, ("local",)),
    "a local run of one of several": Case(2, {"output/a.yaml": SERVED, "output/b.yaml": SERVED}, ("local",)),
    "a local run of a file that is not there": Case(6, {}, ("local", "x.yaml")),
    "a local run of a file that is no template": local("a: 1\n", 3),
    "a local run of a file that is no YAML": local("Resources: [\n", 3),
    "a local run without an API": local("Resources: {Q: {Type: AWS::SQS::Queue}}\n", 3),
    "a local run of a WebSocket API": local(SOCKET, 3),
    "a local run on another address": local(SERVED, 2, "--host", "0.0.0.0"),
    "a local run on no port": local(SERVED, 2, "--port", "70000"),
    "a local run with a parameter that is not there": local(SERVED, 3, "--parameter", "Stag=dev"),
    "a local run with half a parameter": local(SERVED, 2, "--parameter", "Stage"),
    "a local run with code that is not there": local(SERVED, 2, "--code", "F=src"),
    "a local run with variables that are not there": local(SERVED, 6, "--env", "env.json"),
    "a local run with half a stand-in": local(SERVED, 2, "--stand-in", "https://api.example.com"),
    "a local run with half an endpoint": local(SERVED, 2, "--aws-endpoint", "localhost:5000"),
    "a local run from nowhere": local(SERVED, 2, "--source-ip", "here"),
    "a local run with an unknown trace": local(SERVED, 2, "--trace", "xml"),
    "a test of half a request": Case(2, {"x.yaml": SERVED}, ("test-invoke", "x.yaml", "/notes")),
    "a test of a route that is not there": Case(2, {"x.yaml": SERVED}, ("test-invoke", "x.yaml", "GET /nots")),
    "a test of a stage that is not there": Case(
        2, {"x.yaml": SERVED}, ("test-invoke", "x.yaml", "GET /notes", "--stage", "dev")
    ),
    "a test of an API that is not there": Case(
        2, {"x.yaml": SERVED}, ("test-invoke", "x.yaml", "GET /notes", "--api", "Apii")
    ),
}
CASES = {**FILES, **VALUES, **PLACES, **SERVING}


def told(case: Case) -> str:
    """Run a case in the working folder and give what the command tells, and its exit code."""
    write(case.files)
    ran = cfngw(*case.words)
    diff = re.sub(r"(\n\+.{0,60})[^\0]*", r"\1\n…\n", ran.out, count=1)  # the head of it is enough
    return f"$ cfngw {' '.join(case.words)}\n{diff}{ran.err}-> {ran.code}\n"


def main() -> None:
    """Print the texts of all cases."""
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            print(f"=== {name}\n{told(case)}")  # noqa: T201


if __name__ == "__main__":
    main()
