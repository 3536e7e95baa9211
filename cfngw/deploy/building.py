"""Bundles of a template's assets: each content made once, handlers and sizes checked before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cfngw.bundle import Bundle, Recipe, Target, build, check_handler, check_sizes, first_foreign
from cfngw.deploy.assets import Asset
from cfngw.errors import CfngwError, DeclarationError, Notice, each_problem, raise_all
from cfngw.source import shown

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """An asset with its bundle. Assets of one content share the bundle of the first."""

    asset: Asset
    bundle: Bundle


def build_assets(
    assets: Sequence[Asset], root: Path, progress: Progress | None = None
) -> tuple[list[Built], list[Notice]]:
    """Make the bundles below ``root/.cfngw``; give them with what is to know of them.

    Raises all that is wrong together. ``progress`` is told lines of pip or docker.
    """
    made: dict[Recipe, Bundle] = {}
    by_content: dict[str, Bundle] = {}
    built: list[Built] = []
    problems: list[CfngwError] = []
    for asset in assets:
        try:
            if asset.recipe not in made:
                made[asset.recipe] = build(asset.recipe, asset.name, root, progress)
        except CfngwError as error:
            problems += [_shortened(each, asset) for each in each_problem(error)]
            continue
        bundle = made[asset.recipe]
        built.append(Built(asset, by_content.setdefault(bundle.digest, bundle)))
        problems += _handler_problems(built[-1])
    raise_all(problems)
    return built, _sizes(built) + _unpinned(built) + _misplaced(built) + _foreign(built)


def _shortened(error: CfngwError, asset: Asset) -> CfngwError:
    """Write the paths of a problem as a reader wants them."""
    root = str(asset.recipe.source.resolve()) if asset.recipe.source is not None else ""
    if root:
        error.problem = error.problem.replace(root, shown(root))
        error.allowed = error.allowed and error.allowed.replace(root, shown(root))
        error.given = error.given.replace(root, shown(root)) if isinstance(error.given, str) else error.given
    return error


def _handler_problems(built: Built) -> list[CfngwError]:
    asset = built.asset
    if asset.handler is None or asset.runtime is None:
        return []
    files = {item.name: item.path for item in built.bundle.files}
    found = check_handler(files, asset.handler, asset.runtime, open_ended=asset.layers != () or asset.other_layers > 0)
    if found is None:
        return []
    problem = f"{asset.logical_id}: {found.problem}"
    where = asset.handler_where or asset.where
    return [DeclarationError(problem, where=where, given=found.given, allowed=found.allowed, fix=found.fix)]


def _sizes(built: Sequence[Built]) -> list[Notice]:
    """Refuse what Lambda would not take, a function's layers counted with it."""
    bundles = {each.asset.logical_id: each.bundle for each in built}
    notices: list[Notice] = []
    problems: list[CfngwError] = []
    for each in built:
        asset = each.asset
        layers = [bundles[name] for name in asset.layers if name in bundles]
        others = asset.other_layers + len(asset.layers) - len(layers)
        try:
            notices += check_sizes(
                each.bundle, layers, other_layers=others, name=f"the {asset.kind} {asset.logical_id}", where=asset.where
            )
        except CfngwError as error:
            problems += each_problem(error)
    raise_all(problems)
    return notices


def _misplaced(built: Sequence[Built]) -> list[Notice]:
    """Tell of modules that Python functions would not find: it looks into /opt/python, not into /opt."""
    users = {layer for each in built if (each.asset.runtime or "").startswith("python") for layer in each.asset.layers}
    return [
        Notice(
            f"{each.asset.logical_id}: {module} lies at the top of the layer, where Python does not look.",
            each.asset.where,
            "put the modules into a folder called python",
        )
        for each in built
        if each.asset.logical_id in users and (module := _module_at_top(each.bundle)) is not None
    ]


def _module_at_top(bundle: Bundle) -> str | None:
    names = [item.name for item in bundle.files]
    if any(name.startswith("python/") for name in names):
        return None
    return next((name for name in names if re.fullmatch(r"[^/]+(/__init__)?\.py", name)), None)


def _foreign(built: Sequence[Built]) -> list[Notice]:
    """Tell of compiled modules, in a function or its layers, that can't be loaded where the function runs."""
    bundles = {each.asset.logical_id: each.bundle for each in built}
    notices: list[Notice] = []
    for each in built:
        asset = each.asset
        if asset.kind != "function" or asset.runtime is None or asset.architecture is None:
            continue
        target = Target(asset.runtime, asset.architecture)
        for owner in (asset.logical_id, *(name for name in asset.layers if name in bundles)):
            found = first_foreign(bundles[owner].files, target)
            if found is not None:
                place = "" if owner == asset.logical_id else f" of {owner}"
                problem = f"{asset.logical_id} runs {target}, and {found[0]}{place} is made for {found[1]}."
                notices.append(Notice(problem, asset.where, f"install it for {target}: requirements= does so"))
    return notices


def _unpinned(built: Sequence[Built]) -> list[Notice]:
    """Tell requirements that another day may bring in another version, once for each file."""
    found = {each.asset.recipe.requirements: each for each in built if each.bundle.unpinned}
    return [
        Notice(
            f"{each.asset.logical_id}: {shown(str(file))} leaves versions open, also of what its packages need.",
            each.asset.where,
            f"write down what was installed, so that the same commit always gives the same zip: "
            f"{', '.join(each.bundle.unpinned)}",
        )
        for file, each in found.items()
    ]
