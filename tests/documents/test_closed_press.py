"""No text of the register can make the press open anything."""

import socket
import threading

import pytest
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError

from risk_register.documents.packs import draw_pack
from risk_register.documents.pages import FACES, FONT_ADDRESS, ClosedFetcher
from tests.documents.june_pack import build_order, build_wordy_snapshot

ADDRESSES = [
    "file:///etc/passwd",
    "http://127.0.0.1:9/",
    "https://example.org/",
    "ftp://example.org/",
    "data:text/plain,hello",
    "pack-font:../LOCK.json",
    "pack-font:..%2f..%2f..%2fsettings.py",
    "pack-font:/etc/passwd",
    "pack-font:COVER.json",
    "pack-font:",
    "risk-register-sans-400.ttf",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_fetcher_refuses_everything_but_our_fonts(address):
    with pytest.raises(FatalURLFetchingError):
        ClosedFetcher().fetch(address)


@pytest.mark.parametrize("face", FACES)
def test_the_fetcher_gives_out_our_fonts(face):
    assert ClosedFetcher().fetch(FONT_ADDRESS + face).read(4) == b"\x00\x01\x00\x00"


@pytest.mark.parametrize(
    "page",
    [
        "<img src='file:///etc/passwd' alt='x'>",
        "<link rel='stylesheet' href='file:///etc/passwd'>",
        "<object data='http://127.0.0.1:9/'></object>",
        "<style>@import url(http://127.0.0.1:9/)</style>",
        "<p style='background: url(file:///etc/passwd)'>x</p>",
    ],
)
def test_a_page_that_asks_for_something_outside_is_not_drawn(page):
    with pytest.raises(FatalURLFetchingError):
        HTML(string=page, url_fetcher=ClosedFetcher()).write_pdf()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/"])
def test_an_image_inside_a_drawing_is_left_out(address):
    fetcher = _Noting()
    page = f"<svg width='9' height='9'><image width='9' height='9' href='{address}'/></svg>"

    HTML(string=page, url_fetcher=fetcher).write_pdf()

    assert fetcher.asked == [address]
    assert fetcher.given == []


def test_a_style_sheet_that_asks_for_something_outside_is_not_read():
    with pytest.raises(FatalURLFetchingError):
        CSS(string="@import url('file:///etc/passwd');", url_fetcher=ClosedFetcher())


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://127.0.0.1:{port}/a alt=b>",
    "<link rel=attachment href=file:///etc/passwd>",
    "</style><style>@import url(http://127.0.0.1:{port}/b);",
    "{{{{ 7 * 7 }}}} {{% include 'packs/pack.css' %}}",
    '" onload="x" style="background:url(http://127.0.0.1:{port}/c)',
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
]


def test_hostile_text_is_printed_as_text_and_opens_no_connection():
    with _Listener() as listener:
        text = " ".join(HOSTILE).format(port=listener.port)
        order = build_order(build_wordy_snapshot(text), correction=text)
        drawn = draw_pack(order.pop("snapshot"), **order)

    assert drawn.startswith(b"%PDF-")
    assert listener.heard == []


class _Noting(ClosedFetcher):
    """Notes what was asked for, and what was given out."""

    def __init__(self):
        super().__init__()
        self.asked, self.given = [], []

    def fetch(self, url, headers=None):
        self.asked.append(url)
        given = super().fetch(url, headers)
        self.given.append(url)
        return given


class _Listener:
    """Notes every connection to a port of this machine."""

    def __init__(self):
        self.heard = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _listen(self):
        while True:
            try:
                heard, address = self._socket.accept()
            except OSError:
                return
            self.heard.append(address)
            heard.close()
