"""A visit to a directory: there with a question, back with a proof of who somebody is.

OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636). What the
directory is found to say is believed only if it was signed by its own key, for
us, for this very visit, and just now.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from risk_register.directories.network import Network
from risk_register.domain.errors import DirectoryError

#: Signatures with a key pair; neither "none" nor one that our own secret could make.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SCOPE = "openid email profile"
LEEWAY_SECONDS = 120
LONGEST_SUBJECT = 255  # characters, as OpenID Connect Core 1.0 promises


@dataclass(frozen=True)
class Directory:
    """A directory as the settings name it."""

    issuer: str
    client_id: str
    client_secret: str
    hosts: frozenset[str]  #: that its endpoints may stand on

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> "Directory | None":
        """Read it from the settings; None if they name none."""
        issuer = settings["OIDC_ISSUER"]
        if not issuer:
            return None
        hosts = {urlsplit(issuer).hostname or "", *settings["OIDC_HOSTS"].split()}
        return cls(
            issuer, settings["OIDC_CLIENT_ID"], settings["OIDC_CLIENT_SECRET"], frozenset(hosts)
        )


@dataclass(frozen=True)
class Visit:
    """What one browser has to remember between going and coming back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a directory."""

    issuer: str
    subject: str
    address: str  #: in lower case; empty if the directory says none
    is_verified: bool  #: whether the directory says that the address is theirs


def begin_visit() -> Visit:
    """Make the secrets of a visit."""
    return Visit(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address_of(directory: Directory, visit: Visit, *, callback: str) -> str:
    """Give the address at the directory to which the browser is sent.

    :param callback: to which the directory sends it back
    :raises DirectoryError: if the directory cannot be asked
    """
    network = Network(directory.hosts)
    fields = {
        "response_type": "code",
        "client_id": directory.client_id,
        "redirect_uri": callback,
        "scope": SCOPE,
        "state": visit.state,
        "nonce": visit.nonce,
        "code_challenge": create_s256_code_challenge(visit.verifier),
        "code_challenge_method": "S256",
    }
    endpoint = _endpoint(_describe(directory, network), "authorization_endpoint", network)
    return str(add_params_to_uri(endpoint, list(fields.items())))


def end_visit(
    directory: Directory, visit: Visit, *, answer: Mapping[str, str], callback: str
) -> Identity:
    """Read who came back.

    :param answer: the fields of the address at which the browser came back
    :raises DirectoryError: if anything of it is not as it must be; the sentence is for the log
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), visit.state.encode()):
        raise DirectoryError("The browser came back from a visit that it had not begun.")
    if answer.get("iss", directory.issuer) != directory.issuer:
        raise DirectoryError("Another directory answered (RFC 9207).")
    if "error" in answer or not answer.get("code"):
        raise DirectoryError(f"The directory refused: {answer.get('error', 'no code')!r}")
    network = Network(directory.hosts)
    known = _describe(directory, network)
    given = network.post(
        _endpoint(known, "token_endpoint", network),
        {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": callback,
            "client_id": directory.client_id,
            "client_secret": directory.client_secret,
            "code_verifier": visit.verifier,
        },
    )
    keys = network.get(_endpoint(known, "jwks_uri", network))
    return _identify(directory, visit, given, keys)


def _describe(directory: Directory, network: Network) -> dict[str, Any]:
    known = network.get(f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != directory.issuer:
        raise DirectoryError(f"The directory calls itself {known.get('issuer')!r}.")
    return known


def _endpoint(known: Mapping[str, Any], name: str, network: Network) -> str:
    return network.check(str(known.get(name, "")))


def _identify(
    directory: Directory, visit: Visit, given: Mapping[str, Any], keys: Mapping[str, Any]
) -> Identity:
    try:
        token = jwt.decode(
            str(given.get("id_token", "")),
            key=KeySet.import_key_set(dict(keys)),  # type: ignore[arg-type]  # checked as it is read
            registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False),
        )
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": directory.issuer},
                "aud": {"essential": True, "value": directory.client_id},
                "nonce": {"essential": True, "value": visit.nonce},
                "sub": {"essential": True},
            },
            {
                "nonce": visit.nonce,
                "client_id": directory.client_id,
                "access_token": given.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise DirectoryError(f"The directory's proof does not hold: {error}") from error
    subject = str(claims["sub"])
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise DirectoryError("The directory's own name for somebody is empty or too long.")
    return Identity(
        issuer=directory.issuer,
        subject=subject,
        address=str(claims.get("email") or "").strip().lower(),
        is_verified=claims.get("email_verified") is True,
    )
