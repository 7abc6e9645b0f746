"""A real server that speaks S3, on this machine."""

import uuid

import pytest


@pytest.fixture(scope="session")
def s3_server():
    """The address of a server that speaks S3, on this machine."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server, monkeypatch):
    """An address of an empty bucket; its keys are in the environment, as for a deployment."""
    import boto3

    for name, value in {
        "AWS_ACCESS_KEY_ID": "essai",
        "AWS_SECRET_ACCESS_KEY": "essai",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_ENDPOINT_URL": s3_server,
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"essai-{uuid.uuid4().hex[:12]}"
    place = {"LocationConstraint": "eu-west-3"}
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    return f"s3://{bucket}/photos"
