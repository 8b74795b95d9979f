"""A device that makes and shows passkeys, as a browser passes on what it answers."""

import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

USER_PRESENT, HAS_KEY = 0x01, 0x40


class Authenticator:
    """A key of one site; ``origin`` is where its browser stands."""

    def __init__(self, origin="http://localhost:8000"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def make(self, options):
        """Answer what ``navigator.credentials.create`` asks."""
        asked = json.loads(options)
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public_key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public_key
        said = self._say(asked["rp"]["id"], USER_PRESENT | HAS_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        return self._answer(
            clientDataJSON=self._heard("webauthn.create", asked), attestationObject=statement
        )

    def show(self, options):
        """Answer what ``navigator.credentials.get`` asks."""
        asked = json.loads(options)
        self.count += 1
        said, heard = self._say(asked["rpId"], USER_PRESENT), self._heard("webauthn.get", asked)
        signed = self.key.sign(said + hashlib.sha256(heard).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=heard, authenticatorData=said, signature=signed)

    def _say(self, host, flags):
        digest = hashlib.sha256(host.encode()).digest()
        return digest + bytes([flags]) + self.count.to_bytes(4, "big")

    def _heard(self, kind, asked):
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **parts):
        mark = bytes_to_base64url(self.id)
        response = {name: bytes_to_base64url(value) for name, value in parts.items()}
        return json.dumps({"id": mark, "rawId": mark, "type": "public-key", "response": response})
