"""The options that ``cfngw local`` and ``cfngw test-invoke`` share, and the templates that they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cfngw.errors import OutputError, UsageError

if TYPE_CHECKING:
    from cfngw.local.options import Options

_Command = TypeVar("_Command", bound=Callable[..., Any])
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::Serverless::")

_FILE = click.Path(path_type=Path, dir_okay=False)
_OPTIONS = (
    click.option("--parameter", multiple=True, metavar="K=V", help="A parameter's value; may be given several times."),
    click.option("--env", type=_FILE, metavar="FILE", help="Environment variables: JSON by function, or KEY=value."),
    click.option("--code", multiple=True, metavar="LOGICAL=DIR", help="The folder of a function's code."),
    click.option("--identities", type=_FILE, metavar="FILE", help="Who may call: IAM keys, tokens, JWKS."),
    click.option(
        "--aws-endpoint",
        multiple=True,
        metavar="[SERVICE=]URL",
        help="Hand calls of AWS services to this endpoint, such as moto's server; otherwise they are recorded.",
    ),
    click.option("--stand-in", multiple=True, metavar="FROM=URL", help="Call this loopback URL in FROM's place."),
    click.option("--reach", multiple=True, metavar="HOST", help="A host beyond this machine that may be called."),
    click.option("--record", type=_FILE, metavar="FILE", help="Keep calls of AWS services as lines of JSON."),
    click.option("--answers", type=_FILE, metavar="FILE", help="What AWS services answer, by service:Action."),
    click.option("--region", metavar="REGION", help="[default: us-east-1]"),
    click.option("--source-ip", metavar="IP", help="Every caller's address, for resource policies and logs."),
)


def local_options(command: _Command) -> _Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_of(given: dict[str, Any], **more: Any) -> Options:
    """Make the options of a run; raise UsageError for what does not read."""
    from cfngw.local.options import REGION, Options

    for name in ("env", "identities", "answers"):
        if given[name] is not None and not given[name].is_file():
            raise OutputError(f"{given[name]} is not there.", fix=f"check the path of --{name}")
    return Options(
        parameters=pairs(given["parameter"], "parameter", "Stage=dev"),
        region=given["region"] or REGION,
        env=given["env"],
        code=_folders(given["code"]),
        identities=given["identities"],
        aws_endpoint=dict(map(_endpoint, given["aws_endpoint"])),
        stand_ins=dict(map(_stand_in, given["stand_in"])),
        reach=given["reach"],
        record=given["record"],
        answers=given["answers"],
        source_ip=_address(given["source_ip"]),
        **more,
    )


def pairs(given: Sequence[str], option: str, example: str, sign: str = "=") -> dict[str, str]:
    """Read NAME=VALUE, several times; raise UsageError."""
    found = {}
    for text in given:
        name, equals, value = text.partition(sign)
        if not equals or not name.strip():
            raise UsageError(
                f"--{option} takes a name and a value.", given=text, fix=f"--{option} '{example}'", option=option
            )
        found[name.strip()] = value
    return found


def _folders(given: Sequence[str]) -> dict[str, Path]:
    found = {}
    for name, folder in pairs(given, "code", "HelloFunction=src/hello").items():
        path = Path(folder)
        if not path.exists():
            raise UsageError(f"--code {name}: {folder} is not there.", fix="name the folder of the function's code")
        found[name] = path
    return found


def _endpoint(text: str) -> tuple[str, str]:
    service, _, url = ("*", "", text) if text.lower().startswith(("http:", "https:")) else text.partition("=")
    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(
            "--aws-endpoint takes a URL, or a service and a URL.",
            given=text,
            fix="--aws-endpoint http://127.0.0.1:5000 or --aws-endpoint sqs=http://127.0.0.1:9324",
        )
    return service.strip(), url


def _stand_in(text: str) -> tuple[str, str]:
    before, found, after = text.rpartition("=http")
    if not found or not before:
        raise UsageError(
            "--stand-in takes a URL and what stands in for it.",
            given=text,
            fix="--stand-in https://api.example.com=http://127.0.0.1:9000",
        )
    return before, f"http{after}"


def _address(text: str | None) -> str | None:
    if text is None:
        return None
    import ipaddress

    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise UsageError("--source-ip takes an IP address.", given=text, fix="--source-ip 203.0.113.7") from None


def templates(given: Sequence[Path], command: str) -> tuple[tuple[Path, ...], str | None]:
    """Give the templates to serve, and what to say where the project's only one was taken; raise UsageError."""
    if given:
        return tuple(dict.fromkeys(given)), None
    built = sorted(path for path in Path("output").glob("*.y*ml") if path.is_file())
    found = [path for path in built if _has_api(path)]
    if len(found) == 1:
        return (found[0],), f"No template was named: this is {found[0]}."
    if found:
        names = " ".join(map(str, found))
        raise UsageError("several templates hold an API.", allowed=names, fix=f"cfngw {command} {found[0]}")
    what = "output/ holds no template with an API" if built else "no template is named, and output/ holds none"
    raise UsageError(f"{what}.", allowed="CloudFormation and SAM templates", fix=f"cfngw {command} template.yaml")


def _has_api(path: Path) -> bool:
    from cfngw.files import read_text

    try:
        text = read_text(path)
    except OutputError:
        return False
    return any(kind in text for kind in _APIS)
