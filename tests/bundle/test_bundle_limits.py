"""Sizes are told before anything is uploaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from cfngw.bundle import LAYERS, UNZIPPED_BYTES, ZIPPED_BYTES, Bundle, Item, SizeError, check_sizes
from cfngw.errors import BuildError
from cfngw.source import Source

LINE = Source("blueprint.py", 7)
MB = 1 << 20


def bundle(size: int = 1, **files: int) -> Bundle:
    items = tuple(Item(name.replace("__", "/"), each, False, b"", 0, Path(name)) for name, each in files.items())
    return Bundle(Path("app-1.zip"), "1", size, sum(files.values()), items)


def test_what_fits_says_nothing() -> None:
    full = bundle(ZIPPED_BYTES, app=UNZIPPED_BYTES - 5)
    assert check_sizes(full, [bundle(a=1)] * LAYERS) == ()


def test_too_much_unzipped_is_refused_with_what_weighs_most() -> None:
    function = bundle(app=10, numpy__a=100 * MB, numpy__b=50 * MB, python__pandas__x=99 * MB, z=3 * MB)
    with pytest.raises(SizeError) as caught:
        check_sizes(function, name="Notes", where=LINE)
    error = caught.value
    assert error.problem == "Notes has 252.0 MB unzipped: numpy/ 150.0 MB, pandas/ 99.0 MB, z 3.0 MB."
    assert (error.where, error.exit_code) == (LINE, 4)
    assert "262144000 bytes (250.0 MB)" in str(error.allowed)


def test_layers_count() -> None:
    with pytest.raises(SizeError, match="layers included"):
        check_sizes(bundle(app=UNZIPPED_BYTES), [bundle(a=1)])


@pytest.mark.parametrize(("made", "others"), [(6, 0), (3, 3), (0, 6)])
def test_more_than_five_layers_are_refused(made: int, others: int) -> None:
    with pytest.raises(SizeError, match="the function has 6 layers"):
        check_sizes(bundle(app=1), [bundle(a=1)] * made, other_layers=others)


def test_all_problems_are_told_together() -> None:
    with pytest.raises(BuildError) as caught:
        check_sizes(bundle(app=UNZIPPED_BYTES + 1), other_layers=6)
    assert len(caught.value.problems) == 2


def test_a_zip_over_50_mb_is_for_s3_and_only_noted() -> None:
    (notice,) = check_sizes(bundle(ZIPPED_BYTES + 1, app=60 * MB), [bundle(1, a=1)], where=LINE)
    assert "the console and the API take 50.0 MB" in notice.problem
    assert notice.where == LINE
    assert notice.fix
