from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cfngw.deploy import Clients, Destination, Store, TransferError
from s3_servers import ACCOUNT, REGION, Proxy, Request, answer, clients, moto, owned_by

BUCKET = "code-of-ours"
PART = 5 << 20


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    with moto() as found:
        s3, _ = clients(f"http://{found[0]}:{found[1]}")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield found


@pytest.fixture(scope="module")
def running(server: tuple[str, int]) -> Iterator[Proxy]:
    made = Proxy(server)
    yield made
    made.close()


@pytest.fixture
def proxy(running: Proxy) -> Proxy:
    running.reset()
    return running


@pytest.fixture(scope="module")
def behind(server: tuple[str, int]) -> Any:
    """Look at the bucket past the proxy."""
    return clients(f"http://{server[0]}:{server[1]}")[0]


def opened(proxy: Proxy, bucket: str = BUCKET, *, region: str = REGION, attempts: int = 2, **options: Any) -> Store:
    s3, sts = clients(proxy.url, attempts=attempts, region=region)
    return Store(Clients(s3, sts, region), Destination(bucket, **options), part_bytes=PART)


def zip_of(folder: Path, size: int = 1000) -> Path:
    """Make a file of a name that no other test has; its bytes are random."""
    path = folder / f"notes-{os.urandom(8).hex()}.zip"
    path.write_bytes(os.urandom(size))
    return path


def keys(behind: Any) -> set[str]:
    return {each["Key"] for each in behind.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def refusal(proxy: Proxy, path: Path | None = None, **options: Any) -> TransferError:
    with pytest.raises(TransferError) as caught:
        _open_and_put(proxy, path, options)
    error = caught.value
    assert error.exit_code == 6
    assert error.fix
    assert "botocore" not in str(error)
    return error


def _open_and_put(proxy: Proxy, path: Path | None, options: dict[str, Any]) -> None:
    store = opened(proxy, **options)
    if path is not None:
        store.put(path)


def one(proxy: Proxy, method: str) -> Request:
    (found,) = [request for request in proxy.requests if request.method == method and request.path != "/"]
    return found


def test_a_bundle_is_sent_once_under_its_name(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path)
    store = opened(proxy, prefix="/team/notes/")
    assert store.put(path) == (f"team/notes/{path.name}", True)
    assert behind.get_object(Bucket=BUCKET, Key=f"team/notes/{path.name}")["Body"].read() == path.read_bytes()
    assert len(proxy.sent("PUT")) == 1
    assert store.put(path) == (f"team/notes/{path.name}", False)
    assert len(proxy.sent("PUT")) == 1
    # One look at the bucket, one at the key for each put, one upload.
    assert [line.split()[0] for line in proxy.sent()] == ["HEAD", "HEAD", "PUT", "HEAD"]


def test_every_request_names_the_owner_and_leaves_the_encryption_to_the_bucket(proxy: Proxy, tmp_path: Path) -> None:
    opened(proxy).put(zip_of(tmp_path))
    sent = [request for request in proxy.requests if request.path != "/"]
    assert {request.headers["x-amz-expected-bucket-owner"] for request in sent} == {ACCOUNT}
    put = one(proxy, "PUT").headers
    assert "x-amz-server-side-encryption" not in put  # it would take precedence over what the bucket says
    assert put["if-none-match"] == "*"
    assert len(put["x-amz-checksum-sha256"]) == 44


def test_a_key_of_kms_is_used(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path)
    opened(proxy, kms_key="alias/code").put(path)
    put = one(proxy, "PUT").headers
    assert put["x-amz-server-side-encryption"] == "aws:kms"
    assert put["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/code"
    assert behind.head_object(Bucket=BUCKET, Key=path.name)["SSEKMSKeyId"] == "alias/code"


def test_what_is_there_with_another_key_is_not_taken_for_stored(proxy: Proxy, tmp_path: Path) -> None:
    path = zip_of(tmp_path)
    opened(proxy).put(path)
    error = refusal(proxy, path, kms_key="alias/code")
    assert (
        error.problem == f"s3://{BUCKET}/{path.name} is there already, and it is not encrypted with the key of --kms."
    )
    assert opened(proxy, kms_key="alias/code", prefix="other").put(path)[1]
    with pytest.raises(TransferError, match="not encrypted with the key"):
        opened(proxy, kms_key="1234", prefix="other").put(path)
    assert len(proxy.sent("PUT")) == 2


@pytest.mark.parametrize("given", ["k-1", "arn:aws:kms:eu-west-1:123456789012:key/k-1", "alias/any"])
def test_a_key_is_the_same_by_id_and_by_arn(given: str) -> None:
    found = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k-1"}
    assert Destination("b", kms_key=given).is_encrypted_so(found)


def test_a_given_owner_is_not_asked_for(proxy: Proxy, tmp_path: Path) -> None:
    opened(proxy, owner="210987654321").put(zip_of(tmp_path))
    assert one(proxy, "PUT").headers["x-amz-expected-bucket-owner"] == "210987654321"
    assert not [request for request in proxy.requests if request.path == "/"]


def test_a_bucket_of_somebody_else_is_told_before_anything_is_sent(proxy: Proxy) -> None:
    proxy.rule = owned_by("999999999999")
    error = refusal(proxy)
    assert error.problem == f"the bucket {BUCKET} does not belong to the account {ACCOUNT}; nothing was sent."
    assert proxy.sent("PUT") == []


def test_a_bucket_that_may_not_be_looked_at_is_refused_when_it_is_written(
    proxy: Proxy, behind: Any, tmp_path: Path
) -> None:
    path = zip_of(tmp_path)

    def rule(request: Request) -> bytes | None:
        if request.method == "HEAD":
            return answer("403 Forbidden")
        return answer("403 Forbidden", "AccessDenied", "Access Denied") if request.method == "PUT" else None

    proxy.rule = rule
    error = refusal(proxy, path)
    assert "S3 refuses PutObject" in error.problem
    assert f"s3:PutObject and s3:GetObject on arn:aws:s3:::{BUCKET}/*" in str(error.allowed)
    assert path.name not in keys(behind)


def test_who_may_only_write_writes(proxy: Proxy, tmp_path: Path) -> None:
    path = zip_of(tmp_path)
    proxy.rule = lambda request: answer("403 Forbidden") if request.method == "HEAD" else None
    assert opened(proxy).put(path) == (path.name, True)
    assert opened(proxy).put(path) == (path.name, False)


def test_a_missing_bucket(proxy: Proxy) -> None:
    error = refusal(proxy, bucket="nobody-has-this")
    assert error.problem == "there is no bucket nobody-has-this."
    assert error.fix == "check the name, or make it: aws s3 mb s3://nobody-has-this --region eu-west-1"


def test_a_bucket_that_vanishes_before_the_upload(proxy: Proxy, tmp_path: Path) -> None:
    proxy.rule = lambda request: (
        answer("404 Not Found", "NoSuchBucket", "The bucket does not exist") if request.method == "PUT" else None
    )
    assert refusal(proxy, zip_of(tmp_path)).problem == f"there is no bucket {BUCKET}."


def test_a_bucket_in_another_region(proxy: Proxy) -> None:
    error = refusal(proxy, region="us-east-1")
    assert error.problem == f"the bucket {BUCKET} is in eu-west-1, and the stack would be in us-east-1."


def test_the_same_content_stored_by_somebody_else_meanwhile(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path)

    def rule(request: Request) -> None:
        if request.method == "PUT":
            behind.put_object(Bucket=BUCKET, Key=path.name, Body=b"theirs")

    proxy.rule = rule
    assert opened(proxy).put(path) == (path.name, False)
    assert behind.get_object(Bucket=BUCKET, Key=path.name)["Body"].read() == b"theirs"


def test_two_at_the_same_moment_try_again(proxy: Proxy, tmp_path: Path) -> None:
    path = zip_of(tmp_path)
    conflict = answer("409 Conflict", "ConditionalRequestConflict", "Conflict")
    proxy.rule = lambda request: conflict if request.method == "PUT" and len(proxy.sent("PUT")) == 1 else None
    assert opened(proxy).put(path) == (path.name, True)
    proxy.rule = lambda request: conflict if request.method == "PUT" else None
    assert "somebody else is storing" in refusal(proxy, zip_of(tmp_path)).problem


# --- lost connections ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_lost_connection_is_tried_again_and_then_told(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path, 300_000)
    proxy.rule = lambda request: 50_000 if request.method == "PUT" else None
    error = refusal(proxy, path)
    assert error.problem == f"storing s3://{BUCKET}/{path.name}: the connection was lost or never made."
    assert error.fix == "run the command again: what is there already is not sent twice"
    assert len(proxy.sent("PUT")) == 2
    assert path.name not in keys(behind)
    proxy.rule = lambda request: None
    assert opened(proxy).put(path) == (path.name, True)


@pytest.mark.slow
def test_one_cut_is_mended_by_a_retry(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path, 300_000)
    proxy.rule = lambda request: 50_000 if request.method == "PUT" and len(proxy.sent("PUT")) == 1 else None
    assert opened(proxy).put(path) == (path.name, True)
    assert behind.get_object(Bucket=BUCKET, Key=path.name)["Body"].read() == path.read_bytes()


def test_a_server_that_is_not_there() -> None:
    gone = Proxy(("127.0.0.1", 9))
    gone.close()
    assert "the connection was lost or never made" in refusal(gone, attempts=1).problem


def test_a_large_file_goes_in_parts(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path, 2 * PART + 1000)
    assert opened(proxy, kms_key="alias/code").put(path) == (path.name, True)
    assert len(proxy.sent("PUT")) == 3
    assert behind.get_object(Bucket=BUCKET, Key=path.name)["Body"].read() == path.read_bytes()
    started, ended = [request for request in proxy.requests if request.method == "POST" and request.path != "/"]
    assert started.headers["x-amz-server-side-encryption-aws-kms-key-id"] == "alias/code"
    assert ended.headers["if-none-match"] == "*"
    assert opened(proxy).put(path) == (path.name, False)


def test_an_interrupted_upload_leaves_nothing_and_a_second_run_completes_it(
    proxy: Proxy, behind: Any, tmp_path: Path
) -> None:
    path = zip_of(tmp_path, 2 * PART + 1000)
    proxy.rule = lambda request: 50_000 if "partNumber=2" in request.query else None
    assert "the connection was lost" in refusal(proxy, path, attempts=1).problem
    assert path.name not in keys(behind)
    assert "Uploads" not in behind.list_multipart_uploads(Bucket=BUCKET)
    assert len(proxy.sent("DELETE")) == 1
    proxy.rule = lambda request: None
    assert opened(proxy).put(path) == (path.name, True)
    assert behind.head_object(Bucket=BUCKET, Key=path.name)["ContentLength"] == 2 * PART + 1000


def test_parts_that_can_not_be_thrown_away_are_still_no_object(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path, 2 * PART + 1000)
    proxy.rule = lambda request: 0 if "partNumber=2" in request.query or request.method == "DELETE" else None
    assert "the connection was lost" in refusal(proxy, path, attempts=1).problem
    assert path.name not in keys(behind)
    proxy.rule = lambda request: None
    assert opened(proxy).put(path) == (path.name, True)


def test_parts_that_somebody_else_finished_first(proxy: Proxy, behind: Any, tmp_path: Path) -> None:
    path = zip_of(tmp_path, 2 * PART + 1000)

    def rule(request: Request) -> None:
        if "partNumber=3" in request.query:
            behind.put_object(Bucket=BUCKET, Key=path.name, Body=b"theirs")

    proxy.rule = rule
    assert opened(proxy).put(path) == (path.name, False)
    assert len(proxy.sent("DELETE")) == 1


# --- what AWS says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("400 Bad Request", "ExpiredToken", "the credentials have expired"),
        ("403 Forbidden", "InvalidAccessKeyId", "does not know the access key"),
        ("403 Forbidden", "SignatureDoesNotMatch", "the secret key does not belong"),
        ("403 Forbidden", "RequestTimeTooSkewed", "clock is wrong"),
        ("400 Bad Request", "KMS.NotFoundException", "KMS refuses: the message"),
        ("400 Bad Request", "BadDigest", "damaged on its way"),
        ("503 Slow Down", "SlowDown", "AWS can't answer now"),
        ("400 Bad Request", "IllegalLocationConstraintException", "another region"),
        ("400 Bad Request", "Unheard", "AWS refuses: the message"),
    ],
)
def test_each_refusal_is_told_in_words(proxy: Proxy, tmp_path: Path, status: str, code: str, words: str) -> None:
    proxy.rule = lambda request: answer(status, code, "the message.") if request.method == "PUT" else None
    assert words in refusal(proxy, zip_of(tmp_path), attempts=1).problem


def test_credentials_that_sts_refuses(proxy: Proxy) -> None:
    body = b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>"
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    proxy.rule = lambda request: head + body if request.path == "/" else None
    assert refusal(proxy).problem == "asking STS whose credentials these are: the credentials have expired."


def test_a_file_that_is_gone(proxy: Proxy, tmp_path: Path) -> None:
    assert "can't be read" in refusal(proxy, tmp_path / "none.zip").problem
