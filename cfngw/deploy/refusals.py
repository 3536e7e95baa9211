"""What AWS refuses and what the network loses, as one error in words. No traceback of botocore reaches a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cfngw.errors import OutputError

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

_LOGIN = "log in (aws sso login, aws configure), or set AWS_PROFILE"
_AGAIN = "run the command again: what is there already is not sent twice"

# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_CREDENTIALS = {
    "ExpiredToken": "the credentials have expired",
    "ExpiredTokenException": "the credentials have expired",
    "RequestExpired": "the credentials have expired",
    "InvalidAccessKeyId": "AWS does not know the access key",
    "InvalidClientTokenId": "AWS does not know the access key",
    "UnrecognizedClientException": "AWS does not know the access key",
    "InvalidToken": "AWS does not take the session token",
    "SignatureDoesNotMatch": "the secret key does not belong to the access key",
    "RequestTimeTooSkewed": "this machine's clock is wrong",
}
_REGION = ("PermanentRedirect", "301", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException")
_DENIED = ("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "403", "Forbidden")
_LATER = ("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "502", "503", "504")
_DAMAGED = ("BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch", "InvalidDigest")


class TransferError(OutputError):
    """Something that could not be stored in S3: credentials, permission, bucket, network."""


@contextmanager
def in_words(doing: str, bucket: str | None = None) -> Iterator[None]:
    """Turn what botocore raises inside the block into a TransferError; ``doing`` says what was tried."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise _refused(error, doing, bucket) from error
    except BotoCoreError as error:
        raise _failed(error, doing) from error


def code_of(error: Any) -> str:
    """Give the code of a ClientError; for an answer without a body botocore makes it of the HTTP status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def no_bucket(bucket: str, region: str | None = None) -> TransferError:
    """Describe a bucket that does not exist."""
    command = f"aws s3 mb s3://{bucket}" + (f" --region {region}" if region else "")
    return TransferError(f"there is no bucket {bucket}.", given=bucket, fix=f"check the name, or make it: {command}")


def other_encryption(bucket: str, key: str, found: str) -> TransferError:
    """Describe an object that was stored before with another key than the one that is asked for now."""
    return TransferError(
        f"s3://{bucket}/{key} is there already, and it is not encrypted with the key of --kms.",
        given=found,
        fix="another --prefix, so that it is stored anew; or leave out --kms",
    )


def other_owner(bucket: str, owner: str) -> TransferError:
    """Describe a bucket of somebody else."""
    return TransferError(
        f"the bucket {bucket} does not belong to the account {owner}; nothing was sent.",
        given=bucket,
        fix="name a bucket of your own account, or log in to the account that it belongs to",
    )


def other_region(bucket: str, found: str, wanted: str | None) -> TransferError:
    """Describe a bucket that Lambda could not read from."""
    return TransferError(
        f"the bucket {bucket} is in {found}, and the stack would be in {wanted}.",
        given=found,
        allowed="a bucket in the stack's own region: Lambda reads code from no other",
        fix=f"--region {found}, or a bucket in {wanted}",
    )


def _refused(error: ClientError, doing: str, bucket: str | None) -> TransferError:
    code = code_of(error)
    message = str(error.response.get("Error", {}).get("Message", "")).rstrip(".")
    if code in _CREDENTIALS:
        clock = code == "RequestTimeTooSkewed"
        return TransferError(f"{doing}: {_CREDENTIALS[code]}.", given=code, fix="set the clock" if clock else _LOGIN)
    if code == "NoSuchBucket" and bucket is not None:
        return no_bucket(bucket)
    if code in _REGION:
        return TransferError(
            f"{doing}: the bucket is in another region.", given=message or code, fix="give its region: --region"
        )
    if code.startswith("KMS."):
        return TransferError(f"{doing}: KMS refuses: {message or code}.", given=code, fix="check the key of --kms")
    if code in _DENIED:
        return _denied(error, doing, bucket)
    if code in _LATER:
        return TransferError(f"{doing}: AWS can't answer now: {message or code}.", given=code, fix=_AGAIN)
    if code in _DAMAGED:
        return TransferError(f"{doing}: the data was damaged on its way; S3 kept nothing.", given=code, fix=_AGAIN)
    return TransferError(f"{doing}: AWS refuses: {message or code}.", given=code, fix="check the command's options")


def _denied(error: ClientError, doing: str, bucket: str | None) -> TransferError:
    operation = error.operation_name
    if bucket is None:
        return TransferError(f"{doing}: there is no permission for {operation}.", fix="use other credentials")
    return TransferError(
        f"{doing}: S3 refuses {operation}.",
        given=str(error.response.get("Error", {}).get("Message") or code_of(error)),
        allowed=f"credentials that may s3:PutObject and s3:GetObject on arn:aws:s3:::{bucket}/*, with --kms also "
        "kms:GenerateDataKey and kms:Decrypt on the key; a bucket that belongs to the expected account",
        fix="ask for the permission, or name another bucket",
    )


def _failed(error: BotoCoreError, doing: str) -> TransferError:
    """Describe what happened before AWS could answer."""
    from botocore import exceptions as known

    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, (known.NoCredentialsError, known.PartialCredentialsError)):
        return TransferError(f"{doing}: there are no AWS credentials.", given=text, fix=_LOGIN)
    if isinstance(error, known.ProfileNotFound):
        return TransferError(
            f"{doing}: {text}.", fix="check AWS_PROFILE; aws configure list-profiles shows what there is"
        )
    if isinstance(error, (known.NoRegionError, known.InvalidRegionError)):
        return TransferError(f"{doing}: no region is known.", given=text, fix="--region eu-west-1, or set AWS_REGION")
    if isinstance(error, (known.HTTPClientError, known.ConnectionError)):
        return TransferError(f"{doing}: the connection was lost or never made.", given=text, fix=_AGAIN)
    if isinstance(error, known.ParamValidationError):
        return TransferError(f"{doing}: an option does not fit.", given=text, fix="check --bucket, --prefix and --kms")
    if isinstance(error, _login_errors()):
        return TransferError(f"{doing}: the credentials can't be had.", given=text, fix=_LOGIN)
    return TransferError(f"{doing}: {text}.", fix="check the AWS configuration: aws sts get-caller-identity")


def _login_errors() -> tuple[type[Exception], ...]:
    from botocore import exceptions as known

    return (known.CredentialRetrievalError, known.SSOError, known.TokenRetrievalError, known.MetadataRetrievalError)
