"""Forms of any size, sent to the real server: answered with a sentence, whatever the size."""

import http.client
from contextlib import closing
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.faults

NEW = "/oxfordshire-send/actions/A-7.2/evidence/new"
MEGABYTE = bytes(1_000_000)
HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}


def send(service, address, megabytes, **headers):
    """Send a form of many megabytes whole, as browsers do, and only then read the answer."""
    parts = (MEGABYTE for _ in range(megabytes))
    is_chunked = "Content-Length" not in headers
    with connected(service) as connection:
        connection.request("POST", address, parts, HEADERS | headers, encode_chunked=is_chunked)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def connected(service):
    return closing(http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=60))


@pytest.mark.parametrize(
    "headers",
    [{"Content-Length": str(60 * len(MEGABYTE))}, {"Transfer-Encoding": "chunked"}],
    ids=["its length said", "its length unsaid"],
)
def test_a_form_that_is_far_too_large_reads_what_would_do(service, headers):
    status, page = send(service, NEW, 60, **headers)

    assert status == 413
    assert "A file can have at most 10 MB." in page


def test_only_a_form_for_files_may_be_large(service):
    status, page = send(service, "/sign-in", 2, **{"Content-Length": str(2 * len(MEGABYTE))})

    assert status == 413
    assert "A form can hold about a million characters." in page


def test_the_service_goes_on_after_all_that(service):
    with connected(service) as connection:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        answer.read()

    assert answer.status == 200
