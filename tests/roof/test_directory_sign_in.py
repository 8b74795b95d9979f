"""Signing in at a real OpenID Connect provider in a process of its own."""

import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
import requests

from tests.live import free_port
from tests.web.test_accounts import is_out

START_SECONDS = 60


@pytest.fixture
def database():
    """Doors are the same on either database."""
    return "sqlite"


@pytest.fixture
def provider():
    """Run the provider, which knows Tom."""
    port = free_port()
    words = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    tom = '{"sub": "tom-there", "email": "tom@example.org", "email_verified": true}'
    process = subprocess.Popen(
        [*words, "--user-claims", tom],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port):
    for _ in range(START_SECONDS * 10):
        with socket.socket() as plug:
            if plug.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The provider did not start.")


def sign_in_there(address, subject):
    """Choose who one is at the provider's own page; gives where it leads back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=20)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def test_somebody_signs_in_at_a_real_provider(app, at_the_page, provider):
    app.config.update(OIDC_ISSUER=provider, OIDC_CLIENT_ID="register", OIDC_CLIENT_SECRET="secret")
    tom = at_the_page()
    back = sign_in_there(tom.get("/sign-in/directory").location, "tom-there")
    assert re.match(r"/sign-in/directory/back\?", back)
    assert tom.get(back).location == "/"
    assert "My work" in tom.get("/").text

    thief = at_the_page()
    assert thief.get(back).location == "/sign-in"
    assert is_out(thief)
