"""What Lambda takes, said before anything is uploaded.

Read in 2026-11 in https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and
https://docs.aws.amazon.com/lambda/latest/api/API_AccountLimit.html: 50 MB is for a zip that is given to Lambda itself
(console, API); from S3, which is how CloudFormation gets it, only what it unzips to counts, layers included. The
message of Lambda says "262144000 bytes", so that a MB is 2**20 there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from cfngw.bundle.archive import Bundle, Item
from cfngw.bundle.errors import SizeError
from cfngw.bundle.selection import Selected
from cfngw.errors import Notice, raise_all
from cfngw.source import Source

_MB = 1 << 20
ZIPPED_BYTES = 50 * _MB
UNZIPPED_BYTES = 250 * _MB
LAYERS = 5
_SHOWN = 3


def check_sizes(
    function: Bundle,
    layers: Sequence[Bundle] = (),
    *,
    other_layers: int = 0,
    name: str = "the function",
    where: Source | None = None,
) -> tuple[Notice, ...]:
    """Refuse what Lambda would not take, and tell what it takes from S3 only.

    ``other_layers`` counts layers that are given by ARN: their size is not known here. Raises SizeError, or a
    BuildError of several.
    """
    problems = [*_too_many(len(layers) + other_layers, name, where), *_too_large(function, layers, name, where)]
    raise_all(problems)
    return tuple(_only_from_s3([function, *layers], name, where))


def check_files(files: Sequence[Selected], what: str) -> None:
    """Refuse what is too large by itself before it is read, packed or uploaded. Raises SizeError."""
    total = sum(file.size for file in files)
    if total > UNZIPPED_BYTES:
        raise _oversize(f"{what} has {_mb(total)} unzipped: {largest(files)}.", total, None)


def _oversize(problem: str, total: int, where: Source | None) -> SizeError:
    return SizeError(
        problem,
        where=where,
        given=f"{total} bytes",
        allowed=f"at most {UNZIPPED_BYTES} bytes ({_mb(UNZIPPED_BYTES)}), layers included",
        fix="leave out by exclude= what does not run, or use a container image, which may have 10 GB",
    )


def _too_many(count: int, name: str, where: Source | None) -> Iterable[SizeError]:
    if count > LAYERS:
        yield SizeError(
            f"{name} has {count} layers.",
            where=where,
            given=count,
            allowed=f"at most {LAYERS}",
            fix="put two of them together, or put one into the function's own bundle",
        )


def _too_large(function: Bundle, layers: Sequence[Bundle], name: str, where: Source | None) -> Iterable[SizeError]:
    total = function.unzipped_size + sum(layer.unzipped_size for layer in layers)
    if total > UNZIPPED_BYTES:
        items = [item for bundle in (function, *layers) for item in bundle.files]
        included = ", layers included" if layers else ""
        yield _oversize(f"{name} has {_mb(total)} unzipped{included}: {largest(items)}.", total, where)


def _only_from_s3(bundles: Iterable[Bundle], name: str, where: Source | None) -> Iterable[Notice]:
    for bundle in bundles:
        if bundle.size > ZIPPED_BYTES:
            yield Notice(
                f"{name}: {bundle.path.name} has {_mb(bundle.size)}; the console and the API take {_mb(ZIPPED_BYTES)}, "
                f"S3 and CloudFormation more. Largest: {largest(bundle.files)}.",
                where,
                "upload it to a bucket: cfngw package --bucket",
            )


def largest(items: Iterable[Item | Selected]) -> str:
    """Name the packages and files that weigh most: a folder at the top counts as one."""
    sizes: Counter[str] = Counter()
    for item in items:
        parts = item.name.removeprefix("python/").split("/")
        sizes[parts[0] + ("/" if len(parts) > 1 else "")] += item.size
    heaviest = sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
    return ", ".join(f"{name} {_mb(size)}" for name, size in heaviest)


def _mb(size: int) -> str:
    return f"{size / _MB:.1f} MB"
