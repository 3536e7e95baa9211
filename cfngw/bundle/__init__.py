"""A function's directory and its requirements, made into a zip whose bytes depend on nothing else.

It knows nothing of templates. Every part can be asked alone:

    glob ──> patterns ──> selection ───────────────────────────────────────┐
    requirements ──> fetching | container ──> unpacking ──> dependencies ──┴─> archive ──> Bundle ──> limits
         └─────────> pins
    selection ──> handler                                                       Bundle ──> foreign

The digest of a bundle is taken over names, modes and bytes, not over the deflated stream: another zlib may deflate
otherwise, but the content address stays. What is made lies in ``.cfngw/bundles`` and ``.cfngw/dependencies``.
"""

from __future__ import annotations

from cfngw.bundle.archive import Bundle, Item
from cfngw.bundle.errors import BundleError, BundleFileError, ContentError, RequirementsError, SizeError
from cfngw.bundle.foreign import first_foreign
from cfngw.bundle.handler import HandlerProblem, check_handler
from cfngw.bundle.limits import LAYERS, UNZIPPED_BYTES, ZIPPED_BYTES, check_sizes
from cfngw.bundle.recipe import Recipe, build, packs, source_files
from cfngw.bundle.target import Target
from cfngw.bundle.tools import Tools

__all__ = [
    "LAYERS",
    "UNZIPPED_BYTES",
    "ZIPPED_BYTES",
    "Bundle",
    "BundleError",
    "BundleFileError",
    "ContentError",
    "HandlerProblem",
    "Item",
    "Recipe",
    "RequirementsError",
    "SizeError",
    "Target",
    "Tools",
    "build",
    "check_handler",
    "check_sizes",
    "first_foreign",
    "packs",
    "source_files",
]
