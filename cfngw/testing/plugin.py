"""The pytest plugin: the fixture ``local_api``, and in a failed test's report what its functions wrote.

pytest loads this at its start, so that it imports nothing of the gateway until a test asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cfngw.testing.api import LocalApi

_OPENED = pytest.StashKey[list["LocalApi"]]()


@pytest.fixture
def local_api(request: pytest.FixtureRequest) -> Iterator[Callable[..., LocalApi]]:
    """Open templates for this test: ``api = local_api("output/x.yaml")``; relative paths start at pytest's rootdir."""
    opened: list[LocalApi] = request.node.stash.setdefault(_OPENED, [])

    def opening(template: Any, **given: Any) -> LocalApi:
        from cfngw.testing.api import local_api as opens

        __tracebackhide__ = True
        given.setdefault("folder", request.config.rootpath)
        made = opens(template, **given)
        opened.append(made)
        return made

    yield opening
    for each in opened:
        each.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failed test's report what a person at the terminal would have seen."""
    report = yield
    if report.when == "call" and report.failed:
        for each in item.stash.get(_OPENED, []):
            if each.told:
                report.sections.append((repr(each), "\n".join(each.told)))
    return report
