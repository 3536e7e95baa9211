"""From a template to what its stack needs: bundles built, stored, and named in a parameter file.

A reading wing: it starts from the text of any template. It is the only door to boto3 (the extra ``aws``), which is
imported in ``clients`` alone and only when something is sent.

    assets      a template -> what has to be bundled, and the parameters that take bucket and key
    building    assets -> bundles, each content once, sizes checked
    clients     boto3
    upload      bundles -> S3, by content
    folder      bundles -> a folder
    refusals    what AWS or the network refuses, in words
    parameters  the parameter file of the AWS CLI
"""

from __future__ import annotations

from cfngw.deploy.assets import Asset, find_assets, refuse_own_output
from cfngw.deploy.building import Built, build_assets
from cfngw.deploy.clients import Clients, connect
from cfngw.deploy.folder import Folder
from cfngw.deploy.refusals import TransferError
from cfngw.deploy.upload import Destination, Store

__all__ = [
    "Asset",
    "Built",
    "Clients",
    "Destination",
    "Folder",
    "Store",
    "TransferError",
    "build_assets",
    "connect",
    "find_assets",
    "refuse_own_output",
]
