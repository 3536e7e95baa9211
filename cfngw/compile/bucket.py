"""S3 buckets."""

from __future__ import annotations

from typing import Any

from troposphere import Tags, s3

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.bucket import Bucket

_BLOCKED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def bucket(assembly: Assembly, declared: Bucket, **attributes: Any) -> s3.Bucket:
    """Make a private bucket."""
    resolve = assembly.resolve
    owner = s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")
    options = {
        "BucketName": resolve(declared.bucket_name),
        "PublicAccessBlockConfiguration": s3.PublicAccessBlockConfiguration(**dict.fromkeys(_BLOCKED, True)),
        "OwnershipControls": s3.OwnershipControls(Rules=[owner]),
        "BucketEncryption": _encryption(assembly, declared),
        "VersioningConfiguration": s3.VersioningConfiguration(Status="Enabled") if declared.versioning else None,
        "LifecycleConfiguration": _lifecycle(assembly, declared),
        "Tags": Tags(resolve(declared.tags)) if declared.tags else None,
    }
    return s3.Bucket(declared.resource_id, **attributes, **only_given(options))


def _encryption(assembly: Assembly, declared: Bucket) -> s3.BucketEncryption:
    if declared.kms_key_arn is None:
        default = s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
        rule = s3.ServerSideEncryptionRule(ServerSideEncryptionByDefault=default)
    else:
        key = assembly.resolve(declared.kms_key_arn)
        default = s3.ServerSideEncryptionByDefault(SSEAlgorithm="aws:kms", KMSMasterKeyID=key)
        # A bucket key saves nearly all of the requests to KMS, and their price.
        rule = s3.ServerSideEncryptionRule(BucketKeyEnabled=True, ServerSideEncryptionByDefault=default)
    return s3.BucketEncryption(ServerSideEncryptionConfiguration=[rule])


def _lifecycle(assembly: Assembly, declared: Bucket) -> s3.LifecycleConfiguration | None:
    rules = []
    if declared.expiration_days is not None:
        days = assembly.resolve(declared.expiration_days)
        rules.append(s3.LifecycleRule(Id="Expire", Status="Enabled", ExpirationInDays=days))
    if declared.noncurrent_expiration_days is not None:
        expire = s3.NoncurrentVersionExpiration(NoncurrentDays=assembly.resolve(declared.noncurrent_expiration_days))
        rules.append(s3.LifecycleRule(Id="ExpireNoncurrent", Status="Enabled", NoncurrentVersionExpiration=expire))
    return s3.LifecycleConfiguration(Rules=rules) if rules else None
