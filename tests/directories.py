"""A directory on loopback that keeps to OpenID Connect, except where a test makes it lie."""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "the register", "a secret of both"


@dataclass
class LyingDirectory:
    """What it says, and how it departs from the truth."""

    url: str = ""
    claims: dict = field(default_factory=dict)  #: instead of the true ones; None leaves one out
    metadata: dict = field(default_factory=dict)
    algorithm: str = "RS256"
    signs_with_another_key: bool = False
    answers_with: int = 200
    ends_early: bool = False
    pads_with: int = 0  #: bytes
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict = field(default_factory=dict)  #: by code: what the browser was sent with

    def sign_in(self, address, **who):
        """Let somebody sign in who was sent to an address; gives where they are sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(8)
        self.asked[code] = {**asked, "who": who}
        return f"/sign-in/directory/back?code={code}&state={asked['state']}"

    def token(self, form):
        """Answer at the token endpoint."""
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != CLIENT_SECRET:
            return None
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest())
        if challenge.decode().rstrip("=") != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "email_verified": True,
            **asked["who"],
            **self.claims,
        }
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def sign(self, claims):
        """Sign what it says, or not."""
        header = {"alg": self.algorithm, "kid": "one"}
        if self.algorithm == "none":
            return ".".join([_part(header), _part(claims), ""])
        if self.algorithm == "HS256":
            return jwt.encode(header, claims, OctKey.import_key(CLIENT_SECRET))
        another = RSAKey.generate_key(2048, {"kid": "one"}) if self.signs_with_another_key else None
        return jwt.encode(header, claims, another or self.key)

    def answer(self, path, form):
        """Answer one request."""
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                **self.metadata,
            }
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        token = self.token(form)
        return {"token_type": "Bearer", "id_token": token} if token else None


@contextmanager
def run_directory():
    """Run a directory on a free port."""
    directory = LyingDirectory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer({})

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form):
            found = directory.answer(self.path, form)
            self.send_response(directory.answers_with if found else 400)
            if directory.ends_early:
                self.send_header("Content-Length", "5000")
            self.end_headers()
            padding = " " * directory.pads_with
            self.wfile.write((json.dumps(found or {"error": "no"}) + padding).encode())

        def log_message(self, *_words):
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        directory.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield directory
        server.shutdown()


def _part(value):
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
