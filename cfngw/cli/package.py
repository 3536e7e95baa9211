"""``cfngw package``: the code of a template, zipped, stored and named in a parameter file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from cfngw.cli.console import busy, plural, size, table, warn
from cfngw.errors import CfngwError, Notice, UsageError, each_problem
from cfngw.source import shown

if TYPE_CHECKING:
    from cfngw.deploy import Asset, BesideFile, Clients, Folder, Store
    from cfngw.document import Document

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX_BYTES = 700  # a key has 1,024 at most, and a file name up to 255
_Done = TypeVar("_Done")
_ACCOUNT = re.compile(r"[0-9]{12}")


class _Options(NamedTuple):
    """What was asked for on the command line."""

    local: Path | None
    bucket: str | None
    prefix: str
    kms: str | None
    owner: str | None
    region: str | None
    parameters: Path | None
    account: str | None


class _Stored(NamedTuple):
    """A bundle, or a file beside the template, that lies where it belongs."""

    asset: Asset | BesideFile
    path: Path
    unzipped_size: int | None
    key: str
    new: bool


@click.command("package")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--local", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Copy the zips to DIR.")
@click.option("--bucket", metavar="BUCKET", help="Upload them to this bucket, in the stack's region.")
@click.option("--prefix", default="", metavar="PREFIX", help="Begin the keys with this.")
@click.option("--kms", metavar="KEY", help="Encrypt with this KMS key.  [default: as the bucket encrypts]")
@click.option("--owner", metavar="ACCOUNT", help="The account that must own the bucket.  [default: the caller's]")
@click.option("--region", metavar="REGION", help="The stack's region.  [default: as the AWS CLI]")
@click.option("--account", metavar="ACCOUNT", help="The stack's account.  [default: the caller's]")
@click.option(
    "--parameters",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The parameter file; other values in it are kept.  [default: .cfngw/parameters/<template>.json]",
)
def command(
    file: Path,
    *,
    local: Path | None,
    bucket: str | None,
    prefix: str,
    kms: str | None,
    owner: str | None,
    region: str | None,
    parameters: Path | None,
    account: str | None,
) -> None:
    """Zip the code of a template's functions and layers, and say where it lies.

    FILE is a template, such as output/notes.yaml. A zip is named by its content and uploaded once; the template
    stays as it is, and its parameters get bucket and key by a file that the AWS CLI takes. So are the files that an
    API's layout put beside the template: an OpenAPI document, the templates of nested stacks.
    """
    from cfngw.deploy import find_assets, find_files
    from cfngw.document import read

    options = _checked(_Options(local, bucket, prefix, kms, owner, region, parameters, account))
    document = read(file)
    assets, files = find_assets(document), find_files(document)
    if not assets and not files:
        click.echo(f"{file} has no code to package: no function or layer of it is made of a folder.")
        return
    if assets:
        _refuse_own_output(document, assets, options)
    stored = _store(document, assets, files, options)
    values = _values(stored, options)
    place = _write(document, values, options)
    _report(document, stored, values, place, options)


def _checked(options: _Options) -> _Options:
    """Refuse options that don't fit together, before anything is read."""
    if (options.local is None) == (options.bucket is None):
        raise UsageError(
            "say where the code goes." if options.local is None else "the code goes to one place.",
            allowed="--local DIR or --bucket BUCKET",
            fix="cfngw package FILE --bucket BUCKET",
        )
    only_s3 = {"--kms": options.kms, "--owner": options.owner}
    for name, given in only_s3.items():
        if options.local is not None and given is not None:
            raise UsageError(f"{name} is for --bucket.", given=given, fix=f"leave out {name}, or give --bucket")
    if options.bucket is not None and not _BUCKET.fullmatch(options.bucket):
        raise UsageError(
            "--bucket does not take this value.",
            given=options.bucket,
            allowed="the name of a bucket: 3 to 63 lower-case letters, digits, '.' and '-'",
            fix="--bucket NAME --prefix PREFIX",
        )
    _check_prefix(options.prefix)
    for name, given in {"--owner": options.owner, "--account": options.account}.items():
        if given is not None and not _ACCOUNT.fullmatch(given):
            raise UsageError(f"{name} does not take this value.", given=given, allowed="12 digits", fix="correct it")
    return options


def _check_prefix(prefix: str) -> None:
    """Refuse what would make keys that S3 does not take, or that its tools read as paths."""
    parts = prefix.strip("/").split("/") if prefix.strip("/") else []
    if {"", ".", ".."} & set(parts) or not prefix.isprintable() or len(prefix.encode()) > _PREFIX_BYTES:
        raise UsageError(
            "--prefix does not take this value.",
            given=prefix,
            allowed=f"names with one '/' between them, none of them '.' or '..', {_PREFIX_BYTES} bytes at most",
            fix="--prefix team/notes",
        )


def _refuse_own_output(document: Document, assets: Sequence[Asset], options: _Options) -> None:
    """Refuse a --local or a --parameters that is itself among what is packed."""
    from cfngw.deploy import refuse_own_output

    if options.local is not None:
        zipped = options.local / f"{assets[0].name}.zip"
        refuse_own_output(assets, options.local, zipped, "name another folder, or leave it out by exclude=")
    if options.local is not None or options.parameters is not None:  # the folder .cfngw is never packed unasked
        parameters = _place(document, options)
        refuse_own_output(assets, parameters, parameters, "name another file, or leave it out by exclude=")


def _store(
    document: Document, assets: Sequence[Asset], files: Sequence[BesideFile], options: _Options
) -> list[_Stored]:
    """Build every bundle, then store each content once; behind them the files beside the template."""
    from cfngw.deploy import build_assets
    from cfngw.source import project_root

    root = project_root(document.path.resolve())
    store, values = _open(files, options)
    with busy(f"Building {plural(len(assets), 'bundle')} ...") as tell:
        built, notices = _with_output(lambda: build_assets(assets, root, tell))
    for notice in dict.fromkeys(notices):
        warn(notice)
    done: dict[Path, tuple[str, bool]] = {}
    with busy("Storing ...") as tell:
        for each in built:
            if each.bundle.path not in done:
                tell(f"Storing {each.asset.name} ({size(each.bundle.size)}) ...")
                done[each.bundle.path] = store.put(each.bundle.path)
        stored = [
            _Stored(each.asset, each.bundle.path, each.bundle.unzipped_size, *done[each.bundle.path]) for each in built
        ]
        return stored + [_stored_file(each, values, root, store) for each in files]


def _stored_file(file: BesideFile, values: Mapping[str, str], root: Path, store: Store | Folder) -> _Stored:
    from cfngw.deploy import filled

    made = filled(file, values, root)
    return _Stored(file, made, None, *store.put(made))


def _with_output(building: Callable[[], _Done]) -> _Done:
    """Show what pip or docker said last before an error that refers to it."""
    try:
        return building()
    except CfngwError as error:
        for line in (line for each in each_problem(error) for line in getattr(each, "output", ())):
            click.echo(f"  {line}", err=True)
        raise


def _open(files: Sequence[BesideFile], options: _Options) -> tuple[Store | Folder, dict[str, str]]:
    """Open the place that all goes to, and give the values that files need: before the work of building is done."""
    from cfngw.deploy import Destination, Folder, Store, connect

    filling = any(each.fill for each in files)
    if options.local is not None:
        known = options.region is not None and options.account is not None
        clients = connect(options.region) if filling and not known else None
        return Folder(options.local, options.prefix), _filling(clients, options) if filling else {}
    destination = Destination(str(options.bucket), options.prefix, options.kms, options.owner)
    with busy(f"Looking at the bucket {destination.bucket} ..."):
        clients = connect(options.region)
        return Store(clients, destination), _filling(clients, options) if filling else {}


def _filling(clients: Clients | None, options: _Options) -> dict[str, str]:
    """Give the pseudo parameters' values: the region and the account that the stack will be in."""
    from cfngw.deploy import account_of, pseudo_parameters

    account = options.account or (account_of(clients) if clients is not None else "")
    return pseudo_parameters(clients.region if clients is not None else str(options.region), account)


def _values(stored: Sequence[_Stored], options: _Options) -> dict[str, str]:
    """Give the parameters that are known: with --local, which bucket it will be is not."""
    values: dict[str, str] = {}
    for each in stored:
        asset = each.asset
        if options.bucket is not None:
            values[asset.bucket_parameter] = options.bucket
        values[asset.key_parameter] = each.key
    return values


def _write(document: Document, values: Mapping[str, str], options: _Options) -> Path:
    """Merge the values into the parameter file; tell what is still missing in it, and what is too much."""
    from cfngw.deploy.parameters import merge, missing, read_parameters, undeclared, write_parameters

    place = _place(document, options)
    entries = merge(read_parameters(place), values)
    write_parameters(place, entries)
    if lacking := missing(document.data, entries):
        warn(
            Notice(
                f"{shown(str(place))} has no value of {', '.join(lacking)}.",
                fix=f'add {{"ParameterKey": "{lacking[0]}", "ParameterValue": "..."}}; it is kept from then on',
            )
        )
    _warn_of_following(document, {entry["ParameterKey"] for entry in entries}, place)
    if extra := undeclared(document.data, entries):
        names = ", ".join(extra)
        warn(Notice(f"{shown(str(place))} gives {names}, which the template has no parameter of.", fix="remove it"))
    return place


def _warn_of_following(document: Document, given: Collection[str], place: Path) -> None:
    """Tell of stages that an update by this file would let follow the stack again, whatever they were promoted to."""
    from cfngw.deploy.promotion import find_promotions

    for each in find_promotions(document).values():
        absent = [name for name in (*each.parameters, each.before) if name not in given]
        if absent:
            warn(
                Notice(
                    f"{shown(str(place))} has no value of {', '.join(absent)}: right for a new stack; an update "
                    f"by it lets {each.stage} serve what is deployed now.",
                    fix=f'once {each.stage} is promoted, add {{"ParameterKey": "{absent[0]}", '
                    '"UsePreviousValue": true}, or keep the file that cfngw promote wrote',
                )
            )


def _place(document: Document, options: _Options) -> Path:
    from cfngw.deploy.parameters import usual_place

    if options.parameters is not None:
        return options.parameters
    if options.local is not None:
        return options.local / f"{document.path.stem}.parameters.json"
    return usual_place(document.path)


def _report(
    document: Document, stored: Sequence[_Stored], values: Mapping[str, str], place: Path, options: _Options
) -> None:
    from cfngw.cli.create import create_command
    from cfngw.deploy.parameters import listing

    rows = [_row(each, options) for each in stored]
    table(("asset", "kind", "size", "unzipped", "done"), rows, right=(2, 3))
    click.echo(f"\nParameters, in {shown(str(place))}; for the console:")
    click.echo("\n".join(f"  {line}" for line in listing(values).splitlines()))
    if options.local is not None:
        _tell_uploads(stored, options.local)
    file = Path(shown(str(place)))
    for verb, title in (("create", "To create the stack:"), ("update", "To update it later:")):
        click.echo(f"\n{title}")
        click.echo(
            create_command(
                document.path,
                document.text,
                document.data,
                verb="create" if verb == "create" else "update",
                parameters=file,
                region=options.region,
            )
        )


def _row(stored: _Stored, options: _Options) -> tuple[str, ...]:
    asset, bytes_ = stored.asset, stored.path.stat().st_size
    unzipped = size(stored.unzipped_size) if stored.unzipped_size is not None else "-"
    done = ("copied" if options.local is not None else "uploaded") if stored.new else "already there"
    return asset.logical_id, asset.kind, size(bytes_), unzipped, done


def _tell_uploads(stored: Sequence[_Stored], folder: Path) -> None:
    from cfngw.cli.create import upload_command

    variable = stored[0].asset.bucket_parameter
    click.echo("\nTo upload them:")
    for path, key in dict.fromkeys((each.path, each.key) for each in stored):
        click.echo(f"  {upload_command(folder / path.name, variable, key)}")
