"""What a Node.js handler sees, and what comes of it: as Lambda's runtime interface client does it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pools import Trial, in_folder, run, template

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on this machine")
NODE = "nodejs20.x"


def node(source: str, tmp_path: Path, **options: Any) -> Trial:
    return Trial(template(source, runtime=NODE, **options), tmp_path)


def folder(tmp_path: Path, files: dict[str, str]) -> Trial:
    code = tmp_path / "code"
    code.mkdir()
    return Trial(in_folder(code, files, runtime=NODE), tmp_path)


ANSWERS = {
    "async (event) => ({got: event})": b'{"got":{"a":1}}',
    "async () => {}": b"null",
    "(event, context, callback) => callback(null, 'called')": b'"called"',
    "(event, context) => context.succeed('old')": b'"old"',
    "(event, context) => context.done(null, 'older')": b'"older"',
    "(event, context, callback) => setTimeout(() => callback(null, 5), 5)": b"5",
    "() => 'a returned value without a promise is ignored'": b"null",
    "async () => NaN": b"null",
    "async () => 'é'.repeat(3)": '"ééé"'.encode(),
}


def test_async_and_callback_handlers_answer(tmp_path: Path) -> None:
    sources = "".join(f"exports.h{number} = {source}\n" for number, source in enumerate(ANSWERS))
    source = sources + "exports.handler = (event, context, callback) => exports[event.h]({a: 1}, context, callback)"

    async def story(trial: Trial) -> None:
        for number, payload in enumerate(ANSWERS.values()):
            assert await trial.invoke({"h": f"h{number}"}) == (payload, False)

    run(node(source, tmp_path), story)


def test_a_callback_waits_for_an_empty_event_loop_unless_told_not_to(tmp_path: Path) -> None:
    source = (
        "let late = 0; exports.handler = (event, context, callback) => {\n"
        "  context.callbackWaitsForEmptyEventLoop = event; setTimeout(() => { late += 1 }, 60);\n"
        "  callback(null, {get late() { return late }});\n}"
    )

    async def story(trial: Trial) -> list[Any]:
        return [(await trial.answer(waits))["late"] for waits in (True, False)]

    assert run(node(source, tmp_path), story) == [1, 1]


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"app.mjs": "export const handler = async () => 'esm'"}, "esm"),
        ({"app.cjs": "exports.handler = async () => 'cjs'"}, "cjs"),
        ({"package.json": '{"type": "module"}', "app.js": "export const handler = async () => 'typed'"}, "typed"),
        ({"app.js": "exports.handler = async () => require('./lib').name", "lib.js": "exports.name = 'lib'"}, "lib"),
        ({"app.js": "exports.handler = async () => require('x')", "node_modules/x/index.js": "module.exports = 8"}, 8),
    ],
)
def test_common_js_and_es_modules_load(files: dict[str, str], kind: Any, tmp_path: Path) -> None:
    assert run(folder(tmp_path, files), lambda trial: trial.answer()) == kind


def test_an_error_has_lambdas_members_in_their_order(tmp_path: Path) -> None:
    source = "exports.handler = async () => { throw new TypeError('[400: no]') }"
    trial = node(source, tmp_path)
    told = run(trial, lambda trial: trial.failure())
    assert list(told) == ["errorType", "errorMessage", "trace"]
    assert (told["errorType"], told["errorMessage"]) == ("TypeError", "[400: no]")
    assert told["trace"][0] == "TypeError: [400: no]"
    assert "index.js:1:" in trial.text


FAILURES = [
    ("callback(new Error('called'))", "Error", "called"),
    ("callback('only text')", "string", "only text"),
    ("throw new RangeError('thrown')", "RangeError", "thrown"),
    ("setTimeout(() => { throw new Error('later') }, 5)", "Error", "later"),
    ("Promise.reject(new Error('lost'))", "Runtime.UnhandledPromiseRejection", "Error: lost"),
    ("const ring = {}; ring.ring = ring; callback(null, ring)", "Error", "Unable to stringify response body"),
    ("callback(null, 'x'.repeat(6291556))", "Function.ResponseSizeTooLarge", "Response payload size exceeded"),
    ("process.exit(4)", "Runtime.ExitError", "RequestId: r-15 Error: Runtime exited with error: exit status 4"),
]


def test_a_failed_handler_says_what_failed_and_the_next_is_well(tmp_path: Path) -> None:
    bodies = "".join(f"{number}: (callback) => {{ {body} }},\n" for number, (body, _, _) in enumerate(FAILURES))
    source = (
        f"const bodies = {{\n{bodies}}};\nexports.handler = (event, context, callback) =>"
        " event === null ? callback(null, 1) : bodies[event](callback)"
    )

    async def story(trial: Trial) -> None:
        for number, (_, kind, text) in enumerate(FAILURES):
            told = await trial.failure(number)
            assert (told["errorType"], told["errorMessage"][: len(text)]) == (kind, text)
            assert await trial.answer() == 1

    run(node(source, tmp_path, more="Timeout: 1"), story)


@pytest.mark.slow
@pytest.mark.checked
@pytest.mark.parametrize(
    ("source", "handler", "kind", "text"),
    [
        ("require('nowhere')", "index.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'nowhere'"),
        ("exports.x = 1", "index.handler", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"),
        ("exports.handler = 1", "index.handler", "Runtime.HandlerNotFound", "index.handler is not a function"),
        ("exports.handler = (", "index.handler", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ("exports.x = 1", "handler", "Runtime.MalformedHandlerName", "Bad handler"),
        ("exports.x = 1", "../index.handler", "Runtime.MalformedHandlerName", "'../index.handler' is not a valid"),
        ("exports.x = 1", "other.handler", "Runtime.ImportModuleError", "Error: Cannot find module 'other'"),
        ("throw new Error('early')", "index.handler", "Error", "early"),
    ],
)
def test_a_handler_that_does_not_load_says_why(source: str, handler: str, kind: str, text: str, tmp_path: Path) -> None:
    told = run(node(source, tmp_path, handler=handler), lambda trial: trial.failure())
    assert told["errorType"] == kind
    assert told["errorMessage"].startswith(text)


def test_the_context_object_is_lambdas(tmp_path: Path) -> None:
    source = (
        "exports.handler = async (event, context) => ({...context, left: context.getRemainingTimeInMillis(),\n"
        "  region: process.env.AWS_REGION, argv: process.argv.length})"
    )
    told = run(node(source, tmp_path, more="Timeout: 20"), lambda trial: trial.answer())
    assert 18_000 < told.pop("left") <= 20_000
    assert told.pop("logStreamName")
    assert told == {
        "callbackWaitsForEmptyEventLoop": True,
        "functionVersion": "$LATEST",
        "functionName": "Hello",
        "memoryLimitInMB": "128",
        "logGroupName": "/aws/lambda/Hello",
        "invokedFunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:Hello",
        "awsRequestId": "r-1",
        "region": "eu-west-1",
        "argv": 2,
    }


def test_large_events_arrive_whole(tmp_path: Path) -> None:
    source = "exports.handler = async (event) => { console.log('got it'); return event }"
    trial = node(source, tmp_path, more="MemorySize: 512\nTimeout: 20")
    assert run(trial, lambda trial: trial.answer("é" * 900_000)) == "é" * 900_000
    assert trial.printed == [("Hello", "r-1", "got it\n")]


def test_another_version_of_node_is_said_once(tmp_path: Path) -> None:
    async def story(trial: Trial) -> None:
        await trial.answer()
        await trial.answer()

    trial = Trial(template("exports.handler = async () => 1", runtime="nodejs8.x"), tmp_path)
    run(trial, story)
    (said,) = trial.said
    assert said.startswith("Hello: its runtime is nodejs8.x, which is not on this machine; it runs on Node.js ")


@pytest.mark.slow
@pytest.mark.checked
def test_a_handler_that_hangs_is_killed(tmp_path: Path) -> None:
    trial = node("exports.handler = async () => { for (;;) {} }", tmp_path, more="Timeout: 1")
    assert run(trial, lambda trial: trial.failure()) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "RequestId: r-1 Error: Task timed out after 1.00 seconds",
    }
