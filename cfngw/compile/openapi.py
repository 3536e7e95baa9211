"""One API as one resource: its parts folded into the OpenAPI document that is the RestApi's Body."""

from __future__ import annotations

from cfngw.compile.layout import Fold


def fold_openapi(fold: Fold) -> None:
    """Fold the API's parts into its Body."""
    raise NotImplementedError(fold.api)
