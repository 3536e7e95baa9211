"""From a template to what its stack needs: bundles built, stored, and named in a parameter file.

A reading wing: it starts from the text of any template. It is the only door to boto3 (the extra ``aws``), which is
imported in ``clients`` alone and only when something is sent.

    assets      a template -> what has to be bundled, and the parameters that take bucket and key
    building    assets -> bundles, each content once, sizes checked
    files       a template -> the files beside it that it names, with what is filled in
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
from cfngw.deploy.files import BesideFile, filled, find_files, pseudo_parameters
from cfngw.deploy.folder import Folder
from cfngw.deploy.refusals import TransferError
from cfngw.deploy.upload import Destination, Store, account_of

__all__ = [
    "Asset",
    "BesideFile",
    "Built",
    "Clients",
    "Destination",
    "Folder",
    "Store",
    "TransferError",
    "account_of",
    "build_assets",
    "connect",
    "filled",
    "find_assets",
    "find_files",
    "pseudo_parameters",
    "refuse_own_output",
]
